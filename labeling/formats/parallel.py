"""Runs the per-image work of an export on all cores while files are written in a fixed order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def in_order(work: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """`map(work, items)` on a few threads: the same results in the same order.

    Threads suffice because composing, deflating and picture codecs release the interpreter's lock.
    Only a few items are held at a time, so a dataset of any size streams through.

    Args:
        work: what to do with one item; must not touch the database or the archive.
        items: read on the calling thread, as far as the threads keep up.
    """
    num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    if num_threads < 2:
        yield from map(work, items)
        return
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(num_threads, thread_name_prefix="export") as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) >= 2 * num_threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
