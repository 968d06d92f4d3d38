"""A snapshot as the exporters and the trainer read it: records streamed from the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import IO, Any, Protocol

from django.core.files.storage import default_storage
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from labeling.formats.base import BoxRecord, ClassRecord, ImageRecord, SegmentRecord
from labeling.masks import polygons
from labeling.models import (
    DatasetSnapshot,
    LabelClass,
    Project,
    Segment,
    SnapshotImage,
    WeakLabel,
)

CHUNK = 50  # images per query: some MB of masks at most, and few round trips


def class_record(row: LabelClass) -> ClassRecord:
    """One class as the formats know it."""
    return ClassRecord(
        class_id=row.class_id,
        name=row.name,
        color=row.color,
        is_thing=row.is_thing,
        is_ignore=row.is_ignore,
        hotkey=row.hotkey or None,
        supercategory=row.supercategory or None,
        attributes=tuple(row.attributes),
        guideline=row.guideline,
    )


def exported_classes(project: Project) -> QuerySet[LabelClass]:
    """The table without classes that were merged away, unless something is still of them.

    Retired ones stay: their segments are part of the dataset.
    """
    segments = Segment.objects.current().filter(label_class=OuterRef("pk"))
    weak = WeakLabel.objects.current().filter(label_class=OuterRef("pk"))
    merged = Q(merged_into__isnull=False)
    return project.label_classes.exclude(merged & ~Exists(segments) & ~Exists(weak))


def class_json(row: LabelClass) -> dict[str, Any]:
    """One class as snapshots keep it: `ClassRecord` as JSON."""
    return {**asdict(class_record(row)), "attributes": list(row.attributes)}


def segment_record(row: Segment, size_hw: tuple[int, int]) -> SegmentRecord:
    """One segment row (with label_class and geometry joined) as the formats know it."""
    drawn = row.geometry.polygon
    return SegmentRecord(
        uid=row.uid,
        class_id=row.label_class.class_id,
        z=row.z,
        rle=row.geometry.rle(size_hw),
        polygon=polygons.from_wire(drawn) if drawn else None,
        iscrowd=row.iscrowd,
        occluded=row.occluded,
        truncated=row.truncated,
        origin=row.origin,
        score=row.score,
        attributes=row.attributes,
    )


class SnapshotSource:
    """DatasetSource over the rows that were valid at the snapshot's revisions.

    An image that was purged since leaves a tombstone: it is listed in `tombstones` and not
    exported, since neither its pixels nor its segments exist any more.
    """

    def __init__(
        self,
        snapshot: DatasetSnapshot,
        *,
        with_pictures: bool = True,
        only: Collection[str] | None = None,
    ) -> None:
        """Read a snapshot.

        Args:
            snapshot: what is frozen.
            with_pictures: whether records open their originals.
            only: names of the images to read; None: all.
        """
        self.snapshot = snapshot
        self.with_pictures = with_pictures
        present = Q(image__isnull=False, image__purged_at__isnull=True)
        rows = snapshot.images.order_by("name")
        self._rows = rows.filter(present)
        if only is not None:
            self._rows = self._rows.filter(name__in=list(only))
        self.tombstones: list[str] = list(rows.exclude(present).values_list("name", flat=True))
        self._heads = list(self._rows.values_list("name", "split"))

    @property
    def name(self) -> str:
        """The project's name."""
        return self.snapshot.project.name

    @property
    def snapshot_hash(self) -> str:
        """The hash over everything in the snapshot."""
        return self.snapshot.hash

    @property
    def overlap_mode(self) -> str:
        """Whether segments may overlap: layered or exclusive."""
        return self.snapshot.overlap_mode

    @property
    def classes(self) -> Sequence[ClassRecord]:
        """The class table as it was when the snapshot was taken."""
        return [
            ClassRecord(**{**row, "attributes": tuple(row["attributes"])})
            for row in self.snapshot.classes
        ]

    @property
    def num_images(self) -> int:
        """How many images `images` yields."""
        return len(self._heads)

    def image_heads(self) -> Sequence[tuple[str, str | None]]:
        """(name, split) of every image in name order."""
        return self._heads

    def images(self) -> Iterator[ImageRecord]:
        """Every image in name order with its segments in paint order."""
        for start in range(0, self.num_images, CHUNK):
            chunk = self._between(start, start + CHUNK)
            segments, weak = _segments_of(chunk), _weak_of(chunk)
            for row in chunk:
                key = row.annotation_id or 0
                yield self._record(row, segments.get(key, []), weak.get(key, []))

    def presence(self) -> dict[str, set[int]]:
        """Ids of the classes that each image shows, from one query; nothing of empty images."""
        names = self._names()
        found: dict[str, set[int]] = {}
        for annotation_id, class_id in self._shown():
            if annotation_id in names:
                found.setdefault(names[annotation_id], set()).add(class_id)
        return found

    def busiest(self) -> str | None:
        """Name of the image with most segments, the first of several; None without images."""
        names = self._names()
        counts = Counter(annotation_id for annotation_id, _ in self._shown())
        order = [(-num, names[key]) for key, num in counts.items() if key in names]
        return min(order)[1] if order else min(names.values(), default=None)

    def picture_kinds(self) -> dict[tuple[str, str], int]:
        """How many pictures there are of each (Pillow format, mode) of the originals."""
        counts = self._rows.order_by().values_list("image__format", "image__mode")
        return {(kind, mode): num for kind, mode, num in counts.annotate(num=Count("pk"))}

    def present_rows(self) -> QuerySet[SnapshotImage]:
        """Rows of the images that `images` yields."""
        return self._rows

    def _between(self, start: int, stop: int) -> list[SnapshotImage]:
        """Rows of some images, by their place in the order of names."""
        return list(self._rows.select_related("image")[start:stop])

    def _names(self) -> dict[int, str]:
        """Annotation to image name."""
        return dict(
            self._rows.filter(annotation__isnull=False).values_list("annotation_id", "name")
        )

    def _shown(self) -> Iterator[tuple[int, int]]:
        """(annotation, class id) of every segment at its image's revision, streamed.

        The revisions are compared here: as a subquery, SQLite would walk the whole snapshot for
        each segment.
        """
        revisions = dict(self._rows.order_by().values_list("annotation_id", "revision"))
        rows = Segment.objects.filter(annotation__image__project=self.snapshot.project_id)
        fields = ("annotation_id", "label_class__class_id", "valid_from", "valid_to")
        for annotation_id, class_id, first, until in rows.values_list(*fields).iterator():
            revision = revisions.get(annotation_id, -1)
            if first <= revision and (until is None or revision < until):
                yield annotation_id, class_id

    def _record(
        self, row: SnapshotImage, segments: list[Segment], weak: list[WeakLabel]
    ) -> ImageRecord:
        size_hw = (row.height, row.width)
        key = row.image.original if row.image is not None else ""

        def open_original() -> IO[bytes]:
            opened: IO[bytes] = default_storage.open(key, "rb")
            return opened

        return ImageRecord(
            name=row.name,
            size_hw=size_hw,
            split=row.split,
            state=row.state,
            segments=tuple(segment_record(segment, size_hw) for segment in segments),
            open=open_original if self.with_pictures else None,
            boxes=tuple(
                BoxRecord(each.uid, each.label_class.class_id, each.bbox_xywh)
                for each in weak
                if each.bbox_xywh is not None
            ),
            tags=tuple(
                sorted(each.label_class.class_id for each in weak if each.bbox_xywh is None)
            ),
        )


