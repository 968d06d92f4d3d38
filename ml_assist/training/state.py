"""Everything of a run that changes from step to step, and how it is kept and taken up again."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ml_assist.errors import CheckpointCorrupt
from ml_assist.training.checkpoint import (
    load_checkpoint,
    load_start_weights,
    quarantine,
    save_checkpoint,
)
from ml_assist.training.config import TrainConfig
from ml_assist.training.networks.unet import UNet
from ml_assist.training.plan import Plan

_EMA_DECAY = 0.99
"""The averaged weights look back over about 100 steps: short runs on few images need no more."""


class RunState:
    """The network, its running average, the optimizer and the counters.

    Attributes:
        network: what the optimizer moves.
        average: exponential moving average of its weights: what is validated and kept (Polyak &
            Juditsky 1992; it stands in for a long, slow end of the learning rate).
        step: optimizer steps done, over all restarts.
        seconds: of the run's budget that were used, over all restarts.
        best_miou: of the model kept so far; -1 before the first.
    """

    def __init__(self, config: TrainConfig, plan: Plan, device: torch.device) -> None:
        torch.manual_seed(config.seed)
        self.network = UNet(config.encoder, plan.channels.num, output_stride=config.output_stride)
        self.network.to(device)
        self.average = copy.deepcopy(self.network).eval().requires_grad_(False)
        self.optimizer = torch.optim.AdamW(
            _decayed_and_not(self.network, config.weight_decay), lr=config.lr
        )
        self.step = 0
        self.seconds = 0.0
        self.best_miou = -1.0

    def begin(self, folder: Path) -> str:
        """Take up the folder's checkpoint, else its start weights, else begin from scratch.

        Returns:
            What was done, for the log.

        Raises:
            ModelUnreadable: the start weights do not fit.
        """
        try:
            kept = load_checkpoint(folder / "checkpoint.pt")
        except CheckpointCorrupt as error:
            return f"from scratch: {error.message}"
        if kept is not None:
            return self._restore(kept, folder / "checkpoint.pt")
        start = folder / "init.safetensors"
        if start.exists():
            num_tensors = load_start_weights(self.network, start)
            self.average.load_state_dict(self.network.state_dict())
            return f"from start weights ({num_tensors} tensors)"
        return "from scratch"

    def progress(self, config: TrainConfig, steps_total: int) -> float:
        """Share of the run that is done, by steps or by the budget, whichever ends it first."""
        by_steps = self.step / steps_total
        if config.max_seconds is None:
            return by_steps
        return max(by_steps, self.seconds / config.max_seconds)

    def save(self, folder: Path) -> None:
        """Keep everything; random generators need no keeping: crop i depends on (seed, i) alone."""
        save_checkpoint(
            folder / "checkpoint.pt",
            {
                "network": self.network.state_dict(),
                "average": self.average.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "step": self.step,
                "seconds": self.seconds,
                "best_miou": self.best_miou,
            },
        )

    @torch.no_grad()
    def update_average(self) -> None:
        """Move the averaged weights a little towards the network's; faster in the first steps."""
        decay = min(_EMA_DECAY, (1 + self.step) / (10 + self.step))
        parameters = zip(self.average.parameters(), self.network.parameters(), strict=True)
        for averaged, current in parameters:
            averaged.lerp_(current, 1 - decay)

    def _restore(self, kept: dict[str, Any], path: Path) -> str:
        try:
            self.network.load_state_dict(kept["network"])
            self.average.load_state_dict(kept["average"])
            self.optimizer.load_state_dict(kept["optimizer"])
            self.step, self.seconds = int(kept["step"]), float(kept["seconds"])
            self.best_miou = float(kept["best_miou"])
        except (KeyError, RuntimeError, ValueError) as error:
            aside, reason = quarantine(path), str(error).splitlines()[0]
            raise CheckpointCorrupt(
                f"The checkpoint is of another network ({reason}); it was set aside as "
                f"{aside.name}. Start again to train from scratch.",
                quarantined=aside.name,
            ) from error
        return f"resumed at step {self.step}"


def _decayed_and_not(network: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices and kernels; none for biases and normalisation."""
    decayed = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim <= 1]
    return [
        {"params": decayed, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
