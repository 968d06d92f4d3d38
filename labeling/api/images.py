"""The gallery of a project, and one image of it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import image_for, project_for, signed_in
from labeling.api.image_rows import (
    ImageIn,
    ImageOut,
    ImagePage,
    ImageRow,
    image_detail,
    image_rows,
)
from labeling.curate import remove_image, remove_images, set_split
from labeling.models import AnnotationState, Image, Project, Role, Split
from labeling.review import set_states
from labeling.worklist import needing_work, next_needing_work, with_suggestions

NO_SPLIT = "none"  # images that belong to no split; the empty string means all
ORDERINGS = {
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "created_at": ("created_at", "id"),
    "-created_at": ("-created_at", "-id"),
}


class GalleryFilter(serializers.Serializer[Any]):
    """Which images, and in which order."""

    state = serializers.ChoiceField(
        choices=AnnotationState.choices, required=False, allow_blank=True
    )
    split = serializers.ChoiceField(
        choices=[*Split.choices, (NO_SPLIT, "No split")], required=False, allow_blank=True
    )
    q = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="part of the name"
    )
    needs_work = serializers.BooleanField(
        required=False, help_text="not submitted or approved, or with pending suggestions"
    )
    has_suggestions = serializers.BooleanField(required=False, help_text="with pending suggestions")
    ordering = serializers.ChoiceField(choices=list(ORDERINGS), required=False, default="name")


class NextIn(GalleryFilter):
    """Which images count, in which order, and from where on."""

    after = serializers.IntegerField(help_text="id of the image at hand")


class NextOut(serializers.Serializer[Any]):
    """The next image that needs work."""

    image = serializers.IntegerField(source="image_id", allow_null=True)
    left = serializers.IntegerField(help_text="how many need work, the one at hand not counted")


class ChosenImages(serializers.Serializer[Any]):
    """Images of one project."""

    images = serializers.ListField(
        child=serializers.IntegerField(), allow_empty=False, max_length=1000
    )


class ChosenStateIn(ChosenImages):
    """The state that they are to have."""

    state = serializers.ChoiceField(choices=AnnotationState.choices)


class RefusedImageOut(serializers.Serializer[Any]):
    """An image that stayed as it was, and why."""

    id = serializers.IntegerField(source="image.pk")
    name = serializers.CharField(source="image.name")
    message = serializers.CharField(source="error.message")


class ChosenStateOut(serializers.Serializer[Any]):
    """What became of them."""

    num = serializers.IntegerField(help_text="images that have the state now")
    refused = RefusedImageOut(many=True)


class NumImagesOut(serializers.Serializer[Any]):
    """How many."""

    num = serializers.IntegerField()


class GalleryPagination(CursorPagination):
    """Pages of the gallery; they stay right while images are added."""

    page_size = 60
    page_size_query_param = "page_size"
    max_page_size = 500

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        """One of ORDERINGS; each ends in the id, so that every row has its place."""
        return ORDERINGS[request.query_params.get("ordering") or "name"]


class ImagesView(APIView):
    """The images of a project."""

    @extend_schema(
        operation_id="images_list",
        parameters=[
            GalleryFilter,
            OpenApiParameter("cursor", str),
            OpenApiParameter("page_size", int),
        ],
        responses=ImagePage,
    )
    def get(self, request: Request, project_id: int) -> Response:
        """One page, by name unless asked otherwise."""
        project = project_for(request, project_id)
        asked = GalleryFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = _filtered(image_rows(project), asked.validated_data)
        paginator = GalleryPagination()
        page = paginator.paginate_queryset(rows, request, view=self)
        return paginator.get_paginated_response(ImageRow(page, many=True).data)


class NextImageView(APIView):
    """Where the work goes on."""

    @extend_schema(operation_id="images_next", parameters=[NextIn], responses=NextOut)
    def get(self, request: Request, project_id: int) -> Response:
        """The next image of the gallery, as filtered and ordered, that needs work."""
        project = project_for(request, project_id)
        asked = NextIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        after = get_object_or_404(project.images.all(), pk=given["after"])
        rows = _filtered(project.images.filter(purged_at__isnull=True), given)
        found = next_needing_work(rows, after=after, ordering=ORDERINGS[given["ordering"]])
        return Response(NextOut(found).data)


class ChosenStateView(APIView):
    """Many images at once."""

    @extend_schema(operation_id="images_set_state", request=ChosenStateIn, responses=ChosenStateOut)
    def post(self, request: Request, project_id: int) -> Response:
        """Move images to a state, as far as the user's role and their states allow."""
        project = project_for(request, project_id, Role.ANNOTATOR)
        body = ChosenStateIn(data=request.data)
        body.is_valid(raise_exception=True)
        images = list(_chosen(project, body.validated_data["images"]))
        state, actor = body.validated_data["state"], signed_in(request)
        refused = set_states(images=images, state=state, actor=actor)
        answer = {"num": len(images) - len(refused), "refused": refused}
        return Response(ChosenStateOut(answer).data)


class ChosenDeleteView(APIView):
    """Many images at once."""

    @extend_schema(operation_id="images_delete_many", request=ChosenImages, responses=NumImagesOut)
    def post(self, request: Request, project_id: int) -> Response:
        """Delete images with their segments and files, for ever."""
        project = project_for(request, project_id, Role.MANAGER)
        body = ChosenImages(data=request.data)
        body.is_valid(raise_exception=True)
        images = list(_chosen(project, body.validated_data["images"]))
        return Response({"num": remove_images(images=images, actor=signed_in(request))})


class ImageView(APIView):
    """One image."""

    @extend_schema(operation_id="images_get", responses=ImageOut)
    def get(self, request: Request, image_id: int) -> Response:
        """The image with its neighbours by name."""
        image = image_for(request, image_id)
        return Response(ImageOut(image_detail(image)).data)

    @extend_schema(operation_id="images_update", request=ImageIn, responses=ImageOut)
    def patch(self, request: Request, image_id: int) -> Response:
        """Move the image to a split, or out of all (null)."""
        image = image_for(request, image_id, Role.MANAGER)
        body = ImageIn(data=request.data)
        body.is_valid(raise_exception=True)
        set_split(image=image, split=body.validated_data["split"], actor=signed_in(request))
        return Response(ImageOut(image_detail(image)).data)

    @extend_schema(operation_id="images_delete", responses={204: None})
    def delete(self, request: Request, image_id: int) -> Response:
        """Delete the image with its segments and files, for ever."""
        image = image_for(request, image_id, Role.MANAGER)
        remove_image(image=image, actor=signed_in(request))
        return Response(status=204)


def _filtered(rows: QuerySet[Image], asked: dict[str, Any]) -> QuerySet[Image]:
    if asked.get("state"):
        rows = rows.filter(annotation__state=asked["state"])
    if asked.get("split"):
        is_none = asked["split"] == NO_SPLIT
        rows = rows.filter(split__isnull=True) if is_none else rows.filter(split=asked["split"])
    if asked.get("q"):
        rows = rows.filter(name__icontains=asked["q"])
    if asked.get("has_suggestions"):
        rows = with_suggestions(rows)
    return needing_work(rows) if asked.get("needs_work") else rows


def _chosen(project: Project, ids: list[int]) -> QuerySet[Image]:
    """The images of the project among `ids`; others' are passed over."""
    rows = project.images.filter(purged_at__isnull=True, pk__in=ids)
    return rows.select_related("annotation", "project").order_by("name", "id")
