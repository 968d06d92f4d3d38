"""Masks written as rows of text, and hypothesis strategies for masks and run lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from labeling.masks.types import Mask

GOLDEN = Path(__file__).parent.parent / "golden"


def grid(*rows: str) -> Mask:
    """(H, W) bool of rows like "0110"."""
    return np.array([[cell == "1" for cell in row] for row in rows], dtype=np.bool_)


def golden(name: str) -> list[dict[str, Any]]:
    """The cases of one golden file."""
    cases: list[dict[str, Any]] = json.loads((GOLDEN / name).read_text(encoding="utf-8"))["cases"]
    return cases


def masks(max_side: int = 14) -> st.SearchStrategy[Mask]:
    """Any small mask, empty and full ones included."""
    shapes = array_shapes(min_dims=2, max_dims=2, max_side=max_side)
    return arrays(np.bool_, shapes)


@st.composite
def mask_pairs(draw: st.DrawFn, max_side: int = 12) -> tuple[Mask, Mask]:
    """Two masks of one size."""
    shape = draw(array_shapes(min_dims=2, max_dims=2, max_side=max_side))
    return draw(arrays(np.bool_, shape)), draw(arrays(np.bool_, shape))


def run_lists() -> st.SearchStrategy[list[int]]:
    """Run lengths of very different sizes, zeros included."""
    return st.lists(
        st.one_of(st.integers(0, 40), st.integers(0, 2**20), st.integers(0, 2**31)),
        min_size=1,
        max_size=40,
    )
