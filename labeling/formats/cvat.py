"""CVAT for images 1.1: annotations.xml with every segment as exact <mask> or as <polygon>.

What CVAT's own loader reads is in the elements and attributes that it knows; what it has no place
for (class ids, crowds, truncation, scores) is beside them, where it looks for nothing. Rules:
docs/formats.md. Source: cvat-ai/cvat, cvat/apps/dataset_manager/formats/cvat.py @ a01a8a8.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from tempfile import SpooledTemporaryFile
from typing import IO

from labeling.attributes import definitions
from labeling.formats.base import (
    ArchiveWriter,
    BoxRecord,
    ClassRecord,
    DatasetSource,
    ExportOptions,
    ImageRecord,
    Report,
    SegmentRecord,
)
from labeling.formats.coco_json import WITHOUT_SPLIT, PictureNames, dumps
from labeling.formats.cvat_labels import clean, label_names, label_xml, quoted, text, value_text
from labeling.formats.cvat_xml import OURS
from labeling.formats.drawn import GEOMETRY, keeps_vertices, rings_of
from labeling.formats.native_write import class_line
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import ExportedPicture, export_picture, write_filenames
from labeling.masks.boxed import crop_runs
from labeling.masks.rle import decode_box
from labeling.masks.types import Ring, Rle

FILE, IMAGES = "annotations.xml", "images/"

SOURCES = {"model": "auto", "import": "file", "sam": "semi-auto", "grabcut": "semi-auto"}
"""CVAT's `source` of each origin; the others were drawn by hand."""

_Z_LIMIT = 2**31 - 1
"""CVAT keeps z_order in 32 bits."""

_SPOOL_BYTES = 16 * 2**20

_MORE = (
    "Crowds, truncation and scores are in the file, but only Maskwright reads them: CVAT has none."
)


@dataclass(frozen=True, slots=True)
class _Table:
    """The class table as the images need it."""

    labels: Mapping[int, str]
    kinds: Mapping[int, Mapping[str, str]]  # class_id to attribute name to kind


@dataclass(frozen=True, slots=True)
class _Made:
    """What the work on one image gives."""

    image: ImageRecord
    shapes: bytes
    picture: ExportedPicture | None
    notes: list[str]
    lost_vertices: list[str]  # uids


def export(
    source: DatasetSource,
    archive: ArchiveWriter,
    options: ExportOptions,
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write a snapshot as CVAT for images 1.1."""
    make = partial(
        _make,
        table=_table(source.classes),
        geometry=options.extra.get("geometry", GEOMETRY.default),
        include_images=options.include_images,
    )
    with SpooledTemporaryFile(_SPOOL_BYTES) as images:
        made = in_order(make, source.images(), on_threads=options.include_images)
        _write_images(source, archive, made, images, report, progress)
        images.seek(0)
        with archive.open(FILE) as target:
            target.write(_head(source).encode())
            shutil.copyfileobj(images, target)
            target.write(b"</annotations>\n")


def _write_images(
    source: DatasetSource,
    archive: ArchiveWriter,
    made_images: Iterable[_Made],
    target: IO[bytes],
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write the pictures, and each image's element into the file that waits."""
    names = PictureNames(source)
    has_splits = any(split for _, split in source.image_heads())
    for number, made in enumerate(made_images):
        image = made.image
        for line in made.notes:
            report.note(line)
        for uid in made.lost_vertices:
            report.count("polygons became masks or outlines of pixels", f"{image.name}, {uid}")
        name = names.name(image.name, made.picture.suffix if made.picture else None)
        if clean(name) != name:
            report.count("image names with characters that XML cannot hold", name)
        subset = (image.split or WITHOUT_SPLIT) if has_splits else None
        if made.picture is not None:
            folder = f"{IMAGES}{subset}/" if subset else IMAGES
            archive.write(folder + name, made.picture.content)
        height, width = image.size_hw
        in_subset = f" subset={quoted(subset)}" if subset else ""
        target.write(
            f'<image id="{number}" name={quoted(name)}{in_subset} width="{width}"'
            f' height="{height}">\n'.encode()
        )
        target.write(made.shapes)
        target.write(b"</image>\n")
        progress(number + 1)
    write_filenames(archive, names.exported)


def _head(source: DatasetSource) -> str:
    """Everything before the first image; no dates, so that the bytes do not differ."""
    names = label_names(source.classes)
    labels = "".join(label_xml(record, names[record.class_id]) for record in source.classes)
    table = dumps([class_line(record) for record in source.classes]).decode()
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n<meta>\n'
        f"{_about(source, labels)}<{OURS}>{text(table)}</{OURS}>\n</meta>\n"
    )


