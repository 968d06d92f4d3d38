"""The past of an annotation: earlier states, what was deleted, and the way back to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labeling.errors import NotFound
from labeling.masks import polygons
from labeling.models import Annotation, Revision, Segment
from labeling.models.annotation import SegmentQuerySet
from labeling.operations import Delete, Operation, Upsert

RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class TrashPage:
    """Deleted segments, the latest first, each with the revision that deleted it."""

    rows: list[tuple[Segment, Revision | None]]
    before: int | None


def segments_at(annotation: Annotation, revision: int) -> SegmentQuerySet:
    """The segments as they were in a revision, in paint order; 0 is before the first save.

    Raises:
        NotFound: there is no such revision yet.
    """
    if revision > annotation.revision:
        raise NotFound(
            f"This image is at revision {annotation.revision}; it has no revision {revision}."
        )
    rows = annotation.segments.at(revision)
    return rows.select_related("label_class", "geometry").in_paint_order()


def trash_page(annotation: Annotation, *, before: int | None, size: int) -> TrashPage:
    """`size` or more deleted segments that went before revision `before` (None: the latest)."""
    current = annotation.segments.current().values("uid")
    ended = annotation.segments.filter(valid_to__isnull=False).exclude(uid__in=current)
    keys = ended.order_by("-valid_to", "-z", "uid").values_list("pk", "uid", "valid_to")
    last: dict[str, tuple[int, int]] = {}
    for pk, uid, valid_to in keys:
        last.setdefault(uid, (pk, valid_to or 0))
    left = [row for row in last.values() if before is None or row[1] < before]
    # What one save deleted is never torn apart: the cursor is that save's number.
    end = size
    while 0 < end < len(left) and left[end][1] == left[end - 1][1]:
        end += 1
    chosen = left[:end]
    found = Segment.objects.select_related("label_class", "geometry").in_bulk(
        [pk for pk, _ in chosen]
    )
    numbers = {valid_to for _, valid_to in chosen}
    revisions = {
        row.number: row
        for row in annotation.revisions.filter(number__in=numbers).select_related("author")
    }
    rows = [(found[pk], revisions.get(valid_to)) for pk, valid_to in chosen]
    return TrashPage(rows, chosen[-1][1] if end < len(left) else None)


def restoring_operations(
    annotation: Annotation, revision: int, uids: Sequence[str] | None
) -> list[Operation]:
    """What brings the annotation, or only the segments `uids`, to how it was in a revision.

    Segments that did not change since are left alone.

    Raises:
        NotFound: there is no such revision, or it had none of a segment.
    """
    then = {row.uid: row for row in segments_at(annotation, revision)}
    now = {row.uid: row for row in segments_at(annotation, annotation.revision)}
    missing = sorted(set(uids or ()) - set(then))
    if missing:
        raise NotFound(
            f"Revision {revision} has no segment {missing[0]}; restore from another one."
        )
    if uids is not None:
        chosen = set(uids)
        then = {uid: row for uid, row in then.items() if uid in chosen}
        now = {uid: row for uid, row in now.items() if uid in chosen}
    gone: list[Operation] = [Delete(uid=uid, tool=RESTORE) for uid in now if uid not in then]
    back: list[Operation] = [
        _upsert_of(row, annotation.image.size_hw)
        for uid, row in then.items()
        if uid not in now or now[uid].pk != row.pk
    ]
    return gone + back


def _upsert_of(row: Segment, size_hw: tuple[int, int]) -> Upsert:
    """The operation that brings a segment to an earlier version of it, geometry included."""
    polygon = row.geometry.polygon
    return Upsert(
        uid=row.uid,
        class_id=row.label_class.class_id,
        z=row.z,
        tool=RESTORE,
        origin=row.origin,
        mask=None if polygon else row.geometry.rle(size_hw),
        polygon=polygons.from_wire(polygon) if polygon else None,
        iscrowd=row.iscrowd,
        occluded=row.occluded,
        truncated=row.truncated,
        score=row.score,
        attributes=row.attributes,
    )
