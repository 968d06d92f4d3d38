"""What a model or an import proposes for an image."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import image_for, signed_in
from labeling.api.segments import BBOX_SCHEMA, MASK_SCHEMA
from labeling.masks import rle as rles
from labeling.models import Role, Suggestion, SuggestionSource, SuggestionState
from labeling.suggestions import reject_suggestions, restore_suggestions


class SuggestionOut(serializers.Serializer[Any]):
    """One pending suggestion; accept it by saving a segment with the same uid."""

    uid = serializers.CharField()
    class_id = serializers.IntegerField(source="label_class.class_id")
    z = serializers.IntegerField()
    mask = serializers.SerializerMethodField()
    score = serializers.FloatField(allow_null=True)
    source = serializers.ChoiceField(  # type: ignore[assignment]  # DRF's Field has a `source`
        choices=SuggestionSource.choices
    )
    source_ref = serializers.CharField()
    area_px = serializers.IntegerField(source="geometry.area_px")
    bbox_xywh = serializers.SerializerMethodField()

    @extend_schema_field(MASK_SCHEMA)
    def get_mask(self, row: Suggestion) -> dict[str, Any]:
        """The proposed mask."""
        return rles.to_wire(row.geometry.rle(self.context["size_hw"]))

    @extend_schema_field(BBOX_SCHEMA)
    def get_bbox_xywh(self, row: Suggestion) -> list[int]:
        """Bounding box."""
        return list(row.geometry.bbox_xywh)


class UidsIn(serializers.Serializer[Any]):
    """Which suggestions."""

    uids = serializers.ListField(child=serializers.CharField(max_length=64), allow_empty=False)


class CountOut(serializers.Serializer[Any]):
    """How many rows were moved."""

    num = serializers.IntegerField()


class SuggestionsView(APIView):
    """Pending suggestions of an image."""

    @extend_schema(operation_id="suggestions_list", responses=SuggestionOut(many=True))
    def get(self, request: Request, image_id: int) -> Response:
        """In paint order."""
        image = image_for(request, image_id)
        rows = (
            image.suggestions.filter(state=SuggestionState.PENDING)
            .select_related("label_class", "geometry")
            .order_by("z", "uid")
        )
        context = {"size_hw": image.size_hw}
        return Response(SuggestionOut(rows, many=True, context=context).data)


class RejectView(APIView):
    """Reject suggestions."""

    @extend_schema(operation_id="suggestions_reject", request=UidsIn, responses=CountOut)
    def post(self, request: Request, image_id: int) -> Response:
        """Mark pending ones as rejected."""
        image = image_for(request, image_id, Role.ANNOTATOR)
        body = UidsIn(data=request.data)
        body.is_valid(raise_exception=True)
        num = reject_suggestions(image=image, actor=signed_in(request), **body.validated_data)
        return Response({"num": num})


class RestoreView(APIView):
    """Bring rejected suggestions back."""

    @extend_schema(operation_id="suggestions_restore", request=UidsIn, responses=CountOut)
    def post(self, request: Request, image_id: int) -> Response:
        """Make rejected ones pending."""
        image = image_for(request, image_id, Role.ANNOTATOR)
        body = UidsIn(data=request.data)
        body.is_valid(raise_exception=True)
        num = restore_suggestions(image=image, actor=signed_in(request), **body.validated_data)
        return Response({"num": num})
