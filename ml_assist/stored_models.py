"""Moves model weights between the storage, where they stay, and the folder that torch reads."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from ml_assist.errors import StoredModelCorrupt
from ml_assist.models import ModelVersion
from ml_assist.run_folder import RunFolder, write_json

_CHUNK_BYTES = 1 << 20


def store_weights(folder: RunFolder, key: str) -> tuple[str, str]:
    """Copy a finished run's weights into the storage.

    Returns:
        (storage key, SHA-256 of the file).
    """
    with folder.weights.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if default_storage.exists(key):  # left by a worker that died before it wrote the row
        default_storage.delete(key)
    with folder.weights.open("rb") as stream:
        return default_storage.save(key, File(stream)), digest


def copy_weights(model: ModelVersion, target: Path) -> None:
    """Copy a model's weights out of the storage, whole or not at all.

    Raises:
        StoredModelCorrupt: the stored file's SHA-256 is not the model's.
    """
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    digest = hashlib.sha256()
    with default_storage.open(model.weights, "rb") as stored, partial.open("wb") as copied:
        while chunk := stored.read(_CHUNK_BYTES):
            digest.update(chunk)
            copied.write(chunk)
    if digest.hexdigest() != model.weights_sha256:
        partial.unlink()
        raise StoredModelCorrupt(
            f"Model {model.number}: expected weights with SHA-256 {model.weights_sha256[:12]}…, "
            f"the stored file has {digest.hexdigest()[:12]}…. Restore it from a backup, or "
            "train again.",
            model=model.pk,
        )
    partial.replace(target)


def model_folder(model: ModelVersion) -> Path:
    """A local folder with `model.safetensors` and `model.json`, as `load_model` wants them.

    It is made once per machine and shared by the workers on it: named by the weights' hash, filled
    beside its place and renamed into it.
    """
    folder = Path(settings.VAR) / "models" / model.weights_sha256
    if folder.is_dir():
        return folder
    filling = folder.with_name(f"{folder.name}.{os.getpid()}.partial")
    filling.mkdir(parents=True, exist_ok=True)
    filled = RunFolder(filling)
    copy_weights(model, filled.weights)
    write_json(filled.card, model.card)
    try:
        filling.rename(folder)
    except OSError:  # another worker was quicker; its copy has the same hash
        shutil.rmtree(filling)
    return folder
