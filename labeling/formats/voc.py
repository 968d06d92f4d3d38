"""Pascal VOC: indexed masks of classes and objects, boxes in XML, JPEG pictures, lists of names.

Layout and rules: docs/formats.md. Written so that torchvision, detectron2, mmsegmentation,
PaddleSeg and Datumaro read it: index = class_id, VOC's palette, every picture a .jpg, integer
1-based boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from xml.sax.saxutils import escape

import cv2
import numpy as np
from numpy.typing import NDArray

from labeling.errors import FormatCannotHold
from labeling.formats.base import (
    ArchiveWriter,
    ClassRecord,
    DatasetSource,
    ExportOptions,
    FormatOption,
    ImageRecord,
    Report,
)
from labeling.formats.composite import Composite, composite
from labeling.formats.palette import voc_palette
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import export_picture, flat_stems, write_filenames
from labeling.formats.png import encode_indexed
from labeling.formats.voc_classes import VOID, labelmap_txt
from labeling.formats.voc_read import read
from labeling.masks.types import LabelMap, Mask

__all__ = ["BORDER", "export", "read"]

ROOT = "VOCdevkit/VOC2012/"
"""torchvision opens the years 2007 to 2012 (torchvision/datasets/voc.py, DATASET_YEAR_DICT)."""

MAX_OBJECTS = 254
"""SegmentationObject is 8 bit, 0 is background and 255 void."""

_BORDER_KERNEL = np.ones((5, 5), np.uint8)
"""VOC 2012 masks have a void border of 5 px between objects (devkit documentation, 4.2)."""

BORDER = FormatOption(
    "border", "Void border of 5 px around objects (255)", choices=("none", "void"), default="none"
)

_SPLIT_LISTS = {"train": ("train", "trainval"), "val": ("val", "trainval"), "test": ("test",)}


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the work on one image needs to know of the whole export."""

    values: Mapping[int, int]  # class_id to pixel value
    names: Mapping[int, str]  # class_id to class name in the annotations
    stems: Mapping[str, str]
    has_border: bool
    include_images: bool


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot as VOCdevkit/VOC2012.

    Raises:
        FormatCannotHold: a class_id above 254, which 8-bit masks cannot hold.
    """
    values = _pixel_values(source.classes, report)
    text, names = labelmap_txt(source.classes, values)
    stems = flat_stems(name for name, _ in source.image_heads())
    archive.write(f"{ROOT}labelmap.txt", text.encode())
    _write_lists(source, stems, archive, report)
    write_filenames(archive, {name: f"{stem}.jpg" for name, stem in stems.items()})
    plan = _Plan(
        values, names, stems, options.extra.get("border") == "void", options.include_images
    )
    work = partial(_image_files, plan=plan)
    made = in_order(work, source.images(), on_threads=options.include_images)
    for done, (files, notes) in enumerate(made, start=1):
        for name, content in files.items():
            archive.write(ROOT + name, content)
        for note in notes:
            report.note(note)
        progress(done)


def _pixel_values(classes: Sequence[ClassRecord], report: Report) -> dict[int, int]:
    """class_id to pixel value: itself, and 255 (void) for classes that are to be ignored."""
    too_large = [c.name for c in classes if c.class_id >= VOID and not c.is_ignore]
    if too_large:
        raise FormatCannotHold(
            f"VOC's 8-bit masks hold class ids up to 254; {', '.join(too_large)} has a larger one."
            " Choose coco-panoptic or png-masks.",
        )
    ignored = [c.name for c in classes if c.is_ignore]
    if len(ignored) > 1:
        report.note(f"The ignored classes {', '.join(ignored)} share VOC's one void value, 255.")
    return {c.class_id: VOID if c.is_ignore else c.class_id for c in classes}


def _write_lists(
    source: DatasetSource, stems: Mapping[str, str], archive: ArchiveWriter, report: Report
) -> None:
    """ImageSets: what has no split counts as train, since readers find images by these lists."""
    lists: dict[str, list[str]] = {"train": [], "val": [], "trainval": [], "test": []}
    num_without = 0
    for name, split in source.image_heads():
        num_without += split is None
        for each in _SPLIT_LISTS[split or "train"]:
            lists[each].append(stems[name])
    if num_without:
        report.note(f"Images without a split are listed in train.txt: {num_without}.")
    for each, members in lists.items():
        content = "".join(f"{stem}\n" for stem in members).encode()
        archive.write(f"{ROOT}ImageSets/Segmentation/{each}.txt", content)
        archive.write(f"{ROOT}ImageSets/Main/{each}.txt", content)


def _image_files(image: ImageRecord, plan: _Plan) -> tuple[dict[str, bytes], list[str]]:
    """All files of one image by their names below ROOT, and what could not be held."""
    stem, report = plan.stems[image.name], Report()
    painted = composite(image)
    num = len(painted.segments)
    class_values, object_values = np.zeros(num + 1, np.uint8), np.zeros(num + 1, np.uint8)
    objects = painted.visible()
    for number, (index, segment) in enumerate(objects, start=1):
        class_values[index] = plan.values[segment.class_id]
        object_values[index] = number if number <= MAX_OBJECTS else VOID
    if len(objects) > MAX_OBJECTS:
        report.note(
            f"{image.name} shows {len(objects)} objects; SegmentationObject holds {MAX_OBJECTS},"
            " the rest is 255 in it. Their classes and boxes are complete."
        )
    files = {
        f"SegmentationClass/{stem}.png": _map_png(painted, class_values, plan.has_border),
        f"SegmentationObject/{stem}.png": _map_png(painted, object_values, plan.has_border),
        f"Annotations/{stem}.xml": _annotation_xml(image, f"{stem}.jpg", painted, plan.names),
    }
    if plan.include_images:
        picture = export_picture(image, report, formats=("JPEG",))
        if picture is not None:
            files[f"JPEGImages/{stem}.jpg"] = picture.content
    return files, report.notes


def _map_png(painted: Composite, values: NDArray[np.uint8], has_border: bool) -> bytes:
    """One of the two masks, as an indexed PNG in VOC's palette."""
    if not has_border:
        return painted.png(values, voc_palette())
    # The border is one index more, in a map of its own: boxes are measured without it.
    index_map = painted.index_map
    bordered = np.where(_border(index_map), len(values), index_map.astype(np.uint32))
    return encode_indexed(bordered, np.append(values, np.uint8(VOID)), voc_palette())


