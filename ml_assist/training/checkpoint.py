"""Keeps a run's state and its best model on disk: whole or not at all, and never unpickled."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import torch
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from ml_assist.errors import CheckpointCorrupt, ModelUnreadable
from ml_assist.training import normalise
from ml_assist.training.dataset import Channels
from ml_assist.training.networks.unet import DECODER_CHANNELS, UNet

WEIGHTS_NAME = "model.safetensors"
CARD_NAME = "model.json"


class ModelCard(BaseModel):
    """What weights are: enough to build the network again and to read what it says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    architecture: Literal["unet"] = "unet"
    encoder: str
    output_stride: Literal[1, 2] = 2
    decoder_channels: tuple[int, ...] = DECODER_CHANNELS
    class_ids: tuple[int, ...]
    class_names: tuple[str, ...]
    is_thing: tuple[bool, ...]
    heads: tuple[str, ...] = ("classes", "boundary", "centre")
    normalisation: str = normalise.NAME
    crop_size_px: int
    max_side_px: int
    min_area_px: int
    min_score: float = 0.0
    snapshot_hash: str
    num_images: int
    step: int
    metrics: dict[str, Any]

    @property
    def channels(self) -> Channels:
        """The classes of the output channels."""
        return Channels(self.class_ids, self.class_names, self.is_thing)

    def build(self) -> UNet:
        """The network, with random weights."""
        return UNet(
            self.encoder,
            len(self.class_ids),
            output_stride=self.output_stride,
            decoder_channels=self.decoder_channels,
        )


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside the target, flush to disk and rename: a reader or a crash sees all or none."""
    partial = path.with_name(path.name + ".partial")
    write(partial)
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(path)


def save_checkpoint(path: Path, state: Mapping[str, Any]) -> None:
    """Keep everything that a run needs to go on."""
    write_whole(path, lambda partial: torch.save(dict(state), partial))


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """The state of an interrupted run, on the CPU; None where there is none.

    Raises:
        CheckpointCorrupt: it cannot be read; it was renamed, so the next start begins afresh and
            nothing is lost for a look into what happened.
    """
    if not path.exists():
        return None
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        if not isinstance(state, dict) or "step" not in state:
            raise ValueError("it holds no training state")
    except (OSError, RuntimeError, ValueError, EOFError, KeyError, pickle.UnpicklingError) as error:
        aside = quarantine(path)
        raise CheckpointCorrupt(
            f"The checkpoint cannot be read ({error}); it was set aside as {aside.name}.",
            quarantined=aside.name,
        ) from error
    return state


def quarantine(path: Path) -> Path:
    """Rename a file that cannot be trusted, never overwriting an earlier one."""
    number = 1
    while (aside := path.with_name(f"{path.name}.corrupt-{number}")).exists():
        number += 1
    path.replace(aside)
    return aside


def save_model(folder: Path, state: Mapping[str, Tensor], card: ModelCard) -> None:
    """Keep a model: weights as safetensors, their card as JSON."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}
    write_whole(folder / WEIGHTS_NAME, lambda partial: save_file(tensors, partial))
    text = card.model_dump_json(indent=2) + "\n"
    write_whole(folder / CARD_NAME, lambda partial: partial.write_text(text, encoding="utf-8"))


def read_card(folder: Path) -> ModelCard:
    """The card of a model.

    Raises:
        ModelUnreadable: there is none, or another version wrote it.
    """
    path = folder / CARD_NAME
    try:
        card = ModelCard.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelUnreadable(
            f"Expected a model's card {CARD_NAME} in {folder.name}/, found none: "
            "its training has not finished an epoch yet, or its files were removed."
        ) from error
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise ModelUnreadable(f"{CARD_NAME} in {folder.name}/ is not readable: {error}") from error
    if card.normalisation != normalise.NAME:
        raise ModelUnreadable(
            f"The model learned with normalisation {card.normalisation!r}, this version has "
            f"{normalise.NAME!r}: train it again."
        )
    return card


def load_weights(folder: Path, card: ModelCard) -> UNet:
    """The network of a card with its weights, in evaluation mode, on the CPU.

    Raises:
        ModelUnreadable: the weights are absent, damaged, or not those of the card.
    """
    network = card.build()
    try:
        network.load_state_dict(load_file(folder / WEIGHTS_NAME))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ModelUnreadable(
            f"{WEIGHTS_NAME} in {folder.name}/ cannot be loaded: {str(error).splitlines()[0]}"
        ) from error
    return network.eval()


def load_start_weights(network: nn.Module, path: Path) -> int:
    """Copy the tensors that fit from an earlier model; heads of other classes stay random.

    Returns:
        How many tensors were taken.

    Raises:
        ModelUnreadable: the file is damaged, or nothing in it fits.
    """
    try:
        earlier = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelUnreadable(f"The start weights {path.name} cannot be read: {error}") from error
    own = network.state_dict()
    fitting = {
        name: tensor
        for name, tensor in earlier.items()
        if name in own and own[name].shape == tensor.shape
    }
    if not fitting:
        raise ModelUnreadable(
            f"Nothing in the start weights {path.name} fits this network: start from a model of "
            "the same architecture and encoder."
        )
    network.load_state_dict(fitting, strict=False)
    return len(fitting)
