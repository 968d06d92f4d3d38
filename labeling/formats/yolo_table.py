"""The class table of a YOLO dataset: data.yaml as Ultralytics reads it, labels.json beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import yaml

from labeling.errors import BadDataset
from labeling.formats.archives import find_file
from labeling.formats.base import MAX_NAME, ArchiveReader, ClassRecord, Report
from labeling.formats.coco_json import WITHOUT_SPLIT
from labeling.formats.palette import voc_palette

DATA = "data.yaml"
LABELS = "labels.json"
_LISTS = ("classes.txt", "obj.names")
"""Where LabelImg, Label Studio and darknet write the names, one a line."""

_MAX_YAML_BYTES = 2**20
_SPLITS = ("train", "val", "test")


@dataclass(frozen=True, slots=True)
class YoloTable:
    """Classes by YOLO's numbers.

    Attributes:
        classes: in the order of the numbers.
        class_ids: number in the label files to class_id.
        is_ours: whether our own table is there, so that order and outlines can be trusted.
        folders: what data.yaml names for train, val and test: folders or lists of files.
        source: the file that named the classes, for messages.
    """

    classes: tuple[ClassRecord, ...]
    class_ids: Mapping[int, int]
    is_ours: bool
    folders: Mapping[str, Sequence[str]]
    source: str


def data_yaml(names: Sequence[str], splits: Sequence[str | None]) -> bytes:
    """data.yaml; Ultralytics wants train and val, so one stands in where the other is empty.

    Args:
        names: of the classes, in the order of their numbers.
        splits: the split of every image.
    """
    folders = {split: f"images/{split or WITHOUT_SPLIT}" for split in (None, *_SPLITS)}
    there = set(splits)
    train = [folders[split] for split in ("train", None) if split in there]
    val = [folders["val"]] if "val" in there else train
    content: dict[str, Any] = {
        "train": _one_or_all(train or val or [folders["train"]]),
        "val": _one_or_all(val or [folders["train"]]),
    }
    if "test" in there:
        content["test"] = folders["test"]
    content["names"] = dict(enumerate(names))
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)
    return str(text).encode()


def labels_json(classes: Sequence[ClassRecord]) -> bytes:
    """What data.yaml has no room for: the class_id and colour of each number."""
    rows = [
        {
            "name": record.name,
            "value": number,
            "color": record.color,
            "class_id": record.class_id,
            "is_thing": record.is_thing,
        }
        for number, record in enumerate(classes)
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False).encode() + b"\n"


def read_table(archive: ArchiveReader, report: Report) -> YoloTable:
    """Find the names of the classes.

    Raises:
        BadDataset: no data.yaml and no list of names, or a malformed one.
    """
    path = _yaml_path(archive)
    if path is not None:
        content = _load(archive, path)
        names = _names(content, path)
        folders = {split: _strings(content.get(split)) for split in _SPLITS}
        folders["val"] = folders["val"] or _strings(content.get("validation"))
    else:
        path = next(filter(None, (find_file(archive, name) for name in _LISTS)), None)
        if path is None:
            raise BadDataset(
                "There is no data.yaml with the names of the classes; add it"
                " (names: {0: car, 1: road}), or classes.txt with one name a line."
            )
        lines = archive.read(path).decode("utf-8-sig", errors="replace").splitlines()
        names = {number: line.strip() for number, line in enumerate(lines) if line.strip()}
        folders = {}
        report.note(f"There is no data.yaml; the classes were named by {path}.")
    rows = _our_rows(archive, names)
    if rows is not None:
        classes = tuple(rows[number] for number in sorted(rows))
        ids = {number: record.class_id for number, record in rows.items()}
        return YoloTable(classes, ids, is_ours=True, folders=folders, source=path)
    records = _foreign(names, report)
    class_ids = {number: number + 1 for number in names}
    return YoloTable(records, class_ids, is_ours=False, folders=folders, source=path)


def _one_or_all(folders: list[str]) -> str | list[str]:
    return folders[0] if len(folders) == 1 else folders


def _yaml_path(archive: ArchiveReader) -> str | None:
    """data.yaml, or the only .yaml that there is (Ultralytics takes any name)."""
    path = find_file(archive, DATA)
    if path is not None:
        return path
    others = [name for name in archive.names() if name.lower().endswith((".yaml", ".yml"))]
    return others[0] if len(others) == 1 else None


def _load(archive: ArchiveReader, path: str) -> Mapping[str, Any]:
    raw = archive.read(path)
    if len(raw) > _MAX_YAML_BYTES:
        raise BadDataset(f"{path} has {len(raw)} bytes; a list of classes is shorter.", file=path)
    try:
        content = yaml.safe_load(raw.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise BadDataset(f"{path} is no valid YAML: {reason}. Correct it.", file=path) from error
    if not isinstance(content, dict):
        raise BadDataset(f"{path} must have the keys train, val and names.", file=path)
    return content


def _names(content: Mapping[str, Any], path: str) -> dict[int, str]:
    names, number = content.get("names"), content.get("nc")
    if names is None and isinstance(number, int) and 0 < number < 2**16:
        names = [f"class_{index}" for index in range(number)]  # as Ultralytics does
    if isinstance(names, list):
        names = dict(enumerate(names))
    if not isinstance(names, dict):
        raise BadDataset(f"{path} has no names; add names: {{0: car, 1: road}}.", file=path)
    found: dict[int, str] = {}
    for key, name in names.items():
        if not str(key).isdecimal() or len(str(key)) > 9 or isinstance(name, dict | list):
            raise BadDataset(
                f"{path}, names: {key!r} is no class number from 0 with a name.", file=path
            )
        found[int(key)] = str(name)
    return dict(sorted(found.items()))


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]


def _our_rows(archive: ArchiveReader, names: Mapping[int, str]) -> dict[int, ClassRecord] | None:
    """Our own table by number, if it is there and says the same as data.yaml."""
    path = find_file(archive, LABELS)
    if path is None:
        return None
    try:
        rows = {
            int(row["value"]): ClassRecord(
                int(row["class_id"]),
                str(row["name"]),
                _color(row.get("color"), int(row["class_id"])),
                is_thing=bool(row.get("is_thing", True)),
            )
            for row in json.loads(archive.read(path))
        }
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    ids = {record.class_id for record in rows.values()}
    is_good = len(ids) == len(rows) and all(0 < each < 2**31 for each in ids)
    is_same = {number: record.name for number, record in rows.items()} == dict(names)
    return rows if is_good and is_same else None


def _foreign(names: Mapping[int, str], report: Report) -> tuple[ClassRecord, ...]:
    if 0 in names:
        report.note("Class ids start at 1: YOLO's class 0 became class 1, and so on.")
    records, seen = [], set()
    for number, written in names.items():
        name = written.strip()[:MAX_NAME] or f"class {number}"
        if name in seen:
            report.note(f"Two classes are called {name!r}; one became {name} ({number}).")
            name = f"{name[: MAX_NAME - 12]} ({number})"
        seen.add(name)
        records.append(ClassRecord(number + 1, name, _color(None, number + 1), is_thing=True))
    return tuple(records)


def _color(color: object, class_id: int) -> str:
    """A written colour, or one of Pascal VOC's."""
    if isinstance(color, str) and len(color) == 7 and color.startswith("#"):
        int(color[1:], 16)
        return color.lower()
    red, green, blue = voc_palette()[(class_id - 1) % 254 + 1].tolist()
    return f"#{red:02x}{green:02x}{blue:02x}"


def is_list_file(name: str) -> bool:
    """Whether a .txt is a list of names or pictures, not labels."""
    return PurePosixPath(name).name in _LISTS
