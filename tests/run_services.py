"""`make test-services`: the tests that touch a database or broker, on PostgreSQL and Redis.

Uses what answers at TEST_DATABASE_URL and TEST_REDIS_URL (default: the local ports), else starts
`postgres` and `redis-server` in a temporary folder when they are installed, else its last line
names what was left out.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import redis

from tests.e2e.ports import free_port

DATABASE_URL = "postgres://postgres@127.0.0.1:5432/maskwright"
REDIS_URL = "redis://127.0.0.1:6379/9"
SELECTED = "(database or services) and not gpu and not weights"
START_S = 30


def main() -> int:
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(_postgres())
        broker = stack.enter_context(_redis())
        missing = [n for n, url in (("PostgreSQL", database), ("Redis", broker)) if not url]
        status = 0
        if len(missing) < 2:
            print(f"On {database or 'SQLite'} and {broker or 'the embedded broker'}:", flush=True)
            status = _run_halves(database, broker)
        if missing:
            print(
                f"Left out: the tests on {' and on '.join(missing)}; nothing answers and no "
                "server is installed (set TEST_DATABASE_URL, TEST_REDIS_URL)."
            )
    return status


def _run_halves(database: str, broker: str) -> int:
    """Run browser tests beside all others, which share nothing with them; what failed, else 0.

    Each server of a browser test has a database and a Redis database of its own (e2e/engines.py).
    """
    env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": broker}
    pytest = [sys.executable, "-m", "pytest", "-q", "-m"]
    with tempfile.TemporaryFile() as output:
        command = [*pytest, f"({SELECTED}) and e2e"]
        browser = subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT)
        others = subprocess.run([*pytest, f"({SELECTED}) and not e2e"], env=env, check=False)
        failed = browser.wait()
        output.seek(0)
        print(output.read().decode(errors="replace"), flush=True)
    return others.returncode or failed


@contextlib.contextmanager
def _postgres() -> Iterator[str]:
    url = os.environ.get("TEST_DATABASE_URL") or DATABASE_URL
    if _postgres_answers(url):
        yield url
        return
    found = shutil.which("postgres") or max(
        map(str, Path("/usr/lib/postgresql").glob("*/bin/postgres")), default=None
    )
    if not found:
        yield ""
        return
    # PostgreSQL refuses to run as root.
    with tempfile.TemporaryDirectory(prefix="maskwright-pg-") as folder:
        port = free_port()
        user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        shutil.chown(folder, user)
        binary = Path(found).parent
        run = {"user": user} if os.geteuid() == 0 else {}
        subprocess.run(
            [binary / "initdb", "-D", f"{folder}/db", "-U", "postgres", "-A", "trust"],
            check=True,
            stdout=subprocess.DEVNULL,
            **run,
        )
        options = ["-p", str(port), "-k", folder, "-h", "127.0.0.1", "-c", "fsync=off"]
        server = subprocess.Popen(
            [found, "-D", f"{folder}/db", *options], stderr=subprocess.DEVNULL, **run
        )
        url = f"postgres://postgres@127.0.0.1:{port}/maskwright"
        try:
            _wait(lambda: _postgres_answers(url), "PostgreSQL")
            yield url
        finally:
            server.terminate()
            server.wait(timeout=30)


@contextlib.contextmanager
def _redis() -> Iterator[str]:
    url = os.environ.get("TEST_REDIS_URL") or REDIS_URL
    if _redis_answers(url):
        yield url
        return
    found = shutil.which("redis-server")
    if not found:
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="maskwright-redis-") as folder:
        port = free_port()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        server = subprocess.Popen([found, *options], stdout=subprocess.DEVNULL)
        url = f"redis://127.0.0.1:{port}/9"
        try:
            _wait(lambda: _redis_answers(url), "Redis")
            yield url
        finally:
            server.terminate()
            server.wait(timeout=30)


def _postgres_answers(url: str) -> bool:
    """Whether a server answers; the database of the URL is made by whoever needs it."""
    base = url.rsplit("/", 1)[0]
    try:
        with psycopg.connect(f"{base}/postgres", connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def _redis_answers(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url, socket_connect_timeout=2).ping())
    except redis.RedisError:
        return False


def _wait(answers, name: str) -> None:
    until = time.monotonic() + START_S
    while not answers():
        if time.monotonic() > until:
            raise SystemExit(f"{name} did not start within {START_S} s")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
