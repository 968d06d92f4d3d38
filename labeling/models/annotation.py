"""The segments of one image, versioned in time: a save closes old rows and adds new ones."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from labeling.masks.types import Rle
from labeling.models.access import ProjectScoped, ProjectScopedQuerySet
from labeling.models.image import Image
from labeling.models.project import LabelClass


class AnnotationState(models.TextChoices):
    """Where an image's annotation stands between drawing and approval."""

    NEW = "new", "New"
    IN_PROGRESS = "in_progress", "In progress"
    SUBMITTED = "submitted", "Submitted"
    APPROVED = "approved", "Approved"
    RETURNED = "returned", "Returned"


class Origin(models.TextChoices):
    """What first made a segment."""

    BRUSH = "brush", "Brush"
    POLYGON = "polygon", "Polygon"
    SHAPE = "shape", "Rectangle, ellipse or lasso"
    FILL = "fill", "Flood fill"
    SUPERPIXELS = "superpixels", "Superpixels"
    SCISSORS = "scissors", "Intelligent scissors"
    WATERSHED = "watershed", "Watershed"
    GRABCUT = "grabcut", "GrabCut"
    SAM = "sam", "Segment Anything"
    MODEL = "model", "Model"
    IMPORT = "import", "Import"


class Annotation(ProjectScoped):
    """All segments of one image; `revision` counts its saves."""

    project_path = "image__project"

    image = models.OneToOneField(Image, models.CASCADE, related_name="annotation")
    state = models.CharField(
        max_length=16, choices=AnnotationState.choices, default=AnnotationState.NEW
    )
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="annotation_state")]

    def __str__(self) -> str:
        return f"annotation of {self.image_id}, revision {self.revision}"


class Revision(ProjectScoped):
    """One save: who, when, how long they worked, and which operations with which tools."""

    project_path = "annotation__image__project"

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField(help_text="the revision that the author had loaded")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    active_ms = models.PositiveBigIntegerField(help_text="time with input since the last save, ms")
    save_id = models.UUIDField(help_text="made by the client: a retried save changes nothing")
    operations = models.JSONField(default=list, help_text="[{op, uid, tool}] in order")

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["annotation", "number"], name="revision_unique"),
            models.UniqueConstraint(fields=["annotation", "save_id"], name="save_id_unique"),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.annotation_id}"


class Geometry(models.Model):
    """An immutable region, shared by the versions of a segment and by suggestions."""

    rle_counts = models.BinaryField(help_text="COCO compressed counts, column-major")
    polygon = models.JSONField(null=True, help_text='{"parts": …} as on the wire; null for masks')
    area_px = models.PositiveBigIntegerField()
    x = models.PositiveIntegerField()
    y = models.PositiveIntegerField()
    w = models.PositiveIntegerField()
    h = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area_px__gt=0), name="geometry_not_empty")
        ]

    def __str__(self) -> str:
        return f"{self.area_px} px at {self.bbox_xywh}"

    @property
    def bbox_xywh(self) -> tuple[int, int, int, int]:
        """Bounding box in image pixels."""
        return (self.x, self.y, self.w, self.h)

    def rle(self, size_hw: tuple[int, int]) -> Rle:
        """The mask of this geometry in an image of `size_hw`."""
        return Rle(size_hw, bytes(self.rle_counts))


class SegmentQuerySet(ProjectScopedQuerySet["Segment"]):
    """Versioned segment rows."""

    def current(self) -> Self:
        """Rows of the newest revision."""
        return self.filter(valid_to__isnull=True)

    def at(self, revision: int) -> Self:
        """Rows that were valid in `revision`."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=revision), valid_from__lte=revision
        )

    def in_paint_order(self) -> Self:
        """Bottom first: ascending z, ties by uid."""
        return self.order_by("z", "uid")


class Segment(ProjectScoped):
    """One labelled region of one image, valid in revisions [valid_from, valid_to)."""

    project_path = "annotation__image__project"

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="segments")
    uid = models.CharField(max_length=64, help_text="made by the client")
    valid_from = models.PositiveIntegerField()
    valid_to = models.PositiveIntegerField(null=True)
    label_class = models.ForeignKey(LabelClass, models.RESTRICT, related_name="segments")
    geometry = models.ForeignKey(Geometry, models.PROTECT, related_name="+")
    z = models.BigIntegerField()
    iscrowd = models.BooleanField(default=False)
    occluded = models.BooleanField(default=False)
    truncated = models.BooleanField(default=False)
    attributes = models.JSONField(default=dict)
    origin = models.CharField(max_length=16, choices=Origin.choices)
    score = models.FloatField(null=True)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["annotation", "uid"],
                condition=Q(valid_to__isnull=True),
                name="segment_current_unique",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="segment_valid_range",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["annotation", "valid_to"], name="segment_versions")
        ]

    def __str__(self) -> str:
        return f"{self.uid} [{self.valid_from}, {self.valid_to})"
