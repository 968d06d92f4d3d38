"""An annotation's history, its earlier states and its trash, and the way back to them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.annotate import SaveOutcome, changes_since, restore_revision
from labeling.api.access import annotation_for, signed_in
from labeling.api.annotations import SaveOut
from labeling.api.segments import SegmentOut, WeakLabelOut, segments_out
from labeling.errors import OverlapRefused, StaleRevision
from labeling.history import segments_at, trash_page
from labeling.models import AnnotationState, Role
from labeling.operations import MAX_UID
from labeling.timeline import history_page
from labeling.weak_labels import weak_out

PAGE_SIZE = 30
CURSOR = OpenApiParameter("cursor", int, description="from a page's `next`")


class AuthorOut(serializers.Serializer[Any]):
    """A person as others see them."""

    id = serializers.IntegerField()
    username = serializers.CharField()


class ToolUseOut(serializers.Serializer[Any]):
    """On how many segments, boxes and tags a tool was used."""

    tool = serializers.CharField()
    op = serializers.ChoiceField(choices=["upsert", "delete"])
    num_segments = serializers.IntegerField()
    num_weak = serializers.IntegerField(help_text="boxes and image tags")


class HistoryEntryOut(serializers.Serializer[Any]):
    """Saves by one author within ten minutes, or a change of the image's state."""

    first = serializers.IntegerField(help_text="revision")
    last = serializers.IntegerField(help_text="revision")
    author = AuthorOut(allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()
    state = serializers.ChoiceField(
        choices=AnnotationState.values, allow_null=True, help_text="what it became; null for saves"
    )
    state_before = serializers.CharField(allow_null=True)
    active_ms = serializers.IntegerField()
    tools = ToolUseOut(many=True)
    num_added = serializers.IntegerField()
    num_changed = serializers.IntegerField()
    num_deleted = serializers.IntegerField()


class HistoryPageOut(serializers.Serializer[Any]):
    """Entries, newest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = HistoryEntryOut(many=True)


class StateAtOut(serializers.Serializer[Any]):
    """Segments, boxes and tags as they were in a revision."""

    revision = serializers.IntegerField()
    segments = SegmentOut(many=True)
    weak_labels = WeakLabelOut(many=True)


class DeletedSegmentOut(serializers.Serializer[Any]):
    """A deleted segment as it was last, and what became of it."""

    segment = SegmentOut()
    deleted_in = serializers.IntegerField(help_text="revision")
    deleted_at = serializers.DateTimeField(allow_null=True)
    deleted_by = AuthorOut(allow_null=True)
    tool = serializers.CharField(allow_blank=True, help_text="what deleted it")


class TrashPageOut(serializers.Serializer[Any]):
    """Deleted segments, the latest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = DeletedSegmentOut(many=True)


class CursorIn(serializers.Serializer[Any]):
    """Where a page starts."""

    cursor = serializers.IntegerField(min_value=0, required=False)


class SinceIn(serializers.Serializer[Any]):
    """Which changes."""

    since = serializers.IntegerField(min_value=0)


class RestoreIn(serializers.Serializer[Any]):
    """To which state; without `uids` the whole image."""

    revision = serializers.IntegerField(min_value=0)
    uids = serializers.ListField(
        child=serializers.CharField(max_length=MAX_UID),
        required=False,
        allow_null=True,
        allow_empty=False,
        default=None,
    )
    base_revision = serializers.IntegerField(min_value=0)
    save_id = serializers.UUIDField()


class HistoryView(APIView):
    """The history as people remember it."""

    @extend_schema(operation_id="history_list", parameters=[CURSOR], responses=HistoryPageOut)
    def get(self, request: Request, annotation_id: int) -> Response:
        """Entries, newest first; saves by one author within ten minutes are one.

        Submits, approvals, returns and their taking back are entries of their own.
        """
        annotation = annotation_for(request, annotation_id)
        page = history_page(annotation, before=_cursor(request), size=PAGE_SIZE)
        results = HistoryEntryOut(page.entries, many=True).data
        return Response({"next": _next(request, page.before), "previous": None, "results": results})


class StateAtView(APIView):
    """An earlier state."""

    @extend_schema(operation_id="history_state_at", responses=StateAtOut)
    def get(self, request: Request, annotation_id: int, revision: int) -> Response:
        """All segments as they were in a revision, in paint order, with its boxes and tags."""
        annotation = annotation_for(request, annotation_id)
        rows = segments_at(annotation, revision)
        segments = segments_out(rows, annotation.image.size_hw)
        weak = weak_out(annotation.weak_labels.at(revision).select_related("label_class"))
        return Response({"revision": revision, "segments": segments, "weak_labels": weak})


class RestoreView(APIView):
    """Back to an earlier state."""

    @extend_schema(
        operation_id="history_restore",
        request=RestoreIn,
        responses={200: SaveOut, 409: OpenApiResponse(description="stale_revision or overlap")},
    )
    def post(self, request: Request, annotation_id: int) -> Response:
        """Make a new revision that equals an earlier one, or has some of its segments again."""
        annotation = annotation_for(request, annotation_id, Role.ANNOTATOR)
        body = RestoreIn(data=request.data)
        body.is_valid(raise_exception=True)
        size_hw = annotation.image.size_hw
        try:
            outcome = restore_revision(
                annotation=annotation, author=signed_in(request), **body.validated_data
            )
        except (StaleRevision, OverlapRefused) as conflict:
            conflict.detail["segments"] = segments_out(conflict.detail["segments"], size_hw)
            raise
        return Response(_outcome_out(outcome, size_hw))


class ChangesView(APIView):
    """What others saved meanwhile."""

    @extend_schema(operation_id="annotations_changes", parameters=[SinceIn], responses=SaveOut)
    def get(self, request: Request, annotation_id: int) -> Response:
        """Segments changed and deleted since a revision; 304 while nothing was saved."""
        annotation = annotation_for(request, annotation_id)
        etag = f'"{annotation.pk}-{annotation.revision}-{annotation.state}"'
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        asked = SinceIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        outcome = changes_since(annotation, asked.validated_data["since"])
        headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
        return Response(_outcome_out(outcome, annotation.image.size_hw), headers=headers)


class TrashView(APIView):
    """The deleted segments of an image."""

    @extend_schema(operation_id="trash_list", parameters=[CURSOR], responses=TrashPageOut)
    def get(self, request: Request, annotation_id: int) -> Response:
        """The latest first, each as it was last; what one save deleted is on one page."""
        annotation = annotation_for(request, annotation_id)
        page = trash_page(annotation, before=_cursor(request), size=PAGE_SIZE)
        segments = segments_out([row for row, _ in page.rows], annotation.image.size_hw)
        results = []
        for wire, (row, revision) in zip(segments, page.rows, strict=True):
            log = revision.operations if revision is not None else []
            tools = [each["tool"] for each in log if each["uid"] == row.uid]
            author = revision.author if revision is not None else None
            results.append(
                {
                    "segment": wire,
                    "deleted_in": row.valid_to,
                    "deleted_at": revision.created_at if revision is not None else None,
                    "deleted_by": AuthorOut(author).data if author is not None else None,
                    "tool": tools[-1] if tools else "",
                }
            )
        return Response({"next": _next(request, page.before), "previous": None, "results": results})


def _cursor(request: Request) -> int | None:
    asked = CursorIn(data=request.query_params)
    asked.is_valid(raise_exception=True)
    cursor: int | None = asked.validated_data.get("cursor")
    return cursor


def _next(request: Request, before: int | None) -> str | None:
    return None if before is None else request.build_absolute_uri(f"{request.path}?cursor={before}")


def _outcome_out(outcome: SaveOutcome, size_hw: tuple[int, int]) -> dict[str, Any]:
    return {
        "revision": outcome.revision,
        "state": outcome.state,
        "changed": segments_out(outcome.changed, size_hw),
        "deleted": outcome.deleted,
        "weak_changed": outcome.weak_changed,
        "weak_deleted": outcome.weak_deleted,
    }
