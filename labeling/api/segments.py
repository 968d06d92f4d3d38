"""Segments, masks and polygons on the wire."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.errors import MaskwrightError
from labeling.masks import polygons
from labeling.masks import rle as rles
from labeling.masks.types import Polygon, Rle
from labeling.models import Origin, Segment, WeakKind
from labeling.operations import MAX_UID, Z_LIMIT, Delete, Operation, Upsert
from labeling.weak_labels import DeleteWeak, UpsertWeak, WeakOperation

MASK_SCHEMA = {
    "type": "object",
    "description": "COCO RLE: column-major compressed counts",
    "properties": {
        "size": {
            "type": "array",
            "items": {"type": "integer"},
            "minItems": 2,
            "maxItems": 2,
            "description": "[height, width] px",
        },
        "counts": {"type": "string"},
    },
    "required": ["size", "counts"],
}
RING_SCHEMA = {
    "type": "array",
    "items": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
}
POLYGON_SCHEMA = {
    "type": "object",
    "properties": {
        "parts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "outer": RING_SCHEMA,
                    "holes": {"type": "array", "items": RING_SCHEMA},
                },
                "required": ["outer", "holes"],
            },
        }
    },
    "required": ["parts"],
    "nullable": True,
}
BBOX_SCHEMA = {
    "type": "array",
    "items": {"type": "integer"},
    "minItems": 4,
    "maxItems": 4,
    "description": "[x, y, width, height] px",
}


@extend_schema_field(MASK_SCHEMA)
class MaskField(serializers.Field[Rle, Any, dict[str, Any], Any]):
    """COCO RLE {"size": [h, w], "counts": "…"}."""

    def to_internal_value(self, data: Any) -> Rle:
        """Parse; malformed runs are a field error."""
        try:
            return rles.from_wire(data)
        except MaskwrightError as error:
            raise serializers.ValidationError(error.message) from error

    def to_representation(self, value: Rle) -> dict[str, Any]:
        """Compressed counts as text."""
        return rles.to_wire(value)


@extend_schema_field(POLYGON_SCHEMA)
class PolygonField(serializers.Field[Polygon, Any, dict[str, Any], Any]):
    """{"parts": [{"outer": [[x, y], …], "holes": […]}]}."""

    def to_internal_value(self, data: Any) -> Polygon:
        """Parse; malformed vertices are a field error."""
        try:
            return polygons.from_wire(data)
        except MaskwrightError as error:
            raise serializers.ValidationError(error.message) from error

    def to_representation(self, value: Any) -> dict[str, Any]:
        """The stored wire form."""
        return dict(value)


@extend_schema_field({**BBOX_SCHEMA, "nullable": True})
class BboxField(serializers.Field[tuple[int, ...], Any, list[int], Any]):
    """[x, y, width, height], whole image pixels."""

    def to_internal_value(self, data: Any) -> tuple[int, ...]:
        """Parse; whether it lies in the image is the verb's to say."""
        is_box = isinstance(data, list) and len(data) == 4
        if not is_box or not all(type(each) is int for each in data):
            raise serializers.ValidationError("expected [x, y, width, height] in whole pixels")
        return tuple(data)

    def to_representation(self, value: Any) -> list[int]:
        """As a list."""
        return list(value)


class SegmentOut(serializers.Serializer[Segment]):
    """One current segment."""

    uid = serializers.CharField()
    class_id = serializers.IntegerField(source="label_class.class_id")
    z = serializers.IntegerField()
    mask = serializers.SerializerMethodField()
    polygon = PolygonField(source="geometry.polygon", allow_null=True)
    iscrowd = serializers.BooleanField()
    occluded = serializers.BooleanField()
    truncated = serializers.BooleanField()
    attributes = serializers.DictField()
    origin = serializers.ChoiceField(choices=Origin.choices)
    score = serializers.FloatField(allow_null=True)
    area_px = serializers.IntegerField(source="geometry.area_px")
    bbox_xywh = serializers.SerializerMethodField()

    @extend_schema_field(MASK_SCHEMA)
    def get_mask(self, segment: Segment) -> dict[str, Any]:
        """The full mask, in the image's size (context "size_hw")."""
        return rles.to_wire(segment.geometry.rle(self.context["size_hw"]))

    @extend_schema_field(BBOX_SCHEMA)
    def get_bbox_xywh(self, segment: Segment) -> list[int]:
        """Bounding box."""
        return list(segment.geometry.bbox_xywh)


