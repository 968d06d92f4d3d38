"""Reads COCO panoptic: the JSON explains the ids of each RGB picture; BGR ones are turned round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from labeling.errors import BadDataset
from labeling.formats.base import (
    ArchiveReader,
    ImageRecord,
    ImportedDataset,
    Report,
    SegmentRecord,
)
from labeling.formats.coco_find import CocoFile, class_table, coco_files, is_category
from labeling.formats.coco_images import CocoImage, image_of, opener, read_images
from labeling.formats.png_runs import decode_runs
from labeling.masks.types import Rle


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One entry of "annotations": an image, its picture of ids and what they mean."""

    image: CocoImage
    png: str
    segments: list[dict[str, Any]]
    place: str


def read(archive: ArchiveReader, report: Report) -> ImportedDataset:
    """Read COCO panoptic: one JSON file or several, one for each split.

    Every entry is checked before the first image is given out. Ids that are only in the picture, or
    only in the JSON, are counted and left out.

    Args:
        archive: a folder or zip.
        report: gets a note for every repair.

    Raises:
        BadDataset: names the file, the entry and the remedy.
    """
    files = coco_files(archive, _is_panoptic, "panoptic")
    segments = [segment for file in files for segment in _all_segments(file)]
    used: set[object] = {
        category_id
        for segment in segments
        if isinstance(category_id := segment.get("category_id"), int)
    }
    classes, class_ids = class_table(files, used, report)
    # The pictures of ids lie in the archive too: they are no images of the dataset.
    images = read_images(archive, files, report)
    pngs = _Pngs(archive)
    sheets = [
        _sheet(annotation, of_file, file, index, class_ids, pngs)
        for file, of_file in zip(files, images, strict=True)
        for index, annotation in enumerate(file.annotations)
    ]
    labelled = {id(sheet.image) for sheet in sheets}
    if len(labelled) < len(sheets):
        times = Counter(sheet.image.name for sheet in sheets)
        raise BadDataset(
            f"{files[0].path}: {times.most_common(1)[0][0]} has two panoptic annotations; keep one."
        )
    bare = {
        id(image): image
        for of_file in images
        for image in of_file.values()
        if id(image) not in labelled
    }
    return ImportedDataset(
        classes=classes,
        num_images=len(sheets) + len(bare),
        images=partial(_records, archive, sheets, list(bare.values()), class_ids, report),
        overlap_mode="exclusive",
    )


class _Pngs:
    """Finds pictures of ids: in the folder named like the JSON, or wherever the tool put them."""

    def __init__(self, archive: ArchiveReader) -> None:
        self._archive = archive
        self._paths: dict[str, list[str]] = {}
        for path in archive.names():
            self._paths.setdefault(PurePosixPath(path).name, []).append(path)

    def find(self, file_name: object, file: CocoFile, place: str) -> str:
        """The path of a picture.

        Raises:
            BadDataset: it is not there.
        """
        folder = file.path.removesuffix(".json")
        if isinstance(file_name, str) and file_name:
            if self._archive.exists(f"{folder}/{file_name}"):
                return f"{folder}/{file_name}"
            elsewhere = self._paths.get(PurePosixPath(file_name).name, [])
            likely = [path for path in elsewhere if "panoptic" in path] or elsewhere
            if likely:
                return min(likely, key=lambda path: (len(path), path))
        raise BadDataset(
            f"{place}: its picture {file_name!r} is not in {folder}/; add the folder of PNGs."
        )


def _sheet(
    annotation: Mapping[str, Any],
    images: Mapping[object, CocoImage],
    file: CocoFile,
    index: int,
    class_ids: Mapping[object, int],
    pngs: _Pngs,
) -> _Sheet:
    """One entry, checked as far as the JSON goes."""
    place = f"{file.path}, annotations[{index}]"
    image = image_of(annotation, images, place)
    segments = annotation.get("segments_info")
    if not isinstance(segments, list) or not all(isinstance(each, dict) for each in segments):
        raise BadDataset(f"{place}: segments_info must be a list of objects.")
    seen: set[int] = set()
    for number, segment in enumerate(segments):
        segment_id = segment.get("id")
        where = f"{place}, segments_info[{number}]"
        if not isinstance(segment_id, int) or not 0 < segment_id < 2**24 or segment_id in seen:
            raise BadDataset(
                f"{where}: id {segment_id!r}; expected a number from 1 to {2**24 - 1}, once."
            )
        seen.add(segment_id)
        if not is_category(segment.get("category_id"), class_ids):
            raise BadDataset(
                f"{where}: category_id {segment.get('category_id')!r} is not in categories."
            )
    return _Sheet(image, pngs.find(annotation.get("file_name"), file, place), segments, place)


def _records(
    archive: ArchiveReader,
    sheets: list[_Sheet],
    bare: list[CocoImage],
    class_ids: Mapping[object, int],
    report: Report,
) -> Iterator[ImageRecord]:
    """The images with their masks; pictures of ids are decoded as they are asked for."""
    for sheet in sheets:
        image = sheet.image
        found = _masks(archive, sheet, report)
        segments = []
        for number, segment in enumerate(sheet.segments, start=1):
            mask = found.pop(segment["id"], None)
            if mask is None:
                report.count("segments without a pixel in the picture were left out", sheet.place)
                continue
            segments.append(
                SegmentRecord(
                    uid=f"panoptic-{segment['id']}",
                    class_id=class_ids[segment["category_id"]],
                    z=number,
                    rle=mask,
                    iscrowd=bool(segment.get("iscrowd", 0)),
                )
            )
        for _ in found:
            report.count("ids that only the picture has became unlabelled", sheet.place)
        yield ImageRecord(
            image.name, image.size_hw, tuple(segments), image.split, open=opener(archive, image)
        )
    for image in bare:
        report.count("images without a panoptic annotation are unlabelled", image.name)
        yield ImageRecord(image.name, image.size_hw, (), image.split, open=opener(archive, image))


def _masks(archive: ArchiveReader, sheet: _Sheet, report: Report) -> dict[int, Rle]:
    """The mask of every id in a picture, in whichever order its channels were written.

    Raises:
        BadDataset: no RGB picture of the image's size.
    """
    picture = decode_runs(archive.read(sheet.png), sheet.png)
    if not picture.is_rgb:
        raise BadDataset(f"{sheet.png} has one channel; a picture of ids is RGB.")
    if picture.runs.size_hw != sheet.image.size_hw:
        raise BadDataset(
            f"{sheet.png} is {picture.runs.size_hw} (h, w), its image {sheet.image.size_hw};"
            " export it again for this image."
        )
    wanted = {segment["id"] for segment in sheet.segments}
    colors = picture.runs.values  # red in the highest byte, but in an id it counts ones
    ids = colors >> 16 | colors & 0xFF00 | (colors & 0xFF) << 16
    found = picture.runs.replaced_by(ids).masks()
    if wanted and not wanted & found.keys():
        turned = picture.runs.masks()
        if wanted & turned.keys():
            report.count("pictures of ids were written as BGR and turned round", sheet.png)
            return turned
    return found


def _is_panoptic(content: Mapping[str, Any]) -> bool:
    annotations = content["annotations"]
    return isinstance(annotations, list) and any(
        isinstance(each, dict) and "segments_info" in each for each in annotations
    )


def _all_segments(file: CocoFile) -> Iterator[dict[str, Any]]:
    for annotation in file.annotations:
        segments = annotation.get("segments_info")
        for segment in segments if isinstance(segments, list) else []:
            if isinstance(segment, dict):
                yield segment
