"""Reads YOLO segmentation datasets as Ultralytics, Roboflow, CVAT and Label Studio write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from labeling.errors import BadDataset
from labeling.formats.base import (
    ArchiveReader,
    BoxRecord,
    ImageRecord,
    ImportedDataset,
    Report,
    SegmentRecord,
)
from labeling.formats.coco_find import split_of
from labeling.formats.coco_json import WITHOUT_SPLIT
from labeling.formats.coco_shapes import drawn
from labeling.formats.pictures_out import read_filenames, size_hw_in
from labeling.formats.yolo_lines import YoloLine, parse_labels
from labeling.formats.yolo_table import YoloTable, is_list_file, read_table
from labeling.masks import rle
from labeling.masks.boxed import polygon_rle
from labeling.masks.types import Part, Polygon, Rle

_PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".mpo"})
_SPLIT_FOLDERS = frozenset({"train", "val", "valid", "validation", "test", WITHOUT_SPLIT})


@dataclass(frozen=True, slots=True)
class _Item:
    """One picture of the dataset and its label file."""

    name: str
    picture: str
    labels: str | None
    split: str | None


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read a YOLO segmentation dataset; every line is checked before the first image is given out.

    Raises:
        BadDataset: no names of classes, no pictures, or a bad line; names file, line and remedy.
    """
    table = read_table(archive, report)
    items = _items(archive, table, report)
    for item in items:
        if item.labels is not None:
            content = archive.read(item.labels)
            parse_labels(content, item.labels, table.class_ids.keys(), table.source, report)
    return ImportedDataset(
        classes=table.classes,
        num_images=len(items),
        images=partial(_images, archive, table, items, report),
    )


def _items(archive: ArchiveReader, table: YoloTable, report: Report) -> list[_Item]:
    pictures = [n for n in archive.names() if PurePosixPath(n).suffix.lower() in _PICTURE_SUFFIXES]
    in_images = [name for name in pictures if "images" in PurePosixPath(name).parts[:-1]]
    pictures = in_images or pictures
    labels = {picture: _label_path(picture) for picture in pictures}
    files = [n for n in archive.names() if "labels" in PurePosixPath(n).parts[:-1]]
    used = set(labels.values())
    for name in files:
        if name.endswith(".txt") and name not in used and not is_list_file(name):
            report.count("label files without a picture, which gives the size, were left out", name)
    if not pictures:
        raise BadDataset(
            "There are no pictures; YOLO's coordinates are fractions of their size. Add the folder"
            " images/ beside labels/."
        )
    originals, listed = read_filenames(archive), _listed(archive, table)
    names = {picture: _name(picture, originals) for picture in pictures}
    times = Counter(names.values())
    return [
        _Item(
            name=names[picture] if times[names[picture]] == 1 else picture,
            picture=picture,
            labels=labels[picture] if archive.exists(labels[picture]) else None,
            split=_split(picture, table, listed),
        )
        for picture in pictures
    ]


def _label_path(picture: str) -> str:
    """As Ultralytics finds it: the last folder images becomes labels."""
    before, found, after = f"/{picture}".rpartition("/images/")
    moved = f"{before}/labels/{after}" if found else f"/{picture}"
    return str(PurePosixPath(moved[1:]).with_suffix(".txt"))


def _name(picture: str, originals: Mapping[str, str]) -> str:
    """The image's name: what it was called before an export, or its path without the layout."""
    path = PurePosixPath(picture)
    if path.stem in originals:
        return originals[path.stem]
    parts = path.parts
    if "images" in parts[:-1]:
        place = len(parts) - 2 - parts[-2::-1].index("images")
        inner = parts[place + 1 :]
        parts = inner[1:] if len(inner) > 1 and inner[0] in _SPLIT_FOLDERS else inner
    return "/".join(parts)


