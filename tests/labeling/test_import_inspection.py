"""import_inspection: what is in an upload is found out before anything of it is in."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage

from labeling import jobs
from labeling.formats.archives import ZipWriter
from labeling.masks import rle
from labeling.models import Image, Segment
from tests.factories import box_mask, draw, make_image, make_project, upsert
from tests.formats.memory import picture
from tests.labeling.imported import (
    box,
    bring,
    broken_json,
    files,
    inspected,
    line,
    native,
    sample_of,
    zip_of,
)


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job: None)


@pytest.mark.django_db
def test_everything_is_counted_and_nothing_is_in_the_project(tmp_path):
    project = make_project(classes=("car",))
    lines = [
        line("a.png", box(0, 0, 3, 2), box(1, 1, 3, 3), split="train"),
        line("b.png", box(0, 0, 1, 1), split="val", tags=[1]),
        line("c.png", size=(5, 6)),
    ]
    row = inspected(project, zip_of(native(tmp_path / "d", *lines)).read_bytes())
    assert row.inspection.state == "done", row.inspection.error
    assert row.format == "maskwright"
    assert [each["format"] for each in row.guesses] == ["maskwright"]
    found = row.findings
    assert found["classes"] == [
        {
            "class_id": 1,
            "name": "car",
            "color": "#4000c0",
            "is_thing": True,
            "is_ignore": False,
            "num_segments": 3,
            "num_images": 2,
            "area_px": 6 + 4 + 1,
            "num_weak": 1,
        }
    ]
    assert (found["num_images"], found["num_segments"], found["num_refused"]) == (3, 3, 0)
    assert {each["split"]: each["num_images"] for each in found["splits"]} == {
        "": 1, "train": 1, "val": 1
    }  # fmt: skip
    assert found["sizes"][0] == {"width": 6, "height": 4, "num_images": 2}
    assert found["num_with_picture"] == 3
    assert len(row.previews) == 3
    assert not project.images.exists()
    assert not Segment.objects.exists()
    assert project.label_classes.count() == 1


@pytest.mark.django_db
def test_what_the_project_has_is_told_by_content_and_by_name(tmp_path):
    project = make_project(classes=())
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)), line("b.png"), line("c.png"))
    bring(native(tmp_path / "one", line("a.png", box(0, 0, 1, 1))), project)  # the same picture
    (path / "images" / "b.png").unlink()
    make_image(project, size_hw=(4, 6), name="b.jpg")
    (path / "images" / "c.png").unlink()
    row = inspected(project, zip_of(path).read_bytes())
    found = row.findings
    assert (found["num_with_picture"], found["num_without_picture"]) == (1, 2)
    assert (found["num_known"], found["num_annotated"]) == (2, 1)
    assert [each["name"] for each in found["refused"]] == ["c.png"]
    # A picture that only the project has is shown; one that nobody has is not.
    assert [sample_of(row, n)["has_picture"] for n in range(len(row.previews))] == [True, True]


@pytest.mark.django_db
def test_a_picture_that_is_none_is_named_and_the_rest_is_looked_through(tmp_path):
    masks = box(0, 0, 2, 2)
    path = native(tmp_path / "d", *(line(f"{name}.png", masks) for name in "abcd"))
    content = (path / "images" / "a.png").read_bytes()
    (path / "images" / "b.png").write_text("no picture")
    (path / "images" / "c.png").write_bytes(content)  # the same as a.png
    (path / "images" / "d.png").write_bytes(content[:50])  # damaged behind its header
    found = inspected(make_project(classes=()), zip_of(path).read_bytes()).findings
    assert (found["num_images"], found["num_with_picture"], found["num_refused"]) == (4, 4, 3)
    reasons = {each["name"]: each["message"] for each in found["refused"]}
    assert "Expected a PNG" in reasons["b.png"]
    assert "same picture as a.png" in reasons["c.png"]
    assert set(reasons) == {"b.png", "c.png", "d.png"}
    assert found["num_segments"] == 1  # of what can come in


@pytest.mark.django_db
def test_masks_that_do_not_fit_and_unsafe_names_keep_out_their_images_only(tmp_path):
    masks = box(0, 0, 2, 2)
    path = native(tmp_path / "d", *(line(name, masks) for name in ("a.png", "b.png", " c.png")))
    (path / "images" / "b.png").write_bytes(picture((5, 6), seed=9)().read())
    project = make_project(classes=())
    found = inspected(project, zip_of(path).read_bytes()).findings
    assert (found["num_images"], found["num_segments"], found["num_refused"]) == (3, 1, 2)
    reasons = {each["name"]: each["message"] for each in found["refused"]}
    assert "6 x 5 pixels" in reasons["b.png"]
    assert "unsafe" in reasons[" c.png"]
    # The import does as it was told, and keeps no file of what it left out.
    outcome = bring(zip_of(path), project)
    assert {each["name"]: each["message"] for each in outcome.refused} == reasons
    assert (outcome.images, outcome.segments) == (1, 1)
    kept = {path for path in files() if "/incoming/" not in path}
    assert kept == {default_storage.path(project.images.get().original)}


@pytest.mark.django_db
def test_names_that_other_pictures_have_are_told_before(tmp_path):
    project = make_project(classes=())
    make_image(project, size_hw=(9, 9), name="a.png")
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)), line("b.png"))
    found = inspected(project, zip_of(path).read_bytes()).findings
    assert found["num_known"] == 0
    [note] = found["repairs"]
    assert note.startswith("1 × images have the name of another picture")
    assert note.endswith("(first: a.png)")
    bring(zip_of(path), project)
    assert set(project.images.values_list("name", flat=True)) == {"a.png", "a_2.png", "b.png"}


@pytest.mark.django_db
def test_a_broken_dataset_says_where_and_leaves_no_samples(tmp_path):
    row = inspected(make_project(), broken_json(tmp_path / "d").read_bytes())
    assert row.inspection.state == "failed"
    assert "segments.jsonl, line 3" in row.inspection.error
    assert (row.findings, row.format) == (None, "maskwright")
    assert files() == {default_storage.path(row.key)}


@pytest.mark.django_db
def test_what_is_no_dataset_is_described():
    buffer = io.BytesIO()
    with ZipWriterOf(buffer) as writer:
        writer.write("notes.docx", b"x")
    row = inspected(make_project(), buffer.getvalue())
    assert "1 × .docx" in row.inspection.error
    assert row.guesses == []


class ZipWriterOf(ZipWriter):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@pytest.mark.django_db
def test_an_exclusive_project_sees_what_will_be_left_of_overlaps(tmp_path):
    project = make_project(classes=(), overlap_mode="exclusive")
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2), box(0, 0, 1, 1)))
    row = inspected(project, zip_of(path).read_bytes())
    assert row.findings["classes"][0]["area_px"] == 4
    assert any("topmost" in note for note in row.findings["repairs"])
    # Samples have both whole: whoever leaves the upper one out sees what is below.
    areas = [rle.area_px(rle.from_wire(each["mask"])) for each in sample_of(row)["segments"]]
    assert areas == [4, 1]


@pytest.mark.django_db
def test_segments_that_the_project_has_already_are_left_alone(tmp_path):
    project = make_project()
    image = make_image(project, size_hw=(4, 6), name="a.png")
    draw(image, upsert(box_mask((4, 6), (0, 0, 2, 2))))
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))
    inspected(project, zip_of(path).read_bytes())
    assert (Image.objects.count(), Segment.objects.count()) == (1, 1)
