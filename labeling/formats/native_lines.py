"""The records of the native format, key by key: what its files may hold and nothing else."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from labeling.errors import BadDataset, EmptyMask, InvalidPolygon, InvalidRle
from labeling.formats.base import BoxRecord, ClassRecord, ImageRecord, Report, SegmentRecord
from labeling.formats.limits import check_name
from labeling.formats.wire_masks import canonical_masks
from labeling.masks import polygons, rle
from labeling.masks.boxed import polygon_rle
from labeling.masks.types import Polygon, Rle

Z_LIMIT = 2**63 - 1
"""z is a 64-bit column in the database."""

Origin = Literal[
    "brush",
    "polygon",
    "shape",
    "fill",
    "superpixels",
    "scissors",
    "watershed",
    "grabcut",
    "sam",
    "model",
    "import",
]
State = Literal["new", "in_progress", "submitted", "approved", "returned"]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class ClassLine(_Line):
    """One row of classes.json."""

    class_id: int = Field(ge=1, le=2**31 - 1)
    name: str = Field(min_length=1, max_length=100)
    color: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")
    is_thing: bool
    is_ignore: bool = False
    hotkey: str | None = Field(None, max_length=8)
    supercategory: str | None = Field(None, max_length=100)
    attributes: list[dict[str, Any]] = []
    guideline: str = ""


class SegmentLine(_Line):
    """One segment of a line of segments.jsonl."""

    uid: str | None = Field(None, min_length=1, max_length=64)
    class_id: int
    z: int | None = Field(None, ge=-Z_LIMIT, le=Z_LIMIT)
    mask: dict[str, Any] | None = None
    polygon: dict[str, Any] | None = None
    iscrowd: bool = False
    occluded: bool = False
    truncated: bool = False
    origin: Origin = "import"
    score: float | None = None
    attributes: dict[str, Any] = {}


class BoxLine(_Line):
    """One box without pixels of a line of segments.jsonl."""

    uid: str | None = Field(None, min_length=1, max_length=64)
    class_id: int
    bbox_xywh: list[int] = Field(min_length=4, max_length=4)


class ImageLine(_Line):
    """One line of segments.jsonl."""

    image: str = Field(min_length=1)
    size: list[int] = Field(min_length=2, max_length=2)
    split: Literal["train", "val", "test"] | None = None
    state: State | None = None
    segments: list[SegmentLine]
    boxes: list[BoxLine] = []
    tags: list[int] = []


class ProjectLine(_Line):
    """The optional project.json: what a project is beside its classes."""

    name: str = ""
    overlap_mode: Literal["layered", "exclusive"] | None = None


_CLASS_TABLE = TypeAdapter(list[ClassLine])


def read_classes(content: bytes, file: str) -> tuple[ClassRecord, ...]:
    """Check classes.json.

    Raises:
        BadDataset: names the row and key.
    """
    try:
        lines = _CLASS_TABLE.validate_json(content)
    except ValidationError as error:
        raise BadDataset(f"{file}: {describe(error)}") from error
    for key in ("class_id", "name"):
        seen: set[object] = set()
        for line in lines:
            value = getattr(line, key)
            if value in seen:
                raise BadDataset(f"{file}: {key} {value!r} is there twice; each must be unique.")
            seen.add(value)
    return tuple(
        ClassRecord(**{**line.model_dump(), "attributes": tuple(line.attributes)}) for line in lines
    )


def read_project(content: bytes, file: str) -> ProjectLine:
    """Check project.json.

    Raises:
        BadDataset: names the key.
    """
    try:
        return ProjectLine.model_validate_json(content)
    except ValidationError as error:
        raise BadDataset(f"{file}: {describe(error)}") from error


def read_image(
    content: bytes, place: str, class_ids: frozenset[int], report: Report
) -> ImageRecord:
    """Check one line of segments.jsonl.

    Args:
        content: the line, JSON.
        place: file and line number, for the errors.
        class_ids: ids in the class table.
        report: gets a note for every repair.

    Returns:
        The image in paint order, without a way to open its picture.

    Raises:
        BadDataset: names the place and key.
    """
    try:
        line = ImageLine.model_validate_json(content)
    except ValidationError as error:
        raise BadDataset(f"{place}: {describe(error)}") from error
    check_name(line.image)
    size_hw = (line.size[0], line.size[1])
    segments = []
    wires = [each.mask if each.polygon is None else None for each in line.segments]
    masks = canonical_masks(wires, [size_hw] * len(wires))
    seen: set[str] = set()
    for index, segment in enumerate(line.segments):
        where = f"{place}, segments[{index}]"
        if segment.class_id not in class_ids:
            raise BadDataset(
                f"{where}: class_id {segment.class_id} is not in classes.json; add it."
            )
        uid = segment.uid or f"{line.image}#{index}"[-64:]
        if uid in seen:
            raise BadDataset(f"{where}: uid {uid!r} is there twice in this image; make it unique.")
        seen.add(uid)
        mask, polygon = masks[index], None
        if mask is None:
            mask, polygon = _geometry(segment, size_hw, where, report)
        segments.append(_record(segment, uid, index, mask, polygon))
    segments.sort(key=lambda record: (record.z, record.uid))
    return ImageRecord(
        line.image,
        size_hw,
        tuple(segments),
        line.split,
        line.state,
        boxes=_boxes(line, size_hw, class_ids, place),
        tags=_tags(line, class_ids, place),
    )


def describe(error: ValidationError) -> str:
    """The first fault of a record in one sentence, with the key that it is about."""
    fault = error.errors(include_url=False, include_input=False)[0]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"])
    key = key.lstrip(".")
    if fault["type"] == "extra_forbidden":
        return f"unknown key {key!r}; remove it or correct its name."
    if fault["type"] == "missing":
        return f"the key {key!r} is missing; add it."
    return f"{key}: {fault['msg']}." if key else f"{fault['msg']}."


def _boxes(
    line: ImageLine, size_hw: tuple[int, int], class_ids: frozenset[int], place: str
) -> tuple[BoxRecord, ...]:
    """The checked boxes, by uid."""
    boxes: dict[str, BoxRecord] = {}
    for index, box in enumerate(line.boxes):
        where = f"{place}, boxes[{index}]"
        if box.class_id not in class_ids:
            raise BadDataset(f"{where}: class_id {box.class_id} is not in classes.json; add it.")
        x, y, w, h = box.bbox_xywh
        if x < 0 or y < 0 or w < 1 or h < 1 or x + w > size_hw[1] or y + h > size_hw[0]:
            raise BadDataset(
                f"{where}: bbox_xywh {box.bbox_xywh} is empty or outside of the image"
                f" {size_hw} (h, w); correct or remove it."
            )
        uid = box.uid or f"{line.image}#box{index}"[-64:]
        if uid in boxes:
            raise BadDataset(f"{where}: uid {uid!r} is there twice in this image; make it unique.")
        boxes[uid] = BoxRecord(uid, box.class_id, (x, y, w, h))
    return tuple(sorted(boxes.values(), key=lambda record: record.uid))


def _tags(line: ImageLine, class_ids: frozenset[int], place: str) -> tuple[int, ...]:
    unknown = set(line.tags) - class_ids
    if unknown:
        raise BadDataset(f"{place}, tags: class_id {min(unknown)} is not in classes.json; add it.")
    return tuple(sorted(set(line.tags)))


def _geometry(
    segment: SegmentLine, size_hw: tuple[int, int], where: str, report: Report
) -> tuple[Rle, Polygon | None]:
    """The checked mask, and the polygon where it agrees with it."""
    if segment.mask is None and segment.polygon is None:
        raise BadDataset(f"{where}: neither mask nor polygon; give at least one.")
    try:
        mask = None
        if segment.mask is not None:
            if unknown := segment.mask.keys() - {"size", "counts"}:
                raise BadDataset(f"{where}: unknown key 'mask.{min(unknown)}'; remove it.")
            mask = rle.from_wire(segment.mask)
            rle.validate(mask)
            if mask.size_hw != size_hw:
                raise BadDataset(
                    f"{where}: the mask is {mask.size_hw} (h, w), the image {size_hw}."
                )
        if segment.polygon is None:
            assert mask is not None
            return mask, None
        polygon = polygons.from_wire(segment.polygon)
        polygons.validate(polygon, size_hw)
        drawn = polygon_rle(polygon, size_hw)
        rle.validate(drawn)
    except (InvalidRle, EmptyMask, InvalidPolygon) as error:
        raise BadDataset(f"{where}: {error.message}") from error
    if mask is not None and mask != drawn:
        report.count("polygons that do not give their mask's pixels; the mask was kept", where)
        return mask, None
    return drawn, polygon


def _record(
    segment: SegmentLine, uid: str, index: int, mask: Rle, polygon: Polygon | None
) -> SegmentRecord:
    return SegmentRecord(
        uid=uid,
        class_id=segment.class_id,
        z=index if segment.z is None else segment.z,
        rle=mask,
        polygon=polygon,
        iscrowd=segment.iscrowd,
        occluded=segment.occluded,
        truncated=segment.truncated,
        origin=segment.origin,
        score=segment.score,
        attributes=segment.attributes,
    )
