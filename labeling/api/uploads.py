"""Images in over HTTP: one multipart request with files, folders' files or zips."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.api.jobs import JobOut
from labeling.errors import BadUpload
from labeling.ingest import Incoming, ingest_files
from labeling.models import Role


class UploadIn(serializers.Serializer[Any]):
    """Files, and for each the relative path it had in its folder (or no paths at all)."""

    files = serializers.ListField(child=serializers.FileField())
    paths = serializers.ListField(child=serializers.CharField(), required=False)


class AcceptedOut(serializers.Serializer[Any]):
    """An image that is in."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    renamed_from = serializers.CharField(
        allow_null=True, help_text="the name it came with, where another image has that"
    )


class DuplicateOut(serializers.Serializer[Any]):
    """A file whose content the project has already."""

    name = serializers.CharField()
    duplicate_of = serializers.CharField()


class RefusedOut(serializers.Serializer[Any]):
    """A file that was not taken, and why."""

    name = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class UploadOut(serializers.Serializer[Any]):
    """What became of each file; `job` is the one to watch (archives, else thumbnails)."""

    accepted = AcceptedOut(many=True)
    duplicates = DuplicateOut(many=True)
    refused = RefusedOut(many=True)
    job = JobOut(allow_null=True)


class UploadsView(APIView):
    """Add images to a project."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="uploads_create",
        request={"multipart/form-data": UploadIn},
        responses={201: UploadOut},
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Verify and store each file; zips are read by a worker."""
        project = project_for(request, project_id, Role.MANAGER)
        outcome = ingest_files(
            project=project, files=_incoming(request), uploaded_by=signed_in(request)
        )
        body = {**outcome.lists(), "job": outcome.job}
        return Response(UploadOut(body).data, status=201)


def _incoming(request: Request) -> list[Incoming]:
    """The uploaded files under the names that they came with.

    Raises:
        BadUpload: there are paths, but not one for each file.
    """
    files = request.FILES.getlist("files")
    paths = request.POST.getlist("paths")
    if paths and len(paths) != len(files):
        raise BadUpload(
            f"The upload has {len(files)} files and {len(paths)} paths; send one path for each "
            "file, in the same order, or none."
        )
    names = paths or [file.name or "" for file in files]
    return [Incoming(name, _opener(file)) for name, file in zip(names, files, strict=True)]


def _opener(file: UploadedFile[Any]) -> Callable[[], AbstractContextManager[IO[bytes]]]:
    """Opens an uploaded file any number of times; Django closes it after the request."""
    stream = file.file
    if stream is None:
        raise BadUpload("A file of the upload did not arrive; send it again.")
    return lambda: nullcontext(stream)
