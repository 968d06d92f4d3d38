"""Reads others' TFRecords: objects with masks or boxes, or DeepLab's maps of classes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from labeling.errors import BadDataset
from labeling.formats.base import (
    MAX_NAME,
    ArchiveReader,
    BoxRecord,
    ClassRecord,
    ImageRecord,
    ImportedDataset,
    Report,
    SegmentRecord,
)
from labeling.formats.coco_find import split_of
from labeling.formats.drawn import whole_box
from labeling.formats.found_pictures import checked_size, plain_name
from labeling.formats.mask_pngs import read_mask
from labeling.formats.palette import voc_palette
from labeling.formats.pictures_out import size_hw_in
from labeling.formats.png import decode_map
from labeling.formats.regions import regions, values_of
from labeling.formats.tf_example import decode, read_label_map
from labeling.formats.tf_records import read_records
from labeling.formats.value_table import BACKGROUND_NAMES, IGNORE
from labeling.masks import rle
from labeling.masks.types import LabelMap, Rle

_MASKS, _LABELS, _TEXTS = "image/object/mask", "image/object/class/label", "image/object/class/text"
_MAP = "image/segmentation/class/encoded"
_SIDES = tuple(f"image/object/bbox/{side}" for side in ("xmin", "ymin", "xmax", "ymax"))
_MAX_CLASSES = 10_000


@dataclass(slots=True)
class _Labels:
    """Class ids by number and, for objects without a number, by text."""

    names: dict[int, str] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)

    def number(self, label: int | None, text: str, place: str) -> int:
        """The number of an object's class, which is noted where it is new."""
        if label is None:
            label = self.texts.get(text) or next(
                (number for number, name in self.names.items() if name == text),
                max([0, *self.names, *self.texts.values()]) + 1,
            )
        if not 0 <= label < 2**31 or len(self.names) > _MAX_CLASSES:
            raise BadDataset(f"{place}: the class {label} is no number of a class.")
        if text:
            self.texts.setdefault(text, label)
        self.names.setdefault(label, text or f"class {label}")
        return label

    def records(self, ignored: bool, things: set[int]) -> tuple[dict[int, int], list[ClassRecord]]:
        """(class_id by number, classes); names cut and made different, 0 given an id."""
        numbers = sorted(self.names)
        free = max([0, *numbers]) + 1
        class_ids, records, seen = {}, [], set()
        for number in numbers:
            class_id = number or free
            name = self.names[number].strip()[:MAX_NAME] or f"class {number}"
            name = name if name not in seen else f"{name[:80]} ({number})"
            seen.add(name)
            class_ids[number] = class_id
            color = "#" + bytes(voc_palette()[(class_id - 1) % 254 + 1].tolist()).hex()
            is_ignore = ignored and number == IGNORE
            records.append(
                ClassRecord(class_id, name, color, is_thing=number in things, is_ignore=is_ignore)
            )
        return class_ids, records


def read_foreign(archive: ArchiveReader, paths: Sequence[str], report: Report) -> ImportedDataset:
    """Read objects with masks (or boxes), else the segments of DeepLab's maps.

    Raises:
        BadDataset: damaged records, or such without a picture; names file, record and key.
    """
    labels = _Labels()
    table = next((each for each in archive.names() if each.endswith(".pbtxt")), None)
    if table is not None:
        labels.names = read_label_map(archive.read(table), table)
    named = set(labels.names)
    things: set[int] = set()
    names: list[str] = []
    found_any = False
    for place, split, features in _examples(archive, paths):
        for number in _numbers(features, labels, place):
            things.add(number)
            found_any = True
        class_map = _class_map(features, place)
        if class_map is not None:
            found_any = True
            for value in values_of(class_map):
                if value in named or value not in (0, IGNORE):
                    labels.number(value, "", f"{place}, {_MAP}")
                elif value == IGNORE:
                    labels.names.setdefault(IGNORE, "void")
        names.append(_name(features, len(names), split, place))
    if names and not found_any:
        report.note("No record has objects or a map of classes; the images came in without.")
    background = {n for n, name in labels.names.items() if not n and name in BACKGROUND_NAMES}
    for number in background:
        del labels.names[number]
    class_ids, records = labels.records(IGNORE not in named, things)
    times = Counter(names)
    unique = [name if times[name] == 1 else f"{index:06}_{name.rpartition('/')[2]}"
              for index, name in enumerate(names)]  # fmt: skip
    images = partial(_images, archive, paths, unique, labels, class_ids, report)
    return ImportedDataset(tuple(records), len(unique), images)


