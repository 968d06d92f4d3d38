"""Look at an export before it starts: what it leaves out, and one image of it."""

from __future__ import annotations

import base64
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for
from labeling.api.export_fields import (
    ExportIn,
    PreviewIn,
    SplitCounts,
    split_counts_out,
    wanted_of,
)
from labeling.export_check import check_export
from labeling.export_preview import ImagePreview, preview_export
from labeling.models import Role


class LossOut(serializers.Serializer[Any]):
    """One thing that an export leaves out or changes."""

    kind = serializers.CharField()
    count = serializers.IntegerField()
    text = serializers.CharField()


class ExportCheckOut(serializers.Serializer[Any]):
    """What an export would hold; losses were counted in `num_looked_at` images."""

    num_images = serializers.IntegerField()
    num_looked_at = serializers.IntegerField()
    losses = LossOut(many=True)
    chosen = serializers.ListField(
        child=serializers.CharField(), help_text="what the choices leave out or change"
    )
    split_counts = SplitCounts()
    refused = serializers.CharField(
        allow_null=True, help_text="why the format cannot hold the project; null where it can"
    )


class ExportFileOut(serializers.Serializer[Any]):
    """One file of the export."""

    name = serializers.CharField()
    byte_size = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=("text", "picture", "other"))
    excerpt = serializers.CharField(allow_null=True)
    is_cut = serializers.BooleanField()


class PreviewClassOut(serializers.Serializer[Any]):
    """One class as the format has it, with its segments in the image."""

    name = serializers.CharField()
    color = serializers.CharField()
    num_segments = serializers.IntegerField()


class ExportPreviewOut(serializers.Serializer[Any]):
    """What an export would hold of one image; pictures are data URLs."""

    name = serializers.CharField()
    split = serializers.CharField(allow_null=True)
    num_segments = serializers.IntegerField(help_text="in the project, before any choice")
    previous = serializers.CharField(allow_null=True)
    following = serializers.CharField(allow_null=True)
    files = ExportFileOut(many=True)
    classes = PreviewClassOut(many=True)
    picture = serializers.CharField(allow_null=True)
    overlay = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField())


class ExportCheckView(APIView):
    """What an export would leave out."""

    @extend_schema(operation_id="exports_check", request=ExportIn, responses=ExportCheckOut)
    def post(self, request: Request, project_id: int) -> Response:
        """Count in a sample of the images; writes nothing."""
        project = project_for(request, project_id, Role.REVIEWER)
        body = ExportIn(data=request.data)
        body.is_valid(raise_exception=True)
        check = check_export(wanted_of(project, body.validated_data))
        answer = {
            "num_images": check.num_images,
            "num_looked_at": check.num_looked_at,
            "losses": check.losses,
            "chosen": check.chosen,
            "split_counts": split_counts_out(check.split_counts),
            "refused": check.refused,
        }
        return Response(ExportCheckOut(answer).data)


class ExportPreviewView(APIView):
    """One image of an export."""

    @extend_schema(operation_id="exports_preview", request=PreviewIn, responses=ExportPreviewOut)
    def post(self, request: Request, project_id: int) -> Response:
        """Export one image into memory and read it back; writes nothing."""
        project = project_for(request, project_id, Role.REVIEWER)
        body = PreviewIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        return Response(_preview_out(preview_export(wanted_of(project, given), given["image"])))


def _preview_out(shown: ImagePreview) -> Any:
    preview = shown.preview
    answer = {
        "name": shown.name,
        "split": shown.split,
        "num_segments": shown.num_segments,
        "previous": shown.previous,
        "following": shown.following,
        "files": preview.files,
        "classes": [
            {"name": name, "color": color, "num_segments": num}
            for name, color, num in preview.counts
        ],
        "picture": preview.picture and _data_url("image/jpeg", preview.picture),
        "overlay": _data_url("image/png", preview.overlay),
        "notes": preview.notes,
    }
    return ExportPreviewOut(answer).data


def _data_url(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
