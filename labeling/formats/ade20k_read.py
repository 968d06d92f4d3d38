"""Reads ADE20K: the scene parsing benchmark's maps, or the full dataset's objects and parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

import numpy as np

from labeling.errors import BadDataset
from labeling.formats.ade20k_full_read import read_full
from labeling.formats.ade20k_layout import CLASSES, FOLDERS, MAX_FULL_CLASSES, SEG, class_values
from labeling.formats.archives import find_file
from labeling.formats.base import (
    MAX_NAME,
    ArchiveReader,
    ClassRecord,
    ImageRecord,
    ImportedDataset,
    Report,
    SegmentRecord,
)
from labeling.formats.native_lines import read_classes
from labeling.formats.palette import voc_palette
from labeling.formats.pictures_out import read_filenames, size_hw_in
from labeling.formats.png_runs import MapRuns, decode_runs
from labeling.formats.stems import files_by_stem
from labeling.formats.value_table import IGNORE, ValueTable, class_runs, filled
from labeling.masks.painting import PaintedRuns, overlaid

_SPLITS = {folder: split for split, folder in FOLDERS.items()}
_FACTOR = 2**9
"""Class and instance in one number: instances have 8 bits."""


@dataclass(frozen=True, slots=True)
class _Files:
    """Where the files of each image are, by stem."""

    archive: ArchiveReader
    pictures: Mapping[str, str]
    maps: Mapping[str, str]
    instances: Mapping[str, str]
    names: Mapping[str, str]
    table: ValueTable


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read either layout, told by its files.

    Raises:
        BadDataset: no maps, a malformed table, or a map that is none; names file and remedy.
    """
    ours = _our_classes(archive)
    if any(name.endswith(SEG) for name in archive.names()):
        return read_full(archive, ours, report)
    root = _root(archive)
    maps = files_by_stem(archive, f"{root}annotations/", ".png")
    table = _our_table(ours) if ours else _table(archive, maps, report)
    files = _Files(
        archive,
        files_by_stem(archive, f"{root}images/"),
        maps,
        files_by_stem(archive, f"{root}annotations_instance/", ".png"),
        read_filenames(archive),
        table,
    )
    stems = sorted(files.pictures.keys() | maps.keys())
    used = ours or _used(files)
    return ImportedDataset(
        tuple(used), len(stems), partial(_images, files, stems, report), "exclusive"
    )


def _our_classes(archive: ArchiveReader) -> tuple[ClassRecord, ...] | None:
    path = find_file(archive, CLASSES)
    return read_classes(archive.read(path), path) if path else None


def _our_table(classes: Sequence[ClassRecord]) -> ValueTable:
    values = class_values(classes, MAX_FULL_CLASSES)
    by_value: dict[int, ClassRecord | None] = {0: None}
    by_value.update({values[c.class_id]: c for c in classes if values[c.class_id]})
    return ValueTable(by_value, {}, None)


def _root(archive: ArchiveReader) -> str:
    """The folder above annotations/."""
    found = [
        name[: ("/" + name).index("/annotations/")]
        for name in archive.names()
        if "/annotations/" in "/" + name and name.endswith(".png")
    ]
    if not found:
        raise BadDataset(
            "There are neither maps in annotations/ nor files *_seg.png, as ADE20K has them. Check"
            " that the dataset is in the format chosen."
        )
    return min(found, key=len)


def _table(archive: ArchiveReader, maps: Mapping[str, str], report: Report) -> ValueTable:
    """The classes by objectInfo150.txt; without it by the values that occur."""
    path = next(
        (
            name
            for name in archive.names()
            if PurePosixPath(name).name.lower().startswith("objectinfo") and name.endswith(".txt")
        ),
        None,
    )
    if path is not None:
        return filled(_object_info(archive.read(path), path), IGNORE, path, report)
    report.note("There is no objectInfo150.txt, so classes are called by their number.")
    values = sorted({v for each in maps.values() for v in _grey(archive, each).used})
    rows = [_row(v, f"class {v}", is_thing=True) for v in values if v not in (0, IGNORE)]
    return filled(rows, IGNORE, "annotations/", report)


