"""COCO's `segmentation` in all its forms: polygons, compressed and plain run lengths."""

from __future__ import annotations

import math
from typing import Any

from labeling.errors import BadDataset, InvalidPolygon, InvalidRle
from labeling.formats.base import Report
from labeling.masks import polygons, rle
from labeling.masks.boxed import polygon_rle
from labeling.masks.types import Part, Polygon, Ring, Rle

Shape = Rle | Polygon
"""A checked segmentation; a polygon is not yet rasterised."""

_ROUNDING_PX = 1.0
"""Tools that count pixel centres, or clip to the last pixel, are off by up to this at a border."""


def read_shape(
    segmentation: object, size_hw: tuple[int, int], place: str, report: Report
) -> Shape | None:
    """Check one `segmentation`; run lengths first of all, since wrong ones hang pycocotools.

    Args:
        segmentation: list of flat polygons, or {"size", "counts"}.
        size_hw: of the image.
        place: file and entry, for messages.
        report: counts what is left out.

    Returns:
        None where there is nothing to draw.

    Raises:
        BadDataset: run lengths that do not fill the image, or coordinates that are no numbers.
    """
    if isinstance(segmentation, dict):
        return _run_lengths(segmentation, size_hw, place, report)
    if segmentation is None or segmentation == []:
        report.count("annotations without a mask (boxes only) were left out", place)
        return None
    if not isinstance(segmentation, list):
        raise BadDataset(f"{place}: segmentation must be a list of polygons or run lengths.")
    if not isinstance(segmentation[0], list):
        report.count("polygons that were not in a list of parts", place)
        segmentation = [segmentation]
    rings = [ring for flat in segmentation if (ring := _ring(flat, place, report)) is not None]
    return Polygon(tuple(Part(ring) for ring in rings)) if rings else None


def drawn(
    shape: Shape, size_hw: tuple[int, int], place: str, report: Report
) -> tuple[Rle, Polygon | None] | None:
    """The mask of a checked shape, and its vertices where they are worth editing.

    Returns:
        None where the shape holds no pixel; counted.
    """
    if isinstance(shape, Rle):
        return shape, None
    mask = polygon_rle(shape, size_hw)
    if not rle.area_px(mask):
        report.count("polygons that hold no pixel's centre were left out", place)
        return None
    if _reaches_out(shape, size_hw):
        report.count("polygons reach over the image's border; they hold only what is inside", place)
    if _follows_pixels(shape):
        return mask, None
    try:
        polygons.validate(shape, size_hw)
    except InvalidPolygon:
        report.count("polygons that cross or touch themselves became masks", place)
        return mask, None
    return mask, shape


def _run_lengths(
    wire: dict[str, Any], size_hw: tuple[int, int], place: str, report: Report
) -> Rle | None:
    try:
        mask = rle.from_wire(wire)
    except InvalidRle as error:
        raise BadDataset(f"{place}, segmentation: {error.message}") from error
    if mask.size_hw != size_hw:
        raise BadDataset(
            f"{place}, segmentation: the mask is {mask.size_hw} (h, w), its image {size_hw};"
            " write it again for the image's size."
        )
    if not rle.area_px(mask):
        report.count("empty masks were left out", place)
        return None
    return mask


def _ring(flat: object, place: str, report: Report) -> Ring | None:
    """One flat list [x, y, x, y, …] as a ring; None where it is too short, counted."""
    if isinstance(flat, list) and flat and all(isinstance(point, list) for point in flat):
        report.count("polygons of [x, y] pairs instead of flat lists", place)
        flat = [value for point in flat for value in point]
    if not isinstance(flat, list) or not all(map(_is_number, flat)):
        raise BadDataset(f"{place}: a polygon must be a flat list of numbers [x, y, x, y, …].")
    if len(flat) < 6 or len(flat) % 2:
        report.count("polygons with fewer than 3 whole vertices were left out", place)
        return None
    ring = tuple(zip(map(float, flat[::2]), map(float, flat[1::2]), strict=True))
    return ring[:-1] if ring[0] == ring[-1] else ring


def _follows_pixels(polygon: Polygon) -> bool:
    """Whether it is the outline of a mask: whole numbers, steps along the axes, not a plain box."""
    corners = [part.outer for part in polygon.parts]
    return any(len(ring) > 4 for ring in corners) and all(
        x.is_integer() and y.is_integer() and (x == next_x or y == next_y)
        for ring in corners
        for (x, y), (next_x, next_y) in zip(ring, ring[1:] + ring[:1], strict=True)
    )


def _reaches_out(polygon: Polygon, size_hw: tuple[int, int]) -> bool:
    """Whether a vertex is outside of the image by more than tools round to."""
    height, width = size_hw
    return any(
        min(x, y) < -_ROUNDING_PX or x > width + _ROUNDING_PX or y > height + _ROUNDING_PX
        for part in polygon.parts
        for x, y in part.outer
    )


def _is_number(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) <= polygons.MAX_COORDINATE_PX and not math.isnan(value)
