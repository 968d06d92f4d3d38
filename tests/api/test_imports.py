"""POST projects/{id}/imports/: a dataset is queued, what cannot be one is refused at once."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from labeling import jobs
from labeling.formats import FORMATS
from labeling.formats.archives import ZipWriter
from labeling.formats.base import ExportOptions, Report
from labeling.import_dataset import run_import
from labeling.models import Job, Project, Suggestion
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


def send(project: Project, content: bytes, user=None, **fields: str):
    client = Client()
    client.force_login(user or project.created_by)
    file = SimpleUploadedFile("dataset.zip", content)
    return client.post(
        f"/api/projects/{project.pk}/imports/",
        {"file": file, "format": "png-masks", **fields},
    )


def test_a_dataset_is_queued_and_comes_in() -> None:
    project = make_project()
    answer = send(project, dataset(), split="val")
    assert answer.status_code == 202
    body = answer.json()
    assert (body["kind"], body["state"]) == ("import", "queued")
    jobs.run_job(body["id"], run_import)
    result = Job.objects.get(pk=body["id"]).result
    assert (result["images"], result["refused"]) == (2, [])
    assert set(project.images.values_list("split", flat=True)) == {"val"}


def test_segments_can_come_in_as_suggestions() -> None:
    project = make_project()
    body = send(project, dataset(), **{"as": "suggestions"}).json()
    jobs.run_job(body["id"], run_import)
    assert Suggestion.objects.filter(image__project=project).count() > 0
    assert {image.annotation.state for image in project.images.all()} == {"new"}


@pytest.mark.parametrize(
    ("content", "fields", "code"),
    [
        (b"no zip", {}, "bad_upload"),
        (b"PK\x03\x04", {"format": "vocc"}, "unknown_format"),
        (b"PK\x03\x04", {"as": "wishes"}, None),
        (b"PK\x03\x04", {"split": "later"}, None),
        (b"PK\x03\x04", {"format": ""}, None),
    ],
)
def test_what_cannot_be_imported_is_refused_at_once(content, fields, code) -> None:
    answer = send(make_project(), content, **fields)
    assert answer.status_code == 400
    if code:
        assert answer.json()["code"] == code
    assert not Job.objects.exists()
    assert not default_storage.exists("incoming") or default_storage.listdir("incoming") == ([], [])


def test_importing_needs_a_manager() -> None:
    project = make_project()
    assert send(project, dataset(), add_member(project, "reviewer")).status_code == 403
    assert send(project, dataset(), add_member(project, "manager")).status_code == 202


def test_a_zip_of_another_format_fails_with_its_reason() -> None:
    project = make_project()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")
    body = send(project, buffer.getvalue()).json()
    jobs.run_job(body["id"], run_import)
    job = Job.objects.get(pk=body["id"])
    assert job.state == "failed"
    assert "masks/" in job.error
