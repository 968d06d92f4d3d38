"""The labels of Datumaro's files: one class table of them all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from labeling.errors import BadDataset
from labeling.formats.base import MAX_NAME, ClassRecord, Report
from labeling.formats.datumaro import OURS
from labeling.formats.native_lines import read_classes
from labeling.formats.palette import voc_palette


@dataclass(slots=True)
class Labels:
    """The classes found so far."""

    classes: list[ClassRecord] = field(default_factory=list)
    overlap_mode: str | None = None

    def class_id(self, record: ClassRecord) -> int:
        """The id of the class of this name, which is added where it is new."""
        for known in self.classes:
            if known.name == record.name:
                return known.class_id
        if any(known.class_id == record.class_id for known in self.classes):
            record = replace(record, class_id=self.free_id())
        self.classes.append(record)
        return record.class_id

    def free_id(self) -> int:
        """An id that no class has."""
        return max((record.class_id for record in self.classes), default=0) + 1


def read_labels(
    labels: Labels, head: Mapping[str, Any], path: str, report: Report
) -> tuple[list[int], bool]:
    """Take over a file's labels.

    Returns:
        The class_id of each label number, and whether our own table is there.

    Raises:
        BadDataset: malformed categories.
    """
    ours = _our_table(head, path)
    for record in ours or ():
        labels.class_id(record)
    if ours is not None:
        mode = head["infos"][OURS].get("overlap_mode")
        labels.overlap_mode = mode if mode in ("layered", "exclusive") else None
    categories = head["categories"]
    described = categories.get("label", {}) if isinstance(categories, dict) else None
    rows = described.get("labels", []) if isinstance(described, dict) else None
    if not isinstance(rows, list):
        raise BadDataset(f"{path}, categories.label.labels: expected a list of labels.", file=path)
    colors = _colors(categories)
    return [
        _class_id(labels, row, colors.get(index), f"{path}, labels[{index}]", report)
        for index, row in enumerate(rows)
    ], ours is not None


def _class_id(labels: Labels, row: object, color: str | None, place: str, report: Report) -> int:
    name = row.get("name") if isinstance(row, dict) else None
    if not isinstance(row, dict) or not isinstance(name, str) or not name.strip():
        raise BadDataset(f"{place}: expected {{'name': …}} with a name that is not empty.")
    if len(name) > MAX_NAME:
        report.note(f"{place}: the name was cut to {MAX_NAME} characters.")
    parent = row.get("parent")
    class_id = labels.free_id()
    red, green, blue = voc_palette()[(class_id - 1) % 254 + 1].tolist()
    record = ClassRecord(
        class_id,
        name.strip()[:MAX_NAME],
        color or f"#{red:02x}{green:02x}{blue:02x}",
        is_thing=True,
        supercategory=parent[:MAX_NAME] if isinstance(parent, str) and parent else None,
    )
    return labels.class_id(record)


def _colors(categories: Mapping[str, Any]) -> dict[int, str]:
    """Colour by label number, where there is a colour map."""
    described = categories.get("mask")
    rows = described.get("colormap") if isinstance(described, dict) else None
    colors = {}
    for row in rows if isinstance(rows, list) else ():
        channels: list[Any] = [row.get(c) for c in "rgb"] if isinstance(row, dict) else []
        if channels and all(type(c) is int and 0 <= c < 256 for c in channels):
            label = row.get("label_id")
            if type(label) is int:
                colors[label] = "#" + bytes(channels).hex()
    return colors


def _our_table(head: Mapping[str, Any], path: str) -> tuple[ClassRecord, ...] | None:
    infos = head.get("infos")
    ours = infos.get(OURS) if isinstance(infos, dict) else None
    if not isinstance(ours, dict):
        return None
    place = f"{path}, infos.{OURS}.classes"
    return read_classes(json.dumps(ours.get("classes")).encode(), place)
