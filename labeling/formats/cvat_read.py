"""Reads CVAT for images 1.1 as its versions and the tools around it write it; streams twice.

The first pass checks every element and makes the class table; the second draws. Nothing but one
image is held. Every repair is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

from labeling.errors import BadDataset
from labeling.formats.base import (
    ArchiveReader,
    BoxRecord,
    ClassRecord,
    ImageRecord,
    ImportedDataset,
    Report,
    SegmentRecord,
)
from labeling.formats.coco_find import split_of
from labeling.formats.coco_json import WITHOUT_SPLIT
from labeling.formats.cvat import IMAGES
from labeling.formats.cvat_labels import CvatLabel, class_of, label_names, value_of
from labeling.formats.cvat_objects import CvatObject, read_objects
from labeling.formats.cvat_shapes import draw
from labeling.formats.cvat_xml import ClassTable, ImageElement, is_cvat, read_xml
from labeling.formats.found_pictures import FoundPictures, checked_size, plain_name
from labeling.formats.native_lines import read_classes
from labeling.formats.pictures_out import read_filenames


@dataclass(slots=True)
class _Classes:
    """The class table in the making: labels of all files, in the order in which they come."""

    records: list[ClassRecord] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    kinds: dict[int, dict[str, str]] = field(default_factory=dict)

    def add(self, record: ClassRecord, label: str) -> None:
        self.records.append(record)
        self.ids[label] = record.class_id
        self.kinds[record.class_id] = {
            str(each.get("name")): str(each.get("kind", "text")) for each in record.attributes
        }

    def add_label(self, label: CvatLabel) -> int:
        """The class of a label, made where there is none of its name."""
        if label.name not in self.ids:
            class_id = max(self.ids.values(), default=0) + 1
            taken = {record.name for record in self.records}
            record = class_of(label, class_id)
            if record.name in taken:  # names are cut at 100 characters
                record = replace(record, name=f"{record.name[:88]} ({class_id})")
            self.add(record, label.name)
        return self.ids[label.name]


@dataclass(slots=True)
class _Dataset:
    """What the first pass found out."""

    archive: ArchiveReader
    files: list[str]
    pictures: FoundPictures
    originals: Mapping[str, str]
    classes: _Classes = field(default_factory=_Classes)
    names: dict[tuple[str, int], str] = field(default_factory=dict)  # file, number of the image


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read every CVAT file of an archive.

    Masks are exact, polygons keep their vertices, boxes and tags become labels without pixels.
    Left out and counted: points, polylines, cuboids and skeletons.

    Raises:
        BadDataset: names the file, line and remedy; for tracks too.
    """
    files = []
    for path in archive.names():
        if path.lower().endswith(".xml"):
            with archive.open(path) as stream:
                if is_cvat(stream):
                    files.append(path)
    if not files:
        raise BadDataset(
            "There is no annotations.xml with the root <annotations>, as CVAT writes it. Export the"
            " task as “CVAT for images 1.1”, or choose the format that the dataset is in."
        )
    dataset = _Dataset(archive, files, FoundPictures(archive), read_filenames(archive))
    _check(dataset, report)
    return ImportedDataset(
        classes=tuple(dataset.classes.records),
        num_images=len(dataset.names),
        images=partial(_images, dataset, report),
    )


def _check(dataset: _Dataset, report: Report) -> None:
    """The first pass: labels, names, and every element for faults; nothing is drawn."""
    seen: dict[str, str] = {}
    missing = []
    for path in dataset.files:
        number = 0
        for found in _found(dataset, path):
            if isinstance(found, ClassTable):
                _take_table(dataset.classes, found, path)
            elif isinstance(found, CvatLabel):
                _take_label(dataset.classes, found, report)
            else:
                place = f"{path}, line {found.line}"
                record = _head(dataset, found, path, place)
                name = _unique(record, found, seen, place, report)
                dataset.names[path, number] = name
                number += 1
                if record.open is None:
                    missing.append(name)
                _objects(dataset, found, record.size_hw, path, report)
    if missing:
        report.note(
            f"{len(missing)} images have no picture in the dataset (the first: {missing[0]}); their"
            " segments fit only images that are there already."
        )


def _images(dataset: _Dataset, report: Report) -> Iterator[ImageRecord]:
    """The second pass: the images with their masks, drawn as they are asked for."""
    for path in dataset.files:
        number = 0
        for found in _found(dataset, path):
            if not isinstance(found, ImageElement):
                continue
            place = f"{path}, line {found.line}"
            head = _head(dataset, found, path, place)
            # What the first pass counted is not counted again.
            objects, boxes, tags = _objects(dataset, found, head.size_hw, path, Report())
            yield replace(
                head,
                name=dataset.names[path, number],
                segments=_segments(objects, head.size_hw, dataset.classes, path, report),
                boxes=tuple(
                    BoxRecord(f"box-{n}", class_id, box)
                    for n, (class_id, box) in enumerate(boxes, start=1)
                ),
                tags=tuple(sorted(set(tags))),
                state=None if objects or boxes or tags else "new",
            )
            number += 1


