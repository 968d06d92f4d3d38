"""What differs between two selections of images: two versions, or a version and now.

Images are told apart by name, segments by uid. Only images whose annotation was saved in between
are looked into, and of those only the rows that are valid on one side and not on the other; so the
cost is by what changed, not by what is there, and a few images are in memory at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from labeling.segment_changes import SegmentCounts, counts_between
from labeling.selection import FIELDS, STREAMED, SelectedImage, Selection

KINDS = ("changed", "added", "removed", "resplit", "restated", "unknown")
"""`unknown`: deleted since, so that its segments cannot be compared any more."""
BATCH = 200  # images whose segments are read by one query
LOOKED_AT = 50  # images that are looked into for a page at a time
WINDOW = 10 * BATCH  # images that are looked into at a time


class Pair(NamedTuple):
    """An image before and after; None where it is not there."""

    before: SelectedImage | None
    after: SelectedImage | None


@dataclass(frozen=True, slots=True)
class ImageDifference:
    """One image that differs.

    Attributes:
        counts: of its segments; None where they cannot be compared, because the image is on one
            side only or was deleted since.
    """

    pair: Pair
    counts: SegmentCounts | None

    @property
    def image(self) -> SelectedImage:
        """As it is after, or was before."""
        found = self.pair.after or self.pair.before
        assert found is not None
        return found


@dataclass(slots=True)
class ClassDifferences:
    """The class tables: ids on one side only, and what differs of the others."""

    added: list[Mapping[str, Any]] = field(default_factory=list)
    removed: list[Mapping[str, Any]] = field(default_factory=list)
    changed: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Summary:
    """How much differs.

    Attributes:
        num_images: by kind (see KINDS); an image may be of several.
        counts: segments of the images that are on both sides.
    """

    num_before: int
    num_after: int
    num_images: Mapping[str, int]
    counts: SegmentCounts
    classes: ClassDifferences


def summarise(before: Selection, after: Selection) -> Summary:
    """Count every difference, in one pass over the images."""
    num, segments = Counter(dict.fromkeys(KINDS, 0)), SegmentCounts()
    joined = _joined(before.rows, after)
    touched: list[Pair] = []
    num_before = 0
    for pair in _pairs(joined):
        num_before += 1
        for kind in _kinds(pair):
            num[kind] += 1
        if _may_have_changed(pair):
            touched.append(pair)
        if len(touched) == WINDOW:
            num["changed"] += _add_counts(segments, touched)
            touched = []
    num["changed"] += _add_counts(segments, touched)
    num["added"] = _only_in(after, before).count()
    return Summary(num_before, after.rows.count(), num, segments, class_differences(before, after))


def page_of(
    before: Selection, after: Selection, kind: str, *, after_name: str | None, size: int
) -> tuple[list[ImageDifference], str | None]:
    """Images of one kind by name.

    Args:
        after_name: where the page before ended.

    Returns:
        At most `size` of them, and the name that the next page starts after (None: no more).
    """
    rows = _listed(before, after, kind)
    if after_name is not None:
        rows = rows.filter(name__gt=after_name)
    pairs = _added_pairs(rows) if kind == "added" else _pairs(rows)
    found: list[ImageDifference] = []
    while len(found) <= size and (batch := list(islice(pairs, LOOKED_AT))):
        each = zip(batch, counts_between(batch), strict=True)
        found += [
            ImageDifference(pair, counts)
            for pair, counts in each
            if kind != "changed" or (counts is not None and counts.has_any)
        ]
    more = len(found) > size
    found = found[:size]
    return found, found[-1].image.name if more else None


def pair_of(before: Selection, after: Selection, image_id: int) -> Pair | None:
    """One image on both sides; None when it is on neither."""
    sides = [before.rows, after.rows]
    names = [
        rows.filter(image_id=image_id).values_list("name", flat=True).first() for rows in sides
    ]
    name = next((name for name in names if name is not None), None)
    if name is None:
        return None
    old, new = (rows.filter(name=name).values_list(*FIELDS).first() for rows in sides)
    return Pair(SelectedImage(*old) if old else None, SelectedImage(*new) if new else None)


def class_differences(before: Selection, after: Selection) -> ClassDifferences:
    """What differs between the class tables, by class id."""
    old = {row["class_id"]: row for row in before.classes}
    new = {row["class_id"]: row for row in after.classes}
    return ClassDifferences(
        added=[row for key, row in new.items() if key not in old],
        removed=[row for key, row in old.items() if key not in new],
        changed=[
            (row, new[key])
            for key, row in old.items()
            if key in new and changed_fields(row, new[key])
        ],
    )


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """In what two rows of a class differ; an empty value is as good as none."""
    return sorted(key for key in {*old, *new} if (old.get(key) or None) != (new.get(key) or None))


def _joined(rows: QuerySet[Any], after: Selection) -> Any:
    """Rows of the side before, each with the fields of the row after that has its name."""
    same = after.rows.filter(name=OuterRef("name"))
    return rows.annotate(**{f"after_{name}": Subquery(same.values(name)[:1]) for name in FIELDS})


def _only_in(here: Selection, there: Selection) -> QuerySet[Any]:
    return here.rows.filter(~Exists(there.rows.filter(name=OuterRef("name"))))


def _listed(before: Selection, after: Selection, kind: str) -> Any:
    """Images of a kind; of "changed" those that were saved in between."""
    if kind == "added":
        return _only_in(after, before)
    rows = _joined(before.rows, after)
    if kind == "removed":
        return rows.filter(after_name__isnull=True)
    both = rows.filter(after_name__isnull=False)
    if kind == "resplit":
        text = {"old": Coalesce("split", Value("")), "new": Coalesce("after_split", Value(""))}
        return both.annotate(**text).exclude(old=F("new"))
    if kind == "restated":
        return both.exclude(state=F("after_state"))
    if kind == "unknown":
        ids = {"old": Coalesce("annotation_id", 0), "new": Coalesce("after_annotation_id", 0)}
        others = both.annotate(**ids).exclude(old=F("new"))
        deleted = both.filter(annotation_id__isnull=True, after_annotation_id__isnull=True)
        is_same = Q(revision=F("after_revision"), sha256=F("after_sha256"))
        return both.filter(
            Q(pk__in=others.values("pk")) | Q(pk__in=deleted.exclude(is_same).values("pk"))
        )
    saved = both.filter(annotation_id=F("after_annotation_id"))
    return saved.exclude(revision=F("after_revision"))


def _pairs(joined: Any) -> Iterator[Pair]:
    num = len(FIELDS)
    rows = joined.order_by("name").values_list(*FIELDS, *(f"after_{name}" for name in FIELDS))
    for row in rows.iterator(chunk_size=STREAMED):
        new = SelectedImage(*row[num:])
        yield Pair(SelectedImage(*row[:num]), None if new.name is None else new)


def _added_pairs(rows: QuerySet[Any]) -> Iterator[Pair]:
    for row in rows.order_by("name").values_list(*FIELDS).iterator(chunk_size=STREAMED):
        yield Pair(None, SelectedImage(*row))


def _kinds(pair: Pair) -> Iterator[str]:
    """All kinds that need no look at segments."""
    old, new = pair
    if old is None or new is None:
        yield "added" if old is None else "removed"
        return
    if old.split != new.split:
        yield "resplit"
    if old.state != new.state:
        yield "restated"
    is_deleted = old.annotation_id is None and new.annotation_id is None
    is_same = (old.revision, old.sha256) == (new.revision, new.sha256)
    if old.annotation_id != new.annotation_id or (is_deleted and not is_same):
        yield "unknown"


def _may_have_changed(pair: Pair) -> bool:
    old, new = pair
    if old is None or new is None or old.annotation_id is None:
        return False
    return old.annotation_id == new.annotation_id and old.revision != new.revision


def _add_counts(total: SegmentCounts, pairs: Sequence[Pair]) -> int:
    """Add what changed on images; how many of them did."""
    num = 0
    # Images of about the same revision together: then few rows are read that differ in neither.
    ordered = sorted(pairs, key=_first_revision)
    for start in range(0, len(ordered), BATCH):
        for counts in counts_between(ordered[start : start + BATCH]):
            if counts is not None and counts.has_any:
                total.add(counts)
                num += 1
    return num


def _first_revision(pair: Pair) -> int:
    return min(side.revision for side in pair if side is not None)
