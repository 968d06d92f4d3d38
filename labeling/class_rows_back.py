"""The way back: the rows of one image as they were before a change of classes."""

from __future__ import annotations

from typing import Any

from labeling.attributes import definitions, values_in_class
from labeling.class_rows import is_same, record_step, replace_segments, replace_weak, version_of
from labeling.models import (
    Annotation,
    ClassSurgery,
    LabelClass,
    Segment,
    Suggestion,
    SurgeryStep,
    WeakKind,
    WeakLabel,
)

KEEP, RECLASS = "keep", "reclass"
"""Segments edited since a surgery that is taken back: left alone, or given their former class."""


def take_back(
    surgery: ClassSurgery, step: SurgeryStep, annotation: Annotation, edited: str
) -> SurgeryStep | None:
    """Bring what a step changed back to how it was, as a new revision.

    A segment that nobody touched since gets its former version again, field by field.

    Args:
        surgery: on whose behalf: what is written becomes its step.
        annotation: locked by the caller's transaction.
        edited: KEEP leaves segments alone that were edited since; RECLASS gives those that still
            have the class of the step their former one, with everything else as it is now.
    """
    number = annotation.revision + 1
    segments: list[Segment] = []
    weak: list[WeakLabel] = []
    gone: list[str] = []
    if step.revision is not None:
        segments = _former_segments(annotation, step.revision, number, edited)
        weak, gone = _former_weak(annotation, step.revision, number, edited)
    log = replace_segments(annotation, number, segments)
    log += replace_weak(annotation, number, weak, gone)
    suggestions = _former_suggestions(step)
    step.is_taken_back = True
    step.save(update_fields=["is_taken_back"])
    made = record_step(surgery, annotation, log, len(segments), suggestions)
    if made is not None and step.surgery_id == surgery.pk:
        # A batch that goes back on itself is done with it.
        made.is_taken_back = True
        made.save(update_fields=["is_taken_back"])
    return made


def _former_segments(
    annotation: Annotation, revision: int, number: int, edited: str
) -> list[Segment]:
    rows = annotation.segments.select_related("label_class")
    made = {row.uid: row for row in rows.filter(valid_from=revision)}
    current = {row.uid: row for row in rows.current().filter(uid__in=made)}
    former: list[Segment] = []
    for before in rows.filter(valid_to=revision):
        after, now = made[before.uid], current.get(before.uid)
        if now is None:
            continue
        if is_same(now, after):
            former.append(version_of(before, number))
        elif edited == RECLASS and now.label_class_id == after.label_class_id:
            former.append(
                version_of(
                    now,
                    number,
                    label_class=before.label_class,
                    attributes=_former_values(before, after, now),
                )
            )
    return former


def _former_values(before: Segment, after: Segment, now: Segment) -> dict[str, Any]:
    if now.attributes == after.attributes:
        return dict(before.attributes)
    asked, asked_before = (definitions(row.label_class.attributes)[0] for row in (now, before))
    dropped = {
        name: value for name, value in before.attributes.items() if name not in after.attributes
    }
    return {**dropped, **values_in_class(now.attributes, asked, asked_before)}


def _former_weak(
    annotation: Annotation, revision: int, number: int, edited: str
) -> tuple[list[WeakLabel], list[str]]:
    rows = annotation.weak_labels.all()
    made = list(rows.filter(valid_from=revision))
    current = {row.uid: row for row in rows.current()}
    by_uid = {row.uid: row for row in made}
    former: list[WeakLabel] = []
    tags = [row.uid for row in made if row.kind == WeakKind.TAG]
    kept = [uid for uid in tags if uid in current]
    for before in rows.filter(valid_to=revision):
        now, after = current.get(before.uid), by_uid.get(before.uid)
        if before.kind == WeakKind.TAG:
            # Whoever took the new tag away meant the old one as well.
            if now is None and (kept or not tags):
                former.append(version_of(before, number))
        elif now is not None and after is not None:
            if is_same(now, after):
                former.append(version_of(before, number))
            elif edited == RECLASS and now.label_class_id == after.label_class_id:
                former.append(version_of(now, number, label_class=before.label_class))
    return former, kept


def _former_suggestions(step: SurgeryStep) -> list[list[Any]]:
    found = Suggestion.objects.in_bulk([row[0] for row in step.suggestions])
    # A class that only ever had suggestions may have been deleted since.
    ids = LabelClass.objects.filter(pk__in={row[1] for row in step.suggestions})
    present = set(ids.values_list("pk", flat=True))
    moved: list[list[Any]] = []
    for pk, class_before, class_after, state_before, state_after in step.suggestions:
        row = found.get(pk)
        if row is None or row.label_class_id != class_after or class_before not in present:
            continue
        state = row.state
        row.label_class_id = class_before
        if state_before != state_after and state == state_after:
            row.state = state_before
        moved.append([pk, class_after, class_before, state, row.state])
    Suggestion.objects.bulk_update(found.values(), ["label_class", "state"], batch_size=500)
    return moved
