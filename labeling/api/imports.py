"""Datasets in over HTTP: a zip with annotations, read by a worker."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.api.jobs import JobOut
from labeling.errors import BadUpload
from labeling.import_dataset import queue_import
from labeling.models import Role, Split
from labeling.zip_members import is_zip


class ImportIn(serializers.Serializer[Any]):
    """A dataset, its format, and as what its segments come in."""

    file = serializers.FileField(help_text="a zip of the dataset's folder")
    format = serializers.CharField()
    split = serializers.ChoiceField(
        choices=Split.choices,
        required=False,
        allow_null=True,
        help_text="for all images, instead of those in the dataset",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With `as`, which Python keeps for itself."""
        choices = ("annotations", "suggestions")
        field = serializers.ChoiceField(choices=choices, default="annotations")
        return {**super().get_fields(), "as": field}


class ImportsView(APIView):
    """Add a dataset's images and annotations to a project."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="imports_create",
        request={"multipart/form-data": ImportIn},
        responses={202: JobOut},
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Queue the import; the job's result says what was added, repaired and left out."""
        project = project_for(request, project_id, Role.MANAGER)
        body = ImportIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        if not is_zip(given["file"]):
            raise BadUpload(
                f"{given['file'].name} is not a zip; pack the dataset's folder into one and send"
                " that."
            )
        job = queue_import(
            project=project,
            stream=given["file"],
            format_name=given["format"],
            as_=given["as"],
            split=given.get("split"),
            requested_by=signed_in(request),
        )
        return Response(JobOut(job).data, status=202)
