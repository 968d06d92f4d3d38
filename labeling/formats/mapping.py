"""Gives the classes of a dataset other names, merges them or leaves them out, record by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from labeling.formats.base import ClassRecord, ImageRecord, ImportedDataset, Report

Targets = Mapping[int, ClassRecord | None]
"""class_id of a dataset's class to what it becomes (known by its name), or None: left out."""


def mapped(dataset: ImportedDataset, targets: Targets, report: Report) -> ImportedDataset:
    """The dataset with its classes replaced.

    Classes whose targets have one name become one class, under the lowest of their ids; segments
    are never joined, and keep their order. Segments, boxes and tags of classes that are left out
    are counted in the report.

    Args:
        dataset: as its reader gave it.
        targets: of some classes; the others stay as they are.
        report: gets the counts, as images are read.
    """
    kept, new_ids = _table(dataset, targets)
    names = {record.class_id: record.name for record in dataset.classes}
    dropped = {class_id: names[class_id] for class_id, target in targets.items() if target is None}

    def images() -> Iterator[ImageRecord]:
        for record in dataset.images():
            yield _mapped_image(record, new_ids, dropped, report)

    return replace(dataset, classes=kept, images=images)


def _table(
    dataset: ImportedDataset, targets: Targets
) -> tuple[tuple[ClassRecord, ...], dict[int, int]]:
    """The classes that are left, and each old class_id's new one."""
    by_name: dict[str, ClassRecord] = {}
    new_ids: dict[int, int] = {}
    for record in sorted(dataset.classes, key=lambda each: each.class_id):
        target = targets.get(record.class_id, record)
        if target is None:
            continue
        first = by_name.setdefault(target.name, replace(target, class_id=record.class_id))
        new_ids[record.class_id] = first.class_id
    return tuple(by_name.values()), new_ids


def _mapped_image(
    record: ImageRecord, new_ids: Mapping[int, int], dropped: Mapping[int, str], report: Report
) -> ImageRecord:
    """An image with its classes replaced; a class that the table has not stays, to be refused."""
    found = [
        *((segment.class_id, "segments") for segment in record.segments),
        *((box.class_id, "boxes") for box in record.boxes),
        *((tag, "image tags") for tag in record.tags),
    ]
    for class_id, kind in found:
        if class_id in dropped:
            message = f"{kind} of the class '{dropped[class_id]}' were left out, as chosen"
            report.count(message, record.name)
    tags = dict.fromkeys(new_ids.get(tag, tag) for tag in record.tags if tag not in dropped)
    return replace(
        record,
        segments=tuple(
            replace(segment, class_id=new_ids.get(segment.class_id, segment.class_id))
            for segment in record.segments
            if segment.class_id not in dropped
        ),
        boxes=tuple(
            replace(box, class_id=new_ids.get(box.class_id, box.class_id))
            for box in record.boxes
            if box.class_id not in dropped
        ),
        tags=tuple(tags),
    )
