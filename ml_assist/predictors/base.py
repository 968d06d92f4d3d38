"""What every promptable predictor offers: embed an image once, then answer many prompts on it.

The split is Segment Anything's (`predictor.py`, set_image / predict): the embedding is costly and
cached, a prediction is cheap. Everything here is numpy: the web process imports it, never torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ml_assist.errors import InvalidPrompt
from ml_assist.prompts import Prompt

PixelArray = NDArray[np.uint8]
"""(H, W, 3) uint8 RGB, upright."""


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """What a predictor keeps of one image.

    Attributes:
        predictor: name of the predictor (and weights) that made it; others refuse it.
        size_hw: (height, width) of the upright image in pixels.
        features: the predictor's own array: GrabCut (H, W, 3) uint8 RGB; Segment Anything
            (C, h, w) float32 encoder output.
    """

    predictor: str
    size_hw: tuple[int, int]
    features: NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """A predictor's answer to one prompt.

    Attributes:
        mask: (H, W) bool, image pixels.
        score: the predictor's own estimate of its IoU, in [0, 1]; None where it has none.
        logits: (h, w) float32 low-resolution mask, to be fed back with the next click, where the
            predictor has one.
    """

    mask: NDArray[np.bool_]
    score: float | None
    logits: NDArray[np.float32] | None = None


class PromptablePredictor(Protocol):
    """A predictor of one object's mask from clicks, strokes and a box."""

    @property
    def name(self) -> str:
        """Its stable name, kept in embeddings and in segments' origins."""
        ...

    @property
    def prompts(self) -> tuple[str, ...]:
        """Which prompts it can start from: "box", "points", "strokes"."""
        ...

    def embed(self, image: PixelArray) -> Embedding:
        """The embedding of one image.

        Args:
            image: (H, W, 3) uint8 RGB, upright.

        Raises:
            InvalidPrompt: the array has another shape or dtype.
        """
        ...

    def predict(self, embedding: Embedding, prompt: Prompt) -> Prediction:
        """The mask of the prompted object.

        Args:
            embedding: from this predictor's `embed`.
            prompt: in pixels of the embedded image.

        Raises:
            InvalidPrompt: the prompt is outside the image, or of a kind that it cannot start from,
                or the embedding is another predictor's.
        """
        ...


def check_image(image: PixelArray) -> tuple[int, int]:
    """The (height, width) of an image that can be embedded.

    Raises:
        InvalidPrompt: not (H, W, 3) uint8 with at least one pixel.
    """
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or image.size == 0:
        raise InvalidPrompt(
            f"Expected an image as (H, W, 3) uint8 RGB, got {image.shape} {image.dtype}."
        )
    return image.shape[0], image.shape[1]


def check_own(embedding: Embedding, name: str) -> None:
    """Refuse an embedding that another predictor (or other weights) made.

    Raises:
        InvalidPrompt: it did.
    """
    if embedding.predictor != name:
        raise InvalidPrompt(
            f"Expected an embedding made by {name!r}, got one by {embedding.predictor!r}: "
            "embed the image again."
        )
