"""The Pascal VOC colours: the fixed palette by which readers turn painted masks into classes."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray


@cache
def voc_palette() -> NDArray[np.uint8]:
    """The 256 colours of VOC's indexed masks.

    Returns:
        (256, 3) uint8: bit 3k + c of the index is bit 7 - k of channel c, so 1 is (128, 0, 0),
        2 is (0, 128, 0), and 255 is (224, 224, 192).

    Source: PASCAL VOC development kit, VOClabelcolormap.m.
    """
    index = np.arange(256)[:, None]
    channels = np.arange(3)[None, :]
    palette = np.zeros((256, 3), np.int64)
    for bit in range(8):
        palette |= (index >> (3 * bit + channels) & 1) << (7 - bit)
    colors = palette.astype(np.uint8)
    colors.flags.writeable = False  # one array for all who ask
    return colors
