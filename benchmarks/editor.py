"""The canvas engine in headless Chromium: what a brush move, a commit, an undo and a pan cost.

    make setup-test && make bench NAME=editor

Every figure includes drawing on a canvas of 1920 x 1080, without a graphics card. The bars are a
display's 60 frames a second, on up to 5,000 segments in 8192 x 8192 pixels.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.report import REPOSITORY, Bar, report
from tests.install_chromium import find_chromium

FRAME_MS = 1000 / 60
PAGE_TIMEOUT_MS = 600_000


def main() -> int:
    if importlib.util.find_spec("playwright") is None:
        sys.exit("This benchmark needs Playwright: run `make setup-test` first.")
    with tempfile.TemporaryDirectory(prefix="editor-benchmark-") as folder:
        figures = _measure(_build(Path(folder)))
    moves = [name for name in figures if name.endswith("brush_move_p99_ms")]
    pans = [name for name in figures if name.endswith("pan_p50_ms")]
    bars = [Bar(name, figures[name], FRAME_MS, at_least=False) for name in [*moves, *pans]]
    return report("editor", figures, bars)


def _build(folder: Path) -> Path:
    """Bundle the benchmark as one script and return its path."""
    subprocess.run(
        ["npx", "vite", "build", "--config", "vite.benchmark.config.ts", "--outDir", str(folder)],
        cwd=REPOSITORY / "frontend",
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder / "editor.js"


def _measure(script: Path) -> dict[str, float]:
    """Milliseconds by name, as the page reports them."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium's own sandbox refuses to run as root, which containers do.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        page = browser.new_page()
        page.set_default_timeout(PAGE_TIMEOUT_MS)
        page.set_content("<!doctype html><title>Editor benchmark</title>")
        page.add_script_tag(path=script)
        measured: dict[str, float] = page.evaluate("window.runBenchmark()")
        browser.close()
    return measured


if __name__ == "__main__":
    sys.exit(main())
