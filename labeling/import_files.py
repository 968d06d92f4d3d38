"""The files of an upload that waits to be imported: the zip and its sample images."""

from __future__ import annotations

import uuid
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage

from labeling.import_preview import clear, preview_folder
from labeling.models import DatasetImport


def keep_file(stream: IO[bytes]) -> str:
    """Store an uploaded zip; its storage key."""
    stream.seek(0)
    return default_storage.save(f"incoming/{uuid.uuid4().hex}.zip", File(stream))


def forget_files(row: DatasetImport) -> None:
    """Delete what is kept of an upload; the row stays as a record."""
    delete_files(row)
    row.key, row.previews = "", []
    row.save(update_fields=["key", "previews"])


def forget_previews(row: DatasetImport) -> None:
    """Delete the sample images alone."""
    _delete_previews(row)
    row.previews = []
    row.save(update_fields=["previews"])


def delete_files(row: DatasetImport) -> None:
    """Delete the files of an upload whose row is gone, or changed by the caller."""
    _delete_previews(row)
    if row.key:
        default_storage.delete(row.key)


def _delete_previews(row: DatasetImport) -> None:
    if row.key and row.inspection_id is not None:
        clear(preview_folder(row.key, row.inspection_id))
    for keys in row.previews:  # of a row that lost its key or job
        for key in filter(None, (keys["picture"], keys["segments"])):
            default_storage.delete(key)
