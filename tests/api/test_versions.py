"""The API of versions: make, list, change, delete, count and compare them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as PILImage
from rest_framework.test import APIClient

from labeling import jobs
from labeling.annotate import Delete
from labeling.curate import remove_image
from labeling.models import Job
from labeling.statistics import run_statistics
from tests.factories import box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db
SIZE = (24, 32)


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job: None)


@pytest.fixture
def project():
    made = make_project()
    for number in range(3):
        image = make_image(made, size_hw=SIZE, name=f"{number}.png", split="train")
        draw(image, upsert(box_mask(SIZE, (0, 0, 4, 4)), uid="s"), state="submitted")
    return made


@pytest.fixture
def api(project) -> APIClient:
    client = APIClient()
    client.force_authenticate(project.created_by)
    return client


def make(api: APIClient, project, name: str = "v1", **body):
    return api.post(f"/api/projects/{project.pk}/versions/", {"name": name, **body}, format="json")


def test_a_version_is_made_listed_changed_and_deleted(api, project):
    made = make(api, project, notes="first").json()
    assert (made["name"], made["num_images"], made["created_by"]) == (
        "v1",
        3,
        project.created_by.username,
    )
    assert made["statistics"] is None
    assert made["is_counting"]
    assert made["statistics_job"]["state"] == "queued"
    jobs.run_job(made["statistics_job"]["id"], run_statistics)
    url = f"/api/versions/{made['id']}/"
    got = api.get(url).json()
    assert got["statistics"]["num_images"] == 3
    assert not got["is_counting"]
    car = got["class_shares"][0]
    assert (car["name"], car["num_segments"], car["area_px"]) == ("car", 3, 48)
    patched = api.patch(url, {"notes": "better"}, format="json").json()
    assert (patched["name"], patched["notes"], patched["hash"]) == ("v1", "better", made["hash"])
    (listed,) = api.get(f"/api/projects/{project.pk}/versions/").json()["results"]
    assert (listed["notes"], listed["num_exports"]) == ("better", 0)
    assert api.delete(url).status_code == 204
    assert api.get(url).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "v", "states": []}, "states"),
        ({"name": "v", "states": ["done"]}, "states"),
        ({"name": "v", "splits": ["holdout"]}, "splits"),
        ({"name": "v" * 201}, "name"),
    ],
)
def test_a_wrong_request_says_which_field(api, project, body, field):
    answer = make(api, project, **body)
    assert answer.status_code == 400
    assert field in answer.json()["detail"]["fields"]


def test_a_taken_name_is_a_conflict(api, project):
    make(api, project)
    answer = make(api, project)
    assert (answer.status_code, answer.json()["code"]) == (409, "version_name_taken")


def test_a_used_version_keeps_its_snapshot_without_the_name(api, project):
    made = make(api, project).json()
    body = {"format": "maskwright"}
    api.post(f"/api/projects/{project.pk}/exports/", body, format="json")
    project.exports.update(snapshot=made["id"])
    url = f"/api/versions/{made['id']}/"
    refused = api.delete(url)
    assert (refused.status_code, refused.json()["code"]) == (409, "version_in_use")
    assert refused.json()["detail"]["used_by"] == ["1 dataset export"]
    assert api.post(f"{url}unname/").status_code == 204
    assert api.get(url).status_code == 404
    assert project.exports.get().snapshot_id == made["id"]


def test_an_unnamed_snapshot_is_no_version(api, project):
    api.post(f"/api/projects/{project.pk}/exports/", {"format": "maskwright"}, format="json")
    assert project.snapshots.count() == 1
    assert api.get(f"/api/projects/{project.pk}/versions/").json()["results"] == []


def test_images_are_counted_by_state_and_split_before_anything_is_frozen(api, project):
    make_image(project)
    assert sorted(
        (row["state"], row["split"], row["num_images"])
        for row in api.get(f"/api/projects/{project.pk}/image-counts/").json()
    ) == [("new", None, 1), ("submitted", "train", 3)]


def test_the_project_is_counted_as_it_is_now(api, project):
    queued = api.post(
        f"/api/projects/{project.pk}/statistics/", {"splits": ["train"]}, format="json"
    )
    assert queued.status_code == 202
    jobs.run_job(queued.json()["id"], run_statistics)
    result = Job.objects.get(pk=queued.json()["id"]).result
    assert result["statistics"]["splits"][0]["num_segments"] == 3


def test_the_difference_to_now_and_to_another_version(api, project):
    first = make(api, project).json()["id"]
    images = list(project.images.order_by("name"))
    draw(images[0], upsert(box_mask(SIZE, (0, 0, 4, 6)), 2, uid="s"), state="submitted")
    draw(images[1], Delete(uid="s", tool="delete"), state="submitted")
    second = make(api, project, "v2").json()["id"]
    remove_image(image=images[2], actor=project.created_by)
    url = f"/api/versions/{first}/difference/"
    now, then = api.get(url).json(), api.get(url, {"after": second}).json()
    assert then["num_images"] == {
        "changed": 2,
        "added": 0,
        "removed": 0,
        "resplit": 0,
        "restated": 0,
        "unknown": 0,
    }
    assert now["num_images"]["removed"] == 1
    assert (now["num_before"], now["num_after"], then["num_after"]) == (3, 2, 3)
    counts = then["counts"]
    assert (counts["reclassified"], counts["redrawn"], counts["removed"]) == (1, 1, 1)
    rows = api.get(f"{url}images/", {"after": second}).json()["results"]
    assert [row["name"] for row in rows] == ["0.png", "1.png"]
    assert [row["counts"]["removed"] for row in rows] == [0, 1]
    (gone,) = api.get(f"{url}images/", {"kind": "removed"}).json()["results"]
    assert (gone["id"], gone["name"], gone["after"]) == (None, "2.png", None)


def test_pages_of_differing_images_follow_each_other(api, project, monkeypatch):
    monkeypatch.setattr("labeling.api.differences.PAGE_SIZE", 2)
    made = make(api, project).json()["id"]
    for image in project.images.all():
        draw(image, Delete(uid="s", tool="delete"), state="submitted")
    names: list[str] = []
    url = f"/api/versions/{made}/difference/images/"
    while url:
        page = api.get(url).json()
        names += [row["name"] for row in page["results"]]
        url = page["next"]
    assert names == ["0.png", "1.png", "2.png"]


def test_one_image_is_shown_before_after_and_where_it_differs(api, project):
    made = make(api, project).json()["id"]
    image = project.images.get(name="0.png")
    image.thumbnail = default_storage.save("thumbnails/t.jpg", ContentFile(b"x"))
    image.save()
    draw(image, upsert(box_mask(SIZE, (2, 0, 6, 4)), 1, uid="s"), state="submitted")
    url = f"/api/versions/{made}/difference/images/{image.pk}/"
    found = api.get(url).json()
    assert found["pixels"] == {
        "labelled": 8,
        "unlabelled": 8,
        "reclassified": 0,
        "other_segment": 0,
    }
    (segment,) = found["segments"]
    assert (segment["kinds"], segment["before"]["area_px"]) == (["redrawn"], 16)
    assert segment["after"]["bbox_xywh"] == [2, 0, 4, 4]
    assert found["thumbnail_url"].startswith(f"/api/images/{image.pk}/thumbnail/")
    opaque = {}
    for side in ("before", "after", "difference"):
        answer = api.get(f"{url}picture/", {"side": side})
        assert answer["Content-Type"] == "image/png"
        opaque[side] = np.asarray(PILImage.open(io.BytesIO(answer.content)))[..., 3] > 0
    assert np.array_equal(opaque["before"], box_mask(SIZE, (0, 0, 4, 4)))
    assert np.array_equal(opaque["after"], box_mask(SIZE, (2, 0, 6, 4)))
    assert np.array_equal(opaque["difference"], opaque["before"] ^ opaque["after"])
    assert api.get(f"{url}picture/", {"side": "sideways"}).status_code == 400


def test_versions_of_other_projects_are_not_compared(api, project):
    mine = make(api, project).json()["id"]
    other = make_project(project.created_by)
    image = make_image(other)
    draw(image, state="submitted")
    theirs = make(api, other).json()["id"]
    answer = api.get(f"/api/versions/{mine}/difference/", {"after": theirs})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert api.get(f"/api/versions/{mine}/difference/images/{image.pk}/").status_code == 404


def test_lists_and_the_difference_take_a_few_queries(api, project, django_assert_max_num_queries):
    first = make(api, project).json()["id"]
    for number in range(4):
        make(api, project, f"v{number + 2}")
    for image in project.images.all():
        draw(image, Delete(uid="s", tool="delete"), state="submitted")
    with django_assert_max_num_queries(8):
        api.get(f"/api/projects/{project.pk}/versions/")
    with django_assert_max_num_queries(14):
        api.get(f"/api/versions/{first}/difference/")
    with django_assert_max_num_queries(14):
        api.get(f"/api/versions/{first}/difference/images/")
