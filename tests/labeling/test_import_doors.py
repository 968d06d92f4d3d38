"""Imports by the shell and by a worker; every format that can be written comes back the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from PIL import Image as PILImage

from labeling import jobs
from labeling.formats import FORMATS
from labeling.formats.archives import FolderWriter, reader_of
from labeling.formats.base import ExportOptions, Report
from labeling.import_dataset import import_into, run_import
from labeling.import_upload import discard_import, run_upload, start_import
from labeling.models import (
    Job,
    Project,
    User,
)
from tests.factories import make_project, make_user
from tests.formats.memory import class_map, street
from tests.labeling.imported import box, broken_json, files, line, native, shown, zip_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Jobs whose messages were sent; no worker runs here."""
    messages: list[Job] = []
    monkeypatch.setattr(jobs, "send", messages.append)
    return messages


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


@pytest.mark.parametrize("is_said", [True, False])
def test_the_command_guesses_the_format_and_takes_choices(tmp_path, capsys, is_said):
    lines = [line(f"{n}.png", box(0, 0, 2, 2)) for n in range(2)]
    for each, class_id in zip(lines, (1, 2), strict=True):
        each["segments"][0]["class_id"] = class_id
    names = ("a=b", "sky")
    classes = [
        {"class_id": n, "name": name, "color": "#102030", "is_thing": True}
        for n, name in enumerate(names, start=1)
    ]
    path = native(tmp_path / "d", *lines, classes=classes)
    given = {"format": "maskwright"} if is_said else {}
    call_command("import_dataset", str(path), project="p", map=["a=b=car"], drop=["sky"], **given)
    project = Project.objects.get(name="p")
    assert [row.name for row in project.label_classes.all()] == ["car"]
    said = capsys.readouterr().err
    assert "1 × segments of the class 'sky' were left out" in said
    assert ("segments.jsonl is there" in said) != is_said


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"map": ["nothing=car"]}, "no class 'nothing'"),
        ({"drop": ["nothing"]}, "no class 'nothing'"),
        ({"map": ["car"]}, "two names"),
        ({"drop": ["car"]}, "Every class would be left out"),
        ({"read_option": ["crowds=keep"]}, "no option 'crowds'"),
    ],
)
def test_the_command_refuses_choices_that_cannot_be(tmp_path, options, message):
    path = native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))
    with pytest.raises(CommandError, match=message):
        call_command("import_dataset", str(path), project="p", **options)
    assert not Project.objects.exists()


def test_the_command_says_what_it_found_instead_of_a_dataset(tmp_path):
    (tmp_path / "notes.docx").write_text("x")
    with pytest.raises(CommandError, match=r"1 × \.docx"):
        call_command("import_dataset", str(tmp_path), project="p")


def queued(project: Project, path: Path, format_name: str = "maskwright") -> Job:
    with path.open("rb") as stream:
        row = start_import(
            project=project,
            stream=stream,
            file_name=path.name,
            format_name=format_name,
            read_options={},
            uploaded_by=project.created_by,
        )
    return run_upload(row, by=project.created_by)


def test_the_job_imports_and_forgets_the_zip(tmp_path):
    project = make_project(classes=())
    job = queued(project, zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))))
    jobs.run_job(str(job.pk), run_import)
    job.refresh_from_db()
    assert job.state == "done"
    assert job.result == {"images": 1, "segments": 1, "repairs": [], "refused": []}
    row = project.imports.get()
    assert row.imported_at is not None
    assert row.key == ""
    assert len(files()) == 1


def test_the_job_of_a_bad_zip_fails_with_its_reason_and_can_be_tried_again(tmp_path):
    project = make_project(classes=())
    job = queued(project, broken_json(tmp_path / "d"))
    jobs.run_job(str(job.pk), run_import)
    job.refresh_from_db()
    assert (job.state, "segments.jsonl, line 3" in job.error) == ("failed", True)
    row = project.imports.get()
    assert files() == {default_storage.path(row.key)}
    discard_import(row, by=project.created_by)
    assert files() == set()


def test_a_job_that_was_killed_after_it_wrote_does_not_write_twice(tmp_path):
    project = make_project(classes=())
    job = queued(project, zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))))
    jobs.run_job(str(job.pk), run_import)
    Job.objects.filter(pk=job.pk).update(state="queued", token=None, result=None)
    jobs.run_job(str(job.pk), run_import)
    job.refresh_from_db()
    assert (job.state, job.result["segments"], project.images.count()) == ("done", 1, 1)


def test_a_cancelled_job_leaves_nothing_but_the_upload(tmp_path):
    project = make_project(classes=())
    lines = [line(f"{n}.png", box(0, 0, 2, 2)) for n in range(3)]
    job = queued(project, zip_of(native(tmp_path / "d", *lines)))
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    jobs.run_job(str(job.pk), run_import)
    job.refresh_from_db()
    assert (job.state, project.images.count()) == ("cancelled", 0)
    assert files() == {default_storage.path(project.imports.get().key)}


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
