"""Turns a box or clicks into a mask: at once where no weights are needed, else by a job."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.core.files.storage import default_storage
from numpy.typing import NDArray

from labeling.jobs import RunningJob
from labeling.masks import rle as rles
from labeling.models import Image, Job
from labeling.models.access import SignedInUser
from labeling.pictures import upright_rgb
from ml_assist.errors import UnknownPredictor
from ml_assist.predictors.base import Prediction
from ml_assist.prompts import Prompt


@dataclass(frozen=True, slots=True)
class PredictorStatus:
    """A predictor as the pages offer it.

    Attributes:
        name: as in a prompt's `predictor`.
        title: what people read.
        available: whether it can answer on this machine.
        missing: what it lacks, None where nothing.
        remedy: what to do about that.
        prompts: "box", "points": what it can start from.
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
    return [
        PredictorStatus("grabcut", "GrabCut", True, None, None, ("box",)),
    ]


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
    """
    prompt.check_within(image.size_hw)
    if predictor == "grabcut":
        from ml_assist.predictors.classical import GrabCut

        classical = GrabCut()
        prediction = classical.predict(classical.embed(_pixels(image.original)), prompt)
        return PromptAnswer(**_as_wire(prediction), job=None)
    names = [status.name for status in list_predictors()]
    raise UnknownPredictor(
        f"There is no predictor {predictor!r}; choose one of {', '.join(names)}.",
        predictor=predictor,
    )


@lru_cache(maxsize=2)
def _pixels(key: str) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 RGB: people prompt one image many times; two, since they look back."""
    with default_storage.open(key, "rb") as stream:
        return upright_rgb(stream)


def _as_wire(prediction: Prediction) -> dict[str, Any]:
    """{"mask", "score"}; a null mask where nothing was found."""
    if not prediction.mask.any():
        return {"mask": None, "score": prediction.score}
    return {"mask": rles.to_wire(rles.encode(prediction.mask)), "score": prediction.score}


def answer_prompt(job: RunningJob) -> dict[str, Any]:
    """Answer the prompt of a job, with the image's embedding from the cache where it is there."""
    raise UnknownPredictor(f"There is no predictor {job.params['predictor']!r}.")
