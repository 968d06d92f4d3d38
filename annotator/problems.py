"""Every error of the API in one shape: {"code", "message", "detail"}."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import set_rollback

from labeling.errors import MaskwrightError


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER; None lets a bug become a logged 500."""
    if isinstance(error, Http404):
        error = APIExceptionNotFound()
    elif isinstance(error, PermissionDenied):
        error = APIExceptionForbidden()
    if isinstance(error, MaskwrightError):
        set_rollback()
        return _problem(error.status, error.code, error.message, error.detail)
    if isinstance(error, ValidationError):
        set_rollback()
        where, message = _first(error.detail)
        return _problem(
            400, "invalid", f"{where}: {message}" if where else message, {"fields": error.detail}
        )
    if isinstance(error, IntegrityError):
        set_rollback()
        return _problem(409, "conflict", "Somebody else made the same thing just now.", {})
    if isinstance(error, APIException):
        set_rollback()
        response = _problem(error.status_code, _code(error), str(error.detail), {})
        if wait := getattr(error, "wait", None):
            response["Retry-After"] = str(int(wait))
        return response
    return None


class APIExceptionNotFound(APIException):
    """404 in our shape."""

    status_code = 404
    default_code = "not_found"
    default_detail = "There is no such thing, or you are not a member of its project."


class APIExceptionForbidden(APIException):
    """403 in our shape."""

    status_code = 403
    default_code = "forbidden"
    default_detail = "You may not do this."


def _problem(status: int, code: str, message: str, detail: Any) -> Response:
    return Response({"code": code, "message": message, "detail": detail}, status=status)


def _code(error: APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else "invalid"


def _first(detail: Any, where: str = "") -> tuple[str, str]:
    """Path and text of the first of DRF's nested validation errors."""
    if isinstance(detail, dict) and detail:
        key, inner = next(iter(detail.items()))
        path = where if key == "non_field_errors" else f"{where}.{key}".strip(".")
        return _first(inner, path)
    if isinstance(detail, list) and detail:
        index = next((i for i, item in enumerate(detail) if item), 0)
        path = f"{where}[{index}]" if isinstance(detail[index], dict | list) else where
        return _first(detail[index], path)
    return where, str(detail)
