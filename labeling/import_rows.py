"""Imported records become rows: segments, weak labels and suggestions, in batches."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from django.utils import timezone

from labeling.formats.base import ImageRecord, SegmentRecord
from labeling.import_records import PreparedImage
from labeling.models import (
    Annotation,
    AnnotationState,
    Geometry,
    Image,
    LabelClass,
    Origin,
    Revision,
    Segment,
    Suggestion,
    SuggestionSource,
    WeakKind,
    WeakLabel,
)
from labeling.models.access import SignedInUser
from labeling.weak_labels import tag_uid

_BATCH = 500
_TOOL = "import"


def add_segments(
    pairs: Sequence[tuple[PreparedImage, Image]],
    classes: Mapping[int, LabelClass],
    author: SignedInUser | None,
) -> int:
    """Write the segments of images as the first revision of their empty annotations.

    Returns:
        How many segments were added.
    """
    annotations = {
        row.image_id: row for row in Annotation.objects.filter(image__in=[i for _, i in pairs])
    }
    _save_geometries(pairs)
    rows: list[Segment] = []
    revisions: list[Revision] = []
    weak: list[WeakLabel] = []
    for prepared, image in pairs:
        annotation = annotations[image.pk]
        annotation.state, annotation.updated_at = _state(prepared.record), timezone.now()
        record = prepared.record
        if not (prepared.segments or record.boxes or record.tags):
            continue
        annotation.revision += 1
        revisions.append(_revision(annotation, prepared, author))
        rows += [
            _segment_row(annotation, segment, geometry, classes)
            for segment, geometry in prepared.segments
        ]
        weak += _weak_rows(annotation, record, classes)
    Segment.objects.bulk_create(rows, batch_size=_BATCH)
    WeakLabel.objects.bulk_create(weak, batch_size=_BATCH)
    Revision.objects.bulk_create(revisions, batch_size=_BATCH)
    Annotation.objects.bulk_update(
        annotations.values(), ["state", "revision", "updated_at"], batch_size=_BATCH
    )
    return len(rows)


def _state(record: ImageRecord) -> str:
    """The state in the file; without one, what comes from outside counts as submitted."""
    state = record.state or AnnotationState.SUBMITTED
    if state == AnnotationState.NEW and (record.segments or record.boxes or record.tags):
        return AnnotationState.IN_PROGRESS
    return state if state in AnnotationState.values else AnnotationState.SUBMITTED


def _save_geometries(pairs: Sequence[tuple[PreparedImage, Image]]) -> None:
    geometries = [geometry for prepared, _ in pairs for _, geometry in prepared.segments]
    Geometry.objects.bulk_create(geometries, batch_size=_BATCH)


def _revision(
    annotation: Annotation, prepared: PreparedImage, author: SignedInUser | None
) -> Revision:
    return Revision(
        annotation=annotation,
        number=annotation.revision,
        base=annotation.revision - 1,
        author_id=author.pk if author is not None else None,
        active_ms=0,
        save_id=uuid.uuid4(),
        operations=[{"op": "upsert", "uid": uid, "tool": _TOOL} for uid in _uids(prepared)],
    )


def _uids(prepared: PreparedImage) -> list[str]:
    record = prepared.record
    return [
        *(segment.uid for segment, _ in prepared.segments),
        *(box.uid for box in record.boxes),
    ]


def _segment_row(
    annotation: Annotation,
    segment: SegmentRecord,
    geometry: Geometry,
    classes: Mapping[int, LabelClass],
) -> Segment:
    return Segment(
        annotation=annotation,
        uid=segment.uid,
        valid_from=annotation.revision,
        label_class=classes[segment.class_id],
        geometry=geometry,
        z=segment.z,
        iscrowd=segment.iscrowd,
        occluded=segment.occluded,
        truncated=segment.truncated,
        attributes=dict(segment.attributes),
        origin=segment.origin if segment.origin in Origin.values else Origin.IMPORT,
        score=segment.score,
    )


def _weak_rows(
    annotation: Annotation, record: ImageRecord, classes: Mapping[int, LabelClass]
) -> list[WeakLabel]:
    """The boxes and tags of an image."""
    boxes = [
        WeakLabel(
            annotation=annotation,
            valid_from=annotation.revision,
            uid=box.uid,
            kind=WeakKind.BOX,
            label_class=classes[box.class_id],
            **dict(zip("xywh", box.bbox_xywh, strict=True)),
        )
        for box in record.boxes
    ]
    tagged = {classes[class_id].class_id: classes[class_id] for class_id in record.tags}
    tags = [
        WeakLabel(
            annotation=annotation,
            valid_from=annotation.revision,
            uid=tag_uid(class_id),
            kind=WeakKind.TAG,
            label_class=label_class,
        )
        for class_id, label_class in tagged.items()
    ]
    return boxes + tags


def add_suggestions(
    pairs: Sequence[tuple[PreparedImage, Image]],
    classes: Mapping[int, LabelClass],
    source_ref: str,
) -> int:
    """Write the segments of images as pending suggestions; returns how many.

    They get new uids: a suggestion is accepted under its uid, which must be no segment's yet.
    """
    _save_geometries(pairs)
    rows = [
        Suggestion(
            image=image,
            uid=uuid.uuid4().hex,
            label_class=classes[segment.class_id],
            geometry=geometry,
            z=segment.z,
            iscrowd=segment.iscrowd,
            source=SuggestionSource.IMPORT,
            source_ref=source_ref,
            score=segment.score,
        )
        for prepared, image in pairs
        for segment, geometry in prepared.segments
    ]
    Suggestion.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)
