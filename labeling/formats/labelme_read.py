"""Reads folders of LabelMe and X-AnyLabeling: one JSON beside each picture."""

from __future__ import annotations

import io
import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any

from labeling.errors import BadDataset
from labeling.formats.base import (
    ArchiveReader,
    ImageRecord,
    ImportedDataset,
    Report,
    SegmentRecord,
)
from labeling.formats.coco_find import split_of
from labeling.formats.coco_json import WITHOUT_SPLIT
from labeling.formats.coco_shapes import drawn
from labeling.formats.labelme_shapes import (
    LabelmeShape,
    drawn_rle,
    image_data,
    load,
    parse,
)
from labeling.formats.labelme_table import LABELS, classes_of, our_table
from labeling.formats.pictures_out import FILENAMES, read_filenames, size_hw_in
from labeling.masks import rle
from labeling.masks.boxed import polygon_rle
from labeling.masks.types import Polygon, Rle

FLAGS = ("iscrowd", "occluded", "truncated")
"""What a segment says that goes into a shape's flags."""

_PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"})


@dataclass(frozen=True, slots=True)
class _Item:
    """One image: its JSON, its picture, or both."""

    name: str
    labels: str | None
    picture: str | None
    has_data: bool
    split: str | None


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read LabelMe's files; each is checked whole before the first image is given out.

    Raises:
        BadDataset: no file of LabelMe's, or a bad shape; names file, shape and remedy.
    """
    ours = our_table(archive)
    used: set[str] = set()
    paths: dict[str, tuple[str | None, bool]] = {}
    pictures = _Pictures(archive)
    for path in archive.names():
        if not path.endswith(".json") or PurePosixPath(path).name in (LABELS, FILENAMES):
            continue
        document = load(archive.read(path), path)
        if document is None:
            report.count("JSON files that are none of LabelMe's were passed over", path)
            continue
        file = parse(document, path, report)
        picture = pictures.find(file.image_path, path)
        if file.size_hw is None and picture is None and not file.has_data:
            raise BadDataset(
                f"{path}: no imageHeight and imageWidth, and no picture; add it beside the file.",
                file=path,
            )
        if ours is None and any(isinstance(each.geometry, Polygon) for each in file.shapes):
            report.note(
                "Polygons hold the pixels whose centres they enclose; LabelMe's own scripts add the"
                " pixels of the outline."
            )
        used.update(shape.label for shape in file.shapes)
        paths[path] = (picture, file.has_data)
    if not paths:
        raise BadDataset(
            "There is no file of LabelMe's: a .json beside each picture with the keys shapes and"
            " imagePath. Check that the dataset is in the format chosen."
        )
    classes, class_ids = classes_of(archive, ours, used)
    items = _items(archive, paths, pictures.paths, is_ours=ours is not None)
    images = partial(_images, archive, items, class_ids, ours is not None, report)
    return ImportedDataset(classes, len(items), images)


class _Pictures:
    """Finds the picture of a JSON file, as imagePath says or beside it."""

    def __init__(self, archive: ArchiveReader) -> None:
        names = archive.names()
        self.paths = [n for n in names if PurePosixPath(n).suffix.lower() in _PICTURE_SUFFIXES]
        self._known = frozenset(self.paths)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_stem: dict[str, str] = {}
        for path in self.paths:
            self._by_name[PurePosixPath(path).name].append(path)
            self._by_stem.setdefault(str(PurePosixPath(path).with_suffix("")), path)

    def find(self, image_path: str, labels: str) -> str | None:
        """The picture's path, None where it is not there."""
        wanted = image_path.replace("\\", "/")
        folder = posixpath.dirname(labels)
        for path in (wanted, posixpath.basename(wanted)):
            joined = posixpath.normpath(posixpath.join(folder, path))
            if joined in self._known:
                return joined
        beside = self._by_stem.get(str(PurePosixPath(labels).with_suffix("")))
        alike = self._by_name[posixpath.basename(wanted)]
        return beside or (alike[0] if len(alike) == 1 else None)


def _items(
    archive: ArchiveReader,
    paths: Mapping[str, tuple[str | None, bool]],
    pictures: Sequence[str],
    *,
    is_ours: bool,
) -> list[_Item]:
    """Every image, by path; pictures without a JSON are images without segments."""
    originals = read_filenames(archive)
    seen = {picture for picture, _ in paths.values()}
    every: list[tuple[str | None, str | None, bool]] = [
        *((labels, picture, has_data) for labels, (picture, has_data) in paths.items()),
        *((None, picture, False) for picture in pictures if picture not in seen),
    ]
    files = [picture or f"{PurePosixPath(str(labels)).with_suffix('')}.png"
             for labels, picture, _ in every]  # fmt: skip
    names = [_name(file, originals) for file in files]
    times = Counter(names)
    items = []
    for (labels, picture, has_data), file, name in zip(every, files, names, strict=True):
        place = labels or file
        folder = PurePosixPath(place).parent
        is_default = is_ours and folder.name == WITHOUT_SPLIT
        split = None if is_default else split_of(str(folder))
        unique = name if times[name] == 1 else (file if picture else place)
        items.append(_Item(unique, labels, picture, has_data, split))
    return sorted(items, key=lambda item: item.name)


