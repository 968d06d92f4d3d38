"""What the loop minimises: cross-entropy and Dice on classes, binary terms on things' shapes."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from labeling.masks.metrics import IGNORE_INDEX

_SMOOTH = 1.0


def masked_mean(values: Tensor, valid: Tensor) -> Tensor:
    """Mean of `values` where `valid`; 0 (with a gradient) where nothing is."""
    weights = valid.to(values.dtype).expand_as(values)
    return (values * weights).sum() / weights.sum().clamp_min(1.0)


def cross_entropy(logits: Tensor, labels: Tensor, class_weights: Tensor | None = None) -> Tensor:
    """Mean cross-entropy over the known pixels.

    Args:
        logits: (B, C, H, W) float32.
        labels: (B, H, W) int64 in [0, C), 255 unknown.
        class_weights: (C,) float32, or None for equal weights.

    Returns:
        Scalar; 0 where no pixel is known (torch's own mean would be NaN).
    """
    total = functional.cross_entropy(
        logits, labels, weight=class_weights, ignore_index=IGNORE_INDEX, reduction="sum"
    )
    known = labels != IGNORE_INDEX
    if class_weights is None:
        return total / known.sum().clamp_min(1)
    return total / class_weights[labels[known]].sum().clamp_min(1e-6)


def dice_loss(logits: Tensor, labels: Tensor) -> Tensor:
    r"""Soft Dice loss over the classes that the batch holds, unknown pixels left out.

    Formula: 1 - mean_c (2 sum p_c t_c + 1) / (sum p_c + sum t_c + 1), sums over the whole batch
    ("batch Dice": a class absent from one crop is not punished there).

    Args:
        logits: (B, C, H, W) float32.
        labels: (B, H, W) int64 in [0, C), 255 unknown.

    Returns:
        Scalar in [0, 1]; 0 where no pixel is known.

    Source: Milletari et al. 2016 (V-Net); batch Dice as in nnU-Net (Isensee et al. 2021).
    """
    known = (labels != IGNORE_INDEX).unsqueeze(1)  # (B, 1, H, W)
    probabilities = logits.softmax(dim=1) * known
    truth = functional.one_hot(labels.masked_fill(~known[:, 0], 0), logits.shape[1])
    truth = truth.permute(0, 3, 1, 2).to(logits.dtype) * known  # (B, C, H, W)
    sums = (0, 2, 3)
    overlap = (probabilities * truth).sum(sums)
    sizes = probabilities.sum(sums) + truth.sum(sums)
    dice = (2 * overlap + _SMOOTH) / (sizes + _SMOOTH)
    present = truth.sum(sums) > 0
    return masked_mean(1 - dice, present)


def shape_loss(logits: Tensor, targets: Tensor, known: Tensor) -> Tensor:
    """Binary cross-entropy of things' boundaries and centredness (soft targets).

    Boundaries are a few percent of the pixels; they weigh as much as the rest together up to a
    factor of 10, else the head learns to say nothing.

    Args:
        logits: (B, 2, H, W) float32, boundary then centre.
        targets: (B, 2, H, W) float32 in [0, 1].
        known: (B, H, W) bool.

    Returns:
        Scalar.

    Source: class-balanced cross-entropy as in HED (Xie & Tu 2015), clipped.
    """
    known = known.unsqueeze(1)
    share = masked_mean(targets[:, :1], known)
    boundary_weight = ((1 - share) / share.clamp_min(1e-6)).clamp(1.0, 10.0)
    weights = torch.ones_like(targets)
    weights[:, :1] += (boundary_weight - 1) * targets[:, :1]
    values = functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return masked_mean(values * weights, known)
