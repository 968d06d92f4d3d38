"""The embedded broker: kombu's filesystem transport, with messages that appear whole or not at all.

Kombu creates a message's file and then writes it; a worker that looks in between reads an empty
file, fails on its JSON and ends. Here the file gets its name when it is written. A message is only
a hint (design.md 4.6), so a damaged one is dropped and the sweep sends another.
"""

from __future__ import annotations

import logging
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic_ns
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

log = logging.getLogger(__name__)
SCHEME = "files"


class Channel(filesystem.Channel):
    """Writes under a name that no queue looks for, then renames."""

    def _put(  # type: ignore[override]  # kombu's own classes disagree on the second name
        self, queue: str, message: Any, **kwargs: Any
    ) -> None:
        name = f"{monotonic_ns():020}_{uuid.uuid4()}.{queue}.msg"
        target = Path(self.data_folder_out) / name
        partial = target.with_name(f"{name}.partial")
        partial.write_text(dumps(message))
        partial.rename(target)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError as error:
            log.warning("a damaged message on %s was dropped: %s", queue, error)
            raise Empty from error


class Transport(filesystem.Transport):
    """`files://localhost//` in Celery's broker URL."""

    Channel = Channel
    global_state = filesystem.Transport.global_state


def register() -> None:
    """Make the scheme known to kombu."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