def _listed(archive: ArchiveReader, table: YoloTable) -> dict[str, str]:
    """Path below images/ to split, from lists of pictures that data.yaml names (train.txt)."""
    found: dict[str, str] = {}
    for split, entries in table.folders.items():
        for entry in entries:
            name = PurePosixPath(entry.replace("\\", "/")).name
            paths = [p for p in archive.names() if PurePosixPath(p).name == name]
            if not name.endswith(".txt") or not paths:
                continue
            for line in archive.read(paths[0]).decode("utf-8", errors="replace").splitlines():
                if line.strip():
                    found[_below_images(line.strip().replace("\\", "/"))] = split
    return found


def _below_images(path: str) -> str:
    return f"/{path}".rpartition("/images/")[2].removeprefix("./")


def _split(picture: str, table: YoloTable, listed: Mapping[str, str]) -> str | None:
    """By a list of pictures, by the folder's name, or by what data.yaml calls the folder."""
    if (by_list := listed.get(_below_images(picture))) is not None:
        return by_list
    folder = str(PurePosixPath(picture).parent)
    if table.is_ours and PurePosixPath(folder).name == WITHOUT_SPLIT:
        return None
    if (by_name := split_of(folder)) is not None:
        return by_name
    for split, entries in table.folders.items():
        for entry in entries:
            parts = [p for p in entry.replace("\\", "/").split("/") if p not in ("", ".", "..")]
            if parts and f"/{folder}/".endswith(f"/{'/'.join(parts[-2:])}/"):
                return split
    return None


def _images(
    archive: ArchiveReader, table: YoloTable, items: Sequence[_Item], report: Report
) -> Iterator[ImageRecord]:
    for item in items:
        with archive.open(item.picture) as stream:
            size_hw = size_hw_in(stream, item.picture)
        opener = partial(archive.open, item.picture)
        if item.labels is None:
            yield ImageRecord(item.name, size_hw, (), item.split, "new", opener)
            continue
        lines = parse_labels(
            archive.read(item.labels), item.labels, table.class_ids.keys(), table.source, Report()
        )
        segments = [
            segment
            for line in lines
            if not line.is_box and (segment := _segment(line, size_hw, table, report)) is not None
        ]
        if not table.is_ours:
            # YOLO has no order: the smaller lies on top, as in Ultralytics' masks.
            segments.sort(key=lambda segment: -rle.area_px(segment.rle))
        yield ImageRecord(
            item.name,
            size_hw,
            tuple(replace(segment, z=z) for z, segment in enumerate(segments, start=1)),
            item.split,
            open=opener,
            boxes=tuple(_boxes(lines, size_hw, table, report)),
        )


def _segment(
    line: YoloLine, size_hw: tuple[int, int], table: YoloTable, report: Report
) -> SegmentRecord | None:
    """One object, drawn by the rule of pixel centres; None where it holds no pixel's centre."""
    x, y = (line.points * (size_hw[1], size_hw[0])).T.tolist()
    polygon = Polygon((Part(tuple(zip(x, y, strict=True))),))
    if table.is_ours:
        mask: Rle | None = polygon_rle(polygon, size_hw)
        shape = None
    else:
        mask, shape = drawn(polygon, size_hw, line.place, report) or (None, None)
    if mask is None or not rle.area_px(mask):
        return None
    return SegmentRecord(
        uid=f"yolo-{line.line}",
        class_id=table.class_ids[line.number],
        z=0,
        rle=mask,
        polygon=shape,
        score=line.score,
    )


def _boxes(
    lines: Sequence[YoloLine], size_hw: tuple[int, int], table: YoloTable, report: Report
) -> Iterator[BoxRecord]:
    """Boxes in whole pixels, inside the picture."""
    height, width = size_hw
    for line in lines:
        if not line.is_box:
            continue
        (x, y), (w, h) = line.points.tolist()
        left, right = (round(min(max(x + s * w / 2, 0), 1) * width) for s in (-1, 1))
        top, bottom = (round(min(max(y + s * h / 2, 0), 1) * height) for s in (-1, 1))
        if right <= left or bottom <= top:
            report.count("boxes without a whole pixel were left out", line.place)
            continue
        yield BoxRecord(
            f"yolo-{line.line}",
            table.class_ids[line.number],
            (left, top, right - left, bottom - top),
        )
