"""Exports hold a few images at a time: what they keep grows by some bytes for each image."""

from __future__ import annotations

import gc
import importlib
import io
import pkgutil
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
import pytest

import labeling.formats
from labeling.formats import FORMATS, export_options, parallel
from labeling.formats.base import ClassRecord, ImageRecord, Report, SegmentRecord
from labeling.masks import rle
from labeling.masks.types import Mask

FEW, MANY = 20, 220
KEPT_BYTES = 2_500
"""For each image: its name, stem and place in lists; its records and maps alone are far larger."""

COARSE_HW, SCALE = (8, 12), 12
SIZE_HW = (COARSE_HW[0] * SCALE, COARSE_HW[1] * SCALE)


@dataclass
class EndlessSource:
    """A DatasetSource that makes each image as it is asked for."""

    num_images: int
    name: str = "street"
    snapshot_hash: str = "0" * 64
    overlap_mode: str = "layered"

    @property
    def classes(self) -> list[ClassRecord]:
        return [ClassRecord(1, "car", "#4000c0", True), ClassRecord(2, "road", "#804080", False)]

    def image_heads(self) -> list[tuple[str, str | None]]:
        return [(f"image {index:05}.png", "train") for index in range(self.num_images)]

    def images(self) -> Iterator[ImageRecord]:
        for index, (name, split) in enumerate(self.image_heads()):
            rng = np.random.default_rng(index)
            segments = tuple(
                SegmentRecord(f"s{z}", 1 + z % 2, z, rle.encode(_mask(rng))) for z in range(4)
            )
            yield ImageRecord(name, SIZE_HW, segments, split)


def _mask(rng: np.random.Generator) -> Mask:
    mask: Mask = (rng.random(COARSE_HW) < 0.3).repeat(SCALE, 0).repeat(SCALE, 1)
    return mask


class Nowhere:
    """An ArchiveWriter that forgets what it is given."""

    def write(self, name: str, content: bytes) -> None:
        assert name
        assert isinstance(content, bytes | bytearray)

    def open(self, name: str) -> IO[bytes]:
        assert name
        return _Sink()


class _Sink(io.RawIOBase, IO[bytes]):  # type: ignore[misc]
    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        return len(content)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def small_spools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists that grow in temporary files go to the disk at once."""
    for found in pkgutil.iter_modules(labeling.formats.__path__):
        module = importlib.import_module(f"labeling.formats.{found.name}")
        for name in ("_SPOOL_BYTES", "_GROUP_BYTES", "MAX_SHARD_BYTES"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, 64 * 2**10)


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """How far threads happen to be ahead moves the peak by more than what is measured."""
    monkeypatch.setattr(parallel, "in_order", lambda work, items, **_: map(work, items))
    for found in pkgutil.iter_modules(labeling.formats.__path__):
        module = importlib.import_module(f"labeling.formats.{found.name}")
        if hasattr(module, "in_order"):
            monkeypatch.setattr(module, "in_order", parallel.in_order)


def peak_bytes(name: str, num_images: int) -> int:
    export = FORMATS[name].export
    assert export is not None
    options = export_options(FORMATS[name], {}, include_images=False)
    gc.collect()
    tracemalloc.start()
    try:
        export(EndlessSource(num_images), Nowhere(), options, Report(), lambda _: None)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", [name for name, row in FORMATS.items() if row.export])
def test_memory_does_not_grow_with_the_number_of_images(name: str) -> None:
    peak_bytes(name, FEW)  # what is imported and cached once is not counted
    few, many = peak_bytes(name, FEW), peak_bytes(name, MANY)
    assert many - few < KEPT_BYTES * (MANY - FEW), f"{few:,} bytes became {many:,}"
