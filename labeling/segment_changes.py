"""Which segments, boxes and tags differ between two revisions of an annotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Protocol

from django.db.models import Q

from labeling.models import Geometry, Segment, WeakLabel


class Revised(Protocol):
    """An annotation at a revision; no annotation: its image was deleted."""

    @property
    def annotation_id(self) -> int | None:
        """Which one."""
        ...

    @property
    def revision(self) -> int:
        """At which revision."""
        ...


STREAMED = 2000  # rows that are in memory at a time

Sides = tuple[Revised | None, Revised | None]  # before, after


@dataclass(slots=True)
class SegmentCounts:
    """How many segments differ, and in what; one may differ in several ways.

    Attributes:
        redrawn: other pixels, or other vertices.
        edited: other attribute values, flags, origin or score.
        reordered: another z.
        weak: boxes and tags that came, went or changed.
    """

    added: int = 0
    removed: int = 0
    reclassified: int = 0
    redrawn: int = 0
    edited: int = 0
    reordered: int = 0
    weak: int = 0

    def add(self, other: SegmentCounts) -> None:
        """Sum up."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def has_any(self) -> bool:
        """Whether anything differs."""
        return any(getattr(self, each.name) for each in fields(self))


class Version(NamedTuple):
    """One version of a segment, without its mask."""

    annotation_id: int
    uid: str
    valid_from: int
    valid_to: int | None
    class_id: int
    class_name: str
    geometry_id: int
    area_px: int
    x: int
    y: int
    w: int
    h: int
    z: int
    iscrowd: bool
    occluded: bool
    truncated: bool
    attributes: dict[str, Any]
    origin: str
    score: float | None


_COLUMNS = {
    "class_id": "label_class__class_id",
    "class_name": "label_class__name",
    **{name: f"geometry__{name}" for name in ("area_px", "x", "y", "w", "h")},
}
_EDITED = ("attributes", "iscrowd", "occluded", "truncated", "origin", "score")


@dataclass(frozen=True, slots=True)
class SegmentChange:
    """One segment that differs; before or after is None where it is not there."""

    uid: str
    before: Version | None
    after: Version | None
    kinds: tuple[str, ...]


def counts_between(pairs: Sequence[Sides]) -> list[SegmentCounts | None]:
    """Differences of annotations, two queries for all of them.

    Returns:
        In the same order; None where there is no annotation on one side, or another one.
    """
    comparable = [pair for pair in pairs if _is_comparable(pair)]
    found = {annotation_id: SegmentCounts() for annotation_id in _revisions(comparable)}
    for annotation_id, change in _changes(comparable):
        counts = found[annotation_id]
        for kind in change.kinds:
            setattr(counts, kind, getattr(counts, kind) + 1)
    for annotation_id, num in _weak_changes(comparable).items():
        found[annotation_id].weak = num
    return [
        found[old.annotation_id or 0] if old is not None and _is_comparable((old, new)) else None
        for old, new in pairs
    ]


def changes_between(pair: Sides) -> list[SegmentChange]:
    """The segments of one annotation that differ, those without a change of pixels last."""
    if not _is_comparable(pair):
        return []
    changes = [change for _, change in _changes([pair])]
    return sorted(changes, key=lambda each: (not _changes_pixels(each), -_area(each), each.uid))


def _changes_pixels(change: SegmentChange) -> bool:
    return bool({"added", "removed", "redrawn", "reclassified"} & set(change.kinds))


def _area(change: SegmentChange) -> int:
    row = change.after or change.before
    return row.area_px if row is not None else 0


def _is_comparable(pair: Sides) -> bool:
    old, new = pair
    if old is None or new is None or old.annotation_id is None:
        return False
    return old.annotation_id == new.annotation_id


def _revisions(pairs: Iterable[Sides]) -> dict[int, tuple[int, int]]:
    """Before and after, by annotation; of comparable pairs."""
    return {
        old.annotation_id: (old.revision, new.revision)
        for old, new in pairs
        if old is not None and new is not None and old.annotation_id is not None
    }


