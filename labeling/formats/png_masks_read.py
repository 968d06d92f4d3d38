"""Reads plain masks: class values beside pictures, with a table, instances and splits if given."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from labeling.errors import BadDataset
from labeling.formats.archives import find_file
from labeling.formats.base import (
    COLOR,
    MAX_NAME,
    ArchiveReader,
    ClassRecord,
    ImageRecord,
    ImportedDataset,
    Report,
    SegmentRecord,
)
from labeling.formats.pictures_out import read_filenames
from labeling.formats.png import decode_map, picture_size_hw
from labeling.formats.png_runs import decode_runs
from labeling.formats.stems import files_by_stem
from labeling.formats.value_table import IGNORE, ValueTable, class_runs, filled
from labeling.masks.painting import PaintedRuns, overlaid

_TABLES = ("labels.json", "classes.json")
_FOLDERS = {"masks/": "images/", "labels/": "images/", "ann_dir/": "img_dir/"}
"""Folders of masks and, beside them, of pictures; the last as mmsegmentation has them."""

_SPLIT_FOLDERS = {"train": "train", "training": "train", "val": "val", "validation": "val",
                  "test": "test"}  # fmt: skip
_INSTANCE_FACTOR = 2**17
"""Class and instance in one number: instance maps have up to 16 bits."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """Where the files of each image are, by stem."""

    archive: ArchiveReader
    table: ValueTable
    pictures: Mapping[str, str]
    masks: Mapping[str, str]
    instances: Mapping[str, str]
    splits: Mapping[str, str]
    names: Mapping[str, str]
    is_by_split: bool

    def class_runs(self, path: str) -> PaintedRuns:
        """Values of the table."""
        return class_runs(decode_runs(self.archive.read(path), path), path, self.table)


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Find the pictures, masks and table of a folder of plain masks.

    Raises:
        BadDataset: no masks or no table, a malformed table, or (while reading images) a mask that
            is no picture or holds a value that is no class.
    """
    root, masks_folder = _roots(archive)
    masks = files_by_stem(archive, f"{root}{masks_folder}", ".png")
    instances = files_by_stem(archive, f"{root}instances/", ".png")
    first = next(iter(masks.values()))
    is_deep = decode_map(archive.read(first), first).pixels.itemsize > 1
    table = _table(archive, root, report, has_instances=bool(instances), is_deep=is_deep)
    folder = _Folder(
        archive=archive,
        table=table,
        pictures=files_by_stem(archive, f"{root}{_FOLDERS[masks_folder]}"),
        masks=masks,
        instances=instances,
        splits=_splits(archive, root),
        names=read_filenames(archive),
        is_by_split=masks_folder == "ann_dir/",
    )
    classes = [record for record in table.classes.values() if record and not record.is_ignore]
    ignored = table.classes.get(table.ignore) if table.ignore is not None else None
    # Made only where it occurs: a table may name a value for pixels that no mask has.
    if ignored is not None and any(
        table.ignore in folder.class_runs(path).values for path in folder.masks.values()
    ):
        classes.append(ignored)
    stems = sorted(folder.pictures.keys() | folder.masks.keys())
    return ImportedDataset(
        tuple(classes), len(stems), partial(_images, folder, stems, report), "exclusive"
    )


def _roots(archive: ArchiveReader) -> tuple[str, str]:
    """(folder of the dataset, its folder of masks), each with its "/" at the end."""
    for masks_folder in _FOLDERS:
        found = [
            name[: ("/" + name).index(f"/{masks_folder}")]
            for name in archive.names()
            if f"/{masks_folder}" in "/" + name and name.endswith(".png")
        ]
        if found:
            return min(found, key=len), masks_folder
    raise BadDataset(
        "There is no folder masks/ (or labels/) with PNG files; plain masks are images/NAME.jpg or"
        " .png, masks/NAME.png and labels.json.",
    )


def _table(
    archive: ArchiveReader, root: str, report: Report, *, has_instances: bool, is_deep: bool
) -> ValueTable:
    path = next((root + name for name in _TABLES if archive.exists(root + name)), None)
    path = path or next(filter(None, (find_file(archive, name) for name in _TABLES)), None)
    if path is None:
        raise BadDataset(
            'There is no labels.json; it names the masks\' values: [{"name": "road", "value": 1,'
            ' "color": "#804080"}].',
        )
    try:
        document: Any = json.loads(archive.read(path))
        ignore = IGNORE
        rows = document
        if isinstance(document, dict):
            rows = document["classes"]
            ignore = int(document.get("ignore_id", IGNORE))
        parsed = [_row(row, has_instances) for row in rows]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BadDataset(
            f'{path} is no class table ({error!r}); expected [{{"name", "value", "color"}}].',
            file=path,
        ) from error
    # 16-bit masks have no ignored value: 255 is a class like others in them.
    return filled(parsed, None if is_deep else ignore, path, report)


