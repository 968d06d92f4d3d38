"""Inset rings: every rule of filling that readers use gives exactly the mask's pixels."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from PIL import Image as PILImage
from PIL import ImageDraw
from pycocotools import mask as coco_mask

from labeling.masks import polygons, rle
from labeling.masks.inset import inset_rings, joined_ring
from labeling.masks.types import Mask, Part, Point, Polygon
from tests.masks.grids import grid, masks
from tests.masks.test_polygons import NASTY


def by_fill_poly(ring: list[Point], size_hw: tuple[int, int]) -> Mask:
    filled = np.zeros(size_hw, np.uint8)
    cv2.fillPoly(filled, [np.array(ring).astype(np.int32)], 1)
    return filled.astype(bool)


def by_pillow(ring: list[Point], size_hw: tuple[int, int]) -> Mask:
    filled = PILImage.new("L", size_hw[::-1])
    ImageDraw.Draw(filled).polygon(ring, outline=1, fill=1)
    return np.array(filled, dtype=bool)


def by_centres(ring: list[Point], size_hw: tuple[int, int]) -> Mask:
    return polygons.rasterise(Polygon((Part(tuple(ring)),)), size_hw)


def assert_exact(mask: Mask, inset_px: float) -> None:
    rings = inset_rings(rle.encode(mask), inset_px)
    for ring in rings:
        assert len(ring) >= 4
        assert all(a != b for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
    for fill in (by_fill_poly, by_pillow, by_centres):
        filled = [fill(ring, mask.shape) for ring in rings]
        assert np.array_equal(np.any([np.zeros(mask.shape, bool), *filled], axis=0), mask)
    if rings:
        joined = joined_ring(rings)
        assert np.array_equal(by_centres(joined, mask.shape), mask)
        assert (by_fill_poly(joined, mask.shape) >= mask).all()


@pytest.mark.parametrize("inset_px", [1 / 64, 30 / 64])
@pytest.mark.parametrize("mask", NASTY, ids=lambda mask: f"{mask.shape}")
def test_nasty_masks_are_exact_for_every_rule(mask: Mask, inset_px: float) -> None:
    assert_exact(mask, inset_px)


@given(masks())
def test_any_mask_is_exact_for_every_rule(mask: Mask) -> None:
    assert_exact(mask, 1 / 64)


def test_a_hole_that_touches_the_outside_by_a_corner_stays_a_hole() -> None:
    assert_exact(grid("110", "101", "111"), 1 / 64)


def test_pycocotools_sees_the_same_pixels() -> None:
    mask = grid("11111", "10101", "11111", "10001", "11111")
    (ring,) = inset_rings(rle.encode(mask), 1 / 64)
    flat = [value for point in ring for value in point]
    (reference,) = coco_mask.frPyObjects([flat], *mask.shape)
    assert np.array_equal(coco_mask.decode(reference), mask)


def test_pieces_that_touch_by_a_corner_are_joined_without_a_pixel_more() -> None:
    mask = grid("1100", "1100", "0011", "0011")
    joined = joined_ring(inset_rings(rle.encode(mask), 1 / 64))
    assert np.array_equal(by_fill_poly(joined, mask.shape), mask)


def test_a_bridge_is_drawn_one_pixel_wide_where_outlines_are_drawn() -> None:
    mask = grid("1100011", "1100011")
    joined = joined_ring(inset_rings(rle.encode(mask), 1 / 64))
    assert (by_fill_poly(joined, mask.shape) & ~mask).sum() == 3


def test_thousands_of_pieces_on_one_line_are_joined() -> None:
    mask = np.zeros((1, 6001), dtype=np.bool_)
    mask[0, ::2] = True
    assert_exact(mask, 1 / 64)
