"""Exports and imports of every format beside Datumaro's, on one dataset in one run.

    make bench NAME=formats                       500 images of 1280 x 720, 12 masks each
    MASKWRIGHT_BENCH_IMAGES=100 make bench NAME=formats

Every figure comes from a process of its own. `limit` is compositing and PNG encoding alone, on all
cores. Datumaro is installed into var/benchmarks/datumaro at the first run; without a package index
its part is left out and the bars that need it are missed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from benchmarks.exchange.dataset import make
from benchmarks.report import REPOSITORY, Bar, report, var_folder
from labeling.formats import FORMATS

NUM_IMAGES = int(os.environ.get("MASKWRIGHT_BENCH_IMAGES") or 500)
MEMORY_IMAGES = 5_000
MEMORY_FROM = 100  # a trial run on fewer images leaves the long one for memory out
EXCHANGE = REPOSITORY / "benchmarks" / "exchange"

VARIANTS: dict[str, tuple[str, ...]] = {
    "coco-instances": ("geometry=rle", "geometry=polygons"),
}
"""Options that are measured apart; other formats run with their defaults."""

PEERS = {
    "coco-instances geometry=rle": "coco_instances",
    "coco-panoptic": "coco_panoptic",
    "voc": "voc_segmentation",
    "cityscapes": "cityscapes",
}
PEER_BARS = {
    "coco-instances geometry=rle": 20,
    "voc": 10,
    "coco-panoptic": 10,
    "cityscapes": 8,
}
"""How many times as fast as Datumaro, without pictures, by the clock on all cores."""

MAPS = {
    "voc": "classes,classes",
    "coco-panoptic": "rgb",
    "png-masks": "classes,instances",
    "cityscapes": "classes,classes,instances,rgb",
}
"""Maps for each image: what the limit encodes for the same format."""

Cost = dict[str, float]


def main() -> int:
    folder = var_folder() / "benchmarks" / f"formats-{NUM_IMAGES}"
    make(folder, NUM_IMAGES)
    figures: dict[str, float] = {}
    bars: list[Bar] = []
    peer = _peer_python()
    for label, name, options in _cases():
        print(f"… {label}", file=sys.stderr)
        _measure_format(label, name, options, folder, figures, bars)
        if peer is not None and label in PEERS:
            _measure_peer(label, peer, folder, figures)
    bars += _peer_bars(figures)
    return report("formats", figures, bars)


def _cases() -> list[tuple[str, str, tuple[str, ...]]]:
    """(label, format, options) of every export that is measured."""
    cases: list[tuple[str, str, tuple[str, ...]]] = []
    for name in FORMATS:
        for option in VARIANTS.get(name, ("",)):
            cases.append((f"{name} {option}".strip(), name, (option,) if option else ()))
    return cases


def _measure_format(
    label: str,
    name: str,
    options: tuple[str, ...],
    folder: Path,
    figures: dict[str, float],
    bars: list[Bar],
) -> None:
    with tempfile.TemporaryDirectory(prefix="formats-") as scratch:
        out = Path(scratch) / "plain"
        cost = _ours("export", name, folder, out, options)
        _note(figures, f"{label} export", cost)
        pictures = _ours("export", name, folder, Path(scratch) / "full", options, "--pictures")
        _note(figures, f"{label} export_with_pictures", pictures)
        read = _ours("read", name, folder, Path(scratch) / "full")
        _note(figures, f"{label} import", read)
    bars.append(Bar(f"{label}: import to export rate", cost["wall_s"] / read["wall_s"], 0.5))
    if name in MAPS:
        limit = _ours("limit", MAPS[name], folder, folder)
        _note(figures, f"{label} limit", limit)
        bars.append(Bar(f"{label}: rate to limit", limit["wall_s"] / cost["wall_s"], 0.6))
    if label in PEER_BARS and NUM_IMAGES >= MEMORY_FROM:
        with tempfile.TemporaryDirectory(prefix="formats-") as scratch:
            repeats = ("--repeats", str(max(MEMORY_IMAGES // NUM_IMAGES, 1)))
            large = _ours("export", name, folder, Path(scratch) / "o", options, *repeats)
        figures[f"{label} peak_mb_at_{MEMORY_IMAGES}"] = large["peak_mb"]
        bars.append(Bar(f"{label}: peak MB", large["peak_mb"], 400, at_least=False))


def _measure_peer(label: str, python: Path, folder: Path, figures: dict[str, float]) -> None:
    for suffix, extra in (("", ()), ("_with_pictures", ("--pictures",))):
        with tempfile.TemporaryDirectory(prefix="formats-") as scratch:
            script = str(EXCHANGE / "peer.py")
            command = [str(python), script, PEERS[label], str(folder), f"{scratch}/out", *extra]
            _note(figures, f"{label} datumaro{suffix}", _run(command))


def _peer_bars(figures: dict[str, float]) -> list[Bar]:
    key = "images_per_s"
    return [
        Bar(
            f"{label}: rate to Datumaro's",
            figures[f"{label} export {key}"] / figures.get(f"{label} datumaro {key}", float("inf")),
            limit,
        )
        for label, limit in PEER_BARS.items()
    ]


def _ours(
    action: str, name: str, folder: Path, out: Path, options: tuple[str, ...] = (), *more: str
) -> Cost:
    command = [sys.executable, "-m", "benchmarks.exchange.ours", action, name]
    chosen = [part for option in options for part in ("--option", option)]
    return _run([*command, str(folder), str(out), "--images", str(NUM_IMAGES), *chosen, *more])


def _run(command: list[str]) -> Cost:
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    cost: Cost = json.loads(done.stdout.splitlines()[-1])
    return cost


def _note(figures: dict[str, float], label: str, cost: Cost) -> None:
    figures[f"{label} images_per_s"] = NUM_IMAGES / cost["wall_s"]
    figures[f"{label} images_per_cpu_s"] = NUM_IMAGES / cost["cpu_s"]
    figures[f"{label} peak_mb"] = cost["peak_mb"]


def _peer_python() -> Path | None:
    """The interpreter of an environment with Datumaro; None where it cannot be installed."""
    home = var_folder() / "benchmarks" / "datumaro"
    python = home / "bin" / "python"
    if not (home / ".installed").exists():
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        requirements = str(EXCHANGE / "requirements.txt")
        pip = [str(python), "-m", "pip", "install", "--quiet", "-r", requirements]
        if subprocess.run(pip, check=False).returncode != 0:
            print("Datumaro could not be installed: its part is left out.", file=sys.stderr)
            return None
        (home / ".installed").touch()
    return python


if __name__ == "__main__":
    sys.exit(main())
