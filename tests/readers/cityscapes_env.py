"""Makes var/envs/cityscapes, where cityscapesScripts lives.

`python -m tests.readers.cityscapes_env` does nothing where it is complete and the pins are the
same; tests that need it call `python_path`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from filelock import FileLock

REPO = Path(__file__).resolve().parents[2]
FOLDER = REPO / "var" / "envs" / "cityscapes"
PINS = REPO / "requirements" / "cityscapes.txt"


def python_path() -> Path:
    """The environment's interpreter; the environment is made first where it is missing."""
    python = FOLDER / "bin" / "python"
    stamp = FOLDER / ".installed"
    wanted = f"{sys.version}\n{PINS.read_text()}"
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{FOLDER}.lock"):
        if stamp.exists() and stamp.read_text() == wanted:
            return python
        shutil.rmtree(FOLDER, ignore_errors=True)
        venv.create(FOLDER, with_pip=True)
        command = [python, "-m", "pip", "install", "--quiet", "--no-deps", "-r", PINS]
        subprocess.run([*command, "--disable-pip-version-check"], check=True)
        stamp.write_text(wanted)
    return python


if __name__ == "__main__":
    print(python_path())
