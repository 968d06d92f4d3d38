"""Label maps that other tools wrote, taken apart into one mask for each value."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from labeling.masks.painting import runs_of_map
from labeling.masks.types import LabelMap, Rle


def values_of(label_map: LabelMap) -> list[int]:
    """The distinct values of a map, ascending; sorts only where the value changes along a row.

    Args:
        label_map: (H, W) integer values.
    """
    flat = label_map.ravel()
    starts = np.concatenate(([0], np.flatnonzero(flat[1:] != flat[:-1]) + 1))
    return [int(value) for value in np.unique(flat[starts])]


def regions(label_map: LabelMap, skip: Collection[int] = (0,)) -> dict[int, Rle]:
    """The mask of every value, from one pass over the map's column-major runs.

    Args:
        label_map: (H, W) integer values.
        skip: values that are no region, background by default.

    Returns:
        Value to mask, ascending values; masks are canonical and not empty.
    """
    return runs_of_map(label_map).masks(skip)


def packed_colors(paint: NDArray[np.uint8]) -> LabelMap:
    """RGB paint as one number for each pixel.

    Args:
        paint: (H, W, 3) uint8 RGB.

    Returns:
        (H, W) int32, red in the highest byte.
    """
    channels = paint.astype(np.int32)
    packed: LabelMap = channels[..., 0] << 16 | channels[..., 1] << 8 | channels[..., 2]
    return packed
