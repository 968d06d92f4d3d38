"""The canvas engine in headless Chromium: painting, opening, undoing, whole images, a long session.

    make setup-test && make bench NAME=editor

Brush figures include drawing on a canvas of 1920 x 1080, without a graphics card; batches of 200
moves are timed whole and divided, in a cross-origin isolated page, whose clock is fine. Every bar
is a ratio within one run or a count of bytes: machines differ, ratios hardly.
"""

from __future__ import annotations

import functools
import http.server
import importlib.util
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.report import REPOSITORY, Bar, report
from tests.install_chromium import find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE_TIMEOUT_MS = 600_000
EARLY_GESTURES, ALL_GESTURES = 100, 2_000
MB = 1_000_000


def main() -> int:
    if importlib.util.find_spec("playwright") is None:
        sys.exit("This benchmark needs Playwright: run `make setup-test` first.")
    with tempfile.TemporaryDirectory(prefix="editor-benchmark-") as folder:
        _build(Path(folder))
        with _served(Path(folder)) as url:
            figures = _measure(url)
    return report("editor", figures, _bars(figures))


def _bars(figures: dict[str, float]) -> list[Bar]:
    """What the editor promises, from the figures of one run."""

    def at_most(name: str, value: float, limit: float) -> Bar:
        return Bar(name, value, limit, at_least=False)

    def move(scenario: str, radius: int) -> float:
        return figures[f"{scenario} brush_move radius_{radius} p50_ms"]

    def growth(radius: int) -> float:
        return move("8192_5000", radius) / move("1080p_10", radius)

    naive = figures["8192 naive_move p50_ms"]
    stall = figures["open_300 longest_stall_ms"]
    early, late = (figures[f"memory_after_{n}_gestures_mb"] for n in (EARLY_GESTURES, ALL_GESTURES))
    undo = figures["undo_100_strokes radius_200 memory_bytes"]
    flood = figures["flood_8192 whole_ms"] / figures["flood_8192 small_200px_ms"]
    recount = figures["unlabelled_8192 whole_ms"] / figures["unlabelled_8192 after_stroke_ms"]
    # The clock of these two: what one pass over every pixel costs on this machine.
    whole = figures["unlabelled_8192 whole_ms"]
    return [
        at_most("move 8192²/5,000 to 1080p/10, radius 20", growth(20), 2),
        at_most("move 8192²/5,000 to 1080p/10, radius 200", growth(200), 2),
        Bar("naive move to ours at 8192²/5,000", naive / move("8192_5000", 20), 50),
        at_most(
            "stall on opening to longest decode", stall / figures["open_300 longest_decode_ms"], 2
        ),
        Bar("flood of 8192² to one of 200²", flood, 20),
        Bar("counting all unlabelled pixels to counting after a stroke", recount, 10),
        at_most("merge of 1,000 to counting all", figures["merge_1000 of_5000 p50_ms"] / whole, 1),
        at_most(
            "5,000 vertices simplified to counting all",
            figures["simplify_5000_vertices p50_ms"] / whole,
            1,
        ),
        at_most("undo of 100 strokes, MB", undo / MB, 1),
        at_most("memory after 2,000 gestures to after 100", late / early, 1.5),
    ]


def _build(folder: Path) -> None:
    command = ["npx", "vite", "build", "--config", "vite.benchmark.config.ts", "--outDir"]
    subprocess.run(
        [*command, str(folder)], cwd=REPOSITORY / "frontend", check=True, stdout=subprocess.DEVNULL
    )


class _IsolatedPages(http.server.SimpleHTTPRequestHandler):
    """Files with the headers of a cross-origin isolated page."""

    def end_headers(self) -> None:
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the table is the output."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_IsolatedPages, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/benchmark.html"
        server.shutdown()


def _measure(url: str) -> dict[str, float]:
    """Figures by name, as the page reports them; each part in a page of its own."""
    from playwright.sync_api import sync_playwright

    figures: dict[str, float] = {}
    with sync_playwright() as playwright:
        # Chromium's own sandbox refuses to run as root, which containers do.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        for part in ("opening", "editing", "large", "brush", "naive"):
            page = _open(browser.new_page(), url)
            figures |= page.evaluate(f"window.benchmark.{part}()")
            page.close()
        page = _open(browser.new_page(), url)
        for total, more in ((EARLY_GESTURES, EARLY_GESTURES), (ALL_GESTURES, ALL_GESTURES - 100)):
            page.evaluate("count => window.benchmark.gestures(count)", more)
            figures[f"memory_after_{total}_gestures_mb"] = _memory(page) / MB
        browser.close()
    return figures


def _open(page: Page, url: str) -> Page:
    page.set_default_timeout(PAGE_TIMEOUT_MS)
    page.goto(url)
    page.wait_for_function("window.benchmark !== undefined")
    return page


def _memory(page: Page) -> float:
    """Bytes that the page's scripts hold after a collection, array buffers included."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    return float(usage["usedSize"] + usage["backingStorageSize"])


if __name__ == "__main__":
    sys.exit(main())
