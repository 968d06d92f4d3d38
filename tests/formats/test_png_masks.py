import io
import json

import numpy as np
import pytest
from PIL import Image as PILImage

from labeling.errors import BadDataset
from labeling.formats import png_masks
from labeling.formats.base import ClassRecord, ImageRecord
from labeling.formats.png import encode_map
from tests.formats.memory import (
    MemoryArchive,
    MemorySource,
    class_map,
    exported,
    imported,
    picture,
    same_partition,
    segment,
    segment_map,
    street,
)


def test_masks_hold_class_ids_and_instances_number_the_things():
    classes = [
        ClassRecord(1, "car", "#ff0000", is_thing=True),
        ClassRecord(2, "road", "#00ff00", is_thing=False),
    ]
    image = ImageRecord(
        "x.png",
        (2, 3),
        (segment("111 111", 2, 0), segment("100 000", 1, 1), segment("001 001", 1, 2)),
        split="train",
        open=picture((2, 3)),
    )
    archive, report = exported(png_masks.export, MemorySource(classes, [image]))
    mask = PILImage.open(io.BytesIO(archive.files["masks/x.png"]))
    assert mask.mode == "L"
    assert np.asarray(mask).tolist() == [[1, 2, 1], [2, 2, 1]]
    numbers = PILImage.open(io.BytesIO(archive.files["instances/x.png"]))
    assert numbers.mode == "I;16"
    assert np.asarray(numbers).tolist() == [[1, 0, 2], [0, 0, 2]]
    assert json.loads(archive.files["labels.json"]) == [
        {"name": "background", "value": 0, "color": "#000000"},
        {"name": "car", "value": 1, "color": "#ff0000"},
        {"name": "road", "value": 2, "color": "#00ff00"},
    ]
    assert archive.files["train.txt"] == b"images/x.png masks/x.png\n"
    assert "filenames.json" not in archive.files
    assert report.notes == []


@pytest.mark.parametrize("high", [254, 255, 40_000])
def test_a_round_trip_keeps_every_pixel_name_class_and_split(high):
    source = street(6)
    source.classes = [
        *source.classes,
        ClassRecord(high, "last", "#0000ff", is_thing=True),
        ClassRecord(9, "unsure", "#ffffff", is_thing=False, is_ignore=high == 254),
    ]
    source.records = [
        ImageRecord(
            image.name,
            image.size_hw,
            (*image.segments, segment(np.eye(*image.size_hw), high, 20, uid="diagonal")),
            image.split,
            open=image.open,
        )
        for image in source.records
    ]
    archive, _ = exported(png_masks.export, source)
    dataset, images, report = imported(png_masks.read, archive)
    assert report.notes == []
    expected = {(c.class_id, c.name, c.color) for c in source.classes if not c.is_ignore}
    assert {(c.class_id, c.name, c.color) for c in dataset.classes} == expected
    assert not any(c.is_ignore for c in dataset.classes)
    by_name = {image.name: image for image in images}
    things = {c.class_id for c in source.classes if c.is_thing}
    for original in source.records:
        image = by_name[original.name]
        assert image.split == original.split
        assert np.array_equal(class_map(image), class_map(original))
        shown, known = segment_map(image), segment_map(original)
        is_thing = np.isin(class_map(original), list(things))
        assert same_partition(shown[is_thing], known[is_thing])
        assert PILImage.open(image.open()).size == original.size_hw[::-1]


def test_ignored_classes_are_255():
    classes = [
        ClassRecord(1, "car", "#ff0000", is_thing=True),
        ClassRecord(2, "unsure", "#ffffff", is_thing=False, is_ignore=True),
    ]
    image = ImageRecord("x.png", (1, 3), (segment("100", 1, 0), segment("010", 2, 1)))
    archive, _ = exported(png_masks.export, MemorySource(classes, [image]))
    mask = np.asarray(PILImage.open(io.BytesIO(archive.files["masks/x.png"])))
    assert mask.tolist() == [[1, 255, 0]]
    dataset, images, _ = imported(png_masks.read, archive)
    assert [(c.name, c.is_ignore) for c in dataset.classes] == [("car", False), ("unsure", True)]
    assert class_map(images[0]).tolist() == [[1, 255, 0]]


