"""Runs a network over one image of any size; used by validation, prediction and evaluation."""

from __future__ import annotations

import itertools

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from ml_assist.training.device import autocast
from ml_assist.training.networks.unet import STRIDE
from ml_assist.training.samples import to_input

TILE_PX = 1024
"""Longer sides are cut into tiles; one tile takes about 1.5 GB in float32."""

_OVERLAP_PX = 128


def probabilities(
    network: nn.Module, pixels: NDArray[np.uint8], device: torch.device
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the network says about every pixel of one image.

    Args:
        network: in evaluation mode, on `device`.
        pixels: (H, W, 3) uint8 stretched RGB (`normalise.stretch`).
        device: where to compute.

    Returns:
        (C, H, W) class probabilities that sum to 1, (2, H, W) boundary and centre in [0, 1].
    """
    image = to_input(pixels).unsqueeze(0)
    if max(image.shape[-2:]) <= TILE_PX:
        classes, shapes = _forward(network, image, device)
    else:
        classes, shapes = _tiled(network, image, device)
    return (
        classes.softmax(dim=1)[0].cpu().numpy(),
        shapes.sigmoid()[0].cpu().numpy(),
    )


@torch.inference_mode()
def _forward(network: nn.Module, image: Tensor, device: torch.device) -> tuple[Tensor, Tensor]:
    """Logits of an image (1, 3, H, W) of any size: padded to the network's stride and cut back."""
    height, width = image.shape[-2:]
    pad = (0, -width % STRIDE, 0, -height % STRIDE)
    mode = "reflect" if pad[1] < width and pad[3] < height else "replicate"
    with autocast(device):
        classes, shapes = network(functional.pad(image, pad, mode=mode).to(device))
    return classes[..., :height, :width], shapes[..., :height, :width]


def _tiled(network: nn.Module, image: Tensor, device: torch.device) -> tuple[Tensor, Tensor]:
    """Logits averaged over overlapping tiles, each weighted down towards its edges."""
    height, width = image.shape[-2:]
    sums: list[Tensor] = []
    weights = torch.zeros((1, 1, height, width))
    for top, left in itertools.product(_starts(height), _starts(width)):
        window = (..., slice(top, top + TILE_PX), slice(left, left + TILE_PX))
        logits = _forward(network, image[window], device)
        if not sums:
            sums = [torch.zeros((1, part.shape[1], height, width)) for part in logits]
        weight = _pyramid(*logits[0].shape[-2:])
        for total, part in zip(sums, logits, strict=True):
            total[window] += part.cpu() * weight
        weights[window] += weight
    return sums[0] / weights, sums[1] / weights


def _starts(length: int) -> list[int]:
    """Where tiles begin along one side; the last one ends with the image."""
    if length <= TILE_PX:
        return [0]
    starts = range(0, length - TILE_PX, TILE_PX - _OVERLAP_PX)
    return [*starts, length - TILE_PX]


def _pyramid(height: int, width: int) -> Tensor:
    """(H, W) weights that rise from the edges over the overlap."""
    rows, columns = (
        torch.minimum(torch.arange(1, n + 1), torch.arange(n, 0, -1)).clamp(max=_OVERLAP_PX).float()
        for n in (height, width)
    )
    return rows[:, None] * columns[None, :]
