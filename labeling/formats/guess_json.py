"""Signs of the formats that are known by what stands in their JSON files."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from labeling.formats.excerpts import CERTAIN, LIKELY, POSSIBLE, Excerpts, Sign

_COCO = (
    re.compile(r'"images"\s*:\s*\[\s*\{[^{}]*"file_name"'),
    re.compile(r'"annotations"\s*:\s*\[\s*\{[^{}]*"(?:image_id|category_id)"'),
    re.compile(r'"categories"\s*:\s*\[\s*\{[^{}]*"id"[^{}]*"name"|"categories"\s*:\s*\[\s*\{[^{}]*"name"[^{}]*"id"'),
)  # fmt: skip
_LABELME = re.compile(r'"(?:imagePath|imageData|imageHeight|flags|points)"')
_DATUMARO = re.compile(r'"(?:dm_format_version|infos|items|media_type)"\s*:')
_TASK = re.compile(r'"(?:annotations|completions|predictions)"\s*:')
_REGION = re.compile(r'"(?:from_name|to_name|original_width)"\s*:')
_OTHER_COCO = ("captions", "person_keypoints")
"""Files of COCO's that have no masks, or the same as its instances."""


def coco_instances(excerpts: Excerpts) -> Sign | None:
    """A COCO file that is neither panoptic nor stuff."""
    files = [name for name in _coco_files(excerpts) if _coco_kind(excerpts, name) == "instances"]
    named = [name for name in files if PurePosixPath(name).name.startswith("instances")]
    if named:
        return Sign(CERTAIN, f"{named[0]} has COCO's keys, and its name says instances.")
    if files:
        return Sign(LIKELY, f"{files[0]} has COCO's keys: images, annotations, categories.")
    return None


def coco_panoptic(excerpts: Excerpts) -> Sign | None:
    """A COCO file with a folder of pictures of ids beside it."""
    for name in _coco_files(excerpts):
        if _coco_kind(excerpts, name) == "panoptic":
            return Sign(CERTAIN, f"{name} has COCO's keys, and its segments are in pictures.")
    return None


def coco_stuff(excerpts: Excerpts) -> Sign | None:
    """A COCO file named so; by its content it cannot be told from instances."""
    for name in _coco_files(excerpts):
        if _coco_kind(excerpts, name) == "stuff":
            return Sign(CERTAIN, f"{name} has COCO's keys, and its name says stuff.")
    instances = coco_instances(excerpts)
    if instances is not None and instances.strength < CERTAIN:
        return Sign(POSSIBLE, "It looks like COCO instances; right if its classes are regions.")
    return None


def labelme(excerpts: Excerpts) -> Sign | None:
    """A JSON file with shapes of one picture."""
    for name in excerpts.of_kind(".json"):
        head = excerpts.head(name)
        if '"shapes"' in head and _LABELME.search(head):
            return Sign(CERTAIN, f"{name} has the shapes of one picture, as LabelMe writes them.")
    return None


def label_studio(excerpts: Excerpts) -> Sign | None:
    """A list of tasks."""
    for name in excerpts.of_kind(".json"):
        head = excerpts.head(name)
        if not head.lstrip().startswith(("[", "{")) or _is_coco(head):
            continue
        if _REGION.search(head):
            return Sign(CERTAIN, f"{name} has tasks with regions, as Label Studio writes them.")
        if head.lstrip().startswith("[") and '"data"' in head and _TASK.search(head):
            return Sign(CERTAIN, f"{name} is a list of tasks, as Label Studio writes them.")
    return None


def _coco_files(excerpts: Excerpts) -> list[str]:
    return [name for name in excerpts.of_kind(".json") if _is_coco(excerpts.head(name))]


def _is_coco(head: str) -> bool:
    return head.lstrip().startswith("{") and any(sign.search(head) for sign in _COCO)


def _coco_kind(excerpts: Excerpts, name: str) -> str:
    """instances, panoptic, stuff, or other."""
    base, head = PurePosixPath(name).name, excerpts.head(name)
    folder = name.removesuffix(".json") + "/"
    has_ids = any(n.startswith(folder) and n.endswith(".png") for n in excerpts.names)
    if base.startswith("panoptic") or '"segments_info"' in head or has_ids:
        return "panoptic"
    if base.startswith("stuff"):
        return "stuff"
    return "other" if base.startswith(_OTHER_COCO) else "instances"


def datumaro(excerpts: Excerpts) -> Sign | None:
    """A JSON file with items, and the version or the media that Datumaro writes."""
    for name in excerpts.of_kind(".json"):
        head = excerpts.head(name)
        if not head.lstrip().startswith("{") or not _DATUMARO.search(head):
            continue
        if '"dm_format_version"' in head:
            return Sign(CERTAIN, f"{name} says that it is Datumaro's.")
        if '"categories"' in head and '"items"' in head:
            return Sign(LIKELY, f"{name} has Datumaro's keys: categories and items.")
    return None
