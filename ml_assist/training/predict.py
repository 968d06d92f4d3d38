"""Finds regions in new images with a trained model: what `suggest` offers to people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from labeling.masks import rle
from labeling.masks.types import Mask, Rle
from ml_assist.cores import limit_threads
from ml_assist.training.augmentation import resize_pixels
from ml_assist.training.checkpoint import ModelCard, load_weights, read_card
from ml_assist.training.dataset import Pixels
from ml_assist.training.device import best_device
from ml_assist.training.inference import probabilities
from ml_assist.training.instances import split_instances
from ml_assist.training.networks.unet import UNet
from ml_assist.training.normalise import stretch
from ml_assist.training.samples import working_size


@dataclass(frozen=True, slots=True)
class Region:
    """One predicted region, in the image's own size.

    Attributes:
        class_id: of the project's class; never background.
        rle: its mask.
        score: mean probability of the class over the mask, in [0, 1].
        is_thing: whether it is a single thing, or all of an image's stuff of one class.
    """

    class_id: int
    rle: Rle
    score: float
    is_thing: bool


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A region before it is enlarged to the image's own size and encoded.

    Attributes:
        class_id: of the project's class.
        mask: (H, W) bool at working size.
        score: mean probability of the class over the mask.
    """

    class_id: int
    mask: Mask
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class DenseOutput:
    """What a network says about every pixel, at working size.

    Attributes:
        classes: (C, H, W) float32 probabilities of the channels.
        shapes: (2, H, W) float32, boundary and centre in [0, 1].
    """

    classes: NDArray[np.float32]
    shapes: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class LoadedModel:
    """A trained network, ready to predict; not for several threads at once."""

    card: ModelCard
    network: UNet
    device: torch.device

    def predict(self, image: Pixels) -> list[Region]:
        """The regions in an image, disjoint, things after stuff.

        Args:
            image: (H, W, 3) uint8 RGB, upright.

        Returns:
            One region for each class of stuff present; one for each thing.
        """
        size_hw = (image.shape[0], image.shape[1])
        output = self.dense(image)
        scale = output.classes.shape[1] / size_hw[0]
        stuff = [(found, False) for found in _find_stuff(output, self.card)]
        things = [(found, True) for found in find_things(output, self.card, scale)]
        regions = []
        for found, is_thing in stuff + things:
            mask = enlarge(found.mask, size_hw)
            if mask.any():
                regions.append(Region(found.class_id, rle.encode(mask), found.score, is_thing))
        return regions

    def dense(self, image: Pixels) -> DenseOutput:
        """Probabilities at working size (the image scaled down to the model's `max_side_px`).

        Args:
            image: (H, W, 3) uint8 RGB, upright.
        """
        size_hw = working_size((image.shape[0], image.shape[1]), self.card.max_side_px)
        pixels = stretch(resize_pixels(image, size_hw))
        return DenseOutput(*probabilities(self.network, pixels, self.device))


def load_model(folder: Path, device: str | None = None) -> LoadedModel:
    """A model from its folder (model.json and model.safetensors).

    Args:
        folder: a run's folder, or a copy of those two files.
        device: "cpu", "cuda", "mps"; None for the best one here.

    Raises:
        ModelUnreadable: the files are absent, damaged or of another version.
    """
    card = read_card(folder)
    chosen = torch.device(device) if device else best_device()
    limit_threads(chosen)
    return LoadedModel(card, load_weights(folder, card).to(chosen), chosen)


def find_things(output: DenseOutput, card: ModelCard, scale: float) -> list[Found]:
    """Single things at working size.

    Args:
        output: of the card's model.
        card: says which channels are things, and which finds are too small or too doubtful.
        scale: working size over the image's own size.
    """
    channels = [i for i, is_thing in enumerate(card.is_thing) if is_thing]
    inside = np.isin(output.classes.argmax(axis=0), channels)
    instances = split_instances(
        inside, output.shapes[0], output.shapes[1], min_area_px=card.min_area_px * scale**2
    )
    chances = output.classes[channels]
    things = []
    for number in range(1, int(instances.max()) + 1):
        mask = instances == number
        # The class most likely over the whole thing, so that a bus is not half a lorry.
        means = chances[:, mask].mean(axis=1)
        best = int(means.argmax())
        if means[best] >= card.min_score:
            things.append(Found(card.class_ids[channels[best]], mask, float(means[best])))
    return things


def _find_stuff(output: DenseOutput, card: ModelCard) -> Iterator[Found]:
    """All of an image's pixels of each class of stuff, at working size."""
    winners = output.classes.argmax(axis=0)
    for index, class_id in enumerate(card.class_ids):
        mask = winners == index
        if class_id != 0 and not card.is_thing[index] and mask.any():
            yield Found(class_id, mask, float(output.classes[index][mask].mean()))


def enlarge(mask: Mask, size_hw: tuple[int, int]) -> Mask:
    """A mask at the image's own size, its edge interpolated; disjoint masks stay disjoint."""
    if mask.shape == size_hw:
        return mask
    soft = cv2.resize(mask.astype(np.float32), size_hw[::-1], interpolation=cv2.INTER_LINEAR)
    enlarged: Mask = np.asarray(soft) > 0.5
    return enlarged
