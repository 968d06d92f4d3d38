"""Noise that makes rendered surfaces look like asphalt, plaster, leaves and clouds."""

from __future__ import annotations

import cv2
import numpy as np

from labeling.demo.street.world import Floats


def fractal_noise(
    rng: np.random.Generator, size_hw: tuple[int, int], cell_px: float, octaves: int = 4
) -> Floats:
    """Smooth noise of several scales, the coarsest with cells of `cell_px`.

    Returns:
        (H, W) float32, mean 0, standard deviation 1.
    """
    height, width = size_hw
    total = np.zeros(size_hw, dtype=np.float32)
    for octave in range(octaves):
        cell = max(1.0, cell_px / 2**octave)
        grid_hw = (int(height / cell) + 3, int(width / cell) + 3)
        grid = rng.standard_normal(grid_hw, dtype=np.float32)
        fine_wh = (int(grid_hw[1] * cell) + 1, int(grid_hw[0] * cell) + 1)
        fine = cv2.resize(grid, fine_wh, interpolation=cv2.INTER_CUBIC)
        total += np.asarray(fine, dtype=np.float32)[:height, :width] / np.float32(1.7**octave)
    total -= total.mean()
    return (total / max(float(total.std()), 1e-6)).astype(np.float32)


def varied(rng: np.random.Generator, color: tuple[float, float, float], amount: float) -> Floats:
    """A colour near another: each channel, and the lightness, moved by up to `amount`."""
    moved = np.asarray(color, dtype=np.float32)
    moved = moved + np.float32(rng.uniform(-amount, amount))
    moved = moved + rng.uniform(-amount, amount, 3).astype(np.float32) * np.float32(0.5)
    return np.clip(moved, 0.02, 0.98).astype(np.float32)
