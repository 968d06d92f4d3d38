"""Who is editing an image right now."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import annotation_for, signed_in
from labeling.api.history import AuthorOut
from labeling.leases import RENEW_S, leases_of, release_lease, take_lease
from labeling.models import Annotation, Role


class LeaseIn(serializers.Serializer[Any]):
    """Which tab takes it."""

    client_id = serializers.CharField(max_length=64)


class ReleaseIn(LeaseIn):
    """Which tab gives it back."""


class LeaseOut(serializers.Serializer[Any]):
    """One tab in which somebody edits the image."""

    user = AuthorOut()
    client_id = serializers.CharField()
    started_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class LeasesOut(serializers.Serializer[Any]):
    """All that hold now, the oldest first."""

    renew_s = serializers.IntegerField(help_text="how often a lease is to be renewed")
    revision = serializers.IntegerField(help_text="of the annotation")
    leases = LeaseOut(many=True)


class LeasesView(APIView):
    """The leases of an image."""

    @extend_schema(operation_id="leases_list", responses=LeasesOut)
    def get(self, request: Request, annotation_id: int) -> Response:
        """Who edits the image now."""
        return _answer(annotation_for(request, annotation_id))

    @extend_schema(operation_id="leases_take", request=LeaseIn, responses=LeasesOut)
    def post(self, request: Request, annotation_id: int) -> Response:
        """Take or renew a lease for one tab; it runs out by itself."""
        annotation = annotation_for(request, annotation_id, Role.ANNOTATOR)
        body = LeaseIn(data=request.data)
        body.is_valid(raise_exception=True)
        take_lease(annotation=annotation, user=signed_in(request), **body.validated_data)
        return _answer(annotation)

    @extend_schema(operation_id="leases_release", parameters=[ReleaseIn], responses={204: None})
    def delete(self, request: Request, annotation_id: int) -> Response:
        """Give a tab's lease back."""
        annotation = annotation_for(request, annotation_id, Role.ANNOTATOR)
        asked = ReleaseIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        release_lease(annotation=annotation, user=signed_in(request), **asked.validated_data)
        return Response(status=204)


def _answer(annotation: Annotation) -> Response:
    body = {
        "renew_s": RENEW_S,
        "revision": annotation.revision,
        "leases": LeaseOut(leases_of(annotation), many=True).data,
    }
    return Response(body)
