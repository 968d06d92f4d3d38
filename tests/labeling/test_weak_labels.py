"""Boxes and tags: saved with segments, versioned, merged without conflict, exported; no pixels."""

from __future__ import annotations

import json
import uuid

import pytest
from rest_framework.test import APIClient

from labeling import errors
from labeling.annotate import changes_since, restore_revision, save_annotation
from labeling.dataset_source import SnapshotSource
from labeling.export import write_snapshot
from labeling.formats.archives import FolderReader, FolderWriter
from labeling.formats.base import BoxRecord, ImageRecord
from labeling.import_dataset import import_dataset
from labeling.import_records import turned_upright
from labeling.models import WeakLabel
from labeling.snapshot import take_snapshot
from labeling.weak_labels import DeleteWeak, UpsertWeak
from tests.factories import box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db
SIZE = (48, 64)
LEFT = box_mask(SIZE, (0, 0, 20, 20))


@pytest.fixture
def image():
    return make_image(make_project(overlap_mode="exclusive"), size_hw=SIZE)


def box(uid="b", bbox=(5, 5, 10, 10), class_id=1) -> UpsertWeak:
    return UpsertWeak(uid, "box", class_id, "weak_box", bbox)


def tag(class_id=1) -> UpsertWeak:
    return UpsertWeak(f"tag-{class_id}", "tag", class_id, "tag")


def save(image, *operations, base, save_id=None):
    return save_annotation(
        annotation=image.annotation,
        author=image.project.created_by,
        base_revision=base,
        save_id=save_id or uuid.uuid4(),
        active_ms=0,
        operations=operations,
    )


def current(image) -> dict[str, tuple[int, ...] | None]:
    return {row.uid: row.bbox_xywh for row in image.annotation.weak_labels.current()}


def test_a_box_over_a_segment_owns_no_pixel_of_an_exclusive_image(image):
    outcome = draw(image, upsert(LEFT, uid="a"), box(), tag(2))
    assert outcome.revision == 1
    assert current(image) == {"b": (5, 5, 10, 10), "tag-2": None}
    assert [row.uid for row in image.annotation.segments.current()] == ["a"]
    assert image.annotation.revisions.get().operations[1:] == [
        {"op": "upsert", "uid": "b", "tool": "weak_box"},
        {"op": "upsert", "uid": "tag-2", "tool": "tag"},
    ]


def test_every_earlier_state_can_be_read_and_restored(image):
    draw(image, box(), tag())
    draw(image, box(bbox=(0, 0, 3, 3)), DeleteWeak("tag-1", "tag"))
    rows = image.annotation.weak_labels
    assert {row.uid: row.bbox_xywh for row in rows.at(1)} == {"b": (5, 5, 10, 10), "tag-1": None}
    assert current(image) == {"b": (0, 0, 3, 3)}
    restore_revision(
        annotation=image.annotation,
        author=image.project.created_by,
        revision=1,
        uids=None,
        base_revision=2,
        save_id=uuid.uuid4(),
    )
    assert current(image) == {"b": (5, 5, 10, 10), "tag-1": None}


def test_the_newest_save_of_a_box_counts_and_others_work_is_told(image):
    draw(image, box(), box("c"))
    save(image, box(bbox=(1, 1, 1, 1)), DeleteWeak("c", "delete"), tag(2), base=1)
    save_id = uuid.uuid4()
    outcome = save(image, box(bbox=(2, 2, 2, 2)), base=1, save_id=save_id)
    assert current(image) == {"b": (2, 2, 2, 2), "tag-2": None}
    told = [{"uid": "tag-2", "kind": "tag", "class_id": 2, "bbox_xywh": None}]
    assert (outcome.weak_changed, outcome.weak_deleted) == (told, ["c"])
    again = save(image, box(bbox=(2, 2, 2, 2)), base=1, save_id=save_id)
    assert (again.revision, again.weak_changed, again.weak_deleted) == (3, told, ["c"])
    assert WeakLabel.objects.filter(uid="b").count() == 3
    image.annotation.refresh_from_db()
    assert [row["uid"] for row in changes_since(image.annotation, 2).weak_changed] == ["b"]


