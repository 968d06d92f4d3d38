"""Masks as other tools keep them: a box of pixels somewhere in the image, or runs along rows."""

from __future__ import annotations

import numpy as np

from labeling.errors import InvalidRle
from labeling.masks.counts import counts_from_runs
from labeling.masks.polygons import rasterise_box
from labeling.masks.rle import decode_box
from labeling.masks.types import Mask, Polygon, Rle, Runs


def from_box(crop: Mask, left: int, top: int, size_hw: tuple[int, int]) -> Rle:
    """Encode a mask of which only a box is given; the rest of the image is never decoded.

    Args:
        crop: (h, w) bool, pixels of the box; what lies outside of the image is cut off.
        left: column of the box in the image, may be negative.
        top: row of the box in the image, may be negative.
        size_hw: of the image.

    Returns:
        Its RLE in canonical form.
    """
    height, width = size_hw
    crop = crop[max(-top, 0) : max(height - top, 0), max(-left, 0) : max(width - left, 0)]
    left, top = max(left, 0), max(top, 0)
    starts, ends = _intervals(crop.T)
    column, row = np.divmod(starts, crop.shape[0] + 1)
    starts = (left + column) * height + top + row
    column, row = np.divmod(ends, crop.shape[0] + 1)
    ends = (left + column) * height + top + row
    return Rle(size_hw, counts_from_runs(alternating(starts, ends, height * width)))


def polygon_rle(polygon: Polygon, size_hw: tuple[int, int]) -> Rle:
    """Encode the pixels of a polygon, by the rule of pixel centres, without the rest of the image.

    Args:
        polygon: its vertices in image pixels.
        size_hw: of the image.
    """
    return from_box(*rasterise_box(polygon, size_hw), size_hw)


def row_runs(mask: Rle) -> Runs:
    """Run lengths along the rows of the whole image.

    Returns:
        (N,) int64 pixels, alternating, the first outside (0 if the first pixel is inside); they sum
        to height times width.

    Raises:
        InvalidRle: as `rle.decode`.
    """
    crop, left, top = decode_box(mask)
    height, width = mask.size_hw
    starts, ends = _intervals(crop)
    row, column = np.divmod(starts, crop.shape[1] + 1)
    starts = (top + row) * width + left + column
    row, column = np.divmod(ends, crop.shape[1] + 1)
    ends = (top + row) * width + left + column
    return alternating(starts, ends, height * width)


def crop_runs(crop: Mask) -> Runs:
    """Run lengths along the rows of a box: CVAT's `rle`.

    Args:
        crop: (h, w) bool, not empty.

    Returns:
        (N,) int64 pixels, alternating, the first outside; they sum to h times w.
    """
    flat = crop.ravel()
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    first = [0, 0] if flat[0] else [0]
    edges: Runs = np.concatenate((first, changes, [flat.size])).astype(np.int64)
    return edges[1:] - edges[:-1]


def from_row_runs(runs: Runs, size_hw: tuple[int, int]) -> Rle:
    """Encode run lengths along the rows of the whole image; only rows with pixels are decoded.

    Args:
        runs: (N,) pixels, alternating, the first outside.
        size_hw: of the image.

    Raises:
        InvalidRle: a negative run, or they do not sum to height times width.
    """
    height, width = size_hw
    if (runs.size and runs.min() < 0) or int(runs.sum()) != height * width:
        raise InvalidRle(f"The runs sum to {int(runs.sum())} pixels, not {height} x {width}.")
    edges = np.concatenate(([0], np.cumsum(runs)))
    inside = np.flatnonzero((np.arange(runs.size) % 2 == 1) & (runs > 0))
    if not inside.size:
        return from_box(np.zeros((0, 0), np.bool_), 0, 0, size_hw)
    top, bottom = int(edges[inside[0]]) // width, -(-int(edges[inside[-1] + 1]) // width)
    kept = np.clip(edges, top * width, bottom * width)
    flat = np.repeat(np.arange(runs.size) % 2 == 1, np.diff(kept))
    return from_box(flat.reshape(bottom - top, width), 0, top, size_hw)


def _intervals(lines: Mask) -> tuple[Runs, Runs]:
    """Where runs start and end (exclusive) in the lines, counted with one gap after each line."""
    padded = np.zeros((lines.shape[0], lines.shape[1] + 1), np.bool_)
    padded[:, 1:] = lines
    flat = padded.ravel()
    changes = np.flatnonzero(flat[1:] != flat[:-1])
    if flat.size and flat[-1]:
        changes = np.append(changes, flat.size - 1)
    return changes[0::2], changes[1::2]


def alternating(starts: Runs, ends: Runs, total: int) -> Runs:
    """Alternating runs of sorted, disjoint, possibly touching intervals."""
    if starts.size == 0:
        return np.array([total], np.int64)
    is_gap = starts[1:] > ends[:-1]
    starts, ends = starts[np.append(True, is_gap)], ends[np.append(is_gap, True)]
    edges = np.empty(2 * starts.size + 2, np.int64)
    edges[0], edges[-1] = 0, total
    edges[1:-1:2], edges[2:-1:2] = starts, ends
    runs = np.diff(edges)
    return runs[:-1] if runs[-1] == 0 else runs
