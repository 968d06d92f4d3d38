"""Changing a project's classes at once: rows, history, saves meanwhile, cancel, undo."""

from __future__ import annotations

import uuid

import pytest

from labeling import class_surgery, jobs
from labeling.annotate import restore_revision
from labeling.class_changes import ClassChanges, Merge
from labeling.class_ids import classes_by_id
from labeling.class_rows_back import RECLASS
from labeling.class_surgery import queue_changes, settle_abandoned
from labeling.dataset_source import SnapshotSource
from labeling.errors import BadClassChanges, RetiredClass, StaleRevision, WrongState
from labeling.formats.base import ClassRecord, Report
from labeling.import_classes import merge_classes
from labeling.models import (
    ClassSurgery,
    Job,
    JobState,
    LabelClass,
    Project,
    SuggestionState,
    SurgeryState,
)
from labeling.operations import Delete
from labeling.snapshot import take_snapshot
from labeling.weak_labels import UpsertWeak
from tests.factories import draw, make_image, upsert
from tests.labeling.class_batches import (
    AUTO,
    CAR,
    ROAD,
    SIZE,
    SKY,
    apply,
    box,
    class_named,
    classes_of,
    classes_project,
    merged,
    run,
    state_of,
    suggest,
    table,
    undo,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return classes_project()


def test_a_merge_moves_segments_weak_labels_and_suggestions_in_a_revision_of_its_own(project):
    image, untouched = make_image(project), make_image(project)
    draw(
        image,
        upsert(box(0), CAR, uid="a", z=3),
        upsert(box(1), AUTO, uid="b"),
        upsert(box(2), ROAD, uid="c"),
        UpsertWeak("w", "box", CAR, "box", (0, 0, 4, 4)),
        UpsertWeak("tag-2", "tag", AUTO, "tag"),
        state="approved",
    )
    draw(untouched, upsert(box(0), ROAD))
    waiting = suggest(image, AUTO)
    before = image.annotation.segments.current().get(uid="a")
    surgery = merged(project, CAR, AUTO, into=SKY)
    assert surgery.state == SurgeryState.APPLIED
    assert surgery.job.result == {"surgery": surgery.pk, "num_images": 1, "num_segments": 2}
    assert classes_of(image) == {"a": SKY, "b": SKY, "c": ROAD}
    after = image.annotation.segments.current().get(uid="a")
    assert (after.geometry_id, after.z, after.origin) == (before.geometry_id, 3, "brush")
    weak = image.annotation.weak_labels.current().values_list("uid", "label_class__class_id")
    assert sorted(weak) == [("tag-4", SKY), ("w", SKY)]
    waiting.refresh_from_db()
    assert waiting.label_class.class_id == SKY
    image.annotation.refresh_from_db()
    untouched.annotation.refresh_from_db()
    assert (image.annotation.revision, image.annotation.state) == (2, "approved")
    assert untouched.annotation.revision == 1
    revision = image.annotation.revisions.get(number=2)
    assert (revision.author, revision.active_ms) == (project.created_by, 0)
    assert {row["tool"] for row in revision.operations} == {"class_surgery"}
    gone = class_named(project, CAR)
    assert gone.retired_at is not None
    assert gone.merged_into == class_named(project, SKY)


def test_attributes_are_mapped_by_name_and_come_back_with_undo(project):
    LabelClass.objects.filter(project=project, class_id=CAR).update(
        attributes=[
            {"name": "maker", "kind": "text"},
            {"name": "doors", "kind": "number", "min": 0, "max": 9},
            {"name": "age", "kind": "select", "options": ["new", "old"]},
        ]
    )
    LabelClass.objects.filter(project=project, class_id=SKY).update(
        attributes=[
            {"name": "doors", "kind": "number", "max": 4},
            {"name": "age", "kind": "select", "options": ["old"]},
            {"name": "seen", "kind": "checkbox", "default": True},
        ]
    )
    image = make_image(project)
    values = {"maker": "x", "doors": 3, "age": "new"}
    draw(image, upsert(box(0), CAR, uid="a", attributes=values))
    surgery = merged(project, CAR, into=SKY)
    row = image.annotation.segments.current().get()
    assert row.attributes == {"doors": 3, "seen": True}
    undo(surgery)
    assert image.annotation.segments.current().get().attributes == values


def test_names_may_change_places_and_a_merged_class_makes_way_for_its_name(project):
    apply(project, renames={CAR: "road", ROAD: "car"}, order=(SKY, ROAD))
    names = [(row.class_id, row.name) for row in project.label_classes.all()]
    assert names == [(SKY, "sky"), (ROAD, "car"), (CAR, "road"), (AUTO, "automobile")]
    merged(project, ROAD, into=AUTO, renames={AUTO: "car"})
    assert class_named(project, AUTO).name == "car"
    assert class_named(project, ROAD).name == "car (merged, 3)"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "every class as it is"),
        ({"renames": {9: "x"}}, "no class 9"),
        ({"renames": {CAR: "road"}}, "Two classes would be named “road”"),
        ({"renames": {CAR: " "}}, "1 to 100"),
        ({"order": (CAR, CAR)}, "twice"),
        ({"restore": (CAR,)}, "not retired"),
        ({"retire": (CAR,), "merges": (Merge((CAR,), SKY),)}, "choose one"),
        ({"merges": (Merge((CAR,), AUTO), Merge((AUTO,), SKY))}, "choose a class that stays"),
        ({"merges": (Merge((CAR,), CAR),)}, "choose a class that stays"),
        ({"retire": (SKY,), "merges": (Merge((CAR,), SKY),)}, "choose a class that stays"),
    ],
)
def test_a_batch_that_contradicts_itself_is_refused(project, changes, said):
    if "renames" in changes:
        changes["renames"] = {key: name.strip() for key, name in changes["renames"].items()}
    before = table(project)
    with pytest.raises(BadClassChanges, match=said):
        apply(project, **changes)
    assert table(project) == before


