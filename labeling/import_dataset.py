"""Bring a dataset in, with its annotations: read and checked whole, then written in one go.

Pictures are verified and stored as files while the dataset is read; no row is touched until all of
it was. Whatever is wrong with the dataset leaves the project as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from labeling.errors import BadDataset
from labeling.formats import reader_named
from labeling.formats.archives import ZipReader
from labeling.formats.base import ArchiveReader, ClassRecord, ImportedDataset, Report
from labeling.formats.damage import damage_named
from labeling.formats.mapping import mapped
from labeling.import_choices import ClassChoice, choices_from, resolve
from labeling.import_files import forget_files
from labeling.import_run import EVENT, As, ImportOutcome, ImportRun, Progress
from labeling.jobs import RunningJob
from labeling.models import (
    DatasetImport,
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

Choose = Callable[[Sequence[ClassRecord]], Sequence[ClassChoice]]
"""The dataset's classes -> what becomes of some of them; the others go by their names."""


def run_import(running: RunningJob) -> dict[str, Any]:
    """The body of an import job; a second run after a kill returns what the first one wrote.

    The upload stays until it is in: after a failure the same one can be tried otherwise.
    """
    job, params = running.job, running.params
    kept = DatasetImport.objects.filter(pk=params["import"])
    written = Event.objects.filter(
        kind=EVENT, project=job.project, payload__job=str(job.pk)
    ).first()
    if written is not None:
        result: dict[str, Any] = written.payload["outcome"]
    else:
        result = _import_kept(running).to_json()
    kept.update(imported_at=timezone.now())
    for row in kept:
        forget_files(row)
    return result


def _import_kept(running: RunningJob) -> ImportOutcome:
    job, params = running.job, running.params

    def progress(done: int, total: int) -> None:
        running.progress(done, total, f"{done} of {total} images")

    try:
        with default_storage.open(params["key"]) as stream, ZipReader(stream) as archive:
            return import_dataset(
                project=job.project,
                archive=archive,
                format_name=params["format"],
                read_options=params["read_options"],
                choose=lambda found: choices_from(params["choices"]),
                as_=params["as"],
                split=params["split"],
                imported_by=job.requested_by,
                on_progress=progress,
                job=job,
            )
    except FileNotFoundError as error:
        raise BadDataset("The uploaded file was deleted; upload it again.") from error


def import_into(
    *,
    name: str,
    archive: ArchiveReader,
    format_name: str,
    owner: User,
    as_: As = "annotations",
    split: str | None = None,
    overlap_mode: str | None = None,
    read_options: Mapping[str, str] | None = None,
    choose: Choose | None = None,
    on_progress: Progress | None = None,
) -> ImportOutcome:
    """Import into the project of a name, made where there is none; it goes again on failure.

    Args:
        owner: of a new project, and author of what is imported.
        overlap_mode: of a new project; by default what the dataset's format says, else layered.
        read_options, choose: as of `import_dataset`.

    Raises:
        As `import_dataset`.
    """
    project = Project.objects.filter(name=name).first()
    report = Report()
    with damage_named():
        dataset = reader_named(format_name, read_options)(archive, report)
    is_new = project is None
    if project is None:
        project = _make_project(name, overlap_mode or dataset.overlap_mode, owner)
    elif overlap_mode is not None and overlap_mode != project.overlap_mode:
        raise BadDataset(
            f"The project “{name}” is {project.overlap_mode}, not {overlap_mode}; leave the"
            " overlap mode out, or import into a new project.",
        )
    try:
        dataset = _chosen(project, dataset, choose, report)
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


def import_dataset(
    *,
    project: Project,
    archive: ArchiveReader,
    format_name: str,
    imported_by: SignedInUser | None,
    as_: As = "annotations",
    split: str | None = None,
    read_options: Mapping[str, str] | None = None,
    choose: Choose | None = None,
    on_progress: Progress | None = None,
    job: Job | None = None,
) -> ImportOutcome:
    """Import a dataset into a project.

    Classes are merged by name, unless chosen otherwise. An image that the project has already, by
    its content (or by its name, where the dataset has no picture), gets the segments if it has none
    yet. In an exclusive project each pixel goes to the topmost of overlapping segments.

    Args:
        as_: segments of the images, or suggestions to accept or reject.
        split: for all images, instead of those in the dataset.
        read_options: choices of the format's read options.
        choose: says what becomes of the dataset's classes, once they are known.
        job: the job that runs this; a second run of it finds what was written.

    Raises:
        UnknownFormat: there is no such format, or it can only be exported.
        UnknownOption: it has no such read option.
        BadClassChoice: a choice that cannot be.
        BadDataset: the dataset is malformed; nothing was written.
    """
    report = Report()
    with damage_named():
        dataset = reader_named(format_name, read_options)(archive, report)
        dataset = _chosen(project, dataset, choose, report)
        run = ImportRun(project, dataset, report, as_, split, imported_by, format_name, job)
        return run.perform(on_progress)


def _chosen(
    project: Project, dataset: ImportedDataset, choose: Choose | None, report: Report
) -> ImportedDataset:
    """The dataset with its classes as they were chosen to be."""
    if choose is None:
        return dataset
    targets = resolve(project, dataset.classes, choose(dataset.classes))
    return mapped(dataset, targets, report) if targets else dataset
