"""How many cores torch computes on: decided once for training, prediction and encoding."""

from __future__ import annotations

import os

import torch

_NUM_CORES = torch.get_num_threads()
"""Torch's own choice when it is imported: OMP_NUM_THREADS, else the cores."""


def limit_threads(device: torch.device, *, is_budgeted: bool = False) -> None:
    """Leave one core to the page and to whoever works on it, unless OMP_NUM_THREADS says otherwise.

    Small layers gain little from a second thread and lose much where the cores are shared: on two
    virtual cores, otherwise idle, a training step took 0.42 s with one thread, 0.84 s with two.
    Hence a budget in CPU seconds is spent on one thread.

    Args:
        device: where is computed; a GPU's work is not limited.
        is_budgeted: whether CPU seconds are counted.
    """
    if device.type != "cpu" or "OMP_NUM_THREADS" in os.environ:
        return
    torch.set_num_threads(1 if is_budgeted else max(1, _NUM_CORES - 1))
