"""The settings of one training run: made by `retrain`, kept in config.json, read by the loop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ml_assist.errors import InvalidTrainConfig

Encoder = Literal["resnet18", "resnet34", "mobilenet_v2", "efficientnet-b0"]
"""Encoders of segmentation-models-pytorch that learn from scratch in reasonable time."""

ENCODERS: tuple[Encoder, ...] = get_args(Encoder)
DEFAULT_ENCODER: Encoder = "resnet18"

ARCHITECTURES: dict[str, dict[str, Any]] = {
    "unet": {"title": "U-Net", "encoders": ENCODERS, "default_encoder": DEFAULT_ENCODER},
}


class TrainConfig(BaseModel):
    """Every choice of a training run; the same config, dataset and seed give the same steps.

    Attributes:
        max_seconds: budget in CPU seconds of the training process (all its threads; wall seconds
            on a GPU); the learning rate's schedule ends there. None: only `epochs` ends the run.
        output_stride: 1 decodes down to single pixels, for structures a few pixels wide; 2 does
            about twice as many steps in the same time.
        epochs: an epoch shows about as many pixels as the training images hold.
        crop_size_px: side of the square training crops, in pixels after `max_side_px`.
        max_side_px: larger images are scaled down to this longest side for the network;
            predictions come back in the image's own size.
        coarse_share: share of the run that is spent on crops at half the resolution, before the
            rest at full resolution: four times as many steps in the same time, when what is
            learned is coarse anyway. None: half of the run, but none of it for microscopy (things
            too small) and for crops under 128 px.
        val_fraction: share of the training images held back to choose the best epoch, where the
            dataset has no image of split "val".
        unlabelled: what pixels without a segment are: see `ml_assist.training.dataset`.
        min_area_px: smaller predicted things are left out (image pixels).
        min_score: predicted things of a lower score are left out: on nuclei, most of what it costs
            was never there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    architecture: Literal["unet"] = "unet"
    encoder: Encoder = DEFAULT_ENCODER
    output_stride: Literal[1, 2] = 2
    epochs: int = Field(40, ge=1, le=10_000)
    max_seconds: float | None = Field(None, gt=0)
    crop_size_px: int = Field(256, ge=32, le=2048, multiple_of=32)
    max_side_px: int = Field(1024, ge=64, le=8192)
    batch_size: int = Field(4, ge=1, le=256)
    lr: float = Field(1e-3, gt=0, le=1)
    weight_decay: float = Field(1e-2, ge=0, le=1)
    seed: int = Field(0, ge=0, le=2**31 - 1)
    coarse_share: float | None = Field(None, ge=0, le=1)
    val_fraction: float = Field(0.15, ge=0, lt=1)
    augmentation: Literal["auto", "none", "photo", "microscopy"] = "auto"
    unlabelled: Literal["auto", "background", "ignore"] = "auto"
    min_area_px: int = Field(20, ge=0)
    min_score: float = Field(0.7, ge=0, le=1)
    snapshot_hash: str = ""


def read_config(path: Path) -> TrainConfig:
    """The configuration in a run folder.

    Raises:
        InvalidTrainConfig: the file is missing, is not JSON, or a setting is unknown or impossible;
            the message names it.
    """
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidTrainConfig(
            f"Expected the run's settings in {path.name}, found none: write a TrainConfig there."
        ) from error
    except (OSError, ValueError) as error:
        raise InvalidTrainConfig(f"{path.name} is not readable JSON: {error}") from error
    return parse_config(written)


def parse_config(written: object) -> TrainConfig:
    """A configuration from decoded JSON.

    Raises:
        InvalidTrainConfig: a setting is unknown or impossible; `detail["settings"]` maps each to
            its complaint.
    """
    try:
        return TrainConfig.model_validate(written)
    except ValidationError as error:
        complaints = {
            ".".join(str(part) for part in line["loc"]) or "config": line["msg"]
            for line in error.errors(include_url=False, include_context=False)
        }
        listed = "; ".join(f"{name}: {why}" for name, why in complaints.items())
        raise InvalidTrainConfig(
            f"The training settings are not usable ({listed}).", settings=complaints
        ) from error
