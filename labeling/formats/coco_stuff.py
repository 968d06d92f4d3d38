"""COCO stuff: what is visible of each class as one run-length mask per image; maps as an option.

annotations/stuff_<split>.json, images/<split>/<stem>.jpg, and where asked for the maps of
COCO-Stuff 164k, annotations/<split>/<stem>.png (category id - 1) or <stem>_labelTrainIds.png
(0..n-1 in the order of the categories), 255 unlabelled. Rules: docs/formats.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labeling.errors import FormatCannotHold
from labeling.formats.base import (
    ArchiveReader,
    ArchiveWriter,
    ClassRecord,
    DatasetSource,
    ExportOptions,
    FormatOption,
    ImageRecord,
    ImportedDataset,
    Report,
)
from labeling.formats.coco_json import WITHOUT_SPLIT, SplitFile, category, file_head, rgb
from labeling.formats.coco_panoptic import PICTURES
from labeling.formats.coco_read import read_annotations
from labeling.formats.composite import composite
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import (
    ExportedPicture,
    export_picture,
    flat_stems,
    write_filenames,
)
from labeling.masks import rle

MAPS = FormatOption(
    "maps",
    "Also PNG maps: category ids - 1 as COCO-Stuff 164k, or train ids as mmsegmentation reads",
    choices=("none", "ids", "train_ids"),
    default="none",
)

OPTIONS = (MAPS, PICTURES)

UNLABELLED = 255
"""In the maps (nightrome/cocostuff, README)."""

_MAP_ENDINGS = {"ids": ".png", "train_ids": "_labelTrainIds.png"}


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the work on one image needs to know of the whole export."""

    category_ids: frozenset[int]
    map_values: dict[int, int] | None
    picture_formats: tuple[str, ...]
    include_images: bool


@dataclass(frozen=True, slots=True)
class _Made:
    """What the work on one image gives."""

    image: ImageRecord
    annotations: list[dict[str, Any]]
    map_png: bytes | None
    picture: ExportedPicture | None
    notes: list[str]


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot as COCO stuff: things and stuff alike, one mask for each class and image.

    Raises:
        FormatCannotHold: maps are asked for and a class id does not fit into 8 bits.
    """
    classes = [record for record in source.classes if not record.is_ignore]
    if len(classes) < len(source.classes):
        report.note("Segments of ignored classes are unlabelled, as the format has no such class.")
    maps = options.extra.get("maps", MAPS.default)
    plan = _Plan(
        frozenset(record.class_id for record in classes),
        _map_values(classes, maps),
        ("JPEG", "PNG") if options.extra.get("pictures") == "keep" else ("JPEG",),
        options.include_images,
    )
    with ExitStack() as stack:
        made_images = in_order(
            partial(_make, plan=plan), source.images(), on_threads=options.include_images
        )
        ending = _MAP_ENDINGS.get(maps, "")
        files = _write(source, ending, archive, made_images, report, progress, stack)
        categories = [
            {**category(record), "isthing": int(record.is_thing), "color": rgb(record.color)}
            for record in classes
        ]
        for split, file in sorted(files.items()):
            file.write(archive, f"annotations/stuff_{split}.json", file_head(source, categories))


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read COCO stuff: the JSON of run lengths, as `coco_read.read`; classes are stuff unless said.

    Raises:
        BadDataset: names the file, the entry and the remedy.
    """
    return read_annotations(archive, report, preferred="stuff", are_things=False)


def _write(
    source: DatasetSource,
    map_ending: str,
    archive: ArchiveWriter,
    made_images: Iterable[_Made],
    report: Report,
    progress: Callable[[int], None],
    stack: ExitStack,
) -> dict[str, SplitFile]:
    """Number images and annotations and write all but the JSON files, which it returns."""
    stems = flat_stems(name for name, _ in source.image_heads())
    files: dict[str, SplitFile] = {}
    exported: dict[str, str] = {}
    annotation_id = 1
    for image_id, made in enumerate(made_images, start=1):
        for line in made.notes:
            report.note(line)
        stem, split = stems[made.image.name], made.image.split or WITHOUT_SPLIT
        if split not in files:
            files[split] = SplitFile(stack)
        file_name = f"{stem}{made.picture.suffix if made.picture else '.jpg'}"
        exported[made.image.name] = file_name
        if made.picture is not None:
            archive.write(f"images/{split}/{file_name}", made.picture.content)
        if made.map_png is not None:
            archive.write(f"annotations/{split}/{stem}{map_ending}", made.map_png)
        height, width = made.image.size_hw
        files[split].add_image(
            {"id": image_id, "file_name": file_name, "width": width, "height": height}
        )
        for annotation in made.annotations:
            files[split].add_annotation({"id": annotation_id, "image_id": image_id, **annotation})
            annotation_id += 1
        progress(image_id)
    write_filenames(archive, exported)
    return files


def _make(image: ImageRecord, *, plan: _Plan) -> _Made:
    """All work on one image that needs no other."""
    report = Report()
    painted = composite(image)
    class_ids = np.zeros(len(painted.segments) + 1, dtype=np.int64)
    for index, segment in painted.visible():
        if segment.class_id in plan.category_ids:
            class_ids[index] = segment.class_id
    annotations = []
    for class_id, mask in painted.runs.replaced(class_ids).masks().items():
        area_px, bbox_xywh = rle.area_and_bbox(mask)
        annotations.append(
            {
                "category_id": class_id,
                "segmentation": rle.to_wire(mask),
                "area": area_px,
                "bbox": list(bbox_xywh),
                "iscrowd": 0,
            }
        )
    map_png = None
    if plan.map_values is not None:
        values = [plan.map_values.get(class_id, UNLABELLED) for class_id in class_ids.tolist()]
        pixel_values: NDArray[np.uint8] = np.array(values, dtype=np.uint8)
        map_png = painted.png(pixel_values)
    picture = (
        export_picture(image, report, formats=plan.picture_formats) if plan.include_images else None
    )
    return _Made(image, annotations, map_png, picture, report.notes)


def _map_values(classes: list[ClassRecord], maps: str) -> dict[int, int] | None:
    """class_id to value in the maps; None where no maps are asked for."""
    if maps == "none":
        return None
    values = {
        record.class_id: record.class_id - 1 if maps == "ids" else place
        for place, record in enumerate(classes)
    }
    too_large = [record.name for record in classes if values[record.class_id] >= UNLABELLED]
    if too_large:
        raise FormatCannotHold(
            f"The maps hold values up to 254; {', '.join(too_large)} would be larger."
            " Leave the maps out, or choose coco-panoptic."
        )
    return values
