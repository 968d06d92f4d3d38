"""What the segments of each class look like: how many there are, and small pictures of a few."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db.models import Count

from labeling.errors import NotFound
from labeling.masks import rle as rles
from labeling.models import LabelClass, Project, Segment
from labeling.pictures.cutouts import cutout
from labeling.pictures.renditions import THUMBNAIL_MAX_PX, Encoded

LOOKED_AT = 40
"""Newest segments of a class among which examples are chosen: some are of the same image."""


@dataclass(frozen=True, slots=True)
class ClassExamples:
    """A class with its current segments counted, and a few of them, from different images first."""

    label_class: LabelClass
    num_segments: int
    num_images: int
    segments: list[Segment]


def class_examples(project: Project, num_each: int) -> list[ClassExamples]:
    """At most `num_each` segments of every class, the larger of the newest."""
    current = Segment.objects.current().filter(annotation__image__project=project)
    counted = {
        row["label_class"]: row
        for row in current.values("label_class").annotate(
            num=Count("pk"), num_images=Count("annotation_id", distinct=True)
        )
    }
    found = []
    for row in project.label_classes.all():
        counts = counted.get(row.pk, {"num": 0, "num_images": 0})
        segments = _chosen(row, num_each) if counts["num"] else []
        found.append(ClassExamples(row, counts["num"], counts["num_images"], segments))
    return found


def _chosen(label_class: LabelClass, num_each: int) -> list[Segment]:
    rows = Segment.objects.current().filter(
        label_class=label_class, annotation__image__purged_at__isnull=True
    )
    newest = list(rows.select_related("geometry").order_by("-pk")[:LOOKED_AT])
    newest.sort(key=lambda row: -row.geometry.area_px)
    seen: set[int] = set()
    first: list[Segment] = []
    rest: list[Segment] = []
    for row in newest:
        (rest if row.annotation_id in seen else first).append(row)
        seen.add(row.annotation_id)
    return (first + rest)[:num_each]


def segment_picture(segment: Segment, side_px: int) -> Encoded:
    """A small picture of one segment (annotation, image and geometry joined).

    Raises:
        NotFound: the image's file is gone.
    """
    image = segment.annotation.image
    mask, _, _ = rles.decode_box(segment.geometry.rle(image.size_hw))
    # Where the thumbnail has pixels enough, a large original is never decoded.
    scale = THUMBNAIL_MAX_PX / max(image.size_hw)
    is_small = max(segment.geometry.w, segment.geometry.h) * scale < side_px
    key = image.thumbnail if image.thumbnail and not is_small else ""
    try:
        with default_storage.open(key or image.rendition or image.original) as stream:
            return cutout(stream, image.size_hw, mask, segment.geometry.bbox_xywh, side_px)
    except FileNotFoundError as error:
        raise NotFound(f"The file of {image.name} is not there (any more).") from error
