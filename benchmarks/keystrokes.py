"""What annotating by hand took, by the keystroke-level model, and how well it came out.

    python -m benchmarks.keystrokes LOG.jsonl
    python -m benchmarks.keystrokes --labels LABELS.png --classes CLASSES.json ANNOTATION.json

A log has one line for each action: `{"image", "kind", "tool", "s"}`; `kind` is K (keys), P
(pointing and clicking), D (dragging), W (zooming by the wheel), M (deciding), R (waiting for
the machine) or H (a hesitation, with `text`); `s` are its seconds. An annotation is what `GET
/api/images/ID/annotation/` answers; CLASSES.json maps the project's class ids to the values of
the label image, in which 255 counts for nothing.

Source: Card, Moran and Newell, The keystroke-level model for user performance time (1980).
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage

from labeling.masks import rle as rles

IGNORE = 255
ACTIONS = frozenset("KPDW")


def effort(lines: Iterable[str]) -> dict[str, defaultdict[str, float]]:
    """By image: seconds (`s`, without waiting), `wait_s`, number of actions, and those by tool."""
    images: dict[str, defaultdict[str, float]] = {}
    for line in lines:
        entry: dict[str, Any] = json.loads(line)
        sums = images.setdefault(entry["image"], defaultdict(float))
        sums["wait_s" if entry["kind"] == "R" else "s"] += entry["s"]
        if entry["kind"] in ACTIONS:
            sums["actions"] += 1
            sums[entry["tool"]] += 1
        elif entry["kind"] == "H":
            sums["hesitations"] += 1
    return images


def mean_iou(
    annotation: dict[str, Any], labels: NDArray[np.uint8], values: dict[int, int]
) -> dict[str, float]:
    """Saved segments of an exclusive image against a label map.

    Args:
        annotation: the server's answer.
        labels: (H, W) uint8, class values and IGNORE.
        values: the label value of each class id.

    Returns:
        `miou` over the classes in `labels`, and the part of pixels that is `labelled`, in [0, 1].
    """
    drawn = np.full(labels.shape, IGNORE, dtype=np.uint8)
    for segment in annotation["segments"]:
        drawn[rles.decode(rles.from_wire(segment["mask"]))] = values[segment["class_id"]]
    counts = labels != IGNORE
    ious = []
    for value in np.unique(labels[counts]):
        here, there = (drawn == value) & counts, (labels == value) & counts
        ious.append(float((here & there).sum() / (here | there).sum()))
    return {"miou": float(np.mean(ious)), "labelled": float((drawn != IGNORE).mean())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--classes", type=Path)
    arguments = parser.parse_args()
    text = arguments.file.read_text()
    if arguments.labels is None:
        for image, sums in effort(text.splitlines()).items():
            print(f"{image}: {sums['actions']:.0f} actions, {sums['s'] / 60:.1f} min", dict(sums))
        return
    values = {int(key): value for key, value in json.loads(arguments.classes.read_text()).items()}
    labels = np.asarray(PILImage.open(arguments.labels), dtype=np.uint8)
    print(mean_iou(json.loads(text), labels, values))


if __name__ == "__main__":
    main()
