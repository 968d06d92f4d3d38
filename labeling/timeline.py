"""What was done to an image as people remember it: saves put together, and changes of its state."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from labeling.models import Annotation, AnnotationState, Event, Revision, User

TOGETHER = timedelta(minutes=10)
STATE_KINDS = tuple(f"annotation.{state}" for state in AnnotationState.values)

Save = tuple[int, int | None, datetime]  # number, author's id, when
Version = tuple[str, int, int | None]  # uid, valid_from, valid_to


@dataclass(frozen=True, slots=True)
class ToolUse:
    """On how many segments, boxes and tags a tool was used.

    Attributes:
        op: upsert or delete.
        num_weak: boxes and image tags.
    """

    tool: str
    op: str
    num_segments: int
    num_weak: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Saves by one author that began within ten minutes of the first of them, or a change of state.

    Attributes:
        first, last: numbers of the revisions that it spans, both included; of a change of state
            both are the revision that the image was at, 0 before the first save.
        state, state_before: what the image became and was; None for saves.
        active_ms: time with input, of all its saves.
        num_added, num_changed, num_deleted: segments, from before the first save to after the last.
    """

    first: int
    last: int
    author: User | None
    started_at: datetime
    ended_at: datetime
    state: str | None = None
    state_before: str | None = None
    active_ms: int = 0
    tools: Sequence[ToolUse] = ()
    num_added: int = 0
    num_changed: int = 0
    num_deleted: int = 0


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Entries, newest first; `before` is where the next page starts, None after the last."""

    entries: list[HistoryEntry]
    before: int | None


def history_page(annotation: Annotation, *, before: int | None, size: int) -> HistoryPage:
    """`size` entries of saves that end before revision `before` (None: the newest).

    Changes of state come on top of them, each where it happened; saves before and after one are
    never one entry. Entries do not change when later saves come, but for the newest, which grows.
    """
    query = annotation.revisions.order_by("number")
    saves: list[Save] = list(query.values_list("number", "author_id", "created_at"))
    changes = _state_changes(annotation)
    all_spans = _spans(saves, [change.created_at for change in changes])
    spans = [span for span in all_spans if before is None or span[1] < before]
    wanted = spans[-size:]
    has_more = len(spans) > len(wanted)
    times = {number: at for number, _, at in saves}
    since = times[wanted[0][0]] if has_more else None
    until = None if before is None else times.get(before)
    shown = [
        _change_entry(change, saves)
        for change in changes
        if (since is None or change.created_at >= since)
        and (until is None or change.created_at < until)
    ]
    entries = sorted([*_save_entries(annotation, wanted), *shown], key=lambda each: each.ended_at)
    return HistoryPage(entries[::-1], wanted[0][0] if has_more else None)


def _state_changes(annotation: Annotation) -> list[Event]:
    """Submits, approvals, returns and their taking back, in order."""
    about = Event.objects.filter(object_type="annotation", object_id=str(annotation.pk))
    return list(about.filter(kind__in=STATE_KINDS).select_related("actor").order_by("id"))


def _change_entry(change: Event, saves: Sequence[Save]) -> HistoryEntry:
    made = bisect_right([at for _, _, at in saves], change.created_at)
    revision = saves[made - 1][0] if made > 0 else 0
    return HistoryEntry(
        first=revision,
        last=revision,
        author=change.actor,
        started_at=change.created_at,
        ended_at=change.created_at,
        state=change.kind.removeprefix("annotation."),
        state_before=change.payload.get("before"),
    )


def _spans(saves: Iterable[Save], breaks: Sequence[datetime]) -> list[tuple[int, int]]:
    """First and last revision of every entry, in order: light rows, so that all are looked at.

    Args:
        breaks: moments, in order; saves before and after one are apart.
    """
    spans: list[tuple[int, int]] = []
    began: tuple[int | None, datetime] | None = None
    passed = 0
    for number, author_id, at in saves:
        now_passed = bisect_right(breaks, at)
        if now_passed > passed:
            began, passed = None, now_passed
        if began is not None and author_id == began[0] and at - began[1] <= TOGETHER:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
            began = (author_id, at)
    return spans


def _save_entries(annotation: Annotation, spans: Sequence[tuple[int, int]]) -> list[HistoryEntry]:
    if not spans:
        return []
    low, high = spans[0][0], spans[-1][1]
    revisions = list(
        annotation.revisions.filter(number__gte=low, number__lte=high).select_related("author")
    )
    rows = list(
        annotation.segments.filter(valid_from__lte=high)
        .exclude(valid_from__lt=low, valid_to__isnull=True)
        .exclude(valid_from__lt=low, valid_to__gt=high)
        .exclude(valid_to__lt=low)
        .values_list("uid", "valid_from", "valid_to")
    )
    weak = set(annotation.weak_labels.values_list("uid", flat=True))
    return [
        _entry([row for row in revisions if first <= row.number <= last], rows, weak)
        for first, last in spans
    ]


def _entry(
    revisions: Sequence[Revision], rows: Sequence[Version], weak: Collection[str]
) -> HistoryEntry:
    first, last = revisions[0], revisions[-1]
    before, after, touched = set(), set(), set()
    for uid, valid_from, valid_to in rows:
        if valid_from < first.number and (valid_to is None or valid_to >= first.number):
            before.add(uid)
        if valid_from <= last.number and (valid_to is None or valid_to > last.number):
            after.add(uid)
        is_new = first.number <= valid_from <= last.number
        if is_new or (valid_to is not None and first.number <= valid_to <= last.number):
            touched.add(uid)
    return HistoryEntry(
        first=first.number,
        last=last.number,
        author=last.author,
        started_at=first.created_at,
        ended_at=last.created_at,
        active_ms=sum(row.active_ms for row in revisions),
        tools=_tools((operation for row in revisions for operation in row.operations), weak),
        num_added=len(touched & after - before),
        num_changed=len(touched & after & before),
        num_deleted=len(touched & before - after),
    )


def _tools(operations: Iterable[dict[str, Any]], weak: Collection[str]) -> list[ToolUse]:
    """Each tool with the number of what it touched, the busiest first."""
    used = {(row["tool"], row["op"], row["uid"]) for row in operations}
    counted = Counter((tool, op) for tool, op, _ in used)
    of_weak = Counter((tool, op) for tool, op, uid in used if uid in weak)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [
        ToolUse(tool, op, num - of_weak[tool, op], of_weak[tool, op]) for (tool, op), num in ordered
    ]
