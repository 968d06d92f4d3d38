"""Measures a trained model on a dataset's split, in the images' own size: what people compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from labeling.masks.metrics import confusion_matrix
from ml_assist.errors import InvalidTrainingDataset
from ml_assist.training.dataset import (
    UNKNOWN_INSTANCE,
    Pixels,
    Truth,
    paint,
    read_dataset,
    read_pixels,
)
from ml_assist.training.instances import Instances
from ml_assist.training.metrics_log import as_line
from ml_assist.training.predict import DenseOutput, LoadedModel, enlarge, find_things
from ml_assist.training.validation import figures

_MATCH_IOU = 0.5


@dataclass(slots=True)
class InstanceCounts:
    """How many things were found, and how many of the found ones exist (IoU > 0.5)."""

    num_truth: int = 0
    num_predicted: int = 0
    num_matched: int = 0

    def add(self, predicted: Instances, truth: NDArray[np.integer[Any]]) -> None:
        """Count one image.

        Above IoU 0.5 a thing can match at most one other, so no assignment is needed (Kirillov et
        al. 2019, Panoptic Segmentation, section 4.1).

        Args:
            predicted: (H, W), 0 none.
            truth: (H, W), 0 none, `UNKNOWN_INSTANCE` counts nowhere: predictions mostly on such
                pixels are left out.
        """
        unknown = truth == UNKNOWN_INSTANCE
        ids = np.where(unknown, 0, truth).astype(np.int64)
        rows, columns = int(predicted.max()) + 1, int(ids.max()) + 1
        pairs = np.bincount(
            predicted.ravel().astype(np.int64) * columns + ids.ravel(), minlength=rows * columns
        ).reshape(rows, columns)
        union = pairs.sum(axis=1, keepdims=True) + pairs.sum(axis=0, keepdims=True) - pairs
        on_unknown = np.bincount(predicted[unknown], minlength=rows)[1:]
        counted = on_unknown <= 0.5 * pairs[1:].sum(axis=1)
        self.num_truth += int((pairs[:, 1:].sum(axis=0) > 0).sum())
        self.num_predicted += int(counted.sum())
        self.num_matched += int((pairs[1:, 1:] > _MATCH_IOU * union[1:, 1:]).sum())

    def as_dict(self) -> dict[str, Any]:
        """The counts with the shares that people read."""
        return {
            "truth": self.num_truth,
            "predicted": self.num_predicted,
            "matched": self.num_matched,
            "recall": self.num_matched / self.num_truth if self.num_truth else None,
            "precision": self.num_matched / self.num_predicted if self.num_predicted else None,
        }


class Evaluation:
    """Adds up one model's agreement with the truth, image by image."""

    def __init__(self, model: LoadedModel) -> None:
        self.model = model
        self.channels = model.card.channels
        self.num_images = 0
        self.instances = InstanceCounts()
        self._confusion = np.zeros((self.channels.num, self.channels.num), dtype=np.int64)

    def add(self, pixels: Pixels, truth: Truth) -> None:
        """Predict one image and count.

        Args:
            pixels: (H, W, 3) uint8 RGB, upright.
            truth: (H, W, 2), painted with this model's channels.
        """
        output = self.model.dense(pixels)
        self._confusion += confusion_matrix(
            _full_size(output, truth), truth[..., 0], self.channels.num
        )
        if any(self.channels.is_thing):
            self.instances.add(_full_size_things(output, truth, self.model), truth[..., 1])
        self.num_images += 1

    def result(self) -> dict[str, Any]:
        """What `evaluate` returns."""
        return {
            **as_line(figures(self._confusion, self.channels)),
            "images": self.num_images,
            "instances": self.instances.as_dict() if any(self.channels.is_thing) else None,
        }


def evaluate(
    model: LoadedModel,
    dataset_folder: Path,
    split: str = "test",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Measure a model on the labelled images of one split.

    Args:
        model: from `load_model`.
        dataset_folder: in the native format.
        split: "train", "val" or "test".
        progress: called with (images done, images in all).

    Returns:
        {"miou", "per_class": {class id: IoU or None}, "pixel_accuracy", "images": number,
        "instances": {"truth", "predicted", "matched", "recall", "precision"} or None}. mIoU is the
        mean over the project's classes that occur, from one confusion matrix over all images;
        background counts in pixel_accuracy only. Instances are matched at IoU 0.5 (things only).

    Raises:
        InvalidTrainingDataset: the split has no labelled image.
    """
    dataset = read_dataset(dataset_folder)
    images = [i for i in dataset.split(split) if i.segments and i.open is not None]
    if not images:
        raise InvalidTrainingDataset(
            f"Expected labelled images of split {split!r}, got none: set the split of some images."
        )
    evaluation = Evaluation(model)
    for done, image in enumerate(images, start=1):
        evaluation.add(read_pixels(image), paint(image, evaluation.channels))
        progress(done, len(images))
    return evaluation.result()


def _full_size(output: DenseOutput, truth: Truth) -> NDArray[np.intp]:
    """(H, W) channel index: the most likely after interpolating the probabilities."""
    size_wh = truth.shape[1::-1]
    best = np.zeros(truth.shape[:2], dtype=np.intp)
    highest = np.full(truth.shape[:2], -1, dtype=np.float32)
    for index, channel in enumerate(output.classes):  # one at a time: large images stay in memory
        enlarged = np.asarray(cv2.resize(channel, size_wh, interpolation=cv2.INTER_LINEAR))
        wins = enlarged > highest
        best[wins] = index
        highest[wins] = enlarged[wins]
    return best


def _full_size_things(output: DenseOutput, truth: Truth, model: LoadedModel) -> Instances:
    """(H, W) int32, 0 none, 1.. one predicted thing each."""
    size_hw = (truth.shape[0], truth.shape[1])
    instances = np.zeros(size_hw, dtype=np.int32)
    scale = output.classes.shape[1] / size_hw[0]
    for number, thing in enumerate(find_things(output, model.card, scale), start=1):
        instances[enlarge(thing.mask, size_hw)] = number
    return instances
