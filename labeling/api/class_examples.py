"""What the segments of each class look like, for whoever is to choose among classes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.api.image_files import AnyAccept, sandboxed
from labeling.class_examples import class_examples, segment_picture
from labeling.models import Segment

NUM_EXAMPLES = 6
PICTURE_PX = 128  # shown at 52 and at 104 CSS pixels
_YEAR = "private, max-age=31536000, immutable"


class ExampleOut(serializers.Serializer[Any]):
    """One segment to look at."""

    id = serializers.IntegerField(source="pk")
    image = serializers.IntegerField(source="annotation.image_id")
    image_name = serializers.CharField(source="annotation.image.name")
    picture_url = serializers.SerializerMethodField()

    def get_picture_url(self, segment: Segment) -> str:
        """Of `segments_picture`."""
        return f"/api/segments/{segment.pk}/picture/"


class ClassExamplesOut(serializers.Serializer[Any]):
    """How much of a class there is, and what it looks like."""

    class_id = serializers.IntegerField(source="label_class.class_id")
    num_segments = serializers.IntegerField()
    num_images = serializers.IntegerField()
    segments = ExampleOut(many=True)


class ClassExamplesView(APIView):
    """What each class looks like."""

    @extend_schema(operation_id="classes_examples", responses=ClassExamplesOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Counts of every class in the table's order, and at most 6 segments of each."""
        project = project_for(request, project_id)
        return Response(ClassExamplesOut(class_examples(project, NUM_EXAMPLES), many=True).data)


class SegmentPictureView(APIView):
    """A small picture of one segment."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="segments_picture", responses={(200, "image/jpeg"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, segment_id: int) -> HttpResponseBase:
        """The segment on its picture, what is round it darker. It never changes."""
        rows = Segment.objects.visible_to(signed_in(request)).filter(
            annotation__image__purged_at__isnull=True
        )
        segment = get_object_or_404(
            rows.select_related("annotation__image", "geometry"), pk=segment_id
        )
        picture = segment_picture(segment, PICTURE_PX)
        answer = HttpResponse(picture.content, content_type=picture.media_type)
        answer.headers["Cache-Control"] = _YEAR
        return sandboxed(answer)
