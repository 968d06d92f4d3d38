"""LabelMe: one JSON file beside each picture, its shapes as masks or as polygons.

<split>/<stem>.json and <split>/<stem>.jpg or .png, labels.txt for LabelMe's own scripts, and
labels.json with what LabelMe has no room for (docs/formats.md).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from labeling.formats.base import (
    ArchiveWriter,
    ClassRecord,
    DatasetSource,
    ExportOptions,
    FormatOption,
    ImageRecord,
    Report,
    SegmentRecord,
)
from labeling.formats.coco_json import WITHOUT_SPLIT
from labeling.formats.labelme_read import FLAGS, read
from labeling.formats.labelme_table import LABELS, NAMES
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import export_picture, flat_stems, write_filenames
from labeling.formats.png import encode_map
from labeling.masks.inset import inset_rings
from labeling.masks.rle import area_px, decode_box

__all__ = ["GEOMETRY", "export", "read"]

GEOMETRY = FormatOption(
    "geometry",
    "Shapes as masks (LabelMe 5.3 and later) or as polygons (all versions, X-AnyLabeling)",
    choices=("mask", "polygons"),
    default="mask",
)

_VERSION = "5.5.0"
"""The version of LabelMe whose keys are written; it reads files of any version."""

_INSET_PX = 1 / 64
"""Polygons run so far inside the pixel edges, where Pillow draws the mask's pixels exactly."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the work on one image needs to know of the whole export."""

    names: Mapping[int, str]  # class_id to name
    stems: Mapping[str, str]
    as_polygons: bool
    include_images: bool


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot for LabelMe; shapes of an image stand in paint order."""
    classes = sorted(source.classes, key=lambda record: record.class_id)
    names = ["__ignore__", "_background_", *(record.name for record in classes)]
    archive.write(NAMES, "".join(f"{name}\n" for name in names).encode())
    archive.write(LABELS, _labels_json(classes))
    plan = _Plan(
        {record.class_id: record.name for record in classes},
        flat_stems(name for name, _ in source.image_heads()),
        options.extra.get("geometry", GEOMETRY.default) == "polygons",
        options.include_images,
    )
    exported: dict[str, str] = {}
    work = partial(_image_files, plan=plan)
    made = in_order(work, source.images(), on_threads=options.include_images)
    for done, (name, picture, files, notes) in enumerate(made, start=1):
        for path, content in files.items():
            archive.write(path, content)
        exported[name] = picture
        for note in notes:
            report.note(note)
        progress(done)
    write_filenames(archive, exported)


def _labels_json(classes: Sequence[ClassRecord]) -> bytes:
    rows = [
        {
            "name": record.name,
            "value": record.class_id,
            "color": record.color,
            "is_thing": record.is_thing,
            "is_ignore": record.is_ignore,
        }
        for record in classes
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False).encode() + b"\n"


def _image_files(
    image: ImageRecord, plan: _Plan
) -> tuple[str, str, dict[str, bytes], Sequence[str]]:
    """(name, the picture's name, files by path, notes) of one image."""
    stem, report = plan.stems[image.name], Report()
    folder = f"{image.split or WITHOUT_SPLIT}/"
    picture = export_picture(image, report) if plan.include_images else None
    picture_name = f"{stem}{picture.suffix if picture else '.png'}"
    height, width = image.size_hw
    document: dict[str, Any] = {
        "version": _VERSION,
        "flags": {},
        "shapes": list(_shapes(image.segments, plan)),
        "imagePath": picture_name,
        "imageData": None,
        "imageHeight": height,
        "imageWidth": width,
    }
    files = {} if picture is None else {folder + picture_name: picture.content}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    files[f"{folder}{stem}.json"] = text.encode() + b"\n"
    return image.name, picture_name, files, report.notes


def _shapes(segments: Iterable[SegmentRecord], plan: _Plan) -> Iterable[dict[str, Any]]:
    """The shapes of an image; pieces of one segment share a group_id."""
    for number, segment in enumerate(segments, start=1):
        if not area_px(segment.rle):
            continue
        about = _about(segment, plan.names[segment.class_id])
        if not plan.as_polygons:
            yield {**about, **_mask(segment)}
            continue
        rings = inset_rings(segment.rle, _INSET_PX)
        for ring in rings:
            points = [[x, y] for x, y in ring]
            group_id = number if len(rings) > 1 else None
            yield {**about, "points": points, "group_id": group_id, "shape_type": "polygon"}


def _about(segment: SegmentRecord, name: str) -> dict[str, Any]:
    """All keys of a shape, the geometry still empty; X-AnyLabeling's where they say something."""
    about: dict[str, Any] = {
        "label": name,
        "points": [],
        "group_id": None,
        "description": "",
        "shape_type": "mask",
        "flags": {flag: True for flag in FLAGS if getattr(segment, flag)},
        "mask": None,
    }
    if segment.attributes:
        about["attributes"] = dict(segment.attributes)
    if segment.score is not None:
        about["score"] = segment.score
    return about


def _mask(segment: SegmentRecord) -> dict[str, Any]:
    """A mask as LabelMe keeps it: the PNG of its box, whose corners are both inside."""
    crop, x, y = decode_box(segment.rle)
    height, width = crop.shape
    png = encode_map(np.ascontiguousarray(crop).view(np.uint8))
    return {
        "points": [[x, y], [x + width - 1, y + height - 1]],
        "mask": base64.b64encode(png).decode(),
    }
