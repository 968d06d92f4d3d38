"""Change a project's classes in one go: a job, done whole or not at all, that can be undone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from labeling.class_changes import (
    ClassChanges,
    TablePlan,
    plan_changes,
    plan_undo,
    write_values,
)
from labeling.class_rows import Moves, move_rows, moves_of
from labeling.class_rows_back import RECLASS, take_back
from labeling.errors import MaskwrightError, WrongState
from labeling.jobs import JobCancelled, RunningJob, queue_job
from labeling.models import (
    FINISHED,
    OPEN_STATES,
    Annotation,
    ClassSurgery,
    Job,
    LabelClass,
    Project,
    SurgeryState,
    SurgeryStep,
    User,
    record_event,
)

TASK = "labeling.class_surgery"
ROLL_BACK = "class_rollback"
CHUNK = 5  # images a transaction: some ten milliseconds
LOCKED_AT_ONCE = 500  # annotations


def queue_changes(*, project: Project, changes: ClassChanges, requested_by: User) -> ClassSurgery:
    """Queue a batch of class changes.

    Raises:
        BadClassChanges: the batch contradicts itself or the table.
        WrongState: another batch is still being applied.
    """
    with transaction.atomic():
        _lock_idle(project)
        plan_changes(changes, table_of(project), timezone.now())
        return _queue(project, requested_by, changes=changes.to_json())


def queue_undo(*, surgery: ClassSurgery, edited: str, requested_by: User) -> ClassSurgery:
    """Queue the taking back of a batch that was applied; the taking back can be taken back too.

    Args:
        edited: what becomes of segments edited since, see `class_rows.take_back`.

    Raises:
        BadClassChanges: another class has a former name by now.
        WrongState: it is not applied (any more), or another batch is being applied.
    """
    project = surgery.project
    with transaction.atomic():
        _lock_idle(project)
        state = ClassSurgery.objects.get(pk=surgery.pk).state
        if state != SurgeryState.APPLIED:
            raise WrongState("These changes are not in force (any more); there is nothing to undo.")
        plan_undo(surgery.before, surgery.after, table_of(project))
        nothing = ClassChanges().to_json()
        return _queue(project, requested_by, undo_of=surgery, edited=edited, changes=nothing)


def table_of(project: Project) -> list[LabelClass]:
    """All classes in their order, each with the one that it was merged into."""
    return list(project.label_classes.select_related("merged_into"))


def _lock(project: Project) -> None:
    """Against other batches and snapshots; saves, which refer to the project, go on."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _lock_idle(project: Project) -> None:
    _lock(project)
    never_begun = project.class_surgeries.filter(state=SurgeryState.WAITING)
    never_begun.filter(job__state__in=FINISHED).update(state=SurgeryState.ROLLED_BACK)
    if project.class_surgeries.filter(state__in=OPEN_STATES).exists():
        raise WrongState(
            "Other changes of the classes are being applied; wait until they are done, or cancel "
            "them."
        )


def _queue(project: Project, requested_by: User, **fields: Any) -> ClassSurgery:
    job = queue_job(
        kind="class_undo" if "undo_of" in fields else "class_surgery",
        task=TASK,
        project=project,
        requested_by=requested_by,
        params={},
    )
    return ClassSurgery.objects.create(
        project=project, job=job, requested_by=requested_by, **fields
    )


def run_surgery(running: RunningJob) -> dict[str, Any]:
    """The job's body: the table first, then the images; stopped or failed, all of it goes back.

    From the first moment saves follow the new table, so that no image is left behind. A run that
    takes over from a dead worker goes on where that one was.
    """
    if "roll_back" in running.params:
        _roll_back(ClassSurgery.objects.get(pk=running.params["roll_back"]))
        return {}
    surgery = ClassSurgery.objects.select_related("project", "undo_of").get(job=running.job)
    try:
        running.check()
        _begin(surgery)
        _do_images(surgery, running)
        running.check()
        return _finish(surgery)
    except (JobCancelled, MaskwrightError) as error:
        # After anything else the sweep finds the job ended and has it brought back (see
        # `settle_abandoned`); a lost job is another worker's, who goes on.
        _roll_back(surgery)
        if isinstance(error, JobCancelled):
            running.job.message = "Stopped: every class and image is as it was."
        raise


def _begin(surgery: ClassSurgery) -> None:
    with transaction.atomic():
        # Snapshots are taken before the first image changes, or after the last.
        _lock(surgery.project)
        locked = ClassSurgery.objects.select_for_update().get(pk=surgery.pk)
        if locked.state == SurgeryState.WAITING:
            plan = _plan(surgery)
            write_values(surgery.project, plan.after)
            locked.before, locked.after = plan.before, plan.after
            locked.state = SurgeryState.APPLYING
            locked.save(update_fields=["before", "after", "state"])
    surgery.refresh_from_db(fields=["before", "after", "state"])
    if surgery.state != SurgeryState.APPLYING:
        raise WrongState("These changes were stopped before.")


def _plan(surgery: ClassSurgery) -> TablePlan:
    rows = table_of(surgery.project)
    if surgery.undo_of is not None:
        return plan_undo(surgery.undo_of.before, surgery.undo_of.after, rows)
    return plan_changes(ClassChanges.from_json(surgery.changes), rows, timezone.now())


