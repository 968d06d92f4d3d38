"""ADE20K: the layout of the scene parsing benchmark, or that of the full dataset with parts.

Rules and sources: docs/formats.md and ade20k_layout.py.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from labeling.formats.ade20k_benchmark import ObjectInfo, benchmark_files
from labeling.formats.ade20k_full import full_files
from labeling.formats.ade20k_layout import (
    CLASSES,
    LAYOUT,
    MAX_CLASSES,
    MAX_FULL_CLASSES,
    class_values,
    folder,
    part_levels,
)
from labeling.formats.base import ArchiveWriter, DatasetSource, ExportOptions, Report
from labeling.formats.coco_json import dumps
from labeling.formats.native_write import class_line
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import flat_stems, write_filenames


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot in one of ADE20K's layouts.

    Raises:
        FormatCannotHold: more classes than the layout numbers.
    """
    is_full = options.extra.get("layout", LAYOUT.default) == "full"
    values = class_values(source.classes, MAX_FULL_CLASSES if is_full else MAX_CLASSES)
    stems = flat_stems(name for name, _ in source.image_heads())
    _note_losses(source, is_full, report)
    archive.write(CLASSES, dumps([class_line(each) for each in source.classes]) + b"\n")
    things = frozenset(c.class_id for c in source.classes if c.is_thing and not c.is_ignore)
    info = ObjectInfo(source.classes, values)
    if is_full:
        names = {record.class_id: record.name for record in source.classes}
        levels = part_levels(source.classes)
        owners = {record.class_id: record.supercategory for record in source.classes}
        make = partial(
            full_files, stems=stems, values=values, names=names, levels=levels, owners=owners,
            include_images=options.include_images,
        )  # fmt: skip
    else:
        make = partial(
            benchmark_files, stems=stems, values=values, things=things,
            include_images=options.include_images,
        )  # fmt: skip
    images = in_order(make, source.images(), on_threads=options.include_images)
    for done, made in enumerate(images, start=1):
        for path, content in made.files.items():
            archive.write(path, content)
        for note in made.notes:
            report.note(note)
        info.add(made.areas_px, made.size_hw, folder(made.split))
        progress(done)
    archive.write(f"objectInfo{info.num_classes}.txt", info.table())
    write_filenames(archive, {name: f"{stem}.jpg" for name, stem in stems.items()})


def _note_losses(source: DatasetSource, is_full: bool, report: Report) -> None:
    """What no image of the layout can hold."""
    num_without = sum(split is None for _, split in source.image_heads())
    if num_without:
        report.note(f"Images without a split are in training: {num_without}.")
    ignored = [record.name for record in source.classes if record.is_ignore]
    if ignored:
        where = "in the maps" if is_full else "in the maps, as nothing is"
        report.note(f"Ignored classes are 0 {where}: {', '.join(ignored)}.")
