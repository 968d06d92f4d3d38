"""The one HTML page of the browser application, with this answer's style nonce."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

NOT_BUILT = (
    "The browser application is not built yet. Run `make run` (or `make frontend`) in the folder "
    "of Maskwright, then reload this page."
)


@require_safe
@ensure_csrf_cookie
def page(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
    """frontend/dist/index.html; react-aria takes the nonce from its meta property."""
    built = Path(settings.FRONTEND_DIST) / "index.html"
    if not built.exists():
        return HttpResponse(NOT_BUILT, content_type="text/plain", status=503)
    html = built.read_text().replace("__CSP_NONCE__", str(request.csp_nonce))  # type: ignore[attr-defined]  # django-csp adds it
    response = HttpResponse(html)
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the web process answers."""
    return HttpResponse("ok", content_type="text/plain")
