"""Label Studio's JSON: a list of tasks with brush masks or polygons, boxes and choices.

tasks.json, images/<name>, labeling_config.xml (what a project needs to show them) and
maskwright-classes.json (our class table). Rules: docs/formats.md. Source: labelstud.io/tags, the
JSON export of version 1.13.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from labeling.formats import label_studio_rle
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
from labeling.formats.coco_json import PictureNames, dumps
from labeling.formats.cvat_labels import clean
from labeling.formats.drawn import GEOMETRY, keeps_vertices, rings_of
from labeling.formats.native_write import class_line
from labeling.formats.parallel import in_order
from labeling.formats.pictures_out import ExportedPicture, export_picture, write_filenames

FILE, CONFIG, CLASSES, IMAGES = (
    "tasks.json",
    "labeling_config.xml",
    "maskwright-classes.json",
    "images/",
)

LOCAL_FILES = "/data/local-files/?d="
"""How Label Studio names files below LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT."""

OURS = "maskwright"
"""The key, in a task's and a region's `meta`, of what Label Studio has no place for."""

_SPOOL_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class _Made:
    """What the work on one image gives."""

    image: ImageRecord
    result: list[dict[str, Any]]
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
    """Write a snapshot as tasks of Label Studio."""
    make = partial(
        _make,
        labels={record.class_id: record.name for record in source.classes},
        geometry=options.extra.get("geometry", GEOMETRY.default),
        include_images=options.include_images,
    )
    classes = [class_line(record) for record in source.classes]
    archive.write(CLASSES, dumps(classes) + b"\n")
    archive.write(CONFIG, _config(source.classes).encode())
    with SpooledTemporaryFile(_SPOOL_BYTES) as tasks:
        made = in_order(make, source.images(), on_threads=options.include_images)
        _write_tasks(source, archive, made, tasks, report, progress)
        tasks.seek(0)
        with archive.open(FILE) as target:
            target.write(b"[")
            shutil.copyfileobj(tasks, target)
            target.write(b"\n]\n")


def percent(value: float, side: int) -> float:
    """A coordinate as Label Studio has it: of the image's width or height."""
    return value * 100 / side


def _write_tasks(
    source: DatasetSource,
    archive: ArchiveWriter,
    made_images: Iterable[_Made],
    target: IO[bytes],
    report: Report,
    progress: Callable[[int], None],
) -> None:
    """Write the pictures, and each image's task into the file that waits."""
    names = PictureNames(source)
    for number, made in enumerate(made_images, start=1):
        image = made.image
        for line in made.notes:
            report.note(line)
        for uid in made.lost_vertices:
            report.count("polygons became masks or outlines of pixels", f"{image.name}, {uid}")
        name = names.name(image.name, made.picture.suffix if made.picture else None)
        if made.picture is not None:
            archive.write(IMAGES + name, made.picture.content)
        annotation = {"id": number, "was_cancelled": False, "ground_truth": False}
        task = {
            "id": number,
            "data": {
                "image": LOCAL_FILES + quote(IMAGES + name),
                **({"split": image.split} if image.split else {}),
            },
            "meta": {OURS: {"size": list(image.size_hw)}},
            "annotations": [{**annotation, "result": made.result}],
            "predictions": [],
        }
        target.write(b"\n" if number == 1 else b",\n")
        target.write(dumps(task))
        progress(number)
    write_filenames(archive, names.exported)


def _config(classes: Sequence[ClassRecord]) -> str:
    """The labeling configuration of a project that shows the tasks."""
    names = [(quoteattr(clean(record.name)), record.color) for record in classes]
    labels = "".join(f'    <Label value={name} background="{color}"/>\n' for name, color in names)
    choices = "".join(f"    <Choice value={name}/>\n" for name, _ in names)
    rows = "".join(
        f'  <{tag} name="{name}" toName="image">\n{labels}  </{tag}>\n'
        for tag, name in (
            ("BrushLabels", "brush"),
            ("PolygonLabels", "polygon"),
            ("RectangleLabels", "box"),
        )
    )
    return (
        f'<View>\n  <Image name="image" value="$image" zoom="true"/>\n{rows}'
        f'  <Choices name="tags" toName="image" choice="multiple">\n{choices}  </Choices>\n'
        "</View>\n"
    )


def _make(
    image: ImageRecord, *, labels: Mapping[int, str], geometry: str, include_images: bool
) -> _Made:
    """All work on one image that needs no other."""
    report = Report()
    result: list[dict[str, Any]] = []
    for segment in image.segments:
        if segment.attributes or segment.iscrowd or segment.occluded or segment.truncated:
            report.note(
                "Attributes, crowds and flags are in each region's meta, which Label Studio does"
                " not show; Maskwright reads them."
            )
        result += _regions(segment, labels[segment.class_id], image.size_hw, geometry)
    result += [_box(box, labels[box.class_id], image.size_hw) for box in image.boxes]
    if image.tags:
        chosen = {"choices": [labels[class_id] for class_id in image.tags]}
        result.append(_entry("tags", "choices", "tags", chosen, image.size_hw))
    lost = [s.uid for s in image.segments if not keeps_vertices(s, geometry)]
    picture = export_picture(image, report) if include_images else None
    return _Made(image, result, picture, report.notes, lost)


def _regions(
    segment: SegmentRecord, label: str, size_hw: tuple[int, int], geometry: str
) -> list[dict[str, Any]]:
    """A segment as one brush region, or as polygons, of which the first stands for the others."""
    rings = rings_of(segment, geometry)
    flags = ("iscrowd", "occluded", "truncated")
    more: dict[str, Any] = {"z": segment.z}
    more |= {flag: True for flag in flags if getattr(segment, flag)}
    if segment.attributes:
        more["attributes"] = dict(segment.attributes)
    if rings is None:
        content = list(label_studio_rle.encode(segment.rle))
        value: dict[str, Any] = {"format": "rle", "rle": content, "brushlabels": [label]}
        entries = [_entry(segment.uid, "brushlabels", "brush", value, size_hw)]
    else:
        height, width = size_hw
        entries = [
            _entry(
                segment.uid if part == 0 else f"{segment.uid}#{part + 1}",
                "polygonlabels",
                "polygon",
                {
                    "points": [[percent(x, width), percent(y, height)] for x, y in ring],
                    "closed": True,
                    "polygonlabels": [label],
                },
                size_hw,
            )
            for part, ring in enumerate(rings)
        ]
    for part, entry in enumerate(entries):
        entry["meta"] = {OURS: more if part == 0 else {"part_of": segment.uid}}
        entry["origin"] = "prediction" if segment.origin == "model" else "manual"
        if segment.score is not None:
            entry["score"] = segment.score
    return entries


def _box(box: BoxRecord, label: str, size_hw: tuple[int, int]) -> dict[str, Any]:
    height, width = size_hw
    x, y, w, h = box.bbox_xywh
    value = {
        "x": percent(x, width),
        "y": percent(y, height),
        "width": percent(w, width),
        "height": percent(h, height),
        "rotation": 0,
        "rectanglelabels": [label],
    }
    return _entry(box.uid, "rectanglelabels", "box", value, size_hw)


def _entry(
    uid: str, kind: str, control: str, value: Mapping[str, Any], size_hw: tuple[int, int]
) -> dict[str, Any]:
    return {
        "id": uid,
        "type": kind,
        "from_name": control,
        "to_name": "image",
        "original_width": size_hw[1],
        "original_height": size_hw[0],
        "image_rotation": 0,
        "value": value,
    }
