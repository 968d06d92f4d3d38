"""A database and a broker of its own for each server, where real engines are configured."""

from __future__ import annotations

import itertools
import os

import psycopg
import redis

_numbers = itertools.count()
FIRST_REDIS_DB = 10  # 9 is the in-process tests'; Redis has 16


def own_engines() -> dict[str, str]:
    """DATABASE_URL and REDIS_URL of a fresh database and an emptied Redis database, where set."""
    number = next(_numbers)
    found = {}
    if url := os.environ.get("DATABASE_URL"):
        base = url.rsplit("/", 1)[0]
        name = f"maskwright_e2e_{number}"
        with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
        found["DATABASE_URL"] = f"{base}/{name}"
    if url := os.environ.get("REDIS_URL"):
        base = url.rsplit("/", 1)[0]
        found["REDIS_URL"] = f"{base}/{FIRST_REDIS_DB + number % 6}"
        redis.Redis.from_url(found["REDIS_URL"]).flushdb()
    return found
