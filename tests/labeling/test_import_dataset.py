"""labeling.import_dataset: what becomes of images, classes and segments; every repair is said."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import default_storage
from PIL import Image as PILImage

from labeling import import_records, jobs
from labeling.errors import BadDataset
from labeling.formats.base import ImageRecord, Report, SegmentRecord
from labeling.masks.rle import decode, encode
from labeling.models import (
    Event,
    Image,
    Job,
    Segment,
    Suggestion,
)
from labeling.pictures import upright_rgb
from tests.factories import make_image, make_project
from tests.formats.memory import segment
from tests.labeling.imported import box, bring, files, line, native, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Jobs whose messages were sent; no worker runs here."""
    messages: list[Job] = []
    monkeypatch.setattr(jobs, "send", messages.append)
    return messages


def test_images_classes_and_segments_come_in(tmp_path):
    project = make_project(classes=())
    path = native(tmp_path / "d", line("b.png", box(0, 0, 3, 2), split="val", state="approved"))
    outcome = bring(path, project)
    assert (outcome.images, outcome.segments, outcome.refused) == (1, 1, [])
    image = project.images.get()
    assert (image.name, image.size_hw, image.split) == ("b.png", (4, 6), "val")
    annotation = image.annotation
    assert (annotation.state, annotation.revision) == ("approved", 1)
    row = annotation.segments.get()
    assert (row.uid, row.origin, row.geometry.area_px) == ("s0", "import", 6)
    assert row.geometry.bbox_xywh == (0, 0, 3, 2)
    revision = annotation.revisions.get()
    assert (revision.number, revision.base, revision.author) == (1, 0, project.created_by)
    assert revision.operations == [{"op": "upsert", "uid": "s0", "tool": "import"}]
    assert Event.objects.filter(project=project, kind="dataset.imported").exists()
    assert default_storage.exists(image.original)


def test_without_a_state_what_comes_in_is_submitted(tmp_path):
    project = make_project(classes=())
    bring(native(tmp_path / "d", line("a.png"), line("b.png", box(0, 0, 1, 1))), project)
    assert {i.annotation.state for i in project.images.all()} == {"submitted"}
    assert project.images.get(name="a.png").annotation.revision == 0


def test_a_split_given_by_hand_counts_for_all_images(tmp_path):
    project = make_project(classes=())
    bring(native(tmp_path / "d", line(split="train")), project, split="test")
    assert project.images.get().split == "test"


def test_renditions_are_queued(tmp_path, sent, django_capture_on_commit_callbacks):
    project = make_project(classes=())
    with django_capture_on_commit_callbacks(execute=True):
        bring(native(tmp_path / "d", line()), project)
    assert [job.task for job in sent] == ["labeling.prepare_images"]


def class_line(class_id: int, name: str) -> dict:
    return {"class_id": class_id, "name": name, "color": "#102030", "is_thing": True}


def test_classes_are_merged_by_name_and_keep_their_id_where_it_is_free(tmp_path):
    project = make_project(classes=("car", "road"))  # ids 1 and 2
    path = native(
        tmp_path / "d",
        line("a.png", box(0, 0, 1, 1)),
        classes=(class_line(1, "road"), class_line(2, "tree"), class_line(7, "sky")),
    )
    outcome = bring(path, project)
    ids = {row.name: row.class_id for row in project.label_classes.all()}
    assert ids == {"car": 1, "road": 2, "tree": 8, "sky": 7}
    assert Segment.objects.get().label_class.name == "road"
    assert any("'tree' got the id 8" in note for note in outcome.repairs)


def test_an_image_that_is_there_unannotated_gets_the_segments(tmp_path):
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))
    project = make_project(classes=())
    pixels = np.asarray(PILImage.open(path / "images" / "a.png"))
    there = make_image(project, pixels=pixels, name="other name.png")
    Image.objects.filter(pk=there.pk).update(sha256=digest(path / "images" / "a.png"))
    outcome = bring(path, project)
    assert (outcome.images, outcome.segments) == (1, 1)
    assert project.images.get() == there
    there.annotation.refresh_from_db()
    assert there.annotation.revision == 1


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_second_import_changes_nothing_and_says_so(tmp_path):
    project = make_project(classes=())
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))
    bring(path, project)
    before = files()
    with pytest.raises(BadDataset, match="with segments already"):
        bring(path, project)
    assert (project.images.count(), Segment.objects.count(), files()) == (1, 1, before)


def test_suggestions_come_in_beside_segments(tmp_path):
    project = make_project(classes=())
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))
    bring(path, project)
    outcome = bring(path, project, as_="suggestions")
    assert (outcome.images, outcome.segments) == (1, 1)
    suggestion = Suggestion.objects.get()
    assert (suggestion.source, suggestion.state, suggestion.source_ref) == (
        "import",
        "pending",
        "maskwright",
    )
    assert suggestion.uid != Segment.objects.get().uid
    assert project.images.get().annotation.revision == 1


def test_suggestions_leave_new_images_new(tmp_path):
    project = make_project(classes=())
    bring(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2))), project, as_="suggestions")
    assert project.images.get().annotation.state == "new"


