"""COCO panoptic: its readers' rules hold, the visible pixels come back, odd files are repaired."""

from __future__ import annotations

import ast
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

from labeling.errors import BadDataset
from labeling.formats import coco_panoptic, coco_panoptic_read
from labeling.formats.base import ClassRecord, ImageRecord, Report
from labeling.masks import rle
from labeling.masks.types import LabelMap
from tests.formats.datasets import (
    CLASSES,
    THINGS,
    MemorySource,
    by_name,
    export_to,
    image,
    nasty_source,
    read_folder,
    reader_for,
    with_details,
    zipped,
)
from tests.masks.grids import grid
from tests.readers.panoptic import read_panoptic

MODES = pytest.mark.parametrize("mode", ["layered", "exclusive"])
PICTURES = pytest.mark.parametrize("pictures", ["jpeg", "keep"])


def visible(record: ImageRecord, *, stuff_is_one: bool) -> set[tuple[int, bytes]]:
    """(class_id, visible mask) of an image's segments, by painting whole masks."""
    painted: LabelMap = np.zeros(record.size_hw, dtype=np.int32)
    owners = {}
    for number, segment in enumerate(record.segments, start=1):
        is_joined = stuff_is_one and segment.class_id not in THINGS
        value = -segment.class_id if is_joined else number
        painted[rle.decode(segment.rle)] = value
        owners[value] = segment.class_id
    return {
        (owners[value], rle.encode(painted == value).counts)
        for value in np.unique(painted).tolist()
        if value
    }


@MODES
@PICTURES
def test_its_readers_find_every_visible_pixel(tmp_path: Path, mode: str, pictures: str) -> None:
    source = with_details(nasty_source(mode))
    export_to(tmp_path, coco_panoptic.export, source, pictures=pictures)
    originals = json.loads((tmp_path / "filenames.json").read_text())
    seen = 0
    for path in sorted((tmp_path / "annotations").glob("*.json")):
        for entry, annotation, ids in read_panoptic(path):
            name = originals.get(entry["file_name"].rsplit(".", 1)[0], entry["file_name"])
            (record,) = [each for each in source.records if each.name == name]
            assert {
                (segment["category_id"], rle.encode(ids == segment["id"]).counts)
                for segment in annotation["segments_info"]
            } == visible(record, stuff_is_one=True)
            with PILImage.open(tmp_path / "images" / entry["file_name"]) as shown:
                assert shown.size[::-1] == record.size_hw
                assert pictures == "keep" or shown.format == "JPEG"
            seen += 1
    assert seen == source.num_images


@MODES
@PICTURES
def test_visible_pixels_and_names_come_back(tmp_path: Path, mode: str, pictures: str) -> None:
    source = nasty_source(mode)
    export_to(tmp_path, coco_panoptic.export, source, pictures=pictures)
    report = Report()
    dataset = coco_panoptic_read.read(read_folder(tmp_path), report)
    read = by_name(dataset)
    assert report.notes == []
    assert sorted(read) == sorted(record.name for record in source.records)
    for record in source.records:
        back = read[record.name]
        assert visible(back, stuff_is_one=False) == visible(record, stuff_is_one=True)
        assert (back.size_hw, back.split) == (record.size_hw, record.split)
        assert back.open is not None
        with PILImage.open(back.open()) as shown:
            assert shown.size[::-1] == record.size_hw
    assert [(c.class_id, c.name, c.color, c.is_thing) for c in dataset.classes] == [
        (c.class_id, c.name, c.color, c.is_thing) for c in CLASSES
    ]


def test_the_same_dataset_gives_the_same_bytes() -> None:
    source = nasty_source()
    assert zipped(coco_panoptic.export, source) == zipped(coco_panoptic.export, source)


def test_ids_keep_segments_apart_and_crowds_are_things_only(tmp_path: Path) -> None:
    crowded = image("a.png", [(1, grid("1000")), (1, grid("0100")), (2, grid("0010"))], (1, 4))
    segments = tuple(replace(each, iscrowd=True) for each in crowded.segments)
    source = MemorySource((replace(crowded, segments=segments),))
    export_to(tmp_path, coco_panoptic.export, source)
    ((_, annotation, _),) = read_panoptic(tmp_path / "annotations" / "panoptic_default.json")
    assert [each["iscrowd"] for each in annotation["segments_info"]] == [1, 1, 0]


def test_ignored_classes_are_void_and_that_is_said(tmp_path: Path) -> None:
    classes = (*CLASSES, ClassRecord(9, "void", "#000000", is_thing=False, is_ignore=True))
    records = (image("a.png", [(1, grid("1111")), (9, grid("0011"))], (1, 4)),)
    report = export_to(tmp_path, coco_panoptic.export, MemorySource(records, classes=classes))
    ((_, _, ids),) = read_panoptic(tmp_path / "annotations" / "panoptic_default.json")
    assert (ids != 0).tolist() == [[True, True, False, False]]
    assert "void" in report.notes[0]


