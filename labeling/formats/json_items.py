"""Streams the items of a long JSON list, so that only one of them is in memory."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import IO, Any

from labeling.errors import BadDataset

_CHUNK = 2**16  # characters
_SPACE = " \t\r\n"


def items(stream: IO[bytes], path: str) -> Iterator[Any]:
    """The items of the list that a file is; of any other value, that value alone.

    Args:
        stream: UTF-8, with or without a byte order mark.
        path: for messages.

    Raises:
        BadDataset: no valid JSON, or not UTF-8.
    """
    text = _Text(stream)
    decoder = json.JSONDecoder()
    try:
        if text.skip() != "[":
            yield text.decode(decoder)
            return
        text.position += 1
        mark = text.skip()
        while mark != "]":
            yield text.decode(decoder)
            mark = text.skip()
            if mark == ",":
                text.position += 1
                if text.skip() == "]":
                    raise ValueError("a comma before the end of the list")
            elif mark != "]":
                raise ValueError("the list of tasks ends too early" if not mark else repr(mark))
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        raise BadDataset(
            f"{path} is no valid JSON ({error}). Export it again.", file=path
        ) from error


def members(stream: IO[bytes], path: str, key: str) -> Iterator[tuple[str, Any]]:
    """The members of the object that a file is; the list under one key item by item.

    Args:
        stream: UTF-8, with or without a byte order mark.
        path: for messages.
        key: whose list is streamed: (key, item) for each of its items.

    Raises:
        BadDataset: no valid JSON, no object, or another value than a list under the key.
    """
    text = _Text(stream)
    decoder = json.JSONDecoder()
    try:
        text.expect("{")
        while text.skip() != "}":
            name = text.decode(decoder)
            text.expect(":")
            if name != key:
                yield str(name), text.decode(decoder)
            else:
                text.expect("[")
                while text.skip() != "]":
                    yield key, text.decode(decoder)
                    if text.skip() != "]":
                        text.expect(",")
                text.position += 1
            if text.skip() != "}":
                text.expect(",")
    except (ValueError, RecursionError) as error:
        raise BadDataset(
            f"{path} is no valid JSON ({error}). Export it again.", file=path
        ) from error


class _Text:
    """The text of a stream from a position on; what lies before is forgotten."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.position = 0
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._is_whole = False

    def skip(self) -> str:
        """Move to the next character that is no blank; "" at the end."""
        while True:
            while self.position < len(self._text):
                if self._text[self.position] not in _SPACE:
                    return self._text[self.position]
                self.position += 1
            if self._is_whole:
                return ""
            self._read(_CHUNK)

    def expect(self, mark: str) -> None:
        """Move behind a character that must come next."""
        found = self.skip()
        if found != mark:
            raise ValueError(
                f"{found!r} where {mark!r} should be" if found else "it ends too early"
            )
        self.position += 1

    def decode(self, decoder: json.JSONDecoder) -> Any:
        """The value at the position, and move behind it.

        A value that is not whole yet is tried again with twice the text, so the work is linear.
        """
        self.skip()
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self.position)
            except ValueError:
                if self._is_whole:
                    raise
            else:
                # A number at the end of the text may go on.
                if end < len(self._text) or self._is_whole:
                    self.position = end
                    return value
            self._read(max(_CHUNK, len(self._text) - self.position))

    def _read(self, size: int) -> None:
        content = self._stream.read(size)
        self._is_whole = not content
        self._text = self._text[self.position :] + self._decoder.decode(content, self._is_whole)
        self.position = 0