def test_retiring_keeps_segments_refuses_new_ones_and_turns_suggestions_down(project):
    image = make_image(project)
    draw(image, upsert(box(0), CAR, uid="old"))
    waiting = suggest(image, CAR)
    surgery = apply(project, retire=(CAR,))
    waiting.refresh_from_db()
    assert waiting.state == SuggestionState.REJECTED
    draw(image, upsert(box(1), CAR, uid="old"), upsert(box(2), CAR, uid="half", tool="split"))
    draw(image, Delete("old", "delete"))
    draw(image, upsert(box(1), CAR, uid="old", tool="undo"))
    with pytest.raises(RetiredClass, match="“car” was retired"):
        draw(image, upsert(box(3), CAR, uid="new"), upsert(box(4), ROAD, uid="other"))
    with pytest.raises(RetiredClass):
        draw(image, UpsertWeak("tag-1", "tag", CAR, "tag"))
    assert classes_of(image) == {"old": CAR, "half": CAR}
    undo(surgery)
    draw(image, upsert(box(3), CAR, uid="new"))
    waiting.refresh_from_db()
    assert waiting.state == SuggestionState.PENDING


def test_work_on_a_segment_whose_class_was_merged_meanwhile_is_saved_in_the_new_class(project):
    image = make_image(project)
    draw(image, upsert(box(0), CAR, uid="a"), upsert(box(1), CAR, uid="b"))
    stale = image.annotation.revision
    surgery = merged(project, CAR, into=SKY)

    def save(base: int, *operations):
        image.annotation.revision = base
        return draw(image, *operations)

    moved = upsert(box(2), CAR, uid="a")
    outcome = save(stale, moved, upsert(box(3), CAR, uid="new"), Delete("b", "delete"))
    assert classes_of(image) == {"a": SKY, "new": SKY}
    shown = {row.uid: (row.label_class.class_id, row.geometry.x) for row in outcome.changed}
    assert shown == {"a": (SKY, 12), "new": (SKY, 18)}
    image.annotation.refresh_from_db()
    stale = image.annotation.revision
    undo(surgery, RECLASS)
    assert classes_of(image) == {"a": CAR, "new": SKY}
    save(stale, upsert(box(4), SKY, uid="a"))
    assert classes_of(image) == {"a": CAR, "new": SKY}
    assert image.annotation.segments.current().get(uid="a").geometry.x == 24


def test_a_person_s_change_beside_a_merge_is_a_conflict_as_ever(project):
    image = make_image(project)
    draw(image, upsert(box(0), CAR, uid="a"))
    stale = image.annotation.revision
    merged(project, CAR, into=SKY)
    image.annotation.refresh_from_db()
    draw(image, upsert(box(1), SKY, uid="a"))
    image.annotation.revision = stale
    with pytest.raises(StaleRevision):
        draw(image, upsert(box(2), CAR, uid="a"))


def test_an_old_revision_comes_back_in_the_class_that_its_own_was_merged_into(project):
    image = make_image(project)
    draw(image, upsert(box(0), CAR, uid="a"), UpsertWeak("tag-1", "tag", CAR, "tag"))
    draw(image, Delete("a", "delete"))
    merged(project, CAR, into=SKY)
    image.annotation.refresh_from_db()
    restore_revision(
        annotation=image.annotation,
        author=project.created_by,
        revision=1,
        uids=None,
        base_revision=image.annotation.revision,
        save_id=uuid.uuid4(),
    )
    assert classes_of(image) == {"a": SKY}
    assert list(image.annotation.weak_labels.current().values_list("uid", flat=True)) == ["tag-4"]


def many_images(project: Project, num: int = 60) -> None:
    for n in range(num):
        draw(make_image(project, size_hw=SIZE), upsert(box(n % 9), CAR, uid=f"{n}"))


