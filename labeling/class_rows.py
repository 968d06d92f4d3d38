"""What a change of classes does to the rows of one image: moved to other classes, and back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Q
from django.utils import timezone

from labeling.attributes import Attribute, definitions, values_in_class
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

KEEP, RECLASS = "keep", "reclass"
"""Segments edited since a surgery that is taken back: left alone, or given their former class."""

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
    log = _replace(annotation, number, segments) + _move_weak(annotation, number, moves)
    suggestions = _move_suggestions(annotation, moves)
    return _record(surgery, annotation, log, len(segments), suggestions)


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
    return _replace_weak(annotation, number, [*boxes, *tags.values()], gone)


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
    log = _replace(annotation, number, segments) + _replace_weak(annotation, number, weak, gone)
    suggestions = _former_suggestions(step)
    step.is_taken_back = True
    step.save(update_fields=["is_taken_back"])
    made = _record(surgery, annotation, log, len(segments), suggestions)
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


def _replace(annotation: Annotation, number: int, rows: list[Segment]) -> Log:
    if not rows:
        return []
    uids = [row.uid for row in rows]
    annotation.segments.current().filter(uid__in=uids).update(valid_to=number)
    Segment.objects.bulk_create(rows, batch_size=500)
    return _log("upsert", uids)


def _replace_weak(
    annotation: Annotation, number: int, rows: list[WeakLabel], gone: Iterable[str]
) -> Log:
    uids = [row.uid for row in rows]
    ended = [uid for uid in gone if uid not in uids]
    if not uids and not ended:
        return []
    annotation.weak_labels.current().filter(uid__in=uids + ended).update(valid_to=number)
    WeakLabel.objects.bulk_create(rows, batch_size=500)
    return _log("upsert", uids) + _log("delete", ended)


def _log(op: str, uids: Iterable[str]) -> Log:
    return [{"op": op, "uid": uid, "tool": CLASS_SURGERY} for uid in uids]


def _record(
    surgery: ClassSurgery,
    annotation: Annotation,
    log: Log,
    num_segments: int,
    suggestions: list[list[Any]],
) -> SurgeryStep | None:
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
