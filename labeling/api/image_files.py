"""The bytes of an image: as browsers show it, its thumbnail, and the original to download.

What people upload is served from our origin, so it must never run there: media types come from our
own table, sniffing is off, and a sandboxing policy goes with every answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from labeling import pictures
from labeling.api.access import image_for
from labeling.models import Image

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
}
SANDBOX = "default-src 'none'; sandbox"
_YEAR = "private, max-age=31536000, immutable"
_ASK_AGAIN = "private, no-cache"
_VERSION = OpenApiParameter("v", str, description="start of the hash: the answer is immutable")


class AnyAccept(BaseContentNegotiation):
    """`<img>` asks for image types only; problems are JSON all the same."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """No bodies here."""
        return None

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """The first renderer, whatever was asked for."""
        first = next(iter(renderers))
        return first, first.media_type or ""


class PictureView(APIView):
    """The picture as browsers show it."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="images_picture",
        parameters=[_VERSION],
        responses={(200, "image/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, image_id: int) -> HttpResponseBase:
        """Upright: the original where browsers show it rightly, else its rendition."""
        image = image_for(request, image_id)
        if image.prepared_at is None:
            return _not_prepared_yet(image)
        return _stored(request, image, image.rendition or image.original)


class ThumbnailView(APIView):
    """The picture, small."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="images_thumbnail",
        parameters=[_VERSION],
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, image_id: int) -> HttpResponseBase:
        """At most 320 px a side; 404 until a worker has made it."""
        image = image_for(request, image_id)
        if not image.thumbnail:
            raise Http404
        return _stored(request, image, image.thumbnail)


class ValuesView(APIView):
    """The original values of a 16-bit picture."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="images_values",
        parameters=[_VERSION],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, image_id: int) -> HttpResponseBase:
        """Little-endian 16-bit rows, upright, gzipped; `no_deep_values` for 8-bit pictures."""
        image = image_for(request, image_id)
        etag = f'"{PurePosixPath(image.original).stem}-values"'

        def send() -> HttpResponseBase:
            try:
                with default_storage.open(image.original) as stream:
                    values = pictures.deep_values(stream)
            except FileNotFoundError as error:
                raise Http404 from error
            # Every browser takes gzip, and decodes it on the way.
            answer = StreamingHttpResponse(
                pictures.gzipped(values), content_type="application/octet-stream"
            )
            answer.headers["Content-Encoding"] = "gzip"
            return answer

        return _with_headers(request, send, etag, _cache_of(request, image))


class OriginalView(APIView):
    """The file as it came."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="images_original",
        parameters=[_VERSION],
        responses={(200, "image/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, image_id: int) -> HttpResponseBase:
        """To download, under the name it came with."""
        image = image_for(request, image_id)
        name = PurePosixPath(image.name).name
        return _stored(request, image, image.original, download_as=name)


def _stored(
    request: Request, image: Image, key: str, *, download_as: str | None = None
) -> HttpResponseBase:
    """A stored file, or 304 where the browser has it already."""
    # Keys are never used twice, so a key names its bytes.
    etag = f'"{PurePosixPath(key).stem}"'

    def send() -> HttpResponseBase:
        try:
            stream = default_storage.open(key)
        except FileNotFoundError as error:
            raise Http404 from error
        return FileResponse(
            stream,
            as_attachment=download_as is not None,
            filename=download_as or PurePosixPath(key).name,
            content_type=MEDIA_TYPES[PurePosixPath(key).suffix],
        )

    return _with_headers(request, send, etag, _cache_of(request, image))


def _cache_of(request: Request, image: Image) -> str:
    is_immutable = request.query_params.get("v") == image.sha256[:16]
    return _YEAR if is_immutable else _ASK_AGAIN


def _with_headers(
    request: Request, send: Callable[[], HttpResponseBase], etag: str, cache: str
) -> HttpResponseBase:
    answer = get_conditional_response(request._request, etag=etag) or send()
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = cache
    return sandboxed(answer)


def _not_prepared_yet(image: Image) -> HttpResponseBase:
    """The picture before a worker has come to it: rendered for this answer, and not kept.

    A GET changes nothing; the worker will store the same soon.
    """
    with default_storage.open(image.original) as stream:
        rendition = pictures.prepare(stream).rendition
        stream.seek(0)
        content = rendition.content if rendition else stream.read()
    suffix = rendition.suffix if rendition else PurePosixPath(image.original).suffix
    answer = HttpResponse(content, content_type=MEDIA_TYPES[suffix])
    answer.headers["Cache-Control"] = "private, no-store"
    return sandboxed(answer)


def sandboxed(answer: HttpResponseBase) -> HttpResponseBase:
    """With the headers that keep what people uploaded from ever running here."""
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
