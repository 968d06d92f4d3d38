"""Formats, and exports of a project's snapshots."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.api.jobs import JobOut
from labeling.errors import WrongState
from labeling.export import queue_export
from labeling.formats import FORMATS
from labeling.models import AnnotationState, DatasetExport, Role
from labeling.snapshot import DEFAULT_STATES, take_snapshot


class FormatOptionOut(serializers.Serializer[Any]):
    """One choice that an exporter offers."""

    name = serializers.CharField()
    title = serializers.CharField()
    choices = serializers.ListField(child=serializers.CharField())
    default = serializers.CharField()


class FormatOut(serializers.Serializer[Any]):
    """One format."""

    name = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    can_export = serializers.BooleanField()
    can_import = serializers.BooleanField()
    options = FormatOptionOut(many=True)


class ExportIn(serializers.Serializer[Any]):
    """What to export."""

    format = serializers.CharField()
    options = serializers.DictField(child=serializers.CharField(), default=dict)
    states = serializers.ListField(
        child=serializers.ChoiceField(choices=AnnotationState.choices),
        default=list(DEFAULT_STATES),
        allow_empty=False,
    )
    include_images = serializers.BooleanField(default=True)


class ExportOut(serializers.ModelSerializer[DatasetExport]):
    """An export and its job."""

    job = JobOut()
    num_images = serializers.IntegerField(source="snapshot.num_images")
    num_left_out = serializers.IntegerField(source="snapshot.num_left_out")
    snapshot_hash = serializers.CharField(source="snapshot.hash")
    file_url = serializers.SerializerMethodField()
    report = serializers.ListField(child=serializers.CharField())
    options = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = DatasetExport
        fields = (
            "id",
            "format",
            "options",
            "include_images",
            "num_images",
            "num_left_out",
            "snapshot_hash",
            "byte_size",
            "sha256",
            "job",
            "file_url",
            "created_at",
            "report",
        )

    def get_file_url(self, export: DatasetExport) -> str | None:
        """Where to download it, once it is written."""
        return reverse("export-file", args=[export.pk]) if export.key else None


class FormatsView(APIView):
    """The table of formats."""

    @extend_schema(operation_id="formats_list", responses=FormatOut(many=True))
    def get(self, request: Request) -> Response:
        """Every format with its options."""
        rows = [
            {
                "name": row.name,
                "title": row.title,
                "description": row.description,
                "can_export": row.export is not None,
                "can_import": row.read is not None,
                "options": row.options,
            }
            for row in FORMATS.values()
        ]
        return Response(FormatOut(rows, many=True).data)


class ExportsView(APIView):
    """Exports of a project."""

    @extend_schema(operation_id="exports_list", responses=ExportOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Newest first, at most 200."""
        project = project_for(request, project_id)
        rows = project.exports.select_related("snapshot", "job__requested_by")[:200]
        return Response(ExportOut(rows, many=True).data)

    @extend_schema(operation_id="exports_create", request=ExportIn, responses={202: ExportOut})
    def post(self, request: Request, project_id: int) -> Response:
        """Take a snapshot and queue its export."""
        project = project_for(request, project_id, Role.REVIEWER)
        body = ExportIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        user = signed_in(request)
        snapshot = take_snapshot(project=project, taken_by=user, states=given["states"])
        export = queue_export(
            snapshot=snapshot,
            format_name=given["format"],
            options=given["options"],
            include_images=given["include_images"],
            requested_by=user,
        )
        return Response(ExportOut(export).data, status=202)


class ExportFileView(APIView):
    """Download."""

    @extend_schema(operation_id="exports_file", responses={200: OpenApiTypes.BINARY})
    def get(self, request: Request, export_id: int) -> FileResponse:
        """The zip, as an attachment."""
        rows = DatasetExport.objects.visible_to(signed_in(request)).select_related(
            "project", "snapshot"
        )
        export = get_object_or_404(rows, pk=export_id)
        if not export.key:
            raise WrongState("This export is not finished yet; wait for its job.")
        name = f"{slugify(export.project.name) or 'dataset'}-{export.format}.zip"
        response = FileResponse(
            default_storage.open(export.key, "rb"), as_attachment=True, filename=name
        )
        response["Content-Type"] = "application/zip"
        response["ETag"] = f'"{export.sha256}"'
        return response