def _do_images(surgery: ClassSurgery, running: RunningJob) -> None:
    moves = moves_of(surgery)
    if moves.targets:
        _wait_for_saves(surgery.project)
    done = surgery.steps.count()
    total = done + _touched(surgery.project, moves).count()
    chunks = _move_all(surgery, moves)
    if surgery.undo_of is not None:
        former = surgery.undo_of.steps.filter(is_taken_back=False)
        total += former.count()
        # What came under a merged class between an undo and its own undo is in no step.
        chunks = chain(_take_back_all(surgery, former, surgery.edited), chunks)
    for num in chunks:
        done += num
        running.progress(min(done, total), total, "Changing images")


def _wait_for_saves(project: Project) -> None:
    """Wait for saves that began under the old table: each holds its annotation's row.

    To wait for the rows of the classes would be shorter, but a save takes those one by one, and
    two that wait for each other end in an error for somebody who only drew.
    """
    if not connection.features.has_select_for_update:
        return  # one writer at a time: there is nobody under way
    ids = list(Annotation.objects.filter(image__project=project).values_list("pk", flat=True))
    for start in range(0, len(ids), LOCKED_AT_ONCE):
        with transaction.atomic():
            list(_locked(ids[start : start + LOCKED_AT_ONCE]).values_list("pk"))


def _touched(project: Project, moves: Moves) -> QuerySet[Annotation]:
    return Annotation.objects.filter(moves.touched(), image__project=project).order_by("pk")


def _move_all(surgery: ClassSurgery, moves: Moves) -> Iterator[int]:
    """Move a few images in each transaction until none is left."""
    # What is saved from now on is moved by the save itself; the second look finds nothing, or what
    # a worker that was thought dead left.
    while ids := list(_touched(surgery.project, moves).values_list("pk", flat=True)):
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            with _short_transaction():
                for annotation in _locked(chunk):
                    move_rows(surgery, annotation, moves)
            yield len(chunk)


def _take_back_all(
    surgery: ClassSurgery, steps: QuerySet[SurgeryStep], edited: str
) -> Iterator[int]:
    """Take steps back, the last first, a few in each transaction."""
    left = steps.filter(is_taken_back=False).order_by("-pk")
    while ids := list(left.values_list("pk", flat=True)[:CHUNK]):
        with _short_transaction():
            chunk = list(SurgeryStep.objects.filter(pk__in=ids).order_by("-pk"))
            locked = {row.pk: row for row in _locked([step.annotation_id for step in chunk])}
            for step in chunk:
                take_back(surgery, step, locked[step.annotation_id], edited)
        yield len(ids)


@contextmanager
def _short_transaction() -> Iterator[None]:
    """A transaction, and as long a pause after it where there is one writer at a time.

    SQLite's lock is not fair: without the pause savers waited 1.8 s in the median, 8 s at worst
    (3000 images, 30 segments each).
    """
    began = time.monotonic()
    with transaction.atomic():
        yield
    if connection.vendor == "sqlite":
        time.sleep(time.monotonic() - began)


def _locked(ids: list[int]) -> QuerySet[Annotation]:
    return Annotation.objects.select_for_update().filter(pk__in=ids).order_by("pk")


def _finish(surgery: ClassSurgery) -> dict[str, Any]:
    steps = surgery.steps.all()
    num_segments = sum(steps.values_list("num_segments", flat=True))
    result = {"surgery": surgery.pk, "num_images": steps.count(), "num_segments": num_segments}
    with transaction.atomic():
        surgery.state = SurgeryState.APPLIED
        surgery.save(update_fields=["state"])
        if surgery.undo_of is not None:
            ClassSurgery.objects.filter(pk=surgery.undo_of.pk).update(state=SurgeryState.UNDONE)
        kind = "classes.changed" if surgery.undo_of is None else "classes.change_undone"
        record_event(kind, surgery.project, surgery.requested_by, surgery, **result)
    return result


def _roll_back(surgery: ClassSurgery) -> None:
    """Bring a half-done batch back; what people saved meanwhile keeps its pixels."""
    surgery.refresh_from_db()
    if surgery.state == SurgeryState.APPLYING:
        _restore_table(surgery)
        for _ in _take_back_all(surgery, surgery.steps.filter(is_taken_back=False), RECLASS):
            pass
    with transaction.atomic():
        open_ones = ClassSurgery.objects.filter(pk=surgery.pk, state__in=OPEN_STATES)
        if open_ones.update(state=SurgeryState.ROLLED_BACK):
            if surgery.undo_of_id is not None:
                SurgeryStep.objects.filter(surgery=surgery.undo_of_id).update(is_taken_back=False)
            record_event("classes.change_stopped", surgery.project, surgery.requested_by, surgery)


def _restore_table(surgery: ClassSurgery) -> None:
    with transaction.atomic():
        _lock(surgery.project)
        rows = table_of(surgery.project)
        plan = plan_undo(surgery.before, surgery.after, rows, is_forced=True)
        write_values(surgery.project, plan.after)


def settle_abandoned() -> None:
    """Bring back batches whose job ended without it: cancelled or failed while its worker died."""
    dead = ClassSurgery.objects.filter(state__in=OPEN_STATES, job__state__in=FINISHED)
    for surgery in dead.select_related("project"):
        trying = Job.objects.filter(
            project=surgery.project, kind=ROLL_BACK, params__roll_back=surgery.pk
        ).exclude(state__in=FINISHED)
        if not trying.exists():
            with transaction.atomic():
                queue_job(
                    kind=ROLL_BACK,
                    task=TASK,
                    project=surgery.project,
                    requested_by=None,
                    params={"roll_back": surgery.pk},
                )
