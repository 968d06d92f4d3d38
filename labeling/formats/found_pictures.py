"""Finds the pictures that an annotation tool's file names, wherever they lie in the archive."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import PurePosixPath

from labeling.errors import BadDataset
from labeling.formats.base import ArchiveReader
from labeling.formats.pictures_out import size_hw_in
from labeling.pictures.verification import MAX_PIXELS, MAX_SIDE_PX

_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"})


def is_picture(name: str) -> bool:
    """Whether a name ends as names of pictures do."""
    return PurePosixPath(name).suffix.lower() in _SUFFIXES


class FoundPictures:
    """The pictures of an archive by name."""

    def __init__(self, archive: ArchiveReader) -> None:
        self._archive = archive
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for path in archive.names():
            if is_picture(path):
                self._by_name[_key(path)].append(path)
                self._by_stem[_key(str(PurePosixPath(path).with_suffix("")))].append(path)

    def find(self, name: str, *folders: str) -> str | None:
        """The path of a picture, None where it is not in the archive.

        Args:
            name: the file's name as the tool gives it, with or without folders.
            folders: where it should lie (each with its "/" at the end), best first.

        Returns:
            The picture in one of the folders; else, of those with the same file name, the one that
            agrees in most folders; else the only one of that name but another suffix.
        """
        for folder in folders:
            if is_picture(name) and self._archive.exists(folder + name):
                return folder + name
        alike = self._by_name.get(_key(name)) or []
        if alike:
            wanted = name.split("/")[::-1]
            return min(alike, key=lambda path: (-_shared(wanted, path), len(path), path))
        stem = str(PurePosixPath(name).with_suffix("")) if is_picture(name) else name
        other = self._by_stem.get(_key(stem)) or []
        return other[0] if len(other) == 1 else None

    def size_hw(self, path: str) -> tuple[int, int]:
        """Height and width of a found picture, upright."""
        with self._archive.open(path) as stream:
            return size_hw_in(stream, path)


def checked_size(height: int, width: int, place: str) -> tuple[int, int]:
    """A size that a file claims, if an image can have it: masks are drawn at this size.

    Raises:
        BadDataset: empty, or larger than any picture that is taken.
    """
    if min(height, width) < 1:
        raise BadDataset(f"{place}: width {width}, height {height}; expected whole pixels above 0.")
    if height * width > MAX_PIXELS or max(height, width) > MAX_SIDE_PX:
        raise BadDataset(
            f"{place}: an image of {width} x {height} pixels; at most {MAX_PIXELS:,} pixels and"
            f" {MAX_SIDE_PX:,} a side are taken. Cut it into tiles."
        )
    return height, width


def plain_name(name: str, place: str) -> str:
    """A name or path as a plain relative name.

    Raises:
        BadDataset: nothing is left of it.
    """
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if parts and len(parts[0]) == 2 and parts[0][1] == ":":  # a Windows drive
        parts = parts[1:]
    if not parts:
        raise BadDataset(f"{place}: the name {name!r} is no name of a picture.")
    return "/".join(parts)


def _key(path: str) -> str:
    """What names have in common that differ only in case or Unicode form, or in folders."""
    return unicodedata.normalize("NFC", path.rsplit("/", 1)[-1]).casefold()


def _shared(wanted: list[str], path: str) -> int:
    """How many parts of two paths agree, from the end."""
    count = 0
    for one, other in zip(wanted, path.split("/")[::-1], strict=False):
        if one != other:
            break
        count += 1
    return count
