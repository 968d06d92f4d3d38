"""A dataset repository of Hugging Face: Parquet files that `datasets.load_dataset` opens.

data/<split>-00000-of-0000N.parquet, README.md (which files belong to which split, the classes) and
id2label.json. Every row holds the picture, the map of class ids, the map of instances and the
objects with their full masks, so nothing is lost. Rules: docs/formats.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from labeling.formats import hf_schema
from labeling.formats.base import (
    ArchiveWriter,
    DatasetSource,
    ExportOptions,
    ImageRecord,
    Report,
)
from labeling.formats.coco_json import WITHOUT_SPLIT, PictureNames, dumps
from labeling.formats.composite import composite
from labeling.formats.hf_card import ID2LABEL, card, id2label
from labeling.formats.native_write import image_line
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import ExportedPicture, export_picture
from labeling.formats.shards import MAX_SHARD_BYTES, Shards
from labeling.formats.value_table import IGNORE, map_values
from labeling.masks import rle

SPLITS = {"train": "train", "val": "validation", "test": "test", WITHOUT_SPLIT: WITHOUT_SPLIT}
"""Our splits by the names that `datasets` uses."""

_MAX_INSTANCES = 2**16 - 1
_GROUP_BYTES = 16 * 2**20
_GROUP_ROWS = 100
"""A group of rows is written at either: readers hold one whole (the hub's writer has 100 rows)."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What the work on one image gives."""

    image: ImageRecord
    row: dict[str, Any]
    picture: ExportedPicture | None
    notes: list[str]


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot as a dataset repository."""
    numbers = {c.class_id: c.class_id for c in source.classes if not c.is_ignore}
    is_deep = any(value >= IGNORE for value in numbers.values())
    values = map_values(source.classes, numbers, is_deep, report)
    make = partial(
        _make,
        values=values,
        is_deep=is_deep,
        include_images=options.include_images,
    )
    with ExitStack() as stack:
        shards = Shards(stack)
        made_images = in_order(make, source.images(), on_threads=options.include_images)
        counts = _write_rows(source, made_images, shards, report, progress)
        shards.write(archive, lambda split, number: f"data/{SPLITS[split]}-{number}.parquet")
    archive.write(ID2LABEL, id2label(source.classes, values))
    archive.write("README.md", card(source, {SPLITS[s]: counts[s] for s in shards.splits}, values))


def _write_rows(
    source: DatasetSource,
    made_images: Iterable[_Made],
    shards: Shards,
    report: Report,
    progress: Callable[[int], None],
) -> dict[str, int]:
    """Write every row into the files of its split; returns how many each split has."""
    schema = hf_schema.schema(source.classes, source.overlap_mode)
    tables: dict[str, _SplitTable] = {}
    names = PictureNames(source)
    try:
        for done, made in enumerate(made_images, start=1):
            for note in made.notes:
                report.note(note)
            split = made.image.split or WITHOUT_SPLIT
            name = names.name(made.image.name, made.picture.suffix if made.picture else None)
            if made.picture is not None:
                made.row["image"] = {"bytes": made.picture.content, "path": name}
            if split not in tables:
                tables[split] = _SplitTable(partial(shards.begin, split), schema)
            tables[split].add(made.row)
            progress(done)
    finally:
        for table in tables.values():
            table.close()
    return {split: table.num_rows for split, table in tables.items()}


class _SplitTable:
    """The rows of one split on their way into its files, one group of rows in memory."""

    def __init__(self, begin: Callable[[], Any], schema: pa.Schema) -> None:
        self.num_rows = 0
        self._begin, self._schema = begin, schema
        self._rows: list[Mapping[str, Any]] = []
        self._group_bytes = self._file_bytes = 0
        self._writer: pq.ParquetWriter | None = None

    def add(self, row: Mapping[str, Any]) -> None:
        """Add one row."""
        self.num_rows += 1
        self._rows.append(row)
        self._group_bytes += _num_bytes(row)
        if self._group_bytes >= _GROUP_BYTES or len(self._rows) >= _GROUP_ROWS:
            self._write_group()
            if self._file_bytes >= MAX_SHARD_BYTES:
                self.close()

    def close(self) -> None:
        """Write what is left and finish the file."""
        if self._rows:
            self._write_group()
        if self._writer is not None:
            self._writer.close()
            self._writer, self._file_bytes = None, 0

    def _write_group(self) -> None:
        if self._writer is None:
            # Everything that is written is settled here, so that equal rows give equal bytes.
            self._writer = pq.ParquetWriter(
                self._begin(),
                self._schema,
                version="2.6",
                data_page_version="1.0",
                compression=hf_schema.compressions(),
                use_dictionary=False,
                write_statistics=False,
            )
        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._file_bytes += self._group_bytes
        self._rows, self._group_bytes = [], 0


def _num_bytes(row: Mapping[str, Any]) -> int:
    """About what a row takes in memory."""
    pictures = [row[name]["bytes"] for name in hf_schema.PICTURES if row[name]]
    return sum(map(len, pictures)) + sum(map(len, row["objects"]["counts"])) + 1000


def _make(
    image: ImageRecord, *, values: Mapping[int, int], is_deep: bool, include_images: bool
) -> _Made:
    """All work on one image that needs no other."""
    report = Report()
    painted = composite(image)
    class_values = np.zeros(len(painted.segments) + 1, np.uint16 if is_deep else np.uint8)
    for index, segment in enumerate(painted.segments, start=1):
        class_values[index] = values[segment.class_id]
    numbers = np.arange(len(painted.segments) + 1)
    if numbers[-1] > _MAX_INSTANCES:
        report.note(
            f"{image.name} has {numbers[-1]} segments; the map `instances` numbers"
            f" {_MAX_INSTANCES} (all are in `objects`)."
        )
        numbers[_MAX_INSTANCES + 1 :] = 0
    label = painted.png(class_values)
    instances = painted.png(numbers.astype(np.uint16))
    row = {
        "image": None,
        "label": {"bytes": label, "path": None},
        "instances": {"bytes": instances, "path": None},
        **_record(image),
    }
    picture = export_picture(image, report) if include_images else None
    return _Made(image, row, picture, report.notes)


def _record(image: ImageRecord) -> dict[str, Any]:
    """What a row says beside its pictures: the native format's line, as columns."""
    line = image_line(image)
    objects = []
    for number, (segment, each) in enumerate(
        zip(image.segments, line["segments"], strict=True), start=1
    ):
        area_px, bbox_xywh = rle.area_and_bbox(segment.rle)
        polygon = each["polygon"] and dumps(each["polygon"]).decode()
        made = {
            "id": number,
            "category_id": each["class_id"],
            "bbox": list(bbox_xywh),
            "area": area_px,
            "counts": each["mask"]["counts"],
            "attributes": json.dumps(each["attributes"], ensure_ascii=False),
        }
        objects.append({**each, **made, "polygon": polygon})
    boxes = [{**box, "category_id": box["class_id"], "bbox": box["bbox_xywh"]}
             for box in line.get("boxes", ())]  # fmt: skip
    return {
        "name": image.name,
        "width": image.size_hw[1],
        "height": image.size_hw[0],
        "objects": {key: [each[key] for each in objects] for key in hf_schema.OBJECT},
        "boxes": {key: [each[key] for each in boxes] for key in hf_schema.BOX},
        "tags": line.get("tags", []),
        "state": image.state,
    }
