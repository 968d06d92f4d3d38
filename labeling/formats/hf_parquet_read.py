"""Reads Parquet repositories: our own with every segment, others' pictures and class maps."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow.parquet as pq

from labeling.errors import BadDataset
from labeling.formats import hf_schema
from labeling.formats.base import (
    ArchiveReader,
    ClassRecord,
    ImageRecord,
    ImportedDataset,
    Report,
)
from labeling.formats.coco_find import split_of
from labeling.formats.found_pictures import checked_size
from labeling.formats.hf_foreign import read_foreign
from labeling.formats.native_lines import read_classes, read_image
from labeling.formats.parquet_files import opened, parquet_paths, rows

_FLAGS = ("iscrowd", "occluded", "truncated")


@dataclass(frozen=True, slots=True)
class _Table:
    """What our files say about the whole dataset."""

    classes: tuple[ClassRecord, ...]
    overlap_mode: str | None


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read a dataset repository; our own is checked row by row before the first image is given out.

    Raises:
        BadDataset: no Parquet file, damaged ones, or rows that are no images; names file, row and
            column.
    """
    paths = parquet_paths(archive)
    if not paths:
        raise BadDataset(
            "There is no .parquet file; a repository of Hugging Face has them in data/. Check that"
            " the dataset is in the format chosen."
        )
    table = _our_table(archive, paths[0])
    if table is None:
        return read_foreign(archive, paths, report)
    class_ids = frozenset(record.class_id for record in table.classes)
    seen: dict[str, str] = {}
    for path in paths:
        other = _our_table(archive, path)
        if other != table:
            raise BadDataset(
                f"{path} and {paths[0]} have different class tables; keep the files of one export.",
                file=path,
            )
        for place, image in _records(archive, path, class_ids, hf_schema.RECORDS, report):
            if image.name in seen:
                raise BadDataset(
                    f"{place}: {image.name!r} is there already, in {seen[image.name]}."
                )
            seen[image.name] = place
    images = partial(_images, archive, paths, class_ids)
    return ImportedDataset(table.classes, len(seen), images, table.overlap_mode)


def _our_table(archive: ArchiveReader, path: str) -> _Table | None:
    """The class table that our exporter puts into every file; None in others' files."""
    with opened(archive, path) as file:
        metadata: Mapping[bytes, bytes] = file.schema_arrow.metadata or {}
        if hf_schema.OURS not in metadata:
            return None
        place = f"{path}, metadata {hf_schema.OURS.decode()!r}"
        try:
            content = json.loads(metadata[hf_schema.OURS])
            mode = content.get("overlap_mode")
            classes = read_classes(json.dumps(content["classes"]).encode(), place)
        except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
            raise BadDataset(f"{place} is no class table ({error!r}).", file=path) from error
        if missing := set(hf_schema.RECORDS) - set(file.schema_arrow.names):
            raise BadDataset(f"{path}: the column {min(missing)!r} is missing.", file=path)
        return _Table(classes, mode if mode in ("layered", "exclusive") else None)


def _images(
    archive: ArchiveReader, paths: Sequence[str], class_ids: frozenset[int]
) -> Iterator[ImageRecord]:
    columns = ("image", *hf_schema.RECORDS)
    for path in paths:
        for _, image in _records(archive, path, class_ids, columns, Report()):
            yield image


def _records(
    archive: ArchiveReader,
    path: str,
    class_ids: frozenset[int],
    columns: Sequence[str],
    report: Report,
) -> Iterator[tuple[str, ImageRecord]]:
    """(place, image) of every row, its segments checked."""
    split = split_of(path.rpartition("/")[2])
    with opened(archive, path) as file:
        wanted = [name for name in columns if name in _names(file)]
        for number, row in enumerate(rows(file, wanted, path), start=1):
            place = f"{path}, row {number}"
            try:
                line = json.dumps(_line(row, split))
            except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
                raise BadDataset(
                    f"{place}: the columns do not hold what this format has in them ({error!r});"
                    " export it again.",
                    file=path,
                ) from error
            image = read_image(line.encode(), place, class_ids, report)
            checked_size(*image.size_hw, place)
            yield place, replace(image, open=_opener(row.get("image"), place))


def _names(file: pq.ParquetFile) -> list[str]:
    names: list[str] = file.schema_arrow.names
    return names


def _opener(cell: object, place: str) -> Any:
    if cell is None:
        return None
    content = cell.get("bytes") if isinstance(cell, dict) else None
    if not isinstance(content, bytes):
        raise BadDataset(f"{place}: the column 'image' has no bytes; export it with its pictures.")
    return partial(io.BytesIO, content)


def _line(row: Mapping[str, Any], split: str | None) -> dict[str, Any]:
    """A row as the native format's line, which knows how to check it."""
    size = [row["height"], row["width"]]
    objects = row["objects"]
    segments = [
        {
            "uid": each["uid"],
            "class_id": each["category_id"],
            "z": each["z"],
            "mask": {"size": size, "counts": each["counts"]},
            "polygon": None if each["polygon"] is None else json.loads(each["polygon"]),
            "origin": each["origin"],
            "score": each["score"],
            "attributes": json.loads(each["attributes"]),
            **{flag: each[flag] for flag in _FLAGS},
        }
        for each in _each(objects, tuple(hf_schema.OBJECT))
    ]
    boxes = [
        {"uid": each["uid"], "class_id": each["category_id"], "bbox_xywh": each["bbox"]}
        for each in _each(row["boxes"], tuple(hf_schema.BOX))
    ]
    return {
        "image": row["name"],
        "size": size,
        "split": split,
        "state": row["state"],
        "segments": segments,
        "boxes": boxes,
        "tags": row["tags"] or [],
    }


def _each(lists: Mapping[str, Sequence[Any]], keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The entries of a struct of lists of equal length."""
    for values in zip(*(lists[key] for key in keys), strict=True):
        yield dict(zip(keys, values, strict=True))
