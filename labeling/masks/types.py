"""The geometry that every step of the flow passes on: masks, label maps, RLE, polygons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""(H, W) bool, True inside; upright image pixels."""

LabelMap = NDArray[np.integer[Any]]
"""(H, W) integer ids, one per pixel; upright image pixels."""

Runs = NDArray[np.int64]
"""(N,) int64 run lengths in pixels, column-major, alternating, the first one background."""

Point = tuple[float, float]
"""(x, y) in image pixels from the upper left corner: pixel (0, 0) covers [0, 1) x [0, 1)."""

Ring = tuple[Point, ...]
"""At least three vertices; the last is joined to the first, which is not repeated."""


@dataclass(frozen=True, slots=True)
class Rle:
    """A mask as COCO compressed run lengths, column-major.

    Attributes:
        size_hw: height and width of the image in pixels.
        counts: COCO's compressed counts, ASCII (source: pycocotools, maskApi.c rleToString).
    """

    size_hw: tuple[int, int]
    counts: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """One connected piece of a polygon: an outer ring with the holes cut out of it."""

    outer: Ring
    holes: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True)
class Polygon:
    """A region drawn by vertices: the union of its parts."""

    parts: tuple[Part, ...]
