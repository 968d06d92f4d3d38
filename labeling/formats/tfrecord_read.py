"""Reads TFRecord: our own with every segment, others' with the same standard keys."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from labeling.errors import BadDataset
from labeling.formats.archives import find_file
from labeling.formats.base import ArchiveReader, ImageRecord, ImportedDataset, Report
from labeling.formats.coco_find import split_of
from labeling.formats.found_pictures import checked_size
from labeling.formats.mask_pngs import read_mask
from labeling.formats.native_lines import read_classes, read_image
from labeling.formats.tf_example import decode
from labeling.formats.tf_records import read_records, record_paths
from labeling.formats.tfrecord import CHECK, CLASSES, MASKS, OURS, masks_checksum
from labeling.formats.tfrecord_foreign import read_foreign
from labeling.masks import rle


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read TFRecords; every record's checksums and objects are checked before the first image.

    Raises:
        BadDataset: no TFRecord, damaged ones, or records that are no images; names file, record
            and key.
    """
    paths = record_paths(archive)
    if not paths:
        raise BadDataset(
            "There is no TFRecord: a file called *.tfrecord, *.record or *-00000-of-00001. Check"
            " that the dataset is in the format chosen."
        )
    table = find_file(archive, CLASSES)
    if table is None or not _is_ours(archive, paths):
        return read_foreign(archive, paths, report)
    classes = read_classes(archive.read(table), table)
    class_ids = frozenset(record.class_id for record in classes)
    seen: dict[str, str] = {}
    for place, image in _records(archive, paths, class_ids, report):
        if image.name in seen:
            raise BadDataset(f"{place}: {image.name!r} is there already, in {seen[image.name]}.")
        seen[image.name] = place
    images = partial(_images, archive, paths, class_ids)
    return ImportedDataset(classes, len(seen), images)


def _is_ours(archive: ArchiveReader, paths: Sequence[str]) -> bool:
    """Whether the first record has our key."""
    for path in paths:
        for place, content in read_records(archive, path):
            return OURS in decode(content, place)
    return False


def _images(
    archive: ArchiveReader, paths: Sequence[str], class_ids: frozenset[int]
) -> Iterator[ImageRecord]:
    for _, image in _records(archive, paths, class_ids, Report()):
        yield image


def _records(
    archive: ArchiveReader, paths: Sequence[str], class_ids: frozenset[int], report: Report
) -> Iterator[tuple[str, ImageRecord]]:
    """(place, image) of every record."""
    for path in paths:
        split = split_of(path.rpartition("/")[2])
        for place, content in read_records(archive, path):
            features = decode(content, place)
            line = _line(features, place)
            image = read_image(json.dumps(line).encode(), place, class_ids, report)
            checked_size(*image.size_hw, place)
            encoded = features.get("image/encoded") or [None]
            picture = encoded[0] if isinstance(encoded[0], bytes) else None
            opener = partial(io.BytesIO, picture) if picture is not None else None
            yield place, replace(image, split=split, open=opener)


def _line(features: Mapping[str, Sequence[Any]], place: str) -> dict[str, Any]:
    """The native format's line with the masks that the record has."""
    try:
        line = json.loads(features[OURS][0])
        segments, size = line["segments"], line["size"]
        size_hw = checked_size(int(size[0]), int(size[1]), place)
        masks: list[bytes] = list(features.get(MASKS, ()))
        if not all(isinstance(content, bytes) for content in masks):
            raise TypeError(f"{MASKS} holds numbers")
        pairs = list(zip(segments, masks, strict=True))
        is_unchanged = features.get(CHECK) == [masks_checksum(masks)]
        for index, (segment, content) in enumerate(pairs):
            if is_unchanged and "mask" in segment:
                continue
            mask = read_mask(content, size_hw, f"{place}, {MASKS}[{index}]")
            segment["mask"] = rle.to_wire(mask)
    except (LookupError, TypeError, ValueError, RecursionError, OverflowError) as error:
        raise BadDataset(
            f"{place}, {OURS}: it does not say the same as the record ({error!r}); export again."
        ) from error
    made: dict[str, Any] = line
    return made
