"""Write a snapshot out in a format: a job, streamed into a zip, kept for download."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from labeling.dataset_source import SnapshotSource
from labeling.export_source import chosen_source, exported_format
from labeling.exporting.choices import Choices, parse
from labeling.exporting.losses import losses
from labeling.exporting.report import (
    MANIFEST_FILE,
    REPORT_FILE,
    PictureLine,
    manifest,
    report_text,
)
from labeling.exporting.splits import split_counts
from labeling.formats import export_options
from labeling.formats.archives import ZipWriter
from labeling.formats.base import ArchiveWriter, Report
from labeling.jobs import RunningJob, queue_job
from labeling.models import DatasetExport, DatasetSnapshot, record_event
from labeling.models.access import SignedInUser

HASH_BLOCK = 1 << 20
ALL = Choices()


@dataclass(frozen=True, slots=True)
class Written:
    """What a writing had to say, and how many images each split got ("": in none)."""

    notes: list[str]
    split_counts: dict[str, int]


def queue_export(
    *,
    snapshot: DatasetSnapshot,
    format_name: str,
    options: Mapping[str, str],
    include_images: bool,
    requested_by: SignedInUser | None,
    choices: Choices = ALL,
) -> DatasetExport:
    """Queue the export of a snapshot.

    Raises:
        UnknownFormat, UnknownOption: the format or an option does not exist.
        BadChoice: a choice names a class that the snapshot has not.
    """
    export_options(exported_format(format_name)[0], options)
    parse(choices.to_json(), known={row["class_id"] for row in snapshot.classes})
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
            choices=choices.to_json(),
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
            written = write_snapshot(
                export.snapshot,
                archive,
                format_name=export.format,
                options=export.options,
                include_images=export.include_images,
                choices=parse(export.choices),
                running=running,
            )
        digest, size = _digest(path)
        with path.open("rb") as file:
            key = default_storage.save(f"exports/{uuid.uuid4().hex}.zip", File(file))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    export.key, export.sha256, export.byte_size = key, digest, size
    export.report, export.split_counts = written.notes, written.split_counts
    export.save(update_fields=["key", "sha256", "byte_size", "report", "split_counts"])
    return {"export": export.pk, "sha256": digest, "byte_size": size, "report": written.notes}


def write_snapshot(
    snapshot: DatasetSnapshot,
    archive: ArchiveWriter,
    *,
    format_name: str,
    options: Mapping[str, str],
    include_images: bool,
    choices: Choices = ALL,
    running: RunningJob | None = None,
    on_progress: Any = None,
) -> Written:
    """Write a snapshot into an archive, with EXPORT_REPORT.txt: what is left out, and the notes.

    Args:
        choices: splits, classes, smallest area, anonymising.
        running: its progress is kept up to date, and a cancel stops the writing.
        on_progress: called with the number of images done (the command line's bar).
    """
    chosen, export = exported_format(format_name)
    source = SnapshotSource(snapshot)
    wanted = chosen_source(source, format_name, options, choices)

    def progress(done: int) -> None:
        if running is not None:
            running.progress(done, source.num_images, f"{done} of {source.num_images} images")
        if on_progress is not None:
            on_progress(done)

    report = Report()
    checked = export_options(chosen, options, include_images=include_images)
    export(wanted, archive, checked, report, progress)
    if not include_images:
        with archive.open(MANIFEST_FILE) as file:
            file.writelines(manifest(_pictures(source)))
    found = losses(wanted.holds, wanted.found, tuple(wanted.classes))
    left_out = [loss.text for loss in found] + wanted.lines()
    left_out += [
        f"{name} was deleted since the snapshot was taken; it is left out."
        for name in source.tombstones
    ]
    splits = [split for _, split in wanted.image_heads()]
    others = snapshot.num_left_out
    unselected = (
        [f"Images that the snapshot left out by state or split: {others}."] if others else []
    )
    text = report_text(
        title=chosen.title,
        snapshot_hash=snapshot.hash,
        splits=splits,
        left_out=[*left_out, *unselected],
        notes=report.notes,
    )
    archive.write(REPORT_FILE, text)
    return Written([*left_out, *report.notes], split_counts(splits))


def _pictures(source: SnapshotSource) -> Iterator[PictureLine]:
    rows = source.present_rows().values_list(
        "sha256", "image__byte_size", "height", "width", "name"
    )
    for sha256, byte_size, height, width, name in rows.iterator():
        yield PictureLine(sha256, byte_size, (height, width), name)


def _digest(path: Path) -> tuple[str, int]:
    sha256 = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while block := file.read(HASH_BLOCK):
            sha256.update(block)
            size += len(block)
    return sha256.hexdigest(), size
