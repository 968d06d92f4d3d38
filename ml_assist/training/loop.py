"""Trains a network in a run folder, from its first or its last step to its last: read it downwards.

The folder's layout is `ml_assist.run_folder`'s; nothing outside the folder is read or written.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Subset

from ml_assist.cores import limit_threads
from ml_assist.errors import TrainingDiverged
from ml_assist.training.checkpoint import ModelCard, save_model
from ml_assist.training.config import TrainConfig, read_config
from ml_assist.training.dataset import read_dataset
from ml_assist.training.device import autocast, best_device, clock
from ml_assist.training.losses import cross_entropy, dice_loss, shape_loss
from ml_assist.training.metrics_log import MetricsLog, as_line
from ml_assist.training.networks.unet import STRIDE
from ml_assist.training.plan import Plan, make_plan
from ml_assist.training.samples import Batch, Crops, SampleStore
from ml_assist.training.state import RunState
from ml_assist.training.validation import Figures, validate

Outcome = Literal["done", "stopped"]

_WARMUP = 0.05
"""Share of a run over which the learning rate rises, while AdamW's moments settle."""

_GRADIENT_NORM = 1.0
_STEP_LINE_SECONDS = 2.0
_CHECKPOINT_SECONDS = 60.0
"""What a crash may cost, in seconds of the run's clock."""


def train(folder: Path, is_stop_asked: Callable[[], bool]) -> Outcome:
    """Train until the epochs or the budget end, or until asked to stop.

    Args:
        folder: RUN_DIR with config.json and dataset/.
        is_stop_asked: asked before every step.

    Returns:
        "done", or "stopped" with a checkpoint to resume from.

    Raises:
        InvalidTrainConfig, InvalidTrainingDataset: the run cannot begin.
        ModelUnreadable: the start weights do not fit.
        CheckpointCorrupt: the checkpoint is of another network.
        TrainingDiverged: the loss is no longer a number.
    """
    config = read_config(folder / "config.json")
    plan = make_plan(read_dataset(folder / "dataset"), config)
    device = best_device()
    limit_threads(device, is_budgeted=config.max_seconds is not None)
    now, log = clock(device), MetricsLog(folder / "metrics.jsonl")
    state = RunState(config, plan, device)
    origin = state.begin(folder)
    val_store = SampleStore(plan.val, plan.channels, config.max_side_px)
    class_weights = torch.tensor(plan.class_weights, device=device)
    steps_total = config.epochs * plan.steps_per_epoch
    log.write("start", origin=origin, steps_total=steps_total, **_start_line(config, plan, state))

    begun_at = now() - state.seconds
    last_line = last_kept = now()
    losses: list[float] = []
    for batch in _batches(config, plan, device, state, steps_total):
        if is_stop_asked():
            state.save(folder)
            return "stopped"
        rate = config.lr * _rate_factor(state.progress(config, steps_total))
        losses.append(_step(state, batch, rate, class_weights))
        state.step += 1
        state.seconds = now() - begun_at
        place = {"step": state.step, "epoch": math.ceil(state.step / plan.steps_per_epoch)}
        if now() - last_line > _STEP_LINE_SECONDS:
            last_line = now()
            log.write("step", **place, loss=losses[-1], lr=rate, seconds=state.seconds)

        is_over = config.max_seconds is not None and state.seconds >= config.max_seconds
        if state.step % plan.steps_per_epoch == 0 or is_over:
            found = validate(state.average, val_store, device)
            _keep_if_best(folder, config, plan, state, found)
            state.seconds = now() - begun_at
            line = {"val_loss": found.loss, "seconds": state.seconds, **as_line(found)}
            log.write("epoch", **place, loss=math.fsum(losses) / len(losses), **line)
            losses.clear()
        if now() - last_kept > _CHECKPOINT_SECONDS or state.step == plan.steps_per_epoch:
            last_kept = now()
            state.save(folder)
        if is_over:
            break

    state.save(folder)
    log.write("done", miou=state.best_miou, step=state.step, seconds=state.seconds)
    return "done"


