"""Cityscapes: label, instance and train ids, colours, and polygons that draw the same pixels.

Layout and rules: docs/formats.md. Written so that cityscapesScripts, mmsegmentation, detectron2 and
PaddleSeg read it; the class table is `cityscapes_labels.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from labeling.formats.base import (
    ArchiveWriter,
    DatasetSource,
    ExportOptions,
    ImageRecord,
    Report,
    SegmentRecord,
)
from labeling.formats.cityscapes_labels import TRAIN_IGNORE, Label, LabelTable, table_of
from labeling.formats.cityscapes_patch import PATCH
from labeling.formats.cityscapes_polygons import Piece, pieces_of, polygons_json
from labeling.formats.cityscapes_read import read
from labeling.formats.composite import Composite, composite
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import export_picture, write_filenames
from labeling.masks.painting import paint_runs

__all__ = ["export", "read"]

_CONFORMING = re.compile(r"(?:.*/)?([A-Za-z0-9-]+_\d{6}_\d{6})(?:_leftImg8bit)?\.[A-Za-z]+")
"""Names that are Cityscapes' own: city, sequence, frame (cityscapesScripts, csHelpers.py)."""

_INSTANCES_PER_LABEL = 1000
"""instanceIds holds id * 1000 + n in 16 bits (cityscapesScripts, json2instanceImg.py)."""

_MAX_INSTANCE_VALUE = 2**16 - 1


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the work on one image needs to know of the whole export."""

    table: LabelTable
    things: frozenset[int]  # class_ids
    stems: Mapping[str, str]
    include_images: bool


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot as leftImg8bit and gtFine.

    Raises:
        FormatCannotHold: more classes than 8-bit label ids.
    """
    table = table_of(source.classes, report)
    stems = _stems(source)
    if not table.is_official:
        archive.write("labels.json", table.to_json().encode())
        archive.write("labels_patch.py", PATCH.encode())
    write_filenames(archive, {name: f"{stem}.png" for name, stem in stems.items()})
    if any(split is None for _, split in source.image_heads()):
        report.note("Images without a split are in the folder train.")
    things = frozenset(c.class_id for c in source.classes if c.is_thing)
    plan = _Plan(table, things, stems, options.include_images)
    made = in_order(lambda image: _image_files(image, plan), source.images(), on_threads=True)
    for done, (files, notes) in enumerate(made, start=1):
        for name, content in files.items():
            archive.write(name, content)
        for note in notes:
            report.note(note)
        progress(done)


def _stems(source: DatasetSource) -> dict[str, str]:
    """<city>_<sequence>_<frame> for each image: its own where it has one, else counted."""
    names = [name for name, _ in source.image_heads()]
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        match = _CONFORMING.fullmatch(name)
        if match and match[1].casefold() not in taken:
            stems[name] = match[1]
            taken.add(match[1].casefold())
    city = re.sub(r"[^a-z0-9]", "", source.name.lower()) or "maskwright"
    number = 0
    for name in names:
        while name not in stems:
            stem = f"{city}_{number // 10**6:06d}_{number % 10**6:06d}"
            number += 1
            if stem not in taken:
                stems[name] = stem
    return stems


def _image_files(image: ImageRecord, plan: _Plan) -> tuple[dict[str, bytes], list[str]]:
    """All files of one image by name, and what could not be held."""
    report = Report()
    labels = [plan.table.of_class[segment.class_id] for segment in image.segments]
    drawn = [s for s, label in zip(image.segments, labels, strict=True) if label.id >= 0]
    painted = composite(image, drawn)
    regions = _Regions(painted, plan, image.name, report)
    stem = plan.stems[image.name]
    place = f"{image.split or 'train'}/{stem.split('_')[0]}/{stem}"
    ground_truth = f"gtFine/{place}_gtFine_"
    files = {
        f"{ground_truth}{kind}.png": painted.png(values)
        for kind, values in regions.map_values().items()
    }
    objects = [*regions.objects, *_undrawn(image, plan)]
    text = orjson.dumps(polygons_json(image.size_hw, objects), option=orjson.OPT_SERIALIZE_NUMPY)
    files[f"{ground_truth}polygons.json"] = text
    if plan.include_images:
        picture = export_picture(image, report, formats=("PNG",))
        if picture is not None:
            files[f"leftImg8bit/{place}_leftImg8bit.png"] = picture.content
    return files, report.notes


