"""Labels without pixels: a box round an object, a tag of the image; versioned as segments are."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from labeling.models.access import ProjectScoped, ProjectScopedQuerySet
from labeling.models.annotation import Annotation
from labeling.models.project import LabelClass


class WeakKind(models.TextChoices):
    """What a weak label says: there is one here, or there is one somewhere in the image."""

    BOX = "box", "Box"
    TAG = "tag", "Image tag"


class WeakLabelQuerySet(ProjectScopedQuerySet["WeakLabel"]):
    """Versioned weak labels."""

    def current(self) -> Self:
        """Rows of the newest revision."""
        return self.filter(valid_to__isnull=True)

    def at(self, revision: int) -> Self:
        """Rows that were valid in `revision`."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=revision), valid_from__lte=revision
        )


class WeakLabel(ProjectScoped):
    """A box or a tag of one image, valid in revisions [valid_from, valid_to). It owns no pixel."""

    project_path = "annotation__image__project"

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="weak_labels")
    uid = models.CharField(max_length=64, help_text="made by the client; of a tag: by its class")
    kind = models.CharField(max_length=8, choices=WeakKind.choices)
    valid_from = models.PositiveIntegerField()
    valid_to = models.PositiveIntegerField(null=True)
    label_class = models.ForeignKey(LabelClass, models.RESTRICT, related_name="weak_labels")
    x = models.PositiveIntegerField(null=True)
    y = models.PositiveIntegerField(null=True)
    w = models.PositiveIntegerField(null=True)
    h = models.PositiveIntegerField(null=True)

    objects = WeakLabelQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["kind", "uid"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["annotation", "uid"],
                condition=Q(valid_to__isnull=True),
                name="weak_label_current_unique",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="weak_label_valid_range",
            ),
            models.CheckConstraint(
                condition=Q(kind="box", x__gte=0, y__gte=0, w__gt=0, h__gt=0)
                | Q(kind="tag", x__isnull=True, y__isnull=True, w__isnull=True, h__isnull=True),
                name="weak_label_box_has_a_box",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["annotation", "valid_to"], name="weak_label_versions")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid} [{self.valid_from}, {self.valid_to})"

    @property
    def bbox_xywh(self) -> tuple[int, int, int, int] | None:
        """A box in image pixels; None of a tag."""
        if self.x is None or self.y is None or self.w is None or self.h is None:
            return None
        return (self.x, self.y, self.w, self.h)
