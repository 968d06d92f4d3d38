"""Label maps that other tools wrote, taken apart into one mask for each value."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from labeling.masks.counts import counts_from_runs
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
    height, width = label_map.shape
    flat = np.ascontiguousarray(label_map.T).ravel()
    starts = np.concatenate(([0], np.flatnonzero(flat[1:] != flat[:-1]) + 1))
    ends = np.concatenate((starts[1:], [flat.size]))
    run_values = flat[starts]
    order = np.argsort(run_values, kind="stable")
    values, firsts = np.unique(run_values[order], return_index=True)
    found = {}
    for value, chosen in zip(values.tolist(), np.split(order, firsts[1:]), strict=True):
        if value in skip:
            continue
        # Runs of one value never touch, so the edges alternate: outside, inside, outside …
        edges = np.empty(2 * chosen.size + 2, np.int64)
        edges[0], edges[-1] = 0, flat.size
        edges[1:-1:2], edges[2:-1:2] = starts[chosen], ends[chosen]
        runs = np.diff(edges)
        found[value] = Rle((height, width), counts_from_runs(runs if runs[-1] else runs[:-1]))
    return found


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


def looked_up(label_map: LabelMap, keys: Sequence[int], values: Sequence[int]) -> LabelMap:
    """A map with each of its values replaced.

    Args:
        label_map: (H, W) integer values, all of them in `keys`.
        keys: ascending.
        values: what each key becomes.

    Returns:
        (H, W) int32.
    """
    places = np.searchsorted(np.array(keys, label_map.dtype), label_map)
    return np.take(np.array(values, np.int32), places)
