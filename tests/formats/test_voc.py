import io
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image as PILImage

from labeling.errors import BadDataset, FormatCannotHold
from labeling.formats import voc
from labeling.formats.base import ClassRecord, ImageRecord
from labeling.formats.palette import voc_palette
from labeling.formats.png import encode_map
from labeling.masks.rle import decode
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

ROOT = "VOCdevkit/VOC2012/"


def pixels(archive, name):
    return np.asarray(PILImage.open(io.BytesIO(archive.files[ROOT + name])))


def one(*segments, classes=None, name="img.png", **fields):
    """A dataset of one image."""
    size_hw = segments[0].rle.size_hw if segments else (4, 4)
    classes = classes or [ClassRecord(1, "car", "#ff0000", is_thing=True)]
    image = ImageRecord(name, size_hw, segments, open=picture(size_hw), **fields)
    return MemorySource(classes, [image])


def test_masks_are_indexed_by_class_and_object():
    source = one(
        segment("1100 1100 0000", 1, 0),
        segment("0110 0000 0000", 5, 1),
        classes=[
            ClassRecord(1, "car", "#ff0000", is_thing=True),
            ClassRecord(5, "tree", "#00ff00", is_thing=True),
        ],
    )
    archive, _ = exported(voc.export, source)
    mask = PILImage.open(io.BytesIO(archive.files[f"{ROOT}SegmentationClass/img.png"]))
    assert mask.mode == "P"
    assert mask.getpalette() == voc_palette().ravel().tolist()
    assert np.asarray(mask).tolist() == [[1, 5, 5, 0], [1, 1, 0, 0], [0, 0, 0, 0]]
    assert pixels(archive, "SegmentationObject/img.png").tolist() == [
        [1, 2, 2, 0],
        [1, 1, 0, 0],
        [0, 0, 0, 0],
    ]


def test_a_hidden_segment_vanishes_from_masks_and_boxes():
    source = one(segment("0110 0000", z=0), segment("0110 0000", z=1), segment("0000 0001", z=2))
    archive, _ = exported(voc.export, source)
    numbers = pixels(archive, "SegmentationObject/img.png")
    assert numbers.tolist() == [[0, 1, 1, 0], [0, 0, 0, 2]]
    xml = ElementTree.fromstring(archive.files[f"{ROOT}Annotations/img.xml"])
    assert len(xml.findall("object")) == 2


def test_boxes_are_one_based_inclusive_integers_of_what_is_visible():
    source = one(segment("1111 1111 0000", z=0), segment("1110 1110 0000", z=1))
    archive, _ = exported(voc.export, source)
    xml = ElementTree.fromstring(archive.files[f"{ROOT}Annotations/img.xml"])
    boxes = [
        [each.findtext(f"bndbox/{side}") for side in ("xmin", "ymin", "xmax", "ymax")]
        for each in xml.findall("object")
    ]
    assert boxes == [["4", "1", "4", "2"], ["1", "1", "3", "2"]]
    assert xml.findtext("size/width") == "4"
    assert xml.findtext("object/difficult") == "0"
    assert xml.findtext("filename") == "img.jpg"


def test_names_are_escaped_and_names_are_made_safe_for_lists():
    archive, _ = exported(voc.export, street(3))
    text = archive.files[f"{ROOT}ImageSets/Segmentation/train.txt"].decode()
    assert text.split() == ["a_x_1_2", "b_c"]  # the one without a split, and the train one
    assert archive.files[f"{ROOT}ImageSets/Segmentation/val.txt"].decode() == "a_x_1\n"
    xml = ElementTree.fromstring(archive.files[f"{ROOT}Annotations/b_c.xml"])
    assert "road & <kerb>" in {each.findtext("name") for each in xml.findall("object")}


def test_every_picture_is_a_jpeg():
    archive, report = exported(voc.export, street(4))
    names = [name for name in archive.files if "JPEGImages" in name]
    assert len(names) == 4
    for name in names:
        assert name.endswith(".jpg")
        assert PILImage.open(io.BytesIO(archive.files[name])).format == "JPEG"
    assert any("converted to JPEG" in note for note in report.notes)


def test_pictures_can_be_left_out():
    archive, _ = exported(voc.export, street(4), include_images=False)
    assert not any("JPEGImages" in name for name in archive.files)


