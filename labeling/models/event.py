"""What happened, written by every verb in its own transaction; audit log and outbox in one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from labeling.models.access import ProjectScoped, ProjectScopedQuerySet, SignedInUser
from labeling.models.project import Project


class Event(ProjectScoped):
    """One fact; followers read the table by cursor (its id)."""

    kind = models.CharField(max_length=48)
    project = models.ForeignKey(Project, models.CASCADE, related_name="events")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    object_type = models.CharField(max_length=32)
    object_id = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        # An image's history asks for the few that are about it.
        indexes: ClassVar = [models.Index(fields=["object_type", "object_id"], name="event_about")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_type} {self.object_id}"


def record_event(
    kind: str, project: Project, actor: SignedInUser | None, about: models.Model, **payload: Any
) -> None:
    """Add an Event row; call it inside the verb's transaction."""
    Event.objects.create(
        kind=kind,
        project=project,
        actor_id=actor.pk if actor is not None else None,
        object_type=about._meta.model_name or "",
        object_id=str(about.pk),
        payload=payload,
    )
