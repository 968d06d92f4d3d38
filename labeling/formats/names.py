"""File names that every reader of an export can open, and how to get back to the originals.

Blanks and '#' break the lists of several readers (`np.loadtxt`, PaddleSeg), folders break formats
that are flat, and `img.jpg` beside `img.png` collide where a mask is `<stem>.png`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from labeling.errors import BadDataset
from labeling.formats.base import ArchiveReader

FILENAMES = "filenames.json"
"""{exported stem: original name}, wherever a name had to change."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def flat_stems(names: Iterable[str]) -> dict[str, str]:
    """A stem for each image: flat, of letters, digits, '.', '_' and '-', unique in any case.

    Args:
        names: relative paths with '/', in a fixed order; earlier names keep their stem.

    Returns:
        Name to stem. A name that is already flat and safe keeps its own stem.
    """
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        stem = _UNSAFE.sub("_", PurePosixPath(name).with_suffix("").as_posix()).strip(".") or "_"
        stems[name] = _unused(stem, taken)
    return stems


def nested_stems(names: Iterable[str]) -> dict[str, str]:
    """As `flat_stems`, but folders stay folders ('a/b c.png' becomes 'a/b_c')."""
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        parts = PurePosixPath(name).with_suffix("").parts
        safe = [_UNSAFE.sub("_", part).strip(".") or "_" for part in parts if part != "/"]
        stems[name] = _unused("/".join(safe) or "_", taken)
    return stems


def _unused(stem: str, taken: set[str]) -> str:
    """`stem`, or with the first free number after it; names differing in case count as equal."""
    candidate, number = stem, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{stem}_{number}"
    taken.add(candidate.casefold())
    return candidate


def changed_names(stems: Mapping[str, str]) -> dict[str, str]:
    """{exported stem: original name} of the names whose stem is not simply theirs."""
    return {
        stem: name
        for name, stem in stems.items()
        if PurePosixPath(name).with_suffix("").as_posix() != stem
    }


def filenames_json(changed: Mapping[str, str]) -> bytes:
    """The content of `filenames.json`."""
    return (json.dumps(changed, indent=1, ensure_ascii=False) + "\n").encode()


def read_filenames(archive: ArchiveReader, root: str = "") -> dict[str, str]:
    """The mapping of an export of ours, empty where there is none.

    Raises:
        BadDataset: the file is not a JSON object of strings.
    """
    path = root + FILENAMES
    if not archive.exists(path):
        return {}
    try:
        mapping = json.loads(archive.read(path))
    except ValueError as error:
        raise BadDataset(f"{path} is not JSON ({error}).", file=path) from error
    if not isinstance(mapping, dict) or not all(isinstance(name, str) for name in mapping.values()):
        raise BadDataset(f"{path} must be an object of exported stem: original name.", file=path)
    return mapping
