"""Paints masks over each other by their runs alone: no pixel is touched.

An image of a megapixel has some thousand places where the topmost mask changes; everything that an
export needs of it (areas, boxes, the borders that a PNG is compressed by) follows from those.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike, NDArray

from labeling.errors import MaskSizeMismatch
from labeling.masks.stacked import boxes_of, counts_of_many, stacked
from labeling.masks.types import LabelMap, Rle

_Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PaintedRuns:
    """A label map as column-major runs of one value each.

    Attributes:
        size_hw: height and width in pixels.
        starts: (N,) int64 ascending positions where a run begins, the first 0; neighbours differ.
        values: (N,) int64 value of each run.
    """

    size_hw: tuple[int, int]
    starts: _Index
    values: _Index

    @property
    def ends(self) -> _Index:
        """(N,) int64 one past the last position of each run."""
        return np.append(self.starts[1:], self.size_hw[0] * self.size_hw[1])

    def distinct(self) -> _Index:
        """The values that occur, ascending (by sorting: np.unique takes five times as long)."""
        ordered = np.sort(self.values)
        distinct: _Index = ordered[np.append(True, ordered[1:] != ordered[:-1])]
        return distinct

    def areas_px(self, num: int) -> _Index:
        """(num,) int64 pixels of each value below `num`."""
        areas: _Index = np.bincount(self.values, self.ends - self.starts, num).astype(np.int64)
        return areas

    def boxes_xywh(self, num: int) -> _Index:
        """(num, 4) int64 tight boxes (x, y, width, height) of each value; all zero where absent."""
        return boxes_of(self.starts, self.ends, self.values, num, self.size_hw)

    def replaced(self, values: _Index) -> PaintedRuns:
        """The same map with each value replaced by `values[value]`."""
        return self.replaced_by(values[self.values])

    def replaced_by(self, values: _Index) -> PaintedRuns:
        """The same runs with other values, (N,) int64; equal neighbours are joined."""
        return joined_runs(self.size_hw, self.starts, values)

    def masks(self, skip: Collection[int] = (0,)) -> dict[int, Rle]:
        """The mask of every value.

        Args:
            skip: values that are no region, background by default.

        Returns:
            Value to mask, ascending values; masks are canonical and not empty.
        """
        order = np.argsort(self.values, kind="stable")
        values, firsts = np.unique(self.values[order], return_index=True)
        bounds = np.append(firsts, order.size)
        counts = counts_of_many(self.size_hw, self.starts[order], self.ends[order], bounds)
        return {
            value: Rle(self.size_hw, found)
            for value, found in zip(values.tolist(), counts, strict=True)
            if value not in skip
        }

    def looked_up(self, keys: Sequence[int], values: Sequence[int]) -> PaintedRuns:
        """The same map with each value replaced.

        Args:
            keys: ascending; every value of the map is among them.
            values: what each key becomes.
        """
        places = np.searchsorted(np.array(keys, np.int64), self.values)
        return self.replaced_by(np.array(values, np.int64)[places])

    def to_map(self, dtype: DTypeLike) -> LabelMap:
        """(H, W) C-contiguous map of this integer type."""
        height, width = self.size_hw
        columns = np.repeat(self.values.astype(dtype), self.ends - self.starts)
        return np.ascontiguousarray(columns.reshape(width, height).T)


def paint_runs(size_hw: tuple[int, int], masks: Sequence[Rle]) -> PaintedRuns:
    """Paint masks over each other: the later covers the earlier.

    Args:
        size_hw: height and width of the image in pixels.
        masks: in paint order; the k-th gets the value k + 1, what none covers 0.

    Raises:
        MaskSizeMismatch, InvalidRle: as `stacked`.
    """
    stack = stacked(masks, size_hw)
    order = np.argsort(stack.edges, kind="stable")
    positions = stack.edges[order]
    ranks = np.empty(order.size, np.int64)
    ranks[order] = np.arange(order.size)
    # Between the k-th and the next edge of all masks, one mask is on top: `top[k]`.
    top = np.zeros(order.size, np.int64)
    gaps = np.diff(ranks)
    is_inside = np.arange(order.size) % 2 == 0  # of the stretch after an edge: they come in pairs
    bounds = stack.firsts.tolist()
    for value, (first, end) in enumerate(pairwise(bounds), start=1):
        if first == end:
            continue
        covered = np.repeat(is_inside[first : end - 1], gaps[first : end - 1])
        low, high = int(ranks[first]), int(ranks[end - 1])
        np.copyto(top[low:high], value, where=covered)
    starts, values = np.append(0, positions), np.append(0, top)
    # Where several edges meet, only what follows the last of them has pixels.
    is_real = np.append(starts[1:], size_hw[0] * size_hw[1]) > starts
    return joined_runs(size_hw, starts[is_real], values[is_real])


def overlaid(first: PaintedRuns, second: PaintedRuns) -> tuple[PaintedRuns, _Index]:
    """Two maps of one image cut at the borders of both.

    Returns:
        The runs with the first's values (neighbours may be equal), and (N,) int64 those of the
        second.

    Raises:
        MaskSizeMismatch: the sizes differ.
    """
    if first.size_hw != second.size_hw:
        raise MaskSizeMismatch(f"The maps are {first.size_hw} and {second.size_hw} (h, w).")
    starts = np.union1d(first.starts, second.starts)
    of_first = np.searchsorted(first.starts, starts, side="right") - 1
    of_second = np.searchsorted(second.starts, starts, side="right") - 1
    cut = PaintedRuns(first.size_hw, starts, first.values[of_first])
    return cut, second.values[of_second]


def runs_of_map(label_map: LabelMap) -> PaintedRuns:
    """The runs of a label map.

    Args:
        label_map: (H, W) integer values.
    """
    flat = np.ascontiguousarray(label_map.T).ravel()
    starts = np.append(0, np.flatnonzero(flat[1:] != flat[:-1]) + 1)
    size_hw = (label_map.shape[0], label_map.shape[1])
    return PaintedRuns(size_hw, starts, flat[starts].astype(np.int64))


def joined_runs(size_hw: tuple[int, int], starts: _Index, values: _Index) -> PaintedRuns:
    """Runs of an image with equal neighbours made one; as in `PaintedRuns`."""
    is_new = np.append(True, values[1:] != values[:-1])
    return PaintedRuns(size_hw, starts[is_new], values[is_new])
