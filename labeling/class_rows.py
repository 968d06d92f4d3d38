"""What a change of classes does to the rows of one image: they move to other classes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Q
from django.utils import timezone

from labeling.attributes import Attribute, definitions, values_in_class
from labeling.class_ids import final_class
from labeling.models import (
    Annotation,
    ClassSurgery,
    LabelClass,
    Revision,
    Segment,
    Suggestion,
    SuggestionState,
    SurgeryStep,
    WeakKind,
    WeakLabel,
)
from labeling.operations import CLASS_SURGERY
from labeling.weak_labels import tag_uid

R = TypeVar("R", Segment, WeakLabel)
Log = list[dict[str, str]]


@dataclass(slots=True)
class Moves:
    """Where the rows of classes go.

    Attributes:
        targets: by the row id of a merged class.
        rejected: row ids of retired classes, whose waiting suggestions are turned down.
    """

    targets: Mapping[int, LabelClass]
    rejected: frozenset[int]
    _asked: dict[int, tuple[Attribute, ...]] = field(default_factory=dict)

    def asked(self, row: LabelClass) -> tuple[Attribute, ...]:
        """A class's attributes, parsed once."""
        if row.pk not in self._asked:
            self._asked[row.pk] = definitions(row.attributes)[0]
        return self._asked[row.pk]

    def touched(self) -> Q:
        """Annotations that have rows to move."""
        ids = list(self.targets)
        segments = Segment.objects.current().filter(label_class__in=ids).values("annotation")
        weak = WeakLabel.objects.current().filter(label_class__in=ids).values("annotation")
        suggested = Suggestion.objects.filter(self._suggestions()).values("image")
        return Q(pk__in=segments) | Q(pk__in=weak) | Q(image__in=suggested)

    def _suggestions(self) -> Q:
        waiting = Q(label_class__in=self.rejected, state=SuggestionState.PENDING)
        return Q(label_class__in=list(self.targets)) | waiting

    def suggestions_of(self, annotation: Annotation) -> list[Suggestion]:
        """Those of its image that move or are turned down."""
        rows = Suggestion.objects.filter(self._suggestions(), image_id=annotation.image_id)
        return list(rows.order_by("pk"))


def moves_of(surgery: ClassSurgery) -> Moves:
    """What a batch that began does to rows of images: of merged classes, and of retired ones."""
    classes = surgery.project.label_classes.select_related("merged_into")
    rows = {str(row.class_id): row for row in classes}
    changed = [(rows[key], fields) for key, fields in surgery.after.items() if key in rows]
    merged = {row.pk: row for row, fields in changed if fields.get("merged_into") is not None}
    retired = {row.pk for row, fields in changed if fields.get("retired_at") is not None}
    return Moves(
        targets={pk: final_class(row) for pk, row in merged.items()},
        rejected=frozenset(retired - set(merged)),
    )


def move_rows(surgery: ClassSurgery, annotation: Annotation, moves: Moves) -> SurgeryStep | None:
    """Give an image's rows their new classes as one revision; None where it has none.

    Geometry is shared, the state of the image stays, attributes are mapped by name.

    Args:
        annotation: locked by the caller's transaction.
    """
    number = annotation.revision + 1
    segments = [
        version_of(
            row,
            number,
            label_class=(target := moves.targets[row.label_class_id]),
            attributes=values_in_class(
                row.attributes, moves.asked(row.label_class), moves.asked(target)
            ),
        )
        for row in annotation.segments.current()
        .filter(label_class__in=list(moves.targets))
        .select_related("label_class")
    ]
    log = replace_segments(annotation, number, segments) + _move_weak(annotation, number, moves)
    suggestions = _move_suggestions(annotation, moves)
    return record_step(surgery, annotation, log, len(segments), suggestions)


