"""labeling.import_dataset: datasets in, whole or not at all; every repair is said."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from PIL import Image as PILImage

from labeling import import_rows, import_run, jobs
from labeling.errors import BadDataset, UnknownFormat
from labeling.formats import FORMATS
from labeling.formats.archives import FolderWriter, reader_of
from labeling.formats.base import ExportOptions, ImageRecord, Report, SegmentRecord
from labeling.formats.png import encode_map
from labeling.import_dataset import import_dataset, import_into, queue_import, run_import
from labeling.masks.rle import decode, encode
from labeling.models import (
    Event,
    Geometry,
    Image,
    Job,
    LabelClass,
    Project,
    Segment,
    Suggestion,
    User,
)
from labeling.pictures import upright_rgb
from tests.factories import box_mask, draw, make_image, make_project, make_user, upsert
from tests.formats.memory import class_map, picture, segment, street

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Jobs whose messages were sent; no worker runs here."""
    messages: list[Job] = []
    monkeypatch.setattr(jobs, "send", messages.append)
    return messages


def native(
    folder: Path,
    *lines: dict,
    classes=({"class_id": 1, "name": "car", "color": "#4000c0", "is_thing": True},),
) -> Path:
    """A dataset in the native format; pictures of 4 x 6 pixels where a line has none of its own."""
    (folder / "images").mkdir(parents=True)
    (folder / "classes.json").write_text(json.dumps(list(classes)))
    with (folder / "segments.jsonl").open("w") as target:
        for number, line in enumerate(lines):
            path = folder / "images" / line["image"]
            if not path.exists():
                path.write_bytes(picture(tuple(line["size"]), seed=number)().read())
            target.write(json.dumps(line) + "\n")
    return folder


def line(name: str = "a.png", *masks: np.ndarray, size=(4, 6), **fields) -> dict:
    """A line of segments.jsonl, a segment of class 1 for each mask."""
    segments = [
        {
            "uid": f"s{z}",
            "class_id": 1,
            "z": z,
            "mask": {"size": list(size), "counts": encode(mask).counts.decode()},
        }
        for z, mask in enumerate(masks)
    ]
    return {"image": name, "size": list(size), "split": None, "segments": segments, **fields}


def box(*box_xyxy: int, size=(4, 6)) -> np.ndarray:
    return box_mask(size, box_xyxy)


def bring(path: Path, project: Project, format_name: str = "maskwright", **options):
    with reader_of(path) as archive:
        return import_dataset(
            project=project,
            archive=archive,
            format_name=format_name,
            imported_by=project.created_by,
            **options,
        )


def files() -> set[str]:
    """Every stored file."""
    root = Path(default_storage.path(""))
    return {str(path) for path in root.rglob("*") if path.is_file()} if root.exists() else set()


def shown(image: Image) -> np.ndarray:
    """(H, W) class ids as they show."""
    canvas = np.zeros(image.size_hw, int)
    for row in image.annotation.segments.current().in_paint_order():
        canvas[decode(row.geometry.rle(image.size_hw))] = row.label_class.class_id
    return canvas


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
    turned = import_rows.turned_upright(record, orientation)
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
    prepared = import_rows.prepare_image(record, {1}, Report(), is_exclusive=False)
    uids = [each.uid for each, _ in prepared.segments]
    assert len(set(uids)) == 4
    assert all(0 < len(uid) <= 64 for uid in uids)
    assert uids[1] == twice


# What is wrong with a dataset leaves everything as it was.


def zip_of(folder: Path, **extra: bytes) -> Path:
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
        for name, content in extra.items():
            archive.writestr(name, content)
    return target


def broken_json(folder: Path) -> Path:
    path = native(folder, line("a.png", box(0, 0, 1, 1)), line("b.png"))
    with (path / "segments.jsonl").open("a") as target:
        target.write('{"image": "c.png", "size": [4, 6], "segm')
    return zip_of(path)


def wrong_size(folder: Path) -> Path:
    path = native(folder, line("a.png", box(0, 0, 1, 1)), line("b.png", box(0, 0, 1, 1)))
    (path / "images" / "b.png").write_bytes(picture((5, 6), seed=9)().read())
    return zip_of(path)


def unknown_class(folder: Path) -> Path:
    bad = line("b.png", box(0, 0, 1, 1))
    bad["segments"][0]["class_id"] = 9
    return zip_of(native(folder, line("a.png"), bad))


def unfilled_mask(folder: Path) -> Path:
    bad = line("b.png", box(0, 0, 1, 1))
    bad["segments"][0]["mask"]["counts"] = [3, 4]
    return zip_of(native(folder, line("a.png"), bad))


def traversal(folder: Path) -> Path:
    return zip_of(native(folder, line("a.png")), **{"../evil.png": b"x"})


