"""The classes of an imported dataset become classes of the project: merged by name."""

from __future__ import annotations

from collections.abc import Sequence

from labeling.attributes import definitions
from labeling.class_ids import final_class
from labeling.errors import BadDataset
from labeling.formats.base import ClassRecord, Report
from labeling.models import LabelClass, Project

MAX_CLASS_NAME = 100
"""Characters of a name in the database."""

_BATCH = 500
_MAX_CLASS_ID = 65_535


def merge_classes(
    project: Project, records: Sequence[ClassRecord], report: Report
) -> dict[int, LabelClass]:
    """The project's class for each class_id of a dataset: found by name, else added.

    A new class keeps its class_id where the project has not given that to another. What comes under
    a class that was merged away becomes the class's that it was merged into.

    Raises:
        BadDataset: a name or id that no class can have.
    """
    existing = {row.name: row for row in project.label_classes.all()}
    used = {row.class_id for row in existing.values()}
    wanted = {record.class_id for record in records if 0 < record.class_id <= _MAX_CLASS_ID}
    free, taken = wanted - used, wanted | used
    position = max((row.position for row in existing.values()), default=0)
    merged: dict[int, LabelClass] = {}
    added: list[LabelClass] = []
    for record in records:
        row = existing.get(record.name)
        if row is None:
            class_id = record.class_id if record.class_id in free else max(taken, default=0) + 1
            taken.add(class_id)
            if class_id != record.class_id:
                report.note(
                    f"Class '{record.name}' got the id {class_id}: {record.class_id} is another's."
                )
            position += 1
            row = _class_row(project, record, class_id, position, report)
            existing[record.name] = row
            added.append(row)
        merged[record.class_id] = _in_force(row, report)
    LabelClass.objects.bulk_create(added, batch_size=_BATCH)
    return merged


def _in_force(row: LabelClass, report: Report) -> LabelClass:
    final = final_class(row)
    if final is not row:
        report.note(f"Class '{row.name}' was merged into '{final.name}', which gets what it has.")
    if final.retired_at is not None:
        report.note(f"Class '{final.name}' is retired: it is in no menu, but what it has is kept.")
    return final


def _class_row(
    project: Project, record: ClassRecord, class_id: int, position: int, report: Report
) -> LabelClass:
    if not 0 < len(record.name) <= MAX_CLASS_NAME or not 0 < class_id <= _MAX_CLASS_ID:
        raise BadDataset(
            f"The class {record.name!r} (id {class_id}) cannot be added: names have 1 to"
            f" {MAX_CLASS_NAME} characters, ids are 1 to {_MAX_CLASS_ID}.",
        )
    attributes, notes = definitions(record.attributes)
    for note in notes:
        report.note(f"Class '{record.name}': {note}.")
    return LabelClass(
        project=project,
        class_id=class_id,
        name=record.name,
        color=record.color,
        is_thing=record.is_thing,
        is_ignore=record.is_ignore,
        hotkey=(record.hotkey or "")[:8],
        supercategory=(record.supercategory or "")[:MAX_CLASS_NAME],
        attributes=[attribute.to_json() for attribute in attributes],
        guideline=record.guideline,
        position=position,
    )
