"""Save a person's operations on one image: one request, one revision, nothing lost."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from labeling.attribute_values import check_values
from labeling.changes import changed_between, uids_changed
from labeling.errors import AlreadyApproved, OverlapRefused, StaleRevision
from labeling.history import restoring_operations
from labeling.masks import rle as rles
from labeling.models import (
    Annotation,
    AnnotationState,
    OverlapMode,
    Revision,
    Role,
    Segment,
    Suggestion,
    SuggestionState,
    User,
    has_role,
    record_event,
)
from labeling.operations import (
    CLASS_SURGERY,
    Delete,
    Operation,
    PreparedSave,
    Upsert,
    prepare,
)
from labeling.retired import carry_over, settle_retired
from labeling.weak_labels import (
    DeleteWeak,
    UpsertWeak,
    WeakOperation,
    prepare_weak,
    weak_out,
    weak_restoring,
)

__all__ = [
    "Delete",
    "Operation",
    "SaveOutcome",
    "Upsert",
    "changes_since",
    "restore_revision",
    "save_annotation",
]


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """What a save led to.

    Attributes:
        revision: the revision that the save made.
        state: of the annotation afterwards.
        changed: others' segments that were merged in since the author's base, and the author's own
            that a merge of classes gave another class.
        deleted: uids that others deleted since then.
        weak_changed, weak_deleted: the same of boxes and tags, on the wire.
    """

    revision: int
    state: str
    changed: list[Segment]
    deleted: list[str]
    weak_changed: list[dict[str, Any]]
    weak_deleted: list[str]


def save_annotation(
    *,
    annotation: Annotation,
    author: User,
    base_revision: int,
    save_id: uuid.UUID,
    active_ms: int,
    operations: Sequence[Operation | WeakOperation],
) -> SaveOutcome:
    """Apply operations to the segments, boxes and tags of an image as one new revision.

    Geometry is checked and measured before the transaction. Replaying a `save_id` changes
    nothing and answers the same. With a stale base, operations on other segments than those
    changed since are merged. Boxes and tags never conflict: the newest save of one counts.

    Args:
        base_revision: the revision that the author had loaded.
        save_id: made by the client, once per save.
        active_ms: time with input since the author's last save.
        operations: in the order they were made.

    Raises:
        StaleRevision: others changed the same segments since the base; detail holds theirs.
        OverlapRefused: in an exclusive project a pixel would have two owners.
        AlreadyApproved: the annotation is approved and the author no reviewer.
        InvalidRle, EmptyMask, InvalidPolygon, MaskSizeMismatch, MissingGeometry,
        UnknownLabelClass, RetiredClass, InvalidAttribute, InvalidWeakLabel: an operation is wrong;
        the message says which segment, box or tag.
    """
    weak_operations = [op for op in operations if isinstance(op, UpsertWeak | DeleteWeak)]
    prepared = prepare(
        annotation, [op for op in operations if not isinstance(op, UpsertWeak | DeleteWeak)]
    )
    weak = prepare_weak(annotation, weak_operations)
    with transaction.atomic():
        locked = Annotation.objects.select_for_update().get(pk=annotation.pk)
        replayed = locked.revisions.filter(save_id=save_id).first()
        if replayed is not None:
            return _outcome(locked, replayed)
        _check_state(locked, author)
        _check_base(locked, base_revision, prepared)
        check_values(locked.image.project, prepared)
        number = locked.revision + 1
        changed = _replace_rows(locked, number, prepared)
        weak.apply(number)
        moved = settle_retired(locked, number, changed, prepared, has_weak=bool(weak.last))
        if locked.image.project.overlap_mode == OverlapMode.EXCLUSIVE:
            _check_exclusive(locked, base_revision, changed)
        _settle_suggestions(locked, prepared)
        revision = Revision.objects.create(
            annotation=locked,
            number=number,
            base=base_revision,
            author=author,
            active_ms=active_ms,
            save_id=save_id,
            operations=prepared.log + weak.log + moved,
        )
        locked.revision = number
        if locked.state in (AnnotationState.NEW, AnnotationState.APPROVED):
            locked.state = AnnotationState.IN_PROGRESS
        locked.updated_at = timezone.now()
        locked.save(update_fields=["revision", "state", "updated_at"])
        record_event("annotation.saved", locked.image.project, author, locked, revision=number)
        return _outcome(locked, revision)


def restore_revision(
    *,
    annotation: Annotation,
    author: User,
    revision: int,
    uids: Sequence[str] | None,
    base_revision: int,
    save_id: uuid.UUID,
) -> SaveOutcome:
    """Bring an image, or some of its segments, back to how a revision had them: a new revision.

    It is a save like any other: checked against what others did since `base_revision`, kept in
    the history, and taken back by restoring the revision before it.

    Args:
        uids: only these segments; None for the whole image with its boxes and tags, whatever
            came later goes then.

    Raises:
        NotFound: there is no such revision, or it has none of a segment.
        StaleRevision, OverlapRefused, AlreadyApproved: as for every save.
    """
    return save_annotation(
        annotation=annotation,
        author=author,
        base_revision=base_revision,
        save_id=save_id,
        active_ms=0,
        operations=[
            *restoring_operations(annotation, revision, uids),
            *(weak_restoring(annotation, revision) if uids is None else []),
        ],
    )


def changes_since(annotation: Annotation, revision: int) -> SaveOutcome:
    """What everybody saved after a revision: segments as they are now, and the deleted ones."""
    since = changed_between(annotation, revision, annotation.revision)
    return SaveOutcome(
        revision=annotation.revision,
        state=annotation.state,
        changed=since["segments"],
        deleted=since["deleted"],
        weak_changed=since["weak_changed"],
        weak_deleted=since["weak_deleted"],
    )


def _check_state(annotation: Annotation, author: User) -> None:
    if annotation.state != AnnotationState.APPROVED:
        return
    if not has_role(author, annotation.image.project, Role.REVIEWER):
        raise AlreadyApproved(
            "This image is approved; only a reviewer may change it. Ask one to reopen it."
        )


def _check_base(annotation: Annotation, base: int, prepared: PreparedSave) -> None:
    """Refuse a base from the future, and one on which others changed the same segments."""
    if base > annotation.revision:
        raise StaleRevision(
            f"The server is at revision {annotation.revision}, before your {base}; "
            "it was restored from a backup. Reload the image; your changes are kept.",
            **changed_between(annotation, base, annotation.revision),
        )
    touched = uids_changed(annotation, base, annotation.revision)
    same = touched & prepared.uids
    if same:
        same -= carry_over(annotation, base, same, prepared)
    if same:
        raise StaleRevision(
            f"Somebody else changed {len(same)} of the same segments since you loaded the image.",
            uids=sorted(same),
            **changed_between(annotation, base, annotation.revision),
        )


def _replace_rows(annotation: Annotation, number: int, prepared: PreparedSave) -> list[Segment]:
    """Close the rows of the touched segments and add their new versions."""
    current = {
        row.uid: row
        for row in annotation.segments.current()
        .filter(uid__in=prepared.uids)
        .select_related("geometry")
    }
    rows = prepared.new_rows(current, number)
    ended = [row.pk for row in current.values()]
    Segment.objects.filter(pk__in=ended).update(valid_to=number)
    return Segment.objects.bulk_create(rows, batch_size=500)


def _check_exclusive(annotation: Annotation, base: int, changed: Sequence[Segment]) -> None:
    """Every pixel belongs to one segment at most; only boxes that meet are compared."""
    size_hw = annotation.image.size_hw
    rows = annotation.segments.current().select_related("label_class", "geometry")
    current = list(rows.in_paint_order())
    seen: set[str] = set()
    shared: dict[str, Segment] = {}
    for mine in changed:
        seen.add(mine.uid)
        rle = mine.geometry.rle(size_hw)
        for other in current:
            if other.uid in seen or not _boxes_meet(mine, other):
                continue
            if rles.intersects(rle, other.geometry.rle(size_hw)):
                shared[other.uid] = other
    if shared:
        theirs = changed_between(annotation, base, annotation.revision)
        since = {row.uid for row in theirs["segments"]}
        theirs["segments"] += [row for row in shared.values() if row.uid not in since]
        raise OverlapRefused(
            "In this project every pixel belongs to one segment, but what you painted shares "
            f"pixels with {len(shared)} others. Keep yours (theirs is carved) or take theirs.",
            uids=sorted(shared),
            **theirs,
        )


def _boxes_meet(a: Segment, b: Segment) -> bool:
    g, h = a.geometry, b.geometry
    return g.x < h.x + h.w and h.x < g.x + g.w and g.y < h.y + h.h and h.y < g.y + g.h


def _settle_suggestions(annotation: Annotation, prepared: PreparedSave) -> None:
    """A segment saved under a suggestion's uid accepts it; undoing that makes it pending again."""
    ours = Suggestion.objects.filter(image_id=annotation.image_id)
    ours.filter(uid__in=prepared.upserts, state=SuggestionState.PENDING).update(
        state=SuggestionState.ACCEPTED
    )
    ours.filter(uid__in=prepared.undone, state=SuggestionState.ACCEPTED).update(
        state=SuggestionState.PENDING
    )


def _outcome(annotation: Annotation, revision: Revision) -> SaveOutcome:
    """Others' work between a save's base and the save itself."""
    mine = {operation["uid"] for operation in revision.operations}
    between = changed_between(annotation, revision.base, revision.number - 1, mine)
    changed = [row for row in between["segments"] if row.uid not in mine]
    moved = {row["uid"] for row in revision.operations if row["tool"] == CLASS_SURGERY}
    # Of the author's own, what was saved counts, not what it was before.
    own = mine & {row.uid for row in between["segments"]} | moved
    rows = annotation.segments.at(revision.number).filter(uid__in=own)
    weak = annotation.weak_labels.at(revision.number).filter(uid__in=moved)
    weak_rows = list(weak.select_related("label_class"))
    gone = {row["uid"] for row in revision.operations if row["op"] == "delete"} & moved
    return SaveOutcome(
        revision=revision.number,
        state=annotation.state,
        changed=changed + list(rows.select_related("label_class", "geometry").in_paint_order()),
        deleted=[uid for uid in between["deleted"] if uid not in mine],
        weak_changed=between["weak_changed"] + weak_out(weak_rows),
        weak_deleted=between["weak_deleted"] + sorted(gone),
    )
