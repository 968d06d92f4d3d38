"""Bridged rings: pycocotools, which knows no holes, sees exactly the mask's pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from pycocotools import mask as coco_mask

from labeling.masks import polygons, rle
from labeling.masks.bridges import bridged
from labeling.masks.outlines import outline_rle, pieces_rle
from labeling.masks.types import Mask, Part, Polygon
from tests.masks.grids import grid, masks
from tests.masks.test_polygons import NASTY


def assert_exact(mask: Mask) -> None:
    height, width = mask.shape
    assert outline_rle(rle.encode(mask)) == polygons.outline(mask)
    flat = [bridged(piece) for piece in pieces_rle(rle.encode(mask))]
    rings = [tuple(zip(ring[::2], ring[1::2], strict=True)) for ring in flat]
    for ring in rings:
        assert all(a != b for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
    if flat:
        reference = coco_mask.merge(coco_mask.frPyObjects(flat, height, width))
        assert np.array_equal(coco_mask.decode(reference), mask)
    joined = Polygon(tuple(Part(ring) for ring in rings))
    assert np.array_equal(polygons.rasterise(joined, (height, width)), mask)


@pytest.mark.parametrize("mask", NASTY, ids=lambda mask: f"{mask.shape}")
def test_nasty_masks_are_exact_for_pycocotools(mask: Mask) -> None:
    assert_exact(mask)


@given(masks())
def test_any_mask_is_exact_for_pycocotools(mask: Mask) -> None:
    assert_exact(mask)


def test_a_bridge_runs_left_from_the_hole_and_back() -> None:
    (piece,) = pieces_rle(rle.encode(grid("1111", "1101", "1111")))
    assert bridged(piece) == [
        0, 0, 4, 0, 4, 3, 0, 3, 0, 1, 2, 1, 2, 2, 3, 2, 3, 1, 2, 1, 0, 1
    ]  # fmt: skip


def test_thousands_of_holes_in_a_row_are_joined_without_recursion() -> None:
    mask = np.ones((3, 6001), dtype=np.bool_)
    mask[1, 1::2] = False
    assert_exact(mask)
