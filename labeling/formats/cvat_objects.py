"""The elements of one CVAT image as objects: parts of a group joined, boxes and tags apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

from labeling.errors import BadDataset
from labeling.formats.base import Report
from labeling.formats.cvat_shapes import Shape, read_box, read_shape
from labeling.formats.cvat_xml import Element, ImageElement
from labeling.formats.drawn import whole_box
from labeling.formats.native_lines import Z_LIMIT

Box = tuple[int, int, int, int]

_DRAWN = frozenset({"mask", "polygon", "ellipse"})


@dataclass(slots=True)
class CvatObject:
    """One object: a shape, or all shapes of one label and group.

    Attributes:
        line: of its first shape.
        attributes: (name, kind or None, text), of its first shape.
    """

    label: str
    line: int
    shapes: list[Shape]
    z_order: int
    occluded: bool
    truncated: bool
    iscrowd: bool
    source: str
    score: float | None
    attributes: list[tuple[str, str | None, str]]


def read_objects(
    image: ImageElement, size_hw: tuple[int, int], path: str, report: Report
) -> tuple[list[CvatObject], list[tuple[str, Box]], list[str]]:
    """Check what lies on an image.

    Args:
        image: its element.
        size_hw: of the image.
        path: for messages.
        report: counts repairs and what is left out.

    Returns:
        Objects to draw, in the order of the file; (label, [x, y, w, h]) of boxes; labels of tags.

    Raises:
        BadDataset: names the line.
    """
    objects: list[CvatObject] = []
    grouped: dict[tuple[str, str], CvatObject] = {}
    boxes: list[tuple[str, Box]] = []
    tags: list[str] = []
    for element in image.shapes:
        place = f"{path}, line {element.line}"
        if element.name in _DRAWN:
            shape = read_shape(element, size_hw, place, report)
            if shape is not None:
                _add(objects, grouped, element, shape, place, report)
        elif element.name == "box":
            box = whole_box(*read_box(element, place), size_hw)
            if box is None:
                report.count("boxes outside of the image were left out", place)
                continue
            _note_box(element, place, report)
            boxes.append((_label(element, place), box))
        elif element.name == "tag":
            if any(written for _, _, written in element.attributes):
                report.count("attributes of image tags were left out", place)
            tags.append(_label(element, place))
        else:
            report.count(f"<{element.name}> shapes were left out: they have no pixels", place)
    return objects, boxes, tags


def _add(
    objects: list[CvatObject],
    grouped: dict[tuple[str, str], CvatObject],
    element: Element,
    shape: Shape,
    place: str,
    report: Report,
) -> None:
    """A shape as an object of its own, or as a part of its group's."""
    label, group = _label(element, place), element.values.get("group_id", "").strip()
    made = CvatObject(
        label=label,
        line=element.line,
        shapes=[shape],
        z_order=_z_order(element, place),
        occluded=_is_set(element, "occluded"),
        truncated=_is_set(element, "truncated"),
        iscrowd=_is_set(element, "iscrowd"),
        source=element.values.get("source", "").strip().lower(),
        score=_score(element),
        attributes=element.attributes,
    )
    first = grouped.get((label, group)) if group not in ("", "0") else None
    if first is None:
        objects.append(made)
        if group not in ("", "0"):
            grouped[label, group] = made
        return
    if first.z_order != made.z_order:
        report.count("parts of a group in different layers; all got the highest", place)
    if first.attributes != made.attributes:
        report.count("parts of a group with other attributes; the first part's count", place)
    report.count("shapes of one label and group were joined into one segment", place)
    first.shapes.append(shape)
    first.z_order = max(first.z_order, made.z_order)
    first.occluded |= made.occluded
    first.truncated |= made.truncated


def _note_box(element: Element, place: str, report: Report) -> None:
    report.count("boxes were taken as labels without pixels", place)
    if float(element.values.get("rotation") or 0) % 360:
        report.count("turned boxes became the upright boxes around them", place)
    if any(written for _, _, written in element.attributes) or _is_set(element, "occluded"):
        report.count("attributes of boxes were left out", place)


def _label(element: Element, place: str) -> str:
    label = element.values.get("label", "").strip()
    if not label:
        raise BadDataset(f"{place}: <{element.name}> has no label; give it one in CVAT.")
    return label


def _z_order(element: Element, place: str) -> int:
    written = element.values.get("z_order", "0").strip() or "0"
    try:
        z_order = int(written[:30])
    except ValueError:
        z_order = Z_LIMIT + 1
    if abs(z_order) > Z_LIMIT:
        raise BadDataset(f"{place}: z_order is {written[:30]!r}; expected a whole number.")
    return z_order


def _score(element: Element) -> float | None:
    try:
        score = float(element.values.get("score", ""))
    except ValueError:
        return None
    return score if math.isfinite(score) else None


def _is_set(element: Element, key: str) -> bool:
    return element.values.get(key, "").strip().lower() in ("1", "true")