def _start_line(config: TrainConfig, plan: Plan, state: RunState) -> dict[str, Any]:
    """What was settled before the first step."""
    return {
        "num_train": len(plan.train),
        "num_val": len(plan.val),
        "device": str(next(state.network.parameters()).device),
        "params": sum(parameter.numel() for parameter in state.network.parameters()),
        "epochs": config.epochs,
        "augmentation": plan.augmentation,
        "coarse_share": plan.coarse_share,
        "class_ids": list(plan.channels.class_ids),
    }


def _step(state: RunState, batch: Batch, rate: float, class_weights: Tensor) -> float:
    """One optimizer step; the loss before it.

    Raises:
        TrainingDiverged: that loss is not a number.
    """
    for group in state.optimizer.param_groups:
        group["lr"] = rate
    with autocast(batch.images.device):
        classes, shapes = state.network(batch.images)
    loss = (
        cross_entropy(classes, batch.labels, class_weights)
        + dice_loss(classes, batch.labels)
        + shape_loss(shapes, batch.shapes, batch.shapes_known)
    )
    value = float(loss.detach())
    if not math.isfinite(value):
        raise TrainingDiverged(
            f"The loss became {value} at step {state.step}: train again with a lower lr than "
            f"{rate:g}.",
            step=state.step,
        )
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(state.network.parameters(), _GRADIENT_NORM)
    state.optimizer.step()
    state.optimizer.zero_grad(set_to_none=True)
    state.update_average()
    return value


def _rate_factor(progress: float) -> float:
    """Linear warm-up, then half a cosine to 0 (Loshchilov & Hutter 2017).

    Args:
        progress: share of the run that is done, in [0, 1].
    """
    if progress < _WARMUP:
        return (progress + 0.1 * _WARMUP) / (1.1 * _WARMUP)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - _WARMUP) / (1 - _WARMUP))))


def _batches(
    config: TrainConfig, plan: Plan, device: torch.device, state: RunState, steps_total: int
) -> Iterator[Batch]:
    """The batches that the run still needs: coarse ones first, then fine ones."""
    store = SampleStore(plan.train, plan.channels, config.max_side_px)
    coarse_px = config.crop_size_px // 2 // STRIDE * STRIDE
    for size_px, until in ((coarse_px, plan.coarse_share), (config.crop_size_px, math.inf)):
        if state.progress(config, steps_total) >= until:
            continue
        crops = Crops(
            store,
            length=steps_total * config.batch_size,
            crop_size_px=size_px,
            zoom=size_px / config.crop_size_px,
            seed=config.seed,
            augmentation=plan.augmentation,
        )
        for batch in _loaded(crops, state.step * config.batch_size, config.batch_size, device):
            yield batch
            if state.progress(config, steps_total) >= until:
                break


def _loaded(crops: Crops, first: int, batch_size: int, device: torch.device) -> Iterator[Batch]:
    """Crops from number `first` on, batched, on the device."""
    is_gpu = device.type == "cuda"
    loader = DataLoader(
        Subset(crops, range(first, len(crops))),
        batch_size=batch_size,
        # Beside a GPU, crops are made by processes of their own; on a CPU they would only compete.
        num_workers=min(8, os.cpu_count() or 1) if is_gpu else 0,
        pin_memory=is_gpu,
    )
    for tensors in loader:
        moved: list[Tensor] = [tensor.to(device, non_blocking=True) for tensor in tensors]
        yield Batch(*moved)


def _keep_if_best(
    folder: Path, config: TrainConfig, plan: Plan, state: RunState, found: Figures
) -> None:
    """Write the averaged weights as the run's model, unless an earlier epoch's were better.

    Of equals the later is kept: it saw more.
    """
    if found.miou < state.best_miou:
        return
    state.best_miou = found.miou
    card = ModelCard(
        encoder=config.encoder,
        output_stride=config.output_stride,
        class_ids=plan.channels.class_ids,
        class_names=plan.channels.names,
        is_thing=plan.channels.is_thing,
        crop_size_px=config.crop_size_px,
        max_side_px=config.max_side_px,
        min_area_px=config.min_area_px,
        min_score=config.min_score,
        snapshot_hash=config.snapshot_hash,
        num_images=len(plan.train),
        step=state.step,
        metrics=as_line(found),
    )
    save_model(folder, state.average.state_dict(), card)
