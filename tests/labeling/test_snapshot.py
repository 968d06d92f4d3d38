"""A snapshot freezes revisions; what is drawn later does not reach it."""

from __future__ import annotations

import numpy as np
import pytest

from labeling import errors
from labeling.dataset_source import SnapshotSource
from labeling.masks import rle as rles
from labeling.snapshot import take_snapshot
from tests.factories import box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db
SIZE = (48, 64)


@pytest.fixture
def project():
    return make_project()


def test_a_snapshot_shows_what_was_there_then(project):
    image = make_image(project, size_hw=SIZE, name="a.png", split="train")
    draw(image, upsert(box_mask(SIZE, (0, 0, 9, 9)), uid="s"), state="approved")
    snapshot = take_snapshot(project=project, taken_by=None)
    draw(image, upsert(box_mask(SIZE, (20, 20, 30, 30)), uid="s"))
    (record,) = SnapshotSource(snapshot).images()
    assert (record.name, record.split, record.size_hw) == ("a.png", "train", SIZE)
    assert np.array_equal(rles.decode(record.segments[0].rle), box_mask(SIZE, (0, 0, 9, 9)))
    assert record.open().read()[:4] == b"\x89PNG"


def test_the_hash_covers_states_revisions_and_classes(project):
    image = make_image(project, size_hw=SIZE)
    draw(image, upsert(box_mask(SIZE, (0, 0, 9, 9))), state="approved")
    first = take_snapshot(project=project, taken_by=None)
    assert take_snapshot(project=project, taken_by=None).hash == first.hash
    draw(image, upsert(box_mask(SIZE, (1, 1, 9, 9))), state="approved")
    second = take_snapshot(project=project, taken_by=None)
    project.label_classes.filter(class_id=1).update(name="lorry")
    third = take_snapshot(project=project, taken_by=None)
    assert len({first.hash, second.hash, third.hash}) == 3


def test_other_states_are_left_out_and_counted(project):
    draw(make_image(project), state="submitted")
    make_image(project)
    snapshot = take_snapshot(project=project, taken_by=None)
    assert (snapshot.num_images, snapshot.num_left_out) == (1, 1)


def test_nothing_to_freeze_says_what_to_do(project):
    make_image(project)
    with pytest.raises(errors.NothingToExport, match="Submit an annotated image first"):
        take_snapshot(project=project, taken_by=None)


def test_images_come_in_name_order_and_segments_in_paint_order(project):
    for name in ("b.png", "a.png", "c/a.png"):
        image = make_image(project, name=name, size_hw=SIZE)
        mask = box_mask(SIZE, (0, 0, 5, 5))
        draw(image, upsert(mask, uid="2", z=1), upsert(mask, uid="1", z=1), upsert(mask, uid="3"))
        draw(image, state="submitted")
    source = SnapshotSource(take_snapshot(project=project, taken_by=None))
    records = list(source.images())
    assert [record.name for record in records] == ["a.png", "b.png", "c/a.png"]
    assert [segment.uid for segment in records[0].segments] == ["3", "1", "2"]


def test_a_deleted_image_leaves_a_tombstone(project):
    for name in ("kept.png", "gone.png"):
        draw(make_image(project, name=name, size_hw=SIZE), state="submitted")
    snapshot = take_snapshot(project=project, taken_by=None)
    project.images.get(name="gone.png").delete()
    source = SnapshotSource(snapshot)
    assert source.tombstones == ["gone.png"]
    assert [record.name for record in source.images()] == ["kept.png"]
