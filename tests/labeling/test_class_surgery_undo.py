"""Class changes are undone exactly, whatever was edited since, and stacked as they may be."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labeling import jobs
from labeling.class_changes import ClassChanges, Merge
from labeling.class_preview import preview_undo
from labeling.class_rows_back import KEEP, RECLASS
from labeling.class_surgery import queue_changes
from labeling.errors import BadClassChanges, WrongState
from labeling.models import (
    ClassSurgery,
    LabelClass,
    Project,
    Segment,
    SurgeryState,
)
from labeling.operations import Delete, Upsert
from labeling.weak_labels import UpsertWeak
from tests.factories import draw, make_image, make_project, upsert
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
    undo,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return classes_project()


def test_undo_leaves_what_was_edited_since_or_gives_it_its_class_back_as_asked(project):
    for edited, expected in ((KEEP, SKY), (RECLASS, CAR)):
        image = make_image(project)
        draw(image, *(upsert(box(n), CAR, uid=f"{n}") for n in range(4)))
        surgery = merged(project, CAR, into=SKY)
        image.annotation.refresh_from_db()
        draw(image, upsert(box(5), SKY, uid="0"), upsert(box(6), ROAD, uid="1"))
        draw(image, Delete("2", "delete"))
        undo(surgery, edited)
        assert classes_of(image) == {"0": expected, "1": ROAD, "3": CAR}
        assert image.annotation.segments.current().get(uid="0").geometry.x == 30


def test_undo_keeps_what_was_renamed_since_and_can_be_undone(project):
    image = make_image(project)
    draw(image, upsert(box(0), CAR, uid="a"))
    surgery = merged(project, CAR, into=SKY, renames={SKY: "vehicle", ROAD: "street"})
    LabelClass.objects.filter(project=project, class_id=SKY).update(name="machine")
    after = state_of(project)
    back = undo(surgery)
    surgery.refresh_from_db()
    assert surgery.state == SurgeryState.UNDONE
    assert [class_named(project, each).name for each in (SKY, ROAD)] == ["machine", "road"]
    assert class_named(project, CAR).retired_at is None
    undo(back)
    assert state_of(project) == after


def test_two_merges_one_upon_the_other_are_undone_from_the_last(project):
    image = make_image(project)
    draw(image, upsert(box(0), CAR, uid="a"), UpsertWeak("w", "box", CAR, "box", (0, 0, 4, 4)))
    before = state_of(project)
    first = merged(project, CAR, into=AUTO)
    second = merged(project, AUTO, into=SKY)
    assert preview_undo(first).num_reclassed == 1
    undo(second)
    preview = preview_undo(first)
    assert (preview.num_untouched, preview.num_edited, preview.num_reclassed) == (1, 0, 0)
    undo(first)
    assert state_of(project) == before


def test_a_merge_that_is_applied_again_takes_what_came_under_the_class_meanwhile(project):
    image, other = make_image(project), make_image(project)
    draw(image, upsert(box(0), CAR, uid="a"))
    back = undo(merged(project, CAR, into=SKY))
    image.annotation.refresh_from_db()
    draw(image, upsert(box(1), CAR, uid="b"))
    draw(other, upsert(box(1), CAR, uid="c"))
    before = state_of(project)
    again = undo(back)
    assert classes_of(image) == {"a": SKY, "b": SKY}
    assert classes_of(other) == {"c": SKY}
    undo(again)
    assert state_of(project) == before


def test_one_batch_at_a_time_and_an_undone_one_is_not_undone_again(project):
    waiting = queue_changes(
        project=project,
        changes=ClassChanges(retire=(CAR,)),
        requested_by=project.created_by,
    )
    with pytest.raises(WrongState, match="being applied"):
        apply(project, retire=(SKY,))
    jobs.cancel_job(waiting.job)
    surgery = apply(project, retire=(SKY,))
    undo(surgery)
    with pytest.raises(WrongState, match="nothing to undo"):
        undo(surgery)


class_ids = st.integers(1, 5)


@st.composite
def batches(draw_value) -> ClassChanges:
    """Batches that may be impossible: those are drawn again."""
    ids = draw_value(st.permutations(range(1, 6)))
    num_sources = draw_value(st.integers(0, 3))
    sources = tuple(ids[:num_sources])
    merges = (Merge(sources, ids[3]),) if sources else ()
    renames = draw_value(
        st.dictionaries(class_ids, st.sampled_from(["car", "lane", "a", "b", "c1"]), max_size=2)
    )
    return ClassChanges(
        renames=renames,
        order=tuple(draw_value(st.permutations(range(1, 6)))) if draw_value(st.booleans()) else (),
        retire=(ids[4],) if draw_value(st.booleans()) else (),
        merges=merges,
    )


drawn = st.lists(
    st.tuples(class_ids, st.sampled_from(["segment", "box", "tag", "suggestion"])), max_size=7
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(images=st.lists(drawn, min_size=1, max_size=3), steps=st.lists(batches(), max_size=3))
def test_undoing_every_batch_from_the_last_gives_back_every_current_row(images, steps):
    project = make_project(
        classes=("car", "automobile", "road", "sky", "tree"),
        overlap_mode="layered",
    )
    LabelClass.objects.filter(project=project, class_id__in=(1, 3)).update(
        attributes=[{"name": "kind", "kind": "text", "default": "some"}]
    )
    LabelClass.objects.filter(project=project, class_id=1).update(hotkey="k")
    for rows in images:
        image = make_image(project, size_hw=SIZE)
        operations: list[Upsert | UpsertWeak] = []
        for n, (class_id, kind) in enumerate(rows):
            if kind == "segment":
                values = {"kind": "x"} if class_id in (1, 3) else {}
                operations.append(upsert(box(n), class_id, uid=f"s{n}", attributes=values))
            elif kind == "box":
                operations.append(UpsertWeak(f"w{n}", "box", class_id, "box", (n, 0, 3, 3)))
            elif kind == "tag":
                operations.append(UpsertWeak(f"tag-{class_id}", "tag", class_id, "tag"))
            else:
                suggest(image, class_id)
        draw(image, *operations)
    states, done = [], []
    for changes in steps:
        before = state_of(project)
        try:
            done.append(run(_queued(project, changes)))
        except BadClassChanges:
            assert state_of(project) == before
            continue
        assert done[-1].state == SurgeryState.APPLIED, done[-1].job.error
        states.append(before)
        merged_away = Segment.objects.current().filter(
            annotation__image__project=project, label_class__merged_into__isnull=False
        )
        assert not merged_away.exists()
    for surgery, before in zip(reversed(done), reversed(states), strict=True):
        assert undo(surgery).state == SurgeryState.APPLIED
        assert state_of(project) == before


def test_an_undo_is_foretold_with_what_was_edited_since(project):
    image = make_image(project, name="street.png")
    draw(image, *(upsert(box(n), CAR, uid=f"{n}") for n in range(5)))
    surgery = merged(project, CAR, into=SKY, renames={ROAD: "street"})
    image.annotation.refresh_from_db()
    draw(image, upsert(box(6), SKY, uid="0"), upsert(box(7), ROAD, uid="1"))
    draw(image, Delete("2", "delete"))
    LabelClass.objects.filter(project=project, class_id=ROAD).update(name="lane")
    preview = preview_undo(surgery)
    counts = (preview.num_untouched, preview.num_edited, preview.num_reclassed, preview.num_deleted)
    assert counts == (2, 1, 1, 1)
    assert [(row.name, num) for row, num in preview.edited_images] == [("street.png", 1)]
    assert preview.kept == [(ROAD, "name")]


def test_what_was_deleted_since_does_not_come_back_and_stops_no_undo(project):
    image = make_image(project)
    waiting = suggest(image, CAR)
    surgery = merged(project, CAR, into=SKY, renames={ROAD: "street"})
    class_named(project, CAR).delete()
    back = undo(surgery)
    assert back.state == SurgeryState.APPLIED
    waiting.refresh_from_db()
    assert waiting.label_class.class_id == SKY
    assert class_named(project, ROAD).name == "road"


def test_a_merge_into_a_class_that_was_deleted_since_is_not_applied_again(project):
    surgery = merged(project, CAR, into=SKY)
    back = undo(surgery)
    class_named(project, SKY).delete()
    with pytest.raises(BadClassChanges, match="merged, retired or deleted since"):
        undo(back)


def _queued(project: Project, changes: ClassChanges) -> ClassSurgery:
    return queue_changes(project=project, changes=changes, requested_by=project.created_by)
