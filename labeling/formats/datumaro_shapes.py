"""The annotations of one of Datumaro's items: masks and polygons by group, boxes, labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from labeling.errors import BadDataset, InvalidPolygon, InvalidRle
from labeling.formats.base import BoxRecord, Report, SegmentRecord
from labeling.formats.coco_shapes import Shape, drawn, read_shape
from labeling.formats.datumaro import FLAGS, SCORE
from labeling.formats.drawn import ellipse, whole_box
from labeling.formats.native_lines import Z_LIMIT, Origin
from labeling.formats.wire_masks import canonical_masks
from labeling.masks import polygons, rle
from labeling.masks.boxed import polygon_rle
from labeling.masks.types import Rle

_LEFT_OUT = frozenset({"points", "polyline", "caption", "cuboid_2d", "cuboid_3d", "rotated_bbox",
                       "skeleton", "feature_vector", "tabular", "hash_key"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Region:
    """One mask, polygon or ellipse."""

    label: int
    group: int
    z_order: int
    content: Mapping[str, Any]
    attributes: Mapping[str, Any]
    place: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The annotations of one item, sorted by kind.

    Attributes:
        mask_size_hw: as its first mask says.
    """

    regions: Sequence[_Region]
    boxes: Sequence[tuple[int, tuple[float, float, float, float], str]]
    tags: Sequence[tuple[int, str]]
    extra: Mapping[str, Any]
    mask_size_hw: tuple[int, int] | None

    def records(
        self,
        class_ids: Sequence[int],
        size_hw: tuple[int, int],
        is_ours: bool,
        report: Report,
        *,
        draws: bool,
    ) -> tuple[tuple[SegmentRecord, ...], tuple[BoxRecord, ...], tuple[int, ...]]:
        """(segments, boxes, tags) as they are imported.

        Args:
            class_ids: by label number.
            size_hw: of the image.
            is_ours: whether the order can be trusted.
            report: counts repairs.
            draws: whether polygons are drawn; else the segments are only checked and left out.

        Raises:
            BadDataset: an unknown label, a mask that does not fill the image, bad coordinates.
        """
        segments = self._segments(class_ids, size_hw, is_ours, report, draws=draws)
        uids = self.extra.get("boxes")
        boxes = []
        for number, (label, corners, place) in enumerate(self.boxes):
            box = whole_box(*corners, size_hw)
            if box is None:
                report.count("boxes outside of their image were left out", place)
                continue
            uid = f"datumaro-box-{number}"
            if isinstance(uids, list) and len(uids) == len(self.boxes):
                uid = str(uids[number])[:64]
            boxes.append(BoxRecord(uid, _class_id(label, class_ids, place), box))
        tags = {_class_id(label, class_ids, place) for label, place in self.tags}
        return segments, tuple(boxes), tuple(sorted(tags))

    def _segments(
        self,
        class_ids: Sequence[int],
        size_hw: tuple[int, int],
        is_ours: bool,
        report: Report,
        *,
        draws: bool,
    ) -> tuple[SegmentRecord, ...]:
        made: list[SegmentRecord] = []
        groups: dict[tuple[int, int], int] = {}
        wires = [region.content.get("rle") for region in self.regions]
        sound = canonical_masks(wires, [size_hw] * len(wires))
        for number, region in enumerate(self.regions):
            class_id = _class_id(region.label, class_ids, region.place)
            is_mask = region.content["type"] == "mask"
            shape = (sound[number] if is_mask else None) or _shape(region, size_hw, report)
            if shape is None or not draws:
                continue
            found = drawn(shape, size_hw, region.place, report)
            if found is None:
                continue
            key = (region.label, region.group)
            if region.group and key in groups:
                first = made[groups[key]]
                made[groups[key]] = replace(first, rle=rle.union(first.rle, found[0]), polygon=None)
                continue
            groups[key] = len(made)
            made.append(
                SegmentRecord(
                    f"datumaro-{number}",
                    class_id,
                    region.z_order,
                    found[0],
                    found[1],
                    **_details(region.attributes),
                )
            )
        if is_ours:
            numbers = {place: str(group) for (_, group), place in groups.items()}
            return _restored(made, numbers, self.extra.get("segments"), size_hw)
        # Where z_order does not tell, the smaller lies on top, or it could never be seen.
        made.sort(key=lambda segment: (segment.z, -rle.area_px(segment.rle)))
        return tuple(replace(segment, z=z) for z, segment in enumerate(made, start=1))


def drawing_of(
    item: Mapping[str, Any], extra: Mapping[str, Any], place: str, report: Report
) -> Drawing:
    """Sort an item's annotations; what has no place here is counted.

    Raises:
        BadDataset: no list of annotations, or one of an unknown kind.
    """
    annotations = item.get("annotations", [])
    if not isinstance(annotations, list):
        raise BadDataset(f"{place}: annotations must be a list.")
    regions, boxes, tags = [], [], []
    mask_size: tuple[int, int] | None = None
    groups: Counter[int] = Counter()
    for index, content in enumerate(annotations):
        where = f"{place}, annotations[{index}]"
        kind = str(content.get("type")) if isinstance(content, dict) else None
        if kind in _LEFT_OUT:
            report.count(f"annotations of the type {kind} were left out", where)
            continue
        if kind not in ("mask", "polygon", "ellipse", "bbox", "label"):
            raise BadDataset(f"{where}: the type is {str(kind)[:40]!r}, which Datumaro has not.")
        if content.get("label_id") is None:
            report.count("annotations without a label were left out", where)
            continue
        label = _whole(content, "label_id", where)
        if kind == "label":
            tags.append((label, where))
        elif kind == "bbox":
            boxes.append((label, content, where))
        else:
            region = _region(content, label, where)
            groups[region.group] += 1
            regions.append(region)
            mask_size = mask_size or _size_of(content.get("rle"))
    kept = []
    for label, content, where in boxes:
        group = _whole(content, "group", where)
        if group and groups[group]:  # the box of an object whose mask is there
            continue
        kept.append((label, _corners(content, where), where))
    return Drawing(regions, kept, tags, extra, mask_size)