def _object_info(content: bytes, path: str) -> list[tuple[int, ClassRecord]]:
    """The rows of Idx, Ratio, Train, Val, Stuff, Name; further names of a class are cut off."""
    lines = content.decode("utf-8-sig", errors="replace").splitlines()
    if not lines:
        raise BadDataset(f"{path} is empty.", file=path)
    keys = [key.strip().lower() for key in lines[0].split("\t")]
    rows, seen = [], set()
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        row = dict(zip(keys, (cell.strip() for cell in line.split("\t")), strict=False))
        index, name = row.get("idx", ""), row.get("name", "").split(";")[0].strip()
        if not index.isdecimal() or not 0 < int(index[:9]) <= MAX_FULL_CLASSES or not name:
            raise BadDataset(
                f"{path}, line {number}: {line[:80]!r}; expected Idx, Ratio, Train, Val, Stuff and"
                " Name with tabs between.",
                file=path,
            )
        unique = name[:MAX_NAME] if name not in seen else f"{name[:80]} ({index})"
        seen.add(name)
        rows.append(_row(int(index), unique, is_thing=row.get("stuff") != "1"))
    return rows


def _row(value: int, name: str, *, is_thing: bool) -> tuple[int, ClassRecord]:
    color = "#" + bytes(voc_palette()[(value - 1) % 254 + 1].tolist()).hex()
    return value, ClassRecord(value, name, color, is_thing=is_thing)


def _used(files: _Files) -> list[ClassRecord]:
    """The classes of the table; the ignored one only where it occurs."""
    kept = [record for record in files.table.classes.values() if record and not record.is_ignore]
    ignored = files.table.classes.get(IGNORE)
    if ignored is not None and ignored.is_ignore:
        maps = (_grey(files.archive, path) for path in files.maps.values())
        if any(IGNORE in each.runs.values for each in maps):
            kept.append(ignored)
    return kept


def _grey(archive: ArchiveReader, path: str) -> MapRuns:
    picture = decode_runs(archive.read(path), path)
    if picture.is_rgb:
        raise BadDataset(
            f"{path} has three channels; the benchmark's maps have one, of class numbers.",
            file=path,
        )
    return picture


def _images(files: _Files, stems: Sequence[str], report: Report) -> Iterator[ImageRecord]:
    inner = [stem.partition("/")[2] for stem in stems]
    times = Counter(inner)
    for stem, rest in zip(stems, inner, strict=True):
        split = _SPLITS.get(stem.partition("/")[0])
        short = rest if split and times[rest] == 1 else stem
        picture, path = files.pictures.get(stem), files.maps.get(stem)
        suffix = PurePosixPath(picture).suffix if picture else ".jpg"
        name = files.names.get(short, f"{short}{suffix}")
        opener = partial(files.archive.open, picture) if picture else None
        if path is None:
            with files.archive.open(str(picture)) as stream:
                size_hw = size_hw_in(stream, str(picture))
            yield ImageRecord(name, size_hw, (), split, "new", opener)
            continue
        shown = class_runs(_grey(files.archive, path), path, files.table)
        segments = tuple(_segments(files, stem, shown, report))
        yield ImageRecord(name, shown.size_hw, segments, split, None, opener)


def _segments(
    files: _Files, stem: str, shown: PaintedRuns, report: Report
) -> Iterator[SegmentRecord]:
    """One segment for each pair of class and instance that has pixels."""
    both = shown.replaced_by(shown.values * _FACTOR)
    path = files.instances.get(stem)
    if path is not None:
        paint = decode_runs(files.archive.read(path), path)
        if not paint.is_rgb or paint.runs.size_hw != shown.size_hw:
            raise BadDataset(
                f"{path} is {paint.runs.size_hw} (h, w); expected three channels of"
                f" {shown.size_hw}: class in red, instance in green.",
                file=path,
            )
        cut, colors = overlaid(shown, paint.runs)
        red, green = colors >> 16, colors >> 8 & 255
        if ((green > 0) & (red != cut.values)).any():
            report.count("instances whose class is not that of the map of classes", path)
        both = cut.replaced_by(cut.values * _FACTOR + np.where(cut.values > 0, green, 0))
    for z, (value, mask) in enumerate(both.masks(skip=()).items()):
        class_value, number = divmod(value, _FACTOR)
        record = files.table.classes[class_value]
        if record is not None:
            yield SegmentRecord(f"ade-{record.class_id}-{number}", record.class_id, z, mask)
