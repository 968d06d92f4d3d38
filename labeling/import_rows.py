"""Imported records become rows: classes merged by name, segments with their geometry measured."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from django.utils import timezone

from labeling.attributes import definitions
from labeling.errors import BadDataset, MaskwrightError
from labeling.formats.base import ClassRecord, ImageRecord, Report, SegmentRecord
from labeling.formats.regions import regions
from labeling.masks import polygons
from labeling.masks.label_map import compose
from labeling.masks.rle import area_px, decode, encode
from labeling.masks.types import Mask
from labeling.models import (
    Annotation,
    AnnotationState,
    Geometry,
    Image,
    LabelClass,
    Origin,
    Project,
    Revision,
    Segment,
    Suggestion,
    SuggestionSource,
    WeakKind,
    WeakLabel,
)
from labeling.models.access import SignedInUser
from labeling.operations import MAX_UID, geometry_of_mask
from labeling.weak_labels import tag_uid

_BATCH = 500
_MAX_CLASS_NAME = 100
_MAX_CLASS_ID = 65_535
_TOOL = "import"


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


def merge_classes(
    project: Project, records: Sequence[ClassRecord], report: Report
) -> dict[int, LabelClass]:
    """The project's class for each class_id of a dataset: found by name, else added.

    A new class keeps its class_id where the project has not given that to another.

    Raises:
        BadDataset: a name or id that no class can have.
    """
    existing = {row.name: row for row in project.label_classes.all()}
    used = {row.class_id for row in existing.values()}
    wanted = {record.class_id for record in records if 0 < record.class_id <= _MAX_CLASS_ID}
    free, taken = wanted - used, wanted | used
    position = max((row.position for row in existing.values()), default=0)
    merged: dict[int, LabelClass] = {}
    added: list[LabelClass] = []
    for record in records:
        row = existing.get(record.name)
        if row is None:
            class_id = record.class_id if record.class_id in free else max(taken, default=0) + 1
            taken.add(class_id)
            if class_id != record.class_id:
                report.note(
                    f"Class '{record.name}' got the id {class_id}: {record.class_id} is another's."
                )
            position += 1
            row = _class_row(project, record, class_id, position, report)
            existing[record.name] = row
            added.append(row)
        merged[record.class_id] = row
    LabelClass.objects.bulk_create(added, batch_size=_BATCH)
    return merged


def _class_row(
    project: Project, record: ClassRecord, class_id: int, position: int, report: Report
) -> LabelClass:
    if not 0 < len(record.name) <= _MAX_CLASS_NAME or not 0 < class_id <= _MAX_CLASS_ID:
        raise BadDataset(
            f"The class {record.name!r} (id {class_id}) cannot be added: names have 1 to"
            f" {_MAX_CLASS_NAME} characters, ids are 1 to {_MAX_CLASS_ID}.",
        )
    attributes, notes = definitions(record.attributes)
    for note in notes:
        report.note(f"Class '{record.name}': {note}.")
    return LabelClass(
        project=project,
        class_id=class_id,
        name=record.name,
        color=record.color,
        is_thing=record.is_thing,
        is_ignore=record.is_ignore,
        hotkey=(record.hotkey or "")[:8],
        supercategory=(record.supercategory or "")[:_MAX_CLASS_NAME],
        attributes=[attribute.to_json() for attribute in attributes],
        guideline=record.guideline,
        position=position,
    )


def add_segments(
    pairs: Sequence[tuple[PreparedImage, Image]],
    classes: Mapping[int, LabelClass],
    author: SignedInUser | None,
) -> int:
    """Write the segments of images as the first revision of their empty annotations.

    Returns:
        How many segments were added.
    """
    annotations = {
        row.image_id: row for row in Annotation.objects.filter(image__in=[i for _, i in pairs])
    }
    _save_geometries(pairs)
    rows: list[Segment] = []
    revisions: list[Revision] = []
    weak: list[WeakLabel] = []
    for prepared, image in pairs:
        annotation = annotations[image.pk]
        annotation.state, annotation.updated_at = _state(prepared.record), timezone.now()
        record = prepared.record
        if not (prepared.segments or record.boxes or record.tags):
            continue
        annotation.revision += 1
        revisions.append(_revision(annotation, prepared, author))
        rows += [
            _segment_row(annotation, segment, geometry, classes)
            for segment, geometry in prepared.segments
        ]
        weak += _weak_rows(annotation, record, classes)
    Segment.objects.bulk_create(rows, batch_size=_BATCH)
    WeakLabel.objects.bulk_create(weak, batch_size=_BATCH)
    Revision.objects.bulk_create(revisions, batch_size=_BATCH)
    Annotation.objects.bulk_update(
        annotations.values(), ["state", "revision", "updated_at"], batch_size=_BATCH
    )
    return len(rows)


def _state(record: ImageRecord) -> str:
    """The state in the file; without one, what comes from outside counts as submitted."""
    state = record.state or AnnotationState.SUBMITTED
    if state == AnnotationState.NEW and (record.segments or record.boxes or record.tags):
        return AnnotationState.IN_PROGRESS
    return state if state in AnnotationState.values else AnnotationState.SUBMITTED


def _save_geometries(pairs: Sequence[tuple[PreparedImage, Image]]) -> None:
    geometries = [geometry for prepared, _ in pairs for _, geometry in prepared.segments]
    Geometry.objects.bulk_create(geometries, batch_size=_BATCH)


def _revision(
    annotation: Annotation, prepared: PreparedImage, author: SignedInUser | None
) -> Revision:
    return Revision(
        annotation=annotation,
        number=annotation.revision,
        base=annotation.revision - 1,
        author_id=author.pk if author is not None else None,
        active_ms=0,
        save_id=uuid.uuid4(),
        operations=[{"op": "upsert", "uid": uid, "tool": _TOOL} for uid in _uids(prepared)],
    )


def _uids(prepared: PreparedImage) -> list[str]:
    record = prepared.record
    return [
        *(segment.uid for segment, _ in prepared.segments),
        *(box.uid for box in record.boxes),
    ]


def _segment_row(
    annotation: Annotation,
    segment: SegmentRecord,
    geometry: Geometry,
    classes: Mapping[int, LabelClass],
) -> Segment:
    return Segment(
        annotation=annotation,
        uid=segment.uid,
        valid_from=annotation.revision,
        label_class=classes[segment.class_id],
        geometry=geometry,
        z=segment.z,
        iscrowd=segment.iscrowd,
        occluded=segment.occluded,
        truncated=segment.truncated,
        attributes=dict(segment.attributes),
        origin=segment.origin if segment.origin in Origin.values else Origin.IMPORT,
        score=segment.score,
    )


def _weak_rows(
    annotation: Annotation, record: ImageRecord, classes: Mapping[int, LabelClass]
) -> list[WeakLabel]:
    """The boxes and tags of an image."""
    boxes = [
        WeakLabel(
            annotation=annotation,
            valid_from=annotation.revision,
            uid=box.uid,
            kind=WeakKind.BOX,
            label_class=classes[box.class_id],
            **dict(zip("xywh", box.bbox_xywh, strict=True)),
        )
        for box in record.boxes
    ]
    tagged = {classes[class_id].class_id: classes[class_id] for class_id in record.tags}
    tags = [
        WeakLabel(
            annotation=annotation,
            valid_from=annotation.revision,
            uid=tag_uid(class_id),
            kind=WeakKind.TAG,
            label_class=label_class,
        )
        for class_id, label_class in tagged.items()
    ]
    return boxes + tags


def add_suggestions(
    pairs: Sequence[tuple[PreparedImage, Image]],
    classes: Mapping[int, LabelClass],
    source_ref: str,
) -> int:
    """Write the segments of images as pending suggestions; returns how many.

    They get new uids: a suggestion is accepted under its uid, which must be no segment's yet.
    """
    _save_geometries(pairs)
    rows = [
        Suggestion(
            image=image,
            uid=uuid.uuid4().hex,
            label_class=classes[segment.class_id],
            geometry=geometry,
            z=segment.z,
            iscrowd=segment.iscrowd,
            source=SuggestionSource.IMPORT,
            source_ref=source_ref,
            score=segment.score,
        )
        for prepared, image in pairs
        for segment, geometry in prepared.segments
    ]
    Suggestion.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)
