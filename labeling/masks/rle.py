"""COCO run-length masks: how every mask is stored, sent and exported without being decoded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labeling.errors import EmptyMask, InvalidRle, MaskSizeMismatch
from labeling.masks.counts import counts_from_runs, runs_from_counts
from labeling.masks.types import LabelMap, Mask, Rle, Runs

__all__ = [
    "MAX_PIXELS", "area_and_bbox", "area_px", "bbox_xywh", "canonical", "checked_runs",
    "counts_from_runs", "decode", "decode_box", "encode", "from_wire", "intersection", "intersects",
    "paint", "runs_from_counts", "subtract", "to_wire", "union", "validate",
]  # fmt: skip

MAX_PIXELS = 2**32 - 1
"""COCO's reference keeps run lengths in 32 bits (maskApi.h, `typedef unsigned int uint`)."""


def encode(mask: Mask) -> Rle:
    """Encode a binary mask.

    Args:
        mask: (H, W) bool, True inside.

    Returns:
        Its RLE in canonical form (no run of length zero but the first).
    """
    height, width = mask.shape
    flat = mask.T.ravel()
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    first = [0, 0] if flat.size and flat[0] else [0]
    edges = np.concatenate((first, changes, [flat.size])).astype(np.int64)
    return Rle((height, width), counts_from_runs(np.diff(edges)))


def decode(rle: Rle) -> Mask:
    """Decode to a binary mask.

    Returns:
        (H, W) bool, C-contiguous.

    Raises:
        InvalidRle: the counts are malformed or do not sum to height times width.
    """
    runs = checked_runs(rle)
    height, width = rle.size_hw
    flat = np.repeat(_alternating(runs.size), runs)
    return np.ascontiguousarray(flat.reshape(width, height).T)


def checked_runs(rle: Rle) -> Runs:
    """Run lengths that are known to fill the image.

    Raises:
        InvalidRle: malformed counts, a bad size, or runs that do not sum to height times width.
    """
    height, width = rle.size_hw
    if height < 1 or width < 1 or height * width > MAX_PIXELS:
        raise InvalidRle(
            f"The mask's size is {height} x {width} (h x w);"
            f" expected at least 1 x 1 and at most {MAX_PIXELS} pixels."
        )
    runs = runs_from_counts(rle.counts)
    total = int(runs.sum())
    if total != height * width:
        raise InvalidRle(
            f"The mask's runs sum to {total} pixels; expected {height} x {width} ="
            f" {height * width}. Write the counts again for this image size, column by column.",
            expected=height * width,
            actual=total,
        )
    return runs


def validate(rle: Rle) -> None:
    """Check a mask before it is stored or given to other programs.

    Raises:
        InvalidRle: malformed, or not filling the image (pycocotools hangs on those).
        EmptyMask: not one pixel is inside.
    """
    if not checked_runs(rle)[1::2].any():
        raise EmptyMask("The mask has no pixels; draw something or delete the segment.")


def area_px(rle: Rle) -> int:
    """Number of pixels inside."""
    return int(runs_from_counts(rle.counts)[1::2].sum())


def bbox_xywh(rle: Rle) -> tuple[int, int, int, int]:
    """The tight box around the pixels inside.

    Returns:
        (x, y, width, height) in pixels; all zero for an empty mask.
    """
    return _box(runs_from_counts(rle.counts), rle.size_hw[0])


def area_and_bbox(rle: Rle) -> tuple[int, tuple[int, int, int, int]]:
    """`area_px` and `bbox_xywh` for the price of one."""
    runs = runs_from_counts(rle.counts)
    return int(runs[1::2].sum()), _box(runs, rle.size_hw[0])


def decode_box(rle: Rle) -> tuple[Mask, int, int]:
    """Decode only what lies in the mask's box.

    Returns:
        (h, w) bool of the box, and its x and y in the image; (0, 0) for an empty mask.

    Raises:
        InvalidRle: as `decode`.
    """
    runs = checked_runs(rle)
    height = rle.size_hw[0]
    x, y, w, h = _box(runs, height)
    return _columns(runs, height, x, x + w)[:, y : y + h].T, x, y


