"""Where exports go and imports come from: folders and zips, written and read member by member.

Nothing inside an archive decides where anything is written: names are checked, never used as paths
outside the folder, and links and nested archives are refused (docs/formats.md).
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Protocol, Self, TypeVar

from labeling.errors import BadDataset
from labeling.formats.base import ArchiveReader, ArchiveWriter
from labeling.formats.limits import (
    DEFAULT_LIMITS,
    Limits,
    check_count,
    check_name,
    checked_members,
    is_junk,
)

T = TypeVar("T")

_TIMESTAMP = (1980, 1, 1, 0, 0, 0)
"""Of every member: the same content gives the same bytes (the earliest that zip can say)."""

_STORED_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".safetensors", ".parquet", ".tfrecord"}
)
"""Compressed already, or not worth the time: a second deflate gains under 3 %."""

_DEFLATE_LEVEL = 6


class ClosingWriter(ArchiveWriter, Protocol):
    """An archive that is complete once it is closed."""

    def close(self) -> None:
        """Finish the archive."""


class ClosingReader(ArchiveReader, Protocol):
    """An archive that holds a file open until it is closed."""

    def close(self) -> None:
        """Let go of the archive."""


class FolderWriter:
    """Writes an export into a folder, which is made where it is missing."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._written: set[str] = set()
        self._made: set[Path] = set()
        root.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, content: bytes) -> None:
        """Write one file."""
        with self.open(name) as file:
            file.write(content)

    def open(self, name: str) -> IO[bytes]:
        """A new file to write into; close it before the next one is written."""
        path = self._root / _new_name(name, self._written)
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        return path.open("wb")

    def close(self) -> None:
        """Nothing to finish."""


class ZipWriter:
    """Streams an export into a zip; the same members give the same bytes."""

    def __init__(self, target: Path | IO[bytes]) -> None:
        """Start a zip.

        Args:
            target: a file to make, or a binary stream, which need not be seekable.
        """
        self._zip = zipfile.ZipFile(target, "w", compresslevel=_DEFLATE_LEVEL)
        self._written: set[str] = set()

    def write(self, name: str, content: bytes) -> None:
        """Write one member."""
        self._zip.writestr(self._member(name), content)

    def open(self, name: str) -> IO[bytes]:
        """A new member to write into; close it before the next one is written."""
        return self._zip.open(self._member(name), "w", force_zip64=True)

    def close(self) -> None:
        """Write the list of members; without it the zip cannot be read."""
        self._zip.close()

    def _member(self, name: str) -> zipfile.ZipInfo:
        member = zipfile.ZipInfo(_new_name(name, self._written), _TIMESTAMP)
        member.create_system = 3  # Unix on every machine, so that the bytes do not differ
        member.external_attr = (stat.S_IFREG | 0o644) << 16
        is_stored = PurePosixPath(name).suffix.lower() in _STORED_SUFFIXES
        member.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
        return member


class FolderReader:
    """Reads a dataset from a folder on this machine; links in it are refused."""

    def __init__(self, root: Path, limits: Limits = DEFAULT_LIMITS) -> None:
        """List the folder.

        Raises:
            BadDataset: no folder, a link in it, or more files than the limits allow.
        """
        if not root.is_dir():
            raise BadDataset(f"{root.name} is not a folder; give the dataset's folder or a .zip.")
        self._paths: dict[str, Path] = {}
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_symlink():
                raise BadDataset(f"{name} is a link; copy the file it points to into the folder.")
            if path.is_file() and not is_junk(name):
                self._paths[name] = path
        check_count(len(self._paths), limits)

    def names(self) -> Sequence[str]:
        """Every file, sorted, '/' between folders."""
        return tuple(self._paths)

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        return name in self._paths

    def read(self, name: str) -> bytes:
        """The bytes of one file."""
        return _found(self._paths, name).read_bytes()

    def open(self, name: str) -> IO[bytes]:
        """One file as a seekable stream."""
        return _found(self._paths, name).open("rb")

    def close(self) -> None:
        """Nothing is held open."""


class ZipReader:
    """Reads a dataset from a zip, which is checked whole before anything is unpacked."""

    def __init__(self, source: Path | IO[bytes], limits: Limits = DEFAULT_LIMITS) -> None:
        """Check the list of members.

        Raises:
            BadDataset: no zip, unsafe names, links, encryption, nested archives, or too much.
        """
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise BadDataset(
                f"This is not a readable zip ({error}); pack the folder again."
            ) from error
        try:
            self._members = checked_members(self._zip.infolist(), limits)
        except BadDataset:
            self._zip.close()
            raise

    def names(self) -> Sequence[str]:
        """Every file, sorted, '/' between folders."""
        return tuple(self._members)

    def exists(self, name: str) -> bool:
        """Whether there is such a member."""
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of one member.

        Raises:
            BadDataset: no such member, or it is damaged.
        """
        with self.open(name) as file:
            return _read_checked(file, name)

    def open(self, name: str) -> IO[bytes]:
        """One member as a seekable stream.

        Raises:
            BadDataset: no such member, or packed in a way that we cannot read.
        """
        member = _found(self._members, name)
        try:
            return self._zip.open(member)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise BadDataset(f"{name} cannot be unpacked ({error}); pack the zip again.") from error

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


@contextmanager
def writer_to(path: Path) -> Iterator[ArchiveWriter]:
    """A writer for a path: a zip where it ends in .zip, else a folder."""
    writer: ClosingWriter = ZipWriter(path) if path.suffix.lower() == ".zip" else FolderWriter(path)
    try:
        yield writer
    finally:
        writer.close()


@contextmanager
def reader_of(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[ArchiveReader]:
    """A reader of a folder or a zip.

    Raises:
        BadDataset: neither, or the archive breaks a rule.
    """
    if not path.exists():
        raise BadDataset(f"{path.name} does not exist; give the dataset's folder or a .zip.")
    reader: ClosingReader = FolderReader(path, limits) if path.is_dir() else ZipReader(path, limits)
    try:
        yield reader
    finally:
        reader.close()


def find_file(archive: ArchiveReader, name: str) -> str | None:
    """The file of this base name that lies highest, as people pack a folder inside a folder."""
    found = [each for each in archive.names() if PurePosixPath(each).name == name]
    return min(found, key=lambda each: (each.count("/"), each), default=None)


def _new_name(name: str, written: set[str]) -> str:
    """The name, checked and not written before."""
    check_name(name)
    if name in written:
        raise BadDataset(f"The export would write {name} twice; two images share this name.")
    written.add(name)
    return name


def _found(members: dict[str, T], name: str) -> T:
    try:
        return members[name]
    except KeyError:
        raise BadDataset(f"{name} is missing from the dataset.", file=name) from None


def _read_checked(file: IO[bytes], name: str) -> bytes:
    try:
        return file.read()
    except (zipfile.BadZipFile, EOFError) as error:
        raise BadDataset(f"{name} is damaged ({error}); pack or copy the zip again.") from error