def _row(row: Mapping[str, Any], has_instances: bool) -> tuple[int, ClassRecord]:
    """(value, class) of a row; the class_id is settled later."""
    value = int(row["value"] if "value" in row else row["id"])
    color = row.get("color", "#808080")
    if not isinstance(color, str):
        red, green, blue = (int(channel) & 255 for channel in color)
        color = f"#{red:02x}{green:02x}{blue:02x}"
    if value < 0 or not COLOR.fullmatch(color) or not 0 < len(str(row["name"]).strip()) <= MAX_NAME:
        raise ValueError(row)
    class_id = int(row.get("class_id", value))
    if not 0 <= class_id < 2**31:
        raise ValueError(row)
    is_thing = bool(row.get("is_thing", has_instances))
    return value, ClassRecord(class_id, str(row["name"]), color.lower(), is_thing=is_thing)


def _splits(archive: ArchiveReader, root: str) -> dict[str, str]:
    """Stem to split, from split.json or from train.txt, val.txt and test.txt."""
    splits: dict[str, str] = {}
    for split in ("train", "val", "test"):
        path = f"{root}{split}.txt"
        if archive.exists(path):
            for line in archive.read(path).decode("utf-8", errors="replace").splitlines():
                if line.strip():
                    splits[_stem_of(line.split()[0])] = split
    path = f"{root}split.json"
    if archive.exists(path):
        try:
            document = json.loads(archive.read(path))
            for split in ("train", "val", "test"):
                splits.update({_stem_of(f"{name}.png"): split for name in document.get(split, ())})
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise BadDataset(
                f'{path} is no list of splits ({error}); expected {{"train": [names], …}}.',
                file=path,
            ) from error
    return splits


def _stem_of(path: str) -> str:
    name = PurePosixPath(path.removeprefix("images/"))
    return name.with_suffix("").as_posix() if name.name else ""


def _images(folder: _Folder, stems: Sequence[str], report: Report) -> Iterator[ImageRecord]:
    times = Counter(stem.partition("/")[2] for stem in stems)
    for stem in stems:
        picture, mask = folder.pictures.get(stem), folder.masks.get(stem)
        suffix = PurePosixPath(picture).suffix if picture else ".png"
        split, inner = folder.splits.get(stem), stem
        if folder.is_by_split:
            first, _, rest = stem.partition("/")
            split = _SPLIT_FOLDERS.get(first)
            inner = rest if split and times[rest] == 1 else stem
        name = folder.names.get(inner, f"{inner}{suffix}")
        opener = partial(folder.archive.open, picture) if picture else None
        if mask is None:
            size_hw = picture_size_hw(folder.archive.read(picture or ""), picture or stem)
            yield ImageRecord(name, size_hw, (), split, "new", opener)
            continue
        runs = folder.class_runs(mask)
        segments = tuple(_segments(folder, stem, runs, report))
        yield ImageRecord(name, runs.size_hw, segments, split, None, opener)


def _segments(
    folder: _Folder, stem: str, class_runs: PaintedRuns, report: Report
) -> Iterator[SegmentRecord]:
    """One segment for each pair of class and instance that has pixels."""
    pairs = class_runs.replaced_by(class_runs.values * _INSTANCE_FACTOR)
    path = folder.instances.get(stem)
    if path is not None:
        picture = decode_runs(folder.archive.read(path), path)
        if picture.is_rgb or picture.runs.size_hw != class_runs.size_hw:
            raise BadDataset(
                f"{path} is {picture.runs.size_hw} (h, w){' in colours' * picture.is_rgb}, its mask"
                f" {class_runs.size_hw}; expected one channel of that size.",
                file=path,
            )
        cut, numbers = overlaid(class_runs, picture.runs)
        used = [value for value, record in folder.table.classes.items() if record is not None]
        is_class = np.isin(cut.values, used)
        if ((numbers > 0) & ~is_class).any():
            report.note(f"{path} has instances where the mask has no class; left out.")
        pairs = cut.replaced_by(cut.values * _INSTANCE_FACTOR + np.where(is_class, numbers, 0))
    for z, (value, rle) in enumerate(pairs.masks(skip=()).items()):
        class_value, number = divmod(value, _INSTANCE_FACTOR)
        record = folder.table.classes[class_value]
        if record is not None:
            uid = f"mask-{record.class_id}-{number}"
            yield SegmentRecord(uid, record.class_id, z, rle)
