"""The pictures of an export: upright, 8-bit, in formats that readers open, under safe names."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

import numpy as np
from PIL import Image as PILImage

from labeling.errors import BadDataset, PictureRefused
from labeling.formats.archives import find_file
from labeling.formats.base import ArchiveReader, ArchiveWriter, ImageRecord, Report
from labeling.formats.limits import check_name
from labeling.formats.png import encode_map
from labeling.pictures import decode
from labeling.pictures.decode import load_upright, opened, orientation_of
from labeling.pictures.pixels import shown
from labeling.pictures.verification import bit_depth_of_mode

FILENAMES = "filenames.json"
"""{exported stem: original name} of every image whose name had to change (docs/formats.md)."""

_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png"}
_JPEG_QUALITY = 95
"""Where pixels must go through JPEG: with 4:4:4 chroma the change is invisible."""


@dataclass(frozen=True, slots=True)
class ExportedPicture:
    """A picture as it goes into an export."""

    content: bytes
    suffix: str  # ".jpg" or ".png"


def export_picture(
    image: ImageRecord, report: Report, *, formats: Collection[str] = ("JPEG", "PNG")
) -> ExportedPicture | None:
    """The picture upright, with the EXIF orientation dropped, in one of the formats.

    The original's bytes are kept wherever all readers see the same pixels in them. Otherwise it is
    written anew: as PNG without loss if that is allowed, except that a JPEG stays a JPEG.

    Args:
        image: its `open` gives the original.
        report: gets a note for every kind of change to the pixels.
        formats: "JPEG", "PNG" or both: what the format's readers accept.

    Returns:
        None where the original is not there (purged, or a dataset without pictures).

    Raises:
        NotAPicture, CorruptPicture, PictureTooLarge: as `labeling.pictures`.
    """
    if image.open is None:
        report.note(
            "Images whose original file is not there (purged) are listed without a picture."
        )
        return None
    with image.open() as stream:
        original = stream.read()
    with opened(io.BytesIO(original)) as picture:
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        is_deep = bit_depth_of_mode(picture.mode) > 8
        if kind in formats and orientation_of(picture) == 1 and not is_deep:
            return ExportedPicture(original, _SUFFIXES[kind])
        if is_deep:
            report.note(
                "Pictures of more than 8 bits were scaled to 8 bits, as readers clip them to white."
            )
        visible = shown(load_upright(picture))
    if "PNG" not in formats or (kind == "JPEG" and "JPEG" in formats):
        if kind != "JPEG":
            report.note("Pictures were converted to JPEG, which this format's readers require.")
        return ExportedPicture(_jpeg(visible), ".jpg")
    return ExportedPicture(encode_map(np.asarray(visible)), ".png")


def upright_size_hw(stream: IO[bytes]) -> tuple[int, int]:
    """Height and width of a picture as people see it, from its header alone.

    Raises:
        NotAPicture, CorruptPicture, PictureTooLarge: as `labeling.pictures`.
    """
    with opened(stream) as picture:
        return decode.upright_size_hw(picture)


def size_hw_in(stream: IO[bytes], place: str) -> tuple[int, int]:
    """`upright_size_hw` of a picture in a dataset.

    Args:
        stream: the picture's file.
        place: what it is called there, for the message.

    Raises:
        BadDataset: no picture, a damaged one, or one that is too large.
    """
    try:
        return upright_size_hw(stream)
    except PictureRefused as error:
        raise BadDataset(f"{place}: {error.message}", file=place) from error


def flat_stems(names: Iterable[str]) -> dict[str, str]:
    """Stems that every reader takes, one for each image name, all different.

    Folders are joined by "_"; blanks, "#", dots and the like become "_" (they break lists and
    readers); letters of all scripts stay. Names that differ only by case or suffix get a number,
    because masks are found by stem and some file systems ignore case.

    Args:
        names: relative image names, in the export's order.

    Returns:
        Original name to exported stem.
    """
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        wanted = _flat(name)
        stem, number = wanted, 2
        while stem.casefold() in taken:
            stem, number = f"{wanted}_{number}", number + 1
        taken.add(stem.casefold())
        stems[name] = stem
    return stems


def write_filenames(archive: ArchiveWriter, exported: Mapping[str, str], root: str = "") -> None:
    """Write `filenames.json`, if any name had to change.

    Args:
        archive: the export.
        exported: original name to exported file name (with suffix).
        root: folder inside the archive, with its "/" at the end.
    """
    changed = {
        str(PurePosixPath(new).with_suffix("")): original
        for original, new in exported.items()
        if new != original
    }
    if changed:
        text = json.dumps(changed, ensure_ascii=False, indent=1, sort_keys=True)
        archive.write(f"{root}{FILENAMES}", text.encode() + b"\n")


def read_filenames(archive: ArchiveReader) -> dict[str, str]:
    """Exported stem to original name, empty where no name had to change.

    Raises:
        BadDataset: `filenames.json` is there and malformed.
    """
    path = find_file(archive, FILENAMES)
    if path is None:
        return {}
    try:
        names = json.loads(archive.read(path))
    except (ValueError, RecursionError) as error:
        raise BadDataset(
            f"{path} is no valid JSON: {error}. Export again, or delete it."
        ) from error
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        raise BadDataset(f'{path} must be {{"exported stem": "original name", …}}.')
    for stem, name in names.items():
        try:
            check_name(name)
        except BadDataset as error:
            raise BadDataset(f"{path}, {stem!r}: {error.message}", file=path) from error
    return names


def _flat(name: str) -> str:
    """One image name as a stem."""
    head, _, suffix = name.rpartition(".")
    has_suffix = head.strip("./") and "/" not in suffix
    stem = unicodedata.normalize("NFC", head if has_suffix else name)
    return "".join(char if char.isalnum() or char == "-" else "_" for char in stem)


def _jpeg(visible: PILImage.Image) -> bytes:
    target = io.BytesIO()
    visible.save(target, format="JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return target.getvalue()