def _since(revisions: Mapping[int, tuple[int, int]]) -> Q:
    """Versioned rows of annotations that began or ended after the earliest of the revisions.

    Which of them tell the two revisions apart is left to `_side_of`: a condition for each
    annotation took the database and Django ten times as long.
    """
    earliest = min((min(pair) for pair in revisions.values()), default=0)
    is_later = Q(valid_from__gt=earliest) | Q(valid_to__gt=earliest)
    return Q(is_later, annotation_id__in=list(revisions))


def _side_of(valid_from: int, valid_to: int | None, revisions: tuple[int, int]) -> int | None:
    """0 when a row is valid only before, 1 when only after; None when in both or neither."""
    before, after = (
        valid_from <= revision and (valid_to is None or valid_to > revision)
        for revision in revisions
    )
    return None if before == after else int(after)


def _changes(pairs: Sequence[Sides]) -> list[tuple[int, SegmentChange]]:
    """(annotation, change) of every segment that differs."""
    revisions = _revisions(pairs)
    sides: dict[tuple[int, str], list[Version | None]] = {}
    columns = [_COLUMNS.get(name, name) for name in Version._fields]
    rows = Segment.objects.filter(_since(revisions)).order_by("pk").values_list(*columns)
    for row in map(Version._make, rows.iterator(chunk_size=STREAMED)):
        side = _side_of(row.valid_from, row.valid_to, revisions[row.annotation_id])
        if side is not None:
            sides.setdefault((row.annotation_id, row.uid), [None, None])[side] = row
    redrawn = _redrawn((old, new) for old, new in sides.values() if old and new)
    found = []
    for (annotation_id, uid), (old, new) in sides.items():
        kinds = _kinds(old, new, redrawn)
        if kinds:
            found.append((annotation_id, SegmentChange(uid, old, new, kinds)))
    return found


def _kinds(
    old: Version | None, new: Version | None, redrawn: set[tuple[int, int]]
) -> tuple[str, ...]:
    if old is None or new is None:
        return ("added",) if old is None else ("removed",)
    differs = {
        "reclassified": old.class_id != new.class_id,
        "redrawn": (old.geometry_id, new.geometry_id) in redrawn,
        "edited": any(getattr(old, name) != getattr(new, name) for name in _EDITED),
        "reordered": old.z != new.z,
    }
    return tuple(kind for kind, is_so in differs.items() if is_so)


def _redrawn(pairs: Iterable[tuple[Version, Version]]) -> set[tuple[int, int]]:
    """Pairs of geometries of which the pixels or the vertices differ."""
    found: set[tuple[int, int]] = set()
    unsure: list[tuple[int, int]] = []
    for old, new in pairs:
        ids = (old.geometry_id, new.geometry_id)
        if old.geometry_id != new.geometry_id:
            # Masks are read only where area and box do not tell.
            is_clear = _measures(old) != _measures(new)
            found.update([ids] if is_clear else [])
            unsure += [] if is_clear else [ids]
    shapes = Geometry.objects.in_bulk({pk for ids in unsure for pk in ids})
    found.update(ids for ids in unsure if _shape(shapes[ids[0]]) != _shape(shapes[ids[1]]))
    return found


def _measures(row: Version) -> tuple[int, ...]:
    return row.area_px, row.x, row.y, row.w, row.h


def _shape(row: Geometry) -> tuple[bytes, Any]:
    # Masks are stored in canonical form: equal masks have equal bytes.
    return bytes(row.rle_counts), row.polygon


def _weak_changes(pairs: Sequence[Sides]) -> Counter[int]:
    """Boxes and tags that differ, by annotation."""
    revisions = _revisions(pairs)
    sides: dict[tuple[int, str], list[Any]] = {}
    for row in WeakLabel.objects.filter(_since(revisions)).order_by("pk"):
        side = _side_of(row.valid_from, row.valid_to, revisions[row.annotation_id])
        if side is not None:
            content = (row.kind, row.label_class_id, row.bbox_xywh)
            sides.setdefault((row.annotation_id, row.uid), [None, None])[side] = content
    return Counter(key for (key, _), (old, new) in sides.items() if old != new)
