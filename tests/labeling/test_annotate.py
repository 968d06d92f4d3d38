"""Saving: one revision per save, merges, conflicts, replays; every earlier state stays readable."""

from __future__ import annotations

import uuid

import numpy as np
import pytest

from labeling import errors
from labeling.annotate import Delete, Upsert, save_annotation
from labeling.masks import rle as rles
from labeling.masks.types import Part, Polygon, Rle
from labeling.models import Event, Geometry, Segment
from tests.factories import (
    add_member,
    box_mask,
    draw,
    make_image,
    make_project,
    upsert,
)

pytestmark = pytest.mark.django_db
SIZE = (48, 64)
LEFT, RIGHT = box_mask(SIZE, (0, 0, 20, 20)), box_mask(SIZE, (30, 0, 60, 20))


@pytest.fixture
def image():
    return make_image(make_project(), size_hw=SIZE)


def save(image, *operations, base, author=None, save_id=None):
    return save_annotation(
        annotation=image.annotation,
        author=author or image.project.created_by,
        base_revision=base,
        save_id=save_id or uuid.uuid4(),
        active_ms=500,
        operations=operations,
    )


def current(image) -> dict[str, np.ndarray]:
    rows = image.annotation.segments.current().select_related("geometry")
    return {row.uid: rles.decode(row.geometry.rle(image.size_hw)) for row in rows}


def test_a_save_makes_a_revision_with_measured_geometry(image):
    outcome = draw(image, upsert(LEFT, uid="a"))
    segment = image.annotation.segments.get()
    assert (outcome.revision, outcome.state) == (1, "in_progress")
    assert segment.geometry.area_px == 400
    assert segment.geometry.bbox_xywh == (0, 0, 20, 20)
    assert np.array_equal(current(image)["a"], LEFT)
    revision = image.annotation.revisions.get()
    assert revision.operations == [{"op": "upsert", "uid": "a", "tool": "brush"}]
    assert revision.active_ms == 1000
    assert Event.objects.filter(kind="annotation.saved").count() == 1


def test_every_earlier_state_can_be_read(image):
    draw(image, upsert(LEFT, uid="a"))
    draw(image, upsert(RIGHT, uid="a"), upsert(LEFT, uid="b"))
    draw(image, Delete(uid="a", tool="delete"))
    rows = image.annotation.segments
    assert {row.uid for row in rows.at(1)} == {"a"}
    assert {row.uid for row in rows.at(2)} == {"a", "b"}
    assert {row.uid for row in rows.at(3)} == {"b"}
    assert rows.at(1).get().geometry.bbox_xywh == (0, 0, 20, 20)


def test_changing_the_class_copies_no_mask(image):
    draw(image, upsert(LEFT, uid="a", class_id=1))
    draw(image, Upsert(uid="a", class_id=2, z=5, tool="class", origin="brush"))
    assert Geometry.objects.count() == 1
    segment = image.annotation.segments.current().get()
    assert (segment.label_class.class_id, segment.z) == (2, 5)


def test_replaying_a_save_changes_nothing(image):
    save_id = uuid.uuid4()
    first = save(image, upsert(LEFT, uid="a"), base=0, save_id=save_id)
    again = save(image, upsert(LEFT, uid="a"), base=0, save_id=save_id)
    assert (first.revision, again.revision) == (1, 1)
    assert Segment.objects.count() == 1


def test_a_stale_base_merges_when_others_touched_other_segments(image):
    draw(image, upsert(LEFT, uid="a"))
    save(image, upsert(RIGHT, uid="b"), Delete(uid="a", tool="delete"), base=1)
    outcome = save(image, upsert(RIGHT, uid="c"), base=1)
    assert outcome.revision == 3
    assert [row.uid for row in outcome.changed] == ["b"]
    assert outcome.deleted == ["a"]


def test_a_stale_base_is_refused_when_others_touched_the_same(image):
    draw(image, upsert(LEFT, uid="a"), upsert(RIGHT, uid="b"))
    save(image, upsert(RIGHT, uid="a"), base=1)
    with pytest.raises(errors.StaleRevision) as caught:
        save(image, upsert(LEFT, uid="a"), base=1)
    assert caught.value.detail["revision"] == 2
    assert [row.uid for row in caught.value.detail["segments"]] == ["a"]
    assert image.annotation.revisions.count() == 2


