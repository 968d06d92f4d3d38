"""Looking at a project as it is gives what its snapshot would give, and writes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from labeling.dataset_source import SnapshotSource
from labeling.live_source import LiveSource
from labeling.models import DatasetSnapshot
from labeling.snapshot import take_snapshot
from tests.factories import box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db

SIZE = (48, 64)
STATES = ("submitted", "approved")


@pytest.fixture
def project():
    """Twelve images with random segments of three classes; two of them are not submitted."""
    project = make_project(classes=("car", "road", "tree"))
    rng = np.random.default_rng(5)
    for number in range(12):
        image = make_image(project, name=f"{number:02}.png", size_hw=SIZE)
        for z in range(int(rng.integers(0, 5))):
            mask = box_mask(SIZE, (z, z, z + 9, z + 9))
            draw(image, upsert(mask, int(rng.integers(1, 4)), z=z, uid=f"s{z}"))
        image.annotation.state = "submitted" if number % 6 else "new"
        image.annotation.save()
    return project


def records(source):
    return [replace(record, open=None) for record in source.images()]


def test_the_project_now_reads_like_its_snapshot(project):
    live = LiveSource(project, STATES)
    found = records(live)
    assert DatasetSnapshot.objects.count() == 0
    snapshot = take_snapshot(project=project, taken_by=None)
    frozen = SnapshotSource(snapshot)
    assert found == records(frozen)
    assert live.image_heads() == frozen.image_heads()
    assert live.classes == frozen.classes
    assert live.num_left_out == snapshot.num_left_out == 2
    assert live.picture_kinds() == frozen.picture_kinds() == {("PNG", "RGB"): 10}


def test_presence_and_the_busiest_image_are_of_the_snapshots_revision(project):
    snapshot = take_snapshot(project=project, taken_by=None)
    frozen = SnapshotSource(snapshot)
    shown = {r.name: {s.class_id for s in r.segments} for r in records(frozen) if r.segments}
    counts = Counter({r.name: len(r.segments) for r in records(frozen)})
    for _ in range(2):  # and again after all of it was changed
        assert frozen.presence() == shown
        assert counts[frozen.busiest()] == max(counts.values())
        for image in project.images.all():
            operations = [
                upsert(box_mask(SIZE, (30, 9, 40 + z, 20)), 1, z=50 + z) for z in range(4)
            ]
            draw(image, *operations)
    live = LiveSource(project, STATES)
    assert live.presence() == {
        r.name: {s.class_id for s in r.segments} for r in records(live) if r.segments
    }


def test_only_some_images_are_read(project):
    names = ["03.png", "07.png"]
    snapshot = take_snapshot(project=project, taken_by=None)
    for source in (LiveSource(project, STATES, only=names), SnapshotSource(snapshot, only=names)):
        assert [record.name for record in source.images()] == names
        assert source.num_images == 2
