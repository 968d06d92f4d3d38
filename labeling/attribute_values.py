"""Segments' attribute values: checked when they are saved, complete on submit, counted."""

from __future__ import annotations

from typing import Any

from django.db.models.fields.json import KeyTransform

from labeling.attributes import definitions, faults, missing
from labeling.errors import InvalidAttribute, MissingAttributes
from labeling.models import Annotation, LabelClass, Project, Segment
from labeling.operations import PreparedSave

MAX_NAMED = 500
"""Segments named in one answer: more than anybody fills in before asking again."""


def check_values(project: Project, prepared: PreparedSave) -> None:
    """Refuse values that a class does not allow, unless the project holds them already.

    A value that came before its definition changed, from an import or an older version, is never
    lost: undo, copies and class changes may carry it on as it is.

    Raises:
        InvalidAttribute: names the segment, the attribute and what was expected.
    """
    asked = {
        class_id: definitions(prepared.classes[class_id].attributes)[0]
        for class_id in {upsert.class_id for upsert in prepared.upserts.values()}
    }
    for uid, upsert in prepared.upserts.items():
        for name, wrong in faults(asked[upsert.class_id], upsert.attributes).items():
            if _was_there(project, name, upsert.attributes[name]):
                continue
            label_class = prepared.classes[upsert.class_id].name
            raise InvalidAttribute(
                f"Segment {uid} ({label_class}), attribute “{name}”: {wrong}. Reload the page to "
                "see the class's present attributes, or choose another value.",
                uid=uid,
                attribute=name,
            )


def _was_there(project: Project, name: str, value: Any) -> bool:
    rows = Segment.objects.filter(annotation__image__project=project, attributes__has_key=name)
    return rows.annotate(given=KeyTransform(name, "attributes")).filter(given=value).exists()


def check_complete(annotation: Annotation) -> None:
    """Refuse to finish an image while segments lack required attributes.

    Raises:
        MissingAttributes: detail.segments lists {uid, class_id, missing} in paint order.
    """
    classes = annotation.image.project.label_classes.exclude(attributes=[])
    asked = {row.pk: definitions(row.attributes)[0] for row in classes}
    lacking = [
        {"uid": row.uid, "class_id": row.label_class.class_id, "missing": names}
        for row in annotation.segments.current()
        .filter(label_class__in=asked)
        .select_related("label_class")
        .in_paint_order()
        if (names := missing(asked[row.label_class_id], row.attributes))
    ]
    if lacking:
        raise MissingAttributes(
            f"{len(lacking)} segments lack required attributes; fill them in first.",
            segments=lacking[:MAX_NAMED],
        )


def count_values(label_class: LabelClass) -> dict[str, int]:
    """By attribute, how many current segments of a class hold a value; undefined names too."""
    counts = {attribute.name: 0 for attribute in definitions(label_class.attributes)[0]}
    rows = label_class.segments.filter(valid_to__isnull=True).exclude(attributes={})
    for values in rows.values_list("attributes", flat=True).iterator():
        for name in values:
            counts[name] = counts.get(name, 0) + 1
    return counts
