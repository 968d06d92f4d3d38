"""COCO instances: every segment with its full mask, as exact polygons or as run lengths.

annotations/instances_<split>.json and images/<name>. Rules: docs/formats.md. Polygons follow pixel
edges, holes hang on bridges, so pycocotools rasterises exactly our pixels. Annotations of an image
stand in paint order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from labeling.formats.base import (
    ArchiveWriter,
    DatasetSource,
    ExportOptions,
    FormatOption,
    ImageRecord,
    Report,
    SegmentRecord,
)
from labeling.formats.coco_json import (
    WITHOUT_SPLIT,
    PictureNames,
    SplitFile,
    category,
    file_head,
)
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import ExportedPicture, export_picture, write_filenames
from labeling.masks import rle
from labeling.masks.bridges import bridged
from labeling.masks.outlines import pieces_rle
from labeling.masks.stacked import stacked
from labeling.masks.types import Rle

GEOMETRY = FormatOption(
    "geometry",
    "Masks as polygons (exact; read by all) or as run lengths (smaller, faster; detectron2 needs"
    " mask_format=bitmask)",
    choices=("polygons", "rle"),
    default="polygons",
)

IMAGES = "images/"


@dataclass(frozen=True, slots=True)
class _Made:
    """What the work on one image gives."""

    image: ImageRecord
    annotations: list[dict[str, Any]]
    picture: ExportedPicture | None
    notes: list[str]


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot as COCO instances."""
    ignored = frozenset(record.class_id for record in source.classes if record.is_ignore)
    if ignored:
        report.note("Segments of ignored classes are crowds: readers neither train nor count them.")
    make = partial(
        _make,
        as_polygons=options.extra.get("geometry", GEOMETRY.default) == "polygons",
        ignored=ignored,
        include_images=options.include_images,
    )
    with ExitStack() as stack:
        made = in_order(make, source.images(), on_threads=options.include_images)
        _write(source, archive, made, report, progress, stack)


def _write(
    source: DatasetSource,
    archive: ArchiveWriter,
    made_images: Iterable[_Made],
    report: Report,
    progress: Callable[[int], None],
    stack: ExitStack,
) -> None:
    """Number images and annotations and write everything in order."""
    names = PictureNames(source)
    files: dict[str, SplitFile] = {}
    annotation_id = 1  # COCOeval takes 0 for 'no match'
    for image_id, made in enumerate(made_images, start=1):
        for line in made.notes:
            report.note(line)
        name = names.name(made.image.name, made.picture.suffix if made.picture else None)
        if made.picture is not None:
            archive.write(IMAGES + name, made.picture.content)
        split = made.image.split or WITHOUT_SPLIT
        if split not in files:
            files[split] = SplitFile(stack)
        height, width = made.image.size_hw
        image = {"id": image_id, "file_name": name, "width": width, "height": height}
        files[split].add_image(image)
        for annotation in made.annotations:
            numbered = {"id": annotation_id, "image_id": image_id, **annotation}
            files[split].add_annotation(numbered)
            annotation_id += 1
        progress(image_id)
    head = file_head(source, [category(record) for record in source.classes])
    for split, file in sorted(files.items()):
        file.write(archive, f"annotations/instances_{split}.json", head)
    write_filenames(archive, names.exported)


def _make(
    image: ImageRecord, *, as_polygons: bool, ignored: frozenset[int], include_images: bool
) -> _Made:
    """All work on one image that needs no other."""
    report = Report()
    masks = stacked([segment.rle for segment in image.segments], image.size_hw)
    measured = zip(masks.areas_px().tolist(), masks.boxes_xywh().tolist(), strict=True)
    annotations = [
        _annotation(
            segment,
            area_px,
            bbox_xywh,
            is_crowd=segment.iscrowd or segment.class_id in ignored,
            as_polygons=as_polygons,
        )
        for segment, (area_px, bbox_xywh) in zip(image.segments, measured, strict=True)
    ]
    picture = export_picture(image, report) if include_images else None
    return _Made(image, annotations, picture, report.notes)


def _annotation(
    segment: SegmentRecord,
    area_px: int,
    bbox_xywh: list[int],
    *,
    is_crowd: bool,
    as_polygons: bool,
) -> dict[str, Any]:
    """One segment as COCO annotation, without its ids; crowds are run lengths always."""
    annotation: dict[str, Any] = {
        "category_id": segment.class_id,
        "segmentation": polygons_of(segment.rle)
        if as_polygons and not is_crowd
        else rle.to_wire(segment.rle),
        "area": area_px,
        "bbox": bbox_xywh,
        "iscrowd": int(is_crowd),
    }
    flags = {"occluded": segment.occluded, "truncated": segment.truncated}
    attributes = {**segment.attributes, **{name: True for name, is_set in flags.items() if is_set}}
    if attributes:
        annotation["attributes"] = attributes
    if segment.score is not None:
        annotation["score"] = segment.score
    return annotation


def polygons_of(mask: Rle) -> list[list[int]]:
    """A mask as COCO polygons that pycocotools rasterises to exactly the same pixels.

    Returns:
        One flat list [x, y, x, y, …] of pixel corners for each connected piece, holes bridged.
    """
    return [bridged(piece) for piece in pieces_rle(mask)]
