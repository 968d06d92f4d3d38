"""Segments as annotation tools draw them: rings without holes, one for each part; ellipses."""

from __future__ import annotations

import math

import numpy as np

from labeling.formats.base import FormatOption, SegmentRecord
from labeling.masks.boxed import from_box
from labeling.masks.bridges import bridged
from labeling.masks.outlines import pieces_rle
from labeling.masks.types import Ring, Rle

GEOMETRY = FormatOption(
    "geometry",
    "Every segment as a mask, or polygons that were drawn as polygons stay polygons, or every"
    " segment as polygons (outlines along pixel edges, exact)",
    choices=("masks", "as-drawn", "polygons"),
    default="masks",
)


def rings_of(segment: SegmentRecord, geometry: str) -> list[Ring] | None:
    """The rings that a segment is written as; None where it is to be a mask.

    Args:
        segment: what to draw.
        geometry: a choice of `GEOMETRY`.

    Returns:
        Rings in image pixels, whose even-odd insides together are exactly the segment's pixels:
        its own vertices where it has a polygon without holes, else its outline, holes bridged.
    """
    if geometry == "masks":
        return None
    if segment.polygon is not None and not any(part.holes for part in segment.polygon.parts):
        return [part.outer for part in segment.polygon.parts]
    if geometry == "as-drawn":
        return None
    return [
        tuple((float(x), float(y)) for x, y in _pairs(bridged(piece)))
        for piece in pieces_rle(segment.rle)
    ]


def keeps_vertices(segment: SegmentRecord, geometry: str) -> bool:
    """Whether nothing drawn is lost: there are no vertices, or the rings are made of them."""
    if segment.polygon is None:
        return True
    return geometry != "masks" and not any(part.holes for part in segment.polygon.parts)


def ellipse(
    center: tuple[float, float],
    radii: tuple[float, float],
    degrees: float,
    size_hw: tuple[int, int],
) -> Rle:
    """The pixels whose centres lie in an ellipse.

    Args:
        center: (x, y) in image pixels.
        radii: along x and y before it is turned, in pixels.
        degrees: turned clockwise on the screen, about the centre.
        size_hw: of the image.

    Returns:
        Its mask, empty where it holds no pixel's centre.
    """
    height, width = size_hw
    if min(radii) <= 0:
        return from_box(np.zeros((0, 0), np.bool_), 0, 0, size_hw)
    reach = max(radii)
    left, right = (math.floor(center[0] + side * reach) + (side > 0) for side in (-1, 1))
    top, bottom = (math.floor(center[1] + side * reach) + (side > 0) for side in (-1, 1))
    left, right = max(left, 0), min(right, width)
    top, bottom = max(top, 0), min(bottom, height)
    x = np.arange(left, max(left, right)) + 0.5 - center[0]
    y = np.arange(top, max(top, bottom))[:, None] + 0.5 - center[1]
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    along, across = x * cos + y * sin, y * cos - x * sin
    inside = (along / radii[0]) ** 2 + (across / radii[1]) ** 2 <= 1
    return from_box(inside, left, top, size_hw)


def turned_box(
    corner: tuple[float, float],
    size_wh: tuple[float, float],
    degrees: float,
    pivot: tuple[float, float],
) -> tuple[float, float, float, float]:
    """The upright box (x0, y0, x1, y1) around a box that is turned clockwise about a point."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    corners = [
        (corner[0] + x - pivot[0], corner[1] + y - pivot[1])
        for x in (0, size_wh[0])
        for y in (0, size_wh[1])
    ]
    xs = [pivot[0] + x * cos - y * sin for x, y in corners]
    ys = [pivot[1] + x * sin + y * cos for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def whole_box(
    x0: float, y0: float, x1: float, y1: float, size_hw: tuple[int, int]
) -> tuple[int, int, int, int] | None:
    """A box in whole pixels around one of any corners, inside the image; None where none is left.

    Returns:
        (x, y, width, height). A thousandth of a pixel is taken for rounding, not for a pixel.
    """
    height, width = size_hw
    left, right = max(math.floor(x0 + 1e-3), 0), min(math.ceil(x1 - 1e-3), width)
    top, bottom = max(math.floor(y0 + 1e-3), 0), min(math.ceil(y1 - 1e-3), height)
    if right <= left or bottom <= top:
        return None
    return left, top, right - left, bottom - top


def _pairs(flat: list[int]) -> list[tuple[int, int]]:
    return list(zip(flat[::2], flat[1::2], strict=True))
