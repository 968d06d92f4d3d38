"""How one image was labelled before and after, as pictures to lay over it, and what differs."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage

from labeling.masks.label_map import compose
from labeling.masks.types import LabelMap, Rle
from labeling.models import Segment
from labeling.selection import SelectedImage, Selection

MAX_SIDE_PX = 2048  # more than a third of a screen shows; larger images are shown smaller

SAME, LABELLED, UNLABELLED, RECLASSIFIED, OTHER_SEGMENT = range(5)
COLORS = np.array(
    [
        (0, 0, 0, 0),
        (64, 190, 110, 210),
        (235, 80, 70, 210),
        (245, 180, 60, 210),
        (90, 150, 255, 210),
    ],
    np.uint8,
)
"""RGBA by code: nothing, green, red, amber, blue; the page's legend has the same (tokens.css)."""

STRIP_ROWS = 256
FILL_ALPHA, BORDER_ALPHA = 140, 255


@dataclass(frozen=True, slots=True)
class Labelled:
    """One side of an image.

    Attributes:
        index_map: (H, W), 0 where nothing is, else 1 + the position of the segment on top.
        class_ids: (N + 1,) int64 by index, 0 first.
        uids: of the segments in paint order.
    """

    index_map: LabelMap
    class_ids: NDArray[np.int64]
    uids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PixelCounts:
    """Pixels that differ, by what became of them."""

    labelled: int
    unlabelled: int
    reclassified: int
    other_segment: int


def labelled(image: SelectedImage | None, size_hw: tuple[int, int]) -> Labelled:
    """What is visible of the segments of an image at its revision; nothing without an image."""
    rows = segments_of(image)
    layers = [
        (index, Rle(size_hw, bytes(row.geometry.rle_counts))) for index, row in enumerate(rows, 1)
    ]
    num = len(rows)
    dtype = np.uint8 if num < 2**8 else np.uint16 if num < 2**16 else np.uint32
    index_map = compose(size_hw, layers, dtype=dtype)
    class_ids = np.array([0, *(row.label_class.class_id for row in rows)], np.int64)
    return Labelled(index_map, class_ids, tuple(row.uid for row in rows))


def segments_of(image: SelectedImage | None) -> Sequence[Segment]:
    """Segments at an image's revision, in paint order."""
    if image is None or image.annotation_id is None:
        return []
    rows = Segment.objects.filter(annotation_id=image.annotation_id).at(image.revision)
    return list(rows.select_related("label_class", "geometry").in_paint_order())


def compare(before: Labelled, after: Labelled) -> NDArray[np.uint8]:
    """What became of each pixel.

    Returns:
        (H, W) uint8 codes: SAME, LABELLED, UNLABELLED, RECLASSIFIED or OTHER_SEGMENT (of the same
        class).
    """
    uids = _numbers(before, after), _numbers(after, before)
    codes: NDArray[np.uint8] = np.zeros(before.index_map.shape, np.uint8)
    # In strips: ids of all pixels of a large image would take many times its own memory.
    for top in range(0, len(codes), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        was, now, found = before.index_map[rows], after.index_map[rows], codes[rows]
        old, new = before.class_ids[was], after.class_ids[now]
        found[uids[0][was] != uids[1][now]] = OTHER_SEGMENT
        found[old != new] = RECLASSIFIED
        found[(old == 0) & (new != 0)] = LABELLED
        found[(old != 0) & (new == 0)] = UNLABELLED
    return codes


def count_pixels(codes: NDArray[np.uint8]) -> PixelCounts:
    """How many pixels have each code."""
    _, *nums = (int(np.count_nonzero(codes == code)) for code in range(len(COLORS)))
    return PixelCounts(*nums)


def side_png(side: Labelled, chosen: Selection) -> bytes:
    """The classes in their colours, half transparent, borders between segments opaque.

    Returns:
        A PNG, RGBA, at most MAX_SIDE_PX a side.
    """
    colors = {row["class_id"]: _rgb(row) for row in chosen.classes}
    shown = side.index_map[:: (step := _step(side.index_map)), ::step]
    table = np.zeros((len(side.class_ids), 4), np.uint8)
    for index, class_id in enumerate(side.class_ids.tolist()):
        if index:
            table[index] = (*colors.get(class_id, (128, 128, 128)), FILL_ALPHA)
    pixels = table[shown]
    pixels[_borders(shown) & (shown != 0), 3] = BORDER_ALPHA
    return _png(pixels)


def difference_png(codes: NDArray[np.uint8]) -> bytes:
    """The pixels that differ in COLORS; shown smaller, none of them vanishes.

    Returns:
        A PNG, RGBA, at most MAX_SIDE_PX a side.
    """
    step = _step(codes)
    if step > 1:
        height, width = (-(-side // step) * step for side in codes.shape)
        whole = np.zeros((height, width), np.uint8)
        whole[: codes.shape[0], : codes.shape[1]] = codes
        codes = whole.reshape(height // step, step, width // step, step).max(axis=(1, 3))
    return _png(COLORS[codes])


def _numbers(side: Labelled, other: Labelled) -> NDArray[np.int64]:
    """(N + 1,) numbers by index that are the same on both sides for the same uid."""
    known = {uid: number for number, uid in enumerate(sorted({*side.uids, *other.uids}), 1)}
    return np.array([0, *(known[uid] for uid in side.uids)], np.int64)


def _borders(index_map: LabelMap) -> NDArray[np.bool_]:
    """(H, W) bool, pixels whose right or lower neighbour belongs to another segment."""
    found = np.zeros(index_map.shape, np.bool_)
    across = index_map[:, 1:] != index_map[:, :-1]
    down = index_map[1:] != index_map[:-1]
    found[:, :-1] |= across
    found[:, 1:] |= across
    found[:-1] |= down
    found[1:] |= down
    return found


def _step(pixels: NDArray[Any]) -> int:
    longest: int = max(pixels.shape[:2])
    return -(-longest // MAX_SIDE_PX)


def _rgb(row: Mapping[str, Any]) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(row["color"].removeprefix("#"))
    return red, green, blue


def _png(pixels: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    PILImage.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
