"""The names and the beginnings of files in a dataset, each read once: what guessing goes by."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from labeling.errors import BadDataset
from labeling.formats.base import ArchiveReader

CERTAIN, LIKELY, POSSIBLE = 3, 2, 1

_EXCERPT_BYTES = 2**16
"""Enough for the first entries of any of the formats' files."""

_MAX_FILES = 12
"""Of one kind that are looked into: the highest, where the files about all images lie."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What gives a format away: how surely, and what it was."""

    strength: int
    why: str


class Excerpts:
    """An archive seen from outside."""

    def __init__(self, archive: ArchiveReader) -> None:
        self.names: Sequence[str] = archive.names()
        self._archive = archive
        self._heads: dict[str, str] = {}

    def head(self, name: str) -> str:
        """The beginning of a file as text; bytes that are none are replaced, damage reads empty."""
        if name not in self._heads:
            try:
                with self._archive.open(name) as stream:
                    content = stream.read(_EXCERPT_BYTES)
            except (BadDataset, zipfile.BadZipFile, zlib.error, EOFError, OSError):
                content = b""  # the reader says what is wrong with it, once a format is chosen
            self._heads[name] = content.decode("utf-8", errors="replace").lstrip("\ufeff")
        return self._heads[name]

    def of_kind(self, *endings: str) -> list[str]:
        """Some files with one of these endings (lower case), the highest first."""
        found = [name for name in self.names if name.lower().endswith(endings)]
        return sorted(found, key=lambda name: (name.count("/"), name))[:_MAX_FILES]

    def in_folder(self, folder: str, *endings: str) -> str | None:
        """The first file with one of these endings somewhere below a folder of this name."""
        return next(
            (
                name
                for name in self.names
                if name.lower().endswith(endings) and folder in PurePosixPath(name).parts[:-1]
            ),
            None,
        )

    def named(self, *basenames: str) -> str | None:
        """The first file of one of these names, in any folder."""
        return next((n for n in self.names if PurePosixPath(n).name in basenames), None)
