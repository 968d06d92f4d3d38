"""Preferences: stored per person, read on any machine, and refused where they are none."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from tests.factories import make_user

pytestmark = pytest.mark.django_db
URL = "/api/session/preferences/"


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_shortcuts_follow_the_person_and_nobody_else():
    anna, ben = make_user(), make_user()
    chosen = {"shortcuts": {"brush": ["F2"], "help": []}}
    assert client_of(anna).get(URL).json() == {"shortcuts": None}
    assert client_of(anna).put(URL, chosen, format="json").json() == chosen
    assert client_of(anna).get(URL).json() == chosen
    assert client_of(ben).get(URL).json() == {"shortcuts": None}
    client_of(anna).put(URL, {"shortcuts": {}}, format="json")
    assert client_of(anna).get(URL).json() == {"shortcuts": {}}


@pytest.mark.parametrize(
    "shortcuts",
    [
        "brush",
        ["brush"],
        {"brush": "F2"},
        {"brush": [{"key": "F2"}]},
        {"brush": ["a", "b", "c", "d", "e"]},
        {"brush": ["x" * 41]},
        {"x" * 61: ["F2"]},
        {f"command{n}": [] for n in range(401)},
        {f"command{n}": ["k" * 40] * 4 for n in range(300)},
    ],
)
def test_what_is_no_set_of_shortcuts_is_refused(shortcuts):
    client = client_of(make_user())
    answer = client.put(URL, {"shortcuts": shortcuts}, format="json")
    assert answer.status_code == 400
    assert client.get(URL).json() == {"shortcuts": None}
