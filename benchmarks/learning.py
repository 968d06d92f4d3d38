"""What the trainer learns from few images in minutes, without a graphics card or any weights.

    make bench NAME=learning        (MASKWRIGHT_DATA names the folder of real images)

Nuclei: 16 labelled images, 240 CPU seconds; how many of the test images' nuclei are found.
CamVid: 120 street scenes at 240x320, 600 CPU seconds; mIoU of 11 classes on the test images in
their own size. Training runs as the product runs it: a process of its own on a run folder.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.report import REPOSITORY, Bar, report, shared_images
from labeling.formats import native, png_masks_read
from labeling.formats.archives import FolderReader, FolderWriter
from labeling.formats.base import ClassRecord, ExportOptions, ImageRecord, ImportedDataset, Report
from ml_assist.training.config import TrainConfig
from ml_assist.training.evaluate import evaluate
from ml_assist.training.predict import load_model


@dataclass(frozen=True, slots=True)
class Chosen:
    """A dataset's test images and the first so many of its training images."""

    name: str
    dataset: ImportedDataset
    train_names: frozenset[str]
    snapshot_hash: str = ""
    overlap_mode: str = "exclusive"

    @property
    def classes(self) -> Sequence[ClassRecord]:
        """The class table."""
        return self.dataset.classes

    @property
    def num_images(self) -> int:
        """How many images are written."""
        return len(self.image_heads())

    def image_heads(self) -> Sequence[tuple[str, str | None]]:
        """(name, split) of each."""
        return [(image.name, image.split) for image in self.images()]

    def images(self) -> Iterator[ImageRecord]:
        """The chosen images with their splits."""
        for image in self.dataset.images():
            is_train = Path(image.name).stem in self.train_names
            if is_train or image.split == "test":
                yield replace(image, split="train" if is_train else "test")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["nuclei", "camvid"])
    parser.add_argument("--nuclei-images", type=int, default=16, help="training images, up to 32")
    parser.add_argument("--nuclei-seconds", type=float, default=240)
    parser.add_argument("--camvid-seconds", type=float, default=600)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=JSON")
    chosen = parser.parse_args()
    extra = {name: json.loads(value) for name, value in (s.split("=", 1) for s in chosen.set)}
    figures: dict[str, float] = {}
    bars = []
    with tempfile.TemporaryDirectory(prefix="learning-benchmark-") as root:
        if chosen.only != "camvid":
            config = TrainConfig(
                **{"max_seconds": chosen.nuclei_seconds, "epochs": 10_000, **extra}
            )
            found = _learn(Path(root) / "nuclei", "nuclei", chosen.nuclei_images, config)
            figures |= {
                f"nuclei_{name}": found["instances"][name] for name in ("recall", "precision")
            }
            figures["nuclei_iou"] = found["miou"]
            bars.append(Bar("nuclei found at IoU 0.5", found["instances"]["recall"], 0.7))
        if chosen.only != "nuclei":
            settings = {"max_seconds": chosen.camvid_seconds, "epochs": 10_000, "max_side_px": 320}
            config = TrainConfig(**{**settings, **extra})
            found = _learn(Path(root) / "camvid", "camvid", 120, config)
            figures |= {"camvid_miou": found["miou"], "camvid_accuracy": found["pixel_accuracy"]}
            figures |= {
                f"camvid_iou_{k}": v for k, v in found["per_class"].items() if v is not None
            }
            bars.append(Bar("CamVid test mIoU", found["miou"], 0.28))
    return report("learning", figures, bars)


def _learn(run: Path, subset: str, num_train: int, config: TrainConfig) -> dict[str, Any]:
    """Train in a run folder and measure on the test images."""
    folder = shared_images(subset)
    train_names = json.loads((folder / "split.json").read_text())["train"][:num_train]
    source = Chosen(
        subset, png_masks_read.read(FolderReader(folder), Report()), frozenset(train_names)
    )
    target = FolderWriter(run / "dataset")
    native.export(source, target, ExportOptions(), Report(), lambda done: None)
    (run / "config.json").write_text(config.model_dump_json())
    subprocess.run(
        [sys.executable, "-m", "ml_assist.training", str(run)],
        cwd=REPOSITORY,
        check=True,
        env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"},
    )
    return evaluate(load_model(run, "cpu"), run / "dataset", "test")


if __name__ == "__main__":
    sys.exit(main())
