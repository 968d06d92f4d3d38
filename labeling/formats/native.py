"""The native format `maskwright`: exact, complete, for backup, transfer and training runs.

images/<name>: the original files. classes.json: the class table. segments.jsonl: a line per image.
project.json (optional): {"name", "overlap_mode"}. Every key: docs/formats.md.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from labeling.errors import BadDataset
from labeling.formats.archives import find_file
from labeling.formats.base import (
    ArchiveReader,
    ArchiveWriter,
    DatasetSource,
    ExportOptions,
    ImageRecord,
    ImportedDataset,
    Report,
)
from labeling.formats.native_lines import ProjectLine, read_classes, read_image, read_project
from labeling.formats.native_write import class_line, image_line

IMAGES, CLASSES, SEGMENTS, PROJECT = "images/", "classes.json", "segments.jsonl", "project.json"

_SPOOL_BYTES = 64 * 2**20
"""Lines wait in memory up to this size while the pictures are written; then on disk."""


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot in the native format; nothing is lost but earlier revisions."""
    classes = [class_line(record) for record in source.classes]
    archive.write(CLASSES, _json(classes, indent=1) + b"\n")
    project = {"name": source.name, "overlap_mode": source.overlap_mode}
    archive.write(PROJECT, _json(project, indent=1) + b"\n")
    # An archive writes one file at a time, and the source is read once: the lines wait.
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as lines:
        for done, image in enumerate(source.images(), start=1):
            lines.write(_json(image_line(image)) + b"\n")
            if options.include_images:
                _write_original(image, archive, report)
            progress(done)
        lines.seek(0)
        with archive.open(SEGMENTS) as target:
            shutil.copyfileobj(lines, target)


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read a dataset in the native format; every line is checked before the first is given out.

    Args:
        archive: a folder or zip; the files may lie in a folder inside it.
        report: gets a note for every repair and everything left out.

    Raises:
        BadDataset: names the file, line, key and remedy.
    """
    root = _root(archive)
    classes = read_classes(archive.read(root + CLASSES), CLASSES)
    class_ids = frozenset(record.class_id for record in classes)
    project = ProjectLine()
    if archive.exists(root + PROJECT):
        project = read_project(archive.read(root + PROJECT), PROJECT)
    # Notes of the checking pass are kept; those of the second pass would only repeat them.
    names = [image.name for image in _lines(archive, root, class_ids, report)]
    _note_unlisted(archive, root, names, report)
    return ImportedDataset(
        classes=classes,
        num_images=len(names),
        images=partial(_lines, archive, root, class_ids, Report()),
        overlap_mode=project.overlap_mode,
    )


def _lines(
    archive: ArchiveReader, root: str, class_ids: frozenset[int], report: Report
) -> Iterator[ImageRecord]:
    """The images of segments.jsonl, line by line."""
    first_lines: dict[str, int] = {}
    with archive.open(root + SEGMENTS) as file:
        for number, line in enumerate(file, start=1):
            content = line.removeprefix(
                b"\xef\xbb\xbf"
            ).strip()  # some editors add a byte order mark
            if not content:
                continue
            place = f"{SEGMENTS}, line {number}"
            image = read_image(content, place, class_ids, report)
            if image.name in first_lines:
                first = first_lines[image.name]
                raise BadDataset(
                    f"{place}: the image {image.name!r} is on line {first} already; join the lines."
                )
            first_lines[image.name] = number
            picture = f"{root}{IMAGES}{image.name}"
            yield replace(
                image, open=partial(archive.open, picture) if archive.exists(picture) else None
            )


def _root(archive: ArchiveReader) -> str:
    """The folder inside the archive that holds the dataset: "" or ending in "/"."""
    found = find_file(archive, SEGMENTS)
    if found is None:
        raise BadDataset(
            f"There is no {SEGMENTS}; a dataset in the format maskwright has {CLASSES}, {SEGMENTS}"
            f" and {IMAGES}. Choose the format that the dataset is in."
        )
    root = found.removesuffix(SEGMENTS)
    if not archive.exists(root + CLASSES):
        raise BadDataset(f"{CLASSES} is missing beside {found}; add the class table.")
    return root


def _note_unlisted(archive: ArchiveReader, root: str, names: list[str], report: Report) -> None:
    """Say which pictures and lines have no counterpart."""
    pictures = {
        name.removeprefix(root + IMAGES)
        for name in archive.names()
        if name.startswith(root + IMAGES)
    }
    unlisted = sorted(pictures - set(names))
    if unlisted:
        report.note(
            f"{len(unlisted)} pictures have no line in {SEGMENTS} and were left out"
            f" (the first: {unlisted[0]})."
        )
    missing = [name for name in names if name not in pictures]
    if missing:
        report.note(
            f"{len(missing)} images have no picture in {IMAGES} (the first: {missing[0]});"
            " their segments fit only images that are there already."
        )


def _write_original(image: ImageRecord, archive: ArchiveWriter, report: Report) -> None:
    if image.open is None:
        report.note(
            "Images whose original file is not there (purged) are listed without a picture."
        )
        return
    with image.open() as stream:
        archive.write(IMAGES + image.name, stream.read())


def _json(value: object, indent: int | None = None) -> bytes:
    separators = (",", ": ") if indent else (",", ":")
    return json.dumps(value, ensure_ascii=False, separators=separators, indent=indent).encode()
