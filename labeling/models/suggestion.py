"""What a model, an import or a consensus proposes; a person turns it into a segment, or not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from labeling.models.access import ProjectScoped, ProjectScopedQuerySet
from labeling.models.annotation import Geometry
from labeling.models.image import Image
from labeling.models.project import LabelClass


class SuggestionSource(models.TextChoices):
    """Where a suggestion comes from."""

    MODEL = "model", "Model"
    IMPORT = "import", "Import"
    CONSENSUS = "consensus", "Consensus"


class SuggestionState(models.TextChoices):
    """What became of it."""

    PENDING = "pending", "Pending"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


class Suggestion(ProjectScoped):
    """A proposed segment; the segment made from it bears the same uid."""

    project_path = "image__project"

    image = models.ForeignKey(Image, models.CASCADE, related_name="suggestions")
    uid = models.CharField(max_length=64)
    label_class = models.ForeignKey(LabelClass, models.CASCADE, related_name="+")
    geometry = models.ForeignKey(Geometry, models.PROTECT, related_name="+")
    z = models.BigIntegerField(default=0)
    iscrowd = models.BooleanField(default=False)
    source = models.CharField(max_length=16, choices=SuggestionSource.choices)
    source_ref = models.CharField(max_length=64, blank=True, help_text="e.g. the model version id")
    score = models.FloatField(null=True)
    state = models.CharField(
        max_length=16, choices=SuggestionState.choices, default=SuggestionState.PENDING
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "uid"], name="suggestion_uid_unique")
        ]
        indexes: ClassVar = [models.Index(fields=["image", "state"], name="suggestion_state")]

    def __str__(self) -> str:
        return f"{self.source} suggestion {self.uid} ({self.state})"