def test_a_conflict_about_segments_tells_of_boxes_too(image):
    draw(image, upsert(LEFT, uid="a"))
    save(image, upsert(LEFT, uid="a", z=3), box(), base=1)
    with pytest.raises(errors.StaleRevision) as caught:
        save(image, upsert(LEFT, uid="a", z=4), tag(), base=1)
    assert [row["uid"] for row in caught.value.detail["weak_changed"]] == ["b"]
    assert current(image) == {"b": (5, 5, 10, 10)}, "nothing of the refused save is stored"


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        (box(bbox=(60, 0, 5, 5)), errors.InvalidWeakLabel),
        (box(bbox=(0, 0, 0, 5)), errors.InvalidWeakLabel),
        (box(bbox=None), errors.InvalidWeakLabel),
        (UpsertWeak("t", "tag", 1, "tag"), errors.InvalidWeakLabel),
        (UpsertWeak("tag-1", "tag", 1, "tag", (0, 0, 1, 1)), errors.InvalidWeakLabel),
        (tag(9), errors.UnknownLabelClass),
    ],
)
def test_what_is_no_box_or_tag_is_refused(image, operation, error):
    with pytest.raises(error) as caught:
        draw(image, upsert(LEFT, uid="a"), operation)
    assert caught.value.detail == {"uid": operation.uid}
    assert image.annotation.revision == 0


@pytest.fixture
def client(image):
    client = APIClient()
    client.force_authenticate(image.project.created_by)
    return client


def test_boxes_and_tags_over_http(client, image):
    weak = {"uid": "b", "kind": "box", "class_id": 1, "bbox_xywh": [1, 2, 3, 4]}
    body = {
        "base_revision": 0,
        "save_id": str(uuid.uuid4()),
        "active_ms": 0,
        "operations": [
            {"op": "upsert_weak", "tool": "weak_box", "weak_label": weak},
            {"op": "delete_weak", "tool": "tag", "uid": "tag-1"},
        ],
    }
    path = f"/api/annotations/{image.annotation.pk}/"
    answer = client.patch(path, body, format="json")
    assert (answer.status_code, answer.json()["weak_changed"]) == (200, [])
    loaded = client.get(f"/api/images/{image.pk}/annotation/").json()
    assert loaded["weak_labels"] == [weak]
    for wrong in ({**weak, "bbox_xywh": [1, 2, 3]}, {**weak, "bbox_xywh": [1, 2, 3, 4.5]}):
        body["operations"] = [{"op": "upsert_weak", "tool": "x", "weak_label": wrong}]
        body["save_id"] = str(uuid.uuid4())
        refused = client.patch(path, body, format="json")
        assert (refused.status_code, "bbox_xywh" in refused.json()["message"]) == (400, True)
    used = client.delete(f"/api/projects/{image.project.pk}/classes/1/")
    assert used.status_code == 409


def test_a_snapshot_keeps_boxes_and_formats_hold_them_or_say_that_they_do_not(image, tmp_path):
    draw(image, upsert(LEFT, uid="a"), box(), tag(2), state="submitted")
    snapshot = take_snapshot(project=image.project, taken_by=None)
    draw(image, DeleteWeak("b", "delete"), state="submitted")
    (record,) = SnapshotSource(snapshot).images()
    assert record.boxes == (BoxRecord("b", 1, (5, 5, 10, 10)),)
    assert record.tags == (2,)

    def export(name: str):
        folder = FolderWriter(tmp_path / name)
        return write_snapshot(
            snapshot, folder, format_name=name, options={}, include_images=True
        ).notes

    for name in ("maskwright", "cvat", "label-studio"):
        assert not any("boxes" in note for note in export(name))
    for name in ("coco-instances", "png-masks", "voc"):
        assert "1 boxes without pixels and 1 image tags are left out" in export(name)[0]
    coco = json.loads((tmp_path / "coco-instances/annotations/instances_default.json").read_text())
    assert [each["area"] for each in coco["annotations"]] == [400]

    other = make_project(classes=("road", "car"))
    import_dataset(
        project=other,
        archive=FolderReader(tmp_path / "maskwright"),
        format_name="maskwright",
        imported_by=other.created_by,
    )
    annotation = other.images.get().annotation
    rows = annotation.weak_labels.select_related("label_class")
    assert {(row.uid, row.label_class.name) for row in rows} == {("b", "car"), ("tag-1", "road")}
    assert annotation.revision == 1


def test_a_box_on_a_turned_picture_turns_with_it():
    record = ImageRecord("a.jpg", (4, 6), (), boxes=(BoxRecord("b", 1, (1, 0, 2, 1)),))
    turned = {n: turned_upright(record, n).boxes[0].bbox_xywh for n in (5, 6, 7, 8)}
    assert turned == {5: (0, 1, 1, 2), 6: (3, 1, 1, 2), 7: (3, 3, 1, 2), 8: (0, 3, 1, 2)}


def test_a_project_says_whether_it_has_boxes_or_tags(image):
    client = APIClient()
    client.force_authenticate(image.project.created_by)

    def has() -> bool:
        return client.get(f"/api/projects/{image.project.pk}/").json()["has_weak_labels"]

    assert has() is False
    save(image, tag(), base=0)
    assert has() is True
    save(image, DeleteWeak("tag-1", "tag"), base=1)
    assert has() is False
