"""Serves training crops and whole images as tensors; a seed alone decides which crop comes when."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset as TorchDataset

from labeling.formats.base import ImageRecord
from labeling.masks.metrics import IGNORE_INDEX
from ml_assist.training.augmentation import augment, resize_pixels, resize_truth
from ml_assist.training.dataset import (
    Channels,
    Pixels,
    Truth,
    channel_areas,
    paint,
    read_pixels,
)
from ml_assist.training.normalise import MEAN, STD, stretch
from ml_assist.training.targets import shape_targets

_CACHE_BYTES = 2**30
"""Decoded samples kept in memory (by each loader process); about 500 images of 640x480."""

_RARE_CLASS_SHARE = 0.5
"""Share of crops that are centred on a pixel of a class drawn by rarity (sota.md 3: the largest
gain for rare classes); the others are uniform, so that frequent classes stay represented."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One image at working size.

    Attributes:
        pixels: (H, W, 3) uint8 RGB, contrast-stretched.
        truth: (H, W, 2) uint16, channel index and instance.
    """

    pixels: Pixels
    truth: Truth

    @property
    def labels(self) -> NDArray[np.uint16]:
        """(H, W) channel index, 255 unknown."""
        return self.truth[..., 0]

    @property
    def instances(self) -> NDArray[np.uint16]:
        """(H, W) instance, 0 no thing, 65535 unknown."""
        return self.truth[..., 1]

    @property
    def num_bytes(self) -> int:
        """Memory that it takes."""
        return self.pixels.nbytes + self.truth.nbytes


class Batch(NamedTuple):
    """Tensors of one step: (B, 3, S, S) float32, (B, S, S) int64, (B, 2, S, S), (B, S, S) bool."""

    images: Tensor
    labels: Tensor
    shapes: Tensor
    shapes_known: Tensor


class SampleStore:
    """Decodes and paints images when first asked for, and keeps the latest within a budget."""

    def __init__(self, images: Sequence[ImageRecord], channels: Channels, max_side_px: int) -> None:
        self.images = images
        self.channels = channels
        self.max_side_px = max_side_px
        self._kept: OrderedDict[int, Sample] = OrderedDict()
        self._kept_bytes = 0

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> Sample:
        if index in self._kept:
            self._kept.move_to_end(index)
            return self._kept[index]
        sample = self._load(self.images[index])
        self._kept[index] = sample
        self._kept_bytes += sample.num_bytes
        while self._kept_bytes > _CACHE_BYTES and len(self._kept) > 1:
            self._kept_bytes -= self._kept.popitem(last=False)[1].num_bytes
        return sample

    def _load(self, image: ImageRecord) -> Sample:
        size_hw = working_size(image.size_hw, self.max_side_px)
        return Sample(
            stretch(resize_pixels(read_pixels(image), size_hw)),
            resize_truth(paint(image, self.channels), size_hw),
        )


def working_size(size_hw: tuple[int, int], max_side_px: int) -> tuple[int, int]:
    """The size (h, w) at which the network sees an image: its own, or scaled down to fit."""
    scale = min(1.0, max_side_px / max(size_hw))
    return max(1, round(size_hw[0] * scale)), max(1, round(size_hw[1] * scale))


class Crops(TorchDataset[tuple[Tensor, Tensor, Tensor, Tensor]]):
    """Crop number i of an endless, reproducible series.

    Everything random about crop i comes from (seed, i), so a resumed run sees the crops that the
    interrupted one would have seen, whatever the number of loader processes.

    Args:
        store: the training images.
        length: how many crops there are.
        crop_size_px: their side.
        zoom: pixels of a crop for one of the image, about.
        seed: of the run.
        augmentation: kind for `augment`.
    """

    def __init__(
        self,
        store: SampleStore,
        *,
        length: int,
        crop_size_px: int,
        zoom: float,
        seed: int,
        augmentation: str,
    ) -> None:
        self.store = store
        self.length = length
        self.crop_size_px = crop_size_px
        self.zoom = zoom
        self.seed = seed
        self.augmentation = augmentation
        self._holders, self._class_chance = _rarity(store)

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        rng = np.random.default_rng((self.seed, index))
        sample, centre_yx = self._choose(rng)
        pixels, truth = augment(
            sample.pixels,
            sample.truth,
            centre_yx=centre_yx,
            size_px=self.crop_size_px,
            zoom=self.zoom,
            kind=self.augmentation,
            rng=rng,
        )
        labels = truth[..., 0].astype(np.int64)
        shapes, known = shape_targets(truth[..., 1])
        return (
            to_input(pixels),
            torch.from_numpy(labels),
            torch.from_numpy(shapes),
            torch.from_numpy(known & (labels != IGNORE_INDEX)),
        )

    def _choose(self, rng: np.random.Generator) -> tuple[Sample, tuple[int, int]]:
        """An image and the pixel that the crop is centred on."""
        if self._class_chance is not None and rng.random() < _RARE_CLASS_SHARE:
            channel = int(rng.choice(len(self._class_chance), p=self._class_chance))
            sample = self.store[int(rng.choice(self._holders[channel]))]
            rows, columns = np.nonzero(sample.labels == channel)
            if rows.size:  # a small segment may vanish when the image is scaled down
                chosen = int(rng.integers(rows.size))
                return sample, (int(rows[chosen]), int(columns[chosen]))
        sample = self.store[int(rng.integers(len(self.store)))]
        height, width = sample.labels.shape
        return sample, (int(rng.integers(height)), int(rng.integers(width)))


def _rarity(store: SampleStore) -> tuple[list[NDArray[np.int64]], NDArray[np.float64] | None]:
    """The images that hold each channel, and the chance to centre on it (1 / sqrt of its area)."""
    areas = channel_areas(store.images, store.channels)
    holders = [np.flatnonzero(areas[:, channel]) for channel in range(store.channels.num)]
    total = areas.sum(axis=0)
    if not total.any():
        return holders, None
    chance = np.where(total > 0, 1 / np.sqrt(np.maximum(total, 1)), 0.0)
    return holders, chance / chance.sum()


def to_input(pixels: Pixels) -> Tensor:
    """(H, W, 3) uint8 stretched RGB to the network's (3, H, W) float32."""
    tensor = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))
    return (tensor.float() / 255 - MEAN) / STD
