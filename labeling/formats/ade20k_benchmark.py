"""The scene parsing benchmark's files: maps of classes and instances, and the table of classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from labeling.formats.ade20k_layout import MAX_INSTANCES, folder
from labeling.formats.base import ClassRecord, ImageRecord, Report
from labeling.formats.composite import composite
from labeling.formats.pictures_out import export_picture


@dataclass(frozen=True, slots=True)
class Made:
    """What the work on one image gives.

    Attributes:
        areas_px: visible pixels by class number.
    """

    files: Mapping[str, bytes]
    notes: Sequence[str]
    areas_px: Mapping[int, int]
    size_hw: tuple[int, int]
    split: str | None


class ObjectInfo:
    """The table objectInfo150.txt in the making: how much there is of each class, and where."""

    def __init__(self, classes: Sequence[ClassRecord], values: Mapping[int, int]) -> None:
        """Start with nothing seen of the classes that have a number."""
        self._rows = {values[c.class_id]: c for c in classes if values[c.class_id]}
        self._areas_px: Counter[int] = Counter()
        self._images: Counter[tuple[str, int]] = Counter()
        self._total_px = 0

    @property
    def num_classes(self) -> int:
        """How many classes have a number."""
        return len(self._rows)

    def add(self, areas_px: Mapping[int, int], size_hw: tuple[int, int], in_folder: str) -> None:
        """Count one image."""
        self._total_px += size_hw[0] * size_hw[1]
        for value, area_px in areas_px.items():
            self._areas_px[value] += area_px
            self._images[in_folder, value] += 1

    def table(self) -> bytes:
        """Idx, Ratio, Train, Val, Stuff, Name, as the benchmark has them."""
        lines = ["Idx\tRatio\tTrain\tVal\tStuff\tName"]
        for value, record in sorted(self._rows.items()):
            ratio = self._areas_px[value] / max(self._total_px, 1)
            train, val = (self._images[each, value] for each in ("training", "validation"))
            name = record.name.replace("\t", " ")
            lines.append(
                f"{value}\t{ratio:.4f}\t{train}\t{val}\t{int(not record.is_thing)}\t{name}"
            )
        return "".join(f"{line}\n" for line in lines).encode()


def benchmark_files(
    image: ImageRecord,
    *,
    stems: Mapping[str, str],
    values: Mapping[int, int],
    things: frozenset[int],
    include_images: bool,
) -> Made:
    """All files of one image."""
    report = Report()
    painted = composite(image)
    num = len(painted.segments)
    class_values = np.zeros(num + 1, np.uint8)
    instances = np.zeros((num + 1, 3), np.uint8)
    areas_px: Counter[int] = Counter()
    number = 0
    for index, segment in painted.visible():
        value = values[segment.class_id]
        class_values[index] = value
        if value:
            areas_px[value] += int(painted.areas_px[index])
        if segment.class_id in things:
            number += 1
            if number <= MAX_INSTANCES:
                instances[index] = value, number, 0
    if number > MAX_INSTANCES:
        report.note(
            f"{image.name} shows {number} instances; only {MAX_INSTANCES} have a number in"
            " annotations_instance."
        )
    place = f"{folder(image.split)}/{stems[image.name]}"
    files = {
        f"annotations/{place}.png": painted.png(class_values),
        f"annotations_instance/{place}.png": painted.png(instances),
    }
    if include_images and (picture := export_picture(image, report, formats=("JPEG",))):
        files[f"images/{place}.jpg"] = picture.content
    return Made(files, report.notes, areas_px, image.size_hw, image.split)