def _examples(
    archive: ArchiveReader, paths: Sequence[str]
) -> Iterator[tuple[str, str | None, dict[str, list[Any]]]]:
    for path in paths:
        split = split_of(path)
        for place, content in read_records(archive, path):
            yield place, split, decode(content, place)


def _images(
    archive: ArchiveReader,
    paths: Sequence[str],
    names: Sequence[str],
    labels: _Labels,
    class_ids: Mapping[int, int],
    report: Report,
) -> Iterator[ImageRecord]:
    for name, (place, split, features) in zip(names, _examples(archive, paths), strict=True):
        size_hw = _size(features, place)
        numbers = [class_ids[n] for n in _numbers(features, labels, place)]
        segments = list(_segments(features, numbers, size_hw, place, report))
        boxes: tuple[BoxRecord, ...] = ()
        if not features.get(_MASKS):
            boxes = tuple(_boxes(features, numbers, size_hw, place, report))
            segments = list(_by_map(features, class_ids, size_hw, place))
        encoded = _first(features, "image/encoded", bytes)
        opener = partial(io.BytesIO, encoded) if encoded is not None else None
        yield ImageRecord(name, size_hw, tuple(segments), split, None, opener, boxes)


def _numbers(features: Mapping[str, list[Any]], labels: _Labels, place: str) -> list[int]:
    """The class of each object by its number, else by its text."""
    numbers = features.get(_LABELS, [])
    texts = [
        text.decode("utf-8", errors="replace").strip() if isinstance(text, bytes) else ""
        for text in features.get(_TEXTS, [])
    ]
    if not all(isinstance(number, int) for number in numbers):
        raise BadDataset(f"{place}, {_LABELS}: expected whole numbers.")
    if numbers and texts and len(numbers) != len(texts):
        raise BadDataset(f"{place}: {len(numbers)} {_LABELS}, but {len(texts)} {_TEXTS}.")
    if numbers:
        pairs = zip(numbers, texts or [""] * len(numbers), strict=True)
        return [labels.number(number, text, place) for number, text in pairs]
    return [labels.number(None, text, place) for text in texts]


def _segments(
    features: Mapping[str, list[Any]],
    class_ids: Sequence[int],
    size_hw: tuple[int, int],
    place: str,
    report: Report,
) -> Iterator[SegmentRecord]:
    """The objects with masks, the smaller on top: the format has no order."""
    masks = features.get(_MASKS, [])
    if masks and isinstance(masks[0], float):
        masks = _numerical(masks, size_hw, place)
    if masks and len(masks) != len(class_ids):
        raise BadDataset(f"{place}: {len(masks)} {_MASKS}, but {len(class_ids)} classes.")
    crowds = features.get("image/object/is_crowd", [])
    made = []
    for index, (mask, class_id) in enumerate(zip(masks, class_ids, strict=False)):
        where = f"{place}, {_MASKS}[{index}]"
        found = mask if isinstance(mask, Rle) else _mask_of(mask, size_hw, where)
        if not rle.area_px(found):
            report.count("empty masks were left out", where)
            continue
        is_crowd = index < len(crowds) and crowds[index] == 1
        made.append(SegmentRecord(f"tf-{index}", class_id, 0, found, iscrowd=is_crowd))
    made.sort(key=lambda segment: -rle.area_px(segment.rle))
    for z, each in enumerate(made, start=1):
        yield SegmentRecord(each.uid, each.class_id, z, each.rle, iscrowd=each.iscrowd)


def _mask_of(content: object, size_hw: tuple[int, int], place: str) -> Rle:
    if not isinstance(content, bytes):
        raise BadDataset(f"{place}: expected a PNG.")
    return read_mask(content, size_hw, place)


