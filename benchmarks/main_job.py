"""The main job on real street scenes: import CamVid, train a U-Net for 600 CPU-seconds, measure it.

    make bench NAME=main_job        (MASKWRIGHT_DATA names the folder of real images)

mIoU is over CamVid's 11 classes on its test list, from one confusion matrix at full size; void
pixels count nowhere. A plain loop of the same budget reached 0.28.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

from benchmarks.report import Bar, report, shared_images
from benchmarks.shell import Shell, own_installation, peak_memory_mib

PROJECT = "camvid"
NUM_CLASSES = 11
PLAIN_LOOP_MIOU = 0.28
WORKING_SIDE_PX = 320
"""The size at which the plain loop learned: in so little time, more steps beat more pixels."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cpu-seconds", type=float, default=600.0, help="training budget")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    chosen = parser.parse_args()
    # The budget is CPU-seconds: a second thread would spend them on waiting for the first.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    images = shared_images("camvid")
    with own_installation("main_job") as shell:
        figures = _run(shell, str(images), chosen.cpu_seconds, chosen.set)
    bars = [Bar("test mIoU over a plain loop's", figures["test_miou"], PLAIN_LOOP_MIOU)]
    return report("main_job", figures, bars if chosen.cpu_seconds >= 600 else [])


def _run(shell: Shell, images: str, cpu_seconds: float, settings: list[str]) -> dict[str, float]:
    """Import, train, evaluate; the figures by name."""
    imported_s = shell.manage(
        "import_dataset", images, "--format", "png-masks", "--project", PROJECT
    )
    extra = [part for setting in settings for part in ("--set", setting)]
    trained_s = shell.manage(
        *("train", "--project", PROJECT, "--architecture", "unet", "--epochs", "10000"),
        *("--max-seconds", str(cpu_seconds)),
        *("--set", f"max_side_px={WORKING_SIDE_PX}"),
        *extra,
    )
    peak_mib = peak_memory_mib()
    path = shell.var / "figures.json"
    evaluated_s = shell.manage(
        *("evaluate", "--project", PROJECT, "--model", "1", "--split", "test"),
        *("--json", str(path)),
    )
    measured = json.loads(path.read_text())
    if len(measured["per_class"]) != NUM_CLASSES:
        sys.exit(f"Expected {NUM_CLASSES} classes, the model has {len(measured['per_class'])}.")
    last = _last_metrics(shell)
    figures = {
        "test_miou": measured["miou"],
        "test_pixel_accuracy": measured["pixel_accuracy"],
        "test_images": measured["images"],
        "steps": last["step"],
        "cpu_s_per_step": last["seconds"] / last["step"],
        "train_wall_s": trained_s,
        "peak_memory_mib": peak_mib,
        "import_wall_s": imported_s,
        "evaluate_wall_s": evaluated_s,
    }
    ious = {f"iou_{row['name']}": row["iou"] or 0.0 for row in measured["per_class"]}
    return {**figures, **ious}


def _last_metrics(shell: Shell) -> dict[str, Any]:
    """The line that the one training run ended with."""
    (path,) = (shell.var / "runs").glob("*/metrics.jsonl")
    last: dict[str, Any] = json.loads(path.read_text().splitlines()[-1])
    return last


if __name__ == "__main__":
    sys.exit(main())
