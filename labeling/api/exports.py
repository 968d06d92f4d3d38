"""Formats, and exports of a project's snapshots."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.api.export_fields import ExportIn, ExportOut, wanted_of
from labeling.export import queue_export
from labeling.formats import FORMATS
from labeling.models import Role
from labeling.snapshot import take_snapshot


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
    read_options = FormatOptionOut(many=True)


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
                "read_options": row.read_options,
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
        """Queue the export of a snapshot, which is taken now where none is named."""
        project = project_for(request, project_id, Role.REVIEWER)
        body = ExportIn(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = wanted_of(project, body.validated_data)
        user = signed_in(request)
        snapshot = wanted.snapshot or take_snapshot(
            project=project, taken_by=user, states=wanted.states
        )
        export = queue_export(
            snapshot=snapshot,
            format_name=wanted.format_name,
            options=wanted.options,
            include_images=wanted.include_images,
            choices=wanted.choices,
            requested_by=user,
        )
        return Response(ExportOut(export).data, status=202)
