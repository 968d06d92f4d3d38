"""Keeps the costly half of a prediction: each image is embedded once by each set of weights."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from django.conf import settings

from ml_assist.predictors.base import Embedding


def embedding_path(image_sha256: str, weights_sha256: str) -> Path:
    """Where the embedding of these bytes by these weights is kept."""
    return Path(settings.VAR) / "embeddings" / weights_sha256[:16] / f"{image_sha256}.npy"


def read_embedding(path: Path, predictor: str, size_hw: tuple[int, int]) -> Embedding | None:
    """A kept embedding; None where there is none or the file is torn.

    Args:
        path: from `embedding_path`.
        predictor: name of the predictor that made it.
        size_hw: of the upright image, in pixels.
    """
    try:
        features = np.load(path, allow_pickle=False)
    except (FileNotFoundError, ValueError, EOFError):
        return None
    return Embedding(predictor, size_hw, features.astype(np.float32))


def keep_embedding(path: Path, embedding: Embedding) -> None:
    """Keep the features as float16: half the bytes, and far finer than what a mask shows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with partial.open("wb") as stream:
        np.save(stream, embedding.features.astype(np.float16), allow_pickle=False)
    partial.replace(path)
