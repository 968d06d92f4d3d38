"""A dataset on its way in: the kept upload, what was found in it, chosen, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from labeling.models.access import ProjectScoped, ProjectScopedQuerySet
from labeling.models.image import Split
from labeling.models.job import Job
from labeling.models.project import Project


class SegmentsAs(models.TextChoices):
    """What the segments of an imported dataset become."""

    ANNOTATIONS = "annotations", "Annotations"
    SUGGESTIONS = "suggestions", "Suggestions"


class DatasetImport(ProjectScoped):
    """One upload, from the file to the record of what was imported."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="imports")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now, help_text="last change by its user")
    file_name = models.CharField(max_length=300)
    byte_size = models.PositiveBigIntegerField()
    key = models.CharField(
        max_length=300, blank=True, help_text="storage key of the zip; empty once it is deleted"
    )
    guesses = models.JSONField(default=list, help_text="[{format, strength, why}], best first")
    format = models.CharField(max_length=32, blank=True, help_text="empty: to be guessed")
    read_options = models.JSONField(default=dict)
    findings = models.JSONField(null=True, help_text="what the inspection found; null before")
    previews = models.JSONField(
        default=list, help_text="storage keys [{picture, segments}] of sample images"
    )
    choices = models.JSONField(default=list, help_text="what becomes of each class found")
    segments_as = models.CharField(
        max_length=16, choices=SegmentsAs.choices, default=SegmentsAs.ANNOTATIONS
    )
    split = models.CharField(  # noqa: DJ001 (null: as the dataset says)
        max_length=8, choices=Split.choices, null=True, blank=True
    )
    inspection = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    run = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    imported_at = models.DateTimeField(null=True)

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"import of {self.file_name}"
