"""The members of a zip of pictures, judged one by one: bad ones are named, the rest goes in."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from labeling.errors import BadDataset, UnsafeArchive
from labeling.formats.limits import Limits, check_count, checked_members
from labeling.pictures import MAX_BYTES

LIMITS = Limits(members=200_000, member_bytes=MAX_BYTES, total_bytes=100 * 2**30)
_SPOOL_BYTES = 64 * 2**20  # members beyond this are unpacked to disk
_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class ZipMember:
    """One file of a zip that passed the checks."""

    name: str
    archive: zipfile.ZipFile
    entry: zipfile.ZipInfo

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The unpacked member as a seekable stream, gone afterwards.

        Raises:
            UnsafeArchive: it is damaged, or packed in a way that we cannot read.
        """
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as unpacked:
            try:
                with self.archive.open(self.entry) as packed:
                    while block := packed.read(_BLOCK):
                        unpacked.write(block)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
                raise UnsafeArchive(
                    f"It cannot be unpacked ({error}). Pack the zip again with plain compression."
                ) from error
            unpacked.seek(0)
            yield unpacked


def is_zip(stream: IO[bytes]) -> bool:
    """Whether a file is a zip, by its first bytes; the stream goes back to its start."""
    stream.seek(0)
    head = stream.read(4)
    stream.seek(0)
    return head in (b"PK\x03\x04", b"PK\x05\x06")  # APPNOTE.TXT 4.3.7; 4.3.16 an empty one


@contextmanager
def opened_zip(stream: IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    """A zip archive.

    Raises:
        UnsafeArchive: its list of members cannot be read.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnsafeArchive(
            f"{name} is not a readable zip ({error}). Pack the folder again."
        ) from error
    with archive:
        yield archive


def zip_members(
    archive: zipfile.ZipFile, name: str
) -> tuple[list[ZipMember], list[tuple[str, UnsafeArchive]]]:
    """Good members in name order, and the bad ones (traversal, links, nested, bombs) with why.

    Raises:
        UnsafeArchive: too many members or too much in all of them.
    """
    good: list[ZipMember] = []
    bad: list[tuple[str, UnsafeArchive]] = []
    for entry in archive.infolist():
        try:
            checked = checked_members([entry], LIMITS)
        except BadDataset as error:
            bad.append((entry.filename, UnsafeArchive(error.message)))
            continue
        good += [ZipMember(member, archive, found) for member, found in checked.items()]
    _check_total(good, name)
    return sorted(good, key=lambda member: member.name), bad


def _check_total(members: list[ZipMember], name: str) -> None:
    try:
        check_count(len(members), LIMITS)
    except BadDataset as error:
        raise UnsafeArchive(f"{name}: {error.message}") from error
    total = sum(member.entry.file_size for member in members)
    if total > LIMITS.total_bytes:
        raise UnsafeArchive(
            f"{name} unpacks to {total:,} bytes, at most {LIMITS.total_bytes:,} are taken. "
            "Split it into several archives."
        )
