"""Reads COCO instances as tools really write them; every repair is counted and reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from labeling.errors import BadDataset
from labeling.formats.base import (
    ArchiveReader,
    FormatOption,
    ImageRecord,
    ImportedDataset,
    Reader,
    Report,
    SegmentRecord,
)
from labeling.formats.coco_find import CocoFile, class_table, coco_files, is_category
from labeling.formats.coco_images import (
    CocoImage,
    CocoRegion,
    image_of,
    opener,
    read_images,
    unique_images,
)
from labeling.formats.coco_shapes import Shape, drawn, read_shape
from labeling.formats.wire_masks import canonical_masks
from labeling.masks import rle
from labeling.masks.types import Rle

CROWDS = FormatOption(
    "crowds",
    "Annotations marked iscrowd: objects where most are marked (some converters mark every mask),"
    " always objects, or crowds as they say",
    choices=("automatic", "objects", "keep"),
    default="automatic",
)

ORPHANS = FormatOption(
    "orphans",
    "Annotations whose image or category is in no list (deleted elsewhere): refuse the dataset, or"
    " leave them out",
    choices=("refuse", "leave-out"),
    default="refuse",
)

_Entry = tuple[str, Mapping[str, Any], CocoImage]
"""Place, annotation and the image that it lies on."""


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read COCO instances: one JSON file or several, one for each split.

    Every annotation is checked before the first image is given out. Left out and counted: boxes
    without masks, empty masks, polygons of fewer than three vertices or without a pixel.

    Args:
        archive: a folder or zip in any of the usual layouts.
        report: gets a note for every repair.

    Raises:
        BadDataset: names the file, the entry and the remedy.
    """
    return read_annotations(archive, report, preferred="instances", are_things=True)


def reader_for(options: Mapping[str, str]) -> Reader:
    """`read` with choices of what iscrowd means and what becomes of orphans."""
    return partial(
        read_annotations,
        preferred="instances",
        are_things=True,
        crowds=options[CROWDS.name],
        orphans=options[ORPHANS.name],
    )


def read_annotations(
    archive: ArchiveReader,
    report: Report,
    *,
    preferred: str,
    are_things: bool,
    crowds: str = CROWDS.default,
    orphans: str = ORPHANS.default,
) -> ImportedDataset:
    """Read any COCO file whose annotations have one segmentation each; see `read`.

    Args:
        archive: a folder or zip.
        report: gets a note for every repair.
        preferred: how the names of the right files begin, if there are several kinds.
        are_things: what categories are that do not say it.
        crowds: a choice of CROWDS.
        orphans: a choice of ORPHANS.
    """
    files = coco_files(archive, _is_instances, preferred)
    used = {
        category_id
        for file in files
        for annotation in file.annotations
        if isinstance(category_id := annotation.get("category_id"), int)
    }
    classes, class_ids = class_table(files, used, report, are_things=are_things)
    images = read_images(archive, files, report)
    for file, of_file in zip(files, images, strict=True):
        entries: list[_Entry] = []
        for index, annotation in enumerate(file.annotations):
            place = f"{file.path}, annotations[{index}] (id {annotation.get('id')})"
            try:
                entries.append(
                    (place, annotation, _image_of(annotation, of_file, class_ids, place))
                )
            except BadDataset:
                if orphans == "refuse":
                    raise
                report.count("annotations of no listed image or category were left out", place)
        _add_regions(entries, report)
    every = unique_images(images)
    keeps_crowds = _keeps_crowds(files, every, crowds, report)
    return ImportedDataset(
        classes=classes,
        num_images=len(every),
        images=partial(_records, archive, every, class_ids, keeps_crowds, report),
    )


def _is_instances(content: Mapping[str, Any]) -> bool:
    """Whether a file's annotations have outlines of objects, not panoptic segments or captions."""
    annotations = content["annotations"]
    return not isinstance(annotations, list) or not any(
        isinstance(each, dict) and "segments_info" in each for each in annotations
    )