def test_a_cancelled_batch_leaves_everything_as_it_was(project, monkeypatch):
    many_images(project)
    before = state_of(project)
    moved = []

    def move_and_cancel(surgery, annotation, moves):
        moved.append(annotation.pk)
        if len(moved) == 30:
            Job.objects.filter(pk=surgery.job_id).update(cancel_requested=True)
        return real(surgery, annotation, moves)

    real = class_surgery.move_rows
    monkeypatch.setattr(class_surgery, "move_rows", move_and_cancel)
    monkeypatch.setattr(jobs, "PROGRESS_INTERVAL_S", 0)
    surgery = merged(project, CAR, into=SKY, retire=(ROAD,))
    assert 30 <= len(moved) < 60
    assert (surgery.state, surgery.job.state) == ("rolled_back", "cancelled")
    assert state_of(project) == before


def test_a_batch_whose_worker_died_goes_on_or_is_brought_back_by_the_sweep(project, monkeypatch):
    many_images(project)
    before = state_of(project)

    def die_at(place):
        seen = []

        def move(surgery, annotation, moves):
            seen.append(annotation.pk)
            if len(seen) == place:
                raise SystemExit
            return real(surgery, annotation, moves)

        monkeypatch.setattr(class_surgery, "move_rows", move)

    real = class_surgery.move_rows
    die_at(30)
    surgery = queue_changes(
        project=project,
        changes=ClassChanges(merges=(Merge((CAR,), SKY),)),
        requested_by=project.created_by,
    )
    with pytest.raises(SystemExit):
        run(surgery)
    assert surgery.steps.count() == 25
    Job.objects.filter(pk=surgery.job_id).update(state=JobState.QUEUED, token=None)
    monkeypatch.setattr(class_surgery, "move_rows", real)
    run(surgery)
    assert (surgery.state, surgery.steps.count()) == ("applied", 60)
    undo(surgery)
    assert state_of(project) == before

    die_at(30)
    lost = queue_changes(
        project=project,
        changes=ClassChanges(merges=(Merge((CAR,), SKY),)),
        requested_by=project.created_by,
    )
    with pytest.raises(SystemExit):
        run(lost)
    Job.objects.filter(pk=lost.job_id).update(state=JobState.CANCELLED)
    monkeypatch.setattr(class_surgery, "move_rows", real)
    settle_abandoned()
    settle_abandoned()
    (job,) = Job.objects.filter(kind="class_rollback")
    jobs.run_job(str(job.pk), class_surgery.run_surgery)
    lost.refresh_from_db()
    assert lost.state == "rolled_back"
    assert state_of(project) == before


def test_snapshots_keep_retired_classes_and_leave_merged_ones_out(project):
    image = make_image(project)
    draw(image, upsert(box(0), CAR), upsert(box(1), ROAD), state="submitted")
    old = take_snapshot(project=project, taken_by=None)
    merged(project, CAR, into=SKY, retire=(ROAD,))
    new = take_snapshot(project=project, taken_by=None)
    assert [row["class_id"] for row in old.classes] == [CAR, AUTO, ROAD, SKY]
    assert [row["class_id"] for row in new.classes] == [AUTO, ROAD, SKY]
    exported = {
        snapshot.pk: sorted(
            segment.class_id
            for record in SnapshotSource(snapshot).images()
            for segment in record.segments
        )
        for snapshot in (old, new)
    }
    assert exported == {old.pk: [CAR, ROAD], new.pk: [ROAD, SKY]}


def test_a_class_id_from_outside_stands_for_what_it_became(project):
    merged(project, CAR, into=AUTO)
    merged(project, AUTO, into=SKY, retire=(ROAD,))
    known = {class_id: row.class_id for class_id, row in classes_by_id(project).items()}
    assert known == {CAR: SKY, AUTO: SKY, SKY: SKY}


def test_what_is_imported_under_a_merged_class_becomes_the_other_s(project):
    merged(project, CAR, into=SKY, retire=(ROAD,))
    report = Report()
    records = [
        ClassRecord(class_id=number, name=name, color="#102030", is_thing=True)
        for number, name in ((7, "car"), (8, "road"), (9, "tree"))
    ]
    found = merge_classes(project, records, report)
    assert [found[number].class_id for number in (7, 8)] == [SKY, ROAD]
    assert found[9].class_id not in (CAR, AUTO, ROAD, SKY)
    assert len(report.notes) == 2


def test_no_snapshot_is_taken_of_half_changed_images(project):
    draw(make_image(project), upsert(box(0), CAR), state="submitted")
    surgery = merged(project, CAR, into=SKY)
    ClassSurgery.objects.filter(pk=surgery.pk).update(state=SurgeryState.APPLYING)
    with pytest.raises(WrongState, match="being changed just now"):
        take_snapshot(project=project, taken_by=None)


def test_two_classes_are_never_merged_into_each_other(project):
    back = undo(merged(project, CAR, into=SKY))
    merged(project, SKY, into=CAR)
    with pytest.raises(BadClassChanges, match="merged, retired or deleted since"):
        undo(back)
