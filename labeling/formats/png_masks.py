"""Plain masks: a picture, a one-channel PNG of class values and, if wanted, one of instances.

What mmsegmentation, PaddleSeg and most scripts train on. Written as images/, masks/, instances/ and
labels.json; the layout with labels/, classes.json and split.json is read too (docs/formats.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from labeling.formats.base import (
    ArchiveWriter,
    ClassRecord,
    DatasetSource,
    ExportOptions,
    FormatOption,
    ImageRecord,
    Report,
)
from labeling.formats.composite import composite
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import export_picture, flat_stems, write_filenames
from labeling.formats.png import encode_indexed
from labeling.formats.png_masks_read import IGNORE, read

__all__ = ["INSTANCES", "export", "read"]

INSTANCES = FormatOption(
    "instances", "Masks that number the things (16 bit)", choices=("yes", "no"), default="yes"
)

_MAX_INSTANCES = 2**16 - 1


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the work on one image needs to know of the whole export."""

    values: Mapping[int, int]  # class_id to pixel value
    is_deep: bool
    things: frozenset[int]
    stems: Mapping[str, str]
    has_instances: bool
    include_images: bool


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot as plain masks; class values are class ids, 0 is background."""
    is_deep = any(c.class_id >= IGNORE and not c.is_ignore for c in source.classes)
    values = _values(source.classes, is_deep, report)
    things = frozenset(c.class_id for c in source.classes if c.is_thing and not c.is_ignore)
    stems = flat_stems(name for name, _ in source.image_heads())
    archive.write("labels.json", _labels_json(source.classes, values).encode())
    plan = _Plan(
        values,
        is_deep,
        things,
        stems,
        has_instances=bool(things) and options.extra.get("instances", "yes") == "yes",
        include_images=options.include_images,
    )
    exported: dict[str, str] = {}
    made = in_order(lambda image: _image_files(image, plan), source.images())
    for done, (name, files, notes) in enumerate(made, start=1):
        for path, content in files.items():
            archive.write(path, content)
        picture = next((path for path in files if path.startswith("images/")), None)
        exported[name] = picture.removeprefix("images/") if picture else f"{stems[name]}.png"
        for note in notes:
            report.note(note)
        progress(done)
    _write_lists(source, exported, stems, archive)
    write_filenames(archive, exported)


def _values(classes: Sequence[ClassRecord], is_deep: bool, report: Report) -> dict[int, int]:
    """class_id to pixel value: itself, and 255 for ignored classes in 8-bit masks."""
    ignored = [c.name for c in classes if c.is_ignore]
    if is_deep and ignored:
        report.note(
            f"With class ids above 254 the masks have 16 bits, where no value means 'ignored':"
            f" {', '.join(ignored)} is written as a class like others."
        )
    elif len(ignored) > 1:
        report.note(f"The ignored classes {', '.join(ignored)} share one value, {IGNORE}.")
    return {c.class_id: IGNORE if c.is_ignore and not is_deep else c.class_id for c in classes}


def _labels_json(classes: Sequence[ClassRecord], values: Mapping[int, int]) -> str:
    rows = [{"name": "background", "value": 0, "color": "#000000"}]
    if any(c.name == "background" for c in classes):
        rows = []
    seen: set[int] = set()
    for record in sorted(classes, key=lambda c: c.class_id):
        value = values[record.class_id]
        if value not in seen:
            rows.append({"name": record.name, "value": value, "color": record.color})
        seen.add(value)
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def _image_files(image: ImageRecord, plan: _Plan) -> tuple[str, dict[str, bytes], list[str]]:
    """(name, files by path, notes) of one image."""
    stem, report = plan.stems[image.name], Report()
    painted = composite(image)
    num = len(painted.segments)
    class_values = np.zeros(num + 1, np.uint16 if plan.is_deep else np.uint8)
    numbers = np.zeros(num + 1, np.uint16)
    number = 0
    for index, segment in painted.visible():
        class_values[index] = plan.values[segment.class_id]
        if segment.class_id in plan.things:
            number += 1
            numbers[index] = number if number <= _MAX_INSTANCES else 0
    if number > _MAX_INSTANCES:
        report.note(f"{image.name} shows {number} instances; only {_MAX_INSTANCES} are numbered.")
    files = {}
    if plan.include_images:
        picture = export_picture(image, report)
        if picture is not None:
            files[f"images/{stem}{picture.suffix}"] = picture.content
    files[f"masks/{stem}.png"] = encode_indexed(painted.index_map, class_values)
    if plan.has_instances:
        files[f"instances/{stem}.png"] = encode_indexed(painted.index_map, numbers)
    return image.name, files, report.notes


def _write_lists(
    source: DatasetSource,
    exported: Mapping[str, str],
    stems: Mapping[str, str],
    archive: ArchiveWriter,
) -> None:
    """train.txt, val.txt, test.txt as PaddleSeg reads them: "image mask" in each line."""
    for split in ("train", "val", "test"):
        lines = [
            f"images/{exported[name]} masks/{stems[name]}.png\n"
            for name, of_image in source.image_heads()
            if of_image == split
        ]
        if lines:
            archive.write(f"{split}.txt", "".join(lines).encode())
