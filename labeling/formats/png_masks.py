"""Plain masks: a picture, a one-channel PNG of class values and, if wanted, one of instances.

What mmsegmentation, PaddleSeg and most scripts train on. Written as images/, masks/, instances/ and
labels.json; the layout with labels/, classes.json and split.json is read too (docs/formats.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
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
)
from labeling.formats.composite import composite
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import export_picture, flat_stems, write_filenames
from labeling.formats.png_masks_layout import LAYOUT, LAYOUTS, NAMES, Layout
from labeling.formats.png_masks_read import read
from labeling.formats.value_table import IGNORE, map_values

__all__ = ["OPTIONS", "export", "read"]

INSTANCES = FormatOption(
    "instances", "Masks that number the things (16 bit)", choices=("yes", "no"), default="yes"
)

OPTIONS = (LAYOUT, INSTANCES)

_MAX_INSTANCES = 2**16 - 1


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the work on one image needs to know of the whole export."""

    layout: Layout
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
    """Write a snapshot as plain masks: 0 is background, values by the layout."""
    layout = LAYOUTS[options.extra.get("layout", LAYOUT.default)]
    numbers = layout.numbers(source.classes)
    is_deep = any(value >= IGNORE for value in numbers.values())
    values = map_values(source.classes, numbers, is_deep, report)
    things = frozenset(c.class_id for c in source.classes if c.is_thing and not c.is_ignore)
    stems = flat_stems(name for name, _ in source.image_heads())
    archive.write("labels.json", _labels_json(source.classes, values, layout).encode())
    if layout.is_gapless:
        _write_names(source, values, archive, report)
    plan = _Plan(
        layout,
        values,
        is_deep,
        things,
        stems,
        has_instances=bool(things) and options.extra.get("instances", "yes") == "yes",
        include_images=options.include_images,
    )
    exported: dict[str, str] = {}
    work = partial(_image_files, plan=plan)
    made = in_order(work, source.images(), on_threads=options.include_images)
    for done, (name, files, notes) in enumerate(made, start=1):
        for path, content in files.items():
            archive.write(path, content)
        picture = next((path for path in files if path.startswith(layout.pictures)), None)
        exported[name] = picture.rpartition("/")[2] if picture else f"{stems[name]}.png"
        for note in notes:
            report.note(note)
        progress(done)
    _write_lists(source, exported, plan, archive)
    write_filenames(archive, exported)


def _write_names(
    source: DatasetSource, values: Mapping[int, int], archive: ArchiveWriter, report: Report
) -> None:
    """The names in the order of the values, for programs that count classes from 0."""
    names = {values[c.class_id]: c.name for c in source.classes if not c.is_ignore}
    lines = ["background", *(names[value] for value in sorted(names))]
    archive.write(NAMES, "".join(f"{name}\n" for name in lines).encode())
    num_without = sum(split is None for _, split in source.image_heads())
    if num_without:
        report.note(f"Images without a split are in train: {num_without}.")


def _labels_json(classes: Sequence[ClassRecord], values: Mapping[int, int], layout: Layout) -> str:
    """The table of values; with the class id and kind where these are not the values."""
    rows: list[dict[str, Any]] = [{"name": "background", "value": 0, "color": "#000000"}]
    if any(c.name == "background" for c in classes):
        rows = []
    seen: set[int] = set()
    for record in sorted(classes, key=lambda c: c.class_id):
        value = values[record.class_id]
        if value not in seen:
            row = {"name": record.name, "value": value, "color": record.color}
            more = {"class_id": record.class_id, "is_thing": record.is_thing}
            rows.append({**row, **more} if layout.is_gapless else row)
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
    layout, files = plan.layout, {}
    place = f"{layout.folder(image.split)}{stem}"
    if plan.include_images:
        picture = export_picture(image, report, formats=layout.formats)
        if picture is not None:
            files[f"{layout.pictures}{place}{picture.suffix}"] = picture.content
    files[f"{layout.masks}{place}.png"] = painted.png(class_values)
    if plan.has_instances:
        files[f"instances/{place}.png"] = painted.png(numbers)
    return image.name, files, report.notes


def _write_lists(
    source: DatasetSource,
    exported: Mapping[str, str],
    plan: _Plan,
    archive: ArchiveWriter,
) -> None:
    """train.txt, val.txt, test.txt as PaddleSeg reads them: "image mask" in each line.

    Where splits are folders, no list is needed.
    """
    layout = plan.layout
    if layout.by_split:
        return
    for split in ("train", "val", "test"):
        lines = [
            f"{layout.pictures}{exported[name]} {layout.masks}{plan.stems[name]}.png\n"
            for name, of_image in source.image_heads()
            if layout.listed_split(of_image) == split
        ]
        if lines:
            archive.write(f"{split}.txt", "".join(lines).encode())
