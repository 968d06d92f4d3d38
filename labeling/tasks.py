"""What the workers run: each task claims its job and calls one verb."""

from __future__ import annotations

from celery import shared_task

from labeling import export, jobs


@shared_task(name="labeling.sweep_jobs")
def sweep_jobs() -> None:
    """Every 15 s: re-send jobs whose message or worker died."""
    jobs.sweep_jobs()


@shared_task(name="labeling.export_dataset")
def export_dataset(job_id: str) -> None:
    """Write an export."""
    jobs.run_job(job_id, export.run_export)