def test_a_dataset_without_pictures_finds_images_by_name(tmp_path):
    project = make_project(classes=())
    make_image(project, size_hw=(4, 6), name="a.jpg")
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)), line("b.png", box(0, 0, 1, 1)))
    for each in (path / "images").iterdir():
        each.unlink()
    outcome = bring(path, project)
    assert (outcome.images, outcome.segments) == (1, 1)
    assert [(r["name"], r["code"]) for r in outcome.refused] == [("b.png", "no_picture")]


def test_a_picture_that_is_none_is_left_out_and_the_rest_comes_in(tmp_path):
    project = make_project(classes=())
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)), line("b.png"))
    (path / "images" / "b.png").write_text("no picture")
    outcome = bring(path, project)
    assert outcome.images == 1
    assert [(r["name"], r["code"]) for r in outcome.refused] == [("b.png", "not_a_picture")]
    assert len(files()) == 1


def test_the_same_picture_twice_comes_in_once(tmp_path):
    project = make_project(classes=())
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)), line("b.png", box(0, 0, 1, 1)))
    (path / "images" / "b.png").write_bytes((path / "images" / "a.png").read_bytes())
    outcome = bring(path, project)
    assert (outcome.images, project.images.count(), len(files())) == (1, 1, 1)
    assert [(r["name"], r["code"]) for r in outcome.refused] == [("b.png", "duplicate")]


def test_a_taken_name_gets_a_number(tmp_path):
    project = make_project(classes=())
    make_image(project, name="a.png")
    outcome = bring(native(tmp_path / "d", line("a.png")), project)
    assert project.images.filter(name="a_2.png").exists()
    assert any("renamed" in note for note in outcome.repairs)


def test_in_an_exclusive_project_each_pixel_goes_to_the_topmost(tmp_path):
    project = make_project(classes=(), overlap_mode="exclusive")
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2), box(1, 0, 4, 3), box(2, 1, 3, 2)))
    outcome = bring(path, project)
    rows = {row.uid: row for row in Segment.objects.all()}
    masks = {uid: decode(row.geometry.rle((4, 6))) for uid, row in rows.items()}
    assert np.array_equal(masks["s2"], box(2, 1, 3, 2))
    assert np.array_equal(masks["s1"], box(1, 0, 4, 3) & ~box(2, 1, 3, 2))
    assert np.array_equal(masks["s0"], box(0, 0, 1, 2))
    assert any("topmost" in note for note in outcome.repairs)


def test_a_wholly_covered_segment_is_left_out_of_an_exclusive_project(tmp_path):
    project = make_project(classes=(), overlap_mode="exclusive")
    outcome = bring(
        native(tmp_path / "d", line("a.png", box(0, 0, 2, 2), box(0, 0, 3, 3))), project
    )
    assert [row.uid for row in Segment.objects.all()] == ["s1"]
    assert any("cover wholly" in note for note in outcome.repairs)


def test_a_layered_project_keeps_overlaps(tmp_path):
    project = make_project(classes=())
    bring(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2), box(0, 0, 3, 3))), project)
    assert sorted(Segment.objects.values_list("geometry__area_px", flat=True)) == [4, 9]


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_masks_on_a_picture_stored_turned_are_turned_with_it(orientation):
    stored = np.zeros((2, 3), bool)
    stored[0, 1] = True
    record = ImageRecord("a.jpg", (2, 3), (SegmentRecord("s", 1, 0, encode(stored)),))
    turned = import_records.turned_upright(record, orientation)
    assert turned.size_hw == (3, 2)
    # Our pictures show a picture of the mask, stored with that orientation, the same way.
    exif = PILImage.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    PILImage.fromarray(stored.astype(np.uint8) * 255).save(buffer, "PNG", exif=exif)
    assert np.array_equal(decode(turned.segments[0].rle), upright_rgb(buffer)[..., 0] > 127)


def test_a_picture_stored_turned_comes_in_with_its_masks(tmp_path):
    exif = PILImage.Exif()
    exif[0x0112] = 6
    path = native(tmp_path / "d", line("a.png", box(0, 0, 6, 1)))
    pixels = PILImage.open(path / "images" / "a.png")
    pixels.save(path / "images" / "a.png", exif=exif)
    project = make_project(classes=())
    outcome = bring(path, project)
    image = project.images.get()
    assert image.size_hw == (6, 4)
    assert np.array_equal(shown(image), np.rot90(box(0, 0, 6, 1), -1).astype(int))
    assert any("turned upright" in note for note in outcome.repairs)


def test_ids_that_no_column_takes_are_made_anew(tmp_path):
    long, twice = "x" * 65, "s"
    record = ImageRecord(
        "a.png",
        (1, 4),
        tuple(
            segment(grid, 1, z, uid=u)
            for z, (grid, u) in enumerate(
                (("1000", long), ("0100", twice), ("0010", twice), ("0001", ""))
            )
        ),
    )
    prepared = import_records.prepare_image(record, {1}, Report(), is_exclusive=False)
    uids = [each.uid for each, _ in prepared.segments]
    assert len(set(uids)) == 4
    assert all(0 < len(uid) <= 64 for uid in uids)
    assert uids[1] == twice
