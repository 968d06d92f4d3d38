"""What a class id that somebody still knows stands for, after classes were merged and retired."""

from __future__ import annotations

from labeling.models import LabelClass, Project


def classes_by_id(project: Project) -> dict[int, LabelClass]:
    """What each class_id that somebody outside still knows stands for now; none for retired ones.

    A class that was merged stands for the one that it ended in.
    """
    found = {row.class_id: final_class(row) for row in project.label_classes.all()}
    return {class_id: row for class_id, row in found.items() if row.retired_at is None}


def final_class(row: LabelClass) -> LabelClass:
    """The class that a merged one ended in; a class that was not merged is its own."""
    while row.merged_into is not None:
        row = row.merged_into
    return row
