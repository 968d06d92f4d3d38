"""The folder of one training run, where its supervisor and its trainer meet.

The layout is the trainer's contract (design.md 4.8): `config.json`, `dataset/` and perhaps
`init.safetensors` go in; `metrics.jsonl`, `checkpoint.pt`, `model.safetensors` with `model.json`,
and `error.json` come out; `lock` says that a trainer lives, `stop` asks it to end. No Django here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

Outcome = Literal["done", "failed", "stopped", "interrupted"]
MetricsLine = dict[str, Any]
_TAIL_BYTES = 1 << 18
"""Some two thousand steps, more than an hour of them: an epoch ends within that."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Paths and answers of one run's folder.

    Attributes:
        path: the folder itself (RUN_DIR).
    """

    path: Path

    @property
    def config(self) -> Path:
        """The run's TrainConfig as JSON."""
        return self.path / "config.json"

    @property
    def dataset(self) -> Path:
        """The snapshot in the native format; there only when complete."""
        return self.path / "dataset"

    @property
    def init_weights(self) -> Path:
        """Weights to start from, when the run continues an earlier model."""
        return self.path / "init.safetensors"

    @property
    def metrics(self) -> Path:
        """One JSON object per line, appended by the trainer."""
        return self.path / "metrics.jsonl"

    @property
    def weights(self) -> Path:
        """The best weights so far."""
        return self.path / "model.safetensors"

    @property
    def card(self) -> Path:
        """What the weights are: architecture, classes, normalisation, metrics."""
        return self.path / "model.json"

    @property
    def error(self) -> Path:
        """Why the trainer gave up: code and message."""
        return self.path / "error.json"

    @property
    def stop(self) -> Path:
        """Its presence asks the trainer to end."""
        return self.path / "stop"

    @property
    def log(self) -> Path:
        """What the trainer printed."""
        return self.path / "trainer.log"

    @property
    def identity(self) -> Path:
        """Which process trains: pid and start time."""
        return self.path / "process.json"

    def is_locked(self) -> bool:
        """Whether a trainer holds the folder; the operating system frees the lock when it dies."""
        lock = FileLock(self.path / "lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        lock.release()
        return False

    def lines(self) -> list[MetricsLine]:
        """All metrics so far."""
        return self.lines_after(0)[0]

    def lines_after(self, num_known: int, most: int | None = None) -> tuple[list[MetricsLine], int]:
        """The metrics after the first `num_known` lines.

        Args:
            num_known: lines that the caller has been given, torn ones included.
            most: how many lines to look at, None for all.

        Returns:
            (lines, number of lines known now). A line still being written is left for the next
            call; one that a killed trainer left torn is counted and skipped.
        """
        if not self.metrics.exists():
            return [], num_known
        complete = self.metrics.read_bytes().split(b"\n")[:-1]
        fresh = complete[num_known:][:most]
        parsed = [line for raw in fresh if (line := _parsed(raw)) is not None]
        return parsed, num_known + len(fresh)

    def latest(self) -> MetricsLine | None:
        """The newest step with the newest epoch's figures, for a list of runs."""
        found: MetricsLine = {}
        for line in reversed(self._tail()):
            if line.get("kind") in ("step", "epoch"):
                for key in ("epoch", "step", "loss", "miou"):
                    if key in line:
                        found.setdefault(key, line[key])
            if line.get("kind") == "epoch":
                break
        return found or None

    def _tail(self) -> list[MetricsLine]:
        """The lines in the file's last _TAIL_BYTES: a list of many runs must not read them all."""
        if not self.metrics.exists():
            return []
        with self.metrics.open("rb") as stream:
            stream.seek(max(0, stream.seek(0, os.SEEK_END) - _TAIL_BYTES))
            complete = stream.read().split(b"\n")[:-1]
        return [line for raw in complete if (line := _parsed(raw)) is not None]

    def failure(self) -> tuple[str, str] | None:
        """(code, message) that the trainer left, if it gave up."""
        if not self.error.exists():
            return None
        left = _parsed(self.error.read_bytes())
        if left is None:
            return "training_failed", "the trainer stopped without a readable reason"
        return str(left.get("code", "training_failed")), str(left.get("message", ""))

    def outcome(self) -> Outcome:
        """How the last trainer ended, read from its files (its exit code dies with its parent)."""
        lines = self.lines()
        if lines and lines[-1]["kind"] == "done" and self.weights.exists() and self.card.exists():
            return "done"
        if self.error.exists():
            return "failed"
        return "stopped" if self.stop.exists() else "interrupted"

    def num_epochs_done(self) -> int:
        """Epochs that reached their end, over all restarts."""
        return max(
            (int(line["epoch"]) for line in self.lines() if line["kind"] == "epoch"), default=0
        )

    def log_tail(self, num_lines: int = 5) -> str:
        """The last lines that the trainer printed, for the message of a failure."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-num_lines:])


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file whole or not at all: a reader never sees half of it."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")
    partial.replace(path)


def _parsed(raw: bytes) -> MetricsLine | None:
    """One JSON object; None for a line that a killed trainer left torn."""
    try:
        value = json.loads(raw)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
