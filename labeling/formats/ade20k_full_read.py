"""Reads the full ADE20K: objects by their own masks and JSON, else by the maps of each level."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from labeling.errors import BadDataset
from labeling.formats.ade20k_full import OURS
from labeling.formats.ade20k_layout import FOLDERS, MAX_FULL_CLASSES, PARTS, SEG, unpacked
from labeling.formats.base import (
    MAX_NAME,
    ArchiveReader,
    ClassRecord,
    ImageRecord,
    ImportedDataset,
    Report,
    SegmentRecord,
)
from labeling.formats.found_pictures import checked_size
from labeling.formats.mask_pngs import read_mask
from labeling.formats.palette import voc_palette
from labeling.formats.pictures_out import read_filenames
from labeling.formats.png import decode_map, picture_size_hw
from labeling.formats.regions import regions, values_of
from labeling.masks import rle

_SPLITS = {folder: split for split, folder in FOLDERS.items()}
_FACTOR = 2**9
_MAX_LEVELS = 8


@dataclass(slots=True)
class _Classes:
    """Classes by number; our own table, or names as they are met."""

    ours: Mapping[int, ClassRecord]  # by class_id
    by_value: dict[int, ClassRecord] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    ids: set[int] = field(default_factory=lambda: {0})

    def of_object(self, each: Mapping[str, Any], value: int) -> ClassRecord:
        """The class of an object of the JSON."""
        extra = each.get(OURS)
        class_id = extra.get("class_id") if isinstance(extra, dict) else None
        if type(class_id) is int and class_id in self.ours:
            return self.ours[class_id]
        names = str(each.get("name") or each.get("raw_name") or f"class {value}")
        return self.of_value(value, names.split(",")[0].strip())

    def of_value(self, value: int, name: str = "") -> ClassRecord:
        """The class of a number in the maps."""
        if value not in self.by_value:
            class_id = value if not self.ours else max(self.ids) + 1
            self.ids.add(class_id)
            wanted = (name or f"class {value}")[:MAX_NAME]
            if wanted in self.names:
                wanted = f"{wanted[:80]} ({value})"
            self.names.add(wanted)
            color = "#" + bytes(voc_palette()[(value - 1) % 254 + 1].tolist()).hex()
            self.by_value[value] = ClassRecord(class_id, wanted, color, is_thing=True)
        return self.by_value[value]

    def records(self) -> tuple[ClassRecord, ...]:
        """The class table: ours, and what the maps have besides."""
        others = [each for each in self.by_value.values() if each.class_id not in self.ours]
        return (*self.ours.values(), *sorted(others, key=lambda each: each.class_id))


def read_full(
    archive: ArchiveReader, ours: Sequence[ClassRecord] | None, report: Report
) -> ImportedDataset:
    """Read every image that has a map *_seg.png; each is checked before the first is given out.

    Args:
        archive: a folder or zip.
        ours: our own class table, None in others' datasets.
        report: gets a note for every repair.

    Raises:
        BadDataset: names the file, the object and the remedy.
    """
    stems = [name.removesuffix(SEG) for name in archive.names() if name.endswith(SEG)]
    classes = _Classes({record.class_id: record for record in ours or ()})
    if ours:
        kept = sorted((c for c in ours if not c.is_ignore), key=lambda c: c.class_id)
        classes.by_value = dict(enumerate(kept, start=1))
        classes.names, classes.ids = {c.name for c in ours}, {c.class_id for c in ours}
    names = _names(archive, stems)
    # Names of classes stand in the images' own files, so all of them are read once before.
    for stem in stems:
        _image(archive, stem, names[stem], classes, report)
    if not ours and not any(archive.exists(f"{stem}.json") for stem in stems):
        report.note(
            "There are no .json files beside the maps, so classes are called by their number"
            " (index_ade20k.pkl is not opened: such files can run programs)."
        )
    images = partial(_images, archive, stems, names, classes)
    is_whole = any(archive.exists(f"{stem}.json") for stem in stems)
    return ImportedDataset(
        classes.records(), len(stems), images, "layered" if is_whole else "exclusive"
    )


def _images(
    archive: ArchiveReader, stems: Sequence[str], names: Mapping[str, str], classes: _Classes
) -> Iterator[ImageRecord]:
    for stem in stems:
        yield _image(archive, stem, names[stem], classes, Report())


def _names(archive: ArchiveReader, stems: Sequence[str]) -> dict[str, str]:
    """Name of each image: the original, else its file's; with its path where two are equal."""
    originals = read_filenames(archive)
    names: dict[str, str] = {}
    taken: set[str] = set()
    for stem in stems:
        name = PurePosixPath(stem).name
        wanted = originals.get(name, f"{name}.jpg")
        names[stem] = wanted if wanted not in taken else f"{stem}.jpg"
        taken.add(names[stem])
    return names


