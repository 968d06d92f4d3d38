"""Reads Datumaro's JSON, of any version that calls itself 1.0 or nothing; item by item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import Any

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
from labeling.formats.datumaro import OURS
from labeling.formats.datumaro_labels import Labels, read_labels
from labeling.formats.datumaro_shapes import Drawing, drawing_of
from labeling.formats.found_pictures import FoundPictures, checked_size, plain_name
from labeling.formats.json_items import members

ITEMS = "items"


@dataclass(frozen=True, slots=True)
class _File:
    """One annotation file: its subset and what its label numbers mean."""

    path: str
    subset: str
    class_ids: Sequence[int]


@dataclass(slots=True)
class _Names:
    """Image names that are taken; equal ones of several subsets get theirs in front."""

    taken: set[str] = field(default_factory=set)

    def unique(self, name: str, subset: str) -> str:
        """The name, or one that is free."""
        wanted, number = name, 2
        while wanted in self.taken:
            wanted = f"{subset}/{name}" if number == 2 else f"{subset}_{number}/{name}"
            number += 1
        self.taken.add(wanted)
        return wanted


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read annotations/*.json; every item is checked before the first image is given out.

    Raises:
        BadDataset: no such file, labels that contradict each other, bad items; names file, item
            and remedy.
    """
    labels = Labels()
    files, is_ours = [], True
    for path in _paths(archive):
        head = _head(archive, path)
        if head is None:
            continue
        class_ids, has_table = read_labels(labels, head, path, report)
        is_ours &= has_table
        files.append(_File(path, PurePosixPath(path).stem, class_ids))
    if not files:
        raise BadDataset(
            "There is no file of Datumaro's: annotations/<subset>.json with the keys categories and"
            " items. Check that the dataset is in the format chosen."
        )
    count = sum(1 for _ in _records(archive, files, is_ours, report, draws=False))
    images = partial(_records, archive, files, is_ours, Report(), draws=True)
    return ImportedDataset(tuple(labels.classes), count, images, labels.overlap_mode)


def _paths(archive: ArchiveReader) -> list[str]:
    """The JSON files in folders called annotations; any others only where there is none."""
    every = [path for path in archive.names() if path.lower().endswith(".json")]
    inside = [path for path in every if PurePosixPath(path).parent.name == "annotations"]
    return inside or every


def _head(archive: ArchiveReader, path: str) -> Mapping[str, Any] | None:
    """What stands beside the items, None where it is no file of Datumaro's."""
    head: dict[str, Any] = {}
    has_items = False
    with archive.open(path) as stream:
        for key, value in members(stream, path, ITEMS):
            has_items |= key == ITEMS
            if key != ITEMS:
                head[key] = value
            elif "categories" in head:
                break  # ours and Datumaro's own have the items last
    if "categories" not in head:
        if has_items:
            raise BadDataset(f"{path}: the key 'categories' is missing.", file=path)
        return None
    return head


def _records(
    archive: ArchiveReader,
    files: Sequence[_File],
    is_ours: bool,
    report: Report,
    *,
    draws: bool,
) -> Iterator[ImageRecord]:
    """The images; without `draws` only checked, their segments left out."""
    found, names = FoundPictures(archive), _Names()
    for file in files:
        with archive.open(file.path) as stream:
            pairs = members(stream, file.path, ITEMS)
            items = (value for key, value in pairs if key == ITEMS)
            for index, item in enumerate(items):
                place = f"{file.path}, items[{index}]"
                if not isinstance(item, dict) or not isinstance(item.get("id"), str | int):
                    raise BadDataset(f"{place}: expected an item with an id.", file=file.path)
                place = f"{place} (id {str(item['id'])[:80]!r})"
                yield _image(archive, item, file, found, names, is_ours, report, place, draws)


def _image(
    archive: ArchiveReader,
    item: Mapping[str, Any],
    file: _File,
    found: FoundPictures,
    names: _Names,
    is_ours: bool,
    report: Report,
    place: str,
    draws: bool,
) -> ImageRecord:
    media = item.get("image")
    described: Mapping[str, Any] = media if isinstance(media, dict) else {}
    path = described.get("path") or f"{item['id']}.jpg"
    if not isinstance(path, str):
        raise BadDataset(f"{place}, image.path: expected a name.", file=file.path)
    path = plain_name(path, place)
    folder = str(PurePosixPath(file.path).parent.parent)
    root = "" if folder == "." else f"{folder}/"
    picture = found.find(path, f"{root}images/{file.subset}/", f"{root}images/")
    extra = _extra(item) if is_ours else {}
    drawing = drawing_of(item, extra, place, report)
    size_hw = _size(described.get("size"), drawing, found, picture, place)
    name = extra.get("name")
    name = plain_name(name if isinstance(name, str) else path, place)
    state = extra.get("state")
    record = ImageRecord(
        names.unique(name, file.subset),
        size_hw,
        (),
        split_of(f"{file.subset}.json"),
        state if state in ("new", "in_progress", "submitted", "approved", "returned") else None,
        partial(archive.open, picture) if picture else None,
    )
    made = drawing.records(file.class_ids, size_hw, is_ours, report, draws=draws)
    return _with(record, *made)


def _with(
    record: ImageRecord,
    segments: tuple[SegmentRecord, ...],
    boxes: tuple[BoxRecord, ...],
    tags: tuple[int, ...],
) -> ImageRecord:
    return ImageRecord(
        record.name, record.size_hw, segments, record.split, record.state, record.open, boxes, tags
    )


def _extra(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """What our exporter keeps in an item."""
    attributes = item.get("attr")
    ours = attributes.get(OURS) if isinstance(attributes, dict) else None
    return ours if isinstance(ours, dict) else {}


def _size(
    written: object,
    drawing: Drawing,
    found: FoundPictures,
    picture: str | None,
    place: str,
) -> tuple[int, int]:
    """[height, width] as the item says, as a mask says, or as the picture has it."""
    if written is None:
        size_hw = drawing.mask_size_hw or (found.size_hw(picture) if picture else None)
        if size_hw is None:
            raise BadDataset(f"{place}: no image.size, no mask and no picture; add the picture.")
        return checked_size(*size_hw, place)
    if isinstance(written, list) and len(written) == 2 and all(type(n) is int for n in written):
        return checked_size(written[0], written[1], place)
    raise BadDataset(f"{place}, image.size: {str(written)[:80]}; expected [height, width].")