def test_the_table_has_the_colours_that_the_masks_are_painted_in():
    archive, _ = exported(voc.export, street(1))
    assert archive.files[f"{ROOT}labelmap.txt"].decode().splitlines()[1:] == [
        "background:0,0,0::",
        "car:128,0,0::",
        "road & <kerb>:0,128,0::",
        "tree:128,0,128::",
    ]


def test_more_than_254_objects_are_void_and_reported():
    grid = np.zeros((20, 20), bool)
    segments = []
    for number in range(300):
        mask = grid.copy()
        mask.flat[number] = True
        segments.append(segment(mask, z=number))
    archive, report = exported(voc.export, one(*segments))
    numbers = pixels(archive, "SegmentationObject/img.png").ravel()[:300]
    assert numbers.tolist() == [*range(1, 255), *[255] * 46]
    assert pixels(archive, "SegmentationClass/img.png").ravel()[:300].tolist() == [1] * 300
    assert any("300 objects" in note for note in report.notes)


def test_a_class_id_beyond_8_bits_is_refused():
    source = one(segment("1"), classes=[ClassRecord(300, "car", "#ff0000", is_thing=True)])
    with pytest.raises(FormatCannotHold, match="car"):
        exported(voc.export, source)


def test_ignored_classes_are_void():
    ignored = ClassRecord(3, "unsure", "#ffffff", is_thing=False, is_ignore=True)
    archive, _ = exported(voc.export, one(segment("10 00", 3), classes=[ignored]))
    assert pixels(archive, "SegmentationClass/img.png").tolist() == [[255, 0], [0, 0]]
    dataset, images, _ = imported(voc.read, archive)
    assert [(c.name, c.is_ignore) for c in dataset.classes] == [("unsure", True)]
    assert class_map(images[0]).tolist() == [[255, 0], [0, 0]]


def test_the_border_is_void_around_objects_only_on_request():
    mask = np.zeros((11, 11), bool)
    mask[:, 5:] = True
    source = one(segment(mask))
    plain, _ = exported(voc.export, source)
    bordered, _ = exported(voc.export, source, border="void")
    assert pixels(plain, "SegmentationClass/img.png")[0].tolist() == [0] * 5 + [1] * 6
    row = [0, 0, 0, 255, 255, 255, 255, 1, 1, 1, 1]
    assert pixels(bordered, "SegmentationClass/img.png")[4].tolist() == row


def test_the_same_dataset_gives_the_same_bytes():
    first, _ = exported(voc.export, street(6))
    second, _ = exported(voc.export, street(6))
    assert list(first.files.items()) == list(second.files.items())


def test_a_round_trip_keeps_every_pixel_name_and_split():
    source = street(6)
    archive, _ = exported(voc.export, source)
    dataset, images, report = imported(voc.read, archive)
    assert report.notes == []
    assert [(c.class_id, c.name) for c in dataset.classes] == [
        (c.class_id, c.name) for c in source.classes
    ]
    by_name = {image.name: image for image in images}
    for original in source.records:
        image = by_name[original.name]
        assert image.split == (original.split or "train")
        assert np.array_equal(class_map(image), class_map(original))
        assert same_partition(segment_map(image), segment_map(original))
        assert PILImage.open(image.open()).size == original.size_hw[::-1]


def test_flags_survive_a_round_trip():
    archive, _ = exported(voc.export, one(segment("10 00", truncated=True, occluded=True)))
    _, images, _ = imported(voc.read, archive)
    assert (images[0].segments[0].truncated, images[0].segments[0].occluded) == (True, True)


@settings(max_examples=50, deadline=None)
@given(
    hnp.arrays(
        np.int8,
        st.tuples(st.integers(1, 4), st.integers(1, 8), st.integers(1, 8)),
        elements=st.integers(0, 1),
    )
)
def test_any_masks_survive_a_round_trip(masks):
    segments = [
        segment(mask, 1 + z % 3, z, uid=f"s{z}") for z, mask in enumerate(masks) if mask.any()
    ]
    classes = [ClassRecord(n, f"c{n}", "#000000", is_thing=True) for n in (1, 2, 3)]
    image = ImageRecord("x.png", masks.shape[1:], tuple(segments))
    archive, _ = exported(voc.export, MemorySource(classes, [image]), include_images=False)
    _, images, _ = imported(voc.read, archive)
    assert np.array_equal(class_map(images[0]), class_map(image))
    assert same_partition(segment_map(images[0]), segment_map(image))


