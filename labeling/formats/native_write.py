"""Records as the lines of the native format's files; `native_lines` reads them."""

from __future__ import annotations

from typing import Any

from labeling.formats.base import ClassRecord, ImageRecord, SegmentRecord
from labeling.masks import polygons, rle


def image_line(image: ImageRecord) -> dict[str, Any]:
    """One image as the line of segments.jsonl."""
    weak = {
        "boxes": [
            {"uid": box.uid, "class_id": box.class_id, "bbox_xywh": list(box.bbox_xywh)}
            for box in image.boxes
        ],
        "tags": list(image.tags),
    }
    return {
        "image": image.name,
        "size": list(image.size_hw),
        "split": image.split,
        "state": image.state,
        "segments": [_segment_line(segment) for segment in image.segments],
        **{key: value for key, value in weak.items() if value},
    }


def class_line(record: ClassRecord) -> dict[str, Any]:
    """One class as the row of classes.json; optional keys only where they say something."""
    optional = {
        "hotkey": record.hotkey,
        "supercategory": record.supercategory,
        "attributes": [dict(attribute) for attribute in record.attributes],
        "guideline": record.guideline,
    }
    return {
        "class_id": record.class_id,
        "name": record.name,
        "color": record.color,
        "is_thing": record.is_thing,
        "is_ignore": record.is_ignore,
        **{key: value for key, value in optional.items() if value},
    }


def _segment_line(segment: SegmentRecord) -> dict[str, Any]:
    return {
        "uid": segment.uid,
        "class_id": segment.class_id,
        "z": segment.z,
        "mask": rle.to_wire(segment.rle),
        "polygon": None if segment.polygon is None else polygons.to_wire(segment.polygon),
        "iscrowd": segment.iscrowd,
        "occluded": segment.occluded,
        "truncated": segment.truncated,
        "origin": segment.origin,
        "score": segment.score,
        "attributes": dict(segment.attributes),
    }
