"""The full dataset's files: maps of objects and of each level of parts, a JSON, whole masks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from labeling.formats.ade20k_benchmark import Made
from labeling.formats.ade20k_layout import MAX_INSTANCES, PARTS, SEG, folder, packed
from labeling.formats.base import ImageRecord, Report, SegmentRecord
from labeling.formats.composite import composite
from labeling.formats.mask_pngs import mask_png
from labeling.formats.pictures_out import export_picture
from labeling.masks import rle
from labeling.masks.bridges import bridged
from labeling.masks.outlines import pieces_rle

ROOT = "images/ADE/"
OURS = "maskwright"
"""The key, in an object of the JSON, of what ADE20K has no place for."""


def full_files(
    image: ImageRecord,
    *,
    stems: Mapping[str, str],
    values: Mapping[int, int],
    names: Mapping[int, str],
    levels: Mapping[int, int],
    owners: Mapping[int, str | None],
    include_images: bool,
) -> Made:
    """All files of one image.

    Args:
        image: whose segments are written, each with its whole mask.
        stems: name to exported stem.
        values: class_id to number in the maps, 0 for none.
        names: class_id to name.
        levels: class_id to level, 0 for objects and above for parts.
        owners: class_id to the name of the class that it is a part of.
        include_images: whether the picture goes in.
    """
    report = Report()
    stem = stems[image.name]
    place = f"{ROOT}{folder(image.split)}/{stem}"
    areas_px: Counter[int] = Counter()
    files: dict[str, bytes] = {}
    if include_images and (picture := export_picture(image, report, formats=("JPEG",))):
        files[f"{place}.jpg"] = picture.content
    for level in range(max((levels[s.class_id] for s in image.segments), default=0) + 1):
        path = place + (PARTS.format(level) if level else SEG)
        of_level = [s for s in image.segments if levels[s.class_id] == level]
        files[path] = _map(image, of_level, values, areas_px, report)
    front_first = image.segments[::-1]
    parents = _parents(front_first, names, owners)
    objects = []
    for number, segment in enumerate(front_first):
        mask_name = f"{stem}/instance_{number:03}_{stem}.png"
        files[f"{place.rpartition('/')[0]}/{mask_name}"] = mask_png(segment.rle, inside=255)
        objects.append(_object(segment, number, mask_name, values, names, levels, parents))
    # ASCII, because readers take these files for Latin-1, as ADE20K's own are.
    annotation = json.dumps({"annotation": _annotation(image, stem, objects)})
    files[f"{place}.json"] = annotation.encode("ascii") + b"\n"
    return Made(files, report.notes, areas_px, image.size_hw, image.split)


def _map(
    image: ImageRecord,
    segments: Sequence[SegmentRecord],
    values: Mapping[int, int],
    areas_px: Counter[int],
    report: Report,
) -> bytes:
    """The map of one level: class in R and G, instance in B; adds to `areas_px`."""
    painted = composite(image, segments)
    class_values = np.array([0, *(values[s.class_id] for s in segments)], np.int64)
    numbers = np.zeros(len(segments) + 1, np.int64)
    visible = [index for index, _ in painted.visible() if class_values[index]]
    numbers[visible[:MAX_INSTANCES]] = np.arange(1, min(len(visible), MAX_INSTANCES) + 1)
    if len(visible) > MAX_INSTANCES:
        report.note(
            f"{image.name} shows {len(visible)} objects of one level; only {MAX_INSTANCES} have a"
            " number in its map (all have a mask of their own)."
        )
    for index in visible:
        areas_px[int(class_values[index])] += int(painted.areas_px[index])
    return painted.png(packed(class_values, numbers))


def _parents(
    segments: Sequence[SegmentRecord],
    names: Mapping[int, str],
    owners: Mapping[int, str | None],
) -> dict[int, int]:
    """Number of a part to the number of the object that it shares most pixels with."""
    parents = {}
    known = set(names.values())
    for number, part in enumerate(segments):
        owner = owners[part.class_id]
        if owner not in known:
            continue
        shared = {
            other: rle.area_px(rle.intersection(part.rle, each.rle))
            for other, each in enumerate(segments)
            if names[each.class_id] == owner and rle.intersects(part.rle, each.rle)
        }
        if shared:
            parents[number] = max(shared, key=lambda other: (shared[other], -other))
    return parents


def _annotation(
    image: ImageRecord, stem: str, objects: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        "filename": f"{stem}.jpg",
        "folder": f"{ROOT}{folder(image.split)}",
        "imsize": [*image.size_hw, 3],
        "source": {"folder": "", "filename": image.name, "origin": ""},
        "scene": [],
        "object": objects,
    }


def _object(
    segment: SegmentRecord,
    number: int,
    mask_name: str,
    values: Mapping[int, int],
    names: Mapping[int, str],
    levels: Mapping[int, int],
    parents: Mapping[int, int],
) -> dict[str, Any]:
    """One object of the JSON; its polygon is the longest outline of its pieces."""
    ring = max(map(bridged, pieces_rle(segment.rle)), key=len)
    name = names[segment.class_id]
    ours = {
        "uid": segment.uid,
        "class_id": segment.class_id,
        "iscrowd": segment.iscrowd,
        "score": segment.score,
        "attributes": dict(segment.attributes),
    }
    return {
        "id": number,
        "name": name,
        "name_ndx": values[segment.class_id],
        "hypernym": [name],
        "raw_name": name,
        "attributes": [str(key) for key, value in segment.attributes.items() if value is True],
        "depth_ordering_rank": number + 1,
        "occluded": "yes" if segment.occluded else "no",
        "crop": str(int(segment.truncated)),
        "parts": {
            "hasparts": [part for part, owner in sorted(parents.items()) if owner == number],
            "ispartof": parents.get(number, []),
            "part_level": levels[segment.class_id],
        },
        "instance_mask": mask_name,
        "polygon": {"x": ring[::2], "y": ring[1::2], "click_date": []},
        "saved_date": "",
        OURS: ours,
    }
