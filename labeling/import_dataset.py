"""Bring a dataset in, with its annotations: read and checked whole, then written in one go.

Pictures are verified and stored as files while the dataset is read; no row is touched until all of
it was. Whatever is wrong with the dataset leaves the project as it was.
"""

from __future__ import annotations

import uuid
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from labeling.errors import BadDataset
from labeling.formats import reader_named
from labeling.formats.archives import ZipReader
from labeling.formats.base import ArchiveReader, Report
from labeling.import_run import EVENT, As, ImportOutcome, ImportRun, Progress
from labeling.jobs import JobLost, RunningJob, queue_job
from labeling.models import (
    Event,
    Job,
    Membership,
    OverlapMode,
    Project,
    Role,
    User,
    record_event,
)
from labeling.models.access import SignedInUser


def queue_import(
    *,
    project: Project,
    stream: IO[bytes],
    format_name: str,
    as_: As,
    split: str | None,
    requested_by: SignedInUser,
) -> Job:
    """Keep an uploaded zip and queue its import.

    Raises:
        UnknownFormat: there is no such format, or it can only be exported.
    """
    reader_named(format_name)
    stream.seek(0)
    key = default_storage.save(f"incoming/{uuid.uuid4().hex}.zip", File(stream))
    return queue_job(
        kind="import",
        task="labeling.import_dataset",
        project=project,
        requested_by=requested_by,
        params={"key": key, "format": format_name, "as": as_, "split": split},
    )


def run_import(running: RunningJob) -> dict[str, Any]:
    """The body of an import job; a second run after a kill returns what the first one wrote."""
    job, params = running.job, running.params
    written = Event.objects.filter(
        kind=EVENT, project=job.project, payload__job=str(job.pk)
    ).first()
    if written is not None:
        _forget(params["key"])
        result: dict[str, Any] = written.payload["outcome"]
        return result

    def progress(done: int, total: int) -> None:
        running.progress(done, total, f"{done} of {total} images")

    try:
        with default_storage.open(params["key"]) as stream, _zip(stream) as archive:
            outcome = import_dataset(
                project=job.project,
                archive=archive,
                format_name=params["format"],
                as_=params["as"],
                split=params["split"],
                imported_by=job.requested_by,
                on_progress=progress,
                job=job,
            )
    except JobLost:
        raise  # the worker that has the job now still needs the zip
    except BaseException:
        _forget(params["key"])
        raise
    _forget(params["key"])
    return outcome.to_json()


@contextmanager
def _zip(stream: IO[bytes]) -> Iterator[ArchiveReader]:
    with ZipReader(stream) as reader:
        yield reader


def _forget(key: str) -> None:
    default_storage.delete(key)


def import_into(
    *,
    name: str,
    archive: ArchiveReader,
    format_name: str,
    owner: User,
    as_: As = "annotations",
    split: str | None = None,
    overlap_mode: str | None = None,
    on_progress: Progress | None = None,
) -> ImportOutcome:
    """Import into the project of a name, made where there is none; it goes again on failure.

    Args:
        owner: of a new project, and author of what is imported.
        overlap_mode: of a new project; by default what the dataset's format says, else layered.

    Raises:
        As `import_dataset`.
    """
    project = Project.objects.filter(name=name).first()
    report = Report()
    with damage_named():
        dataset = reader_named(format_name)(archive, report)
    is_new = project is None
    if project is None:
        project = _make_project(name, overlap_mode or dataset.overlap_mode, owner)
    elif overlap_mode is not None and overlap_mode != project.overlap_mode:
        raise BadDataset(
            f"The project “{name}” is {project.overlap_mode}, not {overlap_mode}; leave the"
            " overlap mode out, or import into a new project.",
        )
    try:
        run = ImportRun(project, dataset, report, as_, split, owner, format_name)
        with damage_named():
            return run.perform(on_progress)
    except BaseException:
        if is_new:
            project.delete()
        raise


def _make_project(name: str, overlap_mode: str | None, owner: User) -> Project:
    with transaction.atomic():
        project = Project.objects.create(
            name=name, overlap_mode=overlap_mode or OverlapMode.LAYERED, created_by=owner
        )
        Membership.objects.create(project=project, user=owner, role=Role.OWNER)
        record_event("project.created", project, owner, project)
    return project


@contextmanager
def damage_named() -> Iterator[None]:
    """What a damaged archive or a hostile file raises while it is read, as our own error.

    Raises:
        BadDataset: the archive cannot be unpacked, or JSON or XML in it is nested without end.
    """
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BadDataset(f"The zip is damaged ({error}); pack or copy it again.") from error
    except RecursionError as error:
        raise BadDataset("A file of the dataset is nested too deeply to be read.") from error


def import_dataset(
    *,
    project: Project,
    archive: ArchiveReader,
    format_name: str,
    imported_by: SignedInUser | None,
    as_: As = "annotations",
    split: str | None = None,
    on_progress: Progress | None = None,
    job: Job | None = None,
) -> ImportOutcome:
    """Import a dataset into a project.

    Classes are merged by name. An image that the project has already, by its content (or by its
    name, where the dataset has no picture), gets the segments if it has none yet. In an exclusive
    project each pixel goes to the topmost of overlapping segments.

    Args:
        as_: segments of the images, or suggestions to accept or reject.
        split: for all images, instead of those in the dataset.
        job: the job that runs this; a second run of it finds what was written.

    Raises:
        UnknownFormat: there is no such format, or it can only be exported.
        BadDataset: the dataset is malformed; nothing was written.
    """
    report = Report()
    with damage_named():
        dataset = reader_named(format_name)(archive, report)
        run = ImportRun(project, dataset, report, as_, split, imported_by, format_name, job)
        return run.perform(on_progress)
