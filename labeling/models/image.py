"""One image of a project: its bytes never change; what the browser shows are renditions of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from labeling.models.access import ProjectScoped, ProjectScopedQuerySet
from labeling.models.project import Project


class Split(models.TextChoices):
    """Which part of a dataset an image belongs to."""

    TRAIN = "train", "Train"
    VAL = "val", "Validation"
    TEST = "test", "Test"


class ImageQuerySet(ProjectScopedQuerySet["Image"]):
    """Images, filtered by who asks and whether their bytes are still here."""

    def present(self) -> ImageQuerySet:
        """Images that were not purged."""
        return self.filter(purged_at__isnull=True)


class Image(ProjectScoped):
    """An image as it came, upright size, and where its files are."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="images")
    name = models.CharField(max_length=500, help_text="relative path that it came with")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(help_text="px, upright")
    height = models.PositiveIntegerField(help_text="px, upright")
    orientation = models.PositiveSmallIntegerField(default=1, help_text="EXIF, of the original")
    mode = models.CharField(max_length=16, help_text="Pillow mode of the original")
    format = models.CharField(max_length=16, help_text="Pillow format of the original")
    byte_size = models.PositiveBigIntegerField()
    original = models.CharField(max_length=300, help_text="storage key")
    rendition = models.CharField(
        max_length=300, blank=True, help_text="storage key; empty: show the original"
    )
    thumbnail = models.CharField(max_length=300, blank=True, help_text="storage key")
    split = models.CharField(  # noqa: DJ001 (null: not assigned to a split, as in the format)
        max_length=8, choices=Split.choices, null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)
    prepared_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "sha256"], name="image_content_unique"),
            models.UniqueConstraint(fields=["project", "name"], name="image_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def size_hw(self) -> tuple[int, int]:
        """(height, width) px, upright."""
        return (self.height, self.width)