def test_instances_can_be_left_out():
    archive, _ = exported(png_masks.export, street(2), instances="no")
    assert not any(name.startswith("instances/") for name in archive.files)


def test_the_same_dataset_gives_the_same_bytes():
    first, _ = exported(png_masks.export, street(6))
    second, _ = exported(png_masks.export, street(6))
    assert list(first.files.items()) == list(second.files.items())


CLASSES = {
    "classes": [
        {"id": 0, "name": "sky", "color": [128, 128, 128], "is_thing": False},
        {"id": 1, "name": "road", "color": [128, 0, 0], "is_thing": False},
        {"id": 3, "name": "car", "color": [0, 0, 128], "is_thing": True},
    ],
    "ignore_id": 255,
}


def folder(mask, classes=CLASSES, **files):
    archive = MemoryArchive(
        {
            "classes.json": json.dumps(classes).encode(),
            "images/x.png": picture((2, 2))().read(),
            "labels/x.png": mask if isinstance(mask, bytes) else encode_map(mask),
        }
    )
    archive.files.update(files)
    return archive


def test_a_class_of_value_0_gets_a_free_id_and_255_is_kept_as_ignored():
    archive = folder(np.array([[0, 1], [255, 3]], np.uint8), **{"split.json": b'{"test": ["x"]}'})
    dataset, images, report = imported(png_masks.read, archive)
    assert [(c.class_id, c.name, c.is_thing, c.is_ignore) for c in dataset.classes] == [
        (2, "sky", False, False),
        (1, "road", False, False),
        (3, "car", True, False),
        (255, "void", False, True),
    ]
    assert class_map(images[0]).tolist() == [[2, 1], [255, 3]]
    assert (images[0].name, images[0].split) == ("x.png", "test")
    assert any("sky" in note for note in report.notes)


def test_the_ignored_class_is_made_only_where_it_occurs():
    dataset, _, _ = imported(png_masks.read, folder(np.array([[0, 1], [1, 3]], np.uint8)))
    assert [c.name for c in dataset.classes] == ["sky", "road", "car"]


def test_background_is_no_class():
    classes = {"classes": [{"id": 0, "name": "background"}, {"id": 1, "name": "nucleus"}]}
    archive = folder(
        np.array([[0, 1], [1, 0]], np.uint8),
        classes,
        **{"instances/x.png": encode_map(np.array([[0, 1], [2, 0]], np.uint16))},
    )
    dataset, images, _ = imported(png_masks.read, archive)
    assert [(c.class_id, c.name, c.is_thing) for c in dataset.classes] == [(1, "nucleus", True)]
    assert len(images[0].segments) == 2


def test_painted_masks_are_read_by_colour_and_a_mask_may_be_missing():
    paint = np.array([[[128, 0, 0], [0, 0, 128]], [[128, 128, 128], [128, 0, 0]]], np.uint8)
    archive = folder(paint, **{"images/y.jpg": picture((3, 4), "JPEG")().read()})
    _, images, _ = imported(png_masks.read, archive)
    assert class_map(images[0]).tolist() == [[1, 3], [2, 1]]
    assert (images[1].name, images[1].state, images[1].size_hw) == ("y.jpg", "new", (3, 4))


def test_a_dataset_inside_a_folder_is_found():
    inner = folder(np.array([[1, 1], [1, 3]], np.uint8))
    archive = MemoryArchive({f"camvid/{name}": content for name, content in inner.files.items()})
    _, images, _ = imported(png_masks.read, archive)
    assert class_map(images[0]).tolist() == [[1, 1], [1, 3]]


