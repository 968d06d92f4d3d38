"""An image's superpixels for the editor: have them made, then fetch them."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import image_for, signed_in
from labeling.api.image_files import AnyAccept
from labeling.api.jobs import JobOut
from labeling.errors import NotFound
from labeling.models import Role
from labeling.superpixels import queue_superpixels, superpixels_key

# Bytes and algorithm never change under one key; the browser may keep them, but asks whether the
# person may still see them.
_CACHE = "private, no-cache"


class SuperpixelsView(APIView):
    """Regions that keep to the picture's edges, in three nested sizes."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="images_superpixels",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, image_id: int) -> HttpResponseBase:
        """The file that docs/formats.md describes; 404 until a worker has made it."""
        key = superpixels_key(image_for(request, image_id))
        etag = f'"{key.rpartition("/")[2]}"'
        known = get_conditional_response(request._request, etag=etag)
        answer: HttpResponseBase = known if known is not None else _stored(key)
        answer.headers["ETag"] = etag
        answer.headers["Cache-Control"] = _CACHE
        return answer

    @extend_schema(
        operation_id="images_superpixels_make", request=None, responses={204: None, 202: JobOut}
    )
    def post(self, request: Request, image_id: int) -> Response:
        """Have them made, by a job; 204 where they are there already."""
        image = image_for(request, image_id, Role.ANNOTATOR)
        job = queue_superpixels(image=image, requested_by=signed_in(request))
        return Response(status=204) if job is None else Response(JobOut(job).data, status=202)


def _stored(key: str) -> HttpResponseBase:
    try:
        stream = default_storage.open(key)
    except FileNotFoundError as error:
        raise NotFound("This image's superpixels were not made yet; ask for them.") from error
    return FileResponse(stream, content_type="application/octet-stream")
