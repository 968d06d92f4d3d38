"""Cuts one training crop out of an image and varies it, so that few labelled images go far.

Geometry first (one resampling of the crop's window alone, not of the image), then colours with
torchvision's transforms.v2.
"""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torchvision.transforms import v2

from ml_assist.training.dataset import UNKNOWN_TRUTH, Pixels, Truth

_SCALES = {"none": (1.0, 1.0), "photo": (0.6, 1.7), "microscopy": (0.6, 1.7)}
"""Range of the random magnification, drawn uniformly in its logarithm."""

_COLOURS = {
    # Exposure and white balance of another camera, another hour.
    "photo": v2.Compose(
        [
            v2.ColorJitter(brightness=0.3, contrast=0.3, saturation=0.3, hue=0.03),
            v2.RandomGrayscale(0.05),
        ]
    ),
    # Stains: bright-field (dark nuclei on light) and fluorescence (light on dark) become alike
    # when grey and inverted, so a few images of one kind teach about the other.
    "microscopy": v2.Compose(
        [
            v2.ColorJitter(brightness=0.3, contrast=0.4, saturation=0.4, hue=0.05),
            v2.RandomGrayscale(0.3),
            v2.RandomInvert(0.3),
            v2.RandomApply([v2.GaussianBlur(5, (0.3, 1.5))], p=0.2),
        ]
    ),
}


def augment(
    pixels: Pixels,
    truth: Truth,
    *,
    centre_yx: tuple[int, int],
    size_px: int,
    zoom: float,
    kind: str,
    rng: np.random.Generator,
) -> tuple[Pixels, Truth]:
    """One varied square crop.

    Args:
        pixels: (H, W, 3) uint8 RGB.
        truth: (H, W, 2) uint16.
        centre_yx: pixel near which the crop lies.
        size_px: side S of the crop.
        zoom: pixels of the crop for one of the image, before it is varied; 0.5 in coarse crops.
        kind: "none" (crop only), "photo" (scale, mirror, colours) or "microscopy" (also turned by
            quarters, grey, inverted, blurred).
        rng: all that is random; torchvision's own generator is seeded from it.

    Returns:
        (S, S, 3) and (S, S, 2); outside the image the pixels are mirrored and the truth unknown.
    """
    low, high = _SCALES[kind]
    magnification = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    side = max(8, round(size_px / (zoom * magnification)))
    top = _start(centre_yx[0], truth.shape[0], side, rng)
    left = _start(centre_yx[1], truth.shape[1], side, rng)
    pixels, truth = _window(pixels, truth, top, left, side)
    pixels, truth = resize_pixels(pixels, (size_px, size_px)), resize_truth(truth, (size_px,) * 2)
    if kind == "none":
        return pixels, truth
    turns = int(rng.integers(4)) if kind == "microscopy" else 0
    pixels, truth = np.rot90(pixels, turns), np.rot90(truth, turns)
    if rng.random() < 0.5:
        pixels, truth = pixels[:, ::-1], truth[:, ::-1]
    return _recolour(pixels, kind, rng), truth


def resize_pixels(pixels: Pixels, size_hw: tuple[int, int]) -> Pixels:
    """Pixels at another size: averaged when shrunk, interpolated when enlarged."""
    if pixels.shape[:2] == size_hw:
        return pixels
    is_smaller = size_hw[0] < pixels.shape[0]
    how = cv2.INTER_AREA if is_smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size_hw[::-1], interpolation=how), dtype=np.uint8)


def resize_truth(truth: Truth, size_hw: tuple[int, int]) -> Truth:
    """Truth at another size: the nearest pixel's, since ids cannot be averaged."""
    if truth.shape[:2] == size_hw:
        return truth
    resized = cv2.resize(truth, size_hw[::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(resized, dtype=np.uint16)


def _recolour(pixels: Pixels, kind: str, rng: np.random.Generator) -> Pixels:
    torch.manual_seed(int(rng.integers(2**62)))
    tensor = torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))
    varied: Pixels = _COLOURS[kind](tensor).numpy().transpose(1, 2, 0)
    return varied


def _start(centre: int, length: int, side: int, rng: np.random.Generator) -> int:
    """Where the window begins: around the centre, shifted at random, inside where it fits."""
    if side >= length:  # the image is smaller: anywhere with the whole image inside
        return -int(rng.integers(side - length + 1))
    start = centre - int(rng.integers(side))
    return min(max(start, 0), length - side)


def _window(pixels: Pixels, truth: Truth, top: int, left: int, side: int) -> tuple[Pixels, Truth]:
    """The square window, mirrored (pixels) or unknown (truth) beyond the image."""
    height, width = truth.shape[:2]
    rows = slice(max(top, 0), min(top + side, height))
    columns = slice(max(left, 0), min(left + side, width))
    pixels, truth = pixels[rows, columns], truth[rows, columns]
    pad = (
        rows.start - top,
        top + side - rows.stop,
        columns.start - left,
        left + side - columns.stop,
    )
    if any(pad):
        pixels = np.asarray(cv2.copyMakeBorder(pixels, *pad, cv2.BORDER_REFLECT), np.uint8)
        truth = np.asarray(
            cv2.copyMakeBorder(truth, *pad, cv2.BORDER_CONSTANT, value=UNKNOWN_TRUTH), np.uint16
        )
    return pixels, truth
