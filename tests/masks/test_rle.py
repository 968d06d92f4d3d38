"""COCO run lengths: coded like pycocotools, measured and combined without decoding."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pycocotools import mask as coco_mask

from labeling.errors import EmptyMask, InvalidRle, MaskSizeMismatch
from labeling.masks import rle
from labeling.masks.types import Mask, Rle
from tests.masks.grids import grid, mask_pairs, masks, run_lists


@given(masks())
def test_decoding_gives_back_the_encoded_mask(mask: Mask) -> None:
    assert np.array_equal(rle.decode(rle.encode(mask)), mask)


@given(masks())
def test_counts_are_byte_equal_to_pycocotools(mask: Mask) -> None:
    reference = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    assert rle.encode(mask).counts == reference["counts"]


@given(run_lists())
def test_runs_survive_their_compression(runs: list[int]) -> None:
    counts = rle.counts_from_runs(np.array(runs, dtype=np.int64))
    assert rle.runs_from_counts(counts).tolist() == runs


@given(run_lists())
def test_long_runs_are_compressed_as_pycocotools_does(runs: list[int]) -> None:
    assume(0 < sum(runs) < 2**32)
    wire = {"size": [sum(runs), 1], "counts": runs}
    reference = coco_mask.frPyObjects(wire, sum(runs), 1)
    assert rle.counts_from_runs(np.array(runs, dtype=np.int64)) == reference["counts"]


@given(masks())
def test_area_and_box_are_those_of_the_pixels(mask: Mask) -> None:
    encoded = rle.encode(mask)
    assert rle.area_px(encoded) == mask.sum()
    ys, xs = np.nonzero(mask)
    expected = (0, 0, 0, 0)
    if ys.size:
        expected = (xs.min(), ys.min(), np.ptp(xs) + 1, np.ptp(ys) + 1)
    assert rle.bbox_xywh(encoded) == expected


@given(mask_pairs(), st.sampled_from(["C", "F"]))
def test_painting_sets_exactly_the_pixels_inside(pair: tuple[Mask, Mask], order: str) -> None:
    below, above = pair
    target = np.asarray(below, dtype=np.uint16, order="C" if order == "C" else "F")
    rle.paint(target, rle.encode(above), 700)
    assert np.array_equal(target, np.where(above, 700, below))


@given(mask_pairs())
def test_masks_are_combined_as_their_pixels_are(pair: tuple[Mask, Mask]) -> None:
    a, b = pair
    coded_a, coded_b = rle.encode(a), rle.encode(b)
    assert rle.union(coded_a, coded_b) == rle.encode(a | b)
    assert rle.intersection(coded_a, coded_b) == rle.encode(a & b)
    assert rle.subtract(coded_a, coded_b) == rle.encode(a & ~b)
    assert rle.intersects(coded_a, coded_b) == bool((a & b).any())


@given(masks(), st.data())
def test_zero_runs_are_joined_away_on_reading(mask: Mask, data: st.DataObject) -> None:
    runs = rle.runs_from_counts(rle.encode(mask).counts).tolist()
    position = data.draw(st.integers(0, len(runs)))
    cut = data.draw(st.integers(0, runs[position])) if position < len(runs) else 0
    halves = [cut, 0, runs[position] - cut] if position < len(runs) else [0, 0]
    written = [*runs[:position], *halves, *runs[position + 1 :]]
    wire = {"size": list(mask.shape), "counts": written}
    assert rle.from_wire(wire) == rle.encode(mask)


@given(st.binary(max_size=12))
def test_any_bytes_are_read_or_refused(counts: bytes) -> None:
    try:
        runs = rle.runs_from_counts(counts)
    except InvalidRle:
        return
    assert runs.min() >= 0
    assert rle.runs_from_counts(rle.counts_from_runs(runs)).tolist() == runs.tolist()


def test_the_wire_form_is_that_of_coco() -> None:
    encoded = rle.encode(grid("010", "010"))
    assert rle.to_wire(encoded) == {"size": [2, 3], "counts": "222"}
    assert rle.from_wire({"size": [2, 3], "counts": "222"}) == encoded
    assert rle.from_wire({"size": [2, 3], "counts": [2, 2, 2]}) == encoded


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        ("222", "must be"),
        ({"size": [2, 3]}, "must be"),
        ({"size": [2], "counts": "222"}, r"\[height, width\]"),
        ({"size": [2, 3.0], "counts": "222"}, r"\[height, width\]"),
        ({"size": [True, 6], "counts": "222"}, r"\[height, width\]"),
        ({"size": [0, 3], "counts": [0]}, "at least 1 x 1"),
        ({"size": [10**5, 10**5], "counts": [10]}, "at most"),
        ({"size": [2, 3], "counts": ""}, "empty"),
        ({"size": [2, 3], "counts": []}, "whole numbers"),
        ({"size": [2, 3], "counts": [2, -2, 6]}, "whole numbers"),
        ({"size": [2, 3], "counts": [2, 2.0, 2]}, "whole numbers"),
        ({"size": [2, 3], "counts": [10**400]}, "whole numbers"),
        ({"size": [2, 3], "counts": 222}, "string or a list"),
        ({"size": [2, 3], "counts": "22p"}, "character"),
        ({"size": [2, 3], "counts": "22é"}, "character"),
        ({"size": [2, 3], "counts": "22R"}, "cut off"),
        ({"size": [2, 3], "counts": "R" * 20 + "0"}, "larger than any"),
        ({"size": [2, 3], "counts": "2O"}, "negative"),
        ({"size": [2, 3], "counts": "221"}, "sum to 5 pixels; expected 2 x 3 = 6"),
        ({"size": [2, 3], "counts": [2, 2, 3]}, "sum to 7 pixels"),
    ],
)
def test_malformed_masks_are_refused_with_the_reason(wire: object, words: str) -> None:
    with pytest.raises(InvalidRle, match=words):
        rle.from_wire(wire)


def test_a_mask_without_pixels_is_refused_where_a_segment_needs_one() -> None:
    rle.validate(rle.encode(grid("01")))
    with pytest.raises(EmptyMask):
        rle.validate(rle.encode(grid("00")))


def test_runs_that_do_not_fill_the_image_are_never_painted_or_decoded() -> None:
    short = Rle((2, 3), b"221")
    target = np.zeros((2, 3), dtype=np.uint8)
    for use in (rle.validate, rle.decode, lambda mask: rle.paint(target, mask, 1)):
        with pytest.raises(InvalidRle):
            use(short)
    assert not target.any()


def test_masks_of_different_sizes_are_not_mixed() -> None:
    a, b = rle.encode(grid("01")), rle.encode(grid("0", "1"))
    for use in (rle.intersects, rle.union, rle.subtract, rle.intersection):
        with pytest.raises(MaskSizeMismatch):
            use(a, b)
    with pytest.raises(MaskSizeMismatch):
        rle.paint(np.zeros((2, 1), dtype=np.uint8), a, 1)
