"""What differs between a version and another, or the project as it is now."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling import difference_pictures as pictures
from labeling.api.difference_shapes import ComparedImageOut, DifferenceOut, ImageDifferencePage
from labeling.api.image_files import AnyAccept
from labeling.api.image_rows import versioned_url
from labeling.api.versions import version_for
from labeling.difference import (
    KINDS,
    ImageDifference,
    Pair,
    changed_fields,
    page_of,
    pair_of,
    summarise,
)
from labeling.errors import NotFound
from labeling.models import Image
from labeling.segment_changes import SegmentChange, changes_between, counts_between
from labeling.selection import SelectedImage, Selection, current, frozen

PAGE_SIZE = 40
MAX_SEGMENTS = 300  # listed of one image; all are counted and shown in the pictures
SIDES = ("before", "after", "difference")


class DifferenceIn(serializers.Serializer[Any]):
    """Against what."""

    after = serializers.IntegerField(
        required=False, help_text="another version; left out: the project as it is now"
    )


class ListIn(DifferenceIn):
    """Which images, from where on."""

    kind = serializers.ChoiceField(choices=KINDS, default="changed")
    cursor = serializers.CharField(required=False, max_length=500, help_text="from a page's `next`")


class PictureIn(DifferenceIn):
    """Which of the pictures."""

    side = serializers.ChoiceField(choices=SIDES)


class DifferenceView(APIView):
    """A version against another."""

    @extend_schema(
        operation_id="differences_get", parameters=[DifferenceIn], responses=DifferenceOut
    )
    def get(self, request: Request, version_id: int) -> Response:
        """How many images, segments and classes differ."""
        before, after, _ = _sides(request, version_id, DifferenceIn)
        found = summarise(before, after)
        classes = {
            "added": found.classes.added,
            "removed": found.classes.removed,
            "changed": [
                {"before": old, "after": new, "fields_changed": changed_fields(old, new)}
                for old, new in found.classes.changed
            ],
        }
        body = {
            "num_before": found.num_before,
            "num_after": found.num_after,
            "num_images": found.num_images,
            "counts": found.counts,
            "classes": classes,
        }
        return Response(DifferenceOut(body).data)


class DifferingImagesView(APIView):
    """The images that differ."""

    @extend_schema(
        operation_id="differences_images", parameters=[ListIn], responses=ImageDifferencePage
    )
    def get(self, request: Request, version_id: int) -> Response:
        """Those of one kind by name."""
        before, after, given = _sides(request, version_id, ListIn)
        rows, mark = page_of(
            before, after, given["kind"], after_name=given.get("cursor"), size=PAGE_SIZE
        )
        images = Image.objects.in_bulk(
            [row.image.image_id for row in rows if row.image.image_id is not None]
        )
        results = [_row_out(row, images) for row in rows]
        page = {
            "next": _next(request, given, mark),
            "previous": None,
            "results": results,
        }
        return Response(ImageDifferencePage(page).data)


class ComparedImageView(APIView):
    """One image on both sides."""

    @extend_schema(
        operation_id="differences_image", parameters=[DifferenceIn], responses=ComparedImageOut
    )
    def get(self, request: Request, version_id: int, image_id: int) -> Response:
        """What differs: pixels, and segments, those with most changed pixels first."""
        before, after, _ = _sides(request, version_id, DifferenceIn)
        pair, image = _pair_for(before, after, image_id)
        old, new = (pictures.labelled(side, image.size_hw) for side in pair)
        changes = changes_between(pair)
        (counts,) = counts_between([pair])
        row = ImageDifference(pair, counts)
        body: dict[str, Any] = {
            **_row_out(row, {image.pk: image}),
            "image_url": versioned_url("image-picture", image),
            "pixels": asdict(pictures.count_pixels(pictures.compare(old, new))),
            "segments": [_change_out(change) for change in changes[:MAX_SEGMENTS]],
            "num_segments": len(changes),
        }
        return Response(ComparedImageOut(body).data)


class ComparedPictureView(APIView):
    """A picture to lay over the image."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="differences_picture",
        parameters=[PictureIn],
        responses={(200, "image/png"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, version_id: int, image_id: int) -> HttpResponse:
        """Its classes before or after, or what became of each pixel; clear elsewhere."""
        before, after, given = _sides(request, version_id, PictureIn)
        pair, image = _pair_for(before, after, image_id)
        if given["side"] == "difference":
            old, new = (pictures.labelled(side, image.size_hw) for side in pair)
            content = pictures.difference_png(pictures.compare(old, new))
        else:
            number = SIDES.index(given["side"])
            chosen = (before, after)[number]
            content = pictures.side_png(pictures.labelled(pair[number], image.size_hw), chosen)
        # "Now" may be another in a moment.
        return HttpResponse(
            content, content_type="image/png", headers={"Cache-Control": "private, no-cache"}
        )


def _sides(
    request: Request, version_id: int, shape: type[DifferenceIn]
) -> tuple[Selection, Selection, dict[str, Any]]:
    """Both sides, and what was asked.

    Raises:
        NotFound: the other version is none of the same project.
    """
    version = version_for(request, version_id)
    asked = shape(data=request.query_params)
    asked.is_valid(raise_exception=True)
    given: dict[str, Any] = asked.validated_data
    if "after" not in given:
        now = current(version.project, states=version.states, splits=version.splits)
        return frozen(version), now, given
    other = version_for(request, given["after"])
    if other.project_id != version.project_id:
        raise NotFound("The other version is not of this project; choose one of the same.")
    return frozen(version), frozen(other), given


def _pair_for(before: Selection, after: Selection, image_id: int) -> tuple[Pair, Image]:
    pair = pair_of(before, after, image_id)
    image = Image.objects.present().filter(pk=image_id, project=before.project).first()
    if pair is None or image is None:
        raise Http404
    return pair, image


def _next(request: Request, given: dict[str, Any], mark: str | None) -> str | None:
    if mark is None:
        return None
    query: dict[str, Any] = {"kind": given["kind"], "cursor": mark}
    if "after" in given:
        query["after"] = given["after"]
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")


def _row_out(row: ImageDifference, images: dict[int, Image]) -> dict[str, Any]:
    shown = row.image
    image = images.get(shown.image_id) if shown.image_id is not None else None
    thumbnail = versioned_url("image-thumbnail", image) if image and image.thumbnail else None
    return {
        "id": shown.image_id,
        "name": shown.name,
        "width": shown.width,
        "height": shown.height,
        "thumbnail_url": thumbnail,
        "before": _side_out(row.pair.before),
        "after": _side_out(row.pair.after),
        "counts": asdict(row.counts) if row.counts is not None else None,
    }


def _side_out(side: SelectedImage | None) -> dict[str, Any] | None:
    return side._asdict() if side is not None else None


def _change_out(change: SegmentChange) -> dict[str, Any]:
    sides = {
        name: {**row._asdict(), "bbox_xywh": [row.x, row.y, row.w, row.h]} if row else None
        for name, row in (("before", change.before), ("after", change.after))
    }
    return {"uid": change.uid, "kinds": list(change.kinds), **sides}
