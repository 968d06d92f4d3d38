"""The entries of one Label Studio annotation as regions, boxes and choices, checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from labeling.errors import BadDataset
from labeling.formats.base import Report
from labeling.formats.drawn import turned_box, whole_box
from labeling.formats.label_studio import OURS
from labeling.formats.label_studio_shapes import Shape, degrees_of, kind_of, pixels, read_shape
from labeling.formats.native_lines import Z_LIMIT

_LABELS = ("brushlabels", "polygonlabels", "rectanglelabels", "ellipselabels", "labels",
           "bitmasklabels", "keypointlabels", "vectorlabels")  # fmt: skip
_FLAGS = ("iscrowd", "occluded", "truncated")


@dataclass(slots=True)
class Region:
    """One object: a shape, or the polygons that we wrote for one segment."""

    uid: str
    label: str
    shapes: list[Shape]
    z: int | None = None
    flags: dict[str, bool] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    score: float | None = None
    is_prediction: bool = False
    place: str = ""


@dataclass(slots=True)
class Regions:
    """What an annotation holds; boxes are (uid, label, [x, y, w, h])."""

    objects: list[Region] = field(default_factory=list)
    boxes: list[tuple[str, str, tuple[int, int, int, int]]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def claimed_size(result: Sequence[Mapping[str, Any]]) -> tuple[int, int] | None:
    """(height, width) of the picture, as the first entry that has both says."""
    for entry in result:
        size = entry.get("original_height"), entry.get("original_width")
        if all(isinstance(side, int) and not isinstance(side, bool) for side in size):
            return int(size[0] or 0), int(size[1] or 0)
    return None


def read_regions(
    result: Sequence[Mapping[str, Any]], size_hw: tuple[int, int], place: str, report: Report
) -> Regions:
    """Check the entries of an annotation; those of one id are one region.

    Raises:
        BadDataset: names the entry, what was expected and a remedy.
    """
    found = Regions()
    by_uid: dict[str, Region] = {}
    for uid, entries, where in _grouped(result, place):
        values = [each["value"] for each in entries if isinstance(each.get("value"), dict)]
        if not values or all(each.get("type") == "relation" for each in entries):
            report.count("entries without a region (relations and the like) were left out", where)
            continue
        geometry = next((value for value in values if kind_of(value)), None)
        if geometry is None:
            _image_level(values, found, where, report)
            continue
        if any(each.get("image_rotation") not in (None, 0, 0.0) for each in entries):
            report.count("regions drawn on a turned view were left out", where)
            continue
        _check_size(entries, size_hw, where)
        _take(uid, entries, values, geometry, size_hw, found, by_uid, where, report)
    return found


def _grouped(
    result: Sequence[Mapping[str, Any]], place: str
) -> Iterator[tuple[str, list[Mapping[str, Any]], str]]:
    """Entries by id, in the order in which the ids come; (id, entries, place)."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    places: dict[str, str] = {}
    for number, entry in enumerate(result):
        given = entry.get("id")
        uid = str(given) if isinstance(given, str | int) and str(given) else f"entry {number}"
        groups.setdefault(uid, []).append(entry)
        places.setdefault(uid, f"{place}, result[{number}]")
    for uid, entries in groups.items():
        yield uid, entries, places[uid]


def _image_level(
    values: Sequence[Mapping[str, Any]], found: Regions, where: str, report: Report
) -> None:
    """Choices about the whole picture are tags."""
    for value in values:
        choices = value.get("choices")
        if isinstance(choices, list) and all(isinstance(each, str) for each in choices):
            found.tags += [each.strip() for each in choices if each.strip()]
        else:
            report.count("answers about whole images that are no choices were left out", where)


def _check_size(entries: Sequence[Mapping[str, Any]], size_hw: tuple[int, int], where: str) -> None:
    """All regions of a picture must be drawn on one size of it."""
    size = claimed_size(entries)
    if size is not None and size != size_hw:
        raise BadDataset(
            f"{where}: drawn on {size[1]} x {size[0]} pixels, other regions of the image on"
            f" {size_hw[1]} x {size_hw[0]}. Remove or draw again the ones of the wrong size."
        )


def _take(
    uid: str,
    entries: Sequence[Mapping[str, Any]],
    values: Sequence[Mapping[str, Any]],
    value: Mapping[str, Any],
    size_hw: tuple[int, int],
    found: Regions,
    by_uid: dict[str, Region],
    where: str,
    report: Report,
) -> None:
    """Add one region or box."""
    label = _label(values, where, report)
    kind = kind_of(value)
    if label is None:
        return
    if kind == "box":
        _take_box(uid, label, value, size_hw, found, where, report)
        return
    shape = read_shape(kind, value, size_hw, where, report)
    if shape is None:
        return
    ours = _ours(entries)
    first = by_uid.get(str(ours.get("part_of")))
    if first is not None and first.label == label:
        first.shapes.append(shape)
        return
    score, z = next((each.get("score") for each in entries if "score" in each), None), ours.get("z")
    by_uid[uid] = Region(
        uid,
        label,
        [shape],
        z if isinstance(z, int) and not isinstance(z, bool) and abs(z) <= Z_LIMIT else None,
        {flag: ours.get(flag) is True for flag in _FLAGS},
        _attributes(entries, ours),
        float(score) if _is_number(score) else None,
        any(each.get("origin") == "prediction" for each in entries),
        where,
    )
    found.objects.append(by_uid[uid])


def _take_box(
    uid: str,
    label: str,
    value: Mapping[str, Any],
    size_hw: tuple[int, int],
    found: Regions,
    where: str,
    report: Report,
) -> None:
    x, y, w, h = pixels(value, ("x", "y", "width", "height"), size_hw, where)
    degrees = degrees_of(value, where)
    corners = (x, y, x + w, y + h)
    if degrees % 360:
        report.count("turned boxes became the upright boxes around them", where)
        corners = turned_box((x, y), (w, h), degrees, (x, y))
    box = whole_box(*corners, size_hw)
    if box is None:
        report.count("boxes outside of the image were left out", where)
        return
    report.count("boxes were taken as labels without pixels", where)
    found.boxes.append((uid, label, box))


def _label(values: Sequence[Mapping[str, Any]], where: str, report: Report) -> str | None:
    """The region's class; of several the first."""
    for value in values:
        for key in _LABELS:
            given = value.get(key)
            labels = given if isinstance(given, list) else [given]
            labels = [each.strip() for each in labels if isinstance(each, str) and each.strip()]
            if len(labels) > 1:
                report.count("regions with several labels; the first was taken", where)
            if labels:
                return labels[0]
    report.count("regions without a label were left out", where)
    return None


def _ours(entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    for entry in entries:
        meta = entry.get("meta")
        ours = meta.get(OURS) if isinstance(meta, dict) else None
        if isinstance(ours, dict):
            return ours
    return {}


def _attributes(entries: Sequence[Mapping[str, Any]], ours: Mapping[str, Any]) -> dict[str, Any]:
    """What we wrote, else the answers that were given about the region, by their control."""
    given = ours.get("attributes")
    attributes = dict(given) if isinstance(given, dict) else {}
    for entry in entries:
        value = entry.get("value")
        if not isinstance(value, dict):
            continue
        name = str(entry.get("from_name") or "answer")[:64]
        for key in ("choices", "text", "number", "rating"):
            answer = value.get(key)
            if isinstance(answer, list) and answer and all(isinstance(a, str) for a in answer):
                attributes.setdefault(name, ", ".join(answer))
            elif isinstance(answer, str) or _is_number(answer):
                attributes.setdefault(name, answer)
    return attributes


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
