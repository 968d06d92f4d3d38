"""Reads Label Studio's JSON export; streams twice: everything is checked, then drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from labeling.errors import BadDataset, InvalidRle
from labeling.formats import label_studio_rle
from labeling.formats.archives import find_file
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
from labeling.formats.coco_shapes import drawn
from labeling.formats.cvat_labels import CvatLabel, class_of
from labeling.formats.drawn import ellipse
from labeling.formats.found_pictures import FoundPictures, checked_size
from labeling.formats.json_items import items
from labeling.formats.label_studio import CLASSES, IMAGES, OURS
from labeling.formats.label_studio_regions import Region, Regions, claimed_size, read_regions
from labeling.formats.label_studio_shapes import Brush, Ellipse
from labeling.formats.label_studio_tasks import Task, is_json_min, is_task, read_task
from labeling.formats.native_lines import read_classes
from labeling.formats.pictures_out import FILENAMES, read_filenames
from labeling.masks import rle
from labeling.masks.types import Part, Polygon, Rle

_REMEDY = "Export the project of Label Studio as “JSON”, and pack the file with the pictures."


@dataclass(slots=True)
class _Dataset:
    """What the first pass found out."""

    archive: ArchiveReader
    files: list[str]
    pictures: FoundPictures
    originals: Mapping[str, str]
    is_ours: bool
    classes: list[ClassRecord] = field(default_factory=list)
    class_ids: dict[str, int] = field(default_factory=dict)
    names: dict[tuple[str, int], str] = field(default_factory=dict)  # file, number of the task

    def class_id(self, label: str) -> int:
        """The class of a label, made where there is none."""
        if label not in self.class_ids:
            class_id = max(self.class_ids.values(), default=0) + 1
            record = class_of(CvatLabel(name=label), class_id)
            if record.name in self.class_ids:  # names are cut at 100 characters
                record = replace(record, name=f"{record.name[:88]} ({class_id})")
            self.classes.append(record)
            self.class_ids[label] = class_id
        return self.class_ids[label]


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read every task of the JSON files in an archive.

    Brush masks are exact (alpha above 0) and unpacked only while images are read; polygons keep
    their vertices, boxes and choices become labels without pixels. Left out and
    counted: key points, vectors, bitmaps, relations.

    Raises:
        BadDataset: names the file, task and remedy.
    """
    dataset = _Dataset(
        archive,
        _files(archive),
        FoundPictures(archive),
        read_filenames(archive),
        is_ours=(table := find_file(archive, CLASSES)) is not None,
    )
    if table is not None:
        dataset.classes = list(read_classes(archive.read(table), table))
        dataset.class_ids = {record.name.strip(): record.class_id for record in dataset.classes}
    _check(dataset, report)
    return ImportedDataset(
        classes=tuple(dataset.classes),
        num_images=len(dataset.names),
        images=partial(_images, dataset, report),
    )


def _files(archive: ArchiveReader) -> list[str]:
    """The JSON files whose first item is a task; one that cannot be read counts, to be refused."""
    files = []
    for path in archive.names():
        if not path.lower().endswith(".json") or PurePosixPath(path).name in (FILENAMES, CLASSES):
            continue
        try:
            with archive.open(path) as stream:
                first: Any = next(items(stream, path), None)
        except BadDataset:
            first = {"data": {}, "annotations": []}
        if is_json_min(first):
            raise BadDataset(f"{path} is “JSON-MIN”, which leaves out what masks need. {_REMEDY}")
        if is_task(first):
            files.append(path)
    if not files:
        raise BadDataset(f"There is no JSON file with tasks of Label Studio. {_REMEDY}")
    return files


def _tasks(dataset: _Dataset, report: Report) -> Iterator[tuple[str, int, str, Task]]:
    """(file, number, place, task) of everything that is about a picture."""
    for path in dataset.files:
        with dataset.archive.open(path) as stream:
            for number, item in enumerate(items(stream, path)):
                place = f"{path}, task {number + 1}"
                task = read_task(item, number, place, report)
                if task is not None:
                    yield path, number, place, task


def _check(dataset: _Dataset, report: Report) -> None:
    """The first pass: names, sizes, labels and every region for faults; nothing is drawn."""
    seen: set[str] = set()
    missing = []
    for path, number, place, task in _tasks(dataset, report):
        head = _head(dataset, task, place)
        if head is None:
            report.count("tasks without regions and without a picture were left out", place)
            continue
        name = _unique(head.name, task, seen, place, report)
        seen.add(name)
        dataset.names[path, number] = name
        if head.open is None:
            missing.append(name)
        found = read_regions(task.result, head.size_hw, place, report)
        for region in found.objects:
            dataset.class_id(region.label)
            for shape in region.shapes:
                if isinstance(shape, Brush):
                    with _named(region.place):
                        label_studio_rle.check_header(shape.content, head.size_hw)
        for label in (*(label for _, label, _ in found.boxes), *found.tags):
            dataset.class_id(label)
    if missing:
        report.note(
            f"{len(missing)} images have no picture in the dataset (the first: {missing[0]}); their"
            " segments fit only images that are there already."
        )


