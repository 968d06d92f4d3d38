"""Polygons whose drawing by PIL gives back a map exactly, for Cityscapes' `polygons.json`.

cityscapesScripts, mmsegmentation and detectron2 draw the objects in order with
`PIL.ImageDraw.polygon`, which fills a polygon and its outline. So every connected piece is drawn by
the pixel centres of its rim, larger fillings first: what lies in a hole is drawn over it again, and
an empty hole is drawn as `unlabeled`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from labeling.masks.types import LabelMap

_BoxXywh = tuple[int, int, int, int]
_Binary = NDArray[np.uint8]

_MAX_PAIRS = 4_000_000
"""Comparisons of boxes beyond which the drawing order is not refined (masks of noise)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One connected piece of a region.

    Attributes:
        key: the map's value in it.
        area: of its filled rim, in square pixels between pixel centres.
        points: (N >= 3, 2) pixel centres (x, y) of its rim; straight stretches only by their ends.
    """

    key: int
    area: float
    points: list[list[int]]

    @property
    def box_xyxy(self) -> tuple[int, int, int, int]:
        """The rim's extent, inclusive."""
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        return (min(xs), min(ys), max(xs), max(ys))


def pieces_of(key_map: LabelMap, boxes: Mapping[int, _BoxXywh]) -> list[Piece]:
    """The pieces of all regions in an order in which drawing them is exact.

    Of each region the largest piece comes as early as possible, so that numbering objects as they
    are drawn numbers the regions without gaps.

    Args:
        key_map: (H, W) integer keys, 0 where nothing is.
        boxes: key to (x, y, width, height) around all its pixels.
    """
    pieces: list[Piece] = []
    has_holes = False
    crossing = _crossing_keys(key_map)
    for key, (x, y, w, h) in boxes.items():
        mask = (key_map[y : y + h, x : x + w] == key).view(np.uint8)
        found, with_holes = _trace(mask, key, (x, y), apart=key in crossing)
        pieces += found
        has_holes = has_holes or with_holes
    if has_holes:
        pieces += _holes(key_map, apart=0 in crossing)
    pieces.sort(key=lambda piece: (-piece.area, piece.key, piece.points[0]))
    return _largest_first(pieces)


def _crossing_keys(key_map: LabelMap) -> set[int]:
    """Keys whose pixels meet by a corner where those of another key do, as on a chequerboard.

    Only there could the rims of two regions cross. Pieces of these regions are taken apart at
    corners; then a rim, a closed path of pixels that touch, encloses other pieces wholly or not.
    """
    upper_left, upper_right = key_map[:-1, :-1], key_map[:-1, 1:]
    lower_left, lower_right = key_map[1:, :-1], key_map[1:, 1:]
    crosses = (
        (upper_left == lower_right) & (upper_right == lower_left) & (upper_left != upper_right)
    )
    if not crosses.any():
        return set()
    return {*upper_left[crosses].tolist(), *upper_right[crosses].tolist()}


def _holes(key_map: LabelMap, *, apart: bool) -> list[Piece]:
    """Empty pieces that do not reach the image's border; only those can lie in a hole."""
    height, width = key_map.shape
    empty, _ = _trace((key_map == 0).view(np.uint8), 0, (0, 0), apart=apart)
    inner = []
    for piece in empty:
        left, top, right, bottom = piece.box_xyxy
        if left > 0 and top > 0 and right < width - 1 and bottom < height - 1:
            inner.append(piece)
    return inner


def _trace(
    mask: _Binary, key: int, offset_xy: tuple[int, int], *, apart: bool
) -> tuple[list[Piece], bool]:
    """The pieces of a mask, and whether any has a hole.

    Args:
        mask: (H, W) uint8, 1 inside.
        key: of the pieces.
        offset_xy: where the mask's first pixel is in the image.
        apart: whether pixels that meet by a corner only belong to different pieces.
    """
    pieces, has_holes = _trace_touching(mask, key, offset_xy)
    # Most often no piece hangs together by a corner alone; counting is quicker than measuring.
    if not apart or cv2.connectedComponents(mask, connectivity=4)[0] - 1 == len(pieces):
        return pieces, has_holes
    num, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    pieces, has_holes = [], False
    for label in range(1, num):
        x, y, w, h = (int(side) for side in stats[label, :4])
        part = (labels[y : y + h, x : x + w] == label).view(np.uint8)
        found, with_holes = _trace_touching(part, key, (offset_xy[0] + x, offset_xy[1] + y))
        pieces += found
        has_holes = has_holes or with_holes
    return pieces, has_holes


def _trace_touching(
    mask: _Binary, key: int, offset_xy: tuple[int, int]
) -> tuple[list[Piece], bool]:
    """As `_trace`, where pixels that meet by a corner belong to one piece."""
    contours, hierarchy = cv2.findContours(
        mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE, offset=offset_xy
    )
    pieces = []
    for contour, links in zip(contours, hierarchy[0] if contours else (), strict=True):
        if links[3] >= 0:  # the rim of a hole: what lies in it is drawn later
            continue
        points = contour[:, 0, :].tolist()
        while len(points) < 3:  # a pixel or a line; shapely and the viewers want three points
            points.append(points[-1])
        pieces.append(Piece(key, cv2.contourArea(contour), points))
    return pieces, len(pieces) < len(contours)


def _largest_first(pieces: Sequence[Piece]) -> list[Piece]:
    """Move further pieces of a region, and what may lie in them, behind everything else."""
    first_of = {piece.key: index for index, piece in reversed(list(enumerate(pieces)))}
    is_further = [first_of[piece.key] != index for index, piece in enumerate(pieces)]
    num_further = sum(is_further)
    if not 0 < num_further * len(pieces) <= _MAX_PAIRS:
        return list(pieces)
    boxes = np.array([piece.box_xyxy for piece in pieces])
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
