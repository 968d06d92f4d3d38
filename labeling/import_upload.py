"""An import step by step: the upload kept, looked through, chosen about, started or discarded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from labeling.errors import WrongState
from labeling.formats import reader_named
from labeling.formats.base import ClassRecord
from labeling.import_choices import ClassChoice, resolve
from labeling.import_files import forget_files, forget_previews, keep_file
from labeling.jobs import cancel_job, is_finished, queue_job
from labeling.models import FINISHED, DatasetImport, Job, Project, record_event
from labeling.models.access import SignedInUser

KEPT_FOR = timedelta(days=1)
"""How long an upload that nobody goes on with is kept; the page says so."""


def start_import(
    *,
    project: Project,
    stream: IO[bytes],
    file_name: str,
    format_name: str,
    read_options: Mapping[str, str],
    uploaded_by: SignedInUser,
) -> DatasetImport:
    """Keep an uploaded zip and queue the look through it.

    Args:
        format_name: empty to have it guessed.

    Raises:
        UnknownFormat, UnknownOption: as `reader_named`.
    """
    if format_name:
        reader_named(format_name, read_options)
    byte_size = stream.seek(0, 2)
    row = DatasetImport(
        project=project,
        created_by_id=uploaded_by.pk,
        file_name=file_name[-300:],
        byte_size=byte_size,
        key=keep_file(stream),
        format=format_name,
        read_options=dict(read_options),
    )
    try:
        with transaction.atomic():
            row.save()
            record_event("import.uploaded", project, uploaded_by, row, file_name=row.file_name)
            _queue_inspection(row, uploaded_by)
    except BaseException:
        default_storage.delete(row.key)
        raise
    return row


def choose_format(
    row: DatasetImport, *, format_name: str, read_options: Mapping[str, str], by: SignedInUser
) -> None:
    """Read the upload as another format, or by other options: it is looked through anew.

    Args:
        format_name: empty to have it guessed again.

    Raises:
        UnknownFormat, UnknownOption: as `reader_named`.
        WrongState: it is imported, being imported, or no longer kept.
    """
    if format_name:
        reader_named(format_name, read_options)
    _check_open(row)
    is_other = format_name != row.format
    _stop(row.inspection)
    forget_previews(row)
    with transaction.atomic():
        row.format = format_name
        row.read_options = dict(read_options) if format_name else {}
        row.findings = None
        if is_other:  # its classes have other numbers
            row.choices = []
        row.touched_at = timezone.now()
        row.save()
        _queue_inspection(row, by)


def choose_classes(row: DatasetImport, choices: Sequence[ClassChoice]) -> None:
    """Keep what is to become of the classes found.

    Raises:
        BadClassChoice: see `resolve`.
        WrongState: nothing was found yet, it is imported, being imported, or no longer kept.
    """
    _check_open(row)
    if row.findings is None:
        raise WrongState("The dataset is not looked through yet; wait for its job.")
    resolve(row.project, found_classes(row), choices)
    row.choices = [choice.to_json() for choice in choices]
    row.touched_at = timezone.now()
    row.save(update_fields=["choices", "touched_at"])


def choose_use(row: DatasetImport, *, segments_as: str, split: str | None) -> None:
    """Keep what the segments become, and the split of all images.

    Raises:
        WrongState: it is imported, being imported, or no longer kept.
    """
    _check_open(row)
    row.segments_as, row.split, row.touched_at = segments_as, split, timezone.now()
    row.save(update_fields=["segments_as", "split", "touched_at"])


def run_upload(row: DatasetImport, *, by: SignedInUser) -> Job:
    """Queue the import as it was chosen.

    Raises:
        BadClassChoice: the project's classes changed meanwhile.
        WrongState: no format is known yet, it is imported, being imported, or no longer kept.
    """
    _check_open(row)
    if not row.format:
        raise WrongState("The dataset's format is not known yet; wait for its job, or choose it.")
    if row.findings is not None:
        resolve(row.project, found_classes(row), [ClassChoice(**each) for each in row.choices])
    _stop(row.inspection)  # who knows the format need not wait for it
    with transaction.atomic():
        locked = DatasetImport.objects.select_for_update().get(pk=row.pk)
        _check_open(locked)
        row.run = queue_job(
            kind="import",
            task="labeling.import_dataset",
            project=row.project,
            requested_by=by,
            params={
                "import": row.pk,
                "key": row.key,
                "format": row.format,
                "read_options": row.read_options,
                "choices": row.choices,
                "as": row.segments_as,
                "split": row.split,
            },
        )
        row.touched_at = timezone.now()
        row.save(update_fields=["run", "touched_at"])
    return row.run


def discard_import(row: DatasetImport, *, by: SignedInUser) -> None:
    """Delete an upload that is not to be imported.

    Raises:
        WrongState: it is imported, or being imported.
    """
    if row.imported_at is not None:
        raise WrongState("This dataset is imported; its record stays.")
    if row.run is not None and not is_finished(row.run):
        raise WrongState("This dataset is being imported; cancel that first.")
    _stop(row.inspection)
    forget_files(row)
    with transaction.atomic():
        record_event("import.discarded", row.project, by, row, file_name=row.file_name)
        row.delete()


def sweep_uploads() -> int:
    """Delete uploads that nobody went on with for a day; how many."""
    for row in DatasetImport.objects.filter(imported_at__isnull=False).exclude(key="", previews=[]):
        forget_files(row)  # its worker died before it came to that
    old = DatasetImport.objects.filter(
        Q(inspection=None) | Q(inspection__state__in=FINISHED),
        Q(run=None) | Q(run__state__in=FINISHED),
        touched_at__lt=timezone.now() - KEPT_FOR,
        imported_at=None,
    )
    rows = list(old)
    for row in rows:
        forget_files(row)
        row.delete()
    return len(rows)


def found_classes(row: DatasetImport) -> list[ClassRecord]:
    """The classes that the look through an upload found."""
    return [
        ClassRecord(
            class_id=each["class_id"],
            name=each["name"],
            color=each["color"],
            is_thing=each["is_thing"],
            is_ignore=each["is_ignore"],
        )
        for each in (row.findings or {}).get("classes", [])
    ]


def _queue_inspection(row: DatasetImport, by: SignedInUser) -> None:
    params: dict[str, Any] = {"import": row.pk}
    row.inspection = queue_job(
        kind="inspect",
        task="labeling.inspect_dataset",
        project=row.project,
        requested_by=by,
        params=params,
    )
    row.save(update_fields=["inspection"])


def _stop(job: Job | None) -> None:
    if job is not None and not is_finished(job):
        try:
            cancel_job(job)
        except WrongState:
            return  # it ended just now


def _check_open(row: DatasetImport) -> None:
    """Refuse changes to what is decided.

    Raises:
        WrongState: it is imported, being imported, or no longer kept.
    """
    if row.imported_at is not None:
        raise WrongState("This dataset is imported already; upload it again for another import.")
    if row.run is not None and not is_finished(row.run):
        raise WrongState("This dataset is being imported; wait for its job, or cancel it.")
    if not row.key:
        raise WrongState("The uploaded file is no longer kept; upload it again.")
