"""The pictures of an imported dataset: unpacked, or found in the project by name."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, cast

from labeling.errors import BadDataset
from labeling.formats.base import ImageRecord
from labeling.models import Image, Project

_SPOOL_BYTES = 64 * 2**20


def image_named(project: Project, name: str) -> Image | None:
    """The project's image of a record's name; its suffix may differ (masks name only stems)."""
    images = project.images.filter(purged_at__isnull=True)
    exact = images.filter(name=name).first()
    if exact is not None:
        return exact
    stem = str(PurePosixPath(name).with_suffix(""))
    alike = [
        image
        for image in images.filter(name__startswith=f"{stem}.")
        if str(PurePosixPath(image.name).with_suffix("")) == stem
    ]
    return alike[0] if len(alike) == 1 else None


@contextmanager
def unpacked(record: ImageRecord) -> Iterator[IO[bytes]]:
    """A picture as a seekable stream; out of a zip, it is unpacked once.

    Raises:
        BadDataset: the member is damaged.
    """
    assert record.open is not None
    with record.open() as stream:
        if not isinstance(stream, zipfile.ZipExtFile):
            yield stream
            return
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as unpacked:
            try:
                shutil.copyfileobj(stream, unpacked)
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise BadDataset(
                    f"The picture of {record.name} is damaged in the zip ({error}); pack it again.",
                    image=record.name,
                ) from error
            unpacked.seek(0)
            yield cast(IO[bytes], unpacked)
