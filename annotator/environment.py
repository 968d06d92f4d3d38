"""The environment variables that configure Maskwright, read once and typed."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Environment:
    """Every setting that comes from outside; docs/settings.md describes each.

    Attributes:
        var: the folder of everything written (MASKWRIGHT_VAR).
        database_url: PostgreSQL when set, else SQLite under `var` (DATABASE_URL).
        redis_url: Redis as broker and cache when set (REDIS_URL).
        storage_url: s3://bucket/prefix when set, else files under `var` (STORAGE_URL).
        secret_key: signs sessions; made and kept under `var` when not given.
        debug: tracebacks in the browser, never in production (MASKWRIGHT_DEBUG).
        hosts: host names that the server answers to (MASKWRIGHT_HOSTS, comma-separated).
        origins: origins trusted for CSRF behind a proxy (MASKWRIGHT_ORIGINS).
        behind_tls: cookies only over HTTPS (MASKWRIGHT_TLS).
    """

    var: Path
    database_url: str
    redis_url: str
    storage_url: str
    secret_key: str
    debug: bool
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    behind_tls: bool


def read_environment() -> Environment:
    """Read os.environ; an empty variable counts as unset."""
    var = Path(_text("MASKWRIGHT_VAR") or BASE_DIR / "var").resolve()
    var.mkdir(parents=True, exist_ok=True)
    return Environment(
        var=var,
        database_url=_text("DATABASE_URL"),
        redis_url=_text("REDIS_URL"),
        storage_url=_text("STORAGE_URL"),
        secret_key=_text("MASKWRIGHT_SECRET_KEY") or _kept_secret(var / "secret_key"),
        debug=_text("MASKWRIGHT_DEBUG") == "1",
        hosts=_list("MASKWRIGHT_HOSTS") or ("127.0.0.1", "localhost", "[::1]"),
        origins=_list("MASKWRIGHT_ORIGINS"),
        behind_tls=_text("MASKWRIGHT_TLS") == "1",
    )


def _text(name: str) -> str:
    return os.environ.get(name, "").strip()


def _list(name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _text(name).split(",") if part.strip())


def _kept_secret(path: Path) -> str:
    """A random key kept in a file of its own: a hard-coded one would be everybody's."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)  # of several processes starting at once, one wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()
