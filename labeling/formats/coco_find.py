"""Finds the parts of a COCO dataset in an archive: JSON files, splits, pictures, categories."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from labeling.errors import BadDataset
from labeling.formats.base import MAX_NAME, ArchiveReader, ClassRecord, Report
from labeling.formats.coco_json import CONTRIBUTOR
from labeling.formats.palette import voc_palette
from labeling.formats.pictures_out import FILENAMES

_PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"})
_SPLITS = {"train": "train", "val": "val", "valid": "val", "validation": "val", "test": "test"}


@dataclass(frozen=True, slots=True)
class CocoFile:
    """One JSON file of a COCO dataset, its three lists known to be lists of objects."""

    path: str
    split: str | None
    images: list[dict[str, Any]]
    annotations: list[dict[str, Any]]
    categories: list[dict[str, Any]]
    is_ours: bool


def coco_files(
    archive: ArchiveReader, is_wanted: Callable[[Mapping[str, Any]], bool], preferred: str
) -> list[CocoFile]:
    """Every JSON file of a COCO dataset.

    Args:
        archive: the dataset.
        is_wanted: whether a file's content is of the wanted kind.
        preferred: how the names of the right files begin; others count only if there is no such
            file (COCO itself has person_keypoints_* beside instances_*, with the same images).

    Raises:
        BadDataset: no such file, or one that is no valid JSON.
    """
    found = []
    for path in archive.names():
        if not path.endswith(".json") or PurePosixPath(path).name == FILENAMES:
            continue
        content = _load(archive, path)
        lists = ("images", "annotations", "categories")
        if isinstance(content, dict) and content.keys() >= set(lists) and is_wanted(content):
            found.append(_coco_file(path, content))
    if not found:
        raise BadDataset(
            "No COCO file was found: a .json with the keys images, annotations and categories of"
            " this format. Check that the dataset is in the format chosen."
        )
    right = [file for file in found if PurePosixPath(file.path).name.startswith(preferred)]
    return right or found


def split_of(path: str) -> str | None:
    """The split that a path names, as instances_train2017.json and valid/_annotations.json do."""
    for part in reversed(PurePosixPath(path).parts):
        for word in re.split(r"[^a-z]+", part.lower()):
            if word in _SPLITS:
                return _SPLITS[word]
    return None


class Pictures:
    """Finds pictures by the file names of a JSON, wherever the tool has put them."""

    def __init__(self, archive: ArchiveReader, files: Iterable[CocoFile]) -> None:
        # Beside panoptic_train.json lies a folder panoptic_train of masks, which are no pictures.
        masks = tuple(f"{file.path.removesuffix('.json')}/" for file in files)
        self._paths: dict[str, list[str]] = defaultdict(list)
        for path in archive.names():
            is_picture = PurePosixPath(path).suffix.lower() in _PICTURE_SUFFIXES
            if is_picture and not path.startswith(masks):
                self._paths[PurePosixPath(path).name].append(path)

    def find(self, file_name: str, file: CocoFile) -> str | None:
        """The path of a picture, None where it is not in the archive.

        Of several the one that agrees best: the whole relative name, then the folder of the JSON,
        then a folder named after the split.
        """
        folder = str(PurePosixPath(file.path).parent)

        def disagreement(path: str) -> tuple[bool, bool, bool, int, str]:
            return (
                not f"/{path}".endswith(f"/{file_name}"),
                str(PurePosixPath(path).parent) != folder,
                file.split is None or split_of(str(PurePosixPath(path).parent)) != file.split,
                len(path),
                path,
            )

        return min(self._paths[PurePosixPath(file_name).name], key=disagreement, default=None)


def image_name(record: Mapping[str, Any], place: str) -> str:
    """The file name of an image record as a plain relative name.

    Raises:
        BadDataset: there is none.
    """
    name = record.get("file_name")
    if not isinstance(name, str) or not name.strip("/\\. "):
        raise BadDataset(f"{place}: file_name is {name!r}; expected the name of a picture.")
    if "://" in name:  # some tools write the address that the picture had
        name = name.split("?")[0].rsplit("/", 1)[1]
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if len(parts[0]) == 2 and parts[0][1] == ":":  # a Windows drive
        parts = parts[-1:]
    return "/".join(parts)


def class_table(
    files: Iterable[CocoFile], used: Collection[object], report: Report, *, are_things: bool = True
) -> tuple[tuple[ClassRecord, ...], dict[object, int]]:
    """One class table of all files.

    Args:
        files: whose categories must agree.
        used: category ids that occur.
        report: gets a note for every repair.
        are_things: what categories are that do not say it.

    Returns:
        The classes and the class_id of each category id.

    Raises:
        BadDataset: categories that contradict each other or lack id or name.
    """
    categories: dict[object, dict[str, Any]] = {}
    for file in files:
        for index, category in enumerate(file.categories):
            place = f"{file.path}, categories[{index}]"
            key, name = category.get("id"), category.get("name")
            if not _is_id(key) or not isinstance(name, str):
                raise BadDataset(
                    f"{place}: id {key!r}, name {name!r}; expected a number and a name."
                )
            first = categories.setdefault(key, category)
            if first["name"] != name:
                raise BadDataset(
                    f"{place}: category {key} is {name!r} here and {first['name']!r} elsewhere;"
                    " all files need one table."
                )
    for key in [key for key in categories if key == 0 and key not in used]:
        report.note(f"The unused category 0 ({categories[key]['name']}) was left out.")
        del categories[key]
    return _class_records(categories, report, are_things)


def _class_records(
    categories: Mapping[object, dict[str, Any]], report: Report, are_things: bool
) -> tuple[tuple[ClassRecord, ...], dict[object, int]]:
    largest = max((key for key in categories if isinstance(key, int)), default=0)
    class_ids: dict[object, int] = {}
    records: list[ClassRecord] = []
    names: set[str] = set()
    for key, category in categories.items():
        assert isinstance(key, int)
        class_id = key
        if key < 1:
            largest = class_id = max(largest, 0) + 1
            report.note(f"Category {key} became class {class_id}: 0 and less mean background.")
        name = category["name"].strip()[:MAX_NAME] or f"class {class_id}"
        if name in names:
            report.note(f"Two categories are called {name!r}; one became {name} ({key}).")
            name = f"{name[: MAX_NAME - 12]} ({key})"
        names.add(name)
        class_ids[key] = class_id
        records.append(
            ClassRecord(
                class_id,
                name,
                _color(category, class_id),
                is_thing=bool(category.get("isthing", are_things)),
                supercategory=_supercategory(category),
            )
        )
    return tuple(records), class_ids


def is_category(value: object, class_ids: Mapping[object, int]) -> bool:
    """Whether an annotation's category_id is one of the table's."""
    return isinstance(value, int) and value in class_ids


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31


def _color(category: Mapping[str, Any], class_id: int) -> str:
    """The category's colour, or one of Pascal VOC's where it has none."""
    color = category.get("color")
    if isinstance(color, list) and len(color) == 3 and all(c in range(256) for c in color):
        return "#" + bytes(color).hex()
    red, green, blue = voc_palette()[(class_id - 1) % 254 + 1].tolist()
    return f"#{red:02x}{green:02x}{blue:02x}"


def _supercategory(category: Mapping[str, Any]) -> str | None:
    above = category.get("supercategory")
    is_real = isinstance(above, str) and above not in ("", "none", category["name"])
    return str(above)[:MAX_NAME] if is_real else None


def _coco_file(path: str, content: Mapping[str, Any]) -> CocoFile:
    for key in ("images", "annotations", "categories"):
        entries = content[key]
        if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
            raise BadDataset(f"{path}: {key} must be a list of objects.")
    about = content.get("info")
    is_ours = isinstance(about, dict) and about.get("contributor") == CONTRIBUTOR
    return CocoFile(
        path,
        split_of(path),
        images=content["images"],
        annotations=content["annotations"],
        categories=content["categories"],
        is_ours=is_ours,
    )


def _load(archive: ArchiveReader, path: str) -> object:
    try:
        return json.loads(archive.read(path))
    except (ValueError, RecursionError) as error:
        raise BadDataset(f"{path} is no valid JSON: {error}. Export it again.") from error
