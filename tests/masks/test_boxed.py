import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labeling.errors import InvalidRle
from labeling.masks import boxed, rle

masks = arrays(np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9)))


@given(masks)
def test_runs_along_rows_come_back_and_equal_the_definition(mask):
    runs = boxed.row_runs(rle.encode(mask))
    flat = np.repeat(np.arange(runs.size) % 2 == 1, runs)
    assert np.array_equal(flat.reshape(mask.shape), mask)
    assert (runs[1:] > 0).all()
    assert boxed.from_row_runs(runs, mask.shape) == rle.encode(mask)


@given(masks, st.integers(-10, 10), st.integers(-10, 10), st.integers(1, 9), st.integers(1, 9))
def test_a_box_of_pixels_is_placed_and_cut_off_at_the_border(crop, left, top, height, width):
    wide = np.zeros((height + 40, width + 40), np.bool_)
    wide[20 + top :, 20 + left :][: crop.shape[0], : crop.shape[1]] = crop
    expected = rle.encode(np.ascontiguousarray(wide[20 : 20 + height, 20 : 20 + width]))
    assert boxed.from_box(crop, left, top, (height, width)) == expected


def test_the_runs_of_a_box_start_outside():
    assert boxed.crop_runs(np.array([[True, False], [False, True]])).tolist() == [0, 1, 2, 1]
    assert boxed.crop_runs(np.array([[False, True], [True, True]])).tolist() == [1, 3]


@pytest.mark.parametrize("runs", [[3], [5], [7, -1], []])
def test_runs_that_do_not_fill_the_image_are_refused(runs):
    with pytest.raises(InvalidRle):
        boxed.from_row_runs(np.array(runs, np.int64), (2, 3))
