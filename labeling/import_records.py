"""Imported records, checked: masks that fit their images and classes, turned and divided."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from labeling.errors import BadDataset, MasksDoNotFit, MaskwrightError
from labeling.formats.base import ImageRecord, Report, SegmentRecord
from labeling.formats.regions import regions
from labeling.masks import polygons
from labeling.masks.label_map import compose
from labeling.masks.rle import area_px, decode, encode
from labeling.masks.types import Mask
from labeling.models import Geometry
from labeling.operations import MAX_UID, geometry_of_mask


@dataclass(slots=True)
class PreparedImage:
    """An image to import, checked: its segments, bottom first, each with its measured geometry."""

    record: ImageRecord
    segments: list[tuple[SegmentRecord, Geometry]] = field(default_factory=list)


def prepare_image(
    record: ImageRecord, class_ids: Iterable[int], report: Report, *, is_exclusive: bool
) -> PreparedImage:
    """Check an image's segments, measure them and, where pixels have one owner, divide them.

    Raises:
        BadDataset: a segment of a class that the table has not, or of another size than its image.
    """
    known = frozenset(class_ids)
    segments = list(_with_uids(record.segments))
    for segment in segments:
        if segment.class_id not in known:
            raise BadDataset(
                f"{record.name} has a segment of class {segment.class_id}, which the dataset's"
                " class table has not.",
            )
        if segment.rle.size_hw != record.size_hw:
            raise BadDataset(
                f"{record.name} is {record.size_hw} (h, w), but a mask on it is"
                f" {segment.rle.size_hw}.",
            )
    if is_exclusive:
        segments = _divided(record, segments, report)
    return PreparedImage(record, [(s, _geometry(record, s)) for s in segments])


def fitted(
    record: ImageRecord, size_hw: tuple[int, int], orientation: int, report: Report
) -> ImageRecord:
    """A record in the shown orientation of its picture.

    Args:
        size_hw: of the picture, upright.
        orientation: EXIF, of the picture as it is stored.

    Raises:
        MasksDoNotFit: the picture has another size.
    """
    if record.size_hw != size_hw and record.size_hw == size_hw[::-1] and orientation > 4:
        record = turned_upright(record, orientation)
        report.count(
            "images are stored turned (EXIF), and their masks with them; turned upright",
            record.name,
        )
    if record.size_hw != size_hw:
        raise MasksDoNotFit(
            f"{record.name} is {size_hw[1]} x {size_hw[0]} pixels (upright), but its masks"
            f" are {record.size_hw[1]} x {record.size_hw[0]}; make them the same size.",
            image=record.name,
        )
    return record


_UPRIGHT: Mapping[int, Callable[[Mask], Mask]] = {
    5: lambda mask: mask.T,
    6: lambda mask: np.rot90(mask, -1),
    7: lambda mask: mask[::-1, ::-1].T,
    8: lambda mask: np.rot90(mask, 1),
}
"""EXIF orientation (Exif 3.0, tag 0x0112) to what turns a stored (H, W) mask upright."""


def turned_upright(record: ImageRecord, orientation: int) -> ImageRecord:
    """A record whose masks were drawn on the picture as it is stored, turned as it is shown.

    Args:
        record: of the stored size.
        orientation: 5 to 8, which swap height and width.
    """
    turn = _UPRIGHT[orientation]
    height, width = record.size_hw
    segments = [
        replace(segment, rle=encode(turn(decode(segment.rle))), polygon=None)
        for segment in record.segments
    ]
    boxes = [
        replace(box, bbox_xywh=_turned_box(box.bbox_xywh, record.size_hw, orientation))
        for box in record.boxes
    ]
    return replace(record, size_hw=(width, height), segments=tuple(segments), boxes=tuple(boxes))


def _turned_box(
    bbox_xywh: tuple[int, int, int, int], size_hw: tuple[int, int], orientation: int
) -> tuple[int, int, int, int]:
    """A box on the stored picture, as it lies on the upright one (see `_UPRIGHT`)."""
    x, y, w, h = bbox_xywh
    right, below = size_hw[1] - x - w, size_hw[0] - y - h
    upright = {5: (y, x), 6: (below, x), 7: (below, right), 8: (y, right)}
    return (*upright[orientation], h, w)


def _with_uids(segments: Sequence[SegmentRecord]) -> Iterable[SegmentRecord]:
    """The segments in paint order, each with a usable uid of its own."""
    seen: set[str] = set()
    for segment in sorted(segments, key=lambda each: (each.z, each.uid)):
        is_usable = 0 < len(segment.uid) <= MAX_UID and segment.uid not in seen
        uid = segment.uid if is_usable else uuid.uuid4().hex
        seen.add(uid)
        yield replace(segment, uid=uid)


def _divided(
    record: ImageRecord, segments: Sequence[SegmentRecord], report: Report
) -> list[SegmentRecord]:
    """Each pixel left to the topmost segment; what others cover wholly is left out."""
    layers = ((index, each.rle) for index, each in enumerate(segments, start=1))
    shown = compose(record.size_hw, layers, dtype=np.uint32)
    num_covered = sum(area_px(each.rle) for each in segments) - int(np.count_nonzero(shown))
    if num_covered == 0:
        return list(segments)
    visible = regions(shown)
    report.count(
        "images had overlapping segments; each pixel was left to the topmost, as the project"
        " is exclusive",
        record.name,
    )
    divided = []
    for index, segment in enumerate(segments, start=1):
        rle = visible.get(index)
        if rle is None:
            report.count("segments that others cover wholly were left out", record.name)
        elif area_px(rle) == area_px(segment.rle):
            divided.append(segment)
        else:
            divided.append(replace(segment, rle=rle, polygon=None))
    return divided


def _geometry(record: ImageRecord, segment: SegmentRecord) -> Geometry:
    try:
        geometry = geometry_of_mask(segment.rle, record.size_hw)
    except MaskwrightError as error:
        raise BadDataset(f"{record.name}, segment {segment.uid}: {error.message}") from error
    if segment.polygon is not None:
        geometry.polygon = polygons.to_wire(segment.polygon)
    return geometry
