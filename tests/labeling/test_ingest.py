"""labeling.ingest: files, folders and archives become images; what is wrong is said by name."""

from __future__ import annotations

import contextlib
import io
import stat
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import TestCase

from labeling import ingest, jobs, prepare
from labeling.curate import remove_image, set_split
from labeling.errors import BadUpload, ImageNameTaken
from labeling.image_store import add_images, clean_name, discard, store_picture
from labeling.ingest import Incoming, IngestOutcome, ingest_files, ingest_folder
from labeling.models import Annotation, Event, Geometry, Image, Job, JobState, Project
from tests.factories import box_mask, draw, make_project, upsert
from tests.labeling.picture_files import encoded, oriented, plain_png

pytestmark = pytest.mark.django_db


def committed() -> contextlib.AbstractContextManager[object]:
    """Runs what waits for the commit, though the test's own transaction is rolled back."""
    return TestCase.captureOnCommitCallbacks(execute=True)


@pytest.fixture
def project(sent: list[Job]) -> Project:
    return make_project()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Jobs whose messages were sent; no worker runs here."""
    messages: list[Job] = []
    monkeypatch.setattr(jobs, "send", messages.append)
    return messages


def incoming(**contents: bytes) -> list[Incoming]:
    """`a_png=b"…"` as a.png."""
    return [sent_file(name.replace("_", "."), content) for name, content in contents.items()]


def sent_file(name: str, content: bytes) -> Incoming:
    return Incoming(name, lambda: contextlib.nullcontext(io.BytesIO(content)))


def take_in(project: Project, *files: Incoming) -> IngestOutcome:
    with committed():
        return ingest_files(project=project, files=files, uploaded_by=project.created_by)


def remove(image: Image) -> None:
    with committed():
        remove_image(image=image, actor=image.project.created_by)


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def stored_files() -> list[Path]:
    root = Path(default_storage.path(""))
    return sorted(path for path in root.rglob("*") if path.is_file())


def names(rows: list) -> list[str]:
    return [row["name"] for row in rows]


def run(job: Job) -> Job:
    bodies = {
        "labeling.prepare_images": prepare.run_prepare,
        "labeling.ingest_archive": ingest.run_ingest_archive,
    }
    with committed():
        jobs.run_job(str(job.pk), bodies[job.task])
    job.refresh_from_db()
    return job


# ---- files ----


def test_a_picture_becomes_an_image_with_its_facts_and_an_empty_annotation(
    project: Project,
) -> None:
    content = oriented(6)
    outcome = take_in(project, sent_file("trip/day 1/IMG_1.jpg", content))
    image = Image.objects.get()
    assert outcome.accepted == [
        {"id": image.pk, "name": "trip/day 1/IMG_1.jpg", "renamed_from": None}
    ]
    assert (image.size_hw, image.orientation) == ((48, 32), 6)
    assert (image.format, image.mode, image.byte_size) == ("JPEG", "RGB", len(content))
    assert (image.uploaded_by, image.split, image.prepared_at) == (project.created_by, None, None)
    assert (image.annotation.state, image.annotation.revision) == ("new", 0)
    with default_storage.open(image.original) as stored:
        assert stored.read() == content


def test_the_storage_key_is_made_by_us(project: Project) -> None:
    take_in(project, sent_file("<script>.svg", plain_png()))
    image = Image.objects.get()
    assert "script" not in image.original and image.original.endswith(".png")
    assert image.sha256 in image.original


def test_one_bad_file_does_not_keep_the_others_out(project: Project) -> None:
    files = incoming(a_png=plain_png(1), b_txt=b"hello\n", c_png=plain_png(2)[:60], d_png=b"")
    outcome = take_in(project, *files, sent_file("e.png", plain_png(3)))
    assert names(outcome.accepted) == ["a.png", "e.png"]
    assert [(row["name"], row["code"]) for row in outcome.refused] == [
        ("b.txt", "not_a_picture"),
        ("c.png", "corrupt_picture"),
        ("d.png", "empty_picture"),
    ]
    assert all(row["message"].endswith(".") for row in outcome.refused)
    assert Image.objects.count() == 2 and len(stored_files()) == 2


def test_the_same_content_is_named_as_a_duplicate(project: Project) -> None:
    take_in(project, *incoming(first_png=plain_png(1)))
    outcome = take_in(project, *incoming(again_png=plain_png(1), other_png=plain_png(2)))
    assert outcome.duplicates == [{"name": "again.png", "duplicate_of": "first.png"}]
    assert names(outcome.accepted) == ["other.png"]
    assert Image.objects.count() == 2 and len(stored_files()) == 2


def test_the_same_content_twice_in_one_upload_goes_in_once(project: Project) -> None:
    outcome = take_in(project, *incoming(a_png=plain_png(1), b_png=plain_png(1)))
    assert names(outcome.accepted) == ["a.png"]
    assert outcome.duplicates == [{"name": "b.png", "duplicate_of": "a.png"}]
    assert len(stored_files()) == 1


def test_another_project_may_have_the_same_content(project: Project) -> None:
    other = make_project()
    take_in(project, *incoming(a_png=plain_png(1)))
    outcome = take_in(other, *incoming(a_png=plain_png(1)))
    assert names(outcome.accepted) == ["a.png"] and outcome.duplicates == []


def test_a_taken_name_gets_a_number_and_the_outcome_says_so(project: Project) -> None:
    take_in(project, *incoming(a_png=plain_png(1)))
    take_in(project, sent_file("a_2.png", plain_png(2)))
    outcome = take_in(project, *incoming(a_png=plain_png(3)))
    assert [(row["name"], row["renamed_from"]) for row in outcome.accepted] == [
        ("a_3.png", "a.png")
    ]


def test_an_import_can_refuse_taken_names_instead(project: Project) -> None:
    take_in(project, *incoming(a_png=plain_png(1)))
    stored = store_picture(project=project, name="a.png", stream=io.BytesIO(plain_png(2)))
    with pytest.raises(ImageNameTaken, match=r"another picture named a\.png"):
        add_images(project=project, pictures=[stored], uploaded_by=None, number_taken_names=False)
    assert Image.objects.count() == 1
    discard([stored])
    assert len(stored_files()) == 1


@pytest.mark.parametrize(
    "name",
    ["", "../a.png", "/etc/a.png", "a/../b.png", "C:/a.png", "a//b.png", "a\nb.png", "a‮.png"],
)
def test_an_unsafe_name_is_refused_and_nothing_is_stored(project: Project, name: str) -> None:
    outcome = take_in(project, sent_file(name, plain_png()))
    assert [(row["name"], row["code"]) for row in outcome.refused] == [(name, "unsafe_name")]
    assert stored_files() == [] and not Image.objects.exists()


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("a\\b\\c.png", "a/b/c.png"),
        ("./a.png", "a.png"),
        ("Straße/Zu\u0308rich.png", "Straße/Zürich.png"),
    ],
)
def test_harmless_oddities_of_names_are_straightened(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


def test_a_long_name_is_refused(project: Project) -> None:
    outcome = take_in(project, sent_file("x" * 401, plain_png()))
    assert outcome.refused[0]["code"] == "unsafe_name"


def test_an_upload_without_files_is_refused(project: Project) -> None:
    with pytest.raises(BadUpload, match="no files"):
        take_in(project)


def test_when_the_database_fails_no_file_is_left_behind(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("disk is full")

    monkeypatch.setattr(Annotation.objects, "bulk_create", fail)
    with pytest.raises(DatabaseError):
        take_in(project, *incoming(a_png=plain_png(1), b_png=plain_png(2)))
    assert stored_files() == [] and not Image.objects.exists() and not Job.objects.exists()


def test_one_event_and_one_prepare_job_tell_of_the_whole_upload(
    project: Project, sent: list[Job]
) -> None:
    outcome = take_in(project, *incoming(a_png=plain_png(1), b_png=plain_png(2)))
    ids = [row["id"] for row in outcome.accepted]
    event = Event.objects.get(kind="images.added")
    assert (event.payload, event.actor) == ({"images": ids}, project.created_by)
    assert outcome.job is not None and sent == [outcome.job]
    assert (outcome.job.kind, outcome.job.params) == ("prepare", {"images": ids})


def test_an_upload_of_duplicates_only_queues_nothing(project: Project, sent: list[Job]) -> None:
    take_in(project, *incoming(a_png=plain_png(1)))
    outcome = take_in(project, *incoming(b_png=plain_png(1)))
    assert outcome.job is None and len(sent) == 1
    assert Event.objects.filter(kind="images.added").count() == 1


# ---- preparing ----


def test_a_worker_prepares_thumbnails_and_the_renditions_that_are_needed(project: Project) -> None:
    tiff = encoded(plain_array(), "TIFF")
    outcome = take_in(project, *incoming(a_png=plain_png(1), b_tif=tiff))
    assert outcome.job is not None
    job = run(outcome.job)
    assert (job.state, job.result) == (JobState.DONE, {"prepared": 2, "failed": []})
    plain, deep = Image.objects.order_by("name")
    assert plain.rendition == "" and deep.rendition.endswith(".png")
    for image in (plain, deep):
        assert image.prepared_at is not None and default_storage.exists(image.thumbnail)


def plain_array():
    import numpy as np

    return np.full((5, 7), 40, dtype=np.uint8)


def test_preparing_twice_leaves_one_set_of_files(project: Project) -> None:
    take_in(project, *incoming(a_png=plain_png(1)))
    stale = Image.objects.get()
    assert prepare.prepare_image(Image.objects.get())
    num_files = len(stored_files())
    assert not prepare.prepare_image(stale)
    assert len(stored_files()) == num_files


def test_an_image_whose_file_is_gone_is_named_and_the_others_are_prepared(
    project: Project,
) -> None:
    outcome = take_in(project, *incoming(a_png=plain_png(1), b_png=plain_png(2)))
    default_storage.delete(Image.objects.get(name="a.png").original)
    assert outcome.job is not None
    job = run(outcome.job)
    assert job.result["prepared"] == 1
    assert names(job.result["failed"]) == ["a.png"]


def test_an_image_deleted_meanwhile_is_passed_over(project: Project) -> None:
    outcome = take_in(project, *incoming(a_png=plain_png(1), b_png=plain_png(2)))
    remove(Image.objects.get(name="a.png"))
    assert outcome.job is not None
    assert run(outcome.job).result == {"prepared": 1, "failed": []}


# ---- archives ----


def test_a_zip_among_the_files_becomes_a_job(project: Project) -> None:
    archive = zipped(("day 1/a.png", plain_png(1)), ("day 2/a.png", plain_png(2)))
    outcome = take_in(project, sent_file("trip.zip", archive), *incoming(c_png=plain_png(3)))
    assert names(outcome.accepted) == ["c.png"]
    assert outcome.job is not None and outcome.job.kind == "ingest_archive"
    job = run(outcome.job)
    assert job.state == JobState.DONE
    assert names(job.result["accepted"]) == ["day 1/a.png", "day 2/a.png"]
    assert sorted(Image.objects.values_list("name", flat=True)) == [
        "c.png",
        "day 1/a.png",
        "day 2/a.png",
    ]
    assert Job.objects.filter(kind="prepare").count() == 2
    assert not default_storage.exists(job.params["archives"][0]["key"])


def test_bad_members_are_refused_by_name_and_the_rest_goes_in(project: Project) -> None:
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive = zipped(
        ("../../up.png", plain_png(1)),
        (link, b"/etc/passwd"),
        ("inner.zip", zipped(("x.png", plain_png(2)))),
        ("notes.txt", b"hello\n"),
        ("__MACOSX/._good.png", b"junk"),
        ("good.png", plain_png(3)),
        ("same.png", plain_png(3)),
    )
    outcome = take_in(project, sent_file("mixed.zip", archive))
    assert outcome.job is not None
    result = run(outcome.job).result
    assert names(result["accepted"]) == ["good.png"]
    assert result["duplicates"] == [{"name": "same.png", "duplicate_of": "good.png"}]
    assert {row["name"]: row["code"] for row in result["refused"]} == {
        "../../up.png": "unsafe_archive",
        "link.png": "unsafe_archive",
        "inner.zip": "unsafe_archive",
        "notes.txt": "not_a_picture",
    }


def test_a_zip_bomb_is_refused_by_name_without_unpacking(project: Project) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.png", bytes(40 * 2**20))
        archive.writestr("good.png", plain_png(3))
    outcome = take_in(project, sent_file("b.zip", buffer.getvalue()))
    assert outcome.job is not None
    result = run(outcome.job).result
    assert names(result["accepted"]) == ["good.png"]
    assert "zip bombs" in result["refused"][0]["message"]


def test_a_damaged_member_is_refused_by_name(project: Project) -> None:
    content = plain_png(1)
    archive = bytearray(zipped(("bad.png", content), ("good.png", plain_png(2))))
    archive[archive.index(content) + 20] ^= 255
    outcome = take_in(project, sent_file("d.zip", bytes(archive)))
    assert outcome.job is not None
    result = run(outcome.job).result
    assert names(result["accepted"]) == ["good.png"]
    assert [(row["name"], row["code"]) for row in result["refused"]] == [
        ("bad.png", "unsafe_archive")
    ]


def test_a_broken_zip_fails_its_job_with_the_remedy(project: Project) -> None:
    outcome = take_in(project, sent_file("cut.zip", zipped(("a.png", plain_png()))[:-30]))
    assert outcome.job is not None
    job = run(outcome.job)
    assert job.state == JobState.FAILED
    assert job.error.startswith("cut.zip is not a readable zip") and "again" in job.error
    assert not default_storage.exists(job.params["archives"][0]["key"])


def test_a_job_run_again_after_a_kill_reports_what_the_first_run_added(project: Project) -> None:
    archive = zipped(("a.png", plain_png(1)), ("b.png", plain_png(2)))
    outcome = take_in(project, sent_file("trip.zip", archive))
    assert outcome.job is not None
    first = Incoming("a.png", lambda: contextlib.nullcontext(io.BytesIO(plain_png(1))))
    ingest.ingest_batch(project=project, files=[first], uploaded_by=project.created_by)
    result = run(outcome.job).result
    assert names(result["accepted"]) == ["a.png", "b.png"] and result["duplicates"] == []


def test_a_cancelled_archive_leaves_no_zip_behind(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = take_in(project, sent_file("trip.zip", zipped(("a.png", plain_png(1)))))
    assert outcome.job is not None
    Job.objects.filter(pk=outcome.job.pk).update(cancel_requested=True)
    job = run(outcome.job)
    assert job.state == JobState.CANCELLED
    assert stored_files() == []


# ---- folders ----


def test_a_folder_goes_in_with_its_paths(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    (folder / "day 1").mkdir(parents=True)
    (folder / "day 1" / "a.png").write_bytes(plain_png(1))
    (folder / "b.png").write_bytes(plain_png(2))
    (folder / ".DS_Store").write_bytes(b"junk")
    (folder / "notes.txt").write_text("hello\n")
    (folder / "link.png").symlink_to(folder / "b.png")
    outcome = IngestOutcome()
    for part in ingest_folder(project=project, folder=folder, uploaded_by=None):
        outcome.extend(part)
    assert names(outcome.accepted) == ["b.png", "day 1/a.png"]
    assert {row["name"]: row["code"] for row in outcome.refused} == {
        "link.png": "link",
        "notes.txt": "not_a_picture",
    }


# ---- curating ----


def test_deleting_an_image_leaves_nothing_of_it_but_the_event(project: Project) -> None:
    outcome = take_in(project, *incoming(a_png=plain_png(1)))
    assert outcome.job is not None
    run(outcome.job)
    image = Image.objects.get()
    draw(image, upsert(box_mask(image.size_hw, (1, 1, 5, 5))))
    remove(image)
    assert stored_files() == []
    assert not Image.objects.exists() and not Geometry.objects.exists()
    event = Event.objects.get(kind="image.deleted")
    assert event.payload["name"] == "a.png"


def test_a_deleted_picture_may_come_back(project: Project) -> None:
    take_in(project, *incoming(a_png=plain_png(1)))
    remove(Image.objects.get())
    assert names(take_in(project, *incoming(a_png=plain_png(1))).accepted) == ["a.png"]


def test_setting_the_split_is_an_event(project: Project) -> None:
    take_in(project, *incoming(a_png=plain_png(1)))
    image = Image.objects.get()
    set_split(image=image, split="val", actor=project.created_by)
    assert Image.objects.get().split == "val"
    assert Event.objects.get(kind="image.split_set").payload == {"split": "val"}


# ---- two at once, and the shell ----


def test_of_two_uploads_of_one_picture_at_once_the_second_is_a_duplicate(
    project: Project,
) -> None:
    both = [
        store_picture(project=project, name=name, stream=io.BytesIO(plain_png(1)))
        for name in ("mine.png", "yours.png")
    ]
    assert len(stored_files()) == 2
    with committed():
        outcomes = [
            add_images(project=project, pictures=[stored], uploaded_by=None) for stored in both
        ]
    assert [name for name, _ in outcomes[0].added] == ["mine.png"]
    assert [(name, image.name) for name, image in outcomes[1].duplicates] == [
        ("yours.png", "mine.png")
    ]
    assert len(stored_files()) == 1


def test_the_shell_adds_a_folder_and_names_what_it_refused(
    project: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.png").write_bytes(plain_png(1))
    (folder / "b.png").write_bytes(plain_png(1))
    (folder / "notes.txt").write_text("hello\n")
    said, warned = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 files were refused; the rest is in"):
        call_command("add_images", folder, project=project.name, stdout=said, stderr=warned)
    assert "1 images added" in said.getvalue()
    assert "duplicate: b.png is a.png" in warned.getvalue()
    assert "refused: notes.txt: Expected a PNG" in warned.getvalue()
    assert Image.objects.get().name == "a.png"
