"""Long work as a row; the message that starts it is only a hint (design.md 4.6)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from labeling.models.access import ProjectScoped, ProjectScopedQuerySet
from labeling.models.project import Project


class JobState(models.TextChoices):
    """queued → running → done | failed | cancelled; back to queued when its worker died."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


FINISHED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Job(ProjectScoped):
    """One piece of long work, its owner (`token`) and how far it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=32)
    task = models.CharField(max_length=100, help_text="Celery task name")
    queue = models.CharField(max_length=32, default="default")
    project = models.ForeignKey(Project, models.CASCADE, related_name="jobs")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(null=True)
    token = models.UUIDField(null=True, help_text="the worker run that owns the row")
    worker = models.CharField(max_length=120, blank=True, help_text="host:pid of that run")
    heartbeat_at = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    num_sends = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["state"], name="job_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.state})"
