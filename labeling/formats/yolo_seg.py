"""YOLO segmentation as Ultralytics trains on it: one line of vertices for each object.

data.yaml, images/<split>/<stem>.jpg or .png, labels/<split>/<stem>.txt. Outlines run a hair inside
the pixel edges, so that Ultralytics' own filling (cv2.fillPoly over coordinates cut off to whole
pixels) and the rule of pixel centres give exactly the mask (docs/formats.md).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from labeling.formats.base import (
    ArchiveWriter,
    ClassRecord,
    DatasetSource,
    ExportOptions,
    ImageRecord,
    Report,
)
from labeling.formats.coco_json import WITHOUT_SPLIT
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import export_picture, flat_stems, write_filenames
from labeling.formats.yolo_read import read
from labeling.formats.yolo_table import DATA, LABELS, data_yaml, labels_json
from labeling.masks import rle
from labeling.masks.inset import inset_rings, joined_ring
from labeling.masks.types import Point

__all__ = ["export", "read"]

_INSET_PX = 1 / 64
"""Far more than the rounding of Ultralytics' 32-bit coordinates (0.001 px at 16,384), far less than
half a pixel."""

_MAX_ALIKE = 30
"""How many objects of one class and box are told apart, each a step further inside its pixels."""

_MIN_SIDE_PX = 10
"""Ultralytics refuses smaller pictures (ultralytics/data/utils.py, verify_image_label)."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the work on one image needs to know of the whole export."""

    numbers: Mapping[int, int]  # class_id to YOLO's number
    stems: Mapping[str, str]
    include_images: bool


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot for Ultralytics; what it cannot hold is in the report."""
    classes = _exported_classes(source.classes, report)
    heads = source.image_heads()
    splits = [split for _, split in heads]
    archive.write(DATA, data_yaml([record.name for record in classes], splits))
    archive.write(LABELS, labels_json(classes))
    _note_splits(splits, report)
    if not options.include_images:
        report.note("Labels are relative to the pictures: without them nobody can read this.")
    plan = _Plan(
        {record.class_id: number for number, record in enumerate(classes)},
        flat_stems(name for name, _ in heads),
        options.include_images,
    )
    exported: dict[str, str] = {}
    work = partial(_image_files, plan=plan)
    made = in_order(work, source.images(), on_threads=options.include_images)
    for done, (name, files, image_report) in enumerate(made, start=1):
        for path, content in files.items():
            archive.write(path, content)
        picture = next((path for path in files if path.startswith("images/")), None)
        exported[name] = picture.rsplit("/", 1)[1] if picture else f"{plan.stems[name]}.png"
        for kind in image_report:
            report.count(kind, name)
        progress(done)
    write_filenames(archive, exported)


def _exported_classes(classes: Sequence[ClassRecord], report: Report) -> list[ClassRecord]:
    ignored = [record.name for record in classes if record.is_ignore]
    if ignored:
        report.note(f"YOLO has nothing that is ignored: {', '.join(ignored)} is left out.")
    return sorted((c for c in classes if not c.is_ignore), key=lambda record: record.class_id)


def _note_splits(splits: Sequence[str | None], report: Report) -> None:
    if splits and "val" not in splits:
        report.note(
            "No image is in the split val, which Ultralytics demands: data.yaml validates on"
            " training images."
        )
    if None in splits:
        report.note(f"Images without a split train too: {splits.count(None)}.")


def _image_files(image: ImageRecord, plan: _Plan) -> tuple[str, dict[str, bytes], list[str]]:
    """(name, files by path, kinds of what could not be held) of one image."""
    place = f"{image.split or WITHOUT_SPLIT}/{plan.stems[image.name]}"
    content, lost = _label_lines(image, plan.numbers)
    files = {}
    if plan.include_images:
        report = Report()
        picture = export_picture(image, report)
        lost += report.notes
        if picture is not None:
            files[f"images/{place}{picture.suffix}"] = picture.content
    files[f"labels/{place}.txt"] = content
    if min(image.size_hw) < _MIN_SIDE_PX:
        lost.append(f"pictures under {_MIN_SIDE_PX} pixels, which Ultralytics leaves out")
    return image.name, files, lost


def _label_lines(image: ImageRecord, numbers: Mapping[int, int]) -> tuple[bytes, list[str]]:
    """The label file of one image, in paint order, and the kinds of what it cannot hold."""
    write = _CoordinateWriter(image.size_hw)
    alike: Counter[tuple[int, tuple[int, int, int, int]]] = Counter()
    lines, lost = [], []
    for segment in image.segments:
        number = numbers.get(segment.class_id)
        if segment.iscrowd or number is None:
            if segment.iscrowd:
                lost.append("crowds, which YOLO cannot mark, were left out")
            continue
        same = (number, rle.bbox_xywh(segment.rle))
        alike[same] += 1
        if alike[same] > _MAX_ALIKE:
            lost.append("objects of the class and box of 30 others: Ultralytics takes one of them")
        rings = inset_rings(segment.rle, _INSET_PX * min(alike[same], _MAX_ALIKE))
        if len(rings) > 1:
            lost.append("objects of several pieces: Ultralytics sees lines of 1 px between them")
        if segment.attributes or segment.occluded or segment.truncated:
            lost.append("objects with attributes or flags, which YOLO has no room for")
        if rings:
            lines.append(f"{number} {write.ring(joined_ring(rings))}\n")
    return "".join(lines).encode(), lost


class _CoordinateWriter:
    """Coordinates of one image divided by its sides; each value is worked out once."""

    def __init__(self, size_hw: tuple[int, int]) -> None:
        self._sides = (size_hw[1], size_hw[0])
        # As exact as the 32-bit numbers that Ultralytics reads them into, no more.
        self._digits = tuple(min(7, math.ceil(math.log10(side / 2e-5))) for side in self._sides)
        self._known: tuple[dict[float, str], dict[float, str]] = ({}, {})

    def ring(self, ring: Sequence[Point]) -> str:
        """A ring as "x y x y …"."""
        return " ".join([f"{self._text(0, x)} {self._text(1, y)}" for x, y in ring])

    def _text(self, axis: int, value: float) -> str:
        known = self._known[axis]
        if value not in known:
            known[value] = f"{value / self._sides[axis]:.{self._digits[axis]}f}"
        return known[value]
