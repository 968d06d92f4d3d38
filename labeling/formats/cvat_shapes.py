"""CVAT's shapes checked, and turned into masks and boxes when their image's turn comes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from labeling.errors import BadDataset
from labeling.formats.base import Report
from labeling.formats.coco_shapes import drawn
from labeling.formats.cvat_xml import Element
from labeling.formats.drawn import ellipse, turned_box
from labeling.masks import rle
from labeling.masks.boxed import from_box
from labeling.masks.polygons import MAX_COORDINATE_PX
from labeling.masks.types import Part, Polygon, Ring, Rle, Runs


@dataclass(frozen=True, slots=True)
class BoxedMask:
    """A <mask>: a box in the image and run lengths along its rows."""

    left: int
    top: int
    width: int
    height: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class EllipseShape:
    """An <ellipse>; pixels and degrees clockwise."""

    center: tuple[float, float]
    radii: tuple[float, float]
    degrees: float


Shape = BoxedMask | EllipseShape | Ring


def read_shape(
    element: Element, size_hw: tuple[int, int], place: str, report: Report
) -> Shape | None:
    """Check a <mask>, <polygon> or <ellipse>.

    Returns:
        None where there is nothing to draw; counted.

    Raises:
        BadDataset: numbers that are none, runs that do not fit their box, a box beyond the image.
    """
    if element.name == "mask":
        return _mask(element, size_hw, place, report)
    if element.name == "ellipse":
        cx, cy, rx, ry = (number(element, key, place) for key in ("cx", "cy", "rx", "ry"))
        return EllipseShape((cx, cy), (abs(rx), abs(ry)), _rotation(element, place))
    return _ring(element, place, report)


def draw(
    shapes: list[Shape], size_hw: tuple[int, int], place: str, report: Report
) -> tuple[Rle, Polygon | None] | None:
    """The union of the shapes of one object; vertices are kept where all of them are polygons.

    Returns:
        Mask and polygon; None where no pixel is inside, counted.
    """
    rings = [shape for shape in shapes if isinstance(shape, tuple)]
    made = None
    if rings:
        made = drawn(Polygon(tuple(Part(ring) for ring in rings)), size_hw, place, report)
        if len(rings) == len(shapes):
            return made
    mask = made[0] if made else None
    for shape in shapes:
        if isinstance(shape, tuple):
            continue
        one = _placed(shape, size_hw, place, report)
        mask = one if mask is None else rle.union(mask, one)
    if mask is None or not rle.area_px(mask):
        report.count("masks without a pixel in the image were left out", place)
        return None
    return mask, None


def read_box(element: Element, place: str) -> tuple[float, float, float, float]:
    """The corners (x0, y0, x1, y1) around a <box>, also where it is turned about its centre."""
    x0, y0, x1, y1 = (number(element, key, place) for key in ("xtl", "ytl", "xbr", "ybr"))
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    degrees = _rotation(element, place)
    if degrees % 360 == 0:
        return x0, y0, x1, y1
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    return turned_box((x0, y0), (x1 - x0, y1 - y0), degrees, middle)


def number(element: Element, key: str, place: str) -> float:
    """A coordinate.

    Raises:
        BadDataset: missing, no number, or far outside of any image.
    """
    return _parsed(element.values.get(key, ""), key, place)


def whole(element: Element, key: str, place: str) -> int:
    """A whole number of pixels; "12.0" is one.

    Raises:
        BadDataset: missing or none.
    """
    return int(_parsed(element.values.get(key, ""), key, place))


def _parsed(written: str, key: str, place: str) -> float:
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if not abs(value) <= MAX_COORDINATE_PX:  # also for NaN
        raise BadDataset(f"{place}: {key} is {written[:40]!r}; expected a number of pixels.")
    return value


def _rotation(element: Element, place: str) -> float:
    return number(element, "rotation", place) if element.values.get("rotation") else 0.0


def _mask(element: Element, size_hw: tuple[int, int], place: str, report: Report) -> Shape | None:
    left, top, width, height = (
        whole(element, key, place) for key in ("left", "top", "width", "height")
    )
    if not (0 < width <= size_hw[1] and 0 < height <= size_hw[0]):
        raise BadDataset(
            f"{place}: the mask's box is {width} x {height}, its image {size_hw[1]} x {size_hw[0]}."
        )
    runs = _run_lengths(element.values.get("rle", ""), place)
    total = sum(runs)
    if total > width * height:
        raise BadDataset(
            f"{place}: the mask's runs sum to {total} pixels; its box has {width} x {height} ="
            f" {width * height}. Export it again."
        )
    if total < width * height:
        report.count("masks whose runs end before their box; the rest is background", place)
        if len(runs) % 2 == 0:
            runs.append(0)
        runs[-1] += width * height - total
    if not any(runs[1::2]):
        report.count("empty masks were left out", place)
        return None
    return BoxedMask(left, top, width, height, np.array(runs, np.int64))


def _run_lengths(written: str, place: str) -> list[int]:
    """The numbers of an `rle`; some versions wrote them as "12.0"."""
    parse: Callable[[str], int]
    for parse in (int, _whole_float):
        try:
            runs = [parse(each) for each in written.split(",")]
        except (ValueError, OverflowError):
            continue
        if min(runs) >= 0:
            return runs
    raise BadDataset(f"{place}: rle must be whole numbers, as in “12, 3, 7”. Export it again.")


def _whole_float(written: str) -> int:
    value = float(written)
    if value != int(value):
        raise ValueError(written)
    return int(value)


def _ring(element: Element, place: str, report: Report) -> Ring | None:
    points = [pair.split(",") for pair in element.values.get("points", "").split(";") if pair]
    if any(len(pair) != 2 for pair in points):
        raise BadDataset(f"{place}: points must be x,y;x,y;… in pixels.")
    ring = tuple((_parsed(x, "points", place), _parsed(y, "points", place)) for x, y in points)
    ring = ring[:-1] if ring and ring[0] == ring[-1] else ring
    if len(set(ring)) < 3:
        report.count("polygons with fewer than 3 vertices were left out", place)
        return None
    return ring


def _placed(
    shape: BoxedMask | EllipseShape, size_hw: tuple[int, int], place: str, report: Report
) -> Rle:
    if isinstance(shape, EllipseShape):
        report.count("ellipses became masks", place)
        return ellipse(shape.center, shape.radii, shape.degrees, size_hw)
    is_inside = (
        0 <= shape.left <= size_hw[1] - shape.width and 0 <= shape.top <= size_hw[0] - shape.height
    )
    if not is_inside:
        report.count("masks over the image's border were cut off there", place)
    crop = np.repeat(np.arange(shape.runs.size) % 2 == 1, shape.runs)
    return from_box(crop.reshape(shape.height, shape.width), shape.left, shape.top, size_hw)
