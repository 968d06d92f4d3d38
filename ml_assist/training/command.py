"""The trainer as a command: trains in a run folder and ends with a telling exit code.

0: done. 1: failed; error.json says why. 3: stopped when asked to (a file named `stop`, SIGTERM or
Ctrl-C), with a checkpoint to go on from. 2: the command line is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import torch
from filelock import FileLock, Timeout

from labeling.errors import MaskwrightError
from ml_assist.errors import RunLocked
from ml_assist.training.checkpoint import write_whole
from ml_assist.training.loop import train

DONE, FAILED, STOPPED = 0, 1, 3

_LOCK_TIMEOUT_S = 5
"""A supervisor holds the lock for an instant when it asks whether a trainer lives."""


def main(arguments: list[str] | None = None) -> int:
    """Train in a run folder.

    Args:
        arguments: of the command line; None for this process's own.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m ml_assist.training", description=__doc__)
    parser.add_argument("run_dir", type=Path, help="folder with config.json and dataset/")
    folder: Path = parser.parse_args(arguments).run_dir
    if not folder.is_dir():
        print(f"Expected a run folder, found none at {folder}.", file=sys.stderr)
        return FAILED
    if int(os.environ.get("RANK", "0")) > 0:
        # Under torchrun: one process trains, on one GPU; the others must not fight for the folder.
        print("Rank 0 trains alone; this process has nothing to do.")
        return DONE
    asked_by_signal = _stop_on_signals()
    error_path, stop_path = folder / "error.json", folder / "stop"
    try:
        with _locked(folder):
            error_path.unlink(missing_ok=True)
            outcome = train(folder, lambda: asked_by_signal.is_set() or stop_path.exists())
    except RunLocked as error:  # the folder is another trainer's: leave no error.json in it
        print(error.message, file=sys.stderr)
        return FAILED
    except MaskwrightError as error:
        _leave_error(error_path, error.code, error.message)
        return FAILED
    except (MemoryError, torch.OutOfMemoryError):
        _leave_error(
            error_path, "out_of_memory", "Not enough memory: lower batch_size or crop_size_px."
        )
        return FAILED
    except Exception as error:  # the supervisor reads the file; the traceback goes to its log
        _leave_error(error_path, "training_failed", f"{type(error).__name__}: {error}")
        raise
    return DONE if outcome == "done" else STOPPED


def _locked(folder: Path) -> FileLock:
    """The folder's lock, held.

    Raises:
        RunLocked: another process trains here.
    """
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=_LOCK_TIMEOUT_S)
    except Timeout as error:
        raise RunLocked(
            f"Another process is training in {folder.name}/: stop it first, or wait for its end."
        ) from error
    return lock


def _stop_on_signals() -> threading.Event:
    """An event that SIGTERM and Ctrl-C set, so that the loop ends with a checkpoint."""
    asked = threading.Event()

    def ask(signum: int, frame: FrameType | None) -> None:
        asked.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return asked


def _leave_error(path: Path, code: str, message: str) -> None:
    print(f"{code}: {message}", file=sys.stderr)
    text = json.dumps({"code": code, "message": message}, indent=2) + "\n"
    write_whole(path, lambda partial: partial.write_text(text, encoding="utf-8"))
