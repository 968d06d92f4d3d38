"""Label maps: later layers cover earlier ones."""

from __future__ import annotations

import numpy as np
import pytest

from labeling.errors import MaskSizeMismatch
from labeling.masks import rle
from labeling.masks.label_map import compose
from tests.masks.grids import grid


def test_later_layers_cover_earlier_ones() -> None:
    below, above = rle.encode(grid("1100", "1100")), rle.encode(grid("0110", "0000"))
    composed = compose((2, 4), [(7, below), (300, above)], dtype=np.uint16, fill=9)
    assert composed.tolist() == [[7, 300, 300, 9], [7, 7, 9, 9]]
    assert composed.dtype == np.uint16
    assert composed.flags.c_contiguous


def test_without_layers_the_map_is_all_fill() -> None:
    assert compose((1, 2), [], dtype=np.uint8, fill=255).tolist() == [[255, 255]]


def test_a_layer_of_another_size_is_refused() -> None:
    with pytest.raises(MaskSizeMismatch, match=r"\(1, 2\)"):
        compose((2, 1), [(1, rle.encode(grid("10")))], dtype=np.uint8)
