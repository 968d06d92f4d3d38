"""Reads others' Parquet datasets: a column of pictures and one of class maps, as on the hub."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from labeling.errors import BadDataset
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
from labeling.formats.coco_find import split_of
from labeling.formats.found_pictures import FoundPictures, plain_name
from labeling.formats.hf_card import ID2LABEL
from labeling.formats.palette import voc_palette
from labeling.formats.parquet_files import opened, rows
from labeling.formats.pictures_out import size_hw_in
from labeling.formats.png import decode_map
from labeling.formats.png_runs import MapRuns
from labeling.formats.regions import values_of
from labeling.formats.value_table import IGNORE, ValueTable, class_runs, filled
from labeling.masks.painting import PaintedRuns, runs_of_map

_IMAGES = ("image", "img", "images", "picture", "pixel_values", "jpg")
_MAPS = ("label", "labels", "annotation", "annotations", "mask", "masks", "segmentation",
         "segmentation_mask", "semantic", "semantic_segmentation", "seg", "gt")  # fmt: skip
_NAMES = ("name", "file_name", "filename", "image_id", "id")
_MAX_CLASSES = 4096
_SUFFIXES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"RIFF": ".webp", b"BM": ".bmp",
             b"II*\0": ".tif", b"MM\0*": ".tif"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of one file that we read."""

    image: str
    label: str
    name: str | None

    def all(self) -> list[str]:
        """Their names."""
        return [name for name in (self.image, self.label, self.name) if name]


def read_foreign(archive: ArchiveReader, paths: Sequence[str], report: Report) -> ImportedDataset:
    """Read pictures and class maps; a segment for each class of an image.

    Classes are named by id2label.json where there is one. All maps are decoded once to learn which
    values occur, before the first image is given out.

    Raises:
        BadDataset: no such columns, or a map that is none; names file, row and column.
    """
    columns = {path: _columns(archive, path) for path in paths}
    found = FoundPictures(archive)
    values: set[int] = set()
    names: list[str] = []
    is_deep = False
    for path in paths:
        for place, row in _rows(archive, path, columns[path]):
            pixels = _map(archive, row[columns[path].label], found, place, columns[path].label)
            if pixels is not None:
                values.update(values_of(pixels))
                is_deep |= pixels.itemsize > 1
                if len(values) > _MAX_CLASSES:
                    raise BadDataset(f"{place}: over {_MAX_CLASSES} values; this is no class map.")
            names.append(_name(row, columns[path], len(names), split_of(path)))
    table = _table(archive, sorted(values), is_deep, report)
    classes = tuple(c for value, c in sorted(table.classes.items()) if c and value in values)
    times = Counter(names)
    unique = [name if times[name] == 1 else f"{index:06}_{name.rpartition('/')[2]}"
              for index, name in enumerate(names)]  # fmt: skip
    images = partial(_images, archive, paths, columns, unique, table)
    return ImportedDataset(classes, len(unique), images, "exclusive")


def _columns(archive: ArchiveReader, path: str) -> _Columns:
    """Which columns hold the pictures and the maps."""
    with opened(archive, path) as file:
        schema = file.schema_arrow
        pictures = [field.name for field in schema if _is_picture(field.type)]
        plain = [field.name for field in schema if pa.types.is_string(field.type)]
    image = next((name for name in _IMAGES if name in pictures), None)
    label = next((name for name in _MAPS if name in pictures), None)
    if image is None or label is None:
        raise BadDataset(
            f"{path} has the columns {', '.join(schema.names)[:300]}; expected pictures in 'image'"
            " and class maps in 'label', 'annotation' or 'mask' (structs of bytes and path). Rename"
            " them.",
            file=path,
        )
    return _Columns(image, label, next((name for name in _NAMES if name in plain), None))


def _is_picture(kind: pa.DataType) -> bool:
    """Whether a column's cells are pictures: bytes, or the struct that `datasets` makes of them."""
    if pa.types.is_struct(kind):
        return bool(kind.get_field_index("bytes") >= 0)
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _rows(
    archive: ArchiveReader, path: str, columns: _Columns
) -> Iterator[tuple[str, dict[str, Any]]]:
    with opened(archive, path) as file:
        for number, row in enumerate(rows(file, columns.all(), path), start=1):
            yield f"{path}, row {number}", row


def _cell(cell: object) -> tuple[bytes | None, str]:
    """(bytes, path) of a picture's cell."""
    if isinstance(cell, dict):
        content, path = cell.get("bytes"), cell.get("path")
        return (content if isinstance(content, bytes) else None), path if isinstance(
            path, str
        ) else ""
    return (cell if isinstance(cell, bytes) else None), ""


def _stream(
    archive: ArchiveReader, cell: object, found: FoundPictures
) -> Callable[[], IO[bytes]] | None:
    """How to open a picture: its bytes, or the file of the archive that its path names."""
    content, path = _cell(cell)
    if content is not None:
        return partial(io.BytesIO, content)
    inside = found.find(path.replace("\\", "/")) if path else None
    return partial(archive.open, inside) if inside else None


