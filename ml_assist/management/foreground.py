"""Runs a job in the terminal that asked for it: progress, Ctrl-C as a cancel, an exit code."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError
from django.db import connection
from tqdm import tqdm

from labeling.errors import WrongState
from labeling.jobs import RunningJob, cancel_job, is_finished, run_job
from labeling.models import Job, JobState, Project
from ml_assist.models import ModelVersion

POLL_S = 0.5
INTERRUPTED = 130
"""Exit code after Ctrl-C (128 + SIGINT, as shells have it)."""


def project_named(name: str) -> Project:
    """The project of this name.

    Raises:
        CommandError: there is none; the message lists those that there are.
    """
    project = Project.objects.filter(name=name).first()
    if project is None:
        names = ", ".join(Project.objects.values_list("name", flat=True)[:20]) or "none"
        raise CommandError(f"There is no project {name!r}. Projects here: {names}.")
    return project


def model_numbered(project: Project, number: int | None) -> ModelVersion | None:
    """A model of the project by its number; None stays None.

    Raises:
        CommandError: the project has no such model.
    """
    if number is None:
        return None
    model = project.model_versions.filter(number=number).first()
    if model is None:
        numbers = ", ".join(str(each.number) for each in project.model_versions.all()) or "none"
        raise CommandError(f"{project.name!r} has no model {number}. Models here: {numbers}.")
    return model


def run_here(job: Job, body: Callable[[RunningJob], dict[str, Any]]) -> dict[str, Any]:
    """Run a queued job in this process, or follow it where a worker was quicker.

    Returns:
        The job's result.

    Raises:
        CommandError: it failed (exit code 1) or was cancelled (exit code 130).
    """
    with _cancel_on_interrupt(job), _progress_bar(job):
        run_job(str(job.pk), body)
        job.refresh_from_db()
        while not is_finished(job):
            time.sleep(POLL_S)
            job.refresh_from_db()
    if job.state == JobState.CANCELLED:
        raise CommandError("cancelled", returncode=INTERRUPTED)
    if job.state == JobState.FAILED:
        raise CommandError(job.error)
    return dict(job.result or {})


@contextmanager
def _cancel_on_interrupt(job: Job) -> Iterator[None]:
    """Turn Ctrl-C into the cancel that the API offers: the job ends in a true state."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(signum: int, frame: FrameType | None) -> None:
        with suppress(WrongState):  # it ended just now
            cancel_job(job)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress_bar(job: Job) -> Iterator[None]:
    """Show the job's row while it changes; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield
        return
    over = threading.Event()
    watching = threading.Thread(target=_show, args=(job.pk, over), daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()


def _show(job_id: UUID, over: threading.Event) -> None:
    with tqdm(file=sys.stderr, bar_format="{l_bar}{bar}| {n}/{total} {postfix}") as bar:
        while True:
            row = Job.objects.get(pk=job_id)
            bar.total, bar.n = row.total or None, row.done
            bar.set_postfix_str(row.message)
            if over.wait(POLL_S):
                break
    connection.close()
