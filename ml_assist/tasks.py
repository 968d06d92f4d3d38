"""What workers of the queues `training` and `gpu` do with a message: one verb, run as a job."""

from __future__ import annotations

from celery import shared_task

from labeling.jobs import run_job
from ml_assist import prompting, retrain, suggest


@shared_task(name="ml_assist.train")
def train(job_id: str) -> None:
    """Supervise one training run."""
    run_job(job_id, retrain.supervise)


@shared_task(name="ml_assist.predict_images")
def predict_images(job_id: str) -> None:
    """Write a model's suggestions on images."""
    run_job(job_id, suggest.predict_images)


@shared_task(name="ml_assist.prompt")
def prompt(job_id: str) -> None:
    """Answer a prompt with a predictor that needs weights."""
    run_job(job_id, prompting.answer_prompt)


@shared_task(name="ml_assist.end_orphans")
def end_orphans() -> None:
    """End trainers whose job has ended without them: their worker died before it could."""
    retrain.end_orphans()