def test_the_registration_script_is_python_with_contiguous_ids(tmp_path: Path) -> None:
    export_to(tmp_path, coco_panoptic.export, nasty_source(), include_images=False)
    tree = ast.parse((tmp_path / "register_detectron2.py").read_text())
    (metadata,) = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "METADATA"
    ]
    assert metadata["thing_dataset_id_to_contiguous_id"] == {1: 0, 7: 1}
    assert metadata["stuff_dataset_id_to_contiguous_id"] == {2: 0, 5: 1}
    assert metadata["stuff_classes"] == ["road", "Straße & Weg"]


IDS = np.array([[0, 300, 300], [70000, 70000, 0]])
CAR = {"id": 1, "name": "car", "isthing": 1}
SKY = {"id": 2, "name": "sky", "isthing": 0, "color": [1, 2, 3]}
SEGMENTS: list[dict[str, Any]] = [
    {"id": 300, "category_id": 1, "iscrowd": 0},
    {"id": 70000, "category_id": 2, "iscrowd": 0},
]


def png(ids: LabelMap, order: tuple[int, int, int] = (0, 1, 2)) -> bytes:
    """A picture of ids, written by plain arithmetic; `order` names the channels' powers of 256."""
    target = io.BytesIO()
    channels = np.stack([ids // 256**power % 256 for power in order], axis=-1)
    PILImage.fromarray(channels.astype(np.uint8)).save(target, format="PNG")
    return target.getvalue()


def files(
    segments: Iterable[object] = SEGMENTS, content: bytes | None = None, **annotation: object
) -> dict[str, bytes]:
    entry = {"image_id": 5, "file_name": "a.png", "segments_info": list(segments), **annotation}
    table = {
        "images": [{"id": 5, "file_name": "a.jpg", "width": 3, "height": 2}],
        "annotations": [entry],
        "categories": [CAR, SKY],
    }
    return {
        "annotations/panoptic_val2017.json": json.dumps(table).encode(),
        "annotations/panoptic_val2017/a.png": png(IDS) if content is None else content,
        "val2017/a.jpg": b"picture",
    }


def imported(packed: dict[str, bytes]) -> tuple[ImageRecord, Report]:
    report = Report()
    (image,) = coco_panoptic_read.read(reader_for(packed), report).images()
    return image, report


def test_files_of_coco_itself_are_read() -> None:
    image, report = imported(files())
    assert report.notes == []
    assert (image.name, image.split, image.size_hw) == ("a.jpg", "val", (2, 3))
    assert [(s.class_id, rle.decode(s.rle).tolist()) for s in image.segments] == [
        (1, (IDS == 300).tolist()),
        (2, (IDS == 70000).tolist()),
    ]
    assert image.open is not None
    assert image.open().read() == b"picture"


def test_pictures_written_as_bgr_are_turned_round() -> None:
    image, report = imported(files(content=png(IDS, (2, 1, 0))))
    assert rle.decode(image.segments[0].rle).tolist() == (IDS == 300).tolist()
    assert "BGR" in report.notes[0]


def test_ids_on_one_side_only_are_left_out_and_counted() -> None:
    image, report = imported(files([SEGMENTS[0], {**SEGMENTS[1], "id": 9}]))
    assert [segment.class_id for segment in image.segments] == [1]
    assert "1 × segments without a pixel" in report.notes[0]
    assert "1 × ids that only the picture has" in report.notes[1]


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        ({"a.json": b'{"images": [], "annotations": [], "categories": []}'}, "No COCO file"),
        (files([{**SEGMENTS[0], "id": 0}]), r"segments_info\[0\]: id 0; expected"),
        (files([SEGMENTS[0], SEGMENTS[0]]), r"segments_info\[1\]: id 300; expected"),
        (files([{**SEGMENTS[0], "category_id": 3}]), "category_id 3 is not in categories"),
        (files(image_id=6), "image_id 6 is not in images"),
        (files(file_name="b.png"), r"picture 'b.png' is not in annotations/panoptic_val2017/"),
        (files(segments_info=None), "segments_info must be a list"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place(
    packed: dict[str, bytes], words: str
) -> None:
    with pytest.raises(BadDataset, match=words):
        coco_panoptic_read.read(reader_for(packed), Report())


@pytest.mark.parametrize(
    ("content", "words"),
    [(png(IDS[:, :2]), r"is \(2, 2\) \(h, w\), its image \(2, 3\)"), (b"x", "not a readable")],
)
def test_pictures_that_do_not_fit_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadDataset, match=words):
        imported(files(content=content))
