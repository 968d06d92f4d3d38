"""Jobs: one owner at a time, true final states, lost messages and dead workers are made good."""

from __future__ import annotations

import subprocess
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from labeling import errors, jobs
from labeling.models import Job
from tests.factories import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """Messages are recorded instead of sent."""
    messages: list[tuple[str, list[str], str]] = []
    monkeypatch.setattr(
        jobs.current_app,
        "send_task",
        lambda name, args, queue: messages.append((name, args, queue)),
    )
    return messages


@pytest.fixture
def job(django_capture_on_commit_callbacks, sent):
    with django_capture_on_commit_callbacks(execute=True):
        return jobs.queue_job(
            kind="test",
            task="labeling.test",
            project=make_project(),
            requested_by=None,
            params={"a": 1},
            total=3,
        )


def test_the_message_is_sent_on_commit(job, sent):
    assert sent == [("labeling.test", [str(job.pk)], "default")]


def test_a_job_runs_and_keeps_its_result(job):
    jobs.run_job(str(job.pk), lambda running: {"a": running.params["a"]})
    job.refresh_from_db()
    assert (job.state, job.result, job.done, job.attempts) == ("done", {"a": 1}, 3, 1)


def test_a_second_delivery_finds_it_taken(job):
    runs = []
    jobs.run_job(str(job.pk), lambda running: jobs.run_job(str(job.pk), runs.append) or {})
    jobs.run_job(str(job.pk), runs.append)
    assert runs == []


def test_a_named_error_fails_the_job_with_its_message(job):
    def body(running):
        raise errors.WrongState("not now", hint=1)

    jobs.run_job(str(job.pk), body)
    job.refresh_from_db()
    assert (job.state, job.error, job.result) == ("failed", "not now", {"hint": 1})


def test_a_bug_fails_the_job_and_is_raised(job):
    with pytest.raises(ZeroDivisionError):
        jobs.run_job(str(job.pk), lambda running: {"x": 1 // 0})
    job.refresh_from_db()
    assert job.state == "failed"
    assert "ZeroDivisionError" in job.error


def test_a_waiting_job_is_cancelled_at_once(job):
    jobs.cancel_job(job)
    jobs.run_job(str(job.pk), lambda running: pytest.fail("ran"))
    job.refresh_from_db()
    assert job.state == "cancelled"
    with pytest.raises(errors.WrongState):
        jobs.cancel_job(job)


def test_a_running_job_stops_at_its_next_step(job):
    steps = []

    def body(running):
        for step in range(3):
            running.progress(step)
            steps.append(step)
            jobs.cancel_job(job)
            running.check()
        return {}

    jobs.run_job(str(job.pk), body)
    job.refresh_from_db()
    assert (job.state, steps) == ("cancelled", [0])


def test_a_worker_that_lost_its_job_writes_nothing(job):
    def body(running):
        Job.objects.filter(pk=job.pk).update(token=uuid.uuid4())
        running.check()
        return {}

    jobs.run_job(str(job.pk), body)
    job.refresh_from_db()
    assert job.state == "running"


def test_the_sweep_requeues_the_jobs_of_a_dead_worker(job, sent):
    jobs.claim(str(job.pk))
    old = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=old)
    jobs.sweep_jobs()
    job.refresh_from_db()
    assert (job.state, len(sent)) == ("queued", 2)
    jobs.run_job(str(job.pk), lambda running: {})
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_the_sweep_leaves_a_living_worker_alone(job, sent):
    jobs.claim(str(job.pk))
    jobs.sweep_jobs()
    job.refresh_from_db()
    assert (job.state, len(sent)) == ("running", 1)


def test_the_sweep_sends_a_lost_message_again_ever_more_rarely(job, sent):
    jobs.sweep_jobs()
    assert len(sent) == 1
    for expected, minutes in ((2, 1), (2, 0), (3, 2)):
        if minutes:
            Job.objects.update(sent_at=timezone.now() - timedelta(minutes=minutes))
        jobs.sweep_jobs()
        assert len(sent) == expected


def test_a_job_that_kills_its_workers_ends_failed(job):
    old = timezone.now() - timedelta(minutes=5)
    for _ in range(jobs.MAX_ATTEMPTS):
        jobs.claim(str(job.pk))
        Job.objects.filter(pk=job.pk).update(heartbeat_at=old)
        jobs.sweep_jobs()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "died 5 times" in job.error


def test_a_dead_job_that_should_stop_ends_cancelled(job):
    jobs.claim(str(job.pk))
    jobs.cancel_job(job)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    jobs.sweep_jobs()
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_the_sweep_sees_at_once_that_a_process_on_this_host_is_gone(job, sent):
    jobs.claim(str(job.pk))
    gone = subprocess.Popen(["true"])
    gone.wait()
    Job.objects.filter(pk=job.pk).update(worker=f"{jobs.HOST}:{gone.pid}")
    jobs.sweep_jobs()
    job.refresh_from_db()
    assert (job.state, len(sent)) == ("queued", 2)
