"""Reads Cityscapes as its tools write it: from instance ids, polygons, label ids or train ids."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from PIL import Image as PILImage
from PIL import ImageDraw

from labeling.errors import BadDataset
from labeling.formats.archives import find_file
from labeling.formats.base import (
    ArchiveReader,
    ImageRecord,
    ImportedDataset,
    Report,
    SegmentRecord,
)
from labeling.formats.cityscapes_labels import (
    OFFICIAL,
    TRAIN_IGNORE,
    Label,
    LabelTable,
    classes_of,
    read_table,
)
from labeling.formats.pictures_out import read_filenames
from labeling.formats.png import MAX_MAP_PIXELS, picture_size_hw
from labeling.formats.png_runs import decode_runs
from labeling.masks.painting import PaintedRuns, overlaid, runs_of_map

_PICTURE = re.compile(r"(.+)_leftImg8bit\.(?:png|jpe?g)")
"""Datumaro writes JPEGs here."""

_INSTANCES, _LABELS = "instanceIds.png", "labelIds.png"
_TRAIN, _POLYGONS = "labelTrainIds.png", "polygons.json"
_KINDS = (_INSTANCES, _POLYGONS, _LABELS, _TRAIN)
_SPLITS = {"train": "train", "val": "val", "test": "test", "train_extra": "train"}
_PER_LABEL = 1000
_FARTHEST = 1e6
"""Pixels; PIL's drawing overflows on coordinates that are beyond any image."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One image: its picture and its ground truth files by kind."""

    stem: str
    split: str | None
    picture: str | None
    truth: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Dataset:
    archive: ArchiveReader
    table: LabelTable
    names: Mapping[str, str]


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Find the pictures and ground truth of a Cityscapes dataset.

    Raises:
        BadDataset: neither folder is there, a malformed table, or (while reading images) a map or
            polygon that the table or the picture does not fit.
    """
    entries = _entries(archive)
    if not entries:
        raise BadDataset(
            "There is neither leftImg8bit/… nor gtFine/…; a Cityscapes dataset has"
            " <split>/<city>/<city>_<6 digits>_<6 digits>_… in both.",
        )
    table_path = find_file(archive, "labels.json")
    table = LabelTable(OFFICIAL, {}, is_official=True)
    if table_path is not None:
        table = read_table(archive.read(table_path), table_path)
    dataset = _Dataset(archive, table, read_filenames(archive))
    return ImportedDataset(
        classes=classes_of(table),
        num_images=len(entries),
        images=partial(_images, dataset, entries, report),
        overlap_mode="exclusive",
    )


def _entries(archive: ArchiveReader) -> list[_Entry]:
    """Images in order of their stems; files of gtCoarse count where gtFine has none."""
    pictures: dict[str, str] = {}
    truths: dict[str, dict[str, str]] = {}
    splits: dict[str, str | None] = {}
    for path in archive.names():
        name = PurePosixPath(path).name
        if match := _PICTURE.fullmatch(name):
            stem = match[1]
            if stem in pictures:
                raise BadDataset(f"{pictures[stem]} and {path} are the same image.", file=path)
            pictures[stem] = path
        else:
            stem, kind, is_fine = _ground_truth(name)
            if kind is None:
                continue
            known = truths.setdefault(stem, {})
            if is_fine or kind not in known:
                known[kind] = path
        splits.setdefault(stem, _split(path))
    return [
        _Entry(stem, splits[stem], pictures.get(stem), truths.get(stem, {}))
        for stem in sorted(splits)
    ]


def _ground_truth(name: str) -> tuple[str, str | None, bool]:
    """(stem, kind or None, whether fine) of a file name of gtFine or gtCoarse."""
    for marker in ("_gtFine_", "_gtCoarse_"):
        stem, found, kind = name.rpartition(marker)
        if found and kind in _KINDS:
            return stem, kind, marker == "_gtFine_"
    return name, None, False


def _split(path: str) -> str | None:
    parts = PurePosixPath(path).parts
    return next((_SPLITS[part] for part in reversed(parts[:-1]) if part in _SPLITS), None)


def _images(dataset: _Dataset, entries: list[_Entry], report: Report) -> Iterator[ImageRecord]:
    for entry in entries:
        path = entry.picture
        own_name = PurePosixPath(path).name if path else f"{entry.stem}_leftImg8bit.png"
        city = entry.stem.split("_")[0]
        name = dataset.names.get(entry.stem) or f"{city}/{own_name}"
        opener = partial(dataset.archive.open, path) if path else None
        if not entry.truth:
            size_hw = picture_size_hw(dataset.archive.read(path or ""), path or entry.stem)
            yield ImageRecord(name, size_hw, (), entry.split, "new", opener)
            continue
        size_hw, segments = _segments(dataset, entry, report)
        yield ImageRecord(name, size_hw, tuple(segments), entry.split, None, opener)


def _segments(
    dataset: _Dataset, entry: _Entry, report: Report
) -> tuple[tuple[int, int], list[SegmentRecord]]:
    """Size and segments from the most telling file that is there."""
    truth, by_id = entry.truth, dataset.table.by_id()
    if _INSTANCES in truth:
        path = truth[_INSTANCES]
        values = _map_of(dataset, path)
        if _LABELS in truth:
            values = _checked_by_labels(values, _map_of(dataset, truth[_LABELS]), path, report)
    elif _POLYGONS in truth:
        path = truth[_POLYGONS]
        values = _drawn(dataset, path, report)
    elif _LABELS in truth:
        path = truth[_LABELS]
        values = _map_of(dataset, path)
        report.note("There are no instanceIds.png; things became one group for each image.")
    else:
        path = truth[_TRAIN]
        values = _from_train_ids(_map_of(dataset, path), by_id)
        report.note("There are only labelTrainIds.png; labels without a trainId are lost in them.")
    segments = []
    for z, (value, rle) in enumerate(values.masks().items()):
        label_id = value // _PER_LABEL if value >= _PER_LABEL else value
        if label_id == TRAIN_IGNORE and label_id not in by_id:
            report.note(f"{path} has pixels of value 255, which is no label; left unlabelled.")
            continue
        if label_id not in by_id:
            raise BadDataset(
                f"{path} has the label id {label_id}, which the class table has not; add it to"
                " labels.json at the root.",
                file=path,
            )
        if label_id:
            is_group = by_id[label_id].has_instances and value < _PER_LABEL
            segments.append(SegmentRecord(f"cs-{value}", label_id, z, rle, iscrowd=is_group))
    return values.size_hw, segments


def _map_of(dataset: _Dataset, path: str) -> PaintedRuns:
    picture = decode_runs(dataset.archive.read(path), path)
    if picture.is_rgb:
        raise BadDataset(f"{path} is painted in RGB; expected ids in one channel.", file=path)
    return picture.runs


def _checked_by_labels(
    values: PaintedRuns, labels: PaintedRuns, path: str, report: Report
) -> PaintedRuns:
    """Instance ids, corrected by labelIds where they say something else (bare or wrong ids)."""
    if values.size_hw != labels.size_hw:
        raise BadDataset(
            f"{path} is {values.size_hw} (h, w), its labelIds {labels.size_hw}.", file=path
        )
    cut, label_ids = overlaid(values, labels)
    of_values = np.where(cut.values >= _PER_LABEL, cut.values // _PER_LABEL, cut.values)
    differs = of_values != label_ids
    if not differs.any():
        return values
    report.note(f"{path} differs from its labelIds.png, whose classes were taken.")
    return cut.replaced_by(np.where(differs, label_ids, cut.values))


def _from_train_ids(train_ids: PaintedRuns, by_id: Mapping[int, Label]) -> PaintedRuns:
    lookup = np.zeros(256, np.int64)
    for label in sorted(by_id.values(), key=lambda label: -label.id):
        if 0 <= label.train_id < TRAIN_IGNORE:
            lookup[label.train_id] = label.id
    return train_ids.replaced_by(lookup[np.clip(train_ids.values, 0, TRAIN_IGNORE)])


def _drawn(dataset: _Dataset, path: str, report: Report) -> PaintedRuns:
    """Instance ids as json2instanceImg draws them (cityscapesScripts, preparation)."""
    size_hw, objects = _objects(dataset.archive.read(path), path)
    by_name = dataset.table.by_name()
    canvas = PILImage.new("I", size_hw[::-1], 0)
    pen = ImageDraw.Draw(canvas)
    counts: Counter[int] = Counter()
    for name, points in objects:
        label, is_group = by_name.get(name), False
        if label is None and name.endswith("group"):
            label, is_group = by_name.get(name[: -len("group")]), True
        if label is None:
            raise BadDataset(
                f"{path} has an object named {name!r}, which the class table has not; add it to"
                " labels.json at the root.",
                file=path,
            )
        if label.id < 0:
            report.note(f"Objects named '{name}' have no id in Cityscapes; they were left out.")
            continue
        value = label.id
        if label.has_instances and not is_group and counts[label.id] < _PER_LABEL:
            value = label.id * _PER_LABEL + counts[label.id]
            counts[label.id] += 1
        pen.polygon(points, fill=value)
    return runs_of_map(np.asarray(canvas))


def _objects(
    content: bytes, path: str
) -> tuple[tuple[int, int], list[tuple[str, list[tuple[float, float]]]]]:
    """Size and (name, points) of the objects that are not deleted."""
    try:
        document: Any = json.loads(content)
        size_hw = (int(document["imgHeight"]), int(document["imgWidth"]))
        objects = [
            (str(each["label"]), [(float(x), float(y)) for x, y in each["polygon"]])
            for each in document["objects"]
            if not each.get("deleted")
        ]
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise BadDataset(
            f"{path} is no Cityscapes annotation ({error!r}); expected imgHeight, imgWidth and"
            " objects with label and polygon.",
            file=path,
        ) from error
    if min(size_hw) < 1 or size_hw[0] * size_hw[1] > MAX_MAP_PIXELS:
        raise BadDataset(f"{path} gives the size {size_hw} (h, w).", file=path)
    for name, points in objects:
        if len(points) < 2 or not all(abs(v) <= _FARTHEST for point in points for v in point):
            raise BadDataset(
                f"{path}: the polygon of a {name} has fewer than two points, or one that is far"
                " outside the image.",
                file=path,
            )
    return size_hw, objects
