"""Learns from what people labelled: freezes it, trains beside the worker, keeps what comes of it.

`queue_run` takes the snapshot and makes the job. `supervise`, in a worker, fills the run's folder,
starts the trainer or adopts a living one, follows its metrics, stops it on request, starts it again
when something outside killed it, and turns its weights into a ModelVersion.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from labeling.dataset_source import SnapshotSource
from labeling.export import write_snapshot
from labeling.formats.archives import FolderWriter
from labeling.jobs import JobCancelled, RunningJob, is_finished, queue_job
from labeling.models import DatasetSnapshot, Image, Job, Project, Split, record_event
from labeling.models.access import SignedInUser
from labeling.snapshot import DEFAULT_STATES, take_snapshot
from ml_assist.errors import (
    IncompatibleModel,
    TooFewImages,
    TrainingFailed,
    TrainingKilled,
)
from ml_assist.models import ModelVersion, TrainingRun
from ml_assist.publish import next_number, publish, result_of
from ml_assist.run_folder import MetricsLine, RunFolder, write_json
from ml_assist.stored_models import copy_weights
from ml_assist.training.config import TrainConfig
from ml_assist.training_process import Trainer

Progress = Callable[[int], None]

MIN_IMAGES = 2
"""One to learn from, one to choose the best epoch by."""
MAX_STARTS = 4
"""Starts in a row that finish no epoch: after that, whatever kills the trainer will do so again."""
STOP_GRACE_S = 30.0
"""How long the trainer may take to end its step and write its checkpoint before it is signalled."""
POLL_S = 0.5
STOPPED_BY_SIGNAL = 3
"""The trainer's exit code when it was asked to end; without a stop file: by somebody's SIGTERM."""


def runs_folder() -> Path:
    """Where the folders of all runs are."""
    return Path(settings.VAR) / "runs"


def folder_of(job_id: UUID) -> RunFolder:
    """The folder of a run; named by its job's id, which no other database ever repeats."""
    return RunFolder(runs_folder() / str(job_id))


def queue_run(
    *,
    project: Project,
    config: TrainConfig,
    requested_by: SignedInUser | None,
    init_from: ModelVersion | None = None,
    states: Sequence[str] = DEFAULT_STATES,
) -> TrainingRun:
    """Freeze the labelled images and queue a training on them.

    Args:
        project: whose images.
        config: the trainer's settings; its `snapshot_hash` is filled in here.
        requested_by: who asked; None for the system.
        init_from: a model of the same project to start from.
        states: which annotation states count as labelled.

    Raises:
        TooFewImages: fewer than MIN_IMAGES labelled images that are not set aside for testing.
        IncompatibleModel: `init_from` is another project's, or another architecture or encoder.
    """
    _check_init(project, config, init_from)
    _check_num_images(project, states)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)  # one number at a time
        snapshot = take_snapshot(project=project, taken_by=requested_by, states=states)
        job = queue_job(
            kind="train",
            task="ml_assist.train",
            queue="training",
            project=project,
            requested_by=requested_by,
            params={},
            total=config.epochs,
        )
        run = TrainingRun.objects.create(
            project=project,
            number=next_number(project.training_runs.aggregate(last=Max("number"))["last"]),
            snapshot=snapshot,
            job=job,
            config=config.model_copy(update={"snapshot_hash": snapshot.hash}).model_dump(),
            init_from=init_from,
            requested_by_id=requested_by.pk if requested_by is not None else None,
        )
        record_event("training.queued", project, requested_by, run, snapshot=snapshot.hash)
    return run


def supervise(job: RunningJob) -> dict[str, Any]:
    """Bring the run of this job to its end and keep its model.

    Returns:
        {"model_id", "model_number", "miou"}.

    Raises:
        JobCancelled: asked to stop, and the trainer ended before it was done.
        JobLost: another worker supervises the run now; the trainer goes on.
        TrainingFailed: the trainer gave up; the message is its own.
        TrainingKilled: it was killed MAX_STARTS times without finishing an epoch.
    """
    run = TrainingRun.objects.select_related("project", "snapshot", "init_from", "model").get(
        job_id=job.job.pk
    )
    if run.model is not None:  # a worker died between writing the model and ending the job
        return result_of(run.model)
    folder = folder_of(job.job.pk)
    folder.path.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(folder)
    try:
        if not trainer.is_alive():
            _fill(run, folder, job)
        _follow(job, folder, trainer)
    except JobCancelled:
        trainer.end(STOP_GRACE_S)
        if folder.outcome() != "done":
            _discard_dataset(folder)
            raise
    model = publish(run, folder)
    _discard_dataset(folder)
    return result_of(model)


def end_orphans() -> None:
    """End trainers whose job has ended without them (their worker died before it could)."""
    for noted in runs_folder().glob("*/process.json"):
        job = Job.objects.filter(pk=noted.parent.name).first()
        trainer = Trainer(RunFolder(noted.parent))
        if (job is None or is_finished(job)) and trainer.is_alive():
            trainer.end(STOP_GRACE_S)


