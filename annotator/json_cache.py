"""JSON in the Redis cache: a cache that unpickles runs whatever somebody else wrote there."""

from __future__ import annotations

import json
from typing import Any


class JsonSerializer:
    """The two methods that Django's Redis cache calls; integers stay bare for INCR."""

    def dumps(self, obj: Any) -> bytes | int:
        """Serialise a JSON-able object."""
        if type(obj) is int:
            return obj
        return json.dumps(obj).encode()

    def loads(self, data: bytes) -> Any:
        """Read what `dumps` wrote."""
        return json.loads(data)
