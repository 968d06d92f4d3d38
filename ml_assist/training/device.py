"""Where a run computes: the device, its arithmetic and its clock, found out and not configured."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import torch


def best_device() -> torch.device:
    """CUDA where there is a GPU, else Apple's MPS, else the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def autocast(device: torch.device) -> AbstractContextManager[object]:
    """bfloat16 where the hardware multiplies in it (about twice as fast), else plain float32.

    On a CPU without such instructions bfloat16 is emulated and several times slower.
    """
    if device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False):
        return torch.autocast("cuda", torch.bfloat16)
    if device.type == "cpu" and _cpu_has_bfloat16():
        return torch.autocast("cpu", torch.bfloat16)
    return nullcontext()


def _cpu_has_bfloat16() -> bool:
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def clock(device: torch.device) -> Callable[[], float]:
    """Seconds that a run's budget is counted in.

    On a CPU those of the process's own threads, so a busy machine shortens nobody's training; on a
    GPU those of the wall.
    """
    return time.process_time if device.type == "cpu" else time.monotonic