def from_wire(wire: object) -> Rle:
    """Read COCO's JSON form: {"size": [h, w], "counts": "..." or [run, ...]}.

    Returns:
        The mask in canonical form: runs of length zero are joined away.

    Raises:
        InvalidRle: not of this form, or the runs do not sum to height times width.
    """
    if not isinstance(wire, Mapping) or not {"size", "counts"} <= wire.keys():
        raise InvalidRle('A mask must be {"size": [height, width], "counts": …}.')
    size, counts = wire["size"], wire["counts"]
    if not isinstance(size, list | tuple) or len(size) != 2 or not all(map(_is_count, size)):
        raise InvalidRle(f"The mask's size is {size!r}; expected [height, width] in whole pixels.")
    size_hw = (int(size[0]), int(size[1]))
    if isinstance(counts, list | tuple):
        if not counts or not all(map(_is_count, counts)):
            raise InvalidRle("The mask's counts must be a list of whole numbers of at least 0.")
        counts = counts_from_runs(np.array(counts, dtype=np.int64))
    elif isinstance(counts, str):
        counts = counts.encode("utf-8", errors="surrogatepass")  # beyond ASCII is refused below
    if not isinstance(counts, bytes):
        raise InvalidRle("The mask's counts must be a string or a list of run lengths.")
    return canonical(Rle(size_hw, counts))


def to_wire(rle: Rle) -> dict[str, Any]:
    """COCO's JSON form: {"size": [h, w], "counts": "..."}."""
    return {"size": list(rle.size_hw), "counts": rle.counts.decode("ascii")}


def canonical(rle: Rle) -> Rle:
    """The same mask with runs of length zero joined away, so that equal masks have equal bytes.

    Raises:
        InvalidRle: as `checked_runs`.
    """
    runs = checked_runs(rle)
    if not (runs[1:] == 0).any():
        return Rle(rle.size_hw, counts_from_runs(runs))
    return _from_intervals(rle.size_hw, *_intervals(runs))


def paint(target: LabelMap, rle: Rle, value: int) -> None:
    """Set the pixels of a segment in place, touching only the columns it lies in.

    Args:
        target: (H, W) integer map; fastest when column-major (see `label_map.compose`).
        rle: mask of the same size.
        value: what its pixels become.

    Raises:
        MaskSizeMismatch: the sizes differ.
    """
    if target.shape != rle.size_hw:
        raise MaskSizeMismatch(f"The mask is {rle.size_hw} (h, w), the image {target.shape}.")
    runs = runs_from_counts(rle.counts)
    edges = np.cumsum(runs)
    if edges.size < 2 or edges[-1] != target.size:
        checked_runs(rle)
        return
    height = rle.size_hw[0]
    num_edges = edges.size - edges.size % 2
    first, last = int(edges[0]) // height, -(-int(edges[num_edges - 1]) // height)
    np.copyto(target.T[first:last], value, where=_columns(runs, height, first, last))


def intersects(a: Rle, b: Rle) -> bool:
    """Whether two masks of one image share a pixel, by their runs alone.

    Raises:
        MaskSizeMismatch: the sizes differ.
    """
    _check_same_size(a, b)
    starts_a, ends_a = _intervals(runs_from_counts(a.counts))
    starts_b, ends_b = _intervals(runs_from_counts(b.counts))
    if starts_a.size == 0 or starts_b.size == 0:
        return False
    # For every run of a: the first run of b that ends after its start meets it, or none does.
    following = np.searchsorted(ends_b, starts_a, side="right")
    has_following = following < ends_b.size
    return bool(np.any(starts_b[following[has_following]] < ends_a[has_following]))


def union(a: Rle, b: Rle) -> Rle:
    """Pixels in either mask (same image)."""
    return _combine(a, b, np.logical_or)


def intersection(a: Rle, b: Rle) -> Rle:
    """Pixels in both masks (same image)."""
    return _combine(a, b, np.logical_and)


