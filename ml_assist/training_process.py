"""Starts, recognises and ends the process that trains one run; it outlives its worker.

A process is known by its pid *and* its start time: after a restart of the machine or the container
the same pid is somebody else. The lock in the run's folder is the last word on whether a trainer
lives. No Django here.

    python -m ml_assist.training_process RUNS_FOLDER

ends every trainer of these runs; they resume later.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml_assist.run_folder import RunFolder, write_json

REPOSITORY = Path(__file__).resolve().parent.parent
TERM_GRACE_S = 10.0
POLL_S = 0.1
NICENESS = 5
"""On a machine without a GPU the page must stay quick while all cores train."""
_SECRETS = ("DATABASE_URL", "REDIS_URL", "STORAGE_URL", "SECRET_KEY", "MASKWRIGHT_SECRET_KEY")
"""The trainer reads its folder only; it is not handed the keys to anything else."""


@dataclass(frozen=True, slots=True)
class ProcessId:
    """One process, now and for ever: `started` tells it from a later one of the same pid."""

    pid: int
    started: str


def start_of(pid: int) -> str | None:
    """When the process began, as an opaque string; None when it is gone (or a zombie).

    Source: proc(5), field 22 of /proc/PID/stat, counted since the boot that boot_id names;
    elsewhere `ps`.
    """
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        if fields[0] in "ZX":
            return None
        boot = Path("/proc/sys/kernel/random/boot_id")
        return f"{boot.read_text().strip() if boot.exists() else ''}:{fields[19]}"
    listed = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split(maxsplit=1)
    return None if not listed or listed[0].startswith("Z") else listed[1].strip()


class Trainer:
    """The trainer of one run's folder: started here, or found alive and adopted."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._child: subprocess.Popen[bytes] | None = None

    def is_alive(self) -> bool:
        """Whether a trainer works on the folder: our process lives, or another holds its lock."""
        return self._process() is not None or self._folder.is_locked()

    def start(self) -> None:
        """Start `python -m ml_assist.training RUN_DIR` in its own session; note who it is."""
        environment = {key: value for key, value in os.environ.items() if key not in _SECRETS}
        with self._folder.log.open("ab") as log:
            self._child = subprocess.Popen(
                [*_polite(), sys.executable, "-m", "ml_assist.training", str(self._folder.path)],
                cwd=REPOSITORY,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        noted = self._noted()
        num_epochs = self._folder.num_epochs_done()
        in_vain = int(noted.get("num_starts", 0)) if noted.get("num_epochs") == num_epochs else 0
        write_json(
            self._folder.identity,
            {
                "pid": self._child.pid,
                "started": start_of(self._child.pid) or "",
                "num_epochs": num_epochs,
                "num_starts": in_vain + 1,
            },
        )

    def num_starts_in_vain(self) -> int:
        """Starts, the last ones in a row, after which no further epoch was finished."""
        noted = self._noted()
        if noted.get("num_epochs") != self._folder.num_epochs_done():
            return 0
        return int(noted.get("num_starts", 0))

    def exit_code(self) -> int | None:
        """The exit code when the trainer was our child and has ended (negative: its signal)."""
        return self._child.poll() if self._child is not None else None

    def end(self, grace_s: float) -> None:
        """Ask by the stop file, then SIGTERM, then SIGKILL; returns when the trainer is gone."""
        self._folder.stop.touch()
        if not self._gone_within(grace_s):
            self.terminate()

    def terminate(self) -> None:
        """SIGTERM, then SIGKILL; no stop file, so the run can resume from its checkpoint."""
        for number, grace_s in ((signal.SIGTERM, TERM_GRACE_S), (signal.SIGKILL, TERM_GRACE_S)):
            process = self._process()
            if process is not None:
                _signal(process, number)
            if self._gone_within(grace_s):
                return

    def _gone_within(self, timeout_s: float) -> bool:
        deadline = time.monotonic() + timeout_s
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_S)
        return True

    def _process(self) -> ProcessId | None:
        """The noted process if it still lives."""
        if self._child is not None:
            self._child.poll()  # reaps the zombie
        noted = self._noted()
        if not noted:
            return None
        process = ProcessId(int(noted["pid"]), str(noted["started"]))
        return process if start_of(process.pid) == process.started else None

    def _noted(self) -> dict[str, Any]:
        """What `start` wrote about the last trainer; empty before the first."""
        try:
            noted = json.loads(self._folder.identity.read_text())
        except FileNotFoundError:
            return {}
        return dict(noted)


def _polite() -> list[str]:
    """The command that lowers the priority, where there is one; it becomes the trainer (exec)."""
    nice = shutil.which("nice")
    return [nice, "-n", str(NICENESS)] if nice else []


def _signal(process: ProcessId, number: int) -> None:
    """Signal the trainer's whole session (its loaders too), unless the pid is reused."""
    if start_of(process.pid) != process.started:
        return
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def end_all(runs: Path) -> int:
    """End every trainer under `runs`; each resumes when a worker finds its job again.

    Returns:
        How many were alive.
    """
    alive = [
        trainer
        for noted in sorted(runs.glob("*/process.json"))
        if (trainer := Trainer(RunFolder(noted.parent))).is_alive()
    ]
    for trainer in alive:
        trainer.terminate()
    return len(alive)


if __name__ == "__main__":
    print(f"{end_all(Path(sys.argv[1]))} training process(es) ended; they resume at the next start")
