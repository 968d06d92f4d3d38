"""The class table over HTTP."""

from __future__ import annotations

import pytest
from django.test import Client

from labeling.models import Project
from tests.factories import box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project(classes=("car", "road", "sky"))


@pytest.fixture
def client(project: Project) -> Client:
    client = Client()
    client.force_login(project.created_by)
    return client


def names(client: Client, project: Project) -> list[str]:
    return [row["name"] for row in client.get(f"/api/projects/{project.pk}/classes/").json()]


def change(client: Client, project: Project, class_id: int, **fields):
    url = f"/api/projects/{project.pk}/classes/{class_id}/"
    return client.patch(url, fields, content_type="application/json")


def test_the_table_comes_in_the_order_of_positions(client: Client, project: Project) -> None:
    for class_id, position in ((3, 1), (1, 2), (2, 3)):
        assert change(client, project, class_id, position=position).status_code == 200
    assert names(client, project) == ["sky", "car", "road"]


def test_a_name_that_another_class_has_is_refused_by_field(
    client: Client, project: Project
) -> None:
    answer = change(client, project, 1, name="road")
    assert answer.status_code == 400
    assert list(answer.json()["detail"]["fields"]) == ["name"]
    assert names(client, project) == ["car", "road", "sky"]


def test_a_class_in_use_is_not_deleted_and_an_unused_one_is(
    client: Client, project: Project
) -> None:
    image = make_image(project)
    draw(image, upsert(box_mask((48, 64), (2, 2, 9, 9)), class_id=1))
    used = client.delete(f"/api/projects/{project.pk}/classes/1/")
    unused = client.delete(f"/api/projects/{project.pk}/classes/2/")
    assert (used.status_code, unused.status_code) == (409, 204)
    assert names(client, project) == ["car", "sky"]
