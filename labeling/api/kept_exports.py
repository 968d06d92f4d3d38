"""Written exports: delete them, hand on a link, download by it."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import slugify
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from labeling.api.access import signed_in
from labeling.errors import LinkExpired, WrongState
from labeling.kept_exports import delete_export, export_of, link_token
from labeling.models import DatasetExport, Role, require_role


class ExportLinkOut(serializers.Serializer[Any]):
    """A link that downloads an export without signing in."""

    url = serializers.URLField()
    expires_at = serializers.DateTimeField()


class ExportView(APIView):
    """One export."""

    @extend_schema(operation_id="exports_delete", responses={204: None})
    def delete(self, request: Request, export_id: int) -> Response:
        """Delete it with its file; links to it end."""
        export = _export_for(request, export_id, Role.MANAGER)
        delete_export(export, signed_in(request))
        return Response(status=204)


class ExportLinkView(APIView):
    """Hand an export on."""

    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "share"

    @extend_schema(operation_id="exports_link", request=None, responses={201: ExportLinkOut})
    def post(self, request: Request, export_id: int) -> Response:
        """Make a link that works for a week without signing in; for reviewers and above."""
        export = _export_for(request, export_id, Role.REVIEWER)
        token, expires_at = link_token(export, signed_in(request))
        url = request.build_absolute_uri(reverse("export-shared", args=[token]))
        return Response(ExportLinkOut({"url": url, "expires_at": expires_at}).data, status=201)


class ExportFileView(APIView):
    """Download."""

    @extend_schema(operation_id="exports_file", responses={200: OpenApiTypes.BINARY})
    def get(self, request: Request, export_id: int) -> FileResponse:
        """The zip, as an attachment."""
        export = _export_for(request, export_id)
        if not export.key:
            raise WrongState("This export is not finished yet; wait for its job.")
        return _file(export)


class SharedExportView(APIView):
    """Download by a link."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "shared"

    @extend_schema(operation_id="exports_shared", auth=[], responses={200: OpenApiTypes.BINARY})
    def get(self, request: Request, token: str) -> FileResponse | HttpResponse:
        """The zip, as an attachment, for whoever has the link."""
        try:
            response = _file(export_of(token))
        except LinkExpired as error:
            if "text/html" not in request.headers.get("Accept", ""):
                raise
            # Opened by a person in a browser: a page to read.
            return HttpResponse(format_html(_REFUSED_PAGE, error.message), status=error.status)
        response["Cache-Control"] = "private, no-store"  # a deleted export must not live on
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response


_REFUSED_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>No download · Maskwright</title>
</head>
<body>
<h1>No download</h1>
<p>{}</p>
</body>
</html>
"""


def _export_for(request: Request, export_id: int, least: Role = Role.VIEWER) -> DatasetExport:
    rows = DatasetExport.objects.visible_to(signed_in(request)).select_related(
        "project", "snapshot", "job"
    )
    export = get_object_or_404(rows, pk=export_id)
    require_role(signed_in(request), export.project, least)
    return export


def _file(export: DatasetExport) -> FileResponse:
    parts = (slugify(export.project.name) or "dataset", slugify(export.snapshot.name))
    name = "-".join([*filter(None, parts), export.format]) + ".zip"
    response = FileResponse(
        default_storage.open(export.key, "rb"), as_attachment=True, filename=name
    )
    response["Content-Type"] = "application/zip"
    response["ETag"] = f'"{export.sha256}"'
    return response
