"""Datasets in over HTTP: a zip kept, looked through, chosen about, imported by a worker."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.api.image_files import SANDBOX, AnyAccept
from labeling.api.import_records import (
    ClassChoiceIn,
    ImportOut,
    ImportPreviewOut,
    ImportRowOut,
    read_preview,
)
from labeling.api.jobs import JobOut
from labeling.errors import BadUpload
from labeling.import_choices import choices_from
from labeling.import_upload import (
    choose_classes,
    choose_format,
    choose_use,
    discard_import,
    run_upload,
    start_import,
)
from labeling.models import DatasetImport, Role, SegmentsAs, Split, require_role
from labeling.zip_members import is_zip


class ImportIn(serializers.Serializer[Any]):
    """A dataset, and its format where that is known."""

    file = serializers.FileField(help_text="a zip of the dataset's folder")
    format = serializers.CharField(
        required=False, default="", allow_blank=True, help_text="empty: to be guessed"
    )


class ImportChange(serializers.Serializer[Any]):
    """What is chosen about an import; what is absent stays."""

    format = serializers.CharField(
        required=False, allow_blank=True, help_text="empty: to be guessed again"
    )
    read_options = serializers.DictField(child=serializers.CharField(), required=False)
    choices = ClassChoiceIn(many=True, required=False)
    segments_as = serializers.ChoiceField(choices=SegmentsAs.choices, required=False)
    split = serializers.ChoiceField(
        choices=Split.choices,
        required=False,
        allow_null=True,
        help_text="for all images, instead of those in the dataset",
    )


class ImportsView(APIView):
    """Imports of a project."""

    parser_classes = (MultiPartParser,)

    @extend_schema(operation_id="imports_list", responses=ImportRowOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Newest first, at most 100."""
        project = project_for(request, project_id, Role.MANAGER)
        rows = project.imports.select_related(*_JOBS).defer("findings", "previews")[:100]
        return Response(ImportRowOut(rows, many=True).data)

    @extend_schema(
        operation_id="imports_create",
        request={"multipart/form-data": ImportIn},
        responses={201: ImportOut},
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Keep the upload and look through it; `imports_run` brings it in."""
        project = project_for(request, project_id, Role.MANAGER)
        body = ImportIn(data=request.data)
        body.is_valid(raise_exception=True)
        file = body.validated_data["file"]
        if not is_zip(file):
            raise BadUpload(
                f"{file.name} is not a zip; pack the dataset's folder into one and send that."
            )
        row = start_import(
            project=project,
            stream=file,
            file_name=file.name,
            format_name=body.validated_data["format"],
            read_options={},
            uploaded_by=signed_in(request),
        )
        return Response(ImportOut(row).data, status=201)


class ImportView(APIView):
    """One import."""

    @extend_schema(operation_id="imports_get", responses=ImportOut)
    def get(self, request: Request, import_id: int) -> Response:
        """What was found, chosen and done so far."""
        return Response(ImportOut(import_for(request, import_id)).data)

    @extend_schema(operation_id="imports_update", request=ImportChange, responses=ImportOut)
    def patch(self, request: Request, import_id: int) -> Response:
        """Choose; another format or read option has it looked through anew."""
        row = import_for(request, import_id)
        body = ImportChange(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        if "format" in given or "read_options" in given:
            choose_format(
                row,
                format_name=given.get("format", row.format),
                read_options=given.get("read_options", row.read_options),
                by=signed_in(request),
            )
        if "choices" in given:
            choose_classes(row, choices_from(given["choices"]))
        if "segments_as" in given or "split" in given:
            choose_use(
                row,
                segments_as=given.get("segments_as", row.segments_as),
                split=given.get("split", row.split),
            )
        return Response(ImportOut(import_for(request, import_id)).data)

    @extend_schema(operation_id="imports_discard", responses={204: None})
    def delete(self, request: Request, import_id: int) -> Response:
        """Forget an upload that was not imported."""
        discard_import(import_for(request, import_id), by=signed_in(request))
        return Response(status=204)


class ImportRunView(APIView):
    """The import itself."""

    @extend_schema(operation_id="imports_run", request=None, responses={202: JobOut})
    def post(self, request: Request, import_id: int) -> Response:
        """Queue it; the job's result says what was added, repaired and left out."""
        job = run_upload(import_for(request, import_id), by=signed_in(request))
        return Response(JobOut(job).data, status=202)


class PreviewView(APIView):
    """One sample image of a dataset that is not in yet."""

    @extend_schema(operation_id="imports_preview", responses=ImportPreviewOut)
    def get(self, request: Request, import_id: int, number: int) -> Response:
        """Its segments, of the dataset's own classes, at the size of the small picture."""
        row = import_for(request, import_id)
        return Response(ImportPreviewOut(read_preview(row, number)).data)


class PreviewPictureView(APIView):
    """The small picture of a sample image."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="imports_preview_picture",
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, import_id: int, number: int) -> HttpResponseBase:
        """Upright and 8-bit, as people see it; 404 where nobody has the picture."""
        row = import_for(request, import_id)
        key = row.previews[number]["picture"] if number < len(row.previews) else ""
        if not key or not default_storage.exists(key):
            raise Http404
        with default_storage.open(key) as stream:
            answer = HttpResponse(stream.read(), content_type="image/jpeg")
        answer.headers["Cache-Control"] = "private, no-store"  # it may never come in
        answer.headers["Content-Security-Policy"] = SANDBOX
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


_JOBS = ("inspection__requested_by", "run__requested_by", "created_by")


def import_for(request: Request, import_id: int) -> DatasetImport:
    """An import of a project that the user manages."""
    user = signed_in(request)
    rows = DatasetImport.objects.visible_to(user).select_related("project", *_JOBS)
    row = get_object_or_404(rows, pk=import_id)
    require_role(user, row.project, Role.MANAGER)
    return row