def _fill(run: TrainingRun, folder: RunFolder, job: RunningJob) -> None:
    """Write what the trainer reads; each part appears whole: a killed filling is repeated."""
    if not folder.dataset.exists():
        filling = folder.path / "dataset.partial"
        shutil.rmtree(filling, ignore_errors=True)
        total = run.snapshot.num_images
        _write_dataset(
            run.snapshot,
            filling,
            lambda done: job.progress(0, message=f"writing image {done} of {total}"),
        )
        filling.rename(folder.dataset)
    if run.init_from is not None and not folder.init_weights.exists():
        copy_weights(run.init_from, folder.init_weights)
    write_json(folder.config, run.config)


def _write_dataset(snapshot: DatasetSnapshot, target: Path, progress: Progress) -> None:
    """Write a snapshot with its images in the native format."""
    purged = SnapshotSource(snapshot).tombstones
    if purged:
        raise TrainingFailed(
            f"{len(purged)} images of this run were deleted before it began: start it again, so "
            "that it takes a new snapshot.",
            images=purged[:20],
        )
    write_snapshot(
        snapshot,
        FolderWriter(target),
        format_name="maskwright",
        options={},
        include_images=True,
        on_progress=progress,
    )


def _follow(job: RunningJob, folder: RunFolder, trainer: Trainer) -> None:
    """Pass the trainer's metrics on until it is done; start it where none lives."""
    num_lines = 0
    while True:
        if not trainer.is_alive():
            if folder.outcome() == "done":
                return
            _check_may_start(folder, trainer)
            trainer.start()
        fresh, num_lines = folder.lines_after(num_lines)
        _pass_on(job, fresh)
        job.check()
        time.sleep(POLL_S)


def _check_may_start(folder: RunFolder, trainer: Trainer) -> None:
    """Refuse to start again a trainer that gave up by itself, or that is killed each time."""
    failure = folder.failure()
    if failure is not None:
        code, message = failure
        raise TrainingFailed(message or code, reason=code)
    if folder.stop.exists():
        raise TrainingFailed("The training was stopped through its folder, before it was done.")
    exit_code = trainer.exit_code()
    if exit_code is not None and exit_code > 0 and exit_code != STOPPED_BY_SIGNAL:
        raise TrainingFailed(
            f"The training process ended with exit code {exit_code} and no reason. "
            f"It printed last: {folder.log_tail()}"
        )
    if trainer.num_starts_in_vain() >= MAX_STARTS:
        signal_text = f" (signal {-exit_code})" if exit_code else ""
        raise TrainingKilled(
            f"The training process was killed {MAX_STARTS} times{signal_text} without finishing an "
            "epoch. The machine may be out of memory: train with a smaller crop_size_px or "
            "batch_size."
        )


def _pass_on(job: RunningJob, lines: Sequence[MetricsLine]) -> None:
    """Turn the newest metrics into the job's progress, in epochs."""
    told = [line for line in lines if line["kind"] in ("start", "step", "epoch")]
    if not told:
        return
    epochs = [int(line["epoch"]) for line in told if line["kind"] == "epoch"]
    if epochs:
        # The sweep gives up on jobs that kill their workers; a run that gets further, over however
        # many restarts of its worker, is none of them.
        Job.objects.filter(pk=job.job.pk, token=job.job.token).update(attempts=1)
    last = told[-1]
    if last["kind"] == "start":
        message = f"training on {last['num_train']} images, {last['device']}"
    else:
        message = f"epoch {last['epoch']}, step {last['step']}"
        for key, title in (("loss", "loss"), ("miou", "mIoU")):
            if last.get(key) is not None:
                message += f", {title} {last[key]:.3f}"
    job.progress(max([job.job.done, *epochs]), message=message)


def _discard_dataset(folder: RunFolder) -> None:
    """Free the copy of the images: the snapshot can write it again."""
    shutil.rmtree(folder.dataset, ignore_errors=True)


def _check_init(project: Project, config: TrainConfig, init_from: ModelVersion | None) -> None:
    if init_from is None:
        return
    if init_from.project_id != project.pk:
        raise IncompatibleModel(f"Model {init_from.pk} belongs to another project.")
    wanted, found = (
        (config.architecture, config.encoder),
        (init_from.architecture, init_from.encoder),
    )
    if wanted != found:
        raise IncompatibleModel(
            f"Expected a model of {' '.join(wanted)} to start from, model {init_from.number} is "
            f"{' '.join(found)}: choose these, or start from scratch.",
            expected=wanted,
            actual=found,
        )


def _check_num_images(project: Project, states: Sequence[str]) -> None:
    num_labelled = (
        Image.objects.present()
        .filter(project=project, annotation__state__in=states)
        .exclude(split=Split.TEST)
        .count()
    )
    if num_labelled < MIN_IMAGES:
        raise TooFewImages(
            f"Training needs at least {MIN_IMAGES} labelled images, this project has "
            f"{num_labelled} that are {' or '.join(states)} and not set aside for testing: "
            f"label and submit {MIN_IMAGES - num_labelled} more.",
            needed=MIN_IMAGES,
            actual=num_labelled,
        )
