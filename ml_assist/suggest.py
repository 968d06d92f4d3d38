"""Fills images with a model's suggestions: proposals beside the work, accepted by people or not."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from labeling.class_ids import classes_by_id
from labeling.errors import NotFound
from labeling.jobs import RunningJob, queue_job
from labeling.models import (
    AnnotationState,
    Geometry,
    Image,
    Job,
    LabelClass,
    Project,
    Segment,
    Suggestion,
    SuggestionSource,
    SuggestionState,
    record_event,
)
from labeling.models.access import SignedInUser
from labeling.operations import geometry_of_mask
from labeling.pictures import upright_rgb
from ml_assist.errors import NoModel
from ml_assist.models import ModelVersion
from ml_assist.stored_models import model_folder

if TYPE_CHECKING:  # the web process imports this module and must not import torch
    from ml_assist.training.predict import LoadedModel, Region

Unlabelled = Literal["unlabelled"]
Z_STEP = 1 << 20
"""Room between two suggestions' z, so that painting can go between them (z is sparse)."""


def queue_predictions(
    *,
    project: Project,
    requested_by: SignedInUser | None,
    model: ModelVersion | None = None,
    images: Sequence[int] | Unlabelled = "unlabelled",
) -> Job:
    """Queue suggestions by a model, the newest unless one is named.

    Args:
        project: whose images.
        requested_by: who asked; None for the system.
        model: a version of this project; None for the newest.
        images: ids, or all images on which nobody has drawn anything yet.

    Raises:
        NoModel: the project has no model, or `model` is another project's.
        NotFound: an image is not in the project.
    """
    chosen = model or project.model_versions.first()
    if chosen is None or chosen.project_id != project.pk:
        raise NoModel(
            "This project has no model yet: label and submit a few images and train one."
            if chosen is None
            else f"Model {chosen.pk} belongs to another project.",
        )
    found = _chosen_images(project, images)
    if images != "unlabelled":
        unknown = sorted(set(images) - set(found.values_list("pk", flat=True)))
        if unknown:
            raise NotFound(
                f"{len(unknown)} of the {len(set(images))} images are not in this project (any "
                "more): reload the page and choose again.",
                images=unknown,
            )
    with transaction.atomic():
        return queue_job(
            kind="predict",
            task="ml_assist.predict_images",
            queue="gpu",
            project=project,
            requested_by=requested_by,
            params={
                "model_id": chosen.pk,
                "images": images if images == "unlabelled" else list(images),
            },
            total=found.count(),
        )


@dataclass(slots=True)
class _Tally:
    """What one job did, for its result."""

    num_images: int = 0
    num_suggestions: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)


def predict_images(job: RunningJob) -> dict[str, Any]:
    """Write the suggestions of this job's model on each of its images, one transaction per image.

    Stopped or killed between two images, it leaves whole images: repeating it replaces what it
    wrote. Suggestions may overlap what people drew: the editor shows both, nothing is dropped.

    Returns:
        {"model_id", "images", "suggestions", "skipped": [{"image", "reason"}]}.

    Raises:
        NoModel: the model was deleted since.
        JobCancelled, JobLost: between two images.
    """
    model = ModelVersion.objects.filter(pk=job.params["model_id"]).first()
    if model is None:
        raise NoModel("The model was deleted before its predictions began: choose another.")
    project = model.project
    loaded = _warm_model(model_folder(model))
    classes = classes_by_id(project)
    chosen = list(_chosen_images(project, job.params["images"]).values_list("pk", flat=True))
    tally = _Tally()
    for done, image_id in enumerate(chosen):
        job.progress(done, total=len(chosen), message=f"image {done + 1} of {len(chosen)}")
        _predict_one(image_id, loaded, model, classes, tally)
    job.progress(len(chosen), total=len(chosen))
    record_event(
        "model.predicted",
        project,
        job.job.requested_by,
        model,
        images=tally.num_images,
        job=str(job.job.pk),
    )
    return {
        "model_id": model.pk,
        "images": tally.num_images,
        "suggestions": tally.num_suggestions,
        "skipped": tally.skipped,
    }


def _chosen_images(project: Project, images: Sequence[int] | Unlabelled) -> QuerySet[Image]:
    """The images of a request, in name order; ids of other projects are not found."""
    present = Image.objects.present().filter(project=project).order_by("name")
    if images != "unlabelled":
        return present.filter(pk__in=images)
    drawn_on = Segment.objects.current().filter(annotation__image__project=project)
    return present.filter(
        annotation__state__in=(AnnotationState.NEW, AnnotationState.IN_PROGRESS)
    ).exclude(annotation__in=drawn_on.values("annotation"))


@lru_cache(maxsize=1)
def _warm_model(folder: Path) -> LoadedModel:
    """The model stays in the worker between jobs: loading costs more than one prediction."""
    from ml_assist.training.predict import load_model

    return load_model(folder)


def _predict_one(
    image_id: int,
    loaded: LoadedModel,
    model: ModelVersion,
    classes: dict[int, LabelClass],
    tally: _Tally,
) -> None:
    image = Image.objects.present().filter(pk=image_id).first()
    if image is None:
        tally.skipped.append({"image": str(image_id), "reason": "deleted meanwhile"})
        return
    with default_storage.open(image.original, "rb") as stream:
        pixels = upright_rgb(stream)
    regions = loaded.predict(pixels)
    known = [region for region in regions if region.class_id in classes]
    if len(known) < len(regions):
        gone = sorted({region.class_id for region in regions} - classes.keys())
        reason = f"classes {gone} are no longer in the project, or retired"
        tally.skipped.append({"image": image.name, "reason": reason})
    replace_suggestions(image, model, known, classes)
    tally.num_images += 1
    tally.num_suggestions += len(known)


def replace_suggestions(
    image: Image, model: ModelVersion, regions: Sequence[Region], classes: dict[int, LabelClass]
) -> None:
    """Put a model's regions in the place of what models suggested before and nobody decided on.

    Accepted and rejected suggestions, those of imports, and all segments stay as they are.

    Args:
        image: the predicted image.
        model: whose regions they are.
        regions: in paint order, bottom first; every class_id is in `classes`.
        classes: what each class_id of the model's is now.
    """
    geometries = [geometry_of_mask(region.rle, image.size_hw) for region in regions]
    with transaction.atomic():
        Image.objects.select_for_update().get(pk=image.pk)
        stale = Suggestion.objects.filter(
            image=image, source=SuggestionSource.MODEL, state=SuggestionState.PENDING
        )
        geometry_ids = list(stale.values_list("geometry_id", flat=True))
        stale.delete()
        used = Segment.objects.filter(geometry_id__in=geometry_ids).values("geometry_id")
        Geometry.objects.filter(pk__in=geometry_ids).exclude(pk__in=used).delete()
        Geometry.objects.bulk_create(geometries)
        Suggestion.objects.bulk_create(
            Suggestion(
                image=image,
                uid=str(uuid.uuid4()),
                label_class=classes[region.class_id],
                geometry=geometry,
                z=(place + 1) * Z_STEP,
                source=SuggestionSource.MODEL,
                source_ref=str(model.pk),
                score=region.score,
            )
            for place, (region, geometry) in enumerate(zip(regions, geometries, strict=True))
        )