def _name(file: str, originals: Mapping[str, str]) -> str:
    """What the image was called before an export, or its path without the split's folder."""
    path = PurePosixPath(file)
    if path.stem in originals:
        return originals[path.stem]
    parts = path.parts
    is_split = len(parts) > 1 and (parts[0] == WITHOUT_SPLIT or split_of(parts[0]) is not None)
    return "/".join(parts[1:] if is_split else parts)


def _opener(archive: ArchiveReader, item: _Item) -> Any:
    if item.picture is not None:
        return partial(archive.open, item.picture)
    if item.labels is not None and item.has_data:
        return partial(_from_json, archive, item.labels)
    return None


def _from_json(archive: ArchiveReader, path: str) -> IO[bytes]:
    return io.BytesIO(image_data(archive.read(path), path))


def _images(
    archive: ArchiveReader,
    items: Sequence[_Item],
    class_ids: Mapping[str, int],
    is_ours: bool,
    report: Report,
) -> Iterator[ImageRecord]:
    for item in items:
        opener = _opener(archive, item)
        file = None
        if item.labels is not None:
            document = load(archive.read(item.labels), item.labels)
            file = parse(document or {"shapes": []}, item.labels, Report())
        if file is None or file.size_hw is None:
            with opener() as stream:
                size_hw = size_hw_in(stream, item.picture or str(item.labels))
        else:
            size_hw = file.size_hw
        state = "new" if file is None else None
        shapes = file.shapes if file is not None else []
        segments = tuple(_segments(shapes, size_hw, class_ids, is_ours, report))
        yield ImageRecord(item.name, size_hw, segments, item.split, state, opener)


def _segments(
    shapes: Sequence[LabelmeShape],
    size_hw: tuple[int, int],
    class_ids: Mapping[str, int],
    is_ours: bool,
    report: Report,
) -> list[SegmentRecord]:
    """The shapes in their order; those of one label and group_id are one segment."""
    made: list[SegmentRecord] = []
    groups: dict[tuple[str, int], int] = {}
    for index, shape in enumerate(shapes):
        found = _drawn(shape, size_hw, is_ours, report)
        if found is None:
            continue
        mask, polygon = found
        key = None if shape.group_id is None else (shape.label, shape.group_id)
        if key is not None and key in groups:
            first = made[groups[key]]
            made[groups[key]] = replace(first, rle=rle.union(first.rle, mask), polygon=None)
            continue
        if key is not None:
            groups[key] = len(made)
        made.append(
            SegmentRecord(
                uid=f"labelme-{index}",
                class_id=class_ids[shape.label],
                z=len(made) + 1,
                rle=mask,
                polygon=polygon,
                **_details(shape.details),
            )
        )
    return made


def _drawn(
    shape: LabelmeShape, size_hw: tuple[int, int], is_ours: bool, report: Report
) -> tuple[Rle, Polygon | None] | None:
    """The mask of a shape, and its vertices where they are worth editing; None without a pixel."""
    geometry = shape.geometry
    if isinstance(geometry, Polygon):
        if not is_ours:
            return drawn(geometry, size_hw, shape.place, report)
        mask = polygon_rle(geometry, size_hw)
    else:
        mask = drawn_rle(geometry, size_hw)
    if not rle.area_px(mask):
        report.count("shapes without a pixel in the picture were left out", shape.place)
        return None
    return mask, None


def _details(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Flags, score and attributes; what has no place of its own becomes an attribute."""
    flags, attributes = shape.get("flags"), shape.get("attributes")
    is_set = {str(k) for k, v in flags.items() if v is True} if isinstance(flags, dict) else set()
    found = dict(attributes) if isinstance(attributes, dict) else {}
    found.update(dict.fromkeys(sorted(is_set - set(FLAGS)), True))
    if isinstance(shape.get("description"), str) and shape["description"].strip():
        found.setdefault("description", shape["description"])
    if shape.get("difficult") is True:
        found.setdefault("difficult", True)
    score = shape.get("score")
    is_score = isinstance(score, int | float) and not isinstance(score, bool)
    return {
        **{flag: flag in is_set for flag in FLAGS},
        "score": float(score) if is_score and abs(score) < 1e300 else None,  # type: ignore[arg-type]
        "attributes": found,
    }