class AtRevision(Protocol):
    """An annotation at one of its revisions."""

    @property
    def annotation_id(self) -> int | None:
        """None: it was deleted."""
        ...

    @property
    def revision(self) -> int:
        """Which one."""
        ...


def valid_at(rows: Iterable[AtRevision]) -> Q:
    """Versioned rows of these annotations, each at its own revision."""
    valid = Q(pk__in=[])
    for row in rows:
        valid |= Q(
            Q(valid_to__isnull=True) | Q(valid_to__gt=row.revision),
            annotation_id=row.annotation_id,
            valid_from__lte=row.revision,
        )
    return valid


def _weak_of(rows: Sequence[SnapshotImage]) -> dict[int, list[WeakLabel]]:
    """Boxes and tags by annotation, ordered by uid, one query for all."""
    found: dict[int, list[WeakLabel]] = {}
    query = WeakLabel.objects.filter(valid_at(rows)).select_related("label_class")
    for row in query.order_by("uid"):
        found.setdefault(row.annotation_id, []).append(row)
    return found


def _segments_of(rows: Sequence[SnapshotImage]) -> dict[int, list[Segment]]:
    """Segments by annotation, each at its own revision, one query for all."""
    found: dict[int, list[Segment]] = {}
    query: Any = Segment.objects.filter(valid_at(rows)).select_related("label_class", "geometry")
    for segment in query.in_paint_order():
        found.setdefault(segment.annotation_id, []).append(segment)
    return found