def _region(content: Mapping[str, Any], label: int, place: str) -> _Region:
    attributes = content.get("attributes")
    return _Region(
        label=label,
        group=_whole(content, "group", place),
        z_order=_whole(content, "z_order", place),
        content=content,
        attributes=attributes if isinstance(attributes, dict) else {},
        place=place,
    )


def _shape(region: _Region, size_hw: tuple[int, int], report: Report) -> Shape | None:
    """The checked geometry; None where there is nothing to draw, counted."""
    kind, place = region.content["type"], region.place
    if kind == "mask":
        return read_shape(region.content.get("rle") or {}, size_hw, place, report)
    points = region.content.get("points")
    if kind == "polygon":
        return read_shape([points], size_hw, place, report)
    corners = _numbers(points, place, "points")
    x0, y0, x1, y1 = corners
    report.count("ellipses became masks", place)
    mask: Rle = ellipse(
        ((x0 + x1) / 2, (y0 + y1) / 2), (abs(x1 - x0) / 2, abs(y1 - y0) / 2), 0.0, size_hw
    )
    if not rle.area_px(mask):
        report.count("ellipses without a pixel were left out", place)
        return None
    return mask


def _restored(
    segments: Sequence[SegmentRecord],
    numbers: Mapping[int, str],
    extras: object,
    size_hw: tuple[int, int],
) -> tuple[SegmentRecord, ...]:
    """Our own segments with what Datumaro has no place for, by the number of their group."""
    by_group: Mapping[str, Any] = extras if isinstance(extras, dict) else {}
    made = []
    for index, segment in enumerate(segments):
        extra = by_group.get(numbers.get(index, ""))
        if isinstance(extra, dict):
            segment = _with_extra(segment, extra, size_hw)
        made.append(segment)
    uids = Counter(segment.uid for segment in made)
    unique = [
        segment if uids[segment.uid] == 1 else replace(segment, uid=f"datumaro-{index}")
        for index, segment in enumerate(made)
    ]
    return tuple(sorted(unique, key=lambda segment: (segment.z, segment.uid)))


def _with_extra(
    segment: SegmentRecord, extra: Mapping[str, Any], size_hw: tuple[int, int]
) -> SegmentRecord:
    """What can be trusted of one entry; the mask always is Datumaro's."""
    uid, z, origin = extra.get("uid"), extra.get("z"), extra.get("origin")
    polygon, attributes = None, extra.get("attributes")
    if extra.get("polygon") is not None:
        try:
            polygon = polygons.from_wire(extra["polygon"])
            polygons.validate(polygon, size_hw)
            if polygon_rle(polygon, size_hw) != segment.rle:
                polygon = None  # changed in Datumaro
        except (InvalidPolygon, InvalidRle):
            polygon = None
    return replace(
        segment,
        uid=uid if isinstance(uid, str) and 0 < len(uid) <= 64 else segment.uid,
        z=z if type(z) is int and abs(z) <= Z_LIMIT else segment.z,
        origin=str(origin) if origin in get_args(Origin) else segment.origin,
        polygon=polygon,
        attributes=attributes if isinstance(attributes, dict) else segment.attributes,
    )


def _details(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Flags and score out of the attributes; the rest stays."""
    rest = dict(attributes)
    found: dict[str, Any] = {flag: rest.pop(name, False) is True for flag, name in FLAGS.items()}
    score = rest.get(SCORE)
    if isinstance(score, int | float) and not isinstance(score, bool) and abs(score) < 1e300:
        found["score"] = float(rest.pop(SCORE))
    return {**found, "attributes": rest}


def _class_id(label: int, class_ids: Sequence[int], place: str) -> int:
    if not 0 <= label < len(class_ids):
        raise BadDataset(
            f"{place}: label_id {label}, but the file has {len(class_ids)} labels (from 0)."
        )
    return class_ids[label]


def _corners(content: Mapping[str, Any], place: str) -> tuple[float, float, float, float]:
    x, y, width, height = _numbers(content.get("bbox"), place, "bbox")
    return x, y, x + width, y + height


def _numbers(value: object, place: str, key: str) -> tuple[float, float, float, float]:
    limit = polygons.MAX_COORDINATE_PX
    if (
        isinstance(value, list)
        and len(value) == 4
        and all(type(number) in (int, float) and abs(number) <= limit for number in value)
    ):
        a, b, c, d = map(float, value)
        return a, b, c, d
    raise BadDataset(f"{place}: {key} is {str(value)[:80]}; expected 4 numbers in pixels.")


def _whole(content: Mapping[str, Any], key: str, place: str) -> int:
    value = content.get(key)
    if value is None:
        return 0
    if type(value) is float and abs(value) < 2**53 and value.is_integer():
        value = int(value)
    if type(value) is not int or abs(value) > Z_LIMIT:
        raise BadDataset(f"{place}: {key} is {str(value)[:40]}; expected a whole number.")
    return value


def _size_of(wire: object) -> tuple[int, int] | None:
    size = wire.get("size") if isinstance(wire, dict) else None
    if isinstance(size, list) and len(size) == 2 and all(type(each) is int for each in size):
        return size[0], size[1]
    return None
