"""One export, or the reading of one, in a process of its own; prints its cost as one line of JSON.

python -m benchmarks.exchange.ours export|read|limit NAME DATASET OUT --images N …
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.exchange.dataset import RecordedSource
from labeling.formats import export_options, format_named
from labeling.formats.archives import FolderReader, FolderWriter
from labeling.formats.base import ImageRecord, Report
from labeling.formats.palette import voc_palette
from labeling.formats.parallel import in_order
from labeling.formats.png import encode_indexed
from labeling.masks.label_map import compose


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=("export", "read", "limit"))
    parser.add_argument("name")
    parser.add_argument("dataset", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--images", type=int, required=True)
    parser.add_argument("--pictures", action="store_true")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--option", action="append", default=[])
    chosen = parser.parse_args()
    source = RecordedSource(chosen.dataset, chosen.images, chosen.repeats)
    actions = {"export": _export, "read": _read, "limit": _limit}
    source.image_heads()  # reads the lines
    print(json.dumps(measured(lambda: actions[chosen.action](chosen, source))))


def measured(work: Callable[[], None]) -> dict[str, float]:
    """Wall and processor seconds of the work, and the process's peak memory in MB."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in kB but on macOS in bytes
    return {
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6,
    }


def _export(chosen: argparse.Namespace, source: RecordedSource) -> None:
    chosen_format = format_named(chosen.name)
    extra = dict(option.split("=", 1) for option in chosen.option)
    options = export_options(chosen_format, extra, include_images=chosen.pictures)
    assert chosen_format.export is not None
    writer = FolderWriter(chosen.out)
    chosen_format.export(source, writer, options, Report(), lambda _: None)
    writer.close()


def _read(chosen: argparse.Namespace, source: RecordedSource) -> None:
    reader = format_named(chosen.name).read
    assert reader is not None
    found = reader(FolderReader(chosen.out), Report())
    num = sum(1 for _ in found.images())
    if num != source.num_images:
        raise SystemExit(f"{chosen.name}: {num} images came back of {source.num_images}.")


def _limit(chosen: argparse.Namespace, source: RecordedSource) -> None:
    """Composites of pixels and their maps, encoded and thrown away, on all cores."""
    palettes = {"classes": voc_palette()}

    def paint(image: ImageRecord) -> int:
        layers = ((index, each.rle) for index, each in enumerate(image.segments, start=1))
        index_map = compose(image.size_hw, layers, dtype=np.uint8)
        ids = np.arange(len(image.segments) + 1)
        values: dict[str, NDArray[Any]] = {
            "classes": ids.astype(np.uint8),
            "instances": ids.astype(np.uint16),
            "rgb": np.stack([ids, ids, ids], -1).astype(np.uint8),
        }
        return sum(
            len(encode_indexed(index_map, values[kind], palettes.get(kind)))
            for kind in chosen.name.split(",")
        )

    if sum(in_order(paint, source.images(), on_threads=True)) == 0:
        raise SystemExit("Nothing was encoded.")


if __name__ == "__main__":
    main()
