"""Who edits what: leases, the next image that needs work, and many images at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from labeling.leases import LASTS, RENEW_S
from labeling.masks import rle as rles
from labeling.models import EditLease, Image, Suggestion
from labeling.operations import geometry_of_mask
from tests.factories import add_member, box_mask, make_image, make_project

pytestmark = pytest.mark.django_db
SIZE = (48, 64)


def signed_in(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def client(project):
    return signed_in(project.created_by)


def add(project, name, state="new", suggestions=0) -> Image:
    image = make_image(project, size_hw=SIZE, name=name)
    image.annotation.state = state
    image.annotation.save()
    for number in range(suggestions):
        geometry = geometry_of_mask(rles.encode(box_mask(SIZE, (5, 5, 9, 9))), SIZE)
        geometry.save()
        Suggestion.objects.create(
            image=image,
            uid=f"{name}{number}",
            label_class=project.label_classes.first(),
            geometry=geometry,
            source="model",
        )
    return image


def leases_url(image) -> str:
    return f"/api/annotations/{image.annotation.pk}/leases/"


def test_leases_name_everybody_who_edits_and_end_by_themselves(project, client):
    image = add(project, "a.png")
    other = add_member(project, "annotator")
    client.post(leases_url(image), {"client_id": "one"}, format="json")
    answer = signed_in(other).post(leases_url(image), {"client_id": "two"}, format="json").json()
    assert [row["user"]["id"] for row in answer["leases"]] == [project.created_by.pk, other.pk]
    since = answer["leases"][0]["started_at"]
    renewed = client.post(leases_url(image), {"client_id": "one"}, format="json").json()
    assert renewed["leases"][0]["started_at"] == since
    EditLease.objects.filter(user=other).update(expires_at=renewed["leases"][0]["started_at"])
    assert len(client.get(leases_url(image)).json()["leases"]) == 1
    assert client.delete(f"{leases_url(image)}?client_id=one").status_code == 204
    assert client.get(leases_url(image)).json()["leases"] == []
    assert timedelta(seconds=3 * RENEW_S) < LASTS


def test_nobody_gives_back_anothers_lease(project, client):
    image = add(project, "a.png")
    client.post(leases_url(image), {"client_id": "one"}, format="json")
    other = signed_in(add_member(project, "annotator"))
    other.delete(f"{leases_url(image)}?client_id=one")
    assert len(client.get(leases_url(image)).json()["leases"]) == 1


def next_of(client, project, image, **query) -> tuple:
    path = f"/api/projects/{project.pk}/images/next/"
    answer = client.get(path, {"after": image.pk, **query}).json()
    names = dict(project.images.values_list("pk", "name"))
    return names.get(answer["image"]), answer["left"]


def test_the_next_image_that_needs_work_follows_the_gallery(project, client):
    first = add(project, "a.png", "in_progress")
    add(project, "b.png", "approved")
    third = add(project, "c.png", "submitted", suggestions=2)
    add(project, "d.png", "submitted")
    last = add(project, "e.png", "returned")
    assert next_of(client, project, first) == ("c.png", 2)
    assert next_of(client, project, third) == ("e.png", 2)
    assert next_of(client, project, last) == ("a.png", 2)
    assert next_of(client, project, third, ordering="-name") == ("a.png", 2)
    assert next_of(client, project, first, has_suggestions="true") == ("c.png", 1)
    assert next_of(client, project, first, state="returned") == ("e.png", 1)
    assert next_of(client, project, first, q="zzz") == (None, 0)


def test_the_gallery_shows_what_needs_work_or_has_suggestions(project, client):
    add(project, "a.png")
    add(project, "b.png", "approved")
    add(project, "c.png", "submitted", suggestions=1)

    def names(**query):
        rows = client.get(f"/api/projects/{project.pk}/images/", query).json()["results"]
        return [row["name"] for row in rows]

    assert names(needs_work="true") == ["a.png", "c.png"]
    assert names(has_suggestions="true") == ["c.png"]
    assert names() == ["a.png", "b.png", "c.png"]


def test_many_images_change_state_as_far_as_the_role_goes(project):
    approved, drawn = add(project, "a.png", "approved"), add(project, "b.png", "in_progress")
    foreign = add(make_project(), "f.png", "in_progress")
    client = signed_in(add_member(project, "annotator"))
    path = f"/api/projects/{project.pk}/images/state/"
    body = {"images": [approved.pk, drawn.pk, foreign.pk], "state": "submitted"}
    answer = client.post(path, body, format="json").json()
    assert (answer["num"], [row["name"] for row in answer["refused"]]) == (1, ["a.png"])
    states = [Image.objects.get(pk=row.pk).annotation.state for row in (approved, drawn, foreign)]
    assert states == ["approved", "submitted", "in_progress"]


def test_many_images_are_deleted_but_no_others(project, client):
    gone, kept = add(project, "a.png"), add(project, "b.png")
    foreign = add(make_project(), "f.png")
    path = f"/api/projects/{project.pk}/images/delete/"
    answer = client.post(path, {"images": [gone.pk, foreign.pk]}, format="json")
    assert answer.json() == {"num": 1}
    assert set(Image.objects.values_list("pk", flat=True)) == {kept.pk, foreign.pk}