def _numerical(values: list[float], size_hw: tuple[int, int], place: str) -> list[Rle]:
    """Masks as one long list of numbers, one image-sized block for each object."""
    height, width = size_hw
    if len(values) % (height * width):
        raise BadDataset(
            f"{place}, {_MASKS}: {len(values)} numbers are no multiple of {height} x {width}."
        )
    blocks = np.array(values, np.float32).reshape(-1, height, width) > 0
    return [rle.encode(block) for block in blocks]


def _boxes(
    features: Mapping[str, list[Any]],
    class_ids: Sequence[int],
    size_hw: tuple[int, int],
    place: str,
    report: Report,
) -> Iterator[BoxRecord]:
    sides = [features.get(side, []) for side in _SIDES]
    if not any(sides):
        return
    if {len(side) for side in sides} != {len(class_ids)}:
        raise BadDataset(f"{place}: the boxes' sides and the classes are of different number.")
    for index, corners in enumerate(zip(*sides, strict=True)):
        where = f"{place}, box {index}"
        if not all(isinstance(side, float) and abs(side) < 100 for side in corners):
            raise BadDataset(f"{where}: {str(corners)[:80]}; expected parts of 1.")
        x0, y0, x1, y1 = corners
        height, width = size_hw
        box = whole_box(x0 * width, y0 * height, x1 * width, y1 * height, size_hw)
        if box is None:
            report.count("boxes outside of their image were left out", where)
            continue
        yield BoxRecord(f"tf-{index}", class_ids[index], box)


def _class_map(features: Mapping[str, list[Any]], place: str) -> LabelMap | None:
    """(H, W) of DeepLab's map; None where there is none, or objects have masks."""
    content = _first(features, _MAP, bytes)
    if not content or features.get(_MASKS):
        return None
    pixels: LabelMap = decode_map(content, f"{place}, {_MAP}").pixels
    if pixels.ndim != 2:
        raise BadDataset(f"{place}, {_MAP}: painted in colours; expected one channel of classes.")
    return pixels


def _by_map(
    features: Mapping[str, list[Any]],
    class_ids: Mapping[int, int],
    size_hw: tuple[int, int],
    place: str,
) -> Iterator[SegmentRecord]:
    class_map = _class_map(features, place)
    if class_map is None:
        return
    if class_map.shape != size_hw:
        raise BadDataset(f"{place}, {_MAP} is {class_map.shape} (h, w), its image {size_hw}.")
    for z, (value, mask) in enumerate(regions(class_map, skip=()).items()):
        if value in class_ids:
            yield SegmentRecord(f"map-{value}", class_ids[value], z, mask)


def _size(features: Mapping[str, list[Any]], place: str) -> tuple[int, int]:
    """(height, width) as the record says, else of its map or picture."""
    height, width = (_first(features, f"image/{side}", int) for side in ("height", "width"))
    if height is not None and width is not None:
        return checked_size(height, width, place)
    class_map = _class_map(features, place)
    if class_map is not None:
        return checked_size(class_map.shape[0], class_map.shape[1], place)
    encoded = _first(features, "image/encoded", bytes)
    if encoded is None:
        raise BadDataset(f"{place}: neither image/height and image/width nor image/encoded.")
    size_hw = size_hw_in(io.BytesIO(encoded), f"{place}, image/encoded")
    return checked_size(*size_hw, place)


def _name(features: Mapping[str, list[Any]], index: int, split: str | None, place: str) -> str:
    """image/filename, else image/source_id, else its number; with a suffix."""
    for key in ("image/filename", "image/source_id"):
        written = _first(features, key, bytes) or b""
        text = written.decode("utf-8", errors="replace")
        if text.strip("/\\. ") and "\0" not in text and len(text) < 200:
            name = plain_name(text, place)
            break
    else:
        name = f"{split or 'image'}_{index:06}"
    if PurePosixPath(name).suffix:
        return name
    kind = (_first(features, "image/format", bytes) or b"").lower()
    return f"{name}{'.png' if kind == b'png' else '.jpg'}"


def _first(features: Mapping[str, list[Any]], key: str, kind: type) -> Any:
    """The first value of a key if it is of this kind, else None."""
    values = features.get(key) or [None]
    return values[0] if isinstance(values[0], kind) else None
