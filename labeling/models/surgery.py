"""Changes of a project's classes that were made together, and what each did to which image."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from labeling.models.access import ProjectScoped, ProjectScopedQuerySet
from labeling.models.annotation import Annotation
from labeling.models.job import Job
from labeling.models.project import Project


class SurgeryState(models.TextChoices):
    """waiting → applying → applied → undone, or rolled_back where it was stopped half-way."""

    WAITING = "waiting", "Waiting"
    APPLYING = "applying", "Applying"
    APPLIED = "applied", "Applied"
    ROLLED_BACK = "rolled_back", "Rolled back"
    UNDONE = "undone", "Undone"


OPEN_STATES = (SurgeryState.WAITING, SurgeryState.APPLYING)


class ClassSurgery(ProjectScoped):
    """One batch of class changes, or the taking back of one (`undo_of`)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="class_surgeries")
    job = models.OneToOneField(Job, models.CASCADE, related_name="class_surgery")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    undo_of = models.ForeignKey("self", models.CASCADE, null=True, related_name="undos")
    edited = models.CharField(
        max_length=8, blank=True, help_text="of an undo: what becomes of segments edited since"
    )
    changes = models.JSONField(default=dict, help_text="the batch as it was asked for")
    before = models.JSONField(default=dict, help_text="by class_id: fields that changed, as before")
    after = models.JSONField(default=dict, help_text="the same fields as this left them")
    state = models.CharField(
        max_length=12, choices=SurgeryState.choices, default=SurgeryState.WAITING
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state__in=["waiting", "applying"]),
                name="one_class_surgery_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"class surgery {self.pk} of {self.project_id} ({self.state})"


class SurgeryStep(models.Model):
    """What a surgery did to one image: its revision there, and the suggestions that it moved."""

    surgery = models.ForeignKey(ClassSurgery, models.CASCADE, related_name="steps")
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="surgery_steps")
    revision = models.PositiveIntegerField(null=True, help_text="null: only suggestions moved")
    num_segments = models.PositiveIntegerField(default=0)
    suggestions = models.JSONField(
        default=list, help_text="[[suggestion, class before, after, state before, after]], row ids"
    )
    is_taken_back = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"revision {self.revision} of {self.annotation_id} by surgery {self.surgery_id}"
