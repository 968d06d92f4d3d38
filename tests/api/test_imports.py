"""Imports over HTTP: kept, looked through, chosen about, run; what cannot be is refused at once."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from labeling import jobs
from labeling.formats import FORMATS
from labeling.formats.archives import ZipWriter
from labeling.formats.base import ExportOptions, Report
from labeling.import_dataset import run_import
from labeling.import_inspection import run_inspection
from labeling.models import DatasetImport, Job, Project, Suggestion
from tests.factories import add_member, make_project
from tests.formats.memory import street

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job: None)


def dataset(format_name: str = "png-masks") -> bytes:
    buffer = io.BytesIO()
    archive = ZipWriter(buffer)
    FORMATS[format_name].export(street(2), archive, ExportOptions(), Report(), lambda _: None)
    archive.close()
    return buffer.getvalue()


def client_of(project: Project, user=None) -> Client:
    client = Client()
    client.force_login(user or project.created_by)
    return client


def send(project: Project, content: bytes, user=None, **fields: str):
    file = SimpleUploadedFile("dataset.zip", content)
    return client_of(project, user).post(
        f"/api/projects/{project.pk}/imports/", {"file": file, **fields}
    )


def kept(project: Project, **fields: str) -> dict:
    """An upload that was looked through."""
    body = send(project, dataset(), **fields).json()
    jobs.run_job(body["inspection"]["id"], run_inspection)
    return client_of(project).get(f"/api/imports/{body['id']}/").json()


def change(project: Project, import_id: int, **fields):
    return client_of(project).patch(
        f"/api/imports/{import_id}/", fields, content_type="application/json"
    )


def run(project: Project, import_id: int) -> dict:
    job = client_of(project).post(f"/api/imports/{import_id}/run/")
    assert job.status_code == 202, job.json()
    jobs.run_job(job.json()["id"], run_import)
    return client_of(project).get(f"/api/imports/{import_id}/").json()


def test_a_dataset_is_recognised_shown_and_comes_in() -> None:
    project = make_project(classes=("Cars", "tree"))
    row = kept(project)
    assert (row["format"], row["file_name"]) == ("png-masks", "dataset.zip")
    assert (row["is_kept"], row["num_previews"]) == (True, 2)
    matches = {
        each["name"]: (each["match"], each["match_class_id"]) for each in row["findings"]["classes"]
    }
    assert matches["car"] == ("similar", 1)
    assert matches["tree"] == ("same", 2)
    assert matches["road & <kerb>"] == ("none", None)
    assert change(project, row["id"], split="val").json()["split"] == "val"
    done = run(project, row["id"])
    assert done["run"]["state"] == "done"
    assert (done["run"]["result"]["images"], done["is_kept"]) == (2, False)
    assert done["imported_at"] is not None
    assert set(project.images.values_list("split", flat=True)) == {"val"}
    assert default_storage.listdir("incoming") == ([], [])
    listed = client_of(project).get(f"/api/projects/{project.pk}/imports/").json()
    assert [each["id"] for each in listed] == [row["id"]]


def test_chosen_classes_and_suggestions_come_in() -> None:
    project = make_project(classes=("vehicle",))
    row = kept(project)
    ids = {each["name"]: each["class_id"] for each in row["findings"]["classes"]}
    answer = change(
        project,
        row["id"],
        segments_as="suggestions",
        choices=[
            {"class_id": ids["car"], "action": "class", "target": 1},
            {"class_id": ids["tree"], "action": "drop"},
            {"class_id": ids["road & <kerb>"], "action": "new", "name": "road", "color": "#010203"},
        ],
    )
    assert answer.status_code == 200, answer.json()
    done = run(project, row["id"])
    assert any("class 'tree' were left out" in note for note in done["run"]["result"]["repairs"])
    names = set(Suggestion.objects.values_list("label_class__name", flat=True))
    assert names == {"vehicle", "road"}
    assert project.label_classes.get(name="road").color == "#010203"
    assert {image.annotation.state for image in project.images.all()} == {"new"}


def test_samples_are_served_to_managers_alone_and_not_kept_by_browsers() -> None:
    project = make_project()
    row = kept(project)
    client = client_of(project)
    path = f"/api/imports/{row['id']}/previews/0/"
    wire = client.get(path).json()
    assert wire["segments"]
    assert wire["size"] == [wire["height"], wire["width"]]
    picture = client.get(f"{path}picture/", HTTP_ACCEPT="image/*")
    assert picture["Content-Type"] == "image/jpeg"
    assert picture["Cache-Control"] == "private, no-store"
    assert client.get(f"/api/imports/{row['id']}/previews/2/").status_code == 404
    assert client.get(f"/api/imports/{row['id']}/previews/2/picture/").status_code == 404
    annotator = client_of(project, add_member(project, "annotator"))
    assert annotator.get(f"{path}picture/").status_code == 403


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"choices": [{"class_id": 99, "action": "drop"}]}, "bad_class_choice"),
        ({"choices": [{"class_id": 1, "action": "class", "target": 99}]}, "bad_class_choice"),
        ({"choices": [{"class_id": 1, "action": "forget"}]}, None),
        ({"format": "vocc"}, "unknown_format"),
        ({"read_options": {"crowds": "keep"}}, "unknown_option"),
        ({"segments_as": "wishes"}, None),
        ({"split": "later"}, None),
    ],
)
def test_choices_that_cannot_be_are_refused(fields, code) -> None:
    project = make_project()
    row = kept(project)
    answer = change(project, row["id"], **fields)
    assert answer.status_code == 400
    if code:
        assert answer.json()["code"] == code
    after = client_of(project).get(f"/api/imports/{row['id']}/").json()
    assert (after["choices"], after["format"]) == ([], "png-masks")


@pytest.mark.parametrize(
    ("content", "fields", "code"),
    [
        (b"no zip", {}, "bad_upload"),
        (b"PK\x03\x04", {"format": "vocc"}, "unknown_format"),
    ],
)
def test_what_cannot_be_imported_is_refused_at_once(content, fields, code) -> None:
    answer = send(make_project(), content, **fields)
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert not Job.objects.exists()
    assert not default_storage.exists("incoming") or default_storage.listdir("incoming") == ([], [])


def test_importing_needs_a_manager() -> None:
    project = make_project()
    assert send(project, dataset(), add_member(project, "reviewer")).status_code == 403
    assert send(project, dataset(), add_member(project, "manager")).status_code == 201


def test_what_runs_or_is_done_is_changed_no_more() -> None:
    project = make_project()
    row = kept(project)
    client = client_of(project)
    job = client.post(f"/api/imports/{row['id']}/run/").json()
    for answer in (
        change(project, row["id"], split="val"),
        client.post(f"/api/imports/{row['id']}/run/"),
        client.delete(f"/api/imports/{row['id']}/"),
    ):
        assert answer.status_code == 409
        assert "being imported" in answer.json()["message"]
    jobs.run_job(job["id"], run_import)
    assert client.delete(f"/api/imports/{row['id']}/").status_code == 409
    assert change(project, row["id"], format="voc").status_code == 409


def test_without_a_known_format_or_findings_nothing_is_chosen_or_run() -> None:
    project = make_project()
    row = send(project, dataset()).json()
    assert client_of(project).post(f"/api/imports/{row['id']}/run/").status_code == 409
    answer = change(project, row["id"], choices=[])
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_a_class_that_is_gone_meanwhile_stops_the_import_before_it_begins() -> None:
    project = make_project(classes=("vehicle",))
    row = kept(project)
    first = row["findings"]["classes"][0]["class_id"]
    change(project, row["id"], choices=[{"class_id": first, "action": "class", "target": 1}])
    project.label_classes.all().delete()
    answer = client_of(project).post(f"/api/imports/{row['id']}/run/")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_class_choice")
    assert DatasetImport.objects.get().run is None


def test_a_zip_of_another_format_fails_with_its_reason() -> None:
    project = make_project()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")
    row = send(project, buffer.getvalue(), format="png-masks").json()
    jobs.run_job(row["inspection"]["id"], run_inspection)
    job = Job.objects.get(pk=row["inspection"]["id"])
    assert job.state == "failed"
    assert "masks/" in job.error


def test_the_list_costs_the_same_for_one_and_for_many(django_assert_num_queries) -> None:
    project = make_project()
    client = client_of(project)
    path = f"/api/projects/{project.pk}/imports/"
    kept(project)
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    expected = len(one)  # before the next request empties the log
    for _ in range(3):
        kept(project)
    with django_assert_num_queries(expected):
        assert len(client.get(path).json()) == 4