def _image(
    archive: ArchiveReader, stem: str, name: str, classes: _Classes, report: Report
) -> ImageRecord:
    objects = _objects(archive, f"{stem}.json") if archive.exists(f"{stem}.json") else None
    split = next((_SPLITS[part] for part in PurePosixPath(stem).parts if part in _SPLITS), None)
    picture = next((f"{stem}{s}" for s in (".jpg", ".png") if archive.exists(f"{stem}{s}")), None)
    opener = partial(archive.open, picture) if picture else None
    size_hw = picture_size_hw(archive.read(f"{stem}{SEG}"), f"{stem}{SEG}")
    size_hw = checked_size(*size_hw, f"{stem}{SEG}")
    folder = f"{PurePosixPath(stem).parent}/".removeprefix("./")
    masks = [folder + str(each.get("instance_mask")) for each in objects or ()]
    if objects is not None and all(map(archive.exists, masks)):
        segments = _by_objects(archive, objects, masks, size_hw, classes, f"{stem}.json", report)
    else:
        if objects is not None:
            report.count("images whose objects have no masks of their own: read by maps", stem)
            for index, each in enumerate(objects):
                classes.of_object(each, _value(each, f"{stem}.json, object[{index}]"))
        segments = _by_maps(archive, stem, size_hw, classes)
    return ImageRecord(name, size_hw, tuple(segments), split, None, opener)


def _objects(archive: ArchiveReader, path: str) -> list[dict[str, Any]]:
    """The objects of a JSON; Latin-1 like ADE20K's own, or UTF-8."""
    content = archive.read(path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    try:
        objects = json.loads(text)["annotation"]["object"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise BadDataset(
            f'{path} is no file of ADE20K ({error!r}); expected {{"annotation": {{"object": …}}}}.',
            file=path,
        ) from error
    objects = [objects] if isinstance(objects, dict) else objects  # of one object, as written
    if not isinstance(objects, list) or not all(isinstance(each, dict) for each in objects):
        raise BadDataset(f"{path}, annotation.object: expected a list of objects.", file=path)
    return objects


def _by_objects(
    archive: ArchiveReader,
    objects: Sequence[Mapping[str, Any]],
    masks: Sequence[str],
    size_hw: tuple[int, int],
    classes: _Classes,
    path: str,
    report: Report,
) -> list[SegmentRecord]:
    """Every object with its whole mask; those in front last."""
    made: list[tuple[float, SegmentRecord]] = []
    uids: set[str] = set()
    for index, (each, mask_path) in enumerate(zip(objects, masks, strict=True)):
        place = f"{path}, object[{index}]"
        value = _value(each, place)
        mask = read_mask(archive.read(mask_path), size_hw, mask_path)
        if not rle.area_px(mask):
            report.count("objects with an empty mask were left out", place)
            continue
        details = _details(each)
        uid = details.pop("uid", None)
        if not isinstance(uid, str) or not 0 < len(uid) <= 64 or uid in uids:
            uid = f"ade-{index}"
        uids.add(uid)
        record = classes.of_object(each, value)
        segment = SegmentRecord(uid, record.class_id, 0, mask, **details)
        rank = _number(each.get("depth_ordering_rank"))
        made.append((index if rank is None else rank, segment))
    made.sort(key=lambda pair: -pair[0])
    return [replace(segment, z=z) for z, (_, segment) in enumerate(made, start=1)]


def _details(each: Mapping[str, Any]) -> dict[str, Any]:
    """Flags and attributes of an object; our own notes count before ADE20K's."""
    found: dict[str, Any] = {
        "occluded": each.get("occluded") == "yes",
        "truncated": str(each.get("crop")) == "1",
    }
    ours = each.get(OURS)
    if isinstance(ours, dict):
        attributes = ours.get("attributes")
        return {
            **found,
            "uid": ours.get("uid"),
            "iscrowd": ours.get("iscrowd") is True,
            "score": _number(ours.get("score")),
            "attributes": attributes if isinstance(attributes, dict) else {},
        }
    written = each.get("attributes")
    words = [written] if isinstance(written, str) else written
    names = [word for word in words if isinstance(word, str)] if isinstance(words, list) else []
    return {**found, "attributes": dict.fromkeys(filter(None, names), True)}


def _number(value: object) -> float | None:
    """A number that is finite, None for anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 1e300:
        return None
    return float(value)


def _value(each: Mapping[str, Any], place: str) -> int:
    """The class number of an object; 0 only in our own, for an ignored class."""
    value = each.get("name_ndx")
    lowest = 0 if isinstance(each.get(OURS), dict) else 1
    if type(value) is not int or not lowest <= value <= MAX_FULL_CLASSES:
        raise BadDataset(
            f"{place}: name_ndx is {str(value)[:40]}; expected 1 to {MAX_FULL_CLASSES}."
        )
    return value


def _by_maps(
    archive: ArchiveReader, stem: str, size_hw: tuple[int, int], classes: _Classes
) -> list[SegmentRecord]:
    """What is visible of every object, and the parts above: one segment for each instance."""
    paths = [f"{stem}{SEG}", *(stem + PARTS.format(level) for level in range(1, _MAX_LEVELS))]
    made: list[SegmentRecord] = []
    for level, path in enumerate(paths):
        if not archive.exists(path):
            break
        paint = decode_map(archive.read(path), path).pixels
        if paint.shape != (*size_hw, 3):
            raise BadDataset(
                f"{path} is {paint.shape}; expected {(*size_hw, 3)}: class in red and green,"
                " instance in blue.",
                file=path,
            )
        values, numbers = unpacked(paint)
        both = np.where(values > 0, values.astype(np.int64) * _FACTOR + numbers, 0)
        if len(values_of(both)) > 100_000:
            raise BadDataset(f"{path} has over 100,000 instances; this is no map.", file=path)
        for both_value, mask in regions(both).items():
            record = classes.of_value(both_value // _FACTOR)
            uid = f"ade-{level}-{record.class_id}-{both_value % _FACTOR}"
            made.append(SegmentRecord(uid, record.class_id, len(made) + 1, mask))
    return made
