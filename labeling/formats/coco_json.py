"""What the COCO exporters share: a JSON file per split, its categories, the pictures' names."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import orjson

from labeling.formats.base import ArchiveWriter, ClassRecord, DatasetSource

WITHOUT_SPLIT = "default"
"""Stands for a split in file names where images have none (as CVAT and Datumaro write it)."""

CONTRIBUTOR = "Maskwright"
"""Marks our own files, whose iscrowd and order can be trusted when they are imported again."""

_SPOOL_BYTES = 16 * 2**20


class SplitFile:
    """One COCO JSON in the making: its two long lists grow in files beside each other."""

    def __init__(self, stack: ExitStack) -> None:
        """Start a file; `stack` closes its temporary files."""
        self._images = stack.enter_context(SpooledTemporaryFile(_SPOOL_BYTES))  # noqa: SIM115
        self._annotations = stack.enter_context(SpooledTemporaryFile(_SPOOL_BYTES))  # noqa: SIM115

    def add_image(self, record: Mapping[str, Any]) -> None:
        """Add to "images"."""
        _append(self._images, record)

    def add_annotation(self, record: Mapping[str, Any]) -> None:
        """Add to "annotations"."""
        _append(self._annotations, record)

    def write(self, archive: ArchiveWriter, name: str, head: Mapping[str, Any]) -> None:
        """Write the file: the keys of `head`, then "images", then "annotations"."""
        with archive.open(name) as target:
            target.write(dumps(head)[:-1] + b',\n"images": [')
            _copy(self._images, target)
            target.write(b'],\n"annotations": [')
            _copy(self._annotations, target)
            target.write(b"]}\n")


def file_head(source: DatasetSource, categories: list[dict[str, Any]]) -> dict[str, Any]:
    """The keys that every COCO file begins with; no dates, so that the bytes do not differ."""
    return {
        "info": {
            "description": source.name,
            "version": source.snapshot_hash,
            "contributor": CONTRIBUTOR,
        },
        "licenses": [],
        "categories": categories,
    }


def category(record: ClassRecord) -> dict[str, Any]:
    """A class as COCO category; its id is the class_id, gaps and all."""
    return {
        "id": record.class_id,
        "name": record.name,
        "supercategory": record.supercategory or record.name,
    }


def rgb(color: str) -> list[int]:
    """A colour like "#4000c0" as [64, 0, 192]."""
    return list(bytes.fromhex(color.removeprefix("#")))


class PictureNames:
    """Names of exported pictures: as they came, unless the suffix no longer tells the truth.

    A name that changes gets a stem that no other has: `filenames.json` lists changes by stem.
    """

    def __init__(self, source: DatasetSource) -> None:
        self._reserved = {name for name, _ in source.image_heads()}
        self._stems = Counter(map(_stem, self._reserved))
        self.exported: dict[str, str] = {}

    def name(self, original: str, suffix: str | None) -> str:
        """The file name of a picture.

        Args:
            original: the image's name.
            suffix: ".jpg" or ".png", what the picture is now; None where it is not exported.
        """
        actual = PurePosixPath(original).suffix.lower().replace(".jpeg", ".jpg")
        if suffix is None or actual == suffix:
            self.exported[original] = original
            return original
        stem = _stem(original)
        if self._stems[stem] > 1 or f"{stem}{suffix}" in self._reserved:
            stem = original
            while self._stems[stem] or f"{stem}{suffix}" in self._reserved:
                stem += "_"
        name = f"{stem}{suffix}"
        self._reserved.add(name)
        self._stems[stem] += 1
        self.exported[original] = name
        return name


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix(""))


def dumps(value: object) -> bytes:
    """Compact JSON, UTF-8 as it is."""
    try:
        return orjson.dumps(value)
    except TypeError:  # whole numbers beyond 64 bits in attributes
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _append(file: IO[bytes], record: Mapping[str, Any]) -> None:
    file.write(b",\n" if file.tell() else b"\n")
    file.write(dumps(record))


def _copy(file: IO[bytes], target: IO[bytes]) -> None:
    file.seek(0)
    shutil.copyfileobj(file, target)
