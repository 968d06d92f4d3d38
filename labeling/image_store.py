"""One outside picture becomes a file in the storage and a row: what ingest and import share.

The file goes first and the row later, both under names that we make, so that there is never a row
without its bytes; a file whose row did not come to be is deleted again.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from labeling.errors import DuplicateImage, ImageNameTaken, UnsafeName
from labeling.jobs import queue_job
from labeling.models import Annotation, Image, Job, Project
from labeling.models.access import SignedInUser
from labeling.pictures import Picture, verify

MAX_NAME = 400  # of the 500 that the column has; the rest is for suffixes
_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp", "BMP": ".bmp", "TIFF": ".tif"}


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A verified picture whose bytes are in the storage and which has no row yet.

    Attributes:
        name: checked relative name that the image is to bear.
        key: of the original in the storage.
        split: "train", "val", "test" or None.
    """

    name: str
    picture: Picture
    key: str
    split: str | None = None


@dataclass(frozen=True, slots=True)
class AddedImages:
    """What became of stored pictures: each is in exactly one of the lists.

    Attributes:
        added: the new rows, each with the name that it was to bear (its own may have a number).
        duplicates: (name, the image that has the same content already).
    """

    added: list[tuple[str, Image]]
    duplicates: list[tuple[str, Image]]


def clean_name(name: str) -> str:
    """A relative image name as it is stored: "/" between folders, Unicode NFC.

    Raises:
        UnsafeName: it is empty, too long, absolute, points upwards, or has control characters.
    """
    cleaned = unicodedata.normalize("NFC", name).replace("\\", "/").removeprefix("./")
    parts = cleaned.split("/")
    has_drive = len(parts[0]) == 2 and parts[0][1] == ":"
    is_odd = any(part in ("", ".", "..") or part != part.strip() for part in parts)
    if is_odd or has_drive or any(unicodedata.category(char)[0] == "C" for char in cleaned):
        raise UnsafeName(
            f"The name {name!r} is unsafe; expected a plain relative name such as "
            "“street/0001.png”. Rename the file."
        )
    if len(cleaned) > MAX_NAME:
        raise UnsafeName(
            f"The name has {len(cleaned)} characters, at most {MAX_NAME} are taken. Shorten it."
        )
    return cleaned


def store_picture(
    *, project: Project, name: str, stream: IO[bytes], split: str | None = None
) -> StoredPicture:
    """Verify a picture and put its bytes into the storage; no row is touched.

    Call `add_images` with it, or `discard` it.

    Args:
        name: relative name that it came with.
        stream: seekable, left open.

    Raises:
        UnsafeName: see `clean_name`.
        PictureRefused: see `labeling.pictures.verify`.
        DuplicateImage: the project has this content; detail names the image.
    """
    cleaned = clean_name(name)
    picture = verify(stream)
    same = project.images.filter(sha256=picture.sha256).first()
    if same is not None:
        raise DuplicateImage(
            f"The project has this picture already, as {same.name}.", duplicate_of=same.name
        )
    digest, unique = picture.sha256, uuid.uuid4().hex[:12]
    wanted = f"images/{project.pk}/{digest[:2]}/{digest}-{unique}{_SUFFIXES[picture.format]}"
    stream.seek(0)
    key = default_storage.save(wanted, File(stream, name=wanted))
    return StoredPicture(cleaned, picture, key, split)


def add_images(
    *,
    project: Project,
    pictures: Sequence[StoredPicture],
    uploaded_by: SignedInUser | None,
    number_taken_names: bool = True,
) -> AddedImages:
    """Make the rows of stored pictures, each with its empty annotation; in one transaction.

    Content that the project has already (somebody else was quicker, or it came twice) makes no row,
    and its second file is deleted. A name that another content has gets a number
    (`street.png` → `street_2.png`).

    Args:
        number_taken_names: False refuses taken names instead; nothing is added then.

    Raises:
        ImageNameTaken: another content has the name; the files stay, `discard` them.
    """
    with transaction.atomic():
        # One writer a project: two uploads at once cannot take the same name or content.
        Project.objects.select_for_update().get(pk=project.pk)
        digests = [stored.picture.sha256 for stored in pictures]
        by_digest = {row.sha256: row for row in project.images.filter(sha256__in=digests)}
        taken = _taken_names(project, pictures)
        rows: list[tuple[StoredPicture, Image]] = []
        duplicates: list[tuple[StoredPicture, Image]] = []
        for stored in pictures:
            same = by_digest.get(stored.picture.sha256)
            if same is not None:
                duplicates.append((stored, same))
                continue
            if stored.name in taken and not number_taken_names:
                raise ImageNameTaken(
                    f"The project has another picture named {stored.name}. "
                    "Rename one of them, or delete the old one."
                )
            row = _row(project, stored, _free_name(stored.name, taken), uploaded_by)
            taken.add(row.name)
            by_digest[row.sha256] = row
            rows.append((stored, row))
        Image.objects.bulk_create([row for _, row in rows], batch_size=500)
        annotations = [Annotation(image=row) for _, row in rows]
        Annotation.objects.bulk_create(annotations, batch_size=500)
        if duplicates:
            transaction.on_commit(lambda: discard([stored for stored, _ in duplicates]))
    return AddedImages(
        added=[(stored.name, row) for stored, row in rows],
        duplicates=[(stored.name, row) for stored, row in duplicates],
    )


def discard(pictures: Iterable[StoredPicture]) -> None:
    """Delete the files of those stored pictures that have no row."""
    keys = {stored.key for stored in pictures}
    used = Image.objects.filter(original__in=keys).values_list("original", flat=True)
    for key in keys.difference(used):
        default_storage.delete(key)


def queue_prepare(
    project: Project, images: Sequence[Image], requested_by: SignedInUser | None
) -> Job | None:
    """Queue one job that makes the renditions and thumbnails of new images; None for none."""
    if not images:
        return None
    return queue_job(
        kind="prepare",
        task="labeling.prepare_images",
        project=project,
        requested_by=requested_by,
        params={"images": [image.pk for image in images]},
        total=len(images),
    )


def _row(
    project: Project, stored: StoredPicture, name: str, uploaded_by: SignedInUser | None
) -> Image:
    picture = stored.picture
    height, width = picture.size_hw
    return Image(
        project=project,
        name=name,
        sha256=picture.sha256,
        width=width,
        height=height,
        orientation=picture.orientation,
        mode=picture.mode,
        format=picture.format,
        byte_size=picture.byte_size,
        original=stored.key,
        split=stored.split,
        uploaded_by_id=uploaded_by.pk if uploaded_by is not None else None,
    )


def _taken_names(project: Project, pictures: Sequence[StoredPicture]) -> set[str]:
    """Names in the project that are, or are numbered like, one of the wanted."""
    wanted = {stored.name for stored in pictures}
    taken = set(project.images.filter(name__in=wanted).values_list("name", flat=True))
    for name in taken.copy():
        stem = str(PurePosixPath(name).with_suffix(""))
        taken.update(project.images.filter(name__startswith=stem).values_list("name", flat=True))
    return taken


def _free_name(name: str, taken: set[str]) -> str:
    """The name, or the same with the first number from 2 that is free before its suffix."""
    path, free, number = PurePosixPath(name), name, 2
    while free in taken:
        free = str(path.with_name(f"{path.stem}_{number}{path.suffix}"))
        number += 1
    return free