def bomb(folder: Path) -> Path:
    return zip_of(native(folder, line("a.png")), **{"images/zeros.png": bytes(40 * 2**20)})


def damaged(folder: Path) -> Path:
    path = zip_of(native(folder, line("a.png", box(0, 0, 1, 1)), line("b.png")))
    content = bytearray(path.read_bytes())
    content[content.index(b"images/b.png") + 40] ^= 0xFF
    path.write_bytes(content)
    return path


def damaged_lines(folder: Path) -> Path:
    lines = [line(f"{n}.png", box(0, 0, 1, 1), state="approved") for n in range(9)]
    path = zip_of(native(folder, *lines))
    content = bytearray(path.read_bytes())
    start = content.index(b"segments.jsonl") + len("segments.jsonl")
    content[start + 8 : start + 40] = bytes(32)
    path.write_bytes(content)
    return path


def nested(folder: Path) -> Path:
    path = native(folder, line("a.png"))
    (path / "segments.jsonl").write_text("[" * 200_000)
    return zip_of(path)


def no_zip(folder: Path) -> Path:
    path = folder.with_suffix(".zip")
    path.write_bytes(b"PK\x03\x04 and no more")
    return path


def empty(folder: Path) -> Path:
    return zip_of(native(folder))


BAD = [
    broken_json,
    wrong_size,
    unknown_class,
    unfilled_mask,
    traversal,
    bomb,
    damaged,
    damaged_lines,
    nested,
    no_zip,
    empty,
]


@pytest.mark.parametrize("make", BAD)
def test_a_bad_dataset_leaves_the_project_as_it_was(make, tmp_path):
    project = make_project(classes=("road",))
    image = make_image(project)
    draw(image, upsert(box_mask(image.size_hw, (0, 0, 5, 5))))
    before = files()
    path = make(tmp_path / "d")
    with pytest.raises(BadDataset):
        bring(path, project)
    assert files() == before
    assert [project.images.get(), LabelClass.objects.get().name] == [image, "road"]
    assert (Segment.objects.count(), Geometry.objects.count()) == (1, 1)
    assert not Event.objects.filter(kind="dataset.imported").exists()


@pytest.mark.parametrize("make", BAD)
def test_a_bad_dataset_makes_no_project(make, tmp_path):
    path = make(tmp_path / "d")
    with pytest.raises(CommandError):
        call_command("import_dataset", str(path), format="maskwright", project="new")
    assert not Project.objects.exists()
    assert files() == set()


def test_a_mask_of_another_size_than_its_picture_is_refused(tmp_path):
    folder = tmp_path / "d"
    for name, content in {
        "images/x.png": picture((4, 6))().read(),
        "masks/x.png": encode_map(np.ones((4, 5), np.uint8)),
        "labels.json": b'[{"name": "car", "value": 1, "color": "#ff0000"}]',
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    project = make_project(classes=())
    with pytest.raises(BadDataset, match="6 x 4 pixels"):
        bring(zip_of(folder), project, "png-masks")
    assert not project.images.exists()
    assert not project.label_classes.exists()


def test_an_unknown_format_is_named(tmp_path):
    with pytest.raises(UnknownFormat, match="voc"):
        bring(native(tmp_path / "d", line()), make_project(), "vocc")


def test_a_failure_while_rows_are_written_leaves_nothing(tmp_path, monkeypatch):
    project = make_project(classes=())

    def fail(*args):
        raise OSError("disk full")

    monkeypatch.setattr(import_run, "add_segments", fail)
    with pytest.raises(OSError, match="disk full"):
        bring(native(tmp_path / "d", line("a.png", box(0, 0, 1, 1))), project)
    assert not project.images.exists()
    assert not project.label_classes.exists()
    assert files() == set()


# The doors: shell and worker.


def test_the_command_makes_the_project_for_an_owner_who_sees_it(tmp_path, capsys):
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))
    call_command("import_dataset", str(path), format="maskwright", project="Streets")
    project = Project.objects.get(name="Streets")
    assert project.overlap_mode == "layered"
    assert list(Project.objects.visible_to(User.objects.get(username="admin"))) == [project]
    assert "1 images with 1 segments" in capsys.readouterr().out


def test_the_command_takes_the_mode_that_suits_the_format_or_the_one_asked_for(tmp_path):
    archive = FolderWriter(tmp_path / "d")
    FORMATS["png-masks"].export(street(2), archive, ExportOptions(), Report(), lambda _: None)
    path = str(tmp_path / "d")
    call_command("import_dataset", path, format="png-masks", project="a")
    call_command("import_dataset", path, format="png-masks", project="b", overlap_mode="layered")
    modes = dict(Project.objects.values_list("name", "overlap_mode"))
    assert modes == {"a": "exclusive", "b": "layered"}
    with pytest.raises(CommandError, match="is exclusive"):
        call_command(
            "import_dataset", path, format="png-masks", project="a", overlap_mode="layered"
        )


