"""Appends what happens in a run to metrics.jsonl, one JSON object per line, for whoever watches."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from ml_assist.training.validation import Figures


class MetricsLog:
    """The run's log; a line is written whole, so a reader may tail the file at any time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.exists() and not (path.read_bytes() or b"\n").endswith(b"\n"):
            # A killed trainer left a torn line: end it, so that the next one stands alone.
            self._append("\n")

    def write(self, kind: str, **figures: Any) -> None:
        """Append one line; floats that JSON cannot hold become null."""
        line = {"kind": kind, **{name: _plain(value) for name, value in figures.items()}}
        self._append(json.dumps(line, allow_nan=False) + "\n")

    def _append(self, text: str) -> None:
        with self.path.open("a", encoding="utf-8") as log:
            log.write(text)


def as_line(figures: Figures) -> dict[str, Any]:
    """Figures under the names that metrics.jsonl and model.json use."""
    return {
        "miou": figures.miou,
        "pixel_accuracy": figures.pixel_accuracy,
        "per_class": {str(class_id): iou for class_id, iou in figures.per_class.items()},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value
