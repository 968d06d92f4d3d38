"""The classes of a LabelMe dataset: by labels.json, by labels.txt, or by the labels used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from labeling.errors import BadDataset
from labeling.formats.archives import find_file
from labeling.formats.base import COLOR, MAX_NAME, ArchiveReader, ClassRecord
from labeling.formats.palette import voc_palette

LABELS = "labels.json"
NAMES = "labels.txt"

_NAMES = (NAMES, "classes.txt")
_NO_CLASSES = frozenset({"__ignore__", "_background_"})
"""The first lines of a labels.txt (LabelMe's examples)."""


def our_table(archive: ArchiveReader) -> tuple[ClassRecord, ...] | None:
    """The classes of our own labels.json, None without one or with another program's."""
    path = find_file(archive, LABELS)
    if path is None:
        return None
    try:
        return tuple(_row(row) for row in json.loads(archive.read(path)))
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise BadDataset(
            f'{path} is no class table ({error!r}); expected [{{"name", "value", "color"}}], or'
            " delete it.",
            file=path,
        ) from error


def _row(row: Mapping[str, Any]) -> ClassRecord:
    class_id, name, color = int(row["value"]), str(row["name"]), str(row["color"])
    if (
        not 0 < class_id < 2**31
        or not COLOR.fullmatch(color)
        or not 0 < len(name.strip()) <= MAX_NAME
    ):
        raise ValueError(row)
    return ClassRecord(
        class_id,
        name,
        color,
        is_thing=bool(row.get("is_thing", True)),
        is_ignore=bool(row.get("is_ignore", False)),
    )


def classes_of(
    archive: ArchiveReader, ours: tuple[ClassRecord, ...] | None, used: set[str]
) -> tuple[tuple[ClassRecord, ...], dict[str, int]]:
    """The class table and the class_id of each label: our table, labels.txt, then by name."""
    records = list(ours or ())
    class_ids = {record.name.strip(): record.class_id for record in records}
    if len(class_ids) < len(records) or len(set(class_ids.values())) < len(records):
        raise BadDataset(f"{LABELS} gives two classes the same name or value; correct it.")
    path = next(filter(None, (find_file(archive, name) for name in _NAMES)), None)
    wanted: list[str] = []
    if path is not None and ours is None:
        lines = archive.read(path).decode("utf-8-sig", errors="replace").splitlines()
        names = [line.strip() for line in lines]
        wanted = [name for name in names if name and name not in _NO_CLASSES]
    names_of = {record.name for record in records}
    free = max(class_ids.values(), default=0) + 1
    palette = voc_palette()
    for label in [*wanted, *sorted(used - set(wanted))]:
        if label in class_ids:
            continue
        name = label[:MAX_NAME]
        if name in names_of:
            name = f"{label[: MAX_NAME - 12]} ({free})"
        names_of.add(name)
        color = "#" + bytes(palette[(free - 1) % 254 + 1].tolist()).hex()
        is_ignore = label == "__ignore__"
        records.append(ClassRecord(free, name, color, is_thing=not is_ignore, is_ignore=is_ignore))
        class_ids[label] = free
        free += 1
    return tuple(records), class_ids