def _move_weak(annotation: Annotation, number: int, moves: Moves) -> Log:
    current = list(annotation.weak_labels.current())
    uids = {row.uid for row in current}
    mine = [row for row in current if row.label_class_id in moves.targets]
    boxes = [
        version_of(row, number, label_class=moves.targets[row.label_class_id])
        for row in mine
        if row.kind == WeakKind.BOX
    ]
    tags: dict[str, WeakLabel] = {}
    for row in mine:
        target = moves.targets[row.label_class_id]
        uid = tag_uid(target.class_id)
        if row.kind == WeakKind.TAG and uid not in uids:
            tags[uid] = version_of(row, number, uid=uid, label_class=target)
    gone = [row.uid for row in mine if row.kind == WeakKind.TAG]
    return replace_weak(annotation, number, [*boxes, *tags.values()], gone)


def _move_suggestions(annotation: Annotation, moves: Moves) -> list[list[Any]]:
    moved: list[list[Any]] = []
    rows = moves.suggestions_of(annotation)
    for row in rows:
        before = (row.label_class_id, row.state)
        if row.label_class_id in moves.targets:
            row.label_class = moves.targets[row.label_class_id]
        else:
            row.state = SuggestionState.REJECTED
        moved.append([row.pk, before[0], row.label_class_id, before[1], str(row.state)])
    Suggestion.objects.bulk_update(rows, ["label_class", "state"], batch_size=500)
    return moved


def is_same(row: R, other: R) -> bool:
    """Whether two versions say the same: a later batch that was undone is no edit."""
    return all(
        getattr(row, column.attname) == getattr(other, column.attname)
        for column in row._meta.concrete_fields
        if not column.primary_key and column.name not in ("valid_from", "valid_to")
    )


def version_of(row: R, number: int, **changed: Any) -> R:
    """An unsaved copy of a row, valid from a revision on."""
    columns = [each for each in row._meta.concrete_fields if not each.primary_key]
    values: dict[str, Any] = {each.attname: getattr(row, each.attname) for each in columns}
    if "label_class" in changed:
        del values["label_class_id"]
    return type(row)(**{**values, "valid_from": number, "valid_to": None, **changed})


def replace_segments(annotation: Annotation, number: int, rows: list[Segment]) -> Log:
    """End the current versions of segments and add these; how a revision lists it."""
    if not rows:
        return []
    uids = [row.uid for row in rows]
    annotation.segments.current().filter(uid__in=uids).update(valid_to=number)
    Segment.objects.bulk_create(rows, batch_size=500)
    return _log("upsert", uids)


def replace_weak(
    annotation: Annotation, number: int, rows: list[WeakLabel], gone: Iterable[str]
) -> Log:
    """The same of boxes and tags, some of which just end."""
    uids = [row.uid for row in rows]
    ended = [uid for uid in gone if uid not in uids]
    if not uids and not ended:
        return []
    annotation.weak_labels.current().filter(uid__in=uids + ended).update(valid_to=number)
    WeakLabel.objects.bulk_create(rows, batch_size=500)
    return _log("upsert", uids) + _log("delete", ended)


def _log(op: str, uids: Iterable[str]) -> Log:
    return [{"op": op, "uid": uid, "tool": CLASS_SURGERY} for uid in uids]


def record_step(
    surgery: ClassSurgery,
    annotation: Annotation,
    log: Log,
    num_segments: int,
    suggestions: list[list[Any]],
) -> SurgeryStep | None:
    """The revision and the step of what was done to an image; None where that was nothing."""
    if not log and not suggestions:
        return None
    if log:
        Revision.objects.create(
            annotation=annotation,
            number=annotation.revision + 1,
            base=annotation.revision,
            author_id=surgery.requested_by_id,
            active_ms=0,
            save_id=uuid.uuid4(),
            operations=log,
        )
        annotation.revision += 1
        annotation.updated_at = timezone.now()
        annotation.save(update_fields=["revision", "updated_at"])
    return SurgeryStep.objects.create(
        surgery=surgery,
        annotation=annotation,
        revision=annotation.revision if log else None,
        num_segments=num_segments,
        suggestions=suggestions,
    )
