"""The images of COCO's JSON files, each once, with their names, sizes and pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from labeling.errors import BadDataset
from labeling.formats.base import ArchiveReader, Report
from labeling.formats.coco_find import CocoFile, Pictures, image_name
from labeling.formats.coco_shapes import Shape
from labeling.formats.found_pictures import checked_size
from labeling.formats.pictures_out import read_filenames, size_hw_in


@dataclass(frozen=True, slots=True)
class CocoRegion:
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
    regions: list[CocoRegion] = field(default_factory=list)


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
        raise BadDataset(
            f"{place}: image_id {image_id!r} is not in images; add it, or choose to leave such"
            " annotations out."
        )
    return image


def opener(archive: ArchiveReader, image: CocoImage) -> Any:
    """What `ImageRecord.open` is for this image."""
    return None if image.picture is None else partial(archive.open, image.picture)


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
    if type(height) is int and type(width) is int and height > 0 and width > 0:
        size_hw = checked_size(height, width, place)
    elif picture is not None:
        with archive.open(picture) as stream:
            size_hw = size_hw_in(stream, picture)
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
