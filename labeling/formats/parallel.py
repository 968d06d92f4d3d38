"""Runs the work on each image, on all cores where that helps, and gives the results in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def in_order(
    work: Callable[[Item], Made], items: Iterable[Item], *, on_threads: bool = False
) -> Iterator[Made]:
    """`map(work, items)`: the same results in the same order, on a few threads where that helps.

    Threads help where picture codecs and OpenCV do most of the work, since these release the
    interpreter's lock. Work on runs is many small numpy calls: two threads that pass the lock to
    and fro take twice the processor time and finish later than one (docs/decisions/0063).
    Only a few items are held at a time, so a dataset of any size streams through.

    Args:
        work: what to do with one item; must not touch the database or the archive.
        items: read on the calling thread, as far as the threads keep up.
        on_threads: whether most of the work releases the interpreter's lock.
    """
    num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    if num_threads < 2 or not on_threads:
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
