"""The project: label classes, members and settings that every image in it shares."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone

from labeling.models.access import ProjectScoped, ProjectScopedQuerySet, SignedInUser


class OverlapMode(models.TextChoices):
    """Whether segments of one image may overlap (design.md 4.4)."""

    LAYERED = "layered", "Layered"
    EXCLUSIVE = "exclusive", "Exclusive"


class ProjectQuerySet(models.QuerySet["Project"]):
    """Projects, filtered by who asks."""

    def visible_to(self, user: SignedInUser) -> ProjectQuerySet:
        """Projects in which `user` has a membership; none for anonymous users."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user_id=user.pk)


class Project(models.Model):
    """A dataset in the making."""

    name = models.CharField(max_length=200, unique=True)
    description = models.TextField(blank=True)
    overlap_mode = models.CharField(
        max_length=16, choices=OverlapMode.choices, default=OverlapMode.LAYERED
    )
    keep_exports_days = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="exports older than this are deleted; null: kept for ever",
    )
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class LabelClass(ProjectScoped):
    """One class of a project; `class_id` is stable for ever, position is only how it is listed.

    A retired class keeps its segments, but gets no new ones; what is saved under a class that was
    merged into another one gets that one's.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="label_classes")
    class_id = models.PositiveIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    name = models.CharField(max_length=100)
    color = models.CharField(
        max_length=7, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "a colour like #4000c0")]
    )
    is_thing = models.BooleanField(default=True)
    is_ignore = models.BooleanField(default=False)
    hotkey = models.CharField(max_length=8, blank=True)
    supercategory = models.CharField(max_length=100, blank=True)
    attributes = models.JSONField(default=list, blank=True)
    guideline = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="since when no new segment may bear it"
    )
    merged_into = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="merged_classes"
    )

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "class_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "class_id"], name="label_class_id_unique"),
            models.UniqueConstraint(fields=["project", "name"], name="label_class_name_unique"),
            models.CheckConstraint(condition=models.Q(class_id__gt=0), name="label_class_id_ge_1"),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(retired_at__isnull=False),
                name="label_class_merged_is_retired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.class_id} {self.name}"