def _images(dataset: _Dataset, report: Report) -> Iterator[ImageRecord]:
    """The second pass: the images with their masks, drawn as they are asked for."""
    for path, number, place, task in _tasks(dataset, Report()):
        if (path, number) not in dataset.names:
            continue
        head = _head(dataset, task, place)
        assert head is not None
        # What the first pass counted is not counted again.
        found = read_regions(task.result, head.size_hw, place, Report())
        yield replace(
            head,
            name=dataset.names[path, number],
            segments=_segments(dataset, found, task, head.size_hw, report),
            boxes=tuple(
                BoxRecord(uid[:64], dataset.class_id(label), box)
                for uid, label, box in sorted(found.boxes)
            ),
            tags=tuple(sorted({dataset.class_id(label) for label in found.tags})),
            state=None if task.has_annotation else "new",
        )


def _head(dataset: _Dataset, task: Task, place: str) -> ImageRecord | None:
    """An image without its segments; None where nothing tells its size."""
    picture = None
    for name in task.names:
        picture = picture or dataset.pictures.find(name, "")
    name = task.names[0]
    if dataset.is_ours:
        name = name.removeprefix(IMAGES)
        name = dataset.originals.get(name.rsplit(".", 1)[0], name)
    ours = task.meta.get(OURS)
    size = ours.get("size") if isinstance(ours, dict) else None
    if isinstance(size, list) and len(size) == 2 and all(isinstance(n, int) for n in size):
        size_hw = (size[0], size[1])
    elif (claimed := claimed_size(task.result)) is not None:
        size_hw = claimed
    elif picture is not None:
        size_hw = dataset.pictures.size_hw(picture)
    else:
        return None
    opener = None if picture is None else partial(dataset.archive.open, picture)
    split = split_of(task.split) if task.split else None
    return ImageRecord(name, checked_size(*size_hw, place), (), split, open=opener)


def _unique(name: str, task: Task, seen: set[str], place: str, report: Report) -> str:
    """The image's name, told apart where another task has one of that name."""
    if name not in seen:
        return name
    report.count("tasks whose pictures have one name; the later got the task's number", place)
    wanted = f"task {task.key}/{name}"
    number = 2
    while wanted in seen:
        wanted, number = f"task {task.key} {number}/{name}", number + 1
    return wanted


def _segments(
    dataset: _Dataset, found: Regions, task: Task, size_hw: tuple[int, int], report: Report
) -> tuple[SegmentRecord, ...]:
    """The drawn segments in paint order: our z, else the order of the file."""
    segments: list[SegmentRecord] = []
    for region in found.objects:
        made = _drawn(region, size_hw, report)
        if made is None:
            continue
        is_model = task.is_prediction or region.is_prediction
        segments.append(
            SegmentRecord(
                uid=region.uid[:64],
                class_id=dataset.class_id(region.label),
                z=len(segments) + 1 if region.z is None else region.z,
                rle=made[0],
                polygon=made[1],
                origin="model" if is_model else "import",
                score=region.score if region.score is not None else task.score,
                attributes=region.attributes,
                **region.flags,
            )
        )
    has_order = all(region.z is not None for region in found.objects)
    if has_order and all(one.z < other.z for one, other in pairwise(segments)):
        return tuple(segments)
    return tuple(replace(segment, z=z) for z, segment in enumerate(segments, start=1))


def _drawn(
    region: Region, size_hw: tuple[int, int], report: Report
) -> tuple[Rle, Polygon | None] | None:
    """A region's mask, and its vertices where it was drawn by them; None where it is empty."""
    rings = [shape for shape in region.shapes if isinstance(shape, tuple)]
    if rings:
        return drawn(Polygon(tuple(Part(ring) for ring in rings)), size_hw, region.place, report)
    shape = region.shapes[0]
    if isinstance(shape, Ellipse):
        report.count("ellipses became masks", region.place)
        mask = ellipse(shape.center, shape.radii, shape.degrees, size_hw)
    else:
        assert isinstance(shape, Brush)
        with _named(region.place):
            mask = label_studio_rle.decode(shape.content, size_hw)
    if not rle.area_px(mask):
        report.count("masks without a pixel were left out", region.place)
        return None
    return mask, None


@contextmanager
def _named(place: str) -> Iterator[None]:
    """A fault in a brush with its place."""
    try:
        yield
    except InvalidRle as error:
        raise BadDataset(f"{place}: {error.message} Export the project again.") from error
