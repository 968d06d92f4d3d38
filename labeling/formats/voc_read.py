"""Reads Pascal VOC as its tools write it: indexed or painted masks, with or without objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from xml.etree import ElementTree

import numpy as np

from labeling.errors import BadDataset
from labeling.formats.base import (
    ArchiveReader,
    ClassRecord,
    ImageRecord,
    ImportedDataset,
    Report,
    SegmentRecord,
)
from labeling.formats.palette import voc_palette
from labeling.formats.pictures_out import read_filenames
from labeling.formats.png import picture_size_hw
from labeling.formats.png_runs import decode_runs
from labeling.formats.stems import files_by_stem
from labeling.formats.voc_classes import (
    LABELMAP,
    VOID,
    Color,
    VocTable,
    official_table,
    read_labelmap,
)
from labeling.masks.painting import PaintedRuns, overlaid

_SPLITS = ("train", "val", "test")

_OBJECT_FACTOR = 2**16
"""Class and object in one number: object ids are 8 bit, or up to 16 where paint was counted."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """Where the files of each image are, by stem."""

    archive: ArchiveReader
    table: VocTable
    pictures: Mapping[str, str]
    classes: Mapping[str, str]
    objects: Mapping[str, str]
    boxes: Mapping[str, str]
    splits: Mapping[str, str | None]
    names: Mapping[str, str]


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Find the images, masks and lists of a VOC dataset.

    Raises:
        BadDataset: no SegmentationClass folder, a malformed table, or (while reading images) a mask
            that is no picture or holds a value that is no class.
    """
    root = _root(archive)
    table_path = next((p for p in (root + LABELMAP, LABELMAP) if archive.exists(p)), None)
    if table_path is None:
        table = official_table()
        report.note("There is no labelmap.txt; VOC 2012's twenty classes were assumed.")
    else:
        table = read_labelmap(archive.read(table_path), table_path)
    folder = _Folder(
        archive=archive,
        table=table,
        pictures=files_by_stem(archive, f"{root}JPEGImages/"),
        classes=files_by_stem(archive, f"{root}SegmentationClass/"),
        objects=files_by_stem(archive, f"{root}SegmentationObject/"),
        boxes=files_by_stem(archive, f"{root}Annotations/"),
        splits=_splits(archive, f"{root}ImageSets/Segmentation/"),
        names=read_filenames(archive),
    )
    stems = _stems(folder, report)
    palette = voc_palette()
    classes = [
        ClassRecord(
            class_id=value,
            name=name,
            color="#{:02x}{:02x}{:02x}".format(*palette[value].tolist()),
            is_thing=bool(folder.objects),
        )
        for value, name in folder.table.names.items()
    ]
    if any(VOID in _class_runs(folder, stem).values for stem in stems if stem in folder.classes):
        void_color = "#{:02x}{:02x}{:02x}".format(*palette[VOID].tolist())
        name = folder.table.void_name
        classes.append(ClassRecord(VOID, name, void_color, is_thing=False, is_ignore=True))
    return ImportedDataset(
        classes=tuple(classes),
        num_images=len(stems),
        images=partial(_images, folder, stems, report),
        overlap_mode="exclusive",
    )


def _root(archive: ArchiveReader) -> str:
    """The folder of SegmentationClass, with its '/' at the end; the newest year of several."""
    roots = {
        name[: name.index("SegmentationClass/")]
        for name in archive.names()
        if "SegmentationClass/" in name and ("/" + name).count("/SegmentationClass/")
    }
    if not roots:
        raise BadDataset(
            "There is no folder SegmentationClass; a VOC dataset for segmentation has"
            " JPEGImages/, SegmentationClass/ and ImageSets/ beside each other.",
        )
    if len(roots) > 1:
        raise BadDataset(
            f"There are {len(roots)} VOC datasets here ({', '.join(sorted(roots))}); import them"
            " one by one.",
        )
    return roots.pop()


def _splits(archive: ArchiveReader, folder: str) -> dict[str, str | None]:
    """Split of every listed stem; None for what only other lists (trainval) name."""
    splits: dict[str, str | None] = {}
    for path in archive.names():
        if not path.startswith(folder) or not path.endswith(".txt"):
            continue
        split = PurePosixPath(path).stem
        for line in archive.read(path).decode("utf-8", errors="replace").splitlines():
            stem = line.strip()
            if stem and split in _SPLITS:
                splits[stem] = split
            elif stem:
                splits.setdefault(stem, None)
    return splits


def _stems(folder: _Folder, report: Report) -> list[str]:
    """The images to read: those listed for segmentation, else all pictures and masks."""
    present = folder.pictures.keys() | folder.classes.keys()
    if not folder.splits:
        return sorted(present)
    missing = sorted(folder.splits.keys() - present)
    if missing:
        raise BadDataset(
            f"ImageSets/Segmentation lists {missing[0]} (and {len(missing) - 1} more without a"
            " picture or mask); complete the dataset or shorten the lists.",
        )
    left_out = len(present - folder.splits.keys())
    if left_out:
        report.note(
            f"{left_out} pictures are in no list of ImageSets/Segmentation and were left out."
        )
    return sorted(folder.splits)