class _Regions:
    """The visible regions of one image under one key each, numbered as polygons.json draws them.

    An instance is a region; what has no instances is one region for each label, or one for each
    label's groups.
    """

    def __init__(self, painted: Composite, plan: _Plan, name: str, report: Report) -> None:
        self._painted = painted
        self._table = plan.table
        self._things = plan.things
        self._names = plan.table.by_name().keys()
        self._labels = {0: plan.table.by_id()[0]}  # by key
        self._is_instance: dict[int, bool] = {0: False}
        self._key_of_index = np.zeros(len(painted.segments) + 1, np.int64)
        self._assign_keys()
        pieces = pieces_of(painted.runs.replaced(self._key_of_index))
        self._numbers = self._number(pieces, name, report)
        self.objects = [(self._object_name(piece.key), piece) for piece in pieces]

    def map_values(self) -> dict[str, NDArray[Any]]:
        """Values of each index in labelIds, instanceIds, labelTrainIds and color."""
        keys = range(len(self._labels))
        labels = [self._labels[key] for key in keys]
        instances = [
            label.id * _INSTANCES_PER_LABEL + self._numbers[key]
            if key in self._numbers
            else label.id
            for key, label in zip(keys, labels, strict=True)
        ]
        of_index = self._key_of_index
        train_ids = [label.train_id if label.id else TRAIN_IGNORE for label in labels]
        return {
            "labelIds": np.array([label.id for label in labels], np.uint8)[of_index],
            "instanceIds": np.array(instances, np.uint16)[of_index],
            "labelTrainIds": np.array(train_ids, np.uint8)[of_index],
            "color": np.array([label.color for label in labels], np.uint8)[of_index],
        }

    def _assign_keys(self) -> None:
        key_of_label: dict[int, int] = {0: 0}
        for index, segment in self._painted.visible():
            label = self._table.of_class[segment.class_id]
            is_instance = self._has_instance(segment, label)
            key = len(self._labels) if is_instance else key_of_label.get(label.id)
            if key is None:
                key = key_of_label[label.id] = len(self._labels)
            self._key_of_index[index] = key
            self._labels.setdefault(key, label)
            self._is_instance.setdefault(key, is_instance)

    def _has_instance(self, segment: SegmentRecord, label: Label) -> bool:
        # A table of its own may name another class "<name>group"; then a crowd is an instance.
        is_group = segment.iscrowd and f"{label.name}group" not in self._names
        return label.has_instances and segment.class_id in self._things and not is_group

    def _number(self, pieces: Iterable[Piece], name: str, report: Report) -> dict[int, int]:
        """Key to n of id * 1000 + n: the place of its first polygon among those of its label."""
        places: Counter[int] = Counter()
        numbers: dict[int, int] = {}
        for piece in pieces:
            if self._is_instance[piece.key]:
                label_id = self._labels[piece.key].id
                numbers.setdefault(piece.key, places[label_id])
                places[label_id] += 1
        if places.total() > len(numbers):
            report.note(
                "Instances of several separate parts are one in instanceIds.png, but several"
                " objects in polygons.json: the format has no other way."
            )
        if any(n > self._limit(key) for key, n in numbers.items()):
            numbers = self._without_gaps(numbers)
        beyond = [key for key, n in numbers.items() if n > self._limit(key)]
        for key in beyond:
            del numbers[key]
            self._is_instance[key] = False
        if beyond:
            report.note(
                f"{name} has {len(beyond)} instances more than Cityscapes can number; they are"
                " written as groups."
            )
        return numbers

    def _limit(self, key: int) -> int:
        largest = _MAX_INSTANCE_VALUE - self._labels[key].id * _INSTANCES_PER_LABEL
        return min(_INSTANCES_PER_LABEL - 1, largest)

    def _without_gaps(self, numbers: Mapping[int, int]) -> dict[int, int]:
        places: Counter[int] = Counter()
        compact = {}
        for key in numbers:
            label_id = self._labels[key].id
            compact[key] = places[label_id]
            places[label_id] += 1
        return compact

    def _object_name(self, key: int) -> str:
        """The label, or its group where it could have instances and this is none."""
        label = self._labels[key]
        is_group = label.has_instances and not self._is_instance[key]
        return f"{label.name}group" if is_group else label.name


def _undrawn(image: ImageRecord, plan: _Plan) -> Iterable[tuple[str, Piece]]:
    """Polygons of labels without an id ('license plate'): in the JSON, in no map."""
    for segment in image.segments:
        label = plan.table.of_class[segment.class_id]
        if label.id < 0:
            for piece in pieces_of(paint_runs(image.size_hw, [segment.rle])):
                if piece.key:
                    yield label.name, piece
