"""Many masks decoded and painted by their runs: the same as pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from labeling.errors import InvalidRle, MaskSizeMismatch
from labeling.formats.borders import borders_of_map, borders_of_runs
from labeling.masks import rle as rles
from labeling.masks.label_map import compose
from labeling.masks.painting import paint_runs, runs_of_map
from labeling.masks.stacked import stacked
from labeling.masks.types import Rle


@st.composite
def several_masks(draw: st.DrawFn) -> NDArray[np.bool_]:
    """(M, H, W) bool, empty and full masks among them."""
    size = (draw(st.integers(1, 9)), draw(st.integers(1, 9)))
    kinds = st.one_of(st.none(), st.booleans())
    masks = []
    for filled in draw(st.lists(kinds, max_size=6)):
        drawn = hnp.arrays(np.bool_, size)
        masks.append(draw(drawn) if filled is None else np.full(size, filled))
    return np.array(masks, np.bool_).reshape(-1, *size)


@given(several_masks())
def test_areas_and_boxes_are_those_of_each_mask(masks: NDArray[np.bool_]) -> None:
    encoded = [rles.encode(mask) for mask in masks]
    stack = stacked(encoded, masks.shape[1:])
    expected = [rles.area_and_bbox(each) for each in encoded]
    assert stack.areas_px().tolist() == [area for area, _ in expected]
    assert stack.boxes_xywh().tolist() == [list(box) for _, box in expected]


@given(several_masks())
def test_painting_runs_is_painting_pixels(masks: NDArray[np.bool_]) -> None:
    encoded = [rles.encode(mask) for mask in masks]
    size_hw = masks.shape[1:]
    expected = compose(size_hw, enumerate(encoded, start=1), dtype=np.uint8)
    painted = paint_runs(size_hw, encoded)
    assert np.array_equal(painted.to_map(np.uint8), expected)
    num = len(encoded) + 1
    assert painted.areas_px(num).tolist() == np.bincount(expected.ravel(), minlength=num).tolist()
    shown = {value: rles.encode(expected == value) for value in np.unique(expected) if value}
    assert painted.masks() == shown
    boxes = painted.boxes_xywh(num)
    assert {v: tuple(boxes[v].tolist()) for v in shown} == {
        v: rles.bbox_xywh(mask) for v, mask in shown.items()
    }
    again = runs_of_map(expected)
    assert np.array_equal(again.starts, painted.starts)
    assert np.array_equal(again.values, painted.values)


@given(
    hnp.arrays(
        np.uint8, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(0, 2)
    )
)
def test_borders_of_runs_are_those_of_pixels(coarse: NDArray[np.uint8]) -> None:
    label_map = coarse.repeat(60, axis=0).repeat(3, axis=1)  # few borders, else there are none
    found, expected = borders_of_runs(runs_of_map(label_map)), borders_of_map(label_map)
    assert found is not None
    assert expected is not None
    assert np.array_equal(found.pixels, expected.pixels)
    assert np.array_equal(found.values, expected.values)
    assert np.array_equal(found.before, expected.before)


def test_values_are_replaced_and_equal_neighbours_joined() -> None:
    label_map = np.array([[1, 2, 0], [3, 2, 0]])
    replaced = runs_of_map(label_map).replaced(np.array([0, 5, 5, 7]))
    assert replaced.to_map(np.uint8).tolist() == [[5, 5, 0], [7, 5, 0]]
    assert (replaced.values[1:] != replaced.values[:-1]).all()


@pytest.mark.parametrize(
    ("counts", "error"),
    [(b"", InvalidRle), (b"~~", InvalidRle), (b"9", InvalidRle), (b"1R", InvalidRle)],
)
def test_what_is_wrong_with_one_of_many_is_said(counts: bytes, error: type[Exception]) -> None:
    good = rles.encode(np.eye(4, dtype=np.bool_))
    with pytest.raises(error):
        stacked([good, Rle((4, 4), counts), good], (4, 4))


def test_a_number_cut_at_the_end_of_a_mask_does_not_run_into_the_next() -> None:
    good = rles.encode(np.eye(40, dtype=np.bool_))
    with pytest.raises(InvalidRle):
        stacked([Rle((40, 40), good.counts[:-1] + b"P"), good], (40, 40))


def test_masks_of_another_size_are_refused() -> None:
    with pytest.raises(MaskSizeMismatch):
        stacked([rles.encode(np.eye(4, dtype=np.bool_))], (4, 5))
