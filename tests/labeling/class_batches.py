"""Batches of class changes that tests apply and undo, and what is in a project before and after."""

from __future__ import annotations

import uuid
from typing import Any

from labeling import class_surgery, jobs
from labeling.class_changes import ClassChanges, Merge
from labeling.class_rows_back import KEEP
from labeling.class_surgery import queue_changes, queue_undo
from labeling.masks import rle as rles
from labeling.models import (
    ClassSurgery,
    Image,
    LabelClass,
    Project,
    Segment,
    Suggestion,
    SuggestionSource,
    WeakLabel,
)
from labeling.operations import geometry_of_mask
from tests.factories import box_mask, make_project

CAR, AUTO, ROAD, SKY = 1, 2, 3, 4
SIZE = (48, 64)


def classes_project() -> Project:
    return make_project(classes=("car", "automobile", "road", "sky"))


def box(n: int):
    return box_mask(SIZE, (6 * n, 2, 6 * n + 5, 9))


def run(surgery: ClassSurgery) -> ClassSurgery:
    jobs.run_job(str(surgery.job_id), class_surgery.run_surgery)
    surgery.refresh_from_db()
    surgery.job.refresh_from_db()
    return surgery


def apply(project: Project, **changes: Any) -> ClassSurgery:
    surgery = queue_changes(
        project=project, changes=ClassChanges(**changes), requested_by=project.created_by
    )
    return run(surgery)


def undo(surgery: ClassSurgery, edited: str = KEEP) -> ClassSurgery:
    return run(queue_undo(surgery=surgery, edited=edited, requested_by=surgery.requested_by))


def merged(project: Project, *sources: int, into: int, **changes: Any) -> ClassSurgery:
    return apply(project, merges=(Merge(sources, into),), **changes)


def class_named(project: Project, class_id: int) -> LabelClass:
    return project.label_classes.get(class_id=class_id)


def table(project: Project) -> list[dict[str, Any]]:
    return list(project.label_classes.order_by("class_id").values())


def state_of(project: Project) -> dict[str, Any]:
    """Everything current, but the row ids and revision numbers that every save changes."""

    def rows(query: Any) -> list[dict[str, Any]]:
        dropped = {"id", "valid_from", "valid_to"}
        ordered = query.order_by("annotation_id", "uid").values()
        return [{key: row[key] for key in row if key not in dropped} for row in ordered]

    images = Image.objects.filter(project=project)
    return {
        "classes": table(project),
        "segments": rows(Segment.objects.current().filter(annotation__image__in=images)),
        "weak": rows(WeakLabel.objects.current().filter(annotation__image__in=images)),
        "suggestions": list(Suggestion.objects.filter(image__in=images).order_by("pk").values()),
        "states": list(images.order_by("pk").values_list("annotation__state", flat=True)),
    }


def classes_of(image: Image) -> dict[str, int]:
    rows = image.annotation.segments.current().select_related("label_class")
    return {row.uid: row.label_class.class_id for row in rows}


def suggest(image: Image, class_id: int, state: str = "pending") -> Suggestion:
    geometry = geometry_of_mask(rles.encode(box(0)), SIZE)
    geometry.save()
    return Suggestion.objects.create(
        image=image,
        uid=str(uuid.uuid4()),
        label_class=class_named(image.project, class_id),
        geometry=geometry,
        source=SuggestionSource.MODEL,
        state=state,
    )
