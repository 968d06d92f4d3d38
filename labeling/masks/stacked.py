"""Many masks of one image decoded at once: where each begins and ends, as arrays over all of them.

A mask has some hundred runs, so the cost of decoding it alone is that of calling numpy. Here a call
serves all masks of an image.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from labeling.errors import InvalidRle, MaskSizeMismatch
from labeling.masks.counts import grouped, runs_from_counts
from labeling.masks.rle import checked_runs
from labeling.masks.types import Rle, Runs

_Index = NDArray[np.int64]

_MAX_GROUPS = 8  # as in counts.py


@dataclass(frozen=True, slots=True)
class StackedMasks:
    """Masks of one image by the ends of their runs.

    Attributes:
        size_hw: of the image.
        edges: (E,) int64 column-major positions: start and end (exclusive) of each run inside, in
            turn, ascending within a mask.
        firsts: (M + 1,) int64: the edges of mask m are `edges[firsts[m]:firsts[m + 1]]`.
    """

    size_hw: tuple[int, int]
    edges: _Index
    firsts: _Index

    def areas_px(self) -> _Index:
        """(M,) int64 number of pixels of each mask."""
        lengths = self.edges[1::2] - self.edges[0::2]
        total = np.concatenate(([0], np.cumsum(lengths)))
        return np.diff(total[self.firsts // 2])

    def boxes_xywh(self) -> _Index:
        """(M, 4) int64 tight boxes (x, y, width, height); all zero for an empty mask."""
        num = self.firsts.size - 1
        owners = np.repeat(np.arange(num), np.diff(self.firsts) // 2)
        return boxes_of(self.edges[0::2], self.edges[1::2], owners, num, self.size_hw)


def stacked(masks: Sequence[Rle], size_hw: tuple[int, int]) -> StackedMasks:
    """Decode masks of one image.

    Raises:
        InvalidRle: malformed counts, or runs that do not fill the image.
        MaskSizeMismatch: a mask of another size.
    """
    for mask in masks:
        if mask.size_hw != size_hw:
            raise MaskSizeMismatch(f"The mask is {mask.size_hw} (h, w), the image {size_hw}.")
    if not masks:
        return StackedMasks(size_hw, np.zeros(0, np.int64), np.zeros(1, np.int64))
    runs, firsts, _ = _runs_of_many([mask.counts for mask in masks])
    edges = np.cumsum(runs)
    total = size_hw[0] * size_hw[1]
    ends = edges[firsts[1:] - 1]
    if (ends != total * np.arange(1, len(masks) + 1)).any():
        for mask in masks:
            checked_runs(mask)
    sizes = np.diff(firsts)
    edges -= np.repeat(total * np.arange(len(masks)), sizes)
    # An odd number of runs ends outside: its last edge is the image's end.
    is_odd = sizes % 2 == 1
    edges = np.delete(edges, firsts[1:][is_odd] - 1)
    return StackedMasks(size_hw, edges, np.concatenate(([0], np.cumsum(sizes - is_odd))))


def are_canonical(masks: Sequence[Rle], size_hw: tuple[int, int]) -> bool:
    """Whether all masks are as we write them: of this size, sound, not empty, equal bytes if equal.

    Readers ask this of all masks of an image at once; where the answer is no, `from_wire` and
    `validate` of each mask repair it or say what is wrong.
    """
    if not masks or any(mask.size_hw != size_hw for mask in masks):
        return not masks
    try:
        runs, firsts, is_minimal = _runs_of_many([mask.counts for mask in masks])
    except InvalidRle:
        return False
    total = size_hw[0] * size_hw[1]
    sums = np.add.reduceat(runs, firsts[:-1])
    # Only the first run may be of length zero, and then there is another.
    is_single = np.diff(firsts) < 2
    num_zeros = int(np.count_nonzero(runs == 0)) - int(np.count_nonzero(runs[firsts[:-1]] == 0))
    return is_minimal and bool((sums == total).all()) and not is_single.any() and num_zeros == 0


def boxes_of(
    starts: _Index, ends: _Index, owners: _Index, num: int, size_hw: tuple[int, int]
) -> _Index:
    """Tight boxes around column-major runs, by owner.

    Args:
        starts: (N,) first position of each run; empty runs count for nothing.
        ends: (N,) one past its last.
        owners: (N,) int64 below `num`.
        num: number of owners.
        size_hw: of the image.

    Returns:
        (num, 4) int64 (x, y, width, height); all zero where an owner has no pixel.
    """
    height, width = size_hw
    is_real = ends > starts
    if not is_real.all():
        starts, ends, owners = starts[is_real], ends[is_real], owners[is_real]
    left, top = np.divmod(starts, height)
    right, bottom = np.divmod(ends - 1, height)
    # A run over a column's end holds the last row of one column and the first of the next.
    is_over = left != right
    top[is_over], bottom[is_over] = 0, height - 1
    x0, y0 = np.full(num, width), np.full(num, height)
    x1, y1 = np.full(num, -1), np.full(num, -1)
    np.minimum.at(x0, owners, left)
    np.minimum.at(y0, owners, top)
    np.maximum.at(x1, owners, right)
    np.maximum.at(y1, owners, bottom)
    boxes: _Index = np.stack((x0, y0, x1 - x0 + 1, y1 - y0 + 1), axis=1)
    boxes[x1 < 0] = 0
    return boxes


def counts_of_many(
    size_hw: tuple[int, int], starts: _Index, ends: _Index, firsts: _Index
) -> list[bytes]:
    """Compressed counts of many masks at once.

    Args:
        size_hw: of the image.
        starts: (N,) first column-major position of each run inside; runs of a mask ascend and do
            not touch.
        ends: (N,) one past its last.
        firsts: (M + 1,) the runs of mask m are `starts[firsts[m]:firsts[m + 1]]`, at least one.

    Returns:
        COCO's compressed counts of each mask, canonical.
    """
    sizes = np.diff(firsts)
    owners = np.repeat(np.arange(sizes.size), sizes)
    # Outside and inside in turn, and what is left outside after the last run.
    bounds = np.append(0, np.cumsum(2 * sizes + 1))
    inside = 2 * np.arange(starts.size) + 1 + owners
    runs = np.empty(int(bounds[-1]), np.int64)
    runs[inside] = ends - starts
    before = np.append(0, ends[:-1])
    before[firsts[:-1]] = 0
    runs[inside - 1] = starts - before
    runs[bounds[1:] - 1] = size_hw[0] * size_hw[1] - ends[firsts[1:] - 1]
    has_rest = runs[bounds[1:] - 1] > 0
    runs = np.delete(runs, bounds[1:][~has_rest] - 1)
    bounds = np.append(0, np.cumsum(2 * sizes + has_rest))
    # From the fourth run on, the difference to the run two before is written.
    numbers = runs.copy()
    place = np.arange(runs.size) - np.repeat(bounds[:-1], np.diff(bounds))
    later = np.flatnonzero(place > 2)
    numbers[later] -= runs[later - 2]
    groups, byte_ends = grouped(numbers)
    cuts = np.append(0, byte_ends)[bounds].tolist()
    return [groups[first:end] for first, end in pairwise(cuts)]


def _runs_of_many(all_counts: Sequence[bytes]) -> tuple[Runs, _Index, bool]:
    """Run lengths of many compressed counts, (M + 1,) where each mask's begin.

    The third tells whether every number is written in as few characters as it can be.

    Raises:
        InvalidRle: as `runs_from_counts`.
    """
    byte_ends = np.cumsum([len(counts) for counts in all_counts])
    groups = np.frombuffer(b"".join(all_counts), dtype=np.uint8) - np.uint8(48)  # wraps below '0'
    is_last = groups < 32
    ends = np.flatnonzero(is_last)
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts + 1
    is_whole = all(all_counts) and bool(is_last[byte_ends - 1].all())
    if not is_whole or groups.max() > 63 or lengths.max() > _MAX_GROUPS:
        _raise_first(all_counts)
    runs = (groups[starts] & 31).astype(np.int64)
    for place in range(1, int(lengths.max())):
        longer = np.flatnonzero(lengths > place)
        runs[longer] |= (groups[starts[longer] + place] & 31).astype(np.int64) << (5 * place)
    runs -= np.where(groups[ends] & 16, np.left_shift(1, 5 * lengths), 0)
    # A last group that only repeats the sign of the one before could be left out.
    signs, before = groups[ends], groups[ends - 1]
    is_spare = np.where(before & 16, signs == 31, signs == 0) & (lengths > 1)
    firsts = np.concatenate(([0], np.searchsorted(ends, byte_ends)))
    # From the fourth run on, what is written is the difference to the run two before.
    for first, end in pairwise(firsts.tolist()):
        np.cumsum(runs[first + 1 : end : 2], out=runs[first + 1 : end : 2])
        np.cumsum(runs[first + 2 : end : 2], out=runs[first + 2 : end : 2])
    if runs.min() < 0:
        _raise_first(all_counts)
    return runs, firsts, not is_spare.any()


def _raise_first(all_counts: Sequence[bytes]) -> None:
    """Name what is wrong with the first malformed mask.

    Raises:
        InvalidRle: always.
    """
    for counts in all_counts:
        runs_from_counts(counts)
    raise InvalidRle("A mask's counts are malformed; expected COCO compressed run lengths.")
