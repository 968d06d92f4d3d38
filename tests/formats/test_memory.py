"""Exports and imports of many images keep little of each; benchmarks/memory.py tries 50,000."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.memory import MAX_KB_PER_IMAGE, TinySource
from labeling.formats import FORMATS, export_options
from labeling.formats.archives import ZipReader, ZipWriter
from labeling.formats.base import Report

FEW, MANY = 300, 800


def peak_kb(work: Callable[[], None]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["hf-parquet", "datumaro", "ade20k", "tfrecord"])
def test_memory_hardly_grows_with_the_number_of_images(tmp_path: Path, name: str) -> None:
    row = FORMATS[name]
    peaks: dict[str, list[float]] = {"export": [], "read": []}
    for number in (FEW, MANY):
        path = tmp_path / f"{number}.zip"

        def export(number: int = number, path: Path = path) -> None:
            writer = ZipWriter(path)
            options = export_options(row, {})
            row.export(TinySource(number), writer, options, Report(), lambda _: None)
            writer.close()

        def read(number: int = number, path: Path = path) -> None:
            with ZipReader(path) as archive:
                assert sum(1 for _ in row.read(archive, Report()).images()) == number

        peaks["export"].append(peak_kb(export))
        peaks["read"].append(peak_kb(read))
    for action, (few, many) in peaks.items():
        assert (many - few) / (MANY - FEW) < MAX_KB_PER_IMAGE[action]
