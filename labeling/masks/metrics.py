"""How well predictions agree with the truth, by pixels and by instances; used by evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labeling.errors import MaskSizeMismatch
from labeling.masks.types import LabelMap, Mask

IGNORE_INDEX = 255
"""Value of pixels that count nowhere (the convention of Pascal VOC and Cityscapes trainIds)."""


@dataclass(frozen=True, slots=True)
class Match:
    """A predicted instance and the true one it was matched with."""

    pred_index: int
    truth_index: int
    iou: float


def mask_iou(pred: Mask, truth: Mask) -> float:
    """Intersection over union of two binary masks.

    Args:
        pred: (H, W) bool, image pixels.
        truth: (H, W) bool, same image.

    Returns:
        In [0, 1]; 1.0 when both are empty.

    Raises:
        MaskSizeMismatch: the shapes differ.

    Source: Jaccard index (Jaccard, 1912).
    """
    _check_same_shape(pred, truth)
    union = int(np.count_nonzero(pred | truth))
    return int(np.count_nonzero(pred & truth)) / union if union else 1.0


def confusion_matrix(
    pred: LabelMap, truth: LabelMap, num_classes: int, ignore_index: int = IGNORE_INDEX
) -> NDArray[np.int64]:
    """Count pixels by true and predicted class.

    Args:
        pred: (H, W) integer in [0, num_classes).
        truth: (H, W) integer in [0, num_classes), or `ignore_index`.
        num_classes: number of classes, background included where it is one.
        ignore_index: pixels whose truth is this count nowhere.

    Returns:
        (num_classes, num_classes) int64, rows truth, columns prediction.

    Raises:
        MaskSizeMismatch: the shapes differ.
        ValueError: a class outside the range.
    """
    _check_same_shape(pred, truth)
    counted = truth != ignore_index
    rows, columns = truth[counted].astype(np.int64), pred[counted].astype(np.int64)
    for name, ids in (("truth", rows), ("pred", columns)):
        if ids.size and not (ids.min() >= 0 and ids.max() < num_classes):
            raise ValueError(
                f"{name} holds classes {ids.min()} to {ids.max()}; expected 0 to {num_classes - 1}"
            )
    counts = np.bincount(rows * num_classes + columns, minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes).astype(np.int64)


def iou_per_class(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """Intersection over union of each class.

    Args:
        confusion: (C, C), rows truth, columns prediction; summed over images.

    Returns:
        (C,) float64 in [0, 1]; NaN for a class in neither truth nor prediction (use np.nanmean).
    """
    hits = np.diag(confusion).astype(np.float64)
    union = confusion.sum(axis=0) + confusion.sum(axis=1) - hits
    ious = np.full(hits.shape, np.nan)
    np.divide(hits, union, out=ious, where=union > 0)
    return ious


def pixel_accuracy(confusion: NDArray[np.int64]) -> float:
    """Share of counted pixels with the right class; NaN when none was counted."""
    total = int(confusion.sum())
    return int(np.trace(confusion)) / total if total else float("nan")


def match_instances(
    pred: Sequence[Mask], truth: Sequence[Mask], iou_threshold: float = 0.5
) -> list[Match]:
    """Match predicted instances with true ones, each at most once.

    Args:
        pred: (H, W) bool masks, best score first: earlier ones choose first.
        truth: (H, W) bool masks of the same image.
        iou_threshold: pairs below it are no match.

    Returns:
        Matches in the order of `pred`; ties go to the earlier truth.

    Raises:
        MaskSizeMismatch: the shapes differ.

    Source: COCO's evaluation, greedy by score (cocodataset/cocoapi, cocoeval.py evaluateImg).
    """
    matches: list[Match] = []
    free = list(range(len(truth)))
    for pred_index, mask in enumerate(pred):
        ious = [(mask_iou(mask, truth[index]), index) for index in free]
        best, truth_index = max(ious, key=lambda pair: (pair[0], -pair[1]), default=(-1.0, -1))
        if best >= iou_threshold and best > 0:
            matches.append(Match(pred_index, truth_index, best))
            free.remove(truth_index)
    return matches


def _check_same_shape(pred: LabelMap | Mask, truth: LabelMap | Mask) -> None:
    if pred.shape != truth.shape:
        raise MaskSizeMismatch(
            f"Prediction and truth must have one shape; got {pred.shape} and {truth.shape}."
        )
