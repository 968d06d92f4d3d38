"""Versions: named snapshots; what is in one never changes, and what depends on it keeps it."""

from __future__ import annotations

import hashlib
import json

import pytest

from labeling import errors, jobs
from labeling.jobs import queue_job
from labeling.models import DatasetExport, DatasetSnapshot, Event, Job
from labeling.snapshot import take_snapshot
from labeling.statistics import run_statistics
from labeling.versions import change_version, delete_version, make_version, unname_version
from tests.factories import box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db
SIZE = (48, 64)


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job: None)


@pytest.fixture
def project():
    made = make_project()
    for name, split, state in (
        ("a.png", "train", "approved"),
        ("b.png", "val", "submitted"),
        ("c.png", None, "submitted"),
        ("d.png", "train", "in_progress"),
    ):
        image = make_image(made, size_hw=SIZE, name=name, split=split)
        draw(image, upsert(box_mask(SIZE, (0, 0, 9, 9))), state=state)
    return made


def make(project, name: str = "v1", **fields) -> DatasetSnapshot:
    given = {"notes": "", "states": ["submitted", "approved"], "splits": None, **fields}
    return make_version(project=project, name=name, made_by=project.created_by, **given)


def kinds(project) -> list[str]:
    return list(Event.objects.filter(project=project).values_list("kind", flat=True))


def test_a_version_is_a_snapshot_with_a_name(project):
    version = make(project, notes="the first")
    assert (version.num_images, version.num_left_out, version.name) == (3, 1, "v1")
    assert version.hash == take_snapshot(project=project, taken_by=None).hash
    assert {"snapshot.taken", "version.made"} <= set(kinds(project))


def test_the_hash_is_that_of_the_canonical_json_of_all_rows(project):
    """It is written piece by piece; older snapshots were hashed in one piece."""
    version = make(project)
    frozen = {
        "classes": version.classes,
        "overlap_mode": version.overlap_mode,
        "images": [
            [r.name, r.width, r.height, r.sha256, r.split, r.annotation_id, r.revision, r.state]
            for r in version.images.order_by("name")
        ],
    }
    text = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert version.hash == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("splits", "names"),
    [
        (["train"], ["a.png"]),
        (["none"], ["c.png"]),
        (["val", "none"], ["b.png", "c.png"]),
        (None, ["a.png", "b.png", "c.png"]),
    ],
)
def test_only_some_splits_are_taken(project, splits, names):
    version = make(project, splits=splits)
    assert list(version.images.values_list("name", flat=True)) == names
    assert version.num_left_out == 4 - len(names)


def test_an_empty_choice_leaves_nothing_behind(project):
    with pytest.raises(errors.NothingToExport, match="splits test"):
        make(project, splits=["test"])
    assert not project.snapshots.exists()


def test_two_versions_do_not_share_a_name(project):
    first, second = make(project), make(project, "v2")
    with pytest.raises(errors.VersionNameTaken, match="choose another"):
        make(project)
    with pytest.raises(errors.VersionNameTaken):
        change_version(version=second, name="v1", notes="", changed_by=project.created_by)
    change_version(version=first, name="v1", notes="kept", changed_by=project.created_by)
    assert DatasetSnapshot.objects.get(pk=first.pk).notes == "kept"
    unname_version(version=first, actor=project.created_by)
    assert make(project).name == "v1"


def test_what_depends_on_a_version_is_said_and_kept(project):
    version = make(project)
    job = queue_job(kind="export", task="none", project=project, requested_by=None, params={})
    export = DatasetExport.objects.create(
        project=project, snapshot=version, job=job, format="maskwright"
    )
    with pytest.raises(errors.VersionInUse, match="1 dataset export,") as refused:
        delete_version(version=version, actor=project.created_by)
    assert refused.value.detail == {"used_by": ["1 dataset export"]}
    assert "version.deleted" not in kinds(project)
    export.delete()
    delete_version(version=version, actor=project.created_by)
    assert not project.snapshots.exists()
    assert kinds(project)[-1] == "version.deleted"


def test_a_job_counts_what_is_in_it_and_a_deleted_version_is_no_error(project):
    version, gone = make(project), make(project, "v2")
    delete_version(version=gone, actor=project.created_by)
    queued = Job.objects.filter(kind="statistics").order_by("created_at")
    assert len(queued) == 2
    for job in queued:
        jobs.run_job(str(job.pk), run_statistics)
    assert set(queued.values_list("state", flat=True)) == {"done"}
    version.refresh_from_db()
    assert version.statistics["num_images"] == 3
