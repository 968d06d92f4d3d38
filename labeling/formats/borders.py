"""Where the pixels of a map differ from the one above: all that its PNG is written from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labeling.masks.painting import PaintedRuns

_Index = NDArray[np.int64]

_MANY_CHANGES = 50
"""Where more than one pixel in so many differs from the one above, zlib gives the smaller file."""


@dataclass(frozen=True)
class Borders:
    """Pixels that differ from the one above; in the first row, from the one to the left.

    Attributes:
        size_hw: of the map.
        pixels: (N,) int64 ascending row-major positions; the first is 0, which has no neighbour.
        values: (N,) int64 value of each.
        before: (N,) int64 value of its neighbour; that of the first counts for nothing.
    """

    size_hw: tuple[int, int]
    pixels: _Index
    values: _Index
    before: _Index

    @cached_property
    def rows(self) -> _Index:
        """(N,) int64 row of each pixel."""
        rows: _Index = self.pixels // self.size_hw[1]
        return rows

    @cached_property
    def row_firsts(self) -> _Index:
        """(H,) int64 how many of the pixels come before each row."""
        counts = np.bincount(self.rows, minlength=self.size_hw[0])
        return np.cumsum(counts) - counts


def borders_of_map(index_map: NDArray[Any]) -> Borders | None:
    """The borders of a map; None where there are too many to be worth it.

    Args:
        index_map: (H, W) unsigned integers.
    """
    height, width = index_map.shape
    changes = np.flatnonzero(index_map[1:] != index_map[:-1])
    if changes.size * _MANY_CHANGES > index_map.size:
        return None
    flat = index_map.ravel()
    top = flat[:width]
    first = np.flatnonzero(top[1:] != top[:-1]) + 1
    pixels = np.concatenate(([0], first, changes + width))
    before = np.concatenate((top[:1], flat[first - 1], flat[changes]))
    return Borders((height, width), pixels, flat[pixels].astype(np.int64), before.astype(np.int64))


def borders_of_runs(painted: PaintedRuns) -> Borders | None:
    """As `borders_of_map`, from the column-major runs of the map: each begins at a border."""
    height, width = painted.size_hw
    if painted.starts.size * _MANY_CHANGES > height * width:
        return None
    columns, rows = np.divmod(painted.starts, height)
    inner = np.flatnonzero(rows)
    pixels = rows[inner] * width + columns[inner]
    order = np.argsort(pixels)
    inner = inner[order]
    tops = np.searchsorted(painted.starts, np.arange(width) * height, side="right") - 1
    top = painted.values[tops]
    first = np.flatnonzero(top[1:] != top[:-1]) + 1
    return Borders(
        (height, width),
        np.concatenate(([0], first, pixels[order])),
        np.concatenate((top[:1], top[first], painted.values[inner])),
        np.concatenate((top[:1], top[first - 1], painted.values[inner - 1])),
    )