def segments_out(segments: Any, size_hw: tuple[int, int]) -> list[dict[str, Any]]:
    """Segments as JSON, written directly: thousands of them go through here on every open."""
    return [
        {
            "uid": row.uid,
            "class_id": row.label_class.class_id,
            "z": row.z,
            "mask": rles.to_wire(row.geometry.rle(size_hw)),
            "polygon": row.geometry.polygon,
            "iscrowd": row.iscrowd,
            "occluded": row.occluded,
            "truncated": row.truncated,
            "attributes": row.attributes,
            "origin": row.origin,
            "score": row.score,
            "area_px": row.geometry.area_px,
            "bbox_xywh": list(row.geometry.bbox_xywh),
        }
        for row in segments
    ]


class SegmentIn(serializers.Serializer[Any]):
    """A segment as the editor sends it; without mask and polygon the geometry stays."""

    uid = serializers.CharField(max_length=MAX_UID)
    class_id = serializers.IntegerField(min_value=1)
    z = serializers.IntegerField(min_value=-Z_LIMIT, max_value=Z_LIMIT)
    mask = MaskField(required=False, allow_null=True)
    polygon = PolygonField(required=False, allow_null=True)
    iscrowd = serializers.BooleanField(default=False)
    occluded = serializers.BooleanField(default=False)
    truncated = serializers.BooleanField(default=False)
    attributes = serializers.DictField(default=dict)
    origin = serializers.ChoiceField(choices=Origin.choices)
    score = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=0, max_value=1
    )


class WeakLabelOut(serializers.Serializer[Any]):
    """A box or a tag: a label without pixels."""

    uid = serializers.CharField()
    kind = serializers.ChoiceField(choices=WeakKind.choices)
    class_id = serializers.IntegerField()
    bbox_xywh = BboxField(allow_null=True)


class WeakLabelIn(serializers.Serializer[Any]):
    """A box with `bbox_xywh`, or the tag of a class, whose uid is "tag-<class_id>"."""

    uid = serializers.CharField(max_length=MAX_UID)
    kind = serializers.ChoiceField(choices=WeakKind.choices)
    class_id = serializers.IntegerField(min_value=1)
    bbox_xywh = BboxField(required=False, allow_null=True, default=None)


NEEDED_PART = {
    "upsert": "segment",
    "delete": "uid",
    "upsert_weak": "weak_label",
    "delete_weak": "uid",
}


class OperationIn(serializers.Serializer[Any]):
    """{"op": "upsert", "tool", "segment"} or {"op": "delete", "tool", "uid"}.

    {"op": "upsert_weak", "tool", "weak_label"} and {"op": "delete_weak", "tool", "uid"} are about
    boxes and tags.
    """

    op = serializers.ChoiceField(choices=list(NEEDED_PART))
    tool = serializers.CharField(max_length=32)
    segment = SegmentIn(required=False)
    weak_label = WeakLabelIn(required=False)
    uid = serializers.CharField(max_length=MAX_UID, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Each kind has its own part."""
        needed = NEEDED_PART[attrs["op"]]
        if needed not in attrs:
            raise serializers.ValidationError({needed: [f"an {attrs['op']} needs this"]})
        return attrs


def operation_of(parsed: dict[str, Any]) -> Operation | WeakOperation:
    """A parsed OperationIn as the verb takes it."""
    if parsed["op"] == "delete_weak":
        return DeleteWeak(uid=parsed["uid"], tool=parsed["tool"])
    if parsed["op"] == "upsert_weak":
        return UpsertWeak(tool=parsed["tool"], **parsed["weak_label"])
    if parsed["op"] == "delete":
        return Delete(uid=parsed["uid"], tool=parsed["tool"])
    return Upsert(tool=parsed["tool"], **parsed["segment"])
