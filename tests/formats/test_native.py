"""The native format: exact both ways, deterministic, and strict about every key."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from labeling.errors import BadDataset
from labeling.formats import native, native_lines
from labeling.formats.base import BoxRecord, ImageRecord, Report
from labeling.masks import polygons, rle
from labeling.models.annotation import AnnotationState
from labeling.models.annotation import Origin as OriginChoices
from tests.formats.datasets import (
    export_to,
    nasty_source,
    read_folder,
    reader_for,
    with_details,
    zipped,
)
from tests.masks.grids import grid


def without_opener(record: ImageRecord) -> ImageRecord:
    return replace(record, open=None)


@pytest.mark.parametrize("mode", ["layered", "exclusive"])
def test_everything_comes_back_as_it_was(tmp_path: Path, mode: str) -> None:
    source = with_details(nasty_source(mode))
    assert export_to(tmp_path, native.export, source).notes == []
    report = Report()
    dataset = native.read(read_folder(tmp_path), report)
    assert report.notes == []
    assert dataset.classes == source.classes
    assert dataset.overlap_mode == mode
    assert dataset.num_images == source.num_images
    read = list(dataset.images())
    assert [*map(without_opener, read)] == [*map(without_opener, source.records)]
    for before, after in zip(source.records, read, strict=True):
        assert before.open is not None
        assert after.open is not None
        assert before.open().read() == after.open().read()


def test_the_same_dataset_gives_the_same_bytes() -> None:
    source = with_details(nasty_source())
    assert zipped(native.export, source) == zipped(native.export, source)


def test_the_keys_are_those_of_the_format(tmp_path: Path) -> None:
    export_to(tmp_path, native.export, nasty_source())
    line = json.loads((tmp_path / "segments.jsonl").read_text().splitlines()[0])
    assert list(line) == ["image", "size", "split", "state", "segments"]
    assert set(line["segments"][0]) == {
        "uid", "class_id", "z", "mask", "polygon", "iscrowd", "occluded", "truncated", "origin",
        "score", "attributes",
    }  # fmt: skip
    classes = json.loads((tmp_path / "classes.json").read_text())
    assert classes[2] == {
        "class_id": 5, "name": "Straße & Weg", "color": "#123456", "is_thing": False,
        "is_ignore": False,
    }  # fmt: skip


def with_weak_labels(record: ImageRecord) -> ImageRecord:
    boxes = (BoxRecord("b1", 1, (0, 1, 3, 2)), BoxRecord("b2", 5, (2, 0, 1, 1)))
    return replace(record, boxes=boxes, tags=(1, 7))


def test_boxes_and_tags_come_back(tmp_path: Path) -> None:
    source = nasty_source()
    records = (with_weak_labels(source.records[0]), *source.records[1:])
    assert export_to(tmp_path, native.export, replace(source, records=records)).notes == []
    lines = (tmp_path / "segments.jsonl").read_text().splitlines()
    first = json.loads(lines[0])
    assert first["boxes"][0] == {"uid": "b1", "class_id": 1, "bbox_xywh": [0, 1, 3, 2]}
    assert first["tags"] == [1, 7]
    assert "boxes" not in json.loads(lines[1])
    read = list(native.read(read_folder(tmp_path), Report()).images())
    assert [*map(without_opener, read)] == [*map(without_opener, records)]


@pytest.mark.parametrize(
    ("weak", "said"),
    [
        ({"boxes": [{"class_id": 1, "bbox_xywh": [0, 0, 99, 1]}]}, "boxes[0]: bbox_xywh"),
        ({"boxes": [{"class_id": 3, "bbox_xywh": [0, 0, 1, 1]}]}, "boxes[0]: class_id 3"),
        ({"boxes": [{"class_id": 1, "bbox_xywh": [0, 0, 1, 1.5]}]}, "boxes[0].bbox_xywh[3]"),
        ({"boxes": [{"class_id": 1, "bbox_xywh": [0, 0, 1, 1], "score": 1}]}, "unknown key"),
        ({"tags": [3]}, "tags: class_id 3"),
    ],
)
def test_wrong_boxes_and_tags_are_refused_by_place(weak: dict[str, Any], said: str) -> None:
    line = {"image": "a.png", "size": [4, 6], "segments": [], **weak}
    with pytest.raises(BadDataset) as caught:
        native_lines.read_image(json.dumps(line).encode(), "line 1", frozenset({1}), Report())
    assert said in caught.value.message


def test_without_pictures_the_segments_still_come_back(tmp_path: Path) -> None:
    source = nasty_source()
    export_to(tmp_path, native.export, source, include_images=False)
    report = Report()
    dataset = native.read(read_folder(tmp_path), report)
    assert "8 images have no picture" in report.notes[0]
    assert [*dataset.images()] == [*map(without_opener, source.records)]


def test_a_purged_picture_is_said(tmp_path: Path) -> None:
    source = nasty_source()
    records = (without_opener(source.records[0]), *source.records[1:])
    report = export_to(tmp_path, native.export, replace(source, records=records))
    assert "purged" in report.notes[0]


CLASSES: list[dict[str, Any]] = [
    {"class_id": 1, "name": "car", "color": "#4000c0", "is_thing": True, "is_ignore": False}
]
SEGMENT: dict[str, Any] = {"class_id": 1, "mask": {"size": [2, 3], "counts": [2, 2, 2]}}
SQUARE = {"parts": [{"outer": [[1, 0], [2, 0], [2, 2], [1, 2]], "holes": []}]}
IMAGE: dict[str, Any] = {"image": "a.png", "size": [2, 3], "segments": [SEGMENT]}


def files(
    *lines: object, classes: object = CLASSES, root: str = "", **others: bytes
) -> dict[str, bytes]:
    text = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return {
        f"{root}classes.json": json.dumps(classes).encode(),
        f"{root}segments.jsonl": b"\n".join(text),
        **others,
    }


def segment(**changed: object) -> dict[str, Any]:
    return {**IMAGE, "segments": [{**SEGMENT, **changed}]}


def test_optional_keys_may_be_left_out() -> None:
    (image,) = native.read(reader_for(files(IMAGE)), Report()).images()
    (read,) = image.segments
    assert (image.split, image.state, read.z, read.origin) == (None, None, 0, "import")
    assert read.rle == rle.encode(grid("010", "010"))


def test_a_polygon_alone_is_rasterised_and_kept() -> None:
    (image,) = native.read(reader_for(files(segment(mask=None, polygon=SQUARE))), Report()).images()
    assert image.segments[0].rle == rle.encode(grid("010", "010"))
    assert image.segments[0].polygon == polygons.from_wire(SQUARE)


def test_a_polygon_that_contradicts_its_mask_is_dropped_and_said() -> None:
    contradicting = segment(mask={"size": [2, 3], "counts": [0, 6]}, polygon=SQUARE)
    report = Report()
    (image,) = native.read(reader_for(files(contradicting)), report).images()
    assert image.segments[0].polygon is None
    assert rle.area_px(image.segments[0].rle) == 6
    assert report.notes[:1] == [
        "1 × polygons that do not give their mask's pixels; the mask was kept"
        " (first: segments.jsonl, line 1, segments[0])"
    ]


def test_a_folder_inside_the_zip_and_a_byte_order_mark_do_no_harm() -> None:
    line = b"\xef\xbb\xbf" + json.dumps(IMAGE).encode()
    packed = {**files(line, root="my set/"), "my set/images/a.png": b"picture"}
    (image,) = native.read(reader_for(packed), Report()).images()
    assert image.open is not None
    assert image.open().read() == b"picture"


def test_pictures_without_a_line_are_said() -> None:
    report = Report()
    native.read(reader_for({**files(IMAGE), "images/a.png": b"", "images/b.png": b""}), report)
    assert "1 pictures have no line" in report.notes[0]
    assert "b.png" in report.notes[0]


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        ({"classes.json": b"[]"}, "There is no segments.jsonl"),
        ({"segments.jsonl": b""}, "classes.json is missing"),
        (files(classes=CLASSES * 2), "class_id 1 is there twice"),
        (files(classes=[{**CLASSES[0], "class_id": 0}]), "class_id: .*greater than or equal to 1"),
        (files(classes=[{**CLASSES[0], "colour": "red"}]), r"unknown key '\[0\].colour'"),
        (files(classes={"car": 1}), "valid array"),
        (files(IMAGE, b"{"), "segments.jsonl, line 2: Invalid JSON"),
        (files(IMAGE, IMAGE), "line 2: the image 'a.png' is on line 1 already"),
        (files({**IMAGE, "licence": "none"}), "line 1: unknown key 'licence'"),
        (files({"image": "a.png", "segments": []}), "the key 'size' is missing"),
        (files({**IMAGE, "image": "../a.png"}), "unsafe"),
        (files({**IMAGE, "split": "training"}), "split: Input should be 'train', 'val' or 'test'"),
        (files(segment(label="car")), r"unknown key 'segments\[0\].label'"),
        (files(segment(class_id=2)), r"segments\[0\]: class_id 2 is not in classes.json"),
        (files(segment(class_id="1")), r"segments\[0\].class_id"),
        (files(segment(origin="magic")), r"segments\[0\].origin"),
        (files(segment(score=float("nan"))), r"segments\[0\].score"),
        (files(segment(z=2**63)), r"segments\[0\].z"),
        (files(segment(mask=None)), "neither mask nor polygon"),
        (files(segment(mask={"size": [2, 3], "counts": [2, 2]})), "sum to 4 pixels"),
        (files(segment(mask={"size": [2, 3], "counts": [6]})), "no pixels"),
        (files(segment(mask={"size": [3, 2], "counts": [2, 2, 2]})), "the mask is"),
        (files(segment(mask={"size": [2, 3], "counts": "222", "x": 1})), "unknown key 'mask.x'"),
        (files(segment(mask=None, polygon={"parts": []})), "no parts"),
        (files({**IMAGE, "segments": [{**SEGMENT, "uid": "a"}] * 2}), "uid 'a' is there twice"),
    ],
)
def test_faults_are_refused_with_file_line_and_key(packed: dict[str, bytes], words: str) -> None:
    with pytest.raises(BadDataset, match=words):
        native.read(reader_for(packed), Report())


def test_the_fixed_words_are_those_of_the_database() -> None:
    assert set(get_args(native_lines.Origin)) == set(OriginChoices.values)
    assert set(get_args(native_lines.State)) == set(AnnotationState.values)
