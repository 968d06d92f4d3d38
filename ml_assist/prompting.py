"""Turns a box or clicks into a mask: at once where no weights are needed, else by a job."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from numpy.typing import NDArray

from labeling.errors import NotFound
from labeling.jobs import RunningJob, queue_job
from labeling.masks import rle as rles
from labeling.models import Image, Job
from labeling.models.access import SignedInUser
from labeling.pictures import upright_rgb
from ml_assist.embeddings import embedding_path, keep_embedding, read_embedding
from ml_assist.errors import UnknownPredictor
from ml_assist.predictors.base import Prediction, PromptablePredictor
from ml_assist.predictors.classical import GrabCut
from ml_assist.predictors.watershed import Watershed
from ml_assist.predictors.weights import (
    DEFAULT_SAM,
    find_weights,
    first_available,
    known_weights,
)
from ml_assist.prompts import Prompt

if TYPE_CHECKING:  # the web process imports this module and must not import torch
    from ml_assist.predictors.sam import SegmentAnything


@dataclass(frozen=True, slots=True)
class PredictorStatus:
    """A predictor as the pages offer it.

    Attributes:
        name: as in a prompt's `predictor`.
        title: what people read.
        available: whether it can answer on this machine.
        missing: what it lacks, None where nothing.
        remedy: what to do about that.
        prompts: "box", "points", "strokes": what it can start from.
    """

    name: str
    title: str
    available: bool
    missing: str | None
    remedy: str | None
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromptAnswer:
    """A mask at once, or the job that makes it; neither where nothing was found.

    Attributes:
        mask: {"size", "counts"} as on the wire.
        score: the predictor's own estimate of its IoU.
        job: its result will be {"mask", "score"}.
    """

    mask: dict[str, Any] | None
    score: float | None
    job: Job | None


def list_predictors() -> list[PredictorStatus]:
    """Every predictor, and whether it can answer on this machine."""
    grabcut = PredictorStatus("grabcut", "GrabCut", True, None, None, GrabCut().prompts)
    watershed = PredictorStatus("watershed", "Watershed", True, None, None, Watershed().prompts)
    weights = first_available("sam", weights_folder())
    segment_anything = PredictorStatus(
        name="sam",
        title=weights.title if weights else "Segment Anything",
        available=weights is not None,
        missing=None if weights else "Its weights are not on this machine.",
        remedy=None if weights else f"python manage.py weights fetch {DEFAULT_SAM}",
        prompts=("box", "points"),
    )
    return [grabcut, segment_anything, watershed]


def run_prompt(
    *, image: Image, predictor: str, prompt: Prompt, requested_by: SignedInUser | None
) -> PromptAnswer:
    """The mask of what is prompted on an image.

    Args:
        image: whose pixels.
        predictor: a name from `list_predictors`.
        prompt: in pixels of the upright image.
        requested_by: who asked.

    Raises:
        UnknownPredictor: no predictor has this name.
        InvalidPrompt: outside the image, or of a kind that the predictor cannot start from.
        WeightsMissing: the predictor needs weights that are not on this machine.
    """
    prompt.check_within(image.size_hw)
    if predictor == "sam":
        clicks = prompt.strokes_as_clicks()
        return PromptAnswer(None, None, _queue_prompt(image, clicks, requested_by))
    if predictor in _CLASSICAL:
        classical = _CLASSICAL[predictor]
        prediction = classical.predict(classical.embed(_pixels(image.original)), prompt)
        return PromptAnswer(**_as_wire(prediction), job=None)
    names = [status.name for status in list_predictors()]
    raise UnknownPredictor(
        f"There is no predictor {predictor!r}; choose one of {', '.join(names)}.",
        predictor=predictor,
    )


def answer_prompt(job: RunningJob) -> dict[str, Any]:
    """Answer the prompt of a job, with the image's embedding from the cache where it is there.

    Returns:
        {"mask", "score"} as on the wire.

    Raises:
        NotFound: the image was deleted since.
        WeightsMissing, WeightsCorrupt: the weights went away since, or are damaged.
    """
    given = job.params
    image = Image.objects.present().filter(pk=given["image_id"]).first()
    if image is None:
        raise NotFound("The image was deleted before its prompt was answered.")
    segment_anything, weights_sha256 = _warm_sam(given["weights"], str(weights_folder()))
    path = embedding_path(image.sha256, weights_sha256)
    embedding = read_embedding(path, segment_anything.name, image.size_hw)
    if embedding is None:
        job.progress(0, message="looking at the image")
        embedding = segment_anything.embed(_pixels(image.original))
        keep_embedding(path, embedding)
    job.check()
    prompt = Prompt.of(points=given["points"], labels=given["labels"], box_xyxy=given["box_xyxy"])
    return _as_wire(segment_anything.predict(embedding, prompt))


def weights_folder() -> Path:
    """Where downloaded and imported weights are kept."""
    return Path(settings.VAR) / "weights"


def _queue_prompt(image: Image, prompt: Prompt, requested_by: SignedInUser | None) -> Job:
    weights = first_available("sam", weights_folder())
    name = weights.name if weights is not None else DEFAULT_SAM
    find_weights(name, weights_folder())  # where there are none, its error says the remedy
    with transaction.atomic():
        return queue_job(
            kind="prompt",
            task="ml_assist.prompt",
            queue="gpu",
            project=image.project,
            requested_by=requested_by,
            params={
                "image_id": image.pk,
                "weights": name,
                "points": prompt.points.tolist(),
                "labels": prompt.labels.tolist(),
                "box_xyxy": prompt.box_xyxy,
            },
            total=1,
        )


_CLASSICAL: dict[str, PromptablePredictor] = {"grabcut": GrabCut(), "watershed": Watershed()}
"""What answers at once, in the web process."""

SMALLEST_PX = 24  # specks of a few pixels are noise that somebody would have to find and delete


@lru_cache(maxsize=1)
def _warm_sam(name: str, folder: str) -> tuple[SegmentAnything, str]:
    """The network stays in the worker between prompts; checked against its SHA-256 once."""
    from ml_assist.predictors.sam import SegmentAnything

    path = find_weights(name, Path(folder), is_verified=True)
    weights = known_weights(Path(folder))[name]
    return SegmentAnything.load(path, name=f"sam:{weights.sha256[:12]}"), weights.sha256


@lru_cache(maxsize=2)
def _pixels(key: str) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 RGB: people prompt one image many times; two, since they look back."""
    with default_storage.open(key, "rb") as stream:
        return upright_rgb(stream)


def _as_wire(prediction: Prediction) -> dict[str, Any]:
    """{"mask", "score"}; a null mask where nothing was found."""
    if prediction.mask.sum() < SMALLEST_PX:
        return {"mask": None, "score": prediction.score}
    return {"mask": rles.to_wire(rles.encode(prediction.mask)), "score": prediction.score}