def _images(folder: _Folder, stems: Sequence[str], report: Report) -> Iterator[ImageRecord]:
    for stem in stems:
        picture = folder.pictures.get(stem)
        name = folder.names.get(stem) or (PurePosixPath(picture).name if picture else f"{stem}.jpg")
        opener = partial(folder.archive.open, picture) if picture else None
        split = folder.splits.get(stem)
        if stem not in folder.classes:
            size_hw = picture_size_hw(folder.archive.read(picture or ""), picture or stem)
            yield ImageRecord(name, size_hw, (), split, "new", opener)
            continue
        class_runs = _class_runs(folder, stem)
        segments = tuple(_segments(folder, stem, class_runs, report))
        yield ImageRecord(name, class_runs.size_hw, segments, split, None, opener)


def _segments(
    folder: _Folder, stem: str, class_runs: PaintedRuns, report: Report
) -> Iterator[SegmentRecord]:
    """One segment for each pair of class and object that has pixels."""
    cut, numbers = overlaid(class_runs, _object_runs(folder, stem, class_runs.size_hw))
    values = cut.values
    if ((numbers > 0) & (numbers != VOID) & (values == 0)).any():
        report.note(f"{folder.objects[stem]} has objects where the class mask has none; left out.")
    is_object = (values > 0) & (values != VOID) & (numbers != VOID)
    both = values * _OBJECT_FACTOR + np.where(is_object, numbers, 0)
    flags = _flags(folder, stem)
    masks = cut.replaced_by(both).masks()
    for z, (value, rle) in enumerate(masks.items()):
        class_id, number = divmod(value, _OBJECT_FACTOR)
        truncated, occluded = flags.get(number, (False, False))
        yield SegmentRecord(
            uid=f"voc-{class_id}-{number}",
            class_id=class_id,
            z=z,
            rle=rle,
            truncated=truncated,
            occluded=occluded,
        )


def _class_runs(folder: _Folder, stem: str) -> PaintedRuns:
    """Values of the table: 0 background, 255 void, else a class."""
    path = folder.classes[stem]
    picture = decode_runs(folder.archive.read(path), path)
    table, used = folder.table, picture.used
    if picture.is_rgb:
        return picture.runs.looked_up(used, _painted(used, table.value_of_color, path))
    values = {index: index for index in used}
    if picture.palette is not None:
        values = table.values_of_palette(picture.palette, used)
    unknown = sorted({value for value in values.values() if value not in (0, VOID, *table.names)})
    if unknown:
        raise BadDataset(
            f"{path} has the class value {unknown[0]}, but the table has only"
            f" {len(table.names)} classes; add it to labelmap.txt.",
            file=path,
        )
    return picture.runs.looked_up(used, [values[index] for index in used])


def _painted(colors: list[int], value_of_color: Mapping[Color, int], path: str) -> list[int]:
    """The value of each colour of RGB paint."""
    values = []
    for color in colors:
        rgb = (color >> 16, color >> 8 & 255, color & 255)
        if rgb not in value_of_color:
            raise BadDataset(
                f"{path} is painted with the colour #{color:06x}, which no line of labelmap.txt"
                " has; add its class there.",
                file=path,
            )
        values.append(value_of_color[rgb])
    return values


def _object_runs(folder: _Folder, stem: str, size_hw: tuple[int, int]) -> PaintedRuns:
    """Object numbers: 0 none, 255 void or uncounted; all 0 without an object mask."""
    path = folder.objects.get(stem)
    if path is None:
        return PaintedRuns(size_hw, np.zeros(1, np.int64), np.zeros(1, np.int64))
    picture = decode_runs(folder.archive.read(path), path)
    if picture.runs.size_hw != size_hw:
        raise BadDataset(
            f"{path} is {picture.runs.size_hw} (h, w), its class mask {size_hw}.", file=path
        )
    if not picture.is_rgb:
        return picture.runs
    # Painted objects: VOC's colours are their numbers; others are counted after those.
    place = {int(r) << 16 | int(g) << 8 | int(b): n for n, (r, g, b) in enumerate(voc_palette())}
    numbers = [place.get(color, 256 + k) for k, color in enumerate(picture.used)]
    return picture.runs.looked_up(picture.used, numbers)


def _flags(folder: _Folder, stem: str) -> dict[int, tuple[bool, bool]]:
    """(truncated, occluded) by object number: the n-th <object> is the n-th object of the mask."""
    path = folder.boxes.get(stem)
    if path is None:
        return {}
    content = folder.archive.read(path)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BadDataset(f"{path} declares entities; VOC's annotations have none.", file=path)
    try:
        objects = ElementTree.fromstring(content).findall("object")
    except ElementTree.ParseError as error:
        raise BadDataset(f"{path} is no valid XML ({error}).", file=path) from error
    return {
        number: (each.findtext("truncated") == "1", each.findtext("occluded") == "1")
        for number, each in enumerate(objects, start=1)
    }
