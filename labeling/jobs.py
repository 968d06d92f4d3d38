"""Long work: the row first, the message on commit, one owner at a time (design.md 4.6)."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import current_app
from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from labeling.errors import MaskwrightError, WrongState
from labeling.models import FINISHED, Job, JobState, Project
from labeling.models.access import SignedInUser

log = logging.getLogger(__name__)

HOST = socket.gethostname()
HEARTBEAT_S = 5.0
STALE = timedelta(seconds=45)  # nine missed heartbeats: the worker is gone, not slow
RESEND = timedelta(seconds=15)
MAX_ATTEMPTS = 5  # a job that kills its worker five times will kill the sixth
PROGRESS_INTERVAL_S = 0.5


class JobCancelled(Exception):
    """Somebody asked this job to stop."""


class JobLost(Exception):
    """Another worker owns this row now; stop without writing anything."""


def queue_job(
    *,
    kind: str,
    task: str,
    project: Project,
    requested_by: SignedInUser | None,
    params: dict[str, Any],
    queue: str = "default",
    total: int = 0,
) -> Job:
    """Add a job's row and send its message when the transaction commits.

    Args:
        kind: what the user sees, e.g. "export".
        task: name of the Celery task that takes the job's id.
        params: JSON-able arguments for the task.
        total: steps, 0 when not known yet.
    """
    job = Job.objects.create(
        kind=kind,
        task=task,
        queue=queue,
        project=project,
        requested_by_id=requested_by.pk if requested_by is not None else None,
        params=params,
        total=total,
    )
    transaction.on_commit(lambda: send(job))
    return job


def send(job: Job) -> None:
    """Send the hint that wakes a worker; a lost one is re-sent by the sweep."""
    Job.objects.filter(pk=job.pk).update(sent_at=timezone.now(), num_sends=F("num_sends") + 1)
    try:
        current_app.send_task(job.task, args=[str(job.pk)], queue=job.queue)
    except (OSError, OperationalError) as error:
        log.warning("job %s: message not sent, the sweep will: %s", job.pk, error)


class RunningJob:
    """A claimed job as its task sees it: parameters, progress, and whether to stop."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.params: dict[str, Any] = job.params
        self._owned = Job.objects.filter(pk=job.pk, token=job.token, state=JobState.RUNNING)
        self._written_at = 0.0

    def progress(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Say how far the job is; written at most twice a second, and when done == total.

        Raises:
            JobCancelled: the user asked to stop.
            JobLost: another worker took the job over.
        """
        self.job.done = done
        self.job.total = self.job.total if total is None else total
        self.job.message = self.job.message if message is None else message[:300]
        now = time.monotonic()
        if now - self._written_at >= PROGRESS_INTERVAL_S or done == self.job.total:
            self._written_at = now
            self.check()

    def check(self) -> None:
        """Write the progress now, and stop when asked to (see `progress`)."""
        written = self._owned.update(
            done=self.job.done,
            total=self.job.total,
            message=self.job.message,
            heartbeat_at=timezone.now(),
        )
        if not written:
            raise JobLost(str(self.job.pk))
        if self._owned.filter(cancel_requested=True).exists():
            raise JobCancelled(str(self.job.pk))

    def finish(self, state: JobState, *, error: str = "", result: Any = None) -> None:
        """Write the final state, if this run still owns the row."""
        self._owned.update(
            state=state,
            error=error,
            result=result,
            done=self.job.total if state == JobState.DONE else self.job.done,
            total=self.job.total,
            message=self.job.message,
            finished_at=timezone.now(),
        )


def run_job(job_id: str, body: Callable[[RunningJob], dict[str, Any]]) -> None:
    """Claim a job, run its body, and leave the row in a true state.

    A second delivery of the message finds the row taken and returns. MaskwrightErrors fail the
    job with their message; others fail it too and are raised again, so that they are logged.
    """
    job = claim(job_id)
    if job is None:
        return
    running = RunningJob(job)
    stop = threading.Event()
    beating = threading.Thread(target=_beat, args=(job, stop), daemon=True)
    beating.start()
    try:
        running.finish(JobState.DONE, result=body(running))
    except JobCancelled:
        running.finish(JobState.CANCELLED)
    except JobLost:
        log.warning("job %s: taken over by another worker", job_id)
    except MaskwrightError as error:
        running.finish(JobState.FAILED, error=error.message, result=error.detail or None)
    except Exception as error:  # the one place: a bug must end as a failed job, not a silent one
        running.finish(JobState.FAILED, error=f"{type(error).__name__}: {error}")
        raise
    finally:
        stop.set()


def claim(job_id: str) -> Job | None:
    """Take a queued job for this worker; None when somebody else has it or it is finished."""
    now = timezone.now()
    token = uuid.uuid4()
    taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        token=token,
        worker=f"{HOST}:{os.getpid()}",
        heartbeat_at=now,
        started_at=now,
        attempts=F("attempts") + 1,
    )
    return Job.objects.select_related("project").get(pk=job_id, token=token) if taken else None


def cancel_job(job: Job) -> None:
    """Stop a job: at once when it waits, at its next step when it runs.

    Raises:
        WrongState: it is finished already.
    """
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if waiting.update(state=JobState.CANCELLED, cancel_requested=True, finished_at=now):
        return
    running = Job.objects.filter(pk=job.pk, state=JobState.RUNNING)
    if not running.update(cancel_requested=True):
        raise WrongState("This job has ended already; there is nothing to cancel.")


def sweep_jobs() -> None:
    """Re-send jobs whose message or worker died; end those that keep killing their worker."""
    now = timezone.now()
    dead = Q(state=JobState.RUNNING) & (
        Q(heartbeat_at__lt=now - STALE) | Q(worker__in=_dead_workers())
    )
    Job.objects.filter(dead, cancel_requested=True).update(
        state=JobState.CANCELLED, finished_at=now
    )
    Job.objects.filter(dead, attempts__gte=MAX_ATTEMPTS).update(
        state=JobState.FAILED,
        finished_at=now,
        error=f"Its worker died {MAX_ATTEMPTS} times while running it; see the workers' log.",
    )
    for job in Job.objects.filter(dead):
        requeued = Job.objects.filter(pk=job.pk, token=job.token, state=JobState.RUNNING).update(
            state=JobState.QUEUED, token=None
        )
        if requeued:
            send(job)
    for job in Job.objects.filter(state=JobState.QUEUED):
        # Twice as long each time: a queue that is only busy must not fill up with hints.
        wait = RESEND * 2 ** min(job.num_sends, 6)
        if job.sent_at is None or job.sent_at < now - wait:
            send(job)


def is_finished(job: Job) -> bool:
    """Whether a job has ended, one way or another."""
    return job.state in FINISHED


def _dead_workers() -> list[str]:
    """Workers of running jobs on this host whose process is gone: no need to wait for those."""
    running = Job.objects.filter(state=JobState.RUNNING, worker__startswith=f"{HOST}:")
    workers = running.values_list("worker", flat=True).distinct()
    return [worker for worker in workers if not _is_alive(int(worker.rpartition(":")[2]))]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _beat(job: Job, stop: threading.Event) -> None:
    """Refresh the heartbeat from a thread of its own, so that long steps do not look dead."""
    while not stop.wait(HEARTBEAT_S):
        close_old_connections()
        Job.objects.filter(pk=job.pk, token=job.token, state=JobState.RUNNING).update(
            heartbeat_at=timezone.now()
        )
    connection.close()
