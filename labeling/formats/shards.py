"""Files of a split that are numbered "i of n": they wait on disk until n is known."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

from labeling.formats.base import ArchiveWriter
from labeling.formats.coco_json import WITHOUT_SPLIT

MAX_SHARD_BYTES = 256 * 2**20
"""After so many bytes a new file begins: small enough to copy again, large enough to stream (the
hub's own limit is 500 MB, TensorFlow recommends 100 to 200 MB)."""


class Shards:
    """The files of each split, in the order in which they were begun."""

    def __init__(self, stack: ExitStack) -> None:
        """Start without any; `stack` closes the temporary files."""
        self._stack = stack
        self._files: dict[str, list[IO[bytes]]] = {}

    def begin(self, split: str | None) -> IO[bytes]:
        """A new file to write to."""
        file = self._stack.enter_context(TemporaryFile())  # noqa: SIM115
        self._files.setdefault(split or WITHOUT_SPLIT, []).append(file)
        return file

    @property
    def splits(self) -> list[str]:
        """The splits that have a file; "default" stands for images without one."""
        return sorted(self._files)

    def write(self, archive: ArchiveWriter, name: Callable[[str, str], str]) -> None:
        """Copy every file into the archive.

        Args:
            archive: the export.
            name: of a file by its split and its number, "00000-of-00002".
        """
        for split, files in sorted(self._files.items()):
            for index, file in enumerate(files):
                with archive.open(name(split, f"{index:05}-of-{len(files):05}")) as target:
                    file.seek(0)
                    shutil.copyfileobj(file, target, 2**18)