def voc_folder(mask: bytes, labelmap: str | None = None, **files: bytes) -> MemoryArchive:
    archive = MemoryArchive({"JPEGImages/x.jpg": picture((2, 2), "JPEG")().read()})
    archive.files["SegmentationClass/x.png"] = mask
    if labelmap is not None:
        archive.files["labelmap.txt"] = labelmap.encode()
    archive.files.update(files)
    return archive


def test_masks_painted_in_rgb_are_read_by_the_tables_colours():
    rgb = np.array([[[10, 20, 30], [0, 0, 0]], [[99, 99, 99], [10, 20, 30]]], np.uint8)
    labelmap = "# label:color_rgb:parts:actions\nbackground:0,0,0::\ncat:10,20,30::\ndog:99,99,99::"
    dataset, images, _ = imported(voc.read, voc_folder(encode_map(rgb), labelmap))
    assert [c.name for c in dataset.classes] == ["cat", "dog"]
    assert class_map(images[0]).tolist() == [[1, 0], [2, 1]]


def test_indexed_masks_are_read_by_colour_where_the_table_knows_it():
    palette = np.zeros((256, 3), np.uint8)
    palette[7] = (10, 20, 30)
    mask = encode_map(np.array([[7, 0], [0, 0]], np.uint8), palette)
    _, images, _ = imported(voc.read, voc_folder(mask, "background:0,0,0::\ncat:10,20,30::"))
    assert class_map(images[0]).tolist() == [[1, 0], [0, 0]]


def test_without_a_table_the_twenty_classes_of_voc_count_and_void_is_kept():
    mask = encode_map(np.array([[15, 255], [0, 7]], np.uint8), voc_palette())
    dataset, images, report = imported(voc.read, voc_folder(mask))
    names = {c.class_id: c.name for c in dataset.classes}
    assert (names[15], names[7], names[255]) == ("person", "car", "void")
    assert class_map(images[0]).tolist() == [[15, 255], [0, 7]]
    assert any("labelmap.txt" in note for note in report.notes)


def test_objects_split_a_class():
    mask = encode_map(np.array([[1, 1], [1, 0]], np.uint8), voc_palette())
    objects = encode_map(np.array([[1, 2], [255, 0]], np.uint8), voc_palette())
    archive = voc_folder(mask, **{"SegmentationObject/x.png": objects})
    _, images, _ = imported(voc.read, archive)
    found = {tuple(map(tuple, np.argwhere(decode(s.rle)))) for s in images[0].segments}
    assert found == {((0, 0),), ((0, 1),), ((1, 0),)}


def test_a_listed_image_without_a_mask_is_new():
    archive = voc_folder(encode_map(np.zeros((2, 2), np.uint8), voc_palette()))
    archive.files["JPEGImages/y.jpg"] = picture((3, 5), "JPEG")().read()
    archive.files["JPEGImages/z.jpg"] = b"not listed, never opened"
    archive.files["ImageSets/Segmentation/test.txt"] = b"y\n"
    archive.files["ImageSets/Segmentation/train.txt"] = b"x\n"
    _, images, report = imported(voc.read, archive)
    assert [(i.name, i.split, i.state, i.size_hw) for i in images] == [
        ("x.jpg", "train", None, (2, 2)),
        ("y.jpg", "test", "new", (3, 5)),
    ]
    assert any("left out" in note for note in report.notes)


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (MemoryArchive({"JPEGImages/x.jpg": b""}), "SegmentationClass"),
        (voc_folder(b"no picture"), "SegmentationClass/x.png"),
        (voc_folder(encode_map(np.full((2, 2), 21, np.uint8))), "class value 21"),
        (voc_folder(encode_map(np.full((2, 2, 3), 21, np.uint8))), "#151515"),
        (voc_folder(encode_map(np.zeros((2, 2), np.uint8)), "cat:1,2"), "line 1"),
        (
            voc_folder(
                encode_map(np.ones((2, 2), np.uint8)),
                **{"SegmentationObject/x.png": encode_map(np.ones((2, 3), np.uint8))},
            ),
            "class mask",
        ),
        (
            voc_folder(
                encode_map(np.ones((2, 2), np.uint8)),
                **{"Annotations/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
            ),
            "entities",
        ),
        (
            voc_folder(
                encode_map(np.ones((2, 2), np.uint8)), **{"ImageSets/Segmentation/val.txt": b"q"}
            ),
            "lists q",
        ),
    ],
)
def test_bad_datasets_are_refused_with_the_file_named(archive, message):
    with pytest.raises(BadDataset, match=message):
        imported(voc.read, archive)
