"""Saves under classes that changed meanwhile: carried over, moved along, or refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from labeling.attributes import definitions, values_in_class
from labeling.class_ids import final_class
from labeling.errors import RetiredClass
from labeling.models import Annotation, LabelClass, Segment, WeakKind, WeakLabel
from labeling.operations import CLASS_SURGERY, PreparedSave, Upsert
from labeling.weak_labels import tag_uid

PARTS = {"split", "conflict"}
"""Tools whose new segments are parts of old ones, or another version of one."""

Log = list[dict[str, str]]


def carry_over(
    annotation: Annotation, base: int, uids: Iterable[str], prepared: PreparedSave
) -> set[str]:
    """Give a save the class changes since its base, so that they are no conflict.

    Where all that happened to a segment since is that its class was merged (or that this was
    undone), the author's version of it stands, in the new class, unless the author chose another.

    Args:
        uids: segments that the save touches and that changed since.

    Returns:
        Those of `uids` that are no conflict.
    """
    ours = {
        revision.number
        for revision in annotation.revisions.filter(number__gt=base)
        if all(row["tool"] == CLASS_SURGERY for row in revision.operations)
    }
    rows = annotation.segments.select_related("label_class")
    then = {row.uid: row for row in rows.at(base).filter(uid__in=uids)}
    now = {row.uid: row for row in rows.current().filter(uid__in=uids)}
    others = rows.filter(uid__in=uids, valid_from__gt=base).exclude(valid_from__in=ours)
    edited = set(others.values_list("uid", flat=True))
    settled = {uid for uid in uids if uid in then and uid in now and uid not in edited}
    for uid in settled & set(prepared.upserts):
        prepared.upserts[uid] = _in_new_class(prepared.upserts[uid], then[uid], now[uid])
    return settled


def _in_new_class(upsert: Upsert, then: Segment, now: Segment) -> Upsert:
    if upsert.class_id != then.label_class.class_id:
        return upsert
    if upsert.attributes == then.attributes:
        values = now.attributes
    else:
        before, after = (definitions(row.label_class.attributes)[0] for row in (then, now))
        values = values_in_class(upsert.attributes, before, after)
    return replace(upsert, class_id=now.label_class.class_id, attributes=values)


def settle_retired(
    annotation: Annotation,
    number: int,
    segments: Sequence[Segment],
    prepared: PreparedSave,
    *,
    has_weak: bool,
) -> Log:
    """Move what a save put under merged classes along; refuse what is new under retired ones.

    It asks for the table inside the save's transaction: whoever merges a class waits for saves that
    began before.

    Args:
        segments: what the save wrote, valid from revision `number`.
        has_weak: whether it wrote boxes or tags as well.

    Returns:
        What was moved, as a revision's operations have it.

    Raises:
        RetiredClass: names the class and what to do.
    """
    weak = list(annotation.weak_labels.filter(valid_from=number)) if has_weak else []
    used = {row.label_class_id for row in segments} | {row.label_class_id for row in weak}
    retired = LabelClass.objects.filter(pk__in=used, retired_at__isnull=False)
    targets = {row.pk: final_class(row) for row in retired}
    if not targets:
        return []
    mine = [(row, targets[row.label_class_id]) for row in segments if row.label_class_id in targets]
    moved = [(row, target) for row, target in mine if target.pk != row.label_class_id]
    log = _move_segments(moved)
    for row, target in mine:
        if target.retired_at is not None:
            _check_known(annotation, row, prepared.upserts[row.uid].tool)
    weak_rows = [row for row in weak if row.label_class_id in targets]
    return log + _settle_weak(annotation, weak_rows, targets)


def _move_segments(moved: Sequence[tuple[Segment, LabelClass]]) -> Log:
    classes = {each.pk: each for row, target in moved for each in (row.label_class, target)}
    asked = {pk: definitions(each.attributes)[0] for pk, each in classes.items()}
    for row, target in moved:
        row.attributes = values_in_class(
            row.attributes, asked[row.label_class_id], asked[target.pk]
        )
        row.label_class = target
    rows = [row for row, _ in moved]
    Segment.objects.bulk_update(rows, ["label_class", "attributes"], batch_size=500)
    return [{"op": "upsert", "uid": row.uid, "tool": CLASS_SURGERY} for row in rows]


def _check_known(annotation: Annotation, row: Segment, tool: str) -> None:
    """A segment that had the class before may keep it: moved, undone, brought back."""
    before = annotation.segments.filter(uid=row.uid, label_class=row.label_class_id)
    if tool in PARTS or before.exclude(pk=row.pk).exists():
        return
    raise _refusal(row.label_class, row.uid)


def _settle_weak(
    annotation: Annotation, rows: Sequence[WeakLabel], targets: Mapping[int, LabelClass]
) -> Log:
    log: Log = []
    current = set(annotation.weak_labels.current().values_list("uid", flat=True))
    for row in rows:
        target = targets[row.label_class_id]
        if target.pk == row.label_class_id:
            before = annotation.weak_labels.filter(uid=row.uid, label_class=target)
            if not before.exclude(pk=row.pk).exists():
                raise _refusal(target, row.uid)
            continue
        uid = tag_uid(target.class_id) if row.kind == WeakKind.TAG else row.uid
        if uid != row.uid:
            log.append({"op": "delete", "uid": row.uid, "tool": CLASS_SURGERY})
        if uid != row.uid and uid in current:
            row.delete()
            continue
        row.uid, row.label_class = uid, target
        row.save(update_fields=["uid", "label_class"])
        current.add(uid)
        log.append({"op": "upsert", "uid": uid, "tool": CLASS_SURGERY})
    return log


def _refusal(label_class: LabelClass, uid: str) -> RetiredClass:
    return RetiredClass(
        f"“{label_class.name}” was retired: it takes no new segments, boxes or tags. Give what is "
        "new another class, then send it again.",
        uid=uid,
        class_id=label_class.class_id,
    )
