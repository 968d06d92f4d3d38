"""Signing in: by password, by a link that works once, and never without CSRF."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from labeling.models import SignInLink
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_old_throttles():
    cache.clear()


def post(client, path, body, **headers):
    return client.post(f"/api/{path}", body, content_type="application/json", **headers)


def test_nobody_is_signed_in_at_first(client):
    assert client.get("/api/session/").json() == {"user": None}
    assert "csrftoken" in client.cookies


def test_a_password_signs_in_and_out(client):
    make_user("ada")
    answer = post(client, "session/", {"username": "ada", "password": "correct horse"})
    assert answer.json()["user"]["username"] == "ada"
    assert client.delete("/api/session/").status_code == 204
    assert client.get("/api/session/").json() == {"user": None}


def test_a_wrong_password_is_refused(client):
    make_user("ada")
    answer = post(client, "session/", {"username": "ada", "password": "wrong"})
    assert (answer.status_code, answer.json()["code"]) == (403, "sign_in_refused")


def test_a_link_works_once(client):
    token = SignInLink.make(make_user("ada"))
    assert post(client, "session/link/", {"token": token}).json()["user"]["username"] == "ada"
    again = post(Client(), "session/link/", {"token": token})
    assert again.status_code == 403
    assert "sign_in_link" in again.json()["message"]


def test_an_old_link_is_refused(client):
    token = SignInLink.make(make_user())
    SignInLink.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert post(client, "session/link/", {"token": token}).status_code == 403


def test_the_token_is_not_stored(client):
    token = SignInLink.make(make_user())
    assert token not in str(SignInLink.objects.values().get())


def test_signing_in_needs_the_csrf_token():
    strict = Client(enforce_csrf_checks=True)
    token = SignInLink.make(make_user())
    assert post(strict, "session/link/", {"token": token}).status_code == 403
    strict.get("/api/session/")
    csrf = strict.cookies["csrftoken"].value
    answer = post(strict, "session/link/", {"token": token}, headers={"X-CSRFToken": csrf})
    assert answer.status_code == 200


def test_guessing_passwords_is_slowed_down(client):
    make_user("ada")
    statuses = [
        post(client, "session/", {"username": "ada", "password": "x"}).status_code
        for _ in range(22)
    ]
    assert statuses[0] == 403
    assert statuses[-1] == 429


def test_pages_and_files_carry_the_isolation_headers(client):
    for path in ("/", "/api/session/", "/healthz"):
        headers = client.get(path).headers
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
