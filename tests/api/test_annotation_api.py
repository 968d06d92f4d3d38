"""Saving over HTTP: the wire shapes, conflicts with what changed, replays, errors that name."""

from __future__ import annotations

import uuid

import numpy as np
import pytest
from rest_framework.test import APIClient

from labeling.masks import rle as rles
from labeling.models import Geometry, Suggestion
from labeling.operations import geometry_of_mask
from tests.factories import box_mask, make_image, make_project

pytestmark = pytest.mark.django_db
SIZE = (48, 64)


@pytest.fixture
def image():
    return make_image(make_project(), size_hw=SIZE)


@pytest.fixture
def client(image):
    client = APIClient()
    client.force_authenticate(image.project.created_by)
    return client


def wire(mask) -> dict:
    return rles.to_wire(rles.encode(mask))


def operation(uid, box, **fields) -> dict:
    segment = {
        "uid": uid,
        "class_id": 1,
        "z": 1024,
        "mask": wire(box_mask(SIZE, box)),
        "origin": "brush",
        **fields,
    }
    return {"op": "upsert", "tool": "brush", "segment": segment}


def patch(client, image, *operations, base=0, save_id=None):
    body = {
        "base_revision": base,
        "save_id": str(save_id or uuid.uuid4()),
        "active_ms": 1200,
        "operations": list(operations),
    }
    return client.patch(f"/api/annotations/{image.annotation.pk}/", body, format="json")


def test_what_was_saved_comes_back(client, image):
    answer = patch(client, image, operation("a", (1, 2, 11, 12)))
    assert answer.json() == {
        "revision": 1,
        "state": "in_progress",
        "changed": [],
        "deleted": [],
        "weak_changed": [],
        "weak_deleted": [],
    }
    loaded = client.get(f"/api/images/{image.pk}/annotation/")
    (segment,) = loaded.json()["segments"]
    assert segment["area_px"] == 100
    assert segment["bbox_xywh"] == [1, 2, 10, 10]
    decoded = rles.decode(rles.from_wire(segment["mask"]))
    assert np.array_equal(decoded, box_mask(SIZE, (1, 2, 11, 12)))
    unchanged = client.get(
        f"/api/images/{image.pk}/annotation/", headers={"If-None-Match": loaded["ETag"]}
    )
    assert unchanged.status_code == 304


def test_a_conflict_answers_with_what_the_others_did(client, image):
    patch(client, image, operation("a", (0, 0, 5, 5)))
    patch(client, image, operation("a", (0, 0, 6, 6)), base=1)
    answer = patch(client, image, operation("a", (0, 0, 7, 7)), base=1)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "stale_revision")
    assert problem["detail"]["revision"] == 2
    assert problem["detail"]["segments"][0]["area_px"] == 36
    assert problem["detail"]["deleted"] == []


def test_an_overlap_in_an_exclusive_project_answers_with_the_other_segment(client, image):
    image.project.overlap_mode = "exclusive"
    image.project.save()
    patch(client, image, operation("a", (0, 0, 5, 5)))
    answer = patch(client, image, operation("b", (4, 4, 9, 9)), base=1)
    assert (answer.status_code, answer.json()["code"]) == (409, "overlap")
    assert [s["uid"] for s in answer.json()["detail"]["segments"]] == ["a"]


def test_a_replayed_save_answers_the_same(client, image):
    save_id = uuid.uuid4()
    first = patch(client, image, operation("a", (0, 0, 5, 5)), save_id=save_id)
    again = patch(client, image, operation("a", (0, 0, 5, 5)), save_id=save_id)
    assert first.json() == again.json()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"mask": {"size": [48, 64], "counts": "PPYo1"}}, "runs"),
        ({"mask": {"size": [48, 64], "counts": [1, 2]}}, "runs"),
        ({"mask": "nonsense"}, "mask"),
        ({"mask": {"size": [2, 2], "counts": [0, 4]}}, "48"),
        ({"polygon": {"parts": [{"outer": [[0, 0], [1, 1]], "holes": []}]}}, "vert"),
        ({"class_id": 77}, "77"),
        ({"z": 2**60}, "z"),
        ({"score": 1.5}, "score"),
        ({"origin": "magic"}, "origin"),
    ],
)
def test_a_wrong_segment_is_refused_by_name(client, image, change, named):
    answer = patch(client, image, operation("a", (0, 0, 5, 5), **change))
    assert answer.status_code == 400, answer.content
    assert named in answer.json()["message"]
    assert Geometry.objects.count() == 0


def test_accepting_a_suggestion_is_a_save_and_undoing_it_brings_it_back(client, image):
    geometry = geometry_of_mask(rles.encode(box_mask(SIZE, (5, 5, 9, 9))), SIZE)
    geometry.save()
    suggestion = Suggestion.objects.create(
        image=image,
        uid="s1",
        label_class=image.project.label_classes.first(),
        geometry=geometry,
        source="model",
        score=0.75,
    )
    listed = client.get(f"/api/images/{image.pk}/suggestions/").json()
    assert [row["uid"] for row in listed] == ["s1"]
    accepted = operation("s1", (5, 5, 9, 9), origin="model", score=0.75)
    patch(client, image, {**accepted, "tool": "accept"})
    segment = client.get(f"/api/images/{image.pk}/annotation/").json()["segments"][0]
    assert (segment["origin"], segment["score"]) == ("model", 0.75)
    assert client.get(f"/api/images/{image.pk}/suggestions/").json() == []
    patch(client, image, {"op": "delete", "tool": "undo", "uid": "s1"}, base=1)
    suggestion.refresh_from_db()
    assert suggestion.state == "pending"


def test_suggestions_are_rejected_and_restored(client, image):
    geometry = geometry_of_mask(rles.encode(box_mask(SIZE, (5, 5, 9, 9))), SIZE)
    geometry.save()
    Suggestion.objects.create(
        image=image,
        uid="s1",
        label_class=image.project.label_classes.first(),
        geometry=geometry,
        source="model",
    )
    url = f"/api/images/{image.pk}/suggestions/"
    assert client.post(f"{url}reject/", {"uids": ["s1", "x"]}, format="json").json() == {"num": 1}
    assert client.get(url).json() == []
    assert client.post(f"{url}restore/", {"uids": ["s1"]}, format="json").json() == {"num": 1}
    assert len(client.get(url).json()) == 1


def test_states_move_by_role(client, image):
    url = f"/api/annotations/{image.annotation.pk}/state/"
    assert client.post(url, {"state": "submitted"}, format="json").json()["state"] == "submitted"
    assert client.post(url, {"state": "approved"}, format="json").json()["state"] == "approved"
    assert client.post(url, {"state": "new"}, format="json").status_code == 409


def test_the_history_lists_tools_and_time(client, image):
    patch(client, image, operation("a", (0, 0, 5, 5)))
    (row,) = client.get(f"/api/annotations/{image.annotation.pk}/revisions/").json()
    assert (row["number"], row["active_ms"], row["tools"]) == (1, 1200, ["brush"])


def test_opening_costs_the_same_queries_for_one_and_many_segments(
    client, image, django_assert_num_queries
):
    url = f"/api/images/{image.pk}/annotation/"
    patch(client, image, operation("a", (0, 0, 5, 5)))
    with django_assert_num_queries(5):
        client.get(url)
    many = [operation(f"s{n}", (n, 0, n + 1, 5)) for n in range(30)]
    patch(client, image, *many, base=1)
    with django_assert_num_queries(5):
        assert len(client.get(url).json()["segments"]) == 31
