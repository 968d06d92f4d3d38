"""Finds, fetches and imports the weights that predictors need; nothing is trusted unhashed.

Weights are never fetched by themselves: `python manage.py weights fetch NAME` (or a button) does
it, and where there is no way out, `weights import PATH` takes a file brought by hand.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO

from ml_assist.errors import (
    UnknownWeights,
    WeightsCorrupt,
    WeightsMissing,
    WeightsUnreachable,
)

Progress = Callable[[int, int], None]
"""(bytes done, bytes in all; 0 where that is not known) -> None."""

_CHUNK_BYTES = 2**20
_TIMEOUT_S = 60
_IMPORTED_NAME = "imported.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """One set of weights.

    Attributes:
        name: what commands and errors call it.
        title: for people.
        predictor: which predictor loads it.
        file_name: in the weights folder.
        sha256: of the file, hexadecimal.
        num_bytes: its size; 0 where it was never published exactly.
        licence: SPDX identifier, or "unknown".
        url: where an explicit fetch takes it from; empty for imported ones.
    """

    name: str
    title: str
    predictor: str
    file_name: str
    sha256: str
    num_bytes: int
    licence: str
    url: str


_SAM_URL = "https://dl.fbaipublicfiles.com/segment_anything/"

# Meta publishes no SHA-256; these agree in several independent repositories, and the file names end
# with the beginning of Meta's own MD5.
KNOWN: dict[str, Weights] = {
    weights.name: weights
    for weights in (
        Weights(
            "sam_vit_b",
            "Segment Anything ViT-B (91 M parameters)",
            "sam",
            "sam_vit_b_01ec64.pth",
            "ec2df62732614e57411cdcf32a23ffdf28910380d03139ee0f4fcbe91eb8c912",
            375_042_383,
            "Apache-2.0",
            _SAM_URL + "sam_vit_b_01ec64.pth",
        ),
        Weights(
            "sam_vit_l",
            "Segment Anything ViT-L (308 M parameters)",
            "sam",
            "sam_vit_l_0b3195.pth",
            "3adcc4315b642a4d2101128f611684e8734c41232a17c648ed1693702a49a622",
            1_249_524_607,
            "Apache-2.0",
            _SAM_URL + "sam_vit_l_0b3195.pth",
        ),
        Weights(
            "sam_vit_h",
            "Segment Anything ViT-H (636 M parameters)",
            "sam",
            "sam_vit_h_4b8939.pth",
            "a7bf3b02f3ebf1267aba913ff637d9a2d5c33d3173bb679e46d9f338c26f262e",
            0,
            "Apache-2.0",
            _SAM_URL + "sam_vit_h_4b8939.pth",
        ),
    )
}

DEFAULT_SAM = "sam_vit_b"


def known_weights(folder: Path) -> dict[str, Weights]:
    """The published weights and those that were imported under a name of their own.

    Args:
        folder: where weights are kept (`var/weights`).
    """
    return {**KNOWN, **_imported(folder)}


def find_weights(name: str, folder: Path, *, is_verified: bool = False) -> Path:
    """The file of some weights.

    Args:
        name: of known or imported weights.
        folder: where weights are kept.
        is_verified: also compare its SHA-256 (some seconds for gigabytes): before loading.

    Raises:
        UnknownWeights: there are none of this name.
        WeightsMissing: the file is not here; the message says how to get it.
        WeightsCorrupt: the file is not what it should be.
    """
    weights = _named(name, folder)
    path = folder / weights.file_name
    if not path.is_file():
        raise WeightsMissing(
            f"The weights {weights.title} are not on this machine. Run `python manage.py weights "
            f"fetch {name}`, or bring {weights.file_name} here and run `python manage.py weights "
            "import PATH`.",
            name=name,
            remedy=f"python manage.py weights fetch {name}",
        )
    if is_verified:
        _check(path, weights, sha256_of(path))
    return path


def first_available(predictor: str, folder: Path) -> Weights | None:
    """The first weights of a predictor whose file is here; None where there are none.

    Imported ones come before published ones: somebody chose them.
    """
    candidates = [*_imported(folder).values(), *KNOWN.values()]
    for weights in candidates:
        if weights.predictor == predictor and (folder / weights.file_name).is_file():
            return weights
    return None


def import_weights(path: Path, folder: Path, *, name: str | None = None) -> Weights:
    """Take over a file that somebody brought.

    Args:
        path: the file.
        folder: where weights are kept; made where missing.
        name: for weights that are not published ones, e.g. fine-tuned: how to call them. Their
            SHA-256 is recorded, so later damage is found.

    Raises:
        WeightsMissing: there is no such file.
        UnknownWeights: no published weights have its SHA-256, and no name was given.
    """
    if not path.is_file():
        raise WeightsMissing(f"Expected a file of weights at {path}, found none.", name=name)
    digest = sha256_of(path)
    weights = next((w for w in KNOWN.values() if w.sha256 == digest), None)
    if weights is None and name is None:
        raise UnknownWeights(
            f"{path.name} is none of the published weights (SHA-256 {digest}). If it is your own, "
            "import it with a name: `python manage.py weights import PATH --name my_sam`.",
            sha256=digest,
        )
    if weights is None:
        weights = _record(path, folder, str(name), digest)
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / (weights.file_name + ".partial")
    shutil.copyfile(path, partial)
    partial.replace(folder / weights.file_name)
    return weights


def fetch_weights(name: str, folder: Path, progress: Progress = lambda done, total: None) -> Path:
    """Download published weights; nothing happens where they are here already.

    Raises:
        UnknownWeights: none of this name is published.
        WeightsUnreachable: the download failed; what came is removed.
        WeightsCorrupt: other bytes came than expected; they are removed.
    """
    weights = _named(name, folder)
    path = folder / weights.file_name
    if path.is_file():
        _check(path, weights, sha256_of(path))
        return path
    if not weights.url:
        raise UnknownWeights(
            f"{name!r} was imported by hand and has no address to fetch it from: import it again."
        )
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    try:
        digest = _download(weights, partial, progress)
        _check(partial, weights, digest)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def sha256_of(path: Path) -> str:
    """The hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _download(weights: Weights, target: Path, progress: Progress) -> str:
    """Stream a file to disk; its SHA-256."""
    try:
        with (
            urllib.request.urlopen(weights.url, timeout=_TIMEOUT_S) as reply,
            target.open("wb") as file,
        ):
            total = int(reply.headers.get("Content-Length") or weights.num_bytes)
            return _copy(reply, file, total, progress)
    except (urllib.error.URLError, HTTPException, OSError) as error:
        raise WeightsUnreachable(
            f"{weights.url} could not be fetched ({error}). Try again, or fetch it on another "
            "machine and run `python manage.py weights import PATH` here.",
            name=weights.name,
            url=weights.url,
        ) from error


