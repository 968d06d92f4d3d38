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
    forget_previews(row)
    if row.key:
        default_storage.delete(row.key)
        row.key = ""
        row.save(update_fields=["key"])


def forget_previews(row: DatasetImport) -> None:
    """Delete the sample images alone."""
    if row.key and row.inspection_id is not None:
        clear(preview_folder(row.key, row.inspection_id))
    if row.previews:
        row.previews = []
        row.save(update_fields=["previews"])
