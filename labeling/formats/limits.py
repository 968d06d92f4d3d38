"""What an archive from outside may hold: safe names, plain files, no more than the limits."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from labeling.errors import BadDataset

_ARCHIVE_SUFFIXES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst"})
_JUNK_NAMES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
"""Bits of a member's general purpose flag (PKWARE APPNOTE.TXT, section 4.4.4)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive from outside may hold.

    Attributes:
        members: number of files; 118,000 images (COCO's train2017) are 472,000 files of VOC.
        member_bytes: unpacked size of one file.
        total_bytes: unpacked size of all.
        ratio: unpacked through packed size, for files above `ratio_from_bytes`; deflate reaches
            1032 on zeros, annotations in JSON seldom 30.
    """

    members: int = 500_000
    member_bytes: int = 4 * 2**30
    total_bytes: int = 100 * 2**30
    ratio: int = 200
    ratio_from_bytes: int = 2**24


DEFAULT_LIMITS = Limits()


def checked_members(
    members: Sequence[zipfile.ZipInfo], limits: Limits
) -> dict[str, zipfile.ZipInfo]:
    """Files by checked name, sorted; see `ZipReader`."""
    files: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        name = _read_name(member)
        if name.endswith("/") or is_junk(name):
            continue
        check_name(name)
        _check_member(name, member, limits)
        if name in files:
            raise BadDataset(f"The zip holds {name} twice; pack the folder again.")
        files[name] = member
    check_count(len(files), limits)
    total = sum(member.file_size for member in files.values())
    if total > limits.total_bytes:
        raise BadDataset(
            f"The zip unpacks to {total} bytes; at most {limits.total_bytes} are allowed."
            " Split the dataset."
        )
    return dict(sorted(files.items()))


def _check_member(name: str, member: zipfile.ZipInfo, limits: Limits) -> None:
    if member.flag_bits & _ENCRYPTED_FLAG:
        raise BadDataset(f"{name} is encrypted; pack the zip without a password.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise BadDataset(f"{name} is a link; pack the file that it points to.")
    if PurePosixPath(name).suffix.lower() in _ARCHIVE_SUFFIXES:
        raise BadDataset(f"{name} is an archive inside the zip; unpack it and pack the folder.")
    if member.file_size > limits.member_bytes:
        raise BadDataset(
            f"{name} unpacks to {member.file_size} bytes; at most {limits.member_bytes} may be."
        )
    if member.file_size > limits.ratio_from_bytes and member.file_size > limits.ratio * max(
        member.compress_size, 1
    ):
        raise BadDataset(
            f"{name} unpacks to over {limits.ratio} times its packed size, as zip bombs do;"
            " give the dataset as a folder if it is real."
        )


def check_count(count: int, limits: Limits) -> None:
    """Refuse more files than the limits allow."""
    if count > limits.members:
        raise BadDataset(
            f"The dataset has {count} files; at most {limits.members} are allowed. Split it."
        )


def check_name(name: str) -> None:
    """Refuse names that could point outside the archive."""
    parts = name.split("/")
    if not name or "\0" in name or "\\" in name or any(part in ("", ".", "..") for part in parts):
        raise BadDataset(f"The name {name!r} is unsafe; use plain relative names with '/' only.")
    if len(parts[0]) == 2 and parts[0][1] == ":":
        raise BadDataset(f"The name {name!r} names a drive; use plain relative names.")


def _read_name(member: zipfile.ZipInfo) -> str:
    """A member's name, as its maker meant it.

    Some Windows tools write backslashes, and many write UTF-8 without saying so (the flag).
    """
    name = member.filename
    if not member.flag_bits & _UTF8_FLAG:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = member.filename
    return name.replace("\\", "/")


def is_junk(name: str) -> bool:
    """Whether it is what file managers leave behind."""
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1] in _JUNK_NAMES or parts[-1].startswith("._")