def test_a_deletion_by_somebody_else_conflicts_too(image):
    draw(image, upsert(LEFT, uid="a"))
    save(image, Delete(uid="a", tool="delete"), base=1)
    with pytest.raises(errors.StaleRevision) as caught:
        save(image, upsert(RIGHT, uid="a"), base=1)
    assert caught.value.detail["deleted"] == ["a"]


def test_exclusive_projects_refuse_two_owners_of_a_pixel():
    image = make_image(make_project(overlap_mode="exclusive"), size_hw=SIZE)
    draw(image, upsert(LEFT, uid="a"))
    with pytest.raises(errors.OverlapRefused) as caught:
        draw(image, upsert(box_mask(SIZE, (19, 19, 25, 25)), uid="b"))
    assert caught.value.detail["uids"] == ["a"]
    assert set(current(image)) == {"a"}
    touching = box_mask(SIZE, (20, 0, 30, 20))
    draw(image, upsert(touching, uid="b"))
    assert set(current(image)) == {"a", "b"}


def test_exclusive_merges_that_would_overlap_are_refused():
    image = make_image(make_project(overlap_mode="exclusive"), size_hw=SIZE)
    save(image, upsert(LEFT, uid="a"), base=0)
    with pytest.raises(errors.OverlapRefused):
        save(image, upsert(LEFT, uid="b"), base=0)


def test_layered_projects_keep_overlaps(image):
    draw(image, upsert(LEFT, uid="a"), upsert(LEFT, uid="b", z=1))
    assert all(np.array_equal(mask, LEFT) for mask in current(image).values())


def test_polygons_keep_their_vertices_and_get_their_mask(image):
    square = Polygon((Part(((2.0, 3.0), (12.0, 3.0), (12.0, 9.0), (2.0, 9.0))),))
    draw(
        image,
        Upsert(uid="p", class_id=1, z=0, tool="polygon", origin="polygon", polygon=square),
    )
    geometry = image.annotation.segments.get().geometry
    assert geometry.polygon["parts"][0]["outer"][0] == [2, 3]
    assert np.array_equal(current(image)["p"], box_mask(SIZE, (2, 3, 12, 9)))


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        (upsert(LEFT, class_id=9), errors.UnknownLabelClass),
        (upsert(np.zeros(SIZE)), errors.EmptyMask),
        (upsert(np.ones((4, 4))), errors.MaskSizeMismatch),
        (Upsert(uid="x", class_id=1, z=0, tool="brush", origin="brush"), errors.MissingGeometry),
        (
            Upsert(uid="x", class_id=1, z=0, tool="b", origin="brush", mask=Rle(SIZE, b"PPYo1")),
            errors.InvalidRle,
        ),
    ],
)
def test_a_wrong_operation_is_refused_whole(image, operation, error):
    with pytest.raises(error):
        draw(image, upsert(LEFT, uid="fine"), operation)
    assert Segment.objects.count() == 0
    image.annotation.refresh_from_db()
    assert image.annotation.revision == 0


def test_approved_images_are_changed_by_reviewers_only(image):
    draw(image, upsert(LEFT, uid="a"), state="approved")
    annotator = add_member(image.project, "annotator")
    with pytest.raises(errors.AlreadyApproved):
        draw(image, upsert(RIGHT, uid="b"), author=annotator)
    outcome = draw(image, upsert(RIGHT, uid="b"), author=add_member(image.project, "reviewer"))
    assert outcome.state == "in_progress"


def test_a_base_from_the_future_is_refused(image):
    with pytest.raises(errors.StaleRevision, match="restored from a backup"):
        save(image, upsert(LEFT), base=7)


def test_upsert_and_delete_in_one_save_leave_the_last(image):
    draw(image, upsert(LEFT, uid="a"), Delete(uid="a", tool="undo"), upsert(RIGHT, uid="a"))
    assert np.array_equal(current(image)["a"], RIGHT)
    draw(image, upsert(LEFT, uid="a"), Delete(uid="a", tool="undo"))
    assert current(image) == {}
