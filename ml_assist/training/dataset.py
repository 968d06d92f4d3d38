"""Reads a run's dataset folder (native format) and paints what the network learns from.

What a pixel without any segment means has to be decided, because people leave two different things
unlabelled: background between cells, and parts of a street that nobody got to.

* Projects that have only things, or whose pixels are mostly unlabelled: those pixels are
  **background** and are trained as class 0. A nucleus is known by what is around it.
* Projects with stuff whose images are labelled on more than half of their pixels (driving scenes):
  those pixels are **unknown** (`IGNORE_INDEX`); there is no background class.

`TrainConfig.unlabelled` overrides the rule. Classes marked `is_ignore` are always unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labeling.formats import native
from labeling.formats.archives import FolderReader
from labeling.formats.base import ClassRecord, ImageRecord, Report
from labeling.masks import rle
from labeling.masks.label_map import compose
from labeling.masks.metrics import IGNORE_INDEX
from labeling.pictures import upright_rgb
from ml_assist.errors import InvalidTrainingDataset

UNKNOWN_INSTANCE = 65535
"""Instance id of pixels whose instance is not known: crowds and ignored classes."""

_DENSE_FRACTION = 0.5
"""Above this mean share of labelled pixels, a project with stuff counts as densely labelled."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a dataset folder holds, segments as RLE, pixels not yet read."""

    classes: tuple[ClassRecord, ...]
    images: tuple[ImageRecord, ...]

    def split(self, *splits: str | None) -> tuple[ImageRecord, ...]:
        """The images of these splits, in name order."""
        return tuple(image for image in self.images if image.split in splits)


@dataclass(frozen=True, slots=True)
class Channels:
    """Which class each output channel of the network stands for.

    Attributes:
        class_ids: class of each channel; 0, the first, is background where there is one.
        names: the classes' names, "background" for 0.
        is_thing: whether each is divided into instances.
    """

    class_ids: tuple[int, ...]
    names: tuple[str, ...]
    is_thing: tuple[bool, ...]

    @property
    def has_background(self) -> bool:
        """Whether unlabelled pixels are a class of their own."""
        return self.class_ids[:1] == (0,)

    @property
    def num(self) -> int:
        """Number of channels."""
        return len(self.class_ids)


Pixels = NDArray[np.uint8]
"""(H, W, 3) uint8 RGB, upright."""

Truth = NDArray[np.uint16]
"""(H, W, 2) uint16: channel index (255 unknown), and instance (0 no thing, 65535 unknown)."""

UNKNOWN_TRUTH = (IGNORE_INDEX, UNKNOWN_INSTANCE)


def labelled_fraction(images: Sequence[ImageRecord]) -> float:
    """Mean share of pixels under any segment; overlaps count twice, at most 1 for each image."""
    shares = [
        min(1.0, sum(rle.area_px(s.rle) for s in image.segments) / (w * h))
        for image in images
        for h, w in [image.size_hw]
    ]
    return float(np.mean(shares)) if shares else 0.0


def channel_areas(images: Sequence[ImageRecord], channels: Channels) -> NDArray[np.float64]:
    """(N, C) pixels of each channel's segments in each image; 0 for the background."""
    index_of = {class_id: index for index, class_id in enumerate(channels.class_ids)}
    areas = np.zeros((len(images), channels.num))
    for row, image in enumerate(images):
        for segment in image.segments:
            channel = index_of.get(segment.class_id)
            if channel is not None:
                areas[row, channel] += rle.area_px(segment.rle)
    return areas


def choose_channels(
    classes: Sequence[ClassRecord],
    images: Sequence[ImageRecord],
    unlabelled: Literal["auto", "background", "ignore"] = "auto",
) -> Channels:
    """The network's output channels for a project (the rule is in this module's docstring).

    Args:
        classes: the project's class table.
        images: the training images, whose labelled share decides.
        unlabelled: what pixels without a segment are.

    Raises:
        InvalidTrainingDataset: fewer than two channels, or more than 254.
    """
    learned = sorted((c for c in classes if not c.is_ignore), key=lambda c: c.class_id)
    if unlabelled == "auto":
        has_stuff = any(not c.is_thing for c in learned)
        is_dense = has_stuff and labelled_fraction(images) > _DENSE_FRACTION
        unlabelled = "ignore" if is_dense and len(learned) > 1 else "background"
    if len(learned) + (unlabelled == "background") < 2:
        raise InvalidTrainingDataset(
            f"Expected at least two classes to tell apart, got {len(learned)}: add a class, or let "
            'unlabelled pixels be background (unlabelled = "background").'
        )
    if len(learned) > 254:
        raise InvalidTrainingDataset(f"Expected at most 254 classes, got {len(learned)}.")
    channels = [(c.class_id, c.name, c.is_thing) for c in learned]
    if unlabelled == "background":
        channels.insert(0, (0, "background", False))
    class_ids, names, is_thing = zip(*channels, strict=True)
    return Channels(class_ids, names, is_thing)


def paint(image: ImageRecord, channels: Channels) -> Truth:
    """The truth of one image in its full size, later segments covering earlier ones.

    Args:
        image: segments in paint order.
        channels: of the network that learns from it.

    Returns:
        (H, W, 2) uint16, see `Truth`.
    """
    index_of = {class_id: index for index, class_id in enumerate(channels.class_ids)}
    label_layers, instance_layers = [], []
    for number, segment in enumerate(image.segments, start=1):
        channel = index_of.get(segment.class_id, IGNORE_INDEX)
        instance = 0
        if channel == IGNORE_INDEX or segment.iscrowd:
            instance = UNKNOWN_INSTANCE
        elif channels.is_thing[channel]:
            instance = number
        label_layers.append((channel, segment.rle))
        instance_layers.append((instance, segment.rle))
    fill = 0 if channels.has_background else IGNORE_INDEX
    labels = compose(image.size_hw, label_layers, dtype=np.uint16, fill=fill)
    instances = compose(image.size_hw, instance_layers, dtype=np.uint16)
    truth: Truth = np.stack([labels, instances], axis=-1).astype(np.uint16, copy=False)
    return truth


def read_pixels(image: ImageRecord) -> Pixels:
    """The image's pixels.

    Returns:
        (H, W, 3) uint8 RGB, upright.

    Raises:
        InvalidTrainingDataset: the file is absent or has another size than its segments.
    """
    if image.open is None:
        raise InvalidTrainingDataset(
            f"The dataset has no file for image {image.name!r}: export it again with its images."
        )
    with image.open() as stream:
        pixels = upright_rgb(stream)
    if pixels.shape[:2] != tuple(image.size_hw):
        raise InvalidTrainingDataset(
            f"Image {image.name!r} has {pixels.shape[:2]} (h, w) pixels but its segments are for "
            f"{tuple(image.size_hw)}."
        )
    return pixels


def read_dataset(folder: Path) -> Dataset:
    """The images and segments of a folder in the native format, segments in paint order.

    Raises:
        InvalidTrainingDataset: there is no such folder.
        MaskwrightError: the folder is not in the native format; the message says where.
    """
    if not folder.is_dir():
        raise InvalidTrainingDataset(f"Expected the dataset in {folder.name}/, found no folder.")
    found = native.read(FolderReader(folder), Report())
    return Dataset(found.classes, tuple(sorted(found.images(), key=lambda image: image.name)))
