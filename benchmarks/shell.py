"""Runs the product's own commands for a benchmark, on a database of its own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import REPOSITORY, var_folder


@dataclass(frozen=True, slots=True)
class Shell:
    """The commands of one installation; `var` is its folder of everything written."""

    var: Path

    def manage(self, *arguments: str) -> float:
        """Run `manage.py` and show what it prints.

        Returns:
            Wall-clock seconds.

        Raises:
            SystemExit: it failed; with its exit code.
        """
        print("$ manage.py", *arguments, flush=True)
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, str(REPOSITORY / "manage.py"), *arguments],
            env={**os.environ, "MASKWRIGHT_VAR": str(self.var), "DATABASE_URL": ""},
            check=False,
        )
        if done.returncode:
            sys.exit(done.returncode)
        return time.monotonic() - begun


@contextmanager
def own_installation(name: str) -> Iterator[Shell]:
    """A fresh database and folder below var/benchmarks, gone afterwards.

    A benchmark may point this process at it by the environment, which is as before afterwards.
    """
    before = dict(os.environ)
    parent = var_folder() / "benchmarks"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=parent) as folder:
        shell = Shell(Path(folder))
        shell.manage("migrate", "--verbosity", "0")
        try:
            yield shell
        finally:
            os.environ.clear()
            os.environ.update(before)


def peak_memory_mib() -> float:
    """Largest resident set of any command run so far, or of a process that one waited for."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024**2
