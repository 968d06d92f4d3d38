"""Write a snapshot out in a format: a job, streamed into a zip, kept for download."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from labeling.dataset_source import SnapshotSource
from labeling.errors import UnknownFormat
from labeling.formats import FORMATS, export_options, format_named
from labeling.formats.archives import ZipWriter
from labeling.formats.base import ArchiveWriter, Report
from labeling.jobs import RunningJob, queue_job
from labeling.models import DatasetExport, DatasetSnapshot, record_event
from labeling.models.access import SignedInUser

HASH_BLOCK = 1 << 20


def queue_export(
    *,
    snapshot: DatasetSnapshot,
    format_name: str,
    options: Mapping[str, str],
    include_images: bool,
    requested_by: SignedInUser | None,
) -> DatasetExport:
    """Queue the export of a snapshot.

    Raises:
        UnknownFormat, UnknownOption: the format or an option does not exist.
    """
    chosen = format_named(format_name)
    if chosen.export is None:
        raise UnknownFormat(f"{chosen.title} can be imported, not exported.", format=format_name)
    export_options(chosen, options)
    with transaction.atomic():
        job = queue_job(
            kind="export",
            task="labeling.export_dataset",
            project=snapshot.project,
            requested_by=requested_by,
            params={"format": format_name},
            total=snapshot.num_images,
        )
        export = DatasetExport.objects.create(
            project=snapshot.project,
            snapshot=snapshot,
            job=job,
            format=format_name,
            options=dict(options),
            include_images=include_images,
        )
        record_event("export.queued", snapshot.project, requested_by, export, format=format_name)
    return export


def run_export(running: RunningJob) -> dict[str, Any]:
    """The job's body: write a temporary zip, then store it under a key of its own."""
    export = DatasetExport.objects.select_related("snapshot__project").get(job=running.job)
    folder = Path(settings.VAR) / "tmp" / f"export-{running.job.pk}"
    shutil.rmtree(folder, ignore_errors=True)  # what a killed worker left of this very job
    folder.mkdir(parents=True)
    try:
        path = folder / "export.zip"
        with closing(ZipWriter(path)) as archive:
            report = write_snapshot(
                export.snapshot,
                archive,
                format_name=export.format,
                options=export.options,
                include_images=export.include_images,
                running=running,
            )
        digest, size = _digest(path)
        with path.open("rb") as file:
            key = default_storage.save(f"exports/{uuid.uuid4().hex}.zip", File(file))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    export.key, export.sha256, export.byte_size = key, digest, size
    export.report = report.notes
    export.save(update_fields=["key", "sha256", "byte_size", "report"])
    return {"export": export.pk, "sha256": digest, "byte_size": size, "report": report.notes}


def write_snapshot(
    snapshot: DatasetSnapshot,
    archive: ArchiveWriter,
    *,
    format_name: str,
    options: Mapping[str, str],
    include_images: bool,
    running: RunningJob | None = None,
    on_progress: Any = None,
) -> Report:
    """Write a snapshot into an archive; what the format cannot hold is in the report.

    Args:
        running: its progress is kept up to date, and a cancel stops the writing.
        on_progress: called with the number of images done (the command line's bar).
    """
    chosen = format_named(format_name)
    if chosen.export is None:
        raise UnknownFormat(f"{chosen.title} can be imported, not exported.", format=format_name)
    source = SnapshotSource(snapshot)
    report = Report()
    for name in source.tombstones:
        report.note(f"{name} was deleted since the snapshot was taken; it is left out.")
    if not chosen.holds_weak and any(weak := source.count_weak()):
        holding = ", ".join(name for name, row in FORMATS.items() if row.holds_weak and row.export)
        report.note(
            f"{weak[0]} boxes without pixels and {weak[1]} image tags are left out: of all formats"
            f" these hold them: {holding}."
        )

    def progress(done: int) -> None:
        if running is not None:
            running.progress(done, source.num_images, f"{done} of {source.num_images} images")
        if on_progress is not None:
            on_progress(done)

    chosen.export(
        source,
        archive,
        export_options(chosen, options, include_images=include_images),
        report,
        progress,
    )
    return report


def _digest(path: Path) -> tuple[str, int]:
    sha256 = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while block := file.read(HASH_BLOCK):
            sha256.update(block)
            size += len(block)
    return sha256.hexdigest(), size