def _border(index_map: LabelMap) -> Mask:
    """(H, W) bool: pixels with another segment, or none, within two pixels."""
    ids = index_map.astype(np.float32) if index_map.dtype == np.uint32 else index_map
    border: Mask = cv2.dilate(ids, _BORDER_KERNEL) != cv2.erode(ids, _BORDER_KERNEL)
    return border


def _annotation_xml(
    image: ImageRecord, filename: str, painted: Composite, names: Mapping[int, str]
) -> bytes:
    """Sizes and boxes; the n-th object is the n-th value of SegmentationObject."""
    height, width = image.size_hw
    lines = [
        "<annotation>",
        "\t<folder>VOC2012</folder>",
        f"\t<filename>{escape(filename)}</filename>",
        "\t<source><database>Maskwright</database></source>",
        f"\t<size><width>{width}</width><height>{height}</height><depth>3</depth></size>",
        "\t<segmented>1</segmented>",
    ]
    for index, segment in painted.visible():
        x, y, w, h = painted.visible_box(index)
        # Boxes are 1-based and inclusive: detectron2's evaluation parses whole numbers.
        box = f"<xmin>{x + 1}</xmin><ymin>{y + 1}</ymin><xmax>{x + w}</xmax><ymax>{y + h}</ymax>"
        lines += [
            "\t<object>",
            f"\t\t<name>{escape(names[segment.class_id])}</name>",
            "\t\t<pose>Unspecified</pose>",
            f"\t\t<truncated>{segment.truncated:d}</truncated>",
            f"\t\t<occluded>{segment.occluded:d}</occluded>",
            f"\t\t<difficult>{segment.iscrowd:d}</difficult>",
            f"\t\t<bndbox>{box}</bndbox>",
            "\t</object>",
        ]
    return ("\n".join([*lines, "</annotation>"]) + "\n").encode()
