"""TFRecord with the keys of TensorFlow's object detection API and of DeepLab.

<split>-00000-of-0000N.tfrecord, label_map.pbtxt and our class table. Every record holds the
picture, the map of classes and every object with its whole mask. Rules: docs/formats.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

import google_crc32c
import numpy as np

from labeling.formats.base import (
    ArchiveWriter,
    DatasetSource,
    ExportOptions,
    ImageRecord,
    Report,
)
from labeling.formats.coco_json import WITHOUT_SPLIT, PictureNames, dumps
from labeling.formats.composite import composite
from labeling.formats.mask_pngs import mask_png
from labeling.formats.native_write import class_line, image_line
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import ExportedPicture, export_picture
from labeling.formats.shards import MAX_SHARD_BYTES, Shards
from labeling.formats.tf_example import encode, label_map_text
from labeling.formats.tf_records import write_record
from labeling.formats.value_table import IGNORE, map_values
from labeling.masks import rle

CLASSES, LABEL_MAP = "maskwright-classes.json", "label_map.pbtxt"
OURS = "maskwright/line"
"""The key of what the standard keys have no place for: the native format's line."""

MASKS, CHECK = "image/object/mask", "maskwright/masks_crc32c"
"""While the PNGs have this checksum, their masks are those of the line and need no decoding."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What the work on one image gives."""

    image: ImageRecord
    features: dict[str, Any]
    picture: ExportedPicture | None
    notes: list[str]


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot as TFRecord."""
    numbers = {c.class_id: c.class_id for c in source.classes if not c.is_ignore}
    is_deep = any(value >= IGNORE for value in numbers.values())
    names = {record.class_id: record.name for record in source.classes}
    make = partial(
        _make,
        names=names,
        values=map_values(source.classes, numbers, is_deep, report),
        is_deep=is_deep,
        include_images=options.include_images,
    )
    archive.write(CLASSES, dumps([class_line(record) for record in source.classes]) + b"\n")
    archive.write(LABEL_MAP, label_map_text(names))
    pictures = PictureNames(source)
    files: dict[str, IO[bytes]] = {}
    with ExitStack() as stack:
        shards = Shards(stack)
        for done, made in enumerate(
            in_order(make, source.images(), on_threads=options.include_images), start=1
        ):
            for note in made.notes:
                report.note(note)
            suffix = made.picture.suffix if made.picture else None
            name = pictures.name(made.image.name, suffix).encode()
            split = made.image.split or WITHOUT_SPLIT
            if split not in files or files[split].tell() >= MAX_SHARD_BYTES:
                files[split] = shards.begin(split)
            of_name = {"image/filename": [name], "image/source_id": [str(done).encode()]}
            write_record(files[split], encode({**made.features, **of_name}))
            progress(done)
        shards.write(archive, lambda split, number: f"{split}-{number}.tfrecord")


def _make(
    image: ImageRecord,
    *,
    names: Mapping[int, str],
    values: Mapping[int, int],
    is_deep: bool,
    include_images: bool,
) -> _Made:
    """All work on one image that needs no other."""
    report = Report()
    painted = composite(image)
    class_values = np.array(
        [0, *(values[segment.class_id] for segment in image.segments)],
        np.uint16 if is_deep else np.uint8,
    )
    features: dict[str, Any] = {
        "image/height": [image.size_hw[0]],
        "image/width": [image.size_hw[1]],
        "image/segmentation/class/encoded": [painted.png(class_values)],
        "image/segmentation/class/format": [b"png"],
        **_objects(image, names),
        OURS: [dumps(image_line(image))],
    }
    features[CHECK] = [masks_checksum(features[MASKS])]
    picture = export_picture(image, report) if include_images else None
    if picture is not None:
        features["image/encoded"] = [picture.content]
        features["image/format"] = [b"png" if picture.suffix == ".png" else b"jpeg"]
        digest = hashlib.sha256(picture.content).hexdigest()
        features["image/key/sha256"] = [digest.encode()]
    return _Made(image, features, picture, report.notes)


def _objects(image: ImageRecord, names: Mapping[int, str]) -> dict[str, list[Any]]:
    """The object detection API's lists, in paint order; boxes in parts of the image's sides."""
    height, width = image.size_hw
    lists: dict[str, list[Any]] = {
        name: []
        for name in (
            "bbox/xmin", "bbox/xmax", "bbox/ymin", "bbox/ymax", "class/label", "class/text",
            "area", "is_crowd", "truncated", "mask",
        )
    }  # fmt: skip
    for segment in image.segments:
        area_px, (x, y, w, h) = rle.area_and_bbox(segment.rle)
        values = (
            x / width, (x + w) / width, y / height, (y + h) / height, segment.class_id,
            names[segment.class_id].encode(), float(area_px), int(segment.iscrowd),
            int(segment.truncated),
            mask_png(segment.rle, inside=1),
        )  # fmt: skip
        for each, value in zip(lists.values(), values, strict=True):
            each.append(value)
    return {f"image/object/{name}": each for name, each in lists.items()}


def masks_checksum(masks: Sequence[bytes]) -> int:
    """CRC-32C of an image's masks one after another."""
    checksum: int = google_crc32c.value(b"".join(masks))
    return checksum
