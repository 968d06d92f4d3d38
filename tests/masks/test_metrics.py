"""Metrics on grids small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from labeling.errors import MaskSizeMismatch
from labeling.masks.metrics import (
    Match,
    confusion_matrix,
    iou_per_class,
    mask_iou,
    match_instances,
    pixel_accuracy,
)
from labeling.masks.types import Mask
from tests.masks.grids import grid, mask_pairs


def test_iou_counts_common_pixels_over_all() -> None:
    assert mask_iou(grid("1110"), grid("0111")) == 2 / 4
    assert mask_iou(grid("10"), grid("01")) == 0
    assert mask_iou(grid("00"), grid("00")) == 1


@given(mask_pairs())
def test_iou_does_not_depend_on_the_order(pair: tuple[Mask, Mask]) -> None:
    assert mask_iou(*pair) == mask_iou(*pair[::-1])
    assert 0 <= mask_iou(*pair) <= 1


def test_masks_of_two_sizes_are_refused() -> None:
    with pytest.raises(MaskSizeMismatch, match=r"\(1, 2\) and \(2, 1\)"):
        mask_iou(grid("10"), grid("1", "0"))


def test_confusion_counts_truth_by_row_and_skips_ignored_pixels() -> None:
    truth = np.array([[0, 1, 1], [255, 2, 2]], dtype=np.uint8)
    pred = np.array([[0, 1, 2], [0, 2, 0]], dtype=np.uint8)
    confusion = confusion_matrix(pred, truth, num_classes=4)
    assert confusion.tolist() == [[1, 0, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0], [0, 0, 0, 0]]
    assert iou_per_class(confusion)[:3].tolist() == [1 / 2, 1 / 2, 1 / 3]
    assert np.isnan(iou_per_class(confusion)[3])
    assert pixel_accuracy(confusion) == 3 / 5


def test_accuracy_of_nothing_is_not_a_number() -> None:
    assert np.isnan(pixel_accuracy(np.zeros((2, 2), dtype=np.int64)))


def test_classes_outside_the_range_are_refused() -> None:
    with pytest.raises(ValueError, match="pred holds classes 0 to 3; expected 0 to 2"):
        confusion_matrix(np.array([[0, 3]]), np.array([[0, 1]]), num_classes=3)


def test_each_true_instance_is_matched_once_best_score_first() -> None:
    truth = [grid("11110000"), grid("00001111")]
    pred = [grid("01110000"), grid("11110000"), grid("00000110"), grid("00000011")]
    assert match_instances(pred, truth) == [Match(0, 0, 0.75), Match(2, 1, 0.5)]
    assert match_instances(pred, truth, iou_threshold=0.8) == [Match(1, 0, 1.0)]


def test_nothing_matches_where_nothing_overlaps() -> None:
    assert match_instances([grid("10")], [grid("01")], iou_threshold=0.0) == []
    assert match_instances([], [grid("01")]) == []