def _found(dataset: _Dataset, path: str) -> Iterator[ImageElement | CvatLabel | ClassTable]:
    with dataset.archive.open(path) as stream:
        yield from read_xml(stream, path)


def _take_table(classes: _Classes, table: ClassTable, path: str) -> None:
    """Our own class table counts instead of the labels that were read before it."""
    records = read_classes(table.content.encode(), f"{path}, meta")
    labels = label_names(records)
    before = {label: classes.records[n] for n, label in enumerate(classes.ids)}
    classes.records, classes.ids, classes.kinds = [], {}, {}
    for record in records:
        classes.add(record, labels[record.class_id])
    for label, record in before.items():
        if label not in classes.ids and record.name not in {r.name for r in records}:
            class_id = max(classes.ids.values(), default=0) + 1
            classes.add(replace(record, class_id=class_id), label)


def _take_label(classes: _Classes, label: CvatLabel, report: Report) -> None:
    if label.parent:
        report.count("points of skeletons are no classes", label.name)
    elif label.name:
        classes.add_label(label)


def _head(dataset: _Dataset, image: ImageElement, path: str, place: str) -> ImageRecord:
    """An image without its segments.

    Raises:
        BadDataset: without name or size.
    """
    name = plain_name(image.values.get("name", ""), place)
    subset = image.values.get("subset")
    root = path[: path.rfind("/") + 1]
    folders = [f"{root}{IMAGES}{subset}/"] if subset else []
    picture = dataset.pictures.find(name, *folders, root + IMAGES, root)
    try:
        size_hw = int(float(image.values["height"])), int(float(image.values["width"]))
    except (KeyError, ValueError, OverflowError):
        if picture is None:
            raise BadDataset(
                f"{place}: the image {name} has neither width and height nor a picture; add one."
            ) from None
        size_hw = dataset.pictures.size_hw(picture)
    original = dataset.originals.get(name.rsplit(".", 1)[0], name)
    split = split_of(subset) if subset and subset.lower() != WITHOUT_SPLIT else None
    opener = None if picture is None else partial(dataset.archive.open, picture)
    return ImageRecord(original, checked_size(*size_hw, place), (), split, open=opener)


def _unique(
    record: ImageRecord, image: ImageElement, seen: dict[str, str], place: str, report: Report
) -> str:
    """The image's name; where another subset or task has one of that name, with a folder."""
    folder = image.values.get("subset") or image.values.get("task_id") or ""
    name = record.name
    if name in seen and seen[name] != folder:
        report.count("images of one name got their subset's or task's name in front", name)
        name = f"{folder or WITHOUT_SPLIT}/{name}"
    if name in seen:
        raise BadDataset(
            f"{place}: the image {record.name} is in the dataset twice; export the tasks one by"
            " one, or remove one of the two."
        )
    seen[name] = folder
    return name


def _objects(
    dataset: _Dataset, image: ImageElement, size_hw: tuple[int, int], path: str, report: Report
) -> tuple[list[CvatObject], list[tuple[int, tuple[int, int, int, int]]], list[int]]:
    """What lies on an image: objects to draw, boxes and tags, all of known classes."""
    objects, boxes, tags = read_objects(image, size_hw, path, report)
    classes = dataset.classes
    labels = [*(o.label for o in objects), *(label for label, _ in boxes), *tags]
    for label in labels:
        if label not in classes.ids:
            report.count("labels that the meta section has not; classes were made", label)
            classes.add_label(CvatLabel(name=label))
    return (
        objects,
        [(classes.ids[label], box) for label, box in boxes],
        [classes.ids[label] for label in tags],
    )


def _segments(
    objects: list[CvatObject],
    size_hw: tuple[int, int],
    classes: _Classes,
    path: str,
    report: Report,
) -> tuple[SegmentRecord, ...]:
    """The drawn segments in paint order: z_order, then the order of the file."""
    segments = []
    for number, each in enumerate(objects, start=1):
        made = draw(each.shapes, size_hw, f"{path}, line {each.line}", report)
        if made is None:
            continue
        class_id = classes.ids[each.label]
        kinds = classes.kinds[class_id]
        values = {
            name: value_of(written, read_as or kinds.get(name, "text"))
            for name, read_as, written in each.attributes
        }
        segments.append(
            SegmentRecord(
                uid=f"cvat-{number}",
                class_id=class_id,
                z=each.z_order,
                rle=made[0],
                polygon=made[1],
                iscrowd=each.iscrowd,
                occluded=each.occluded,
                truncated=each.truncated,
                origin="model" if each.source == "auto" else "import",
                score=each.score,
                attributes={name: value for name, value in values.items() if value is not None},
            )
        )
    segments.sort(key=lambda segment: segment.z)
    if all(one.z < other.z for one, other in pairwise(segments)):
        return tuple(segments)
    return tuple(replace(segment, z=z) for z, segment in enumerate(segments, start=1))
