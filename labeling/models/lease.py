"""Who has an image open to edit it, from when to when: a courtesy between people, never a lock."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from labeling.models.access import ProjectScoped, ProjectScopedQuerySet
from labeling.models.annotation import Annotation


class EditLease(ProjectScoped):
    """One browser tab in which a person edits an image; it ends when it is no longer renewed."""

    project_path = "annotation__image__project"

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="leases")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    client_id = models.CharField(max_length=64, help_text="made by the tab, once per opening")
    started_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["started_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["annotation", "user", "client_id"], name="lease_unique")
        ]

    def __str__(self) -> str:
        return f"lease of {self.annotation_id} by {self.user_id} until {self.expires_at}"
