"""The lines of a YOLO label file: polygons, and the boxes and scores that tools mix in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labeling.errors import BadDataset
from labeling.formats.base import Report

_FAR = 1.0
"""By so many pictures a vertex may lie outside; numbers beyond are pixels, not fractions."""

_ROUNDING = 1e-5


@dataclass(frozen=True, slots=True)
class YoloLine:
    """One object.

    Attributes:
        number: of the class, as in data.yaml.
        points: (N, 2) float64 in [0, 1]: the vertices, or the centre and the size of a box.
        is_box: whether it is a box.
        score: of a prediction.
        place: file and line.
        line: from 1.
    """

    number: int
    points: NDArray[np.float64]
    is_box: bool
    score: float | None
    place: str
    line: int


def parse_labels(
    content: bytes, path: str, numbers: Collection[int], table: str, report: Report
) -> list[YoloLine]:
    """Read a label file.

    Args:
        content: of the file.
        path: its name, for messages.
        numbers: of the classes that there are.
        table: the file that names them, for messages.
        report: counts what was repaired or left out.

    Raises:
        BadDataset: names the line and the remedy.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeError as error:
        raise BadDataset(f"{path} is no text ({error}); export it again.", file=path) from error
    lines = []
    for index, line in enumerate(text.splitlines(), start=1):
        fields = line.split()
        if fields:
            parsed = _line(fields, f"{path}, line {index}", index, report)
            if parsed is None:
                continue
            if parsed.number not in numbers:
                raise BadDataset(
                    f"{path}, line {index}: class {parsed.number}, but {table} names only"
                    f" {_range(numbers)}; add the class there or correct the line.",
                    file=path,
                )
            lines.append(parsed)
    return lines


def _line(fields: list[str], place: str, index: int, report: Report) -> YoloLine | None:
    try:
        values = np.array(fields, dtype=np.float64)
    except ValueError as error:
        raise BadDataset(
            f"{place}: {error}; expected a class number and coordinates, all numbers."
        ) from error
    if not np.isfinite(values).all() or values[0] != int(values[0]):
        raise BadDataset(f"{place}: expected a whole class number and finite coordinates.")
    coordinates, score = values[1:], None
    if coordinates.size % 2 and coordinates.size > 4:
        score = float(coordinates[-1])
        if not 0 <= score <= 1:
            raise BadDataset(f"{place}: {coordinates.size} coordinates; expected pairs x y.")
        report.count("lines with a score at the end, as predictions have", place)
        coordinates = coordinates[:-1]
    if coordinates.size < 4 or coordinates.size % 2:
        raise BadDataset(
            f"{place}: {coordinates.size} coordinates; expected x y of 3 or more vertices."
        )
    points = coordinates.reshape(-1, 2)
    is_box = len(points) == 2
    if is_box:
        report.count("boxes without an outline came in as boxes, without pixels", place)
    return YoloLine(
        int(values[0]), _inside(points, place, is_box, report), is_box, score, place, index
    )


def _inside(
    points: NDArray[np.float64], place: str, is_box: bool, report: Report
) -> NDArray[np.float64]:
    """Vertices moved to the border where they lie a little outside."""
    low, high = float(points.min()), float(points.max())
    if low < -_FAR or high > 1 + _FAR:
        raise BadDataset(
            f"{place}: a coordinate is {high if high > 1 + _FAR else low:g}; expected fractions"
            " from 0 to 1. Divide x by the picture's width and y by its height."
        )
    if (low < -_ROUNDING or high > 1 + _ROUNDING) and not is_box:
        report.count("outlines that reached over the picture were moved to its border", place)
    inside: NDArray[np.float64] = points if is_box else np.clip(points, 0, 1)
    return inside


def _range(numbers: Collection[int]) -> str:
    if not numbers:
        return "no class"
    is_gapless = max(numbers) - min(numbers) + 1 == len(numbers)
    return f"{min(numbers)} to {max(numbers)}" if is_gapless else str(sorted(numbers)[:20])