def _about(source: DatasetSource, labels: str) -> str:
    """What CVAT says of a task; where there are splits, of a project with a task for each.

    Datumaro takes images of a subset only if a project's tasks name that subset.
    """
    name = text(source.name)
    counts = Counter(split or WITHOUT_SPLIT for _, split in source.image_heads())
    if set(counts) <= {WITHOUT_SPLIT}:
        return (
            f"<task>\n<name>{name}</name>\n<size>{source.num_images}</size>\n"
            f"<mode>annotation</mode>\n<overlap>0</overlap>\n<labels>\n{labels}</labels>\n</task>\n"
        )
    tasks = "".join(
        f"<task><name>{name} {subset}</name><size>{count}</size><mode>annotation</mode>"
        f"<overlap>0</overlap><subset>{subset}</subset></task>\n"
        for subset, count in sorted(counts.items())
    )
    subsets = "\n".join(sorted(counts))
    return (
        f"<project>\n<name>{name}</name>\n<tasks>\n{tasks}</tasks>\n<labels>\n{labels}</labels>\n"
        f"<subsets>{subsets}</subsets>\n</project>\n"
    )


def _table(classes: Sequence[ClassRecord]) -> _Table:
    return _Table(
        label_names(classes),
        {
            record.class_id: {each.name: each.kind for each in definitions(record.attributes)[0]}
            for record in classes
        },
    )


def _make(image: ImageRecord, *, table: _Table, geometry: str, include_images: bool) -> _Made:
    """All work on one image that needs no other."""
    report = Report()
    orders = _z_orders(image, report)
    groups = iter(range(1, len(image.segments) + 1))
    lines = []
    for segment, z_order in zip(image.segments, orders, strict=True):
        if segment.iscrowd or segment.truncated or segment.score is not None:
            report.note(_MORE)
        lines += _segment(segment, z_order, groups, table, geometry)
    lines += [_box(box, table) for box in image.boxes]
    lines += [
        f'<tag label={quoted(table.labels[class_id])} source="manual"></tag>\n'
        for class_id in image.tags
    ]
    lost = [s.uid for s in image.segments if not keeps_vertices(s, geometry)]
    picture = export_picture(image, report) if include_images else None
    return _Made(image, "".join(lines).encode(), picture, report.notes, lost)


def _z_orders(image: ImageRecord, report: Report) -> list[int]:
    """Numbers that paint the segments in their order: z, where those are clear and fit."""
    orders = [segment.z for segment in image.segments]
    is_clear = all(one < other for one, other in pairwise(orders))
    if is_clear and all(abs(z) <= _Z_LIMIT for z in orders):
        return orders
    report.note(
        "Where z was not different for every segment of an image, or over 32 bits, the segments are"
        " numbered in paint order instead."
    )
    return list(range(1, len(orders) + 1))


def _segment(
    segment: SegmentRecord, z_order: int, groups: Iterable[int], table: _Table, geometry: str
) -> list[str]:
    """A segment as one <mask>, or as <polygon>s, of which several are one group."""
    rings = rings_of(segment, geometry)
    common = (
        f"label={quoted(table.labels[segment.class_id])}"
        f' source="{SOURCES.get(segment.origin, "manual")}" occluded="{int(segment.occluded)}"'
    )
    rest = f' z_order="{z_order}"{_more(segment)}>{_attributes(segment, table)}'
    if rings is None:
        return [f"<mask {common} {_mask(segment.rle)}{rest}</mask>\n"]
    if len(rings) > 1:
        rest = f' group_id="{next(iter(groups))}"{rest}'
    return [f'<polygon {common} points="{_points(ring)}"{rest}</polygon>\n' for ring in rings]


def _mask(mask: Rle) -> str:
    """The box of a mask and its run lengths along the rows of the box, the first outside."""
    crop, left, top = decode_box(mask)
    height, width = crop.shape
    runs = ", ".join(map(str, crop_runs(crop).tolist()))
    return f'rle="{runs}" left="{left}" top="{top}" width="{width}" height="{height}"'


def _points(ring: Ring) -> str:
    return ";".join(f"{_short(x)},{_short(y)}" for x, y in ring)


def _short(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _more(segment: SegmentRecord) -> str:
    """What CVAT has no place for, as XML attributes that it does not look at."""
    score = "" if segment.score is None else f' score="{segment.score!r}"'
    crowd = ' iscrowd="1"' if segment.iscrowd else ""
    truncated = ' truncated="1"' if segment.truncated else ""
    return crowd + truncated + score


def _attributes(segment: SegmentRecord, table: _Table) -> str:
    kinds = table.kinds[segment.class_id]
    rows = []
    for name, value in segment.attributes.items():
        written, read_as = value_text(value, kinds.get(name, "text"))
        marked = f" kind={quoted(read_as)}" if read_as else ""
        rows.append(f"<attribute name={quoted(name)}{marked}>{text(written)}</attribute>")
    return "".join(rows)


def _box(box: BoxRecord, table: _Table) -> str:
    x, y, w, h = box.bbox_xywh
    return (
        f'<box label={quoted(table.labels[box.class_id])} source="manual" occluded="0"'
        f' xtl="{x:.2f}" ytl="{y:.2f}" xbr="{x + w:.2f}" ybr="{y + h:.2f}" z_order="0"></box>\n'
    )
