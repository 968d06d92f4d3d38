"""Finds the files of a dataset that belong together because they share a stem."""

from __future__ import annotations

from pathlib import PurePosixPath

from labeling.errors import BadDataset
from labeling.formats.base import ArchiveReader


def files_by_stem(archive: ArchiveReader, folder: str, ending: str = "") -> dict[str, str]:
    """Files below a folder by their path in it without the suffix.

    Args:
        archive: the dataset.
        folder: with its "/" at the end.
        ending: what the names must end with; cut off instead of the suffix.

    Returns:
        Stem ("a/b" for folder/a/b.png) to path.

    Raises:
        BadDataset: two files share a stem, so that it is unclear which one is meant.
    """
    found: dict[str, str] = {}
    for path in archive.names():
        if not path.startswith(folder) or not path.endswith(ending):
            continue
        inner = path[len(folder) :]
        stem = inner[: -len(ending)] if ending else PurePosixPath(inner).with_suffix("").as_posix()
        if stem in found:
            raise BadDataset(
                f"{found[stem]} and {path} share a name, so their masks cannot be told apart;"
                " rename one.",
                file=path,
            )
        found[stem] = path
    return found
