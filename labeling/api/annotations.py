"""The segments of one image: read them all at once, save operations on them, move their state."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.annotate import save_annotation
from labeling.api.access import annotation_for, image_for, signed_in
from labeling.api.segments import OperationIn, SegmentOut, WeakLabelOut, operation_of, segments_out
from labeling.errors import OverlapRefused, StaleRevision
from labeling.models import Annotation, AnnotationState, OverlapMode, Revision, Role
from labeling.review import set_state
from labeling.weak_labels import weak_out


class AnnotationOut(serializers.Serializer[Any]):
    """All current segments of an image in one answer, with the revision as ETag."""

    id = serializers.IntegerField()
    image = serializers.IntegerField()
    revision = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AnnotationState.choices)
    overlap_mode = serializers.ChoiceField(choices=OverlapMode.choices)
    segments = SegmentOut(many=True)
    weak_labels = WeakLabelOut(many=True)


class SaveIn(serializers.Serializer[Any]):
    """One save: what was done since `base_revision`."""

    base_revision = serializers.IntegerField(min_value=0)
    save_id = serializers.UUIDField()
    active_ms = serializers.IntegerField(min_value=0, max_value=24 * 3600 * 1000)
    operations = OperationIn(many=True)


class SaveOut(serializers.Serializer[Any]):
    """The new revision, and what others did since the base."""

    revision = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AnnotationState.choices)
    changed = SegmentOut(many=True)
    deleted = serializers.ListField(child=serializers.CharField())
    weak_changed = WeakLabelOut(many=True)
    weak_deleted = serializers.ListField(child=serializers.CharField())


class RevisionOut(serializers.Serializer[Any]):
    """One save in the history."""

    number = serializers.IntegerField()
    author = serializers.CharField(source="author.username", default=None, allow_null=True)
    created_at = serializers.DateTimeField()
    active_ms = serializers.IntegerField()
    num_operations = serializers.SerializerMethodField()
    tools = serializers.SerializerMethodField()

    def get_num_operations(self, revision: Revision) -> int:
        """How many operations the save had."""
        return len(revision.operations)

    def get_tools(self, revision: Revision) -> list[str]:
        """Tools used, each once."""
        return sorted({operation["tool"] for operation in revision.operations})


class StateIn(serializers.Serializer[Any]):
    """A new state."""

    state = serializers.ChoiceField(choices=AnnotationState.choices)


class StateOut(serializers.Serializer[Any]):
    """The state and revision."""

    state = serializers.ChoiceField(choices=AnnotationState.choices)
    revision = serializers.IntegerField()


class ImageAnnotationView(APIView):
    """The annotation of an image."""

    @extend_schema(operation_id="annotations_get", responses=AnnotationOut)
    def get(self, request: Request, image_id: int) -> Response:
        """All current segments in paint order."""
        image = image_for(request, image_id)
        annotation = image.annotation
        etag = f'"{annotation.pk}-{annotation.revision}-{annotation.state}"'
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        rows = annotation.segments.current().select_related("label_class", "geometry")
        body = {
            "id": annotation.pk,
            "image": image.pk,
            "revision": annotation.revision,
            "state": annotation.state,
            "overlap_mode": image.project.overlap_mode,
            "segments": segments_out(rows.in_paint_order(), image.size_hw),
            "weak_labels": weak_out(annotation.weak_labels.current().select_related("label_class")),
        }
        return Response(body, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


class AnnotationView(APIView):
    """Save operations."""

    @extend_schema(
        operation_id="annotations_save",
        request=SaveIn,
        responses={200: SaveOut, 409: OpenApiResponse(description="stale_revision or overlap")},
    )
    def patch(self, request: Request, annotation_id: int) -> Response:
        """Apply operations as one revision; replaying a save_id changes nothing."""
        annotation = annotation_for(request, annotation_id, Role.ANNOTATOR)
        body = SaveIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        size_hw = annotation.image.size_hw
        try:
            outcome = save_annotation(
                annotation=annotation,
                author=signed_in(request),
                base_revision=given["base_revision"],
                save_id=given["save_id"],
                active_ms=given["active_ms"],
                operations=[operation_of(parsed) for parsed in given["operations"]],
            )
        except (StaleRevision, OverlapRefused) as conflict:
            conflict.detail["segments"] = segments_out(conflict.detail["segments"], size_hw)
            raise
        return Response(
            {
                "revision": outcome.revision,
                "state": outcome.state,
                "changed": segments_out(outcome.changed, size_hw),
                "deleted": outcome.deleted,
                "weak_changed": outcome.weak_changed,
                "weak_deleted": outcome.weak_deleted,
            }
        )


class RevisionsView(APIView):
    """The history of saves."""

    @extend_schema(operation_id="revisions_list", responses=RevisionOut(many=True))
    def get(self, request: Request, annotation_id: int) -> Response:
        """Newest first, at most 500."""
        annotation = annotation_for(request, annotation_id)
        rows = annotation.revisions.select_related("author").order_by("-number")[:500]
        return Response(RevisionOut(rows, many=True).data)


class StateView(APIView):
    """Submit, approve, return, reopen."""

    @extend_schema(operation_id="annotations_set_state", request=StateIn, responses=StateOut)
    def post(self, request: Request, annotation_id: int) -> Response:
        """Move the annotation to a state that the user's role allows."""
        annotation: Annotation = annotation_for(request, annotation_id, Role.ANNOTATOR)
        body = StateIn(data=request.data)
        body.is_valid(raise_exception=True)
        moved = set_state(
            annotation=annotation, state=body.validated_data["state"], actor=signed_in(request)
        )
        return Response({"state": moved.state, "revision": moved.revision})
