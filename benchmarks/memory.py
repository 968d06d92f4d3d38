"""Peak memory of exporting and reading many small images, format by format.

    make bench NAME=memory                       500 and 50,000 images
    MASKWRIGHT_BENCH_IMAGES=5000 make bench NAME=memory
    python -m benchmarks.memory tfrecord voc     only these formats

Each figure is the peak of a process of its own. The pictures are tiny, so what grows is what is
kept of each image.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image as PILImage

from benchmarks.report import REPOSITORY, Bar, report
from labeling.formats import FORMATS, export_options
from labeling.formats.archives import ZipReader, ZipWriter
from labeling.formats.base import ClassRecord, ImageRecord, Report, SegmentRecord
from labeling.masks import rle

FEW = 500
MANY = int(os.environ.get("MASKWRIGHT_BENCH_IMAGES") or 50_000)
SIZE_HW = (16, 16)
MAX_KB_PER_IMAGE = {"export": 5.0, "read": 10.0}
"""Names and the archive's list of files (half a kB each) are kept of every image; pictures and
masks are not, but by the readers of COCO's JSON, which hold its annotations."""


@dataclass(frozen=True, slots=True)
class TinySource:
    """Images made as they are asked for: three segments each, all of one small picture."""

    num_images: int
    name: str = "tiny"
    snapshot_hash: str = "0123abcd"
    overlap_mode: str = "layered"

    @property
    def classes(self) -> list[ClassRecord]:
        """A thing and a stuff."""
        return [
            ClassRecord(1, "car", "#4000c0", is_thing=True),
            ClassRecord(2, "road", "#804080", is_thing=False),
        ]

    def image_heads(self) -> list[tuple[str, str | None]]:
        """(name, split) of every image."""
        return [(f"{number:06}.png", "train") for number in range(self.num_images)]

    def images(self) -> Iterator[ImageRecord]:
        """Every image, one at a time."""
        target = io.BytesIO()
        PILImage.new("RGB", SIZE_HW, (90, 120, 60)).save(target, "PNG")
        content = target.getvalue()
        rows, columns = np.mgrid[: SIZE_HW[0], : SIZE_HW[1]]
        for number in range(self.num_images):
            masks = [(2, rows > 7), (1, columns <= number % 15), (1, rows + columns < 9)]
            segments = tuple(
                SegmentRecord(f"s{z}", class_id, z, rle.encode(mask))
                for z, (class_id, mask) in enumerate(masks)
            )
            name = f"{number:06}.png"
            yield ImageRecord(name, SIZE_HW, segments, "train", open=lambda: io.BytesIO(content))


def main() -> int:
    figures: dict[str, float] = {}
    bars = []
    for name in sys.argv[1:] or FORMATS:
        print(f"… {name}", file=sys.stderr)
        for action, growth in _growth(name, figures).items():
            limit = MAX_KB_PER_IMAGE[action]
            bars.append(Bar(f"{name}: {action}, kB per image", growth, limit, at_least=False))
    return report("memory", figures, bars)


def _growth(name: str, figures: dict[str, float]) -> dict[str, float]:
    """Kilobytes that the peak grows by for each further image, of export and read."""
    peaks: dict[str, list[float]] = {"export": [], "read": []}
    for number in (FEW, MANY):
        with tempfile.TemporaryDirectory(prefix="memory-") as scratch:
            for action, found in peaks.items():
                command = [sys.executable, "-m", "benchmarks.memory", action, name, str(number)]
                done = subprocess.run(
                    [*command, f"{scratch}/dataset.zip"], cwd=REPOSITORY, capture_output=True,
                    text=True, check=True,
                )  # fmt: skip
                found.append(json.loads(done.stdout.splitlines()[-1]))
                figures[f"{name} {action} peak_mb_at_{number}"] = found[-1]
    return {
        action: max(0.0, (many - few) * 1000 / (MANY - FEW))
        for action, (few, many) in peaks.items()
    }


def measure(action: str, name: str, number: int, path: Path) -> float:
    """Export or read in this process; its peak in MB."""
    row = FORMATS[name]
    assert row.export is not None and row.read is not None
    if action == "export":
        writer = ZipWriter(path)
        options = export_options(row, {})
        row.export(TinySource(number), writer, options, Report(), lambda _: None)
        writer.close()
    else:
        with ZipReader(path) as archive:
            count = sum(1 for _ in row.read(archive, Report()).images())
        if count != number:
            raise SystemExit(f"{name}: {count} images came back of {number}.")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in kB but on macOS in bytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    if len(sys.argv) == 5:
        _, wanted, of_format, images, archive_path = sys.argv
        print(json.dumps(measure(wanted, of_format, int(images), Path(archive_path))))
    else:
        sys.exit(main())
