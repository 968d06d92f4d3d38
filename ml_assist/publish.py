"""Ends a training run well: its weights go into the storage, and a model version names them."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.db.models import Max

from labeling.models import Project, record_event
from ml_assist.models import ModelVersion, TrainingRun
from ml_assist.run_folder import RunFolder
from ml_assist.stored_models import store_weights


def publish(run: TrainingRun, folder: RunFolder) -> ModelVersion:
    """Store the weights and write the model version with its event."""
    card = json.loads(folder.card.read_text())
    key, sha256 = store_weights(folder, f"models/{run.job_id}/model.safetensors")
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=run.project_id)
        model = ModelVersion.objects.create(
            project=run.project,
            number=next_number(run.project.model_versions.aggregate(last=Max("number"))["last"]),
            architecture=card["architecture"],
            encoder=card["encoder"],
            snapshot_hash=run.snapshot.hash,
            num_images=run.snapshot.num_images,
            metrics=_metrics_of(card, run),
            card=card,
            weights=key,
            weights_sha256=sha256,
        )
        run.model = model
        run.save(update_fields=["model"])
        record_event("model.trained", run.project, run.requested_by, model, run=run.number)
    return model


def _metrics_of(card: dict[str, Any], run: TrainingRun) -> dict[str, Any]:
    """The card's metrics with the classes' names, as the API shows them."""
    metrics = card["metrics"]
    names = {int(row["class_id"]): str(row["name"]) for row in run.snapshot.classes}
    per_class = [
        {"class_id": int(class_id), "name": names.get(int(class_id), str(class_id)), "iou": iou}
        for class_id, iou in sorted(metrics["per_class"].items(), key=lambda item: int(item[0]))
    ]
    return {
        "miou": metrics["miou"],
        "pixel_accuracy": metrics["pixel_accuracy"],
        "per_class": per_class,
    }


def result_of(model: ModelVersion) -> dict[str, Any]:
    """What a training job answers."""
    return {"model_id": model.pk, "model_number": model.number, "miou": model.metrics["miou"]}


def next_number(last: int | None) -> int:
    """The number after the last one of a project; 1 at first."""
    return (last or 0) + 1
