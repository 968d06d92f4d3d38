"""Polygons whose drawing by PIL gives back a map exactly, for Cityscapes' `polygons.json`.

cityscapesScripts, mmsegmentation and detectron2 draw the objects in order with
`PIL.ImageDraw.polygon`, which fills a polygon and its outline. So every connected piece is drawn by
the pixel centres of its rim, larger fillings first: what lies in a hole is drawn over it again, and
an empty hole is drawn as `unlabeled`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from labeling.masks.painting import PaintedRuns
from labeling.masks.types import LabelMap

_Binary = NDArray[np.uint8]
_Points = NDArray[np.int32]

_MAX_PAIRS = 4_000_000
"""Comparisons of boxes beyond which the drawing order is not refined (masks of noise)."""

_MAX_HOLES = 64
"""Beyond so many holes the whole image is searched once, instead of each hole."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One connected piece of a region.

    Attributes:
        key: the map's value in it.
        area: of its filled rim, in square pixels between pixel centres.
        points: (N >= 3, 2) int32 pixel centres (x, y) of its rim; straight stretches only by their
            ends.
        box_xywh: (x, y, width, height) in pixels.
    """

    key: int
    area: float
    points: _Points
    box_xywh: tuple[int, int, int, int]


def pieces_of(keys: PaintedRuns) -> list[Piece]:
    """The pieces of all regions in an order in which drawing them is exact.

    Of each region the largest piece comes as early as possible, so that numbering objects as they
    are drawn numbers the regions without gaps.

    Args:
        keys: the map of the regions' keys, 0 where nothing is.
    """
    num = int(keys.values.max()) + 1
    key_map = _pixels(keys, num)
    crossing = _crossing_keys(keys)
    pieces: list[Piece] = []
    holes: list[tuple[int, int, int, int]] = []
    for key, (x, y, w, h) in enumerate(keys.boxes_xywh(num).tolist()):
        if key == 0 or w == 0:
            continue
        mask = (key_map[y : y + h, x : x + w] == key).view(np.uint8)
        found, found_holes = _trace(mask, key, (x, y), apart=key in crossing)
        pieces += found
        holes += found_holes
    pieces += _empty_pieces(key_map, holes, apart=0 in crossing)
    pieces.sort(key=lambda piece: (-piece.area, piece.key, *piece.points[0].tolist()))
    return _largest_first(pieces)


def _pixels(keys: PaintedRuns, num: int) -> LabelMap:
    """(H, W) map of keys below `num`; OpenCV turns columns into rows three times as fast."""
    if num >= 2**16:
        return keys.to_map(np.uint32)
    height, width = keys.size_hw
    values = keys.values.astype(np.uint8 if num < 2**8 else np.uint16)
    columns = np.repeat(values, keys.ends - keys.starts).reshape(width, height)
    return cv2.transpose(columns).view(values.dtype)


def _crossing_keys(keys: PaintedRuns) -> set[int]:
    """Keys whose pixels meet by a corner where those of another key do, as on a chequerboard.

    Only there could the rims of two regions cross. Pieces of these regions are taken apart at
    corners; then a rim, a closed path of pixels that touch, encloses other pieces wholly or not.
    """
    height = keys.size_hw[0]
    # In two columns side by side, the value changes at the same row: the four values around there.
    left = np.flatnonzero(keys.starts % height)
    right = np.searchsorted(keys.starts, keys.starts[left] + height)
    is_both = np.append(keys.starts, -1)[right] == keys.starts[left] + height
    left, right = left[is_both], right[is_both]
    upper_left, lower_left = keys.values[left - 1], keys.values[left]
    upper_right, lower_right = keys.values[right - 1], keys.values[right]
    crosses = (upper_left == lower_right) & (upper_right == lower_left)
    return {*upper_left[crosses].tolist(), *upper_right[crosses].tolist()}


def _empty_pieces(
    key_map: LabelMap, holes: Sequence[tuple[int, int, int, int]], *, apart: bool
) -> list[Piece]:
    """Empty pieces that lie in holes; what others of them are found is drawn without harm."""
    if len(holes) > _MAX_HOLES:
        holes = [(0, 0, key_map.shape[1], key_map.shape[0])]
    found: dict[tuple[int, ...], Piece] = {}
    for x, y, w, h in holes:
        empty = (key_map[y : y + h, x : x + w] == 0).view(np.uint8)
        for piece in _trace(empty, 0, (x, y), apart=apart)[0]:
            left, top, width, height = piece.box_xywh
            # The box of a hole is that of its rim: what reaches it lies outside, or goes on there.
            if left > x and top > y and left + width < x + w and top + height < y + h:
                found[(*piece.points[0].tolist(), *piece.box_xywh)] = piece
    return list(found.values())


def _trace(
    mask: _Binary, key: int, offset_xy: tuple[int, int], *, apart: bool
) -> tuple[list[Piece], list[tuple[int, int, int, int]]]:
    """The pieces of a mask, and (x, y, width, height) around the rim of each hole.

    Args:
        mask: (H, W) uint8, 1 inside.
        key: of the pieces.
        offset_xy: where the mask's first pixel is in the image.
        apart: whether pixels that meet by a corner only belong to different pieces.
    """
    pieces, holes = _trace_touching(mask, key, offset_xy)
    # Most often no piece hangs together by a corner alone; counting is quicker than measuring.
    if not apart or cv2.connectedComponents(mask, connectivity=4)[0] - 1 == len(pieces):
        return pieces, holes
    num, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    pieces, holes = [], []
    for label in range(1, num):
        x, y, w, h = (int(side) for side in stats[label, :4])
        part = (labels[y : y + h, x : x + w] == label).view(np.uint8)
        found, found_holes = _trace_touching(part, key, (offset_xy[0] + x, offset_xy[1] + y))
        pieces += found
        holes += found_holes
    return pieces, holes


def _trace_touching(
    mask: _Binary, key: int, offset_xy: tuple[int, int]
) -> tuple[list[Piece], list[tuple[int, int, int, int]]]:
    """As `_trace`, where pixels that meet by a corner belong to one piece."""
    contours, hierarchy = cv2.findContours(
        mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE, offset=offset_xy
    )
    pieces, holes = [], []
    for contour, links in zip(contours, hierarchy[0] if contours else (), strict=True):
        x, y, w, h = cv2.boundingRect(contour)
        if links[3] >= 0:  # the rim of a hole: what lies in it is drawn later
            holes.append((x, y, w, h))
            continue
        points = contour[:, 0, :].astype(np.int32, copy=False)
        if len(points) < 3:  # a pixel or a line; shapely and the viewers want three points
            points = points[[0, *[len(points) - 1] * 2]]
        pieces.append(Piece(key, cv2.contourArea(contour), points, (x, y, w, h)))
    return pieces, holes


def _largest_first(pieces: Sequence[Piece]) -> list[Piece]:
    """Move further pieces of a region, and what may lie in them, behind everything else."""
    first_of = {piece.key: index for index, piece in reversed(list(enumerate(pieces)))}
    is_further = [first_of[piece.key] != index for index, piece in enumerate(pieces)]
    num_further = sum(is_further)
    if not 0 < num_further * len(pieces) <= _MAX_PAIRS:
        return list(pieces)
    boxes = np.array([piece.box_xywh for piece in pieces])
    boxes[:, 2:] += boxes[:, :2] - 1
    moved_boxes = np.empty((len(pieces), 4), np.int64)
    first: list[Piece] = []
    moved: list[Piece] = []
    for piece, box, further in zip(pieces, boxes, is_further, strict=True):
        outside = moved_boxes[: len(moved)]
        lies_in = (outside[:, :2] <= box[:2]) & (outside[:, 2:] >= box[2:])
        if further or lies_in.all(axis=1).any():
            moved_boxes[len(moved)] = box
            moved.append(piece)
        else:
            first.append(piece)
    return first + moved


def polygons_json(size_hw: tuple[int, int], objects: Sequence[tuple[str, Piece]]) -> dict[str, Any]:
    """The content of `polygons.json`: objects in drawing order."""
    return {
        "imgHeight": size_hw[0],
        "imgWidth": size_hw[1],
        "objects": [{"label": name, "polygon": piece.points} for name, piece in objects],
    }
