"""POST projects/{id}/uploads/: what goes in, what is refused, and who may."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from labeling import jobs
from labeling.models import Image, Job, Project, User
from tests.factories import add_member, make_project, make_user
from tests.labeling.picture_files import plain_png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job: None)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(user: User, project: Project, *files: tuple[str, bytes], **fields: object):
    parts = [SimpleUploadedFile(name, content) for name, content in files]
    return signed_in(user).post(f"/api/projects/{project.pk}/uploads/", {"files": parts, **fields})


def test_an_upload_answers_what_became_of_each_file() -> None:
    project = make_project()
    owner = project.created_by
    upload(owner, project, ("first.png", plain_png(1)))
    answer = upload(
        owner, project, ("a.png", plain_png(2)), ("b.png", plain_png(1)), ("c.txt", b"hello\n")
    )
    assert answer.status_code == 201
    body = answer.json()
    image = Image.objects.get(name="a.png")
    assert body["accepted"] == [{"id": image.pk, "name": "a.png", "renamed_from": None}]
    assert body["duplicates"] == [{"name": "b.png", "duplicate_of": "first.png"}]
    assert [(row["name"], row["code"]) for row in body["refused"]] == [("c.txt", "not_a_picture")]
    assert (body["job"]["kind"], body["job"]["state"], body["job"]["total"]) == (
        "prepare",
        "queued",
        1,
    )


def test_paths_keep_the_folders_that_the_browser_drops() -> None:
    project = make_project()
    answer = upload(
        project.created_by,
        project,
        ("a.png", plain_png(1)),
        ("a.png", plain_png(2)),
        paths=["trip/day 1/a.png", "trip/day 2/a.png"],
    )
    names = [row["name"] for row in answer.json()["accepted"]]
    assert names == ["trip/day 1/a.png", "trip/day 2/a.png"]


def test_paths_that_do_not_match_the_files_are_refused() -> None:
    project = make_project()
    answer = upload(project.created_by, project, ("a.png", plain_png(1)), paths=["a", "b"])
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_upload"
    assert "1 files and 2 paths" in answer.json()["message"]
    assert not Image.objects.exists()


def test_an_upload_without_files_is_refused() -> None:
    project = make_project()
    answer = signed_in(project.created_by).post(f"/api/projects/{project.pk}/uploads/", {})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_upload")


def test_a_zip_is_queued_as_a_job() -> None:
    project = make_project()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.png", plain_png(1))
    answer = upload(project.created_by, project, ("trip.zip", buffer.getvalue()))
    assert answer.status_code == 201
    assert answer.json()["job"]["kind"] == "ingest_archive"
    assert Job.objects.get().params["archives"][0]["name"] == "trip.zip"


def test_a_file_larger_than_the_memory_limit_goes_in(settings) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    project = make_project()
    answer = upload(project.created_by, project, ("a.png", plain_png(1)))
    assert len(answer.json()["accepted"]) == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [("owner", 201), ("manager", 201), ("reviewer", 403), ("annotator", 403), ("viewer", 403)],
)
def test_managers_add_images(role: str, status: int) -> None:
    project = make_project()
    member = add_member(project, role)
    assert upload(member, project, ("a.png", plain_png(1))).status_code == status
    assert Image.objects.exists() == (status == 201)


def test_strangers_learn_nothing_of_a_project() -> None:
    project = make_project()
    assert upload(make_user(), project, ("a.png", plain_png(1))).status_code == 404
    anonymous = Client().post(f"/api/projects/{project.pk}/uploads/", {})
    assert anonymous.status_code in (401, 403)
