"""What one value of Label Studio draws, in pixels: brush, polygon, ellipse or box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from labeling.errors import BadDataset
from labeling.formats.base import Report
from labeling.masks.types import Ring

_FAR = 1e5
"""Per cent; coordinates beyond are mistakes."""


@dataclass(frozen=True, slots=True)
class Brush:
    """`value.rle`, not yet unpacked."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Pixels, and degrees clockwise."""

    center: tuple[float, float]
    radii: tuple[float, float]
    degrees: float


Shape = Brush | Ellipse | Ring


def kind_of(value: Mapping[str, Any]) -> str | None:
    """What a value draws, by its keys; None where it has no place in the picture."""
    if "rle" in value:
        return "brush"
    if "points" in value and isinstance(value["points"], list):
        return "polygon"
    if "radiusX" in value:
        return "ellipse"
    if "x" in value and "height" in value:
        return "box"
    return "other" if value.keys() & {"x", "vertices", "imageDataURL", "ranges", "start"} else None


def read_shape(
    kind: str | None, value: Mapping[str, Any], size_hw: tuple[int, int], where: str, report: Report
) -> Shape | None:
    """Check a brush, polygon or ellipse; None where there is nothing to draw, counted.

    Raises:
        BadDataset: no bytes, or coordinates that are no per cents.
    """
    if kind == "brush":
        return Brush(_bytes(value["rle"], where))
    if kind == "polygon":
        ring = _ring(value["points"], size_hw, where)
        if len(set(ring)) < 3:
            report.count("polygons with fewer than 3 vertices were left out", where)
            return None
        return ring
    if kind == "ellipse":
        x, y, rx, ry = pixels(value, ("x", "y", "radiusX", "radiusY"), size_hw, where)
        return Ellipse((x, y), (abs(rx), abs(ry)), degrees_of(value, where))
    report.count("key points, vectors and bitmaps were left out", where)
    return None


def _bytes(given: object, where: str) -> bytes:
    try:
        return bytes(given) if isinstance(given, list) else b""
    except (TypeError, ValueError):
        raise BadDataset(
            f"{where}: rle must be a list of numbers from 0 to 255. Export the project again."
        ) from None


def _ring(points: object, size_hw: tuple[int, int], where: str) -> Ring:
    """Vertices in pixels: the shortest decimals that give the same per cents again."""
    assert isinstance(points, list)
    if not all(isinstance(p, list) and len(p) == 2 and all(map(_is_near, p)) for p in points):
        raise BadDataset(f"{where}: points must be [x, y] in per cent of the image.")
    if not points:
        return ()
    xs = _from_percent([point[0] for point in points], size_hw[1])
    ys = _from_percent([point[1] for point in points], size_hw[0])
    ring = tuple(zip(xs, ys, strict=True))
    return ring[:-1] if ring[0] == ring[-1] else ring


def _from_percent(percents: Sequence[float], side: int) -> list[float]:
    given = np.array(percents, np.float64)
    pixels = given * side / 100
    is_open = np.ones(given.size, np.bool_)
    for decimals in range(13):
        rounded = np.round(pixels, decimals)
        is_same = is_open & (rounded * 100 / side == given)
        pixels[is_same] = rounded[is_same]
        is_open &= ~is_same
        if not is_open.any():
            break
    found: list[float] = pixels.tolist()
    return found


def pixels(
    value: Mapping[str, Any], keys: Sequence[str], size_hw: tuple[int, int], where: str
) -> list[float]:
    """Coordinates along x, y, x, y in pixels.

    Raises:
        BadDataset: no per cents of the image.
    """
    given = [value.get(key) for key in keys]
    if not all(map(_is_near, given)):
        raise BadDataset(f"{where}: {', '.join(keys)} must be per cents; they are {given}.")
    sides = (size_hw[1], size_hw[0]) * 2
    return [
        _from_percent([each], side)[0]
        for each, side in zip(given, sides, strict=True)
        if each is not None
    ]


def degrees_of(value: Mapping[str, Any], where: str) -> float:
    """How far a value is turned, clockwise on the screen.

    Raises:
        BadDataset: no number.
    """
    degrees = value.get("rotation", 0) or 0
    if not _is_near(degrees):
        raise BadDataset(f"{where}: rotation is {degrees!r}; expected degrees.")
    return float(degrees)


def _is_near(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _FAR
