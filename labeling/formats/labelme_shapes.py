"""Reads one file of LabelMe or X-AnyLabeling: its keys and its shapes of all kinds, checked."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from labeling.errors import BadDataset
from labeling.formats.base import Report
from labeling.formats.found_pictures import checked_size
from labeling.formats.png_runs import decode_runs
from labeling.masks import polygons, rle
from labeling.masks.boxed import from_box
from labeling.masks.types import Mask, Part, Point, Polygon, Rle

_RINGS = {
    "polygon": (3, 10**9),
    "rectangle": (2, 4),
    "rotation": (4, 4),  # X-AnyLabeling
    "oriented_rectangle": (4, 4),
    "quadrilateral": (4, 4),
}
"""Shapes that enclose pixels: the least and the greatest number of points."""

_OPEN = frozenset({"point", "points", "line", "linestrip", "linestripe", "cuboid"})
"""Shapes that enclose nothing."""


@dataclass(frozen=True, slots=True)
class MaskPatch:
    """A mask shape: the pixels of its box.

    Attributes:
        origin_xy: the box's upper left pixel.
        pixels: (h, w) bool.
    """

    origin_xy: tuple[int, int]
    pixels: Mask


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle shape in pixels."""

    centre: Point
    radius_px: float


@dataclass(frozen=True, slots=True)
class LabelmeShape:
    """One shape that encloses pixels."""

    label: str
    group_id: int | None
    geometry: Polygon | MaskPatch | Circle
    details: Mapping[str, Any]
    place: str


@dataclass(frozen=True, slots=True)
class LabelmeFile:
    """One JSON file; the size is None where it does not say it."""

    image_path: str
    size_hw: tuple[int, int] | None
    has_data: bool
    shapes: list[LabelmeShape]


