"""Reads COCO instances as tools really write them; every repair is counted and reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
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
from labeling.formats.coco_find import CocoFile, Pictures, class_table, coco_files, image_name
from labeling.formats.coco_shapes import Shape, drawn, read_shape
from labeling.formats.pictures_out import read_filenames, upright_size_hw
from labeling.masks import rle

CROWDS = FormatOption(
    "crowds",
    "Annotations marked iscrowd: objects where most are marked (some converters mark every mask),"
    " always objects, or crowds as they say",
    choices=("automatic", "objects", "keep"),
    default="automatic",
)


@dataclass(frozen=True, slots=True)
class _Region:
    """One annotation, checked; its mask is made when its image's turn comes."""

    uid: str
    category_id: object
    shape: Shape
    iscrowd: bool
    score: float | None
    attributes: Mapping[str, Any]
    place: str


@dataclass(slots=True)
class CocoImage:
    """One image of the JSON files, with what lies on it."""

    name: str
    size_hw: tuple[int, int]
    split: str | None
    picture: str | None
    is_ours: bool
    regions: list[_Region] = field(default_factory=list)


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
    """`read` with a choice of what iscrowd means."""
    return partial(
        read_annotations, preferred="instances", are_things=True, crowds=options[CROWDS.name]
    )


def read_annotations(
    archive: ArchiveReader,
    report: Report,
    *,
    preferred: str,
    are_things: bool,
    crowds: str = CROWDS.default,
) -> ImportedDataset:
    """Read any COCO file whose annotations have one segmentation each; see `read`.

    Args:
        archive: a folder or zip.
        report: gets a note for every repair.
        preferred: how the names of the right files begin, if there are several kinds.
        are_things: what categories are that do not say it.
        crowds: a choice of CROWDS.
    """
    files = coco_files(archive, _is_instances, preferred)
    used = {annotation.get("category_id") for file in files for annotation in file.annotations}
    classes, class_ids = class_table(files, used, report, are_things=are_things)
    images = read_images(archive, files, report)
    for file, of_file in zip(files, images, strict=True):
        for index, annotation in enumerate(file.annotations):
            place = f"{file.path}, annotations[{index}] (id {annotation.get('id')})"
            image = image_of(annotation, of_file, place)
            if annotation.get("category_id") not in class_ids:
                raise BadDataset(
                    f"{place}: category_id {annotation.get('category_id')!r} is not in categories."
                )
            region = _region(annotation, image, place, report)
            if region is not None:
                image.regions.append(region)
    every = unique_images(images)
    keeps_crowds = _keeps_crowds(files, every, crowds, report)
    return ImportedDataset(
        classes=classes,
        num_images=len(every),
        images=partial(_records, archive, every, class_ids, keeps_crowds, report),
    )


def read_images(
    archive: ArchiveReader, files: list[CocoFile], report: Report
) -> list[dict[object, CocoImage]]:
    """The images of each file by id; one that several entries name is one image.

    Raises:
        BadDataset: an entry without id, name or size.
    """
    pictures, originals = Pictures(archive, files), read_filenames(archive)
    by_name: dict[tuple[str, str | None], CocoImage] = {}
    found: list[dict[object, CocoImage]] = []
    for file in files:
        of_file: dict[object, CocoImage] = {}
        for index, record in enumerate(file.images):
            place = f"{file.path}, images[{index}]"
            image = _image(archive, record, file, pictures, originals, place)
            if not isinstance(record.get("id"), int | str) or record["id"] in of_file:
                raise BadDataset(f"{place}: id {record.get('id')!r} is missing or not unique.")
            first = by_name.setdefault((image.name, image.picture), image)
            if first is not image:
                report.count("entries for one image, which were joined", f"{place}, {image.name}")
                if first.size_hw != image.size_hw:
                    raise BadDataset(f"{place}: {image.name} is there twice with different sizes.")
            of_file[record["id"]] = first
        found.append(of_file)
    _tell_apart(by_name.values(), report)
    missing = [image.name for image in by_name.values() if image.picture is None]
    if missing:
        report.note(
            f"{len(missing)} images have no picture in the dataset (the first: {missing[0]}); their"
            " segments fit only images that are there already."
        )
    return found


def unique_images(images: list[dict[object, CocoImage]]) -> list[CocoImage]:
    """Every image once, in the order of the files."""
    return list({id(image): image for of_file in images for image in of_file.values()}.values())


def image_of(
    annotation: Mapping[str, Any], images: Mapping[object, CocoImage], place: str
) -> CocoImage:
    """The image that an annotation lies on.

    Raises:
        BadDataset: it is not in the list of images.
    """
    image_id = annotation.get("image_id")
    image = images.get(image_id) if isinstance(image_id, int | str) else None
    if image is None:
        raise BadDataset(f"{place}: image_id {image_id!r} is not in images.")
    return image


def opener(archive: ArchiveReader, image: CocoImage) -> Any:
    """What `ImageRecord.open` is for this image."""
    return None if image.picture is None else partial(archive.open, image.picture)


def _is_instances(content: Mapping[str, Any]) -> bool:
    """Whether a file's annotations have outlines of objects, not panoptic segments or captions."""
    annotations = content["annotations"]
    return not (isinstance(annotations, list) and annotations and "segments_info" in annotations[0])


def _image(
    archive: ArchiveReader,
    record: Mapping[str, Any],
    file: CocoFile,
    pictures: Pictures,
    originals: Mapping[str, str],
    place: str,
) -> CocoImage:
    name = image_name(record, place)
    picture = pictures.find(name, file)
    height, width = record.get("height"), record.get("width")
    if isinstance(height, int) and isinstance(width, int) and height > 0 and width > 0:
        size_hw = (height, width)
    elif picture is not None:
        with archive.open(picture) as stream:
            size_hw = upright_size_hw(stream)
    else:
        raise BadDataset(
            f"{place}: height {height!r}, width {width!r}; expected whole pixels, or the picture."
        )
    original = originals.get(name.rsplit(".", 1)[0], name)
    return CocoImage(original, size_hw, file.split, picture, file.is_ours)


def _tell_apart(images: Any, report: Report) -> None:
    """Give images of one name in different splits their split as folder."""
    by_name: dict[str, list[CocoImage]] = defaultdict(list)
    for image in images:
        by_name[image.name].append(image)
    for name, alike in by_name.items():
        if len(alike) > 1:
            report.count("images of one name got their folder's name in front", name)
            for image in alike:
                image.name = image.picture or f"{image.split or 'default'}/{name}"


def _region(
    annotation: Mapping[str, Any], image: CocoImage, place: str, report: Report
) -> _Region | None:
    """One annotation, checked; None where there is nothing to draw."""
    shape = read_shape(annotation.get("segmentation"), image.size_hw, place, report)
    if shape is None:
        return None
    attributes, score = annotation.get("attributes"), annotation.get("score")
    return _Region(
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
