"""Images in: files, folders and zip archives become images of a project, file by file.

Each file is verified and stored on its own; what is wrong with one is said by its name, and the
rest goes in. Renditions and thumbnails are left to a worker.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypedDict

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from labeling.errors import BadUpload, DuplicateImage, PictureRefused, UnsafeArchive, UnsafeName
from labeling.image_store import (
    StoredPicture,
    add_images,
    clean_name,
    discard,
    queue_prepare,
    store_picture,
)
from labeling.jobs import JobLost, RunningJob, queue_job
from labeling.models import Event, Image, Job, Project
from labeling.models.access import SignedInUser
from labeling.zip_members import is_zip, opened_zip, zip_members

BATCH = 64  # pictures a transaction and a prepare job, where they come in thousands
_JUNK = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


class Accepted(TypedDict):
    """An image that is in; `renamed_from` is the name it came with, where that was taken."""

    id: int
    name: str
    renamed_from: str | None


class Duplicate(TypedDict):
    """A file whose content the project has already, as the image `duplicate_of`."""

    name: str
    duplicate_of: str


class Refused(TypedDict):
    """A file that was not taken, and why."""

    name: str
    code: str
    message: str


@dataclass(slots=True)
class IngestOutcome:
    """What became of each file: it is in exactly one of the lists.

    Attributes:
        job: the queued job to watch: of the archives where there are any, else of the renditions.
    """

    accepted: list[Accepted] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    job: Job | None = None

    def lists(self) -> dict[str, Any]:
        """The three lists, as a job's result has them."""
        return {
            "accepted": self.accepted,
            "duplicates": self.duplicates,
            "refused": self.refused,
        }

    def extend(self, other: IngestOutcome) -> None:
        """Add what became of further files."""
        self.accepted += other.accepted
        self.duplicates += other.duplicates
        self.refused += other.refused


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file on its way in: the relative name it came with, and how to read it (seekable)."""

    name: str
    open: Callable[[], AbstractContextManager[IO[bytes]]]


def ingest_files(
    *, project: Project, files: Sequence[Incoming], uploaded_by: SignedInUser
) -> IngestOutcome:
    """Take in files that somebody sent; zip archives among them are queued as one job.

    Raises:
        BadUpload: there are no files.
    """
    if not files:
        raise BadUpload("The upload has no files; choose at least one picture or zip archive.")
    archives: list[Incoming] = []
    loose: list[Incoming] = []
    for file in files:
        with file.open() as stream:
            (archives if is_zip(stream) else loose).append(file)
    outcome = ingest_batch(project=project, files=loose, uploaded_by=uploaded_by)
    if archives:
        outcome.job = _queue_archives(project, archives, uploaded_by)
    return outcome


def ingest_folder(
    *, project: Project, folder: Path, uploaded_by: SignedInUser | None
) -> Iterator[IngestOutcome]:
    """Take in every file below a folder of this machine, in batches; names keep their folders.

    Links are refused by name, and so are archives: unpack them first.

    Yields:
        The outcome of each batch, once it is in.
    """
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_junk(path))
    while batch := list(islice(files, BATCH)):
        outcome = IngestOutcome()
        incoming = []
        for path in batch:
            name = path.relative_to(folder).as_posix()
            if path.is_symlink():
                message = "It is a link; put the file that it points to into the folder."
                outcome.refused.append({"name": name, "code": "link", "message": message})
            else:
                incoming.append(Incoming(name, _opener(path)))
        outcome.extend(ingest_batch(project=project, files=incoming, uploaded_by=uploaded_by))
        yield outcome


def ingest_batch(
    *,
    project: Project,
    files: Iterable[Incoming],
    uploaded_by: SignedInUser | None,
    since: datetime | None = None,
) -> IngestOutcome:
    """Take in pictures: files first, then all rows and the prepare job in one transaction.

    Args:
        since: when the job that calls this was made; images that an earlier, killed run of it added
            count as accepted, not as duplicates.
    """
    outcome = IngestOutcome()
    stored: list[StoredPicture] = []
    try:
        for file in files:
            _store(project, file, since, stored, outcome)
        with transaction.atomic():
            added = add_images(project=project, pictures=stored, uploaded_by=uploaded_by)
            images = [image for _, image in added.added]
            if images:
                Event.objects.create(
                    kind="images.added",
                    project=project,
                    actor_id=uploaded_by.pk if uploaded_by is not None else None,
                    object_type="project",
                    object_id=str(project.pk),
                    payload={"images": [image.pk for image in images]},
                )
            outcome.job = queue_prepare(project, images, uploaded_by)
    except BaseException:
        discard(stored)
        raise
    for name, image in added.added:
        outcome.accepted.append(_accepted(image, name))
    for name, image in added.duplicates:
        outcome.duplicates.append({"name": name, "duplicate_of": image.name})
    return outcome


def _store(
    project: Project,
    file: Incoming,
    since: datetime | None,
    stored: list[StoredPicture],
    outcome: IngestOutcome,
) -> None:
    """Store one file, or say why not."""
    try:
        with file.open() as stream:
            stored.append(store_picture(project=project, name=file.name, stream=stream))
    except DuplicateImage as error:
        same = project.images.get(name=error.detail["duplicate_of"])
        if since is not None and same.created_at >= since and same.name == clean_name(file.name):
            outcome.accepted.append(_accepted(same, same.name))
        else:
            outcome.duplicates.append({"name": file.name, "duplicate_of": same.name})
    except (PictureRefused, UnsafeName, UnsafeArchive) as error:
        outcome.refused.append({"name": file.name, "code": error.code, "message": error.message})


def _accepted(image: Image, name: str) -> Accepted:
    renamed_from = name if name != image.name else None
    return {"id": image.pk, "name": image.name, "renamed_from": renamed_from}


def _queue_archives(
    project: Project, archives: Sequence[Incoming], uploaded_by: SignedInUser
) -> Job:
    """Keep the archives in the storage until the job has read them."""
    kept = []
    for archive in archives:
        with archive.open() as stream:
            stream.seek(0)
            key = default_storage.save(f"incoming/{uuid.uuid4().hex}.zip", File(stream))
        kept.append({"name": archive.name, "key": key})
    return queue_job(
        kind="ingest_archive",
        task="labeling.ingest_archive",
        project=project,
        requested_by=uploaded_by,
        params={"archives": kept},
    )


def run_ingest_archive(running: RunningJob) -> dict[str, Any]:
    """The body of an ingest_archive job: member by member, batch by batch.

    The archives are deleted when the job ends, however it ends, except when another worker took it
    over and still needs them. A second run after a kill goes on where the first stopped: what is in
    is found by its content.

    Raises:
        UnsafeArchive: an archive cannot be opened at all or holds too much.
    """
    archives: list[dict[str, str]] = running.params["archives"]
    outcome = IngestOutcome()
    try:
        for archive in archives:
            outcome.extend(_ingest_archive(running, archive))
    except JobLost:
        raise
    except BaseException:
        _forget(archives)
        raise
    _forget(archives)
    return outcome.lists()


def _ingest_archive(running: RunningJob, archive: dict[str, str]) -> IngestOutcome:
    job = running.job
    outcome = IngestOutcome()
    with default_storage.open(archive["key"]) as stream, opened_zip(stream, archive["name"]) as zf:
        members, bad = zip_members(zf, archive["name"])
        outcome.refused += [
            {"name": name, "code": error.code, "message": error.message} for name, error in bad
        ]
        files = iter([Incoming(member.name, member.open) for member in members])
        done = 0
        while batch := list(islice(files, BATCH)):
            running.progress(done, len(members), f"{done} of {len(members)} files")
            added = ingest_batch(
                project=job.project,
                files=batch,
                uploaded_by=job.requested_by,
                since=job.created_at,
            )
            outcome.extend(added)
            done += len(batch)
    return outcome


def _forget(archives: Sequence[dict[str, str]]) -> None:
    for archive in archives:
        default_storage.delete(archive["key"])


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _is_junk(path: Path) -> bool:
    return path.name in _JUNK or path.name.startswith("._") or "__MACOSX" in path.parts
