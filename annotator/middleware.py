"""Headers on every answer: cross-origin isolation for WebAssembly threads (design.md 4.15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

COEP = "require-corp"
CORP = "same-origin"


def isolation(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that adds COEP and CORP; COOP comes from Django's SecurityMiddleware."""

    def add_headers(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Embedder-Policy", COEP)
        response.headers.setdefault("Cross-Origin-Resource-Policy", CORP)
        return response

    return add_headers


def static_headers(headers: Any, path: str, url: str) -> None:
    """WhiteNoise's hook: a worker script without its own COEP header fails to start."""
    headers["Cross-Origin-Embedder-Policy"] = COEP
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = CORP
    headers["X-Content-Type-Options"] = "nosniff"
