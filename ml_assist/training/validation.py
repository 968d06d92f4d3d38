"""Measures a network on whole images while it trains: the figures that choose the best epoch."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from labeling.masks.metrics import IGNORE_INDEX, confusion_matrix, iou_per_class, pixel_accuracy
from ml_assist.training.dataset import Channels
from ml_assist.training.inference import probabilities
from ml_assist.training.samples import SampleStore


@dataclass(frozen=True, slots=True)
class Figures:
    """Agreement with the truth, from one confusion matrix over all images.

    Attributes:
        miou: mean over the project's classes (background is not one of them) that occur.
        per_class: class id to IoU; None where it occurs neither in truth nor in prediction.
        pixel_accuracy: share of known pixels that are right, background included.
        loss: mean cross-entropy over the known pixels; NaN where it was not measured.
    """

    miou: float
    per_class: dict[int, float | None]
    pixel_accuracy: float
    loss: float = math.nan


def figures(confusion: NDArray[np.int64], channels: Channels, loss: float = math.nan) -> Figures:
    """Figures from a (C, C) confusion matrix of channels."""
    per_class = {
        class_id: None if math.isnan(iou) else float(iou)
        for class_id, iou in zip(channels.class_ids, iou_per_class(confusion), strict=True)
        if class_id != 0
    }
    known = [iou for iou in per_class.values() if iou is not None]
    accuracy = pixel_accuracy(confusion)
    return Figures(
        miou=float(np.mean(known)) if known else 0.0,
        per_class=per_class,
        pixel_accuracy=0.0 if math.isnan(accuracy) else accuracy,
        loss=loss,
    )


def validate(network: nn.Module, store: SampleStore, device: torch.device) -> Figures:
    """Measure a network on whole images at working size."""
    network.eval()
    channels = store.channels
    confusion = np.zeros((channels.num, channels.num), dtype=np.int64)
    loss_sum, num_known = 0.0, 0
    for index in range(len(store)):
        sample = store[index]
        classes, _ = probabilities(network, sample.pixels, device)
        confusion += confusion_matrix(classes.argmax(axis=0), sample.labels, channels.num)
        rows, columns = np.nonzero(sample.labels != IGNORE_INDEX)
        chances = classes[sample.labels[rows, columns], rows, columns]
        loss_sum -= float(np.log(np.maximum(chances, 1e-7)).sum())
        num_known += rows.size
    return figures(confusion, channels, loss_sum / max(num_known, 1))