def _image_of(
    annotation: Mapping[str, Any],
    images: Mapping[object, CocoImage],
    class_ids: Mapping[object, int],
    place: str,
) -> CocoImage:
    """The image that an annotation lies on.

    Raises:
        BadDataset: its image or its category is in no list.
    """
    image = image_of(annotation, images, place)
    if not is_category(annotation.get("category_id"), class_ids):
        raise BadDataset(
            f"{place}: category_id {annotation.get('category_id')!r} is not in categories; add it,"
            " or choose to leave such annotations out."
        )
    return image


def _add_regions(entries: list[_Entry], report: Report) -> None:
    """Check the masks of a file's annotations and hand them to their images, in order."""
    masks = canonical_masks(
        [annotation.get("segmentation") for _, annotation, _ in entries],
        [image.size_hw for _, _, image in entries],
    )
    for (place, annotation, image), mask in zip(entries, masks, strict=True):
        region = _region(annotation, image, mask, place, report)
        if region is not None:
            image.regions.append(region)


def _region(
    annotation: Mapping[str, Any],
    image: CocoImage,
    mask: Rle | None,
    place: str,
    report: Report,
) -> CocoRegion | None:
    """One annotation, checked; None where there is nothing to draw.

    Args:
        mask: of the annotation, where it was checked with others already.
    """
    shape: Shape | None = mask
    if mask is None:
        shape = read_shape(annotation.get("segmentation"), image.size_hw, place, report)
    if shape is None:
        return None
    attributes, score = annotation.get("attributes"), annotation.get("score")
    return CocoRegion(
        uid=f"coco-{annotation.get('id', '')}-{len(image.regions)}"[:64],
        category_id=annotation["category_id"],
        shape=shape,
        iscrowd=bool(annotation.get("iscrowd", 0)),
        score=float(score) if isinstance(score, int | float) else None,
        attributes=attributes if isinstance(attributes, dict) else {},
        place=place,
    )


def _keeps_crowds(
    files: list[CocoFile], images: list[CocoImage], choice: str, report: Report
) -> bool:
    """Whether iscrowd is believed; what becomes of it otherwise is noted.

    In COCO itself one annotation of a hundred is a crowd, so where most are marked, a converter
    did it (Datumaro marks every mask that it writes as run lengths).
    """
    marks = [region.iscrowd for image in images for region in image.regions]
    num = sum(marks)
    if choice == "keep" or num == 0:
        return True
    if choice == "automatic" and (2 * num <= len(marks) or any(file.is_ours for file in files)):
        return True
    if num == len(marks):
        found = "Every annotation is marked iscrowd"
    else:
        found = f"{num} of {len(marks)} annotations are marked iscrowd"
    why = ", as some converters do by mistake" if choice == "automatic" else ""
    report.note(f"{found}{why}; all were read as objects.")
    return False


def _records(
    archive: ArchiveReader,
    images: list[CocoImage],
    class_ids: Mapping[object, int],
    keeps_crowds: bool,
    report: Report,
) -> Iterator[ImageRecord]:
    """The images with their masks, drawn as they are asked for."""
    for image in images:
        segments = []
        for region in image.regions:
            made = drawn(region.shape, image.size_hw, region.place, report)
            if made is None:
                continue
            attributes = dict(region.attributes)
            segments.append(
                SegmentRecord(
                    uid=region.uid,
                    class_id=class_ids[region.category_id],
                    z=0,
                    rle=made[0],
                    polygon=made[1],
                    iscrowd=region.iscrowd and keeps_crowds,
                    occluded=attributes.pop("occluded", False) is True,
                    truncated=attributes.pop("truncated", False) is True,
                    score=region.score,
                    attributes=attributes,
                )
            )
        if not image.is_ours:
            # COCO has no order: the smaller lies on top, or it could never be seen.
            segments.sort(key=lambda segment: -rle.area_px(segment.rle))
        ordered = tuple(replace(segment, z=z) for z, segment in enumerate(segments, start=1))
        yield ImageRecord(
            image.name, image.size_hw, ordered, image.split, open=opener(archive, image)
        )