def load(content: bytes, path: str) -> dict[str, Any] | None:
    """The JSON of a file; None where it is none of LabelMe's.

    Raises:
        BadDataset: no valid JSON.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadDataset(f"{path} is no valid JSON ({error}); save it again.", file=path) from error
    is_labelme = isinstance(document, dict) and isinstance(document.get("shapes"), list)
    return document if is_labelme else None


def parse(document: Mapping[str, Any], path: str, report: Report) -> LabelmeFile:
    """Check one file.

    Raises:
        BadDataset: names the shape and the remedy.
    """
    height, width = document.get("imageHeight"), document.get("imageWidth")
    size_hw = None
    if type(height) is int and type(width) is int and height > 0 and width > 0:
        size_hw = checked_size(height, width, path)
    shapes = []
    for index, shape in enumerate(document["shapes"]):
        place = f"{path}, shapes[{index}]"
        if not isinstance(shape, dict):
            raise BadDataset(f"{place}: expected an object with label and points.", file=path)
        parsed = _shape(shape, place, report)
        if parsed is not None:
            shapes.append(parsed)
    image_path = document.get("imagePath")
    return LabelmeFile(
        image_path if isinstance(image_path, str) else "",
        size_hw,
        isinstance(document.get("imageData"), str) and bool(document["imageData"]),
        shapes,
    )


def drawn_rle(geometry: MaskPatch | Circle, size_hw: tuple[int, int]) -> Rle:
    """A mask or a circle in its image; what lies outside is cut off."""
    height, width = size_hw
    if isinstance(geometry, Circle):
        (x, y), radius = geometry.centre, geometry.radius_px
        rows, columns = np.ogrid[:height, :width]
        return rle.encode((columns + 0.5 - x) ** 2 + (rows + 0.5 - y) ** 2 <= radius**2)
    return from_box(geometry.pixels, *geometry.origin_xy, size_hw)


def image_data(content: bytes, path: str) -> bytes:
    """The picture that is inside a JSON file.

    Raises:
        BadDataset: its imageData is no base64.
    """
    document = load(content, path) or {}
    return _base64(document.get("imageData"), f"{path}, imageData")


def _shape(shape: Mapping[str, Any], place: str, report: Report) -> LabelmeShape | None:
    kind = shape.get("shape_type") or "polygon"
    label = shape.get("label")
    if not isinstance(label, str) or not label.strip():
        raise BadDataset(f"{place}: label is {label!r}; expected the name of a class.")
    if not isinstance(kind, str):
        raise BadDataset(f"{place}: shape_type is {kind!r}; expected the name of a shape.")
    if kind in _OPEN:
        report.count("points, lines and cuboids enclose no pixels and were left out", place)
        return None
    points = _points(shape.get("points"), place)
    geometry: Polygon | MaskPatch | Circle | None
    if kind == "mask":
        geometry = _patch(shape.get("mask"), points, place, report)
    elif kind == "circle":
        if len(points) != 2:
            raise BadDataset(
                f"{place}: {len(points)} points; a circle has its centre and one more."
            )
        geometry = Circle(points[0], math.dist(*points))
    elif kind in _RINGS:
        geometry = _polygon(kind, points, place, report)
    else:
        raise BadDataset(
            f"{place}: shape_type {kind!r} is not known; expected mask, polygon, rectangle, circle"
            " or rotation. Convert the shape to a polygon."
        )
    if geometry is None:
        return None
    group_id = shape.get("group_id")
    is_group = isinstance(group_id, int) and not isinstance(group_id, bool)
    return LabelmeShape(label.strip(), group_id if is_group else None, geometry, shape, place)


def _points(points: object, place: str) -> list[Point]:
    if not isinstance(points, list):
        raise BadDataset(f"{place}: points must be a list of [x, y].")
    is_plain = all(type(point) is list and len(point) == 2 for point in points)
    if is_plain and set(map(type, chain.from_iterable(points))) <= {int, float}:
        try:
            values = np.array(points, dtype=np.float64).reshape(-1, 2)
        except OverflowError:
            values = np.full((1, 2), np.inf)
        if (np.abs(values) <= polygons.MAX_COORDINATE_PX).all():
            x, y = values.T.tolist()
            return list(zip(x, y, strict=True))
    found = []
    for point in points:
        if not isinstance(point, list) or len(point) != 2 or not all(map(_is_number, point)):
            raise BadDataset(f"{place}: {str(point)[:40]} is no point [x, y] in pixels.")
        found.append((float(point[0]), float(point[1])))
    return found


def _polygon(kind: str, points: list[Point], place: str, report: Report) -> Polygon | None:
    least, most = _RINGS[kind]
    if kind == "polygon" and len(points) < least:
        report.count("polygons with fewer than 3 points were left out", place)
        return None
    if not least <= len(points) <= most or (kind == "rectangle" and len(points) == 3):
        raise BadDataset(f"{place}: {len(points)} points, which is no {kind}; draw it again.")
    if len(points) == 2:
        (x0, y0), (x1, y1) = points
        points = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    ring = points[:-1] if len(points) > 3 and points[0] == points[-1] else points
    return Polygon((Part(tuple(ring)),))


def _patch(mask: object, points: list[Point], place: str, report: Report) -> MaskPatch:
    if not points:
        raise BadDataset(f"{place}: a mask needs the corners of its box as points.")
    picture = decode_runs(_base64(mask, f"{place}, mask"), f"{place}, mask")
    shown = picture.runs.values >> 16 if picture.is_rgb else picture.runs.values
    inside = picture.runs.replaced_by((shown > 0).astype(np.int64))
    pixels = inside.to_map(np.uint8).astype(np.bool_)
    x, y = (round(value) for value in points[0])
    corner = points[1] if len(points) > 1 else points[0]
    box_hw = (round(corner[1]) - y + 1, round(corner[0]) - x + 1)
    if box_hw != pixels.shape:
        # LabelMe, too, takes the upper left corner and the mask's own size.
        report.count("masks of another size than their box kept their own", place)
    return MaskPatch((x, y), pixels)


def _base64(text: object, place: str) -> bytes:
    if not isinstance(text, str):
        raise BadDataset(f"{place}: expected base64 of a picture.")
    try:
        return base64.b64decode(text.rpartition(",")[2], validate=False)
    except (binascii.Error, ValueError) as error:
        raise BadDataset(f"{place} is no base64 ({error}); save the file again.") from error


def _is_number(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= polygons.MAX_COORDINATE_PX  # False for NaN too
