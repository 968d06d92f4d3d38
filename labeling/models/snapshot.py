"""The dataset frozen at a moment: what exporters write, training reads and a model names."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from labeling.models.access import ProjectScoped, ProjectScopedQuerySet
from labeling.models.annotation import Annotation
from labeling.models.image import Image
from labeling.models.job import Job
from labeling.models.project import Project


class DatasetSnapshot(ProjectScoped):
    """Class table, overlap mode and one row per image; `hash` covers all of it.

    One that a person named is a version of the dataset. Name and notes may change; the rest never.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="snapshots")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    classes = models.JSONField(help_text="the class table as in the native format's classes.json")
    overlap_mode = models.CharField(max_length=16)
    states = models.JSONField(help_text="which annotation states were taken")
    hash = models.CharField(max_length=64)
    num_images = models.PositiveIntegerField()
    num_left_out = models.PositiveIntegerField(default=0)
    splits = models.JSONField(null=True, help_text="which splits were taken; null: all")
    name = models.CharField(max_length=200, blank=True, help_text="empty: not a version")
    notes = models.TextField(blank=True)
    statistics = models.JSONField(null=True, help_text="labeling.tally.Tally.as_json")
    statistics_job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "name"],
                condition=~models.Q(name=""),
                name="snapshot_version_name_unique",
            )
        ]

    def __str__(self) -> str:
        return f"snapshot {self.hash[:12]} of {self.project_id}"


class SnapshotImage(models.Model):
    """One image in a snapshot; `image` null is a tombstone (the image was purged)."""

    snapshot = models.ForeignKey(DatasetSnapshot, models.CASCADE, related_name="images")
    image = models.ForeignKey(Image, models.SET_NULL, null=True, related_name="+")
    annotation = models.ForeignKey(Annotation, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=500)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    split = models.CharField(max_length=8, null=True)  # noqa: DJ001 (null as in the format)
    revision = models.PositiveIntegerField()
    state = models.CharField(max_length=16)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["snapshot", "name"], name="snapshot_name_unique")
        ]

    def __str__(self) -> str:
        return f"{self.name} at revision {self.revision}"


class DatasetExport(ProjectScoped):
    """One finished or running export of a snapshot; its file stays downloadable."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="exports")
    snapshot = models.ForeignKey(DatasetSnapshot, models.RESTRICT, related_name="exports")
    job = models.OneToOneField(Job, models.CASCADE, related_name="export")
    format = models.CharField(max_length=32)
    options = models.JSONField(default=dict)
    include_images = models.BooleanField(default=True)
    choices = models.JSONField(default=dict, help_text="labeling.exporting.choices, as JSON")
    split_counts = models.JSONField(default=dict, help_text="images by split, once written")
    key = models.CharField(max_length=300, blank=True, help_text="storage key of the zip")
    sha256 = models.CharField(max_length=64, blank=True)
    byte_size = models.PositiveBigIntegerField(null=True)
    report = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.format} export of {self.snapshot_id}"
