"""The tables of ml_assist: runs that learn from a snapshot, and the models that come of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from labeling.models import DatasetSnapshot, Job, Project
from labeling.models.access import ProjectScoped, ProjectScopedQuerySet


class ModelVersion(ProjectScoped):
    """Weights that a run left, and what they are; names the snapshot that they learned from."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="model_versions")
    number = models.PositiveIntegerField(help_text="1, 2, … in its project")
    architecture = models.CharField(max_length=32)
    encoder = models.CharField(max_length=64)
    snapshot_hash = models.CharField(max_length=64)
    num_images = models.PositiveIntegerField()
    metrics = models.JSONField(
        help_text="{miou, pixel_accuracy, per_class: [{class_id, name, iou}]}"
    )
    card = models.JSONField(help_text="the trainer's model.json")
    weights = models.CharField(max_length=300, help_text="storage key of the safetensors file")
    weights_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number"], name="model_number_unique")
        ]

    def __str__(self) -> str:
        return f"model {self.number} of {self.project_id}"


class TrainingRun(ProjectScoped):
    """One training: its settings, its snapshot and its job; the folder is named by the job's id."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="training_runs")
    number = models.PositiveIntegerField(help_text="1, 2, … in its project")
    # RESTRICT: a snapshot that a run names stays, unless the whole project goes.
    snapshot = models.ForeignKey(DatasetSnapshot, models.RESTRICT, related_name="training_runs")
    job = models.OneToOneField(Job, models.CASCADE, related_name="training_run")
    config = models.JSONField(help_text="TrainConfig")
    init_from = models.ForeignKey(ModelVersion, models.SET_NULL, null=True, related_name="+")
    model = models.OneToOneField(ModelVersion, models.SET_NULL, null=True, related_name="run")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number"], name="run_number_unique")
        ]

    def __str__(self) -> str:
        return f"training run {self.number} of {self.project_id}"