def _copy(source: IO[bytes], target: IO[bytes], total: int, progress: Progress) -> str:
    digest = hashlib.sha256()
    done = 0
    while chunk := source.read(_CHUNK_BYTES):
        target.write(chunk)
        digest.update(chunk)
        done += len(chunk)
        progress(done, total)
    return digest.hexdigest()


def _check(path: Path, weights: Weights, digest: str) -> None:
    if digest != weights.sha256:
        raise WeightsCorrupt(
            f"{path.name} has SHA-256 {digest}, expected {weights.sha256} for {weights.name}: "
            "remove it and fetch or import it again.",
            name=weights.name,
            expected=weights.sha256,
            actual=digest,
        )


def _named(name: str, folder: Path) -> Weights:
    candidates = known_weights(folder)
    if name not in candidates:
        raise UnknownWeights(
            f"There are no weights called {name!r}; known: {', '.join(sorted(candidates))}.",
            known=sorted(candidates),
        )
    return candidates[name]


def _imported(folder: Path) -> dict[str, Weights]:
    path = folder / _IMPORTED_NAME
    if not path.is_file():
        return {}
    try:
        lines = json.loads(path.read_text(encoding="utf-8"))
        return {line["name"]: Weights(**line) for line in lines}
    except (ValueError, TypeError, KeyError) as error:
        raise WeightsCorrupt(
            f"{path.name} in the weights folder is not readable ({error}): remove it and import "
            "your weights again."
        ) from error


def _record(path: Path, folder: Path, name: str, digest: str) -> Weights:
    """Remember imported weights beside the files."""
    if name in KNOWN or not name.replace("_", "").replace("-", "").isalnum():
        raise UnknownWeights(
            f"Expected a name of letters, digits, _ and - that no published weights have, "
            f"got {name!r}."
        )
    weights = Weights(
        name, f"{name} (imported)", "sam", f"{name}.pth", digest, path.stat().st_size, "unknown", ""
    )
    folder.mkdir(parents=True, exist_ok=True)
    recorded = {**_imported(folder), name: weights}
    text = json.dumps([asdict(w) for w in recorded.values()], indent=2) + "\n"
    partial = folder / (_IMPORTED_NAME + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(folder / _IMPORTED_NAME)
    return weights
