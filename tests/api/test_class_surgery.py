"""Class changes over HTTP: looked at, applied, undone; examples with their pictures."""

from __future__ import annotations

import io

import numpy as np
import pytest
from django.test import Client
from PIL import Image as PILImage

from labeling import class_surgery, jobs
from labeling.models import LabelClass, Project
from tests.factories import box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db

SIZE = (48, 64)


@pytest.fixture
def project() -> Project:
    return make_project(classes=("car", "automobile", "road"))


@pytest.fixture
def client(project: Project) -> Client:
    client = Client()
    client.force_login(project.created_by)
    return client


def post(client: Client, path: str, body: dict):
    return client.post(f"/api/{path}", body, content_type="application/json")


def test_a_batch_is_looked_at_applied_and_undone(client: Client, project: Project) -> None:
    LabelClass.objects.filter(project=project, class_id=1).update(
        attributes=[{"name": "maker", "kind": "text"}]
    )
    image = make_image(project)
    mask = box_mask(SIZE, (2, 2, 9, 9))
    draw(image, upsert(mask, 1, uid="a", attributes={"maker": "x"}), upsert(mask, 3, uid="b"))
    batch = {
        "merges": [{"sources": [1], "target": 2}],
        "renames": [{"class_id": 2, "name": "car"}],
        "retire": [3],
        "order": [2],
    }
    base = f"projects/{project.pk}/class-surgeries/"
    seen = post(client, f"{base}preview/", batch).json()
    assert [(row["kind"], row["num_segments"], row["num_images"]) for row in seen["effects"]] == [
        ("merge", 1, 1),
        ("retire", 1, 1),
        ("rename", 0, 0),
        ("order", 0, 0),
    ]
    assert seen["effects"][0]["lost"] == [{"class_id": 1, "name": "maker", "num_segments": 1}]
    assert seen["names"] == [
        {"class_id": 1, "name": "car (merged, 1)"},
        {"class_id": 2, "name": "car"},
    ]
    queued = post(client, base, batch)
    assert queued.status_code == 202
    assert queued.json()["job"]["kind"] == "class_surgery"
    jobs.run_job(queued.json()["job"]["id"], class_surgery.run_surgery)
    rows = client.get(f"/api/projects/{project.pk}/classes/").json()
    shown = [(row["class_id"], row["name"], row["merged_into"]) for row in rows]
    assert shown == [(2, "car", None), (1, "car (merged, 1)", 2), (3, "road", None)]
    assert [row["retired_at"] is None for row in rows] == [True, False, False]
    assert [row["num_segments"] for row in rows] == [1, 0, 1]

    (listed,) = client.get(f"/api/{base}").json()
    assert (listed["state"], listed["changes"]["merges"]) == ("applied", batch["merges"])
    undo = f"class-surgeries/{listed['id']}/undo/"
    assert client.get(f"/api/{undo}").json()["num_untouched"] == 1
    back = post(client, undo, {})
    assert back.status_code == 202
    jobs.run_job(back.json()["job"]["id"], class_surgery.run_surgery)
    rows = client.get(f"/api/projects/{project.pk}/classes/").json()
    assert [row["name"] for row in rows] == ["car", "automobile", "road"]
    assert [row["state"] for row in client.get(f"/api/{base}").json()] == ["applied", "undone"]
    assert image.annotation.segments.current().get(uid="a").attributes == {"maker": "x"}


def test_an_impossible_batch_is_refused_in_words(client: Client, project: Project) -> None:
    answer = post(client, f"projects/{project.pk}/class-surgeries/", {"retire": [9]})
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_class_changes"
    assert "no class 9" in answer.json()["message"]


def test_a_save_in_a_retired_class_is_refused_and_the_class_cannot_be_deleted_while_needed(
    client: Client, project: Project
) -> None:
    queued = post(
        client,
        f"projects/{project.pk}/class-surgeries/",
        {"retire": [3], "merges": [{"sources": [1], "target": 2}]},
    ).json()
    jobs.run_job(queued["job"]["id"], class_surgery.run_surgery)
    annotation = make_image(project).annotation
    segment = {
        "uid": "n",
        "class_id": 3,
        "z": 0,
        "origin": "brush",
        "polygon": {"parts": [{"outer": [[1, 1], [9, 1], [9, 9]], "holes": []}]},
    }
    body = {
        "base_revision": 0,
        "save_id": "6b1f3c9e-3b0e-4a55-9a53-1d4f6a5b7c01",
        "active_ms": 0,
        "operations": [{"op": "upsert", "tool": "polygon", "segment": segment}],
    }
    url = f"/api/annotations/{annotation.pk}/"
    refused = client.patch(url, body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (400, "retired_class")
    segment["class_id"] = 1
    saved = client.patch(url, body, content_type="application/json").json()
    again = client.patch(url, body, content_type="application/json").json()
    assert [row["class_id"] for row in saved["changed"]] == [2]
    assert again == saved
    deleted = client.delete(f"/api/projects/{project.pk}/classes/2/")
    assert deleted.status_code == 409


def test_examples_are_small_pictures_that_show_the_segment_brighter(
    client: Client, project: Project
) -> None:
    pixels = np.full((*SIZE, 3), 200, dtype=np.uint8)
    image = make_image(project, pixels=pixels)
    draw(
        image, upsert(box_mask(SIZE, (20, 10, 40, 30)), 1), upsert(box_mask(SIZE, (0, 0, 3, 3)), 1)
    )
    draw(make_image(project), upsert(box_mask(SIZE, (5, 5, 9, 9)), 1))
    rows = client.get(f"/api/projects/{project.pk}/classes/examples/").json()
    counts = [(row["class_id"], row["num_segments"], row["num_images"]) for row in rows]
    assert counts == [(1, 3, 2), (2, 0, 0), (3, 0, 0)]
    # The largest first, but other images go before a second segment of one.
    assert [each["image"] == image.pk for each in rows[0]["segments"]] == [True, False, True]
    answer = client.get(rows[0]["segments"][0]["picture_url"])
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    shown = np.asarray(PILImage.open(io.BytesIO(answer.content)).convert("L"))
    assert shown.shape == (128, 128)
    assert abs(int(shown[64, 64]) - 200) < 6
    assert shown[4, 4] < 100
