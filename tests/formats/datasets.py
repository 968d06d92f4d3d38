"""Datasets in memory for the format tests: nasty masks, names and pictures, in both modes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image as PILImage

from labeling.formats.archives import FolderReader, FolderWriter, ZipReader, ZipWriter
from labeling.formats.base import (
    ClassRecord,
    Exporter,
    ExportOptions,
    ImageRecord,
    ImportedDataset,
    Report,
    SegmentRecord,
)
from labeling.masks import polygons, rle
from labeling.masks.types import Mask

CLASSES = (
    ClassRecord(1, "car", "#4000c0", is_thing=True, supercategory="vehicle", hotkey="c"),
    ClassRecord(2, "road", "#804080", is_thing=False, guideline="All of it."),
    ClassRecord(5, "Straße & Weg", "#123456", is_thing=False),
    ClassRecord(7, "person", "#ff0000", is_thing=True, attributes=({"name": "pose"},)),
)
THINGS = (1, 7)


@dataclass(frozen=True, slots=True)
class MemorySource:
    """A snapshot that never saw a database."""

    records: tuple[ImageRecord, ...]
    overlap_mode: str = "layered"
    classes: Sequence[ClassRecord] = CLASSES
    name: str = "street"
    snapshot_hash: str = "0123abcd"

    @property
    def num_images(self) -> int:
        return len(self.records)

    def image_heads(self) -> list[tuple[str, str | None]]:
        return [(image.name, image.split) for image in self.records]

    def images(self) -> Iterator[ImageRecord]:
        yield from self.records


def picture(size_hw: tuple[int, int], format: str = "PNG", mode: str = "RGB") -> bytes:
    """An encoded picture of smooth colours (or of 16-bit grey)."""
    height, width = size_hw
    y, x = np.mgrid[:height, :width]
    if mode == "I;16":
        shown = PILImage.fromarray((y * 900 + x * 500 + 3000).astype(np.uint16))
    else:
        shown = PILImage.fromarray(np.stack([x * 4, y * 4, x + y], -1).astype(np.uint8))
    target = io.BytesIO()
    shown.save(target, format=format)
    return target.getvalue()


def rotated_jpeg(stored_hw: tuple[int, int]) -> bytes:
    """A JPEG whose EXIF says: turn by 90 degrees; it is shown as (width, height)."""
    exif = PILImage.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    PILImage.open(io.BytesIO(picture(stored_hw))).save(target, format="JPEG", exif=exif, quality=95)
    return target.getvalue()


def image(
    name: str,
    masks: Sequence[tuple[int, Mask]],
    size_hw: tuple[int, int],
    content: bytes | None = None,
    **fields: object,
) -> ImageRecord:
    """An image whose segments are painted in the order given."""
    segments = tuple(
        SegmentRecord(uid=f"s{index:03}", class_id=class_id, z=10 * index, rle=rle.encode(mask))
        for index, (class_id, mask) in enumerate(masks)
    )
    stored = picture(size_hw) if content is None else content
    opener: Callable[[], IO[bytes]] = partial(io.BytesIO, stored)
    return ImageRecord(name, size_hw, segments, open=opener, **fields)


def nasty_masks(size_hw: tuple[int, int]) -> list[tuple[int, Mask]]:
    """Overlapping masks: full, hole, one pixel, border, checkerboard, parts, disc."""
    height, width = size_hw
    y, x = np.mgrid[:height, :width]
    checkers = (x + y) % 2 == 0
    checkers[:, : width // 2] = False
    return [
        (2, np.ones(size_hw, dtype=np.bool_)),
        (5, (y < height // 3) & ~((x > 2) & (x < 6) & (y == 1))),
        (1, (x - 9) ** 2 + (y - 9) ** 2 <= 49),
        (1, (abs(x - 9) <= 8) & (abs(y - 9) <= 8) & ((abs(x - 9) > 4) | (abs(y - 9) > 4))),
        (7, (x == 0) & (y == height - 1)),
        (7, checkers),
        (1, ((x < 3) & (y < 3)) | ((x > width - 4) & (y > height - 4))),
    ]


def exclusive(masks: Sequence[tuple[int, Mask]]) -> list[tuple[int, Mask]]:
    """The visible rests of overlapping masks, hidden ones left out."""
    taken = np.zeros(masks[0][1].shape, dtype=np.bool_)
    rests = []
    for class_id, mask in reversed(masks):
        rest = mask & ~taken
        taken |= mask
        if rest.any():
            rests.append((class_id, rest))
    return rests[::-1]


def nasty_source(overlap_mode: str = "layered") -> MemorySource:
    """Every case that the formats must hold, images in name order."""
    arrange = exclusive if overlap_mode == "exclusive" else list
    one_pixel = np.ones((1, 1), dtype=np.bool_)
    column = np.array([[True], [False], [True]])
    pictures = [
        ("a/street 1.png", (24, 31), None, {"split": "train", "state": "approved"}),
        ("a/street 2.jpg", (20, 26), rotated_jpeg((26, 20)), {"split": "val"}),
        ("b/deep.png", (24, 24), picture((24, 24), mode="I;16"), {"split": "train"}),
        ("b/street 1.tif", (22, 40), picture((22, 40), "TIFF"), {"split": "train"}),
        ("straße.v2 #3.png", (21, 23), None, {"split": "train"}),
    ]
    images = [
        *(
            image(name, arrange(nasty_masks(size_hw)), size_hw, content, **fields)
            for name, size_hw, content, fields in pictures
        ),
        image("empty.png", [], (12, 10), split="train"),
        image("one column.png", [(7, column)], (3, 1)),
        image("one pixel.png", [(1, one_pixel)], (1, 1), split="test"),
    ]
    images.sort(key=lambda record: record.name)
    return MemorySource(tuple(images), overlap_mode)


def with_details(source: MemorySource) -> MemorySource:
    """The same with crowds, flags, scores, attributes and polygons on some segments."""

    def detailed(index: int, segment: SegmentRecord) -> SegmentRecord:
        return replace(
            segment,
            z=segment.z - 5,
            iscrowd=index == 6,
            occluded=index == 1,
            truncated=index == 2,
            origin=("brush", "polygon", "sam", "model")[index % 4],
            score=0.5 + index / 16 if index % 4 == 3 else None,
            attributes={"pose": "sitting"} if index == 5 else {},
            polygon=polygons.outline(rle.decode(segment.rle)) if index % 4 == 1 else None,
        )

    records = tuple(
        replace(
            record, segments=tuple(detailed(*numbered) for numbered in enumerate(record.segments))
        )
        for record in source.records
    )
    return replace(source, records=records)


def export_to(
    folder: Path,
    export: Exporter,
    source: MemorySource,
    *,
    include_images: bool = True,
    **extra: str,
) -> Report:
    """Export into a folder; returns what the exporter had to say."""
    report, done = Report(), []
    options = ExportOptions(include_images=include_images, extra=extra)
    export(source, FolderWriter(folder), options, report, done.append)
    assert done == list(range(1, source.num_images + 1))
    return report


def zipped(export: Exporter, source: MemorySource, **extra: str) -> bytes:
    """The bytes of an export as a zip."""
    target = io.BytesIO()
    writer = ZipWriter(target)
    export(source, writer, ExportOptions(extra=extra), Report(), lambda done: None)
    writer.close()
    return target.getvalue()


def reader_for(files: dict[str, bytes]) -> ZipReader:
    """A dataset to import from literal files."""
    target = io.BytesIO()
    writer = ZipWriter(target)
    for name, content in files.items():
        writer.write(name, content)
    writer.close()
    return ZipReader(target)


def read_folder(folder: Path) -> FolderReader:
    return FolderReader(folder)


def pixels(segments: Sequence[SegmentRecord]) -> list[tuple[int, bytes]]:
    """(class_id, mask) of segments in paint order, comparable."""
    return [(segment.class_id, segment.rle.counts) for segment in segments]


def by_name(dataset: ImportedDataset) -> dict[str, ImageRecord]:
    return {record.name: record for record in dataset.images()}