ZEROS = np.zeros((2, 2), np.uint8)


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (MemoryArchive({"images/x.png": b""}), "masks/"),
        (MemoryArchive({"masks/x.png": encode_map(ZEROS)}), r"labels\.json"),
        (folder(b"no picture"), r"labels/x\.png"),
        (folder(np.full((2, 2), 9, np.uint8)), "value 9"),
        (folder(np.full((2, 2, 3), 9, np.uint8)), "#090909"),
        (folder(ZEROS, {"classes": [{"id": 1}]}), r"classes\.json"),
        (folder(ZEROS, {"classes": [{"id": 1, "name": "a", "color": "red"}]}), r"classes\.json"),
        (
            folder(ZEROS, {"classes": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]}),
            "same value or name",
        ),
        (folder(ZEROS, **{"split.json": b"[1"}), r"split\.json"),
        (folder(ZEROS, **{"instances/x.png": encode_map(np.zeros((2, 3), np.uint8))}), "its mask"),
        (folder(ZEROS, **{"images/x.jpg": b""}), "share a name"),
    ],
)
def test_bad_datasets_are_refused_with_the_file_named(archive, message):
    with pytest.raises(BadDataset, match=message):
        imported(png_masks.read, archive)


@pytest.mark.parametrize("layout", ["paddleseg", "mmsegmentation"])
def test_layouts_of_programs_come_back_with_class_ids_names_and_splits(layout):
    source = street(6)
    source.classes = [
        *source.classes,
        ClassRecord(300, "last", "#0000ff", is_thing=False),
        ClassRecord(9, "unsure", "#ffffff", is_thing=False, is_ignore=True),
    ]
    source.records = [
        ImageRecord(
            image.name,
            image.size_hw,
            (
                *image.segments,
                segment(np.eye(*image.size_hw), 300, 20, uid="diagonal"),
                segment(np.eye(*image.size_hw)[::-1], 9, 21, uid="unsure"),
            ),
            image.split,
            open=image.open,
        )
        for image in source.records
    ]
    archive, report = exported(png_masks.export, source, layout=layout)
    num_without = sum(image.split is None for image in source.records)
    assert f"Images without a split are in train: {num_without}." in report.notes
    names = ["background", "car", "road & <kerb>", "tree", "last"]
    assert archive.files["labels.txt"].decode().splitlines() == names
    dataset, images, said = imported(png_masks.read, archive)
    assert said.notes == []
    expected = {(c.class_id, c.name, c.color, c.is_thing, c.is_ignore) for c in source.classes}
    found = {(c.class_id, c.name, c.color, c.is_thing, c.is_ignore) for c in dataset.classes}
    assert found == expected
    by_name = {image.name: image for image in images}
    assert sorted(by_name) == sorted(image.name for image in source.records)
    for original in source.records:
        image = by_name[original.name]
        assert image.split == (original.split or "train")
        assert np.array_equal(class_map(image), class_map(original))


def test_mmsegmentation_finds_pictures_of_one_suffix_and_equal_names_are_told_apart():
    archive, report = exported(png_masks.export, street(4), layout="mmsegmentation")
    pictures = [name for name in archive.files if name.startswith("img_dir/")]
    assert all(name.endswith(".jpg") for name in pictures)
    assert any("converted to JPEG" in note for note in report.notes)
    table = {"classes": [{"id": 0, "name": "background"}, {"id": 1, "name": "cell"}]}
    mask = encode_map(np.array([[0, 1]], np.uint8))
    files = {f"ann_dir/{split}/x.png": mask for split in ("training", "validation")}
    archive = MemoryArchive({"classes.json": json.dumps(table).encode(), **files})
    _, images, _ = imported(png_masks.read, archive)
    found = [(image.name, image.split) for image in images]
    assert found == [("training/x.png", "train"), ("validation/x.png", "val")]
