"""Datumaro's JSON: every segment with its full mask; what Datumaro turns into thirty other formats.

annotations/<subset>.json and images/<subset>/<name>; the subset is the split. Rules and source:
docs/formats.md.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from labeling.formats.base import (
    ArchiveWriter,
    ClassRecord,
    DatasetSource,
    ExportOptions,
    ImageRecord,
    Report,
    SegmentRecord,
)
from labeling.formats.coco_json import WITHOUT_SPLIT, PictureNames, dumps, rgb
from labeling.formats.drawn import GEOMETRY, rings_of
from labeling.formats.native_write import class_line
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import ExportedPicture, export_picture
from labeling.masks import polygons, rle

OURS = "maskwright"
"""The key, in `infos` and in an item's `attr`, of what Datumaro has no place for."""

FLAGS = {"iscrowd": "is_crowd", "occluded": "occluded", "truncated": "truncated"}
"""A segment's flags by the names of Datumaro's attributes."""

SCORE = "score"

_IMAGE_MEDIA = 2
"""Datumaro's number of the media type (components/media.py, MediaType.IMAGE)."""

_SPOOL_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class _Made:
    """What the work on one image gives."""

    image: ImageRecord
    annotations: list[dict[str, Any]]
    extra: dict[str, Any]
    picture: ExportedPicture | None
    notes: list[str]


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot as Datumaro's JSON."""
    ignored = [record.name for record in source.classes if record.is_ignore]
    if ignored:
        report.note(f"Datumaro ignores no class: {', '.join(ignored)} is a label like others.")
    make = partial(
        _make,
        labels={record.class_id: label for label, record in enumerate(source.classes)},
        geometry=options.extra.get("geometry", GEOMETRY.default),
        include_images=options.include_images,
    )
    with ExitStack() as stack:
        made_images = in_order(make, source.images(), on_threads=options.include_images)
        files = _write_items(source, archive, made_images, stack, report, progress)
        for split, items in sorted(files.items()):
            with archive.open(f"annotations/{split}.json") as target:
                target.write(dumps(_head(source))[:-1] + b',"items":[')
                items.seek(0)
                shutil.copyfileobj(items, target)
                target.write(b"\n]}\n")


def _head(source: DatasetSource) -> dict[str, Any]:
    """All that a file says before its items."""
    ours = {
        "classes": [class_line(record) for record in source.classes],
        "overlap_mode": source.overlap_mode,
    }
    return {
        "dm_format_version": "1.0",
        "media_type": _IMAGE_MEDIA,
        "infos": {"name": source.name, "version": source.snapshot_hash, OURS: ours},
        "categories": _categories(source.classes),
    }


def _categories(classes: Sequence[ClassRecord]) -> dict[str, Any]:
    labels = [
        {"name": record.name, "parent": record.supercategory or "", "attributes": []}
        for record in classes
    ]
    colormap = [
        {"label_id": label, **dict(zip("rgb", rgb(record.color), strict=True))}
        for label, record in enumerate(classes)
    ]
    attributes = sorted(FLAGS.values())
    return {
        "label": {"labels": labels, "label_groups": [], "attributes": attributes},
        "mask": {"colormap": colormap},
    }


def _write_items(
    source: DatasetSource,
    archive: ArchiveWriter,
    made_images: Iterable[_Made],
    stack: ExitStack,
    report: Report,
    progress: Callable[[int], None],
) -> dict[str, IO[bytes]]:
    """Write the pictures; returns the items of each split, in files that wait."""
    names = PictureNames(source)
    ids = _Ids()
    files: dict[str, IO[bytes]] = {}
    for done, made in enumerate(made_images, start=1):
        for note in made.notes:
            report.note(note)
        image, split = made.image, made.image.split or WITHOUT_SPLIT
        name = names.name(image.name, made.picture.suffix if made.picture else None)
        if made.picture is not None:
            archive.write(f"images/{split}/{name}", made.picture.content)
        item = {
            "id": ids.of(name),
            "attr": {OURS: {"name": image.name, "state": image.state, **made.extra}},
            "image": {"path": name, "size": list(image.size_hw)},
            "annotations": made.annotations,
        }
        if split not in files:
            files[split] = stack.enter_context(SpooledTemporaryFile(_SPOOL_BYTES))  # noqa: SIM115
        files[split].write(b",\n" if files[split].tell() else b"\n")
        files[split].write(dumps(item))
        progress(done)
    return files


class _Ids:
    """Names without suffix, all different: Datumaro takes items of one id for one image."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, name: str) -> str:
        """The id of a picture."""
        item_id = str(PurePosixPath(name).with_suffix(""))
        while item_id in self._taken:
            item_id = name if item_id != name and name not in self._taken else f"{item_id}_"
        self._taken.add(item_id)
        return item_id


def _make(
    image: ImageRecord, *, labels: Mapping[int, int], geometry: str, include_images: bool
) -> _Made:
    """All work on one image that needs no other."""
    report = Report()
    annotations: list[dict[str, Any]] = []
    extras: dict[str, Any] = {}
    for number, segment in enumerate(image.segments, start=1):
        common = {
            "attributes": _attributes(segment),
            "group": number,  # polygons of one object share it
            "label_id": labels[segment.class_id],
            "z_order": number,
        }
        extras[str(number)] = _extra(segment)
        for shape in _shapes(segment, geometry):
            annotations.append({"id": len(annotations) + 1, **shape, **common})
    for box in image.boxes:
        bbox = [float(value) for value in box.bbox_xywh]
        common = {"group": 0, "label_id": labels[box.class_id], "z_order": 0}
        annotation = {"id": len(annotations) + 1, "type": "bbox", "attributes": {}, "bbox": bbox}
        annotations.append({**annotation, **common})
    for class_id in image.tags:
        annotation = {"id": len(annotations) + 1, "type": "label", "attributes": {}, "group": 0}
        annotations.append({**annotation, "label_id": labels[class_id]})
    picture = export_picture(image, report) if include_images else None
    extra = {"segments": extras, "boxes": [box.uid for box in image.boxes]}
    return _Made(image, annotations, extra, picture, report.notes)


def _shapes(segment: SegmentRecord, geometry: str) -> list[dict[str, Any]]:
    """The segment as a mask, or as one polygon for each ring."""
    rings = rings_of(segment, geometry)
    if rings is None:
        return [{"type": "mask", "rle": rle.to_wire(segment.rle)}]
    return [
        {"type": "polygon", "points": [value for point in ring for value in point]}
        for ring in rings
    ]


def _attributes(segment: SegmentRecord) -> dict[str, Any]:
    """What Datumaro knows of: flags where they are set, and the score."""
    flags = {name: True for flag, name in FLAGS.items() if getattr(segment, flag)}
    score = {} if segment.score is None else {SCORE: segment.score}
    return {**segment.attributes, **flags, **score}


def _extra(segment: SegmentRecord) -> dict[str, Any]:
    """What comes back by the number of the group."""
    extra: dict[str, Any] = {"uid": segment.uid, "z": segment.z, "origin": segment.origin}
    if segment.polygon is not None:
        extra["polygon"] = polygons.to_wire(segment.polygon)
    if segment.attributes.keys() & {*FLAGS.values(), SCORE}:
        extra["attributes"] = dict(segment.attributes)
    return extra