def _map(
    archive: ArchiveReader, cell: object, found: FoundPictures, place: str, column: str
) -> NDArray[Any] | None:
    """(H, W) values; None where the row has no map."""
    stream = _stream(archive, cell, found)
    if stream is None:
        return None
    with stream() as file:
        pixels = decode_map(file.read(), f"{place}, column {column!r}").pixels
    if pixels.ndim == 3:
        grey = pixels[..., 0]
        if (pixels != grey[..., None]).any():
            raise BadDataset(
                f"{place}, column {column!r}: the map is painted in colours, and no table says"
                " which classes they are; write one channel of class ids."
            )
        return np.ascontiguousarray(grey)
    return pixels


def _name(row: Mapping[str, Any], columns: _Columns, index: int, split: str | None) -> str:
    """What to call an image: as its cell's path or a column says, else by its number."""
    content, path = _cell(row[columns.image])
    wanted = path or (row[columns.name] if columns.name else None) or ""
    wanted = wanted if isinstance(wanted, str) and len(wanted) < 200 and "\0" not in wanted else ""
    head = (content or b"")[:4]
    suffix = next((s for magic, s in _SUFFIXES.items() if head.startswith(magic)), ".png")
    try:
        name = plain_name(wanted, "")
    except BadDataset:
        name = f"{split or 'image'}_{index:06}"
    return name if "." in name.rpartition("/")[2] else f"{name}{suffix}"


def _table(
    archive: ArchiveReader, values: Sequence[int], is_deep: bool, report: Report
) -> ValueTable:
    """The classes of the values: named by id2label.json, else by their number."""
    if values and values[0] < 0:
        raise BadDataset(f"A class map has the value {values[0]}; expected 0 and above.")
    path = find_file(archive, ID2LABEL)
    named = _id2label(archive, path) if path else {}
    if path is None:
        report.note(
            f'There is no {ID2LABEL} ({{"1": "car"}}), so classes are called by their values;'
            " 0 is background and 255 ignored."
        )
    unnamed = [value for value in values if value not in named and value not in (0, IGNORE)]
    if path and unnamed:
        report.note(f"{path} does not name the values {', '.join(map(str, unnamed[:20]))}.")
    named.update({value: f"class {value}" for value in unnamed})
    palette = voc_palette()
    table, seen = [], set()
    for value, name in sorted(named.items()):
        unique = name if name not in seen else f"{name[: MAX_NAME - 12]} ({value})"
        seen.add(unique)
        color = "#" + bytes(palette[(value - 1) % 254 + 1].tolist()).hex()
        table.append((value, ClassRecord(value, unique, color, is_thing=False)))
    ignore = None if is_deep or IGNORE in named else IGNORE
    return filled(table, ignore, path or "the maps", report)


def _id2label(archive: ArchiveReader, path: str) -> dict[int, str]:
    try:
        content = json.loads(archive.read(path))
        named = {int(value): str(name).strip()[:MAX_NAME] for value, name in content.items()}
    except (ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise BadDataset(
            f'{path} is no table of names ({error}); expected {{"1": "car", …}}.', file=path
        ) from error
    if any(not 0 <= value < 2**31 or not name for value, name in named.items()):
        raise BadDataset(f"{path} has a negative or huge value, or an empty name.", file=path)
    return named


def _images(
    archive: ArchiveReader,
    paths: Sequence[str],
    columns: Mapping[str, _Columns],
    names: Sequence[str],
    table: ValueTable,
) -> Iterator[ImageRecord]:
    found = FoundPictures(archive)
    remaining = iter(names)
    for path in paths:
        split = split_of(path)
        for place, row in _rows(archive, path, columns[path]):
            pixels = _map(archive, row[columns[path].label], found, place, columns[path].label)
            picture = _stream(archive, row[columns[path].image], found)
            if pixels is not None:
                size_hw = (pixels.shape[0], pixels.shape[1])
                shown = class_runs(MapRuns(runs_of_map(pixels), False, None), place, table)
                segments = tuple(_segments(shown, table))
                yield ImageRecord(next(remaining), size_hw, segments, split, None, picture)
                continue
            if picture is None:
                raise BadDataset(f"{place}: neither a picture nor a class map.", file=path)
            with picture() as stream:
                size_hw = size_hw_in(stream, f"{place}, column {columns[path].image!r}")
            yield ImageRecord(next(remaining), size_hw, (), split, "new", picture)


def _segments(shown: PaintedRuns, table: ValueTable) -> Iterator[SegmentRecord]:
    for z, (value, mask) in enumerate(shown.masks(skip=()).items()):
        record = table.classes[value]
        if record is not None:
            yield SegmentRecord(f"map-{record.class_id}", record.class_id, z, mask)
