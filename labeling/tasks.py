"""What the workers run: each task claims its job and calls one verb."""

from __future__ import annotations

from celery import shared_task

from labeling import (
    class_surgery,
    export,
    ingest,
    jobs,
    kept_exports,
    prepare,
    statistics,
    superpixels,
)
from labeling.import_dataset import run_import
from labeling.import_inspection import run_inspection
from labeling.import_upload import sweep_uploads


@shared_task(name="labeling.sweep_jobs")
def sweep_jobs() -> None:
    """Every 15 s: re-send jobs whose message or worker died, take back what they left half-done."""
    jobs.sweep_jobs()
    class_surgery.settle_abandoned()


@shared_task(name="labeling.delete_old_exports")
def delete_old_exports() -> None:
    """Every hour: delete exports that are older than their projects keep them."""
    kept_exports.delete_old_exports()


@shared_task(name="labeling.export_dataset")
def export_dataset(job_id: str) -> None:
    """Write an export."""
    jobs.run_job(job_id, export.run_export)


@shared_task(name="labeling.prepare_images")
def prepare_images(job_id: str) -> None:
    """Make renditions and thumbnails."""
    jobs.run_job(job_id, prepare.run_prepare)


@shared_task(name="labeling.superpixels")
def make_superpixels(job_id: str) -> None:
    """Cut a picture into superpixels."""
    jobs.run_job(job_id, superpixels.run_superpixels)


@shared_task(name="labeling.ingest_archive")
def ingest_archive(job_id: str) -> None:
    """Take in the pictures of uploaded zips."""
    jobs.run_job(job_id, ingest.run_ingest_archive)


@shared_task(name="labeling.import_dataset")
def import_dataset(job_id: str) -> None:
    """Bring an uploaded dataset in."""
    jobs.run_job(job_id, run_import)


@shared_task(name="labeling.class_surgery")
def change_classes(job_id: str) -> None:
    """Apply a batch of class changes, or take one back."""
    jobs.run_job(job_id, class_surgery.run_surgery)


@shared_task(name=statistics.TASK)
def count_statistics(job_id: str) -> None:
    """Count what a version holds."""
    jobs.run_job(job_id, statistics.run_statistics)


@shared_task(name="labeling.inspect_dataset")
def inspect_dataset(job_id: str) -> None:
    """Look through an uploaded dataset."""
    jobs.run_job(job_id, run_inspection)


@shared_task(name="labeling.sweep_imports")
def sweep_imports() -> None:
    """Every hour: delete uploads that nobody went on with."""
    sweep_uploads()
