"""A project that a network can learn within seconds: bright discs on dark ground."""

from __future__ import annotations

import numpy as np

from ml_assist.training.config import TrainConfig
from tests.factories import draw, make_image, make_project, upsert

SIZE_HW = (64, 64)
TINY = TrainConfig(
    encoder="mobilenet_v2", epochs=2, crop_size_px=64, batch_size=2, augmentation="none"
)


def disc(center_xy, radius_px=12) -> np.ndarray:
    """(64, 64) bool."""
    rows, columns = np.mgrid[: SIZE_HW[0], : SIZE_HW[1]]
    return (columns - center_xy[0]) ** 2 + (rows - center_xy[1]) ** 2 <= radius_px**2


def picture(mask: np.ndarray, seed: int) -> np.ndarray:
    """(64, 64, 3) uint8: the mask bright, noise everywhere."""
    noise = np.random.default_rng(seed).integers(0, 40, (*SIZE_HW, 3))
    return (noise + mask[..., None] * 180).astype(np.uint8)


def add_labelled_image(project, seed: int, *, state="submitted", **fields):
    """An image with its disc drawn and submitted."""
    mask = disc((20 + 3 * seed, 30))
    image = make_image(project, pixels=picture(mask, seed), name=f"disc{seed}.png", **fields)
    draw(image, upsert(mask, class_id=1), state=state)
    return image


def small_project(num_labelled=3, num_unlabelled=0, **fields):
    """A project of one thing class with some labelled images and some that nobody touched."""
    project = make_project(classes=("disc",), **fields)
    for seed in range(num_labelled):
        add_labelled_image(project, seed)
    for seed in range(100, 100 + num_unlabelled):
        make_image(project, pixels=picture(disc((40, 40)), seed), name=f"new{seed}.png")
    return project
