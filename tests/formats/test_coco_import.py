"""COCO as other tools write it: repaired and reported, or refused with the place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from labeling.errors import BadDataset
from labeling.formats import coco_read, reader_named
from labeling.formats.base import ImageRecord, Report
from labeling.masks import rle
from tests.formats.datasets import by_name, reader_for, rotated_jpeg
from tests.masks.grids import grid

IMAGE: dict[str, Any] = {"id": 1, "file_name": "a.png", "width": 4, "height": 3}
SQUARE = [1, 0, 3, 0, 3, 2, 1, 2]
SQUARE_GRID = grid("0110", "0110", "0000")
ANNOTATION: dict[str, Any] = {
    "id": 7, "image_id": 1, "category_id": 1, "segmentation": [SQUARE], "iscrowd": 0
}  # fmt: skip
PERSON = {"id": 1, "name": "person"}


def annotation(**changed: object) -> dict[str, Any]:
    return {**ANNOTATION, **changed}


def coco_json(
    *annotations: object, images: object = (IMAGE,), categories: object = (PERSON,)
) -> bytes:
    content = {"images": images, "annotations": annotations, "categories": categories}
    return json.dumps(content).encode()


def imported(files: dict[str, bytes]) -> tuple[dict[str, ImageRecord], Report]:
    report = Report()
    dataset = coco_read.read(reader_for(files), report)
    return by_name(dataset), report


def only(*annotations: object) -> tuple[ImageRecord, Report]:
    images, report = imported({"a.json": coco_json(*annotations), "a.png": b""})
    return images["a.png"], report


def masks_of(image: ImageRecord) -> list[list[list[bool]]]:
    return [rle.decode(segment.rle).tolist() for segment in image.segments]


@pytest.mark.parametrize(
    "segmentation",
    [
        [SQUARE],
        [[*SQUARE, *SQUARE[:2]]],
        {"size": [3, 4], "counts": [3, 2, 1, 2, 4]},
        {"size": [3, 4], "counts": rle.encode(SQUARE_GRID).counts.decode()},
        {"size": [3, 4], "counts": [3, 2, 0, 0, 1, 2, 4, 0]},
    ],
)
def test_every_form_of_mask_is_read_without_a_word(segmentation: object) -> None:
    image, report = only(annotation(segmentation=segmentation))
    assert masks_of(image) == [SQUARE_GRID.tolist()]
    assert report.notes == []


@pytest.mark.parametrize(
    ("segmentation", "words"),
    [
        (SQUARE, "polygons that were not in a list of parts"),
        ([[[1, 0], [3, 0], [3, 2], [1, 2]]], "polygons of [x, y] pairs"),
        ([SQUARE, [1, 1, 2, 2]], "polygons with fewer than 3 whole vertices were left out"),
        ([SQUARE, [1, 1, 2, 2, 3]], "polygons with fewer than 3 whole vertices were left out"),
    ],
)
def test_odd_forms_are_repaired_and_counted(segmentation: object, words: str) -> None:
    image, report = only(annotation(segmentation=segmentation))
    assert masks_of(image) == [SQUARE_GRID.tolist()]
    assert report.notes == [f"1 × {words}{report.notes[0].split(words)[1]}"]
    assert "a.json, annotations[0] (id 7)" in report.notes[0]


@pytest.mark.parametrize(
    ("segmentation", "words"),
    [
        ([], "boxes only"),
        (None, "boxes only"),
        ([[1, 1, 3, 3]], "fewer than 3 whole vertices"),
        ([[1.6, 1.6, 1.9, 1.6, 1.9, 1.9]], "no pixel's centre"),
        ([[11, 11, 13, 11, 13, 13]], "no pixel's centre"),
        ({"size": [3, 4], "counts": [12]}, "empty masks"),
    ],
)
def test_what_has_no_pixels_is_left_out_and_counted(segmentation: object, words: str) -> None:
    image, report = only(annotation(segmentation=segmentation), ANNOTATION)
    assert masks_of(image) == [SQUARE_GRID.tolist()]
    assert len(report.notes) == 1
    assert report.notes[0].startswith("1 × ")
    assert words in report.notes[0]


def test_polygons_over_the_border_are_clipped_and_keep_their_vertices() -> None:
    image, report = only(annotation(segmentation=[[2.5, 1.5, 9, 1.5, 9, 9, 2.5, 9]]))
    assert masks_of(image) == [grid("0000", "0011", "0011").tolist()]
    assert image.segments[0].polygon is not None
    assert image.segments[0].polygon.parts[0].outer[1] == (9.0, 1.5)
    (note,) = report.notes
    assert note.startswith("1 × polygons reach over the image's border")
    inside, report = only(annotation(segmentation=[[-1, 0, 4.9, 0, 4.9, 3.5, -1, 3.5]]))
    assert report.notes == []  # tools that count pixel centres write that
    assert len(inside.segments) == 1


def test_outlines_along_pixels_become_masks_not_polygons() -> None:
    stairs = [0, 0, 2, 0, 2, 1, 1, 1, 1, 2, 0, 2]
    image, report = only(annotation(segmentation=[stairs]))
    assert image.segments[0].polygon is None
    assert report.notes == []


def test_crossing_polygons_become_masks_and_that_is_said() -> None:
    image, report = only(annotation(segmentation=[[0, 0, 4, 3, 4, 0, 0, 3]]))
    assert image.segments[0].polygon is None
    assert "cross or touch themselves" in report.notes[0]


def test_crowd_on_every_annotation_is_taken_for_the_mistake_that_it_is() -> None:
    image, report = only(annotation(iscrowd=1), annotation(id=8, iscrowd=1))
    assert [segment.iscrowd for segment in image.segments] == [False, False]
    assert "iscrowd" in report.notes[0]


def test_a_crowd_among_objects_stays_a_crowd() -> None:
    image, report = only(annotation(iscrowd=1), annotation(id=8))
    assert sorted(segment.iscrowd for segment in image.segments) == [False, True]
    assert report.notes == []


@pytest.mark.parametrize(
    ("choice", "marks", "crowds", "is_said"),
    [
        ("automatic", (1, 1, 0), 0, True),
        ("automatic", (1, 0), 1, False),
        ("objects", (1, 0, 0), 0, True),
        ("keep", (1, 1), 2, False),
        ("objects", (0, 0), 0, False),
    ],
)
def test_what_iscrowd_means_can_be_chosen(choice, marks, crowds, is_said) -> None:
    lines = [annotation(id=number, iscrowd=mark) for number, mark in enumerate(marks, start=1)]
    archive, report = reader_for({"a.json": coco_json(*lines), "a.png": b""}), Report()
    dataset = reader_named("coco-instances", {"crowds": choice})(archive, report)
    (image,) = dataset.images()
    assert sum(segment.iscrowd for segment in image.segments) == crowds
    assert any("iscrowd" in note for note in report.notes) == is_said


def test_smaller_segments_lie_above_larger_ones() -> None:
    small = annotation(segmentation=[[1, 0, 2, 0, 2, 1, 1, 1]], category_id=2)
    images, _ = imported(
        {"a.json": coco_json(small, ANNOTATION, categories=[PERSON, {"id": 2, "name": "hat"}])}
    )
    assert [segment.class_id for segment in images["a.png"].segments] == [1, 2]


def test_category_zero_in_use_gets_a_class_of_its_own() -> None:
    categories = [{"id": 0, "name": "cat"}, {"id": 90, "name": "dog"}]
    dataset = coco_read.read(
        reader_for({"a.json": coco_json(annotation(category_id=0), categories=categories)}),
        report := Report(),
    )
    assert [(record.class_id, record.name) for record in dataset.classes] == [
        (91, "cat"),
        (90, "dog"),
    ]
    assert "Category 0 became class 91" in report.notes[0]
    assert next(iter(dataset.images())).segments[0].class_id == 91


def test_an_unused_category_zero_is_dropped_as_roboflow_writes_it() -> None:
    categories = [{"id": 0, "name": "shapes", "supercategory": "none"}, PERSON]
    dataset = coco_read.read(
        reader_for({"a.json": coco_json(ANNOTATION, categories=categories)}), Report()
    )
    assert [record.name for record in dataset.classes] == ["person"]


def test_categories_of_one_name_are_told_apart() -> None:
    categories = [PERSON, {"id": 2, "name": "person"}]
    dataset = coco_read.read(
        reader_for({"a.json": coco_json(ANNOTATION, categories=categories)}), report := Report()
    )
    assert [record.name for record in dataset.classes] == ["person", "person (2)"]
    assert "Two categories" in report.notes[0]


def test_splits_and_pictures_are_found_where_coco_puts_them() -> None:
    train, val = {**IMAGE, "file_name": "t.jpg"}, {**IMAGE, "file_name": "v.jpg"}
    images, report = imported(
        {
            "annotations/instances_train2017.json": coco_json(ANNOTATION, images=[train]),
            "annotations/instances_val2017.json": coco_json(ANNOTATION, images=[val]),
            "annotations/person_keypoints_val2017.json": coco_json(ANNOTATION, images=[val]),
            "annotations/captions_val2017.json": b'{"images": [], "annotations": []}',
            "train2017/t.jpg": b"T",
            "val2017/v.jpg": b"V",
        }
    )
    assert {name: image.split for name, image in images.items()} == {
        "t.jpg": "train",
        "v.jpg": "val",
    }
    assert [image.open().read() for image in images.values() if image.open] == [b"T", b"V"]
    assert [len(image.segments) for image in images.values()] == [1, 1]
    assert report.notes == []


def test_pictures_of_one_name_in_several_splits_stay_apart() -> None:
    images, report = imported(
        {
            "train/_annotations.coco.json": coco_json(ANNOTATION),
            "valid/_annotations.coco.json": coco_json(),
            "train/a.png": b"T",
            "valid/a.png": b"V",
        }
    )
    assert {name: (image.split, len(image.segments)) for name, image in images.items()} == {
        "train/a.png": ("train", 1),
        "valid/a.png": ("val", 0),
    }
    assert "images of one name" in report.notes[0]


def test_two_entries_for_one_image_are_joined() -> None:
    second = {**IMAGE, "id": 2}
    image_file = coco_json(ANNOTATION, annotation(image_id=2), images=[IMAGE, second])
    images, report = imported({"a.json": image_file, "a.png": b""})
    assert len(images["a.png"].segments) == 2
    assert "joined" in report.notes[0]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("./sub/a.png", "sub/a.png"),
        ("/home/me/a.png", "home/me/a.png"),
        ("C:\\pictures\\a.png", "a.png"),
        ("../../a.png", "a.png"),
        ("https://example.org/x/a.png?size=1", "a.png"),
    ],
)
def test_file_names_become_plain_relative_names(written: str, name: str) -> None:
    files = {"a.json": coco_json(images=[{**IMAGE, "file_name": written}]), "images/a.png": b"P"}
    images, _ = imported(files)
    assert images[name].open is not None


def test_a_missing_size_is_taken_from_the_upright_picture() -> None:
    sizeless = {"id": 1, "file_name": "a.jpg"}
    images, _ = imported({"a.json": coco_json(images=[sizeless]), "a.jpg": rotated_jpeg((3, 5))})
    assert images["a.jpg"].size_hw == (5, 3)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.txt": b""}, "No COCO file was found"),
        ({"a.json": b'{"images": []}'}, "No COCO file was found"),
        ({"a.json": b'{"images": ['}, "a.json is no valid JSON"),
        ({"a.json": coco_json(images={"a": 1})}, "images must be a list of objects"),
        ({"a.json": coco_json(images=[{"id": 1}])}, r"images\[0\]: file_name is None"),
        ({"a.json": coco_json(images=[{**IMAGE, "width": None}])}, "width None"),
        ({"a.json": coco_json(images=[IMAGE, IMAGE])}, "id 1 is missing or not unique"),
        ({"a.json": coco_json(images=[{**IMAGE, "id": None}])}, "id None is missing"),
        ({"a.json": coco_json(categories=[{"id": "x", "name": "y"}])}, r"categories\[0\]: id 'x'"),
        ({"a.json": coco_json(annotation(image_id=5))}, r"\(id 7\): image_id 5 is not in images"),
        ({"a.json": coco_json(annotation(category_id=5))}, "category_id 5 is not in categories"),
        ({"a.json": coco_json(annotation(segmentation="x"))}, "list of polygons or run lengths"),
        ({"a.json": coco_json(annotation(segmentation=[["a"] * 6]))}, "flat list of numbers"),
        ({"a.json": coco_json(annotation(segmentation=[[float("inf")] * 6]))}, "flat list"),
        (
            {"a.json": coco_json(annotation(segmentation={"size": [3, 4], "counts": [3, 2]}))},
            r"annotations\[0\] \(id 7\), segmentation: .*sum to 5 pixels; expected 3 x 4 = 12",
        ),
        (
            {"a.json": coco_json(annotation(segmentation={"size": [4, 3], "counts": [3, 9]}))},
            r"the mask is \(4, 3\) \(h, w\), its image \(3, 4\)",
        ),
        (
            {"a.json": coco_json(), "b.json": coco_json(categories=[{"id": 1, "name": "cat"}])},
            "category 1 is 'cat' here and 'person' elsewhere",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place(files: dict[str, bytes], words: str) -> None:
    with pytest.raises(BadDataset, match=words):
        coco_read.read(reader_for(files), Report())


@pytest.mark.parametrize("key", ["image_id", "category_id"])
def test_annotations_of_nothing_listed_are_left_out_by_choice(key: str) -> None:
    files = {"a.json": coco_json(ANNOTATION, {**ANNOTATION, "id": 2, key: 99})}
    with pytest.raises(BadDataset, match=r"annotations\[1\]"):
        coco_read.read(reader_for(files), Report())
    options = {"crowds": "automatic", "orphans": "leave-out"}
    dataset = coco_read.reader_for(options)(reader_for(files), report := Report())
    assert [len(image.segments) for image in dataset.images()] == [1]
    assert any("left out" in note and "annotations[1]" in note for note in report.notes)
