"""Decides what a configuration leaves open, from the dataset itself, before the first step.

Source: the idea of nnU-Net (Isensee et al. 2021), a dataset fingerprint that fixes the plan.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np

from labeling.formats.base import ImageRecord
from ml_assist.errors import InvalidTrainingDataset
from ml_assist.training.config import TrainConfig
from ml_assist.training.dataset import Channels, Dataset, channel_areas, choose_channels
from ml_assist.training.samples import working_size

_MIN_STEPS_PER_EPOCH = 20
"""Validation and a checkpoint follow each epoch; with a handful of images they would dominate."""

_MAX_CLASS_WEIGHT = 3.0
_MIN_COARSE_PX = 128
_COARSE_SHARE = 0.5

_MANY_THINGS = 8
"""Mean number of things in an image from which a project of things alone is taken for microscopy:
such pictures have no upright, and stains vary more than daylight does."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A run's settled choices.

    Attributes:
        train: images to learn from.
        val: images that choose the best epoch; the training images where there are no others.
        channels: the network's outputs.
        augmentation: kind for `augment`.
        coarse_share: share of the run on coarse crops.
        class_weights: of the channels in the cross-entropy.
        steps_per_epoch: steps until about as many pixels were shown as the training images hold.
    """

    train: tuple[ImageRecord, ...]
    val: tuple[ImageRecord, ...]
    channels: Channels
    augmentation: str
    coarse_share: float
    class_weights: tuple[float, ...]
    steps_per_epoch: int


def make_plan(dataset: Dataset, config: TrainConfig) -> Plan:
    """Settle splits, channels, augmentation and steps.

    Images of split "test" are never touched. Images without a split are for training.

    Raises:
        InvalidTrainingDataset: no image to learn from, or too few classes.
    """
    learnable = _usable(dataset.split("train", None))
    if not learnable:
        raise InvalidTrainingDataset(
            f"Expected labelled images of split train (or of none), got {len(dataset.images)} "
            "images without one: label some, or change their split.",
            images=len(dataset.images),
        )
    val = _usable(dataset.split("val"))
    train = learnable
    if not val:
        val = _held_back(learnable, config.val_fraction)
        names = {image.name for image in val}
        train = tuple(image for image in learnable if image.name not in names)
    channels = choose_channels(dataset.classes, train, config.unlabelled)
    are_all_things = all(channels.is_thing[1:]) and channels.has_background
    num_things = float(np.mean([len(image.segments) for image in train]))
    is_microscopy = are_all_things and num_things >= _MANY_THINGS
    augmentation = config.augmentation
    if augmentation == "auto":
        augmentation = "microscopy" if is_microscopy else "photo"
    return Plan(
        train,
        val or train,
        channels,
        augmentation,
        _coarse_share(config, is_microscopy),
        _class_weights(train, channels),
        _steps_per_epoch(train, config),
    )


def _usable(images: tuple[ImageRecord, ...]) -> tuple[ImageRecord, ...]:
    """Those with segments and a file; a purged image leaves neither pixels nor a reason to fail."""
    return tuple(image for image in images if image.segments and image.open is not None)


def _held_back(images: tuple[ImageRecord, ...], fraction: float) -> tuple[ImageRecord, ...]:
    """A share of the images, chosen by a hash of their names: stable while images come and go."""
    count = min(round(len(images) * fraction), len(images) - 1)
    ranked = sorted(images, key=lambda image: hashlib.sha256(image.name.encode()).digest())
    chosen = {image.name for image in ranked[:count]}
    return tuple(image for image in images if image.name in chosen)


def _coarse_share(config: TrainConfig, is_microscopy: bool) -> float:
    if config.crop_size_px < _MIN_COARSE_PX:
        return 0.0
    if config.coarse_share is not None:
        return config.coarse_share
    return 0.0 if is_microscopy else _COARSE_SHARE


def _class_weights(images: tuple[ImageRecord, ...], channels: Channels) -> tuple[float, ...]:
    """Square root of median frequency balancing (Eigen & Fergus 2015), clipped; background 1.

    The full ratio makes rare classes swallow their surroundings; without any, poles, signs and
    fences stay at an IoU of 0 in short runs (docs/experiments.md).
    """
    areas = channel_areas(images, channels).sum(axis=0)
    present = areas > 0
    weights = np.ones(channels.num)
    weights[present] = np.sqrt(np.median(areas[present]) / areas[present])
    clipped = np.clip(weights, 1 / _MAX_CLASS_WEIGHT, _MAX_CLASS_WEIGHT)
    return tuple(float(weight) for weight in clipped)


def _steps_per_epoch(images: tuple[ImageRecord, ...], config: TrainConfig) -> int:
    area = sum(math.prod(working_size(image.size_hw, config.max_side_px)) for image in images)
    return max(_MIN_STEPS_PER_EPOCH, math.ceil(area / config.crop_size_px**2 / config.batch_size))
