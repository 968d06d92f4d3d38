"""TFRecord: records one after another, each with its length and two checksums.

Source: tensorflow.org/tutorials/load_data/tfrecord, "TFRecords format details".
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from typing import IO

import google_crc32c

from labeling.errors import BadDataset
from labeling.formats.base import ArchiveReader

MAX_RECORD_BYTES = 2**31 - 1
"""What a message of protobuf may have."""

_FILE = re.compile(r"\.(tfrecords?|record)$|(\.|_|-)?(tfrecords?|record)?-\d{5}-of-\d{5}$", re.I)


def is_record(name: str) -> bool:
    """Whether a file is called as TFRecords are."""
    return _FILE.search(name) is not None


def record_paths(archive: ArchiveReader) -> list[str]:
    """The files of an archive that are called as TFRecords are."""
    return list(filter(is_record, archive.names()))


def write_record(file: IO[bytes], content: bytes) -> None:
    """Add a record."""
    length = struct.pack("<Q", len(content))
    file.write(length)
    file.write(_checksum(length))
    file.write(content)
    file.write(_checksum(content))


def read_records(archive: ArchiveReader, path: str) -> Iterator[tuple[str, bytes]]:
    """(place, content) of each record.

    Raises:
        BadDataset: a checksum that is wrong, or the file ends within a record.
    """
    with archive.open(path) as file:
        number = 0
        while head := file.read(12):
            number += 1
            place = f"{path}, record {number}"
            if len(head) < 12:
                raise BadDataset(f"{place}: the file ends within it; copy it again.", file=path)
            (length,) = struct.unpack("<Q", head[:8])
            if head[8:] != _checksum(head[:8]) or length > MAX_RECORD_BYTES:
                raise BadDataset(
                    f"{place}: the checksum of its length is wrong: no TFRecord, a compressed one"
                    " (unpack it), or a damaged one (copy it again).",
                    file=path,
                )
            content, check = _exactly(file, length), file.read(4)
            if len(content) < length or len(check) < 4:
                raise BadDataset(f"{place}: the file ends within it; copy it again.", file=path)
            if check != _checksum(content):
                raise BadDataset(f"{place}: its checksum is wrong; copy the file again.", file=path)
            yield place, content


def _exactly(file: IO[bytes], length: int) -> bytes:
    """So many bytes, or what is left; never more memory than there are bytes."""
    parts: list[bytes] = []
    while length > 0 and (part := file.read(min(length, 2**20))):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _checksum(content: bytes | Sequence[int]) -> bytes:
    """The masked CRC-32C, little-endian."""
    crc: int = google_crc32c.value(bytes(content))
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)
