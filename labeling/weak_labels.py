"""Weak labels in a save: boxes and tags, checked and versioned; the newest save of one counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from labeling.errors import InvalidWeakLabel, UnknownLabelClass
from labeling.models import Annotation, LabelClass, WeakKind, WeakLabel

RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class UpsertWeak:
    """Add a box or a tag, or replace the current version of one.

    Attributes:
        kind: box or tag.
        bbox_xywh: of a box, whole image pixels; None for a tag.
    """

    uid: str
    kind: str
    class_id: int
    tool: str
    bbox_xywh: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class DeleteWeak:
    """Remove a box or a tag; removing an unknown one changes nothing (the client may replay)."""

    uid: str
    tool: str


WeakOperation = UpsertWeak | DeleteWeak


def tag_uid(class_id: int) -> str:
    """Two people who tag the same class mean the same tag."""
    return f"tag-{class_id}"


@dataclass(slots=True)
class PreparedWeak:
    """Operations folded to the last one per weak label."""

    annotation_id: int
    last: dict[str, WeakOperation]
    classes: dict[int, LabelClass] = field(default_factory=dict)

    @property
    def log(self) -> list[dict[str, str]]:
        """For the revision's list of operations."""
        return [
            {
                "op": "delete" if isinstance(op, DeleteWeak) else "upsert",
                "uid": uid,
                "tool": op.tool,
            }
            for uid, op in self.last.items()
        ]

    def apply(self, number: int) -> None:
        """Close the rows of what the save touches and add the new versions, valid from `number`."""
        if not self.last:
            return
        rows = WeakLabel.objects.filter(annotation_id=self.annotation_id)
        rows.current().filter(uid__in=self.last).update(valid_to=number)
        upserts = [op for op in self.last.values() if isinstance(op, UpsertWeak)]
        WeakLabel.objects.bulk_create([self._row(op, number) for op in upserts], batch_size=500)

    def _row(self, operation: UpsertWeak, number: int) -> WeakLabel:
        x, y, w, h = operation.bbox_xywh or (None, None, None, None)
        return WeakLabel(
            annotation_id=self.annotation_id,
            uid=operation.uid,
            kind=operation.kind,
            valid_from=number,
            label_class=self.classes[operation.class_id],
            x=x,
            y=y,
            w=w,
            h=h,
        )


def prepare_weak(annotation: Annotation, operations: Sequence[WeakOperation]) -> PreparedWeak:
    """Check every operation.

    Raises:
        UnknownLabelClass: a class that the project does not have.
        InvalidWeakLabel: a box outside the image, a tag with a box or a uid of its own.
    """
    prepared = PreparedWeak(annotation.pk, {})
    if not operations:
        return prepared
    image = annotation.image
    prepared.classes = {row.class_id: row for row in image.project.label_classes.all()}
    for operation in operations:
        if isinstance(operation, UpsertWeak):
            _check(operation, image.size_hw, prepared.classes)
        prepared.last.pop(operation.uid, None)
        prepared.last[operation.uid] = operation
    return prepared


def _check(operation: UpsertWeak, size_hw: tuple[int, int], classes: Collection[int]) -> None:
    uid = operation.uid
    if operation.class_id not in classes:
        raise UnknownLabelClass(
            f"The {operation.kind} {uid} has class {operation.class_id}; this project has the "
            f"classes {sorted(classes)}. Reload the page to see its classes.",
            uid=uid,
        )
    if operation.kind == WeakKind.TAG:
        if operation.bbox_xywh is not None or uid != tag_uid(operation.class_id):
            raise InvalidWeakLabel(
                f"A tag of class {operation.class_id} has the uid {tag_uid(operation.class_id)!r} "
                f"and no box; this one is {uid!r}.",
                uid=uid,
            )
        return
    if wrong := box_fault(operation.bbox_xywh, size_hw):
        raise InvalidWeakLabel(f"Box {uid}: {wrong}.", uid=uid)


def box_fault(bbox_xywh: Sequence[int] | None, size_hw: tuple[int, int]) -> str | None:
    """Why a box is none of an image; None where it is."""
    if bbox_xywh is None or len(bbox_xywh) != 4:
        return f"bbox_xywh is {bbox_xywh!r}; expected [x, y, width, height]"
    x, y, w, h = bbox_xywh
    if x < 0 or y < 0 or w < 1 or h < 1 or x + w > size_hw[1] or y + h > size_hw[0]:
        return (
            f"[{x}, {y}, {w}, {h}] (x, y, width, height) is empty or outside of the image of "
            f"{size_hw[1]} × {size_hw[0]} px"
        )
    return None


def weak_since(
    annotation: Annotation, after: int, until: int, but: Collection[str] = ()
) -> dict[str, Any]:
    """What changed in revisions (after, until], as it was at `until`, on the wire.

    Args:
        but: uids to leave out: the asker's own, whose newest version counts.
    """
    rows = annotation.weak_labels.all()
    added = rows.filter(valid_from__gt=after, valid_from__lte=until).values_list("uid", flat=True)
    ended = rows.filter(valid_to__gt=after, valid_to__lte=until).values_list("uid", flat=True)
    uids = (set(added) | set(ended)) - set(but)
    changed = list(rows.at(until).filter(uid__in=uids).select_related("label_class"))
    deleted = sorted(uids - {row.uid for row in changed})
    return {"weak_changed": weak_out(changed), "weak_deleted": deleted}


def weak_out(rows: Iterable[WeakLabel]) -> list[dict[str, Any]]:
    """Weak labels (label_class joined) on the wire."""
    return [
        {
            "uid": row.uid,
            "kind": row.kind,
            "class_id": row.label_class.class_id,
            "bbox_xywh": list(row.bbox_xywh) if row.bbox_xywh else None,
        }
        for row in rows
    ]


def weak_restoring(annotation: Annotation, revision: int) -> list[WeakOperation]:
    """What brings boxes and tags to how they were in a revision."""
    rows = annotation.weak_labels.select_related("label_class")
    then = {row.uid: row for row in rows.at(revision)}
    now = {row.uid: row.pk for row in rows.current()}
    gone: list[WeakOperation] = [DeleteWeak(uid, RESTORE) for uid in now if uid not in then]
    return gone + [
        UpsertWeak(row.uid, row.kind, row.label_class.class_id, RESTORE, row.bbox_xywh)
        for uid, row in then.items()
        if now.get(uid) != row.pk
    ]
