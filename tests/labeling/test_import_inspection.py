"""import_inspection and import_preview: what is in an upload, before anything of it is in."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PILImage

from labeling import jobs
from labeling.formats import FORMATS, export_options
from labeling.formats.archives import ZipWriter
from labeling.formats.base import Report
from labeling.import_inspection import run_inspection
from labeling.import_preview import sample, scaled_mask, scaled_size
from labeling.import_upload import (
    KEPT_FOR,
    choose_format,
    discard_import,
    start_import,
    sweep_uploads,
)
from labeling.masks import rle
from labeling.models import DatasetImport, Image, Job, Project, Segment
from tests.factories import box_mask, draw, make_image, make_project, upsert
from tests.formats.datasets import nasty_source
from tests.labeling.imported import box, bring, broken_json, files, line, native, zip_of


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job: None)


def uploaded(project: Project, content: bytes, **fields) -> DatasetImport:
    return start_import(
        project=project,
        stream=io.BytesIO(content),
        file_name="d.zip",
        uploaded_by=project.created_by,
        **{"format_name": "", "read_options": {}, **fields},
    )


def looked(row: DatasetImport) -> DatasetImport:
    """The import after its inspection ran."""
    jobs.run_job(str(row.inspection_id), run_inspection)
    return DatasetImport.objects.select_related("inspection").get(pk=row.pk)


def inspected(project: Project, content: bytes, **fields) -> DatasetImport:
    return looked(uploaded(project, content, **fields))


def shown(row: DatasetImport, number: int = 0) -> dict:
    with default_storage.open(row.previews[number]["segments"]) as stream:
        return json.loads(stream.read())


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
    assert [shown(row, n)["has_picture"] for n in range(len(row.previews))] == [True, True]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if f.export and f.read])
def test_every_format_is_recognised_looked_through_and_shown(name):
    buffer = io.BytesIO()
    writer = ZipWriter(buffer)
    options = export_options(FORMATS[name], {})
    FORMATS[name].export(nasty_source(), writer, options, Report(), lambda done: None)
    writer.close()
    row = inspected(make_project(classes=()), buffer.getvalue())
    assert row.inspection.state == "done", row.inspection.error
    assert row.format == name
    assert row.findings["num_images"] == len(row.previews) == 8
    for number, keys in enumerate(row.previews):
        wire = shown(row, number)
        with default_storage.open(keys["picture"]) as stream:
            assert PILImage.open(stream).size == tuple(wire["size"][::-1])
        for segment in wire["segments"]:
            assert rle.from_wire(segment["mask"]).size_hw == tuple(wire["size"])


@pytest.mark.django_db
def test_turned_and_deep_pictures_are_shown_as_people_see_them(tmp_path):
    path = native(tmp_path / "d", line("a.png", box(0, 0, 6, 1)), line("b.png", box(0, 0, 1, 1)))
    exif = PILImage.Exif()
    exif[0x0112] = 6
    stored = np.zeros((4, 6, 3), np.uint8)
    stored[0] = 255  # what the mask covers
    PILImage.fromarray(stored).save(path / "images" / "a.png", exif=exif)
    deep = np.tile(np.arange(6, dtype=np.uint16) * 200, (4, 1))
    PILImage.fromarray(deep).save(path / "images" / "b.png")
    row = inspected(make_project(classes=()), zip_of(path).read_bytes())
    wire = shown(row)
    assert wire["size"] == [6, 4]
    mask = rle.decode(rle.from_wire(wire["segments"][0]["mask"]))
    with default_storage.open(row.previews[0]["picture"]) as stream:
        white = np.asarray(PILImage.open(stream).convert("L")) > 127
    assert np.array_equal(mask, white)
    with default_storage.open(row.previews[1]["picture"]) as stream:
        assert np.asarray(PILImage.open(stream)).max() > 200  # windowed, not clipped or black


@pytest.mark.django_db
def test_a_picture_that_is_none_is_named_and_the_rest_is_looked_through(tmp_path):
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)), line("b.png"))
    (path / "images" / "b.png").write_text("no picture")
    found = inspected(make_project(classes=()), zip_of(path).read_bytes()).findings
    assert (found["num_images"], found["num_with_picture"]) == (2, 1)
    assert [(each["name"], each["message"][:10]) for each in found["refused"]] == [
        ("b.png", "Expected a")
    ]


@pytest.mark.django_db
def test_a_broken_dataset_says_where_and_leaves_no_samples(tmp_path):
    row = inspected(make_project(), broken_json(tmp_path / "d").read_bytes())
    assert row.inspection.state == "failed"
    assert "segments.jsonl, line 3" in row.inspection.error
    assert row.findings is None
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
def test_another_format_is_tried_anew_and_the_old_look_changes_nothing(tmp_path):
    project = make_project(classes=())
    content = zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))).read_bytes()
    row = inspected(project, content)
    first = row.inspection
    choose_format(row, format_name="voc", read_options={}, by=project.created_by)
    assert files() == {default_storage.path(row.key)}
    again = looked(row)
    assert (again.inspection.state, again.findings) == ("failed", None)
    assert "SegmentationClass" in again.inspection.error
    choose_format(row, format_name="", read_options={}, by=project.created_by)
    assert looked(row).format == "maskwright"  # guessed anew
    choose_format(row, format_name="voc", read_options={}, by=project.created_by)
    again = looked(row)
    # The first one's worker comes back from the dead: it owns nothing any more.
    Job.objects.filter(pk=first.pk).update(state="queued", token=None)
    jobs.run_job(str(first.pk), run_inspection)
    again.refresh_from_db()
    assert again.findings is None
    assert files() == {default_storage.path(row.key)}


@pytest.mark.django_db
def test_a_discarded_upload_leaves_nothing_even_while_it_is_looked_through(tmp_path):
    project = make_project(classes=())
    content = zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))).read_bytes()
    row = inspected(project, content)
    discard_import(row, by=project.created_by)
    assert files() == set()
    assert not DatasetImport.objects.exists()
    waiting = uploaded(project, content)
    discard_import(waiting, by=project.created_by)
    assert Job.objects.get(pk=waiting.inspection_id).state == "cancelled"
    assert files() == set()


@pytest.mark.django_db
def test_uploads_that_nobody_goes_on_with_are_swept_after_a_day(tmp_path):
    project = make_project(classes=())
    content = zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))).read_bytes()
    old, busy, fresh = (uploaded(project, content) for _ in range(3))
    looked(old)
    looked(fresh)
    long_ago = timezone.now() - KEPT_FOR * 2
    DatasetImport.objects.filter(pk__in=(old.pk, busy.pk)).update(touched_at=long_ago)
    assert sweep_uploads() == 1
    assert set(DatasetImport.objects.values_list("pk", flat=True)) == {busy.pk, fresh.pk}
    assert not default_storage.exists(old.key)


@pytest.mark.parametrize(("num", "expected"), [(0, 0), (1, 1), (10, 10), (25, 25), (1000, 60)])
def test_samples_come_in_tens_that_are_each_spread_over_the_dataset(num, expected):
    chosen = sample(num)
    assert len(chosen) == len(set(chosen)) == expected
    assert all(0 <= each < num for each in chosen)
    if num == 1000:
        for start in range(0, 60, 10):
            ten = chosen[start : start + 10]
            assert ten == sorted(ten)
            assert min(ten) < 100
            assert max(ten) >= 890


@given(st.integers(1, 4000), st.integers(1, 4000))
def test_samples_are_never_larger_than_their_image_nor_the_limit(height, width):
    h, w = scaled_size((height, width))
    assert 1 <= h <= min(height, 960)
    assert 1 <= w <= min(width, 960)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 40), st.data())
def test_scaled_masks_are_the_full_ones_sampled(seed, height, width, draws):
    scaled_hw = (draws.draw(st.integers(1, height)), draws.draw(st.integers(1, width)))
    rng = np.random.default_rng(seed)
    mask = rng.random((height, width)) < rng.random() * 0.5
    mask[rng.integers(height), rng.integers(width)] = True
    found = rle.decode(scaled_mask(rle.encode(mask), scaled_hw))
    rows = ((np.arange(scaled_hw[0]) + 0.5) * height / scaled_hw[0]).astype(int)
    columns = ((np.arange(scaled_hw[1]) + 0.5) * width / scaled_hw[1]).astype(int)
    expected = mask[np.ix_(rows, columns)]
    assert np.array_equal(found, expected) if expected.any() else found.sum() == 1


@pytest.mark.django_db
def test_an_exclusive_project_sees_what_will_be_left_of_overlaps(tmp_path):
    project = make_project(classes=(), overlap_mode="exclusive")
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2), box(0, 0, 1, 1)))
    row = inspected(project, zip_of(path).read_bytes())
    assert row.findings["classes"][0]["area_px"] == 4
    assert any("topmost" in note for note in row.findings["repairs"])
    # Samples have both whole: whoever leaves the upper one out sees what is below.
    areas = [rle.area_px(rle.from_wire(each["mask"])) for each in shown(row)["segments"]]
    assert areas == [4, 1]


@pytest.mark.django_db
def test_segments_that_the_project_has_already_are_left_alone(tmp_path):
    project = make_project()
    image = make_image(project, size_hw=(4, 6), name="a.png")
    draw(image, upsert(box_mask((4, 6), (0, 0, 2, 2))))
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))
    inspected(project, zip_of(path).read_bytes())
    assert (Image.objects.count(), Segment.objects.count()) == (1, 1)
