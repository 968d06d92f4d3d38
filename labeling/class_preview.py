"""What a batch of class changes would do, and what its undo would meet, before anybody says yes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from labeling.attributes import definitions, values_in_class
from labeling.class_changes import ClassChanges, TablePlan, plan_changes, plan_undo
from labeling.class_rows import is_same
from labeling.models import (
    ClassSurgery,
    Image,
    LabelClass,
    Project,
    Segment,
    Suggestion,
    SuggestionState,
    WeakLabel,
)

MAX_NAMED = 20
"""Images named in one answer: enough to look into, too few to scroll through."""
LOOKED_UP = 200
"""Segments compared with one query: well below what SQLite takes in one."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Values of an attribute that the new class does not know or does not allow."""

    class_id: int
    name: str
    num_segments: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What one change is about.

    Attributes:
        kind: merge, retire, restore, rename or order.
        class_ids: the classes that it changes; `target` is what they are merged into.
        num_segments, num_images: current segments of these classes, and the images they are on.
        num_weak_labels: boxes and image tags.
        num_suggestions: that wait for a decision.
    """

    kind: str
    class_ids: tuple[int, ...]
    target: int | None
    num_segments: int
    num_images: int
    num_weak_labels: int
    num_suggestions: int
    lost: tuple[Lost, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """The effects one by one, and the class table's fields as they would be."""

    effects: list[Effect]
    plan: TablePlan


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What an undo brings back by itself, and what was done since.

    Attributes:
        num_untouched: segments that get exactly their former version.
        num_edited: changed since, but still of the class that they were given.
        num_reclassed: of another class by now; they stay as they are.
        num_deleted: since; they stay away.
        edited_images: the first of those with edited segments: (image, segments).
        plan: of the class table; what is not in it was changed since and stays.
        kept: (class_id, field) that were changed since.
    """

    num_untouched: int
    num_edited: int
    num_reclassed: int
    num_deleted: int
    edited_images: list[tuple[Image, int]]
    plan: TablePlan
    kept: list[tuple[int, str]]


def preview_changes(project: Project, changes: ClassChanges) -> Preview:
    """Count what a batch would touch.

    Raises:
        BadClassChanges: it contradicts itself or the table.
    """
    rows = list(project.label_classes.select_related("merged_into"))
    plan = plan_changes(changes, rows, timezone.now())
    by_id = {row.class_id: row for row in rows}
    effects = []
    for merge in changes.merges:
        sources = [by_id[class_id] for class_id in merge.sources]
        lost = tuple(each for source in sources for each in _lost(source, by_id[merge.target]))
        effects.append(_effect(project, "merge", sources, merge.target, lost))
    for kind, ids in (
        ("retire", changes.retire),
        ("restore", changes.restore),
        ("rename", [each for each in changes.renames if "name" in plan.after.get(str(each), {})]),
        ("order", [int(key) for key, fields in plan.after.items() if "position" in fields]),
    ):
        if kind == "order" and ids:
            effects.append(Effect(kind, tuple(ids), None, 0, 0, 0, 0))
        elif kind != "order":
            effects += [_effect(project, kind, [by_id[class_id]], None) for class_id in ids]
    return Preview(effects, plan)


def _effect(
    project: Project,
    kind: str,
    classes: Iterable[LabelClass],
    target: int | None,
    lost: tuple[Lost, ...] = (),
) -> Effect:
    ids = {row.pk: row.class_id for row in classes}
    segments = Segment.objects.current().filter(label_class__in=ids)
    counted = segments.aggregate(num=Count("pk"), num_images=Count("annotation_id", distinct=True))
    weak = WeakLabel.objects.current().filter(label_class__in=ids)
    waiting = Suggestion.objects.filter(label_class__in=ids, state=SuggestionState.PENDING)
    return Effect(
        kind=kind,
        class_ids=tuple(ids.values()),
        target=target,
        num_segments=counted["num"],
        num_images=counted["num_images"],
        num_weak_labels=weak.count(),
        num_suggestions=waiting.count(),
        lost=lost,
    )


def _lost(source: LabelClass, target: LabelClass) -> list[Lost]:
    before, after = (definitions(row.attributes)[0] for row in (source, target))
    counts: Counter[str] = Counter()
    rows = Segment.objects.current().filter(label_class=source).exclude(attributes={})
    for values in rows.values_list("attributes", flat=True).iterator():
        kept = values_in_class(values, before, after)
        counts.update(name for name in values if kept.get(name) != values[name])
    return [Lost(source.class_id, name, num) for name, num in sorted(counts.items())]


def preview_undo(surgery: ClassSurgery) -> UndoPreview:
    """Compare what a batch left with what is there now.

    Raises:
        BadClassChanges: another class has a former name by now.
    """
    written = Segment.objects.filter(
        annotation__surgery_steps__surgery=surgery,
        annotation__surgery_steps__is_taken_back=False,
        valid_from=F("annotation__surgery_steps__revision"),
    )
    since = _since(written.filter(valid_to__isnull=False))
    rows = list(surgery.project.label_classes.select_related("merged_into"))
    plan = plan_undo(surgery.before, surgery.after, rows)
    return UndoPreview(
        num_untouched=written.filter(valid_to__isnull=True).count() + since.num_same,
        num_edited=sum(since.edited.values()),
        num_reclassed=since.num_reclassed,
        num_deleted=since.num_deleted,
        edited_images=_images_of(since.edited),
        plan=plan,
        kept=_kept(surgery, plan, {row.class_id for row in rows}),
    )


@dataclass(slots=True)
class _Since:
    """What became of segments that a batch wrote; the edited ones by their image's id."""

    num_same: int = 0
    num_reclassed: int = 0
    num_deleted: int = 0
    edited: Counter[int] = field(default_factory=Counter)


def _since(ended: QuerySet[Segment]) -> _Since:
    found = _Since()
    written = ended.select_related("annotation").order_by("annotation_id").iterator(LOOKED_UP)
    for rows in iter(lambda: list(islice(written, LOOKED_UP)), []):
        current = {
            (row.annotation_id, row.uid): row
            for row in Segment.objects.current().filter(
                annotation__in={row.annotation_id for row in rows},
                uid__in={row.uid for row in rows},
            )
        }
        for row in rows:
            now = current.get((row.annotation_id, row.uid))
            if now is None:
                found.num_deleted += 1
            elif is_same(now, row):
                found.num_same += 1
            elif now.label_class_id == row.label_class_id:
                found.edited[row.annotation.image_id] += 1
            else:
                found.num_reclassed += 1
    return found


def _images_of(edited: Counter[int]) -> list[tuple[Image, int]]:
    first = Image.objects.filter(pk__in=edited).order_by("name")[:MAX_NAMED]
    return [(image, edited[image.pk]) for image in first]


def _kept(
    surgery: ClassSurgery, plan: TablePlan, present: Collection[int]
) -> list[tuple[int, str]]:
    return [
        (int(key), name)
        for key, fields in surgery.after.items()
        for name in fields
        if int(key) in present and name not in plan.after.get(key, {})
    ]
