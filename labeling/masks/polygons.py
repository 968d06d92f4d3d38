"""Polygons drawn by vertices: read, checked and turned into masks by one rule.

The rule (the same in frontend/src/geometry, held together by tests/golden/polygons.json): a pixel
is inside a part if its centre is, by even-odd over the part's rings; a polygon is the union of its
parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from labeling.errors import InvalidPolygon
from labeling.masks.outlines import outline
from labeling.masks.types import Mask, Part, Polygon, Ring

__all__ = [
    "MAX_COORDINATE_PX",
    "from_wire",
    "outline",
    "rasterise",
    "rasterise_box",
    "to_wire",
    "validate",
]

MAX_COORDINATE_PX = 1e7
"""Far outside any image; larger numbers are mistakes and would overflow the crossings."""


def from_wire(wire: object) -> Polygon:
    """Read {"parts": [{"outer": [[x, y], …], "holes": [[[x, y], …], …]}, …]}.

    Raises:
        InvalidPolygon: not of this form; says which part, ring and vertex.
    """
    if not isinstance(wire, Mapping) or set(wire) != {"parts"} or not _is_list(wire["parts"]):
        raise InvalidPolygon('A polygon must be {"parts": [{"outer": [[x, y], …], "holes": […]}]}.')
    return Polygon(tuple(_part(part, index) for index, part in enumerate(wire["parts"], start=1)))


def to_wire(polygon: Polygon) -> dict[str, Any]:
    """The JSON form that `from_wire` reads."""
    return {
        "parts": [
            {
                "outer": [list(vertex) for vertex in part.outer],
                "holes": [[list(vertex) for vertex in hole] for hole in part.holes],
            }
            for part in polygon.parts
        ]
    }


def validate(polygon: Polygon, size_hw: tuple[int, int]) -> None:
    """Check a polygon before it is stored: simple rings, holes inside, some of it in the image.

    Args:
        polygon: vertices (x, y) in image pixels; may reach over the border.
        size_hw: height and width of its image.

    Raises:
        InvalidPolygon: says which part is wrong and where.
    """
    if not polygon.parts:
        raise InvalidPolygon("The polygon has no parts; draw at least one ring.")
    height, width = size_hw
    for index, part in enumerate(polygon.parts, start=1):
        for name, ring in _named_rings(part):
            if len(set(ring)) < 3:
                found = len(set(ring))
                raise InvalidPolygon(
                    f"Part {index}, {name}: {found} different vertices; expected 3 or more."
                )
        shape = shapely.Polygon(part.outer, part.holes)
        if not shape.is_valid:
            # Shapely words it as "Self-intersection[x y]", "Hole lies outside shell[x y]".
            reason = shapely.is_valid_reason(shape).replace("[", " at (").replace("]", ")")
            raise InvalidPolygon(f"Part {index}: {reason}. Move the vertices there.", part=index)
        if not shape.area > 0:
            raise InvalidPolygon(f"Part {index} has no area; its vertices lie on one line.")
    if not np.any(shapely.intersects(_shapes(polygon), shapely.box(0, 0, width, height))):
        raise InvalidPolygon(f"The polygon lies outside the image ({width} x {height} pixels).")


def rasterise(polygon: Polygon, size_hw: tuple[int, int]) -> Mask:
    """Turn a polygon into its mask by the rule of pixel centres.

    Args:
        polygon: finite vertices (x, y) in image pixels.
        size_hw: height and width of the image; what lies outside is clipped.

    Returns:
        (H, W) bool.
    """
    mask = np.zeros(size_hw, dtype=np.bool_)
    crop, left, top = rasterise_box(polygon, size_hw)
    mask[top : top + crop.shape[0], left : left + crop.shape[1]] = crop
    return mask


def rasterise_box(polygon: Polygon, size_hw: tuple[int, int]) -> tuple[Mask, int, int]:
    """`rasterise`, but only the box that holds the pixels: many small polygons need no more.

    Returns:
        (h, w) bool of the box, and its x and y in the image; (0, 0) bool where no pixel is inside.
    """
    found = [_spans(part, size_hw) for part in polygon.parts]
    found = [spans for spans in found if spans[0].size]
    if not found:
        return np.zeros((0, 0), dtype=np.bool_), 0, 0
    top, left = min(int(s[0].min()) for s in found), min(int(s[1].min()) for s in found)
    bottom, right = max(int(s[0].max()) for s in found) + 1, max(int(s[2].max()) for s in found)
    crop = np.zeros((bottom - top, right - left), dtype=np.bool_)
    for rows, starts, ends in found:
        # Even-odd spans of one part never overlap, so +1 and -1 sum to 0 or 1 along each row.
        steps = np.zeros((bottom - top, right - left + 1), dtype=np.int8)
        np.add.at(steps, (rows - top, starts - left), 1)
        np.add.at(steps, (rows - top, ends - left), -1)
        crop |= np.cumsum(steps, axis=1, dtype=np.int8)[:, :-1].astype(np.bool_)
    return crop, left, top


def _spans(
    part: Part, size_hw: tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The rule: (N,) rows, first columns and end columns (exclusive), clipped, none empty."""
    height, width = size_hw
    x0, y0, x1, y1 = _edges(part)
    # One row of margin on either side; the comparison below, not this estimate, decides.
    first = np.clip(np.floor(y0 - 0.5) - 1, 0, height).astype(np.int64)
    last = np.clip(np.ceil(y1 - 0.5) + 1, 0, height).astype(np.int64)
    lengths = np.maximum(last - first, 0)
    edge = np.repeat(np.arange(lengths.size), lengths)
    within = np.arange(edge.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    rows = first[edge] + within
    yc = rows + 0.5
    crosses = (y0[edge] <= yc) & (yc < y1[edge])
    edge, rows, yc = edge[crosses], rows[crosses], yc[crosses]
    # This order of operations is the contract with TypeScript: IEEE doubles, nothing fused.
    crossings = x0[edge] + (yc - y0[edge]) * (x1[edge] - x0[edge]) / (y1[edge] - y0[edge])
    order = np.lexsort((crossings, rows))
    rows, crossings = rows[order], crossings[order]
    columns = np.clip(np.ceil(crossings - 0.5), 0, width).astype(np.int64)
    starts, ends = columns[0::2], columns[1::2]
    kept = ends > starts
    return rows[0::2][kept], starts[kept], ends[kept]


def _edges(part: Part) -> tuple[NDArray[np.float64], ...]:
    """x0, y0, x1, y1, each (N,), of all edges of the part with y0 < y1."""
    heads, tails = [], []
    for ring in (part.outer, *part.holes):
        vertices = np.array(ring, dtype=np.float64).reshape(-1, 2)
        heads.append(vertices)
        tails.append(np.roll(vertices, -1, axis=0))
    a, b = np.concatenate(heads), np.concatenate(tails)
    is_down = a[:, 1] < b[:, 1]
    upper, lower = np.where(is_down[:, None], a, b), np.where(is_down[:, None], b, a)
    sloped = upper[:, 1] < lower[:, 1]
    upper, lower = upper[sloped], lower[sloped]
    return upper[:, 0], upper[:, 1], lower[:, 0], lower[:, 1]


def _shapes(polygon: Polygon) -> list[shapely.Polygon]:
    return [shapely.Polygon(part.outer, part.holes) for part in polygon.parts]


def _named_rings(part: Part) -> list[tuple[str, Ring]]:
    holes = [(f"hole {index}", hole) for index, hole in enumerate(part.holes, start=1)]
    return [("outer ring", part.outer), *holes]


def _part(wire: object, index: int) -> Part:
    if not isinstance(wire, Mapping) or not {"outer"} <= set(wire) <= {"outer", "holes"}:
        raise InvalidPolygon(f'Part {index} must be {{"outer": [[x, y], …], "holes": […]}}.')
    holes = wire.get("holes", [])
    if not _is_list(holes):
        raise InvalidPolygon(f"Part {index}: holes must be a list of rings.")
    return Part(
        _ring(wire["outer"], f"Part {index}, outer ring"),
        tuple(_ring(hole, f"Part {index}, hole {n}") for n, hole in enumerate(holes, start=1)),
    )


def _ring(wire: object, place: str) -> Ring:
    if not isinstance(wire, list | tuple) or len(wire) < 3:
        raise InvalidPolygon(f"{place}: expected a list of at least 3 vertices [x, y].")
    for number, vertex in enumerate(wire, start=1):
        if not _is_list(vertex) or len(vertex) != 2 or not all(map(_is_coordinate, vertex)):
            raise InvalidPolygon(
                f"{place}, vertex {number}: {vertex!r}; expected [x, y] in pixels."
            )
    return tuple((float(x), float(y)) for x, y in wire)


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _is_coordinate(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= MAX_COORDINATE_PX  # False for NaN too