def subtract(a: Rle, b: Rle) -> Rle:
    """Pixels of `a` that are not in `b` (same image)."""
    return _combine(a, b, np.greater)


def _combine(
    a: Rle, b: Rle, keep: Callable[[NDArray[np.bool_], NDArray[np.bool_]], NDArray[np.bool_]]
) -> Rle:
    """Combine two masks run by run; `keep` maps (inside a, inside b) to inside the result."""
    _check_same_size(a, b)
    edges_a, edges_b = np.cumsum(checked_runs(a)), np.cumsum(checked_runs(b))
    points = np.unique(np.concatenate(([0], edges_a, edges_b)))
    # A point lies inside where an odd number of edges is at or before it.
    in_a = (np.searchsorted(edges_a, points[:-1], side="right") & 1).astype(np.bool_)
    in_b = (np.searchsorted(edges_b, points[:-1], side="right") & 1).astype(np.bool_)
    kept = keep(in_a, in_b)
    return _from_intervals(a.size_hw, points[:-1][kept], points[1:][kept])


def _from_intervals(size_hw: tuple[int, int], starts: Runs, ends: Runs) -> Rle:
    """Canonical RLE of sorted, disjoint, possibly touching intervals of column-major positions."""
    is_gap = starts[1:] > ends[:-1] if starts.size else np.empty(0, np.bool_)
    starts = starts[np.concatenate(([True], is_gap))] if starts.size else starts
    ends = ends[np.concatenate((is_gap, [True]))] if ends.size else ends
    edges = np.empty(2 * starts.size + 2, dtype=np.int64)
    edges[0], edges[-1] = 0, size_hw[0] * size_hw[1]
    edges[1:-1:2], edges[2:-1:2] = starts, ends
    runs = np.diff(edges)
    return Rle(size_hw, counts_from_runs(runs[:-1] if runs.size > 1 and runs[-1] == 0 else runs))


def _intervals(runs: Runs) -> tuple[Runs, Runs]:
    """Starts and ends (exclusive) of the runs inside, empty ones left out."""
    edges = np.cumsum(runs)
    num_edges = edges.size - edges.size % 2
    starts, ends = edges[0:num_edges:2], edges[1:num_edges:2]
    is_real = ends > starts
    return (starts, ends) if is_real.all() else (starts[is_real], ends[is_real])


def _box(runs: Runs, height: int) -> tuple[int, int, int, int]:
    """The tight box (x, y, width, height) of column-major runs."""
    starts, ends = _intervals(runs)
    if starts.size == 0:
        return (0, 0, 0, 0)
    x0, x1 = int(starts[0]) // height, int(ends[-1] - 1) // height
    if np.any(starts // height != (ends - 1) // height):
        # A run over a column's end holds the last row of one column and the first of the next.
        return (x0, 0, x1 - x0 + 1, height)
    y0, y1 = int((starts % height).min()), int(((ends - 1) % height).max())
    return (x0, y0, x1 - x0 + 1, y1 - y0 + 1)


def _columns(runs: Runs, height: int, first: int, last: int) -> Mask:
    """(last - first, height) bool: the columns `first` to `last`, which hold all runs inside."""
    num_edges = runs.size - runs.size % 2
    inner = runs[:num_edges].copy()
    if num_edges:
        inner[0] -= first * height
    flat = np.zeros((last - first) * height, dtype=np.bool_)
    if flat.size:
        inside = np.repeat(_alternating(num_edges), inner)
        flat[: inside.size] = inside
    return flat.reshape(last - first, height)


def _alternating(num: int) -> NDArray[np.bool_]:
    """(num,) bool, outside and inside in turn: False, True, False."""
    inside: NDArray[np.bool_] = np.arange(num) % 2 == 1
    return inside


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_PIXELS


def _check_same_size(a: Rle, b: Rle) -> None:
    if a.size_hw != b.size_hw:
        raise MaskSizeMismatch(
            f"Masks of one image must have one size; got {a.size_hw} and {b.size_hw} (h, w)."
        )
