"""Ends every benchmark: prints its table and writes var/benchmarks/NAME.json (design.md 5)."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure held against a limit; `at_least` says on which side of it the figure belongs."""

    name: str
    value: float
    limit: float
    at_least: bool = True

    @property
    def ok(self) -> bool:
        """Whether the figure is on the right side."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def var_folder() -> Path:
    """Where everything written goes: MASKWRIGHT_VAR, else `var` in the repository."""
    return Path(os.environ.get("MASKWRIGHT_VAR") or REPOSITORY / "var")


def shared_images(subset: str) -> Path:
    """The folder of one subset of real images.

    Raises:
        SystemExit: it is not there; the message names MASKWRIGHT_DATA.
    """
    root = Path(os.environ.get("MASKWRIGHT_DATA") or REPOSITORY.parent / "shared" / "data" / "dev")
    folder = root / subset
    if not folder.is_dir():
        sys.exit(f"Expected real images in {folder}: set MASKWRIGHT_DATA to the folder above them.")
    return folder


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    return {
        "system": f"{platform.system()} {platform.release()}",
        "cpu": _cpu_name(),
        "cores": os.cpu_count() or 1,
        "python": platform.python_version(),
    }


def report(name: str, figures: Mapping[str, float], bars: Sequence[Bar] = ()) -> int:
    """Print the figures and bars and write them to var/benchmarks/NAME.json.

    Returns:
        The exit code: 0 when every bar holds, else 1.
    """
    width = max(len(line) for line in [*figures, *(bar.name for bar in bars), "figure"])
    for label, value in figures.items():
        print(f"{label:<{width}}  {value:>12.4g}")
    for bar in bars:
        sign = "≥" if bar.at_least else "≤"
        verdict = "ok" if bar.ok else "MISSED"
        print(f"{bar.name:<{width}}  {bar.value:>12.4g}  {sign} {bar.limit:g}  {verdict}")
    target = var_folder() / "benchmarks" / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    written = {
        "machine": machine(),
        "figures": dict(figures),
        "bars": [_bar_record(bar) for bar in bars],
    }
    target.write_text(json.dumps(written, indent=2) + "\n")
    print(f"written to {target}")
    return 0 if all(bar.ok for bar in bars) else 1


def _bar_record(bar: Bar) -> dict[str, object]:
    record = asdict(bar)
    del record["at_least"]
    return {**record, "ok": bar.ok}


def _cpu_name() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
