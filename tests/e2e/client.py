"""A person's HTTP session as the browser keeps it: cookie, CSRF header, retries when told to."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from tests.e2e.conftest import Server

UNREACHABLE = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


class Client:
    """Calls below /api/; raises `requests` errors when the server is away."""

    def __init__(self, server: Server, user: str = "admin") -> None:
        self.base = f"{server.url}/api/"
        self.session = requests.Session()
        token = parse_qs(urlsplit(server.sign_in_link(user)).query)["token"][0]
        self.call("get", "session/")
        self.call("post", "session/link/", {"token": token})

    def request(self, method: str, path: str, body: Any = None, **kwargs: Any) -> requests.Response:
        headers = {"X-CSRFToken": self.session.cookies.get("csrftoken", "")}
        if body is not None:
            kwargs["json"] = body
        return self.session.request(method, self.base + path, headers=headers, timeout=20, **kwargs)

    def call(self, method: str, path: str, body: Any = None, **kwargs: Any) -> Any:
        """The parsed answer; fails the test on an error status."""
        answer = self.request(method, path, body, **kwargs)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None

    def patiently(self, method: str, path: str, body: Any = None, seconds: float = 60) -> Any:
        """As `call`, repeated while the server is away (only for what may be repeated)."""
        until = time.monotonic() + seconds
        while True:
            try:
                return self.call(method, path, body)
            except UNREACHABLE:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def wait_for(self, job_id: str, states=("done", "failed", "cancelled"), seconds=120) -> Any:
        """Poll a job until it is in one of the states."""
        until = time.monotonic() + seconds
        while True:
            job = self.patiently("get", f"jobs/{job_id}/")
            if job["state"] in states:
                return job
            assert time.monotonic() < until, f"still {job['state']} after {seconds} s: {job}"
            time.sleep(0.1)

    def upload(self, project_id: int, files: dict[str, bytes]) -> Any:
        """Upload images by name."""
        parts = [("files", (name, content)) for name, content in files.items()]
        paths = [("paths", name) for name in files]
        return self.call("post", f"projects/{project_id}/uploads/", files=parts, data=paths)