@pytest.mark.parametrize(
    "options", [{"format": "nothing"}, {"format": "voc", "owner": "nobody"}, {"format": "voc"}]
)
def test_the_command_fails_loudly(tmp_path, options):
    with pytest.raises(CommandError):
        call_command("import_dataset", str(tmp_path / "missing"), project="x", **options)
    assert not Project.objects.exists()


def queued(project: Project, path: Path, format_name: str = "maskwright") -> Job:
    with path.open("rb") as stream:
        return queue_import(
            project=project,
            stream=stream,
            format_name=format_name,
            as_="annotations",
            split=None,
            requested_by=project.created_by,
        )


def test_the_job_imports_and_forgets_the_zip(tmp_path):
    project = make_project(classes=())
    job = queued(project, zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))))
    jobs.run_job(str(job.pk), run_import)
    job.refresh_from_db()
    assert job.state == "done"
    assert job.result == {"images": 1, "segments": 1, "repairs": [], "refused": []}
    assert not default_storage.exists(job.params["key"])
    assert len(files()) == 1


def test_the_job_of_a_bad_zip_fails_with_its_reason(tmp_path):
    project = make_project(classes=())
    job = queued(project, broken_json(tmp_path / "d"))
    jobs.run_job(str(job.pk), run_import)
    job.refresh_from_db()
    assert (job.state, "segments.jsonl, line 3" in job.error) == ("failed", True)
    assert files() == set()


def test_a_job_that_was_killed_after_it_wrote_does_not_write_twice(tmp_path):
    project = make_project(classes=())
    job = queued(project, zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))))
    jobs.run_job(str(job.pk), run_import)
    Job.objects.filter(pk=job.pk).update(state="queued", token=None, result=None)
    jobs.run_job(str(job.pk), run_import)
    job.refresh_from_db()
    assert (job.state, job.result["segments"], project.images.count()) == ("done", 1, 1)


def test_a_cancelled_job_leaves_nothing(tmp_path):
    project = make_project(classes=())
    lines = [line(f"{n}.png", box(0, 0, 2, 2)) for n in range(3)]
    job = queued(project, zip_of(native(tmp_path / "d", *lines)))
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    jobs.run_job(str(job.pk), run_import)
    job.refresh_from_db()
    assert (job.state, project.images.count(), files()) == ("cancelled", 0, set())


# Every format that can be written comes back the same.


@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if f.export and f.read])
def test_every_format_comes_back_with_identical_pixels(name, tmp_path):
    source = street(4)
    FORMATS[name].export(
        source, FolderWriter(tmp_path / "d"), ExportOptions(), Report(), lambda _: None
    )
    with reader_of(tmp_path / "d") as archive:
        outcome = import_into(
            name="back", archive=archive, format_name=name, owner=make_user(), overlap_mode=None
        )
    assert outcome.refused == []
    project = Project.objects.get(name="back")
    names = {c.class_id: c.name for c in source.classes}
    ids = {row.name: row.class_id for row in project.label_classes.all()}
    lookup = np.zeros(16, int)
    for class_id, class_name in names.items():
        lookup[class_id] = ids[class_name]
    for record in source.records:
        stem = record.name.rsplit(".", 1)[0]
        image = next(i for i in project.images.all() if i.name.rsplit(".", 1)[0] == stem)
        if name == "yolo-seg":  # has no crowds
            record = replace(record, segments=tuple(s for s in record.segments if not s.iscrowd))
        if name != "coco-stuff":
            assert np.array_equal(shown(image), lookup[class_map(record)]), (name, record.name)


@pytest.mark.parametrize(
    ("subset", "format_name", "num_images", "num_classes"),
    [("camvid", "png-masks", 180, 12), ("coco_things", "coco-instances", 64, 80)],
)
def test_real_datasets_come_in(shared_data, subset, format_name, num_images, num_classes):
    call_command("import_dataset", str(shared_data / subset), format=format_name, project=subset)
    project = Project.objects.get(name=subset)
    assert project.images.count() == num_images
    # CamVid: eleven classes and the ignored one.
    assert project.label_classes.count() == num_classes
    image = project.images.order_by("name").first()
    assert image.annotation.state == "submitted"
    if subset == "camvid":
        truth = np.asarray(PILImage.open(shared_data / subset / "labels" / image.name))
        ids = {row.name: row.class_id for row in project.label_classes.all()}
        table = json.loads((shared_data / subset / "classes.json").read_text())["classes"]
        lookup = np.zeros(256, int)
        for row in table:
            lookup[row["id"]] = ids[row["name"]]
        lookup[255] = ids["void"]
        assert np.array_equal(shown(image), lookup[truth])
