"""The real server, its workers and a real browser, in folders of their own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.engines import own_engines
from tests.e2e.ports import free_port
from tests.install_chromium import find_chromium

REPO = Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_S = 120


@dataclass
class Server:
    """A running Maskwright: where it answers, its folder and its environment."""

    port: int
    var: Path
    env: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    link: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start everything and wait for the sign-in link."""
        log = self.var / "serve.log"
        log.write_text("")
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "annotator.serve"],
                cwd=REPO,
                env=self.env,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            found = re.search(r"http://\S+/sign-in\?token=\S+", log.read_text())
            if found:
                self.link = found[0]
                return
            assert self.process.poll() is None, log.read_text()
            time.sleep(0.1)
        raise AssertionError(f"no sign-in link within {START_S} s:\n{log.read_text()}")

    def stop(self) -> None:
        """Ctrl-C, and wait until every process has ended."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=60)

    def manage(self, *arguments: str) -> str:
        """Run a management command on this server's data; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=REPO,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def sign_in_link(self, user: str = "admin") -> str:
        return self.manage("sign_in_link", "--user", user, "--base", self.url)

    def kill(self, part: str) -> None:
        """SIGKILL one of the processes: web, worker, gpu, training or beat."""
        marks = {
            "web": "gunicorn annotator.wsgi",
            "worker": "-Q default",
            "gpu": "-Q gpu",
            "training": "-Q training",
            "beat": "celery -A annotator beat",
        }
        for pid in _pids_of(self.var, marks[part]):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _pids_of(var: Path, mark: str) -> list[int]:
    """Processes of this server (told by their MASKWRIGHT_VAR) whose command has `mark`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            ours = f"MASKWRIGHT_VAR={var}\0".encode() in (folder / "environ").read_bytes()
        except (OSError, UnicodeDecodeError):
            continue
        if ours and mark in command:
            found.append(int(folder.name))
    return found


def make_server(var: Path, **extra: str) -> Server:
    """A server that is not started yet; on real engines it gets databases of its own."""
    port = free_port()
    env = {
        **os.environ,
        "MASKWRIGHT_VAR": str(var),
        "MASKWRIGHT_DEMO": "0",
        "PORT": str(port),
        "OMP_NUM_THREADS": "1",
        **own_engines(),
        **extra,
    }
    return Server(port, var, env)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all browser tests; each test makes projects of its own."""
    running = make_server(tmp_path_factory.mktemp("maskwright"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium where there is one, else Playwright's own."""
    path = find_chromium()
    return {"args": FLAGS, **({"executable_path": path} if path else {})}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """A page on which any script error or violation of the content policy fails the test."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text)
            if "Content Security Policy" in message.text or "Refused to" in message.text
            else None
        ),
    )
    yield page
    assert problems == []


@pytest.fixture
def signed_in(watched: Page, server: Server) -> Page:
    """A page signed in by a fresh one-time link."""
    watched.goto(server.sign_in_link())
    watched.wait_for_url(f"{server.url}/")
    return watched


@pytest.fixture
def new_page(context: BrowserContext) -> Page:
    return context.new_page()
