"""What each format has room for: a literal table, held true by tests/formats/test_holds.py.

It says what comes back where the export is read again with the same pixels, and what is lost for
other readers where they differ. Exports tell from it, before they start, what will be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Holds:
    """What a format has room for; the defaults are those of a format that holds everything.

    Attributes:
        overlaps: pixels of a segment under others, and which segment lies above.
        merges: segments of one class that become one region: none, those of stuff, or all.
        parts: what readers see of a segment in several pieces: it whole (`exact`), it with lines
            of 1 px between the pieces (`bridged`), or several objects (`split`).
        border: whether pixels along borders become void.
        crowds, flags, attributes, scores, vertices: `iscrowd`; `occluded` and `truncated`; values
            of attributes; scores; vertices as drawn (the pixels are exact either way).
        weak: boxes without pixels and image tags.
        states: the state of an image's annotation.
        unsplit: images in no split stay in none (else they count as train).
        ignored: what becomes of ignored classes: they stay what they are (`kept`), become `void`,
            crowds (`crowd`), or are left out (`none`).
        deep: pictures of more than 8 bits stay so.
        class_table: hotkeys, guidelines, supercategories and attribute definitions.
        max_class_id, max_classes, max_instances: the largest of each; None: any. Instances per
            image.
        needs_pictures: without pictures nobody can read it.
        jpeg_only: pictures that are no JPEG are converted.
    """

    overlaps: bool = True
    merges: Literal["none", "stuff", "all"] = "none"
    parts: Literal["exact", "bridged", "split"] = "exact"
    border: bool = True
    crowds: bool = True
    flags: bool = True
    attributes: bool = True
    scores: bool = True
    vertices: bool = True
    weak: bool = True
    states: bool = True
    unsplit: bool = True
    ignored: Literal["kept", "void", "crowd", "none"] = "kept"
    deep: bool = True
    class_table: bool = True
    max_class_id: int | None = None
    max_classes: int | None = None
    max_instances: int | None = None
    needs_pictures: bool = False
    jpeg_only: bool = False


_OBJECTS = Holds(vertices=False, weak=False, states=False, deep=False, class_table=False)
"""Formats of objects with full masks, their flags and attributes."""

_MAPS = replace(
    _OBJECTS,
    overlaps=False,
    merges="stuff",
    crowds=False,
    flags=False,
    attributes=False,
    scores=False,
    ignored="void",
)
"""Formats of what is visible: one value for each pixel."""

HOLDS: dict[str, Holds] = {
    "maskwright": Holds(),
    "coco-instances": replace(_OBJECTS, ignored="crowd"),
    "coco-panoptic": replace(_MAPS, crowds=True, jpeg_only=True),
    "coco-stuff": replace(_MAPS, merges="all", jpeg_only=True),
    "cityscapes": replace(_MAPS, crowds=True, parts="split", unsplit=False, max_classes=254),
    "voc": replace(
        _MAPS,
        merges="none",
        flags=True,
        unsplit=False,
        max_class_id=254,
        max_instances=254,
        jpeg_only=True,
    ),
    "yolo-seg": replace(
        _OBJECTS,
        parts="bridged",
        crowds=False,
        flags=False,
        attributes=False,
        scores=False,
        ignored="none",
        needs_pictures=True,
    ),
    "labelme": _OBJECTS,
    "png-masks": replace(_MAPS, max_instances=65535),
    "cvat": replace(_OBJECTS, weak=True, class_table=True),
    "label-studio": replace(_OBJECTS, weak=True, class_table=True),
    "hf-parquet": Holds(deep=False),
    "datumaro": Holds(deep=False),
    "ade20k": replace(
        _MAPS,
        unsplit=False,
        class_table=True,
        ignored="none",
        max_classes=254,
        max_instances=255,
        jpeg_only=True,
    ),
    "tfrecord": Holds(deep=False),
}
"""By format, with its default options."""

BY_OPTION: dict[tuple[str, str, str], Mapping[str, Any]] = {
    ("coco-panoptic", "pictures", "keep"): {"jpeg_only": False},
    ("coco-stuff", "pictures", "keep"): {"jpeg_only": False},
    ("coco-stuff", "maps", "ids"): {"max_class_id": 255},
    ("voc", "border", "void"): {"border": False},
    ("png-masks", "instances", "no"): {"merges": "all", "max_instances": None},
    ("png-masks", "layout", "paddleseg"): {"unsplit": False},
    ("png-masks", "layout", "mmsegmentation"): {"unsplit": False, "jpeg_only": True},
    ("cvat", "geometry", "as-drawn"): {"vertices": True},
    ("cvat", "geometry", "polygons"): {"vertices": True},
    ("label-studio", "geometry", "as-drawn"): {"vertices": True},
    ("label-studio", "geometry", "polygons"): {"vertices": True},
    ("ade20k", "layout", "full"): {
        "overlaps": True,
        "merges": "none",
        "crowds": True,
        "flags": True,
        "attributes": True,
        "scores": True,
        "ignored": "kept",
        "max_classes": 6655,
        "max_instances": None,
    },
}
"""(format, option, choice) to what it changes."""


def holds(format_name: str, options: Mapping[str, str]) -> Holds:
    """What a format holds with these options (those not named have their default)."""
    changes: dict[str, Any] = {}
    for name, choice in sorted(options.items()):
        changes.update(BY_OPTION.get((format_name, name, choice), {}))
    return replace(HOLDS[format_name], **changes)
