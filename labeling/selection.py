"""Which images, each at which revision: what a snapshot froze, or the project as it is now.

Snapshots are taken of a selection, statistics are counted over one, two are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet

from labeling.dataset_source import class_json, exported_classes
from labeling.models import DatasetSnapshot, Image, Project, SnapshotImage

NO_SPLIT = "none"  # stands for images that belong to no split, where splits are chosen
STREAMED = 2000  # rows that are in memory at a time


class SelectedImage(NamedTuple):
    """One image of a selection; `image_id` and `annotation_id` are null when it was deleted."""

    name: str
    width: int
    height: int
    sha256: str
    split: str | None
    state: str
    revision: int
    image_id: int | None
    annotation_id: int | None


FIELDS = SelectedImage._fields


@dataclass(frozen=True, slots=True)
class Selection:
    """Images at revisions, with the class table and overlap mode of the same moment.

    Attributes:
        classes: rows as in the native format's classes.json.
        rows: has every field of SelectedImage, whichever table it reads; unordered.
    """

    project: Project
    overlap_mode: str
    classes: Sequence[Mapping[str, Any]]
    rows: QuerySet[Any]

    def images(self) -> Iterator[SelectedImage]:
        """Every image by name, streamed."""
        rows = self.rows.order_by("name").values_list(*FIELDS)
        for row in rows.iterator(chunk_size=STREAMED):
            yield SelectedImage(*row)


def current(
    project: Project, *, states: Sequence[str], splits: Sequence[str] | None = None
) -> Selection:
    """The project as it is now.

    Args:
        states: of annotations that are taken.
        splits: that are taken, `NO_SPLIT` among them for images of none; None takes all.
    """
    images = in_splits(Image.objects.filter(project=project, purged_at__isnull=True), splits)
    rows = images.filter(annotation__state__in=states).annotate(
        image_id=F("pk"),
        annotation_id=F("annotation__pk"),
        state=F("annotation__state"),
        revision=F("annotation__revision"),
    )
    classes = [class_json(row) for row in exported_classes(project)]
    return Selection(project, project.overlap_mode, classes, rows)


def frozen(snapshot: DatasetSnapshot) -> Selection:
    """What a snapshot froze; images that were deleted since are in it without their ids."""
    rows = SnapshotImage.objects.filter(snapshot=snapshot)
    return Selection(snapshot.project, snapshot.overlap_mode, snapshot.classes, rows)


def in_splits(images: QuerySet[Image], splits: Sequence[str] | None) -> QuerySet[Image]:
    """Only the images of some splits; None keeps all."""
    if splits is None:
        return images
    wanted = Q(split__in=[split for split in splits if split != NO_SPLIT])
    return (
        images.filter(wanted | Q(split__isnull=True))
        if NO_SPLIT in splits
        else images.filter(wanted)
    )
