"""COCO's compressed counts: the bytes of a run-length mask, read and written as whole arrays.

Run lengths are column-major, the first one background. From the fourth run on, the difference to
the run two before is written. Numbers go in groups of five bits, lowest first, as characters
48 + group + (32 if more groups follow); bit 16 of the last group is the sign.
Source: pycocotools, common/maskApi.c, rleToString and rleFrString.
"""

from __future__ import annotations

import numpy as np

from labeling.errors import InvalidRle
from labeling.masks.types import Runs

_MAX_GROUPS = 8
"""Five-bit groups in one number: 7 hold any difference of 32-bit runs; one more is tolerated."""


def runs_from_counts(counts: bytes) -> Runs:
    """Decode compressed counts into run lengths, without a loop over the runs.

    Args:
        counts: COCO's compressed counts, ASCII.

    Returns:
        (N,) int64 run lengths as written (zero lengths included).

    Raises:
        InvalidRle: a character outside '0'..'o', an unfinished or oversized number, a negative run.
    """
    groups = np.frombuffer(counts, dtype=np.uint8).astype(np.int64) - 48
    if groups.size == 0:
        raise InvalidRle("The mask's counts are empty; expected COCO compressed run lengths.")
    if groups.min() < 0 or groups.max() > 63:
        raise InvalidRle(
            "The mask's counts hold a character outside '0' to 'o'; expected COCO RLE."
        )
    is_last = groups < 32
    if not is_last[-1]:
        raise InvalidRle("The mask's counts end in the middle of a number; they were cut off.")
    ends = np.flatnonzero(is_last)
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts + 1
    if lengths.max() > _MAX_GROUPS:
        raise InvalidRle("The mask's counts hold a number that is larger than any image.")
    position = np.arange(groups.size) - np.repeat(starts, lengths)
    numbers = np.add.reduceat((groups & 31) << (5 * position), starts)
    numbers -= np.where(groups[ends] & 16, np.left_shift(1, 5 * lengths), 0)
    runs: Runs = numbers.copy()
    runs[1::2] = np.cumsum(numbers[1::2])
    runs[2::2] = np.cumsum(numbers[2::2])
    if runs.min() < 0:
        raise InvalidRle("The mask's counts hold a run of negative length.")
    return runs


def counts_from_runs(runs: Runs) -> bytes:
    """Encode run lengths as COCO's compressed counts, byte-equal to pycocotools.

    Args:
        runs: (N,) non-negative run lengths, the first one background.

    Returns:
        ASCII bytes.
    """
    numbers = runs.astype(np.int64, copy=True)
    numbers[3:] -= runs[1:-2]
    return grouped(numbers)[0]


def grouped(numbers: Runs) -> tuple[bytes, Runs]:
    """Numbers in groups of five bits, as in compressed counts.

    Args:
        numbers: (N,) int64.

    Returns:
        The characters of all, and (N,) where those of each number end.
    """
    lengths = np.ones(numbers.size, dtype=np.int64)
    for num_groups in range(1, _MAX_GROUPS):
        limit = 1 << (5 * num_groups - 1)
        too_wide = (numbers >= limit) | (numbers < -limit)
        if not too_wide.any():
            break
        lengths += too_wide
    ends = np.cumsum(lengths)
    position = np.arange(ends[-1] if ends.size else 0) - np.repeat(ends - lengths, lengths)
    groups = (np.repeat(numbers, lengths) >> (5 * position)) & 31
    groups += 32 + 48
    groups[ends - 1] -= 32
    return groups.astype(np.uint8).tobytes(), ends
