"""COCO panoptic: every pixel one segment, as an RGB picture of ids and a JSON that explains them.

annotations/panoptic_<split>.json, annotations/panoptic_<split>/<stem>.png, images/<stem>.jpg. The
id of a pixel is R + 256 G + 65536 B, 0 is void (panopticapi, utils.py rgb2id). Rules:
docs/formats.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labeling.formats.base import (
    ArchiveWriter,
    ClassRecord,
    DatasetSource,
    ExportOptions,
    FormatOption,
    ImageRecord,
    Report,
)
from labeling.formats.coco_json import WITHOUT_SPLIT, SplitFile, category, file_head, rgb
from labeling.formats.composite import Composite, composite
from labeling.formats.detectron2 import registration
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import (
    ExportedPicture,
    export_picture,
    flat_stems,
    write_filenames,
)

PICTURES = FormatOption(
    "pictures",
    "Pictures all as JPEG (detectron2 and mmdetection look for .jpg only), or PNG kept as PNG",
    choices=("jpeg", "keep"),
    default="jpeg",
)

_SPREAD = 0x9E3779B1
"""Odd, so i * _SPREAD modulo 2^24 is another id for every i (Knuth's multiplicative hash), and
neighbours look different when the PNG is opened."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What the work on one image gives."""

    image: ImageRecord
    segments: list[dict[str, Any]]
    png: bytes
    picture: ExportedPicture | None
    notes: list[str]


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot as COCO panoptic: what is visible, stuff joined into one segment each."""
    classes = {record.class_id: record for record in source.classes if not record.is_ignore}
    if len(classes) < len(source.classes):
        report.note("Segments of ignored classes are void (0), as the format has no such class.")
    keeps_png = options.extra.get("pictures", PICTURES.default) == "keep"
    make = partial(
        _make,
        classes=classes,
        picture_formats=("JPEG", "PNG") if keeps_png else ("JPEG",),
        include_images=options.include_images,
    )
    stems = flat_stems(name for name, _ in source.image_heads())
    with ExitStack() as stack:
        made_images = in_order(make, source.images(), on_threads=options.include_images)
        splits = _write(source, stems, archive, made_images, report, progress, stack)
    kept = list(classes.values())
    archive.write("register_detectron2.py", registration(kept, splits).encode())


def _write(
    source: DatasetSource,
    stems: dict[str, str],
    archive: ArchiveWriter,
    made_images: Iterable[_Made],
    report: Report,
    progress: Callable[[int], None],
    stack: ExitStack,
) -> list[str]:
    """Number the images and write everything in order; returns the splits."""
    files: dict[str, SplitFile] = {}
    exported: dict[str, str] = {}
    for image_id, made in enumerate(made_images, start=1):
        for line in made.notes:
            report.note(line)
        stem, split = stems[made.image.name], made.image.split or WITHOUT_SPLIT
        if split not in files:
            files[split] = SplitFile(stack)
        file_name = f"{stem}{made.picture.suffix if made.picture else '.jpg'}"
        exported[made.image.name] = file_name
        if made.picture is not None:
            archive.write(f"images/{file_name}", made.picture.content)
        archive.write(f"annotations/panoptic_{split}/{stem}.png", made.png)
        height, width = made.image.size_hw
        # In the order of the images, also for those without a segment: mmdetection zips the lists.
        files[split].add_image(
            {"id": image_id, "file_name": file_name, "width": width, "height": height}
        )
        files[split].add_annotation(
            {"image_id": image_id, "file_name": f"{stem}.png", "segments_info": made.segments}
        )
        progress(image_id)
    head = file_head(source, _categories(source.classes))
    for split, file in sorted(files.items()):
        file.write(archive, f"annotations/panoptic_{split}.json", head)
    write_filenames(archive, exported)
    return sorted(files)


def _categories(classes: Iterable[ClassRecord]) -> list[dict[str, Any]]:
    return [
        {**category(record), "isthing": int(record.is_thing), "color": rgb(record.color)}
        for record in classes
        if not record.is_ignore
    ]


def _make(
    image: ImageRecord,
    *,
    classes: dict[int, ClassRecord],
    picture_formats: tuple[str, ...],
    include_images: bool,
) -> _Made:
    """All work on one image that needs no other."""
    report = Report()
    painted = composite(image)
    groups = _groups(painted, classes)
    ids = np.zeros(len(painted.segments) + 1, dtype=np.uint32)
    segments = []
    for number, (members, is_crowd) in enumerate(groups, start=1):
        segment_id = number * _SPREAD & 0xFFFFFF
        ids[members] = segment_id
        segments.append(
            {
                "id": segment_id,
                "category_id": painted.segments[members[0] - 1].class_id,
                "area": int(painted.areas_px[members].sum()),
                "bbox": _joined_box([painted.visible_box(member) for member in members]),
                "iscrowd": int(is_crowd),
            }
        )
    png = painted.png(_rgb_of(ids))
    picture = export_picture(image, report, formats=picture_formats) if include_images else None
    return _Made(image, segments, png, picture, report.notes)


def _groups(painted: Composite, classes: dict[int, ClassRecord]) -> list[tuple[list[int], bool]]:
    """(indices, iscrowd) of what becomes one panoptic segment, in paint order.

    Hidden segments are not among them: ids in the JSON and in the picture must be the same. Stuff
    is one segment for each class. Ignored classes stay void.
    """
    groups: list[tuple[list[int], bool]] = []
    stuff: dict[int, list[int]] = {}
    for index, segment in painted.visible():
        record = classes.get(segment.class_id)
        if record is None:
            continue
        if not record.is_thing and segment.class_id in stuff:
            stuff[segment.class_id].append(index)
            continue
        members = [index]
        groups.append((members, record.is_thing and segment.iscrowd))
        if not record.is_thing:
            stuff[segment.class_id] = members
    return groups


def _joined_box(boxes: list[tuple[int, int, int, int]]) -> list[int]:
    """The box [x, y, width, height] around several."""
    left, top = min(x for x, _, _, _ in boxes), min(y for _, y, _, _ in boxes)
    right, bottom = max(x + w for x, _, w, _ in boxes), max(y + h for _, y, _, h in boxes)
    return [left, top, right - left, bottom - top]


def _rgb_of(ids: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """(N, 3) uint8 R, G, B of (N,) ids below 2^24."""
    return np.stack([ids & 255, ids >> 8 & 255, ids >> 16 & 255], axis=1).astype(np.uint8)
