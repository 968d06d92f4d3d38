"""Composes the segments of one image into one map of ids, as every raster export shows them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import DTypeLike

from labeling.masks.rle import paint
from labeling.masks.types import LabelMap, Rle


def compose(
    size_hw: tuple[int, int],
    layers: Iterable[tuple[int, Rle]],
    *,
    dtype: DTypeLike,
    fill: int = 0,
) -> LabelMap:
    """Paint layers over each other: the later covers the earlier.

    Args:
        size_hw: height and width of the image in pixels.
        layers: (value, mask) in paint order: ascending z, ties by uid.
        dtype: integer type that holds every value.
        fill: value of the pixels that no layer covers.

    Returns:
        (H, W), C-contiguous.

    Raises:
        MaskSizeMismatch: a mask of another size.
        InvalidRle: malformed counts.
    """
    height, width = size_hw
    # Column-major while painting, as the runs are: one transpose at the end, not one for each.
    columns: LabelMap = np.full((width, height), fill, dtype=dtype)
    for value, rle in layers:
        paint(columns.T, rle, value)
    return np.ascontiguousarray(columns.T)
