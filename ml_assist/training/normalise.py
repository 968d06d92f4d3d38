"""Brings images of any exposure to one range, the same way in training and in prediction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LOW_PERCENT, HIGH_PERCENT = 0.5, 99.5
"""Share of pixels that saturates at each end, so that single hot pixels decide nothing."""

MEAN, STD = 0.5, 0.25
"""Of stretched images, about; the network sees (x / 255 - MEAN) / STD."""

_MIN_RANGE = 8
"""A picture whose grey values span less is (nearly) empty: stretching it would only show noise."""

NAME = "stretch-0.5-99.5"
"""Kept in model.json: a model is used only with the normalisation that it learned with."""


def stretch(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Stretch contrast so that an image's own range fills 0..255, colours kept.

    Fluorescence pictures use 10 or 20 of 256 grey values, dusk frames the darker half; stretched
    by their own percentiles they look alike to a network that learns from few images.

    Args:
        image: (H, W, 3) uint8 RGB.

    Returns:
        (H, W, 3) uint8 RGB.
    """
    low, high = np.percentile(image[:: max(1, image.shape[0] // 512)], (LOW_PERCENT, HIGH_PERCENT))
    high = max(high, low + _MIN_RANGE)
    table = np.clip((np.arange(256) - low) * (255 / (high - low)), 0, 255)
    stretched: NDArray[np.uint8] = np.rint(table).astype(np.uint8)[image]
    return stretched
