import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image as PILImage
from PIL import ImageDraw

from labeling.errors import BadDataset, FormatCannotHold
from labeling.formats import cityscapes
from labeling.formats.base import ClassRecord, ImageRecord, Report
from labeling.formats.cityscapes_labels import OFFICIAL, table_of
from labeling.formats.cityscapes_polygons import pieces_of
from labeling.formats.png import encode_map
from labeling.masks.painting import runs_of_map
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

ROAD = ClassRecord(1, "road", "#804080", is_thing=False)
CAR = ClassRecord(2, "car", "#00008e", is_thing=True)
PLATE = ClassRecord(3, "license plate", "#00008e", is_thing=True)
TREE = ClassRecord(4, "tree", "#008000", is_thing=True)


def one(*segments, classes=(ROAD, CAR), name="aachen/aachen_000001_000019_leftImg8bit.png"):
    size_hw = segments[0].rle.size_hw if segments else (4, 4)
    image = ImageRecord(name, size_hw, segments, split="val", open=picture(size_hw))
    return MemorySource(classes, [image])


def truth(archive, kind):
    path = next(name for name in archive.files if name.endswith(f"_gtFine_{kind}"))
    if kind.endswith("json"):
        return json.loads(archive.files[path])
    return np.asarray(PILImage.open(io.BytesIO(archive.files[path]))).tolist()


def drawn(document, value_of_label):
    """The drawing that cityscapesScripts and its followers make of polygons.json."""
    canvas = PILImage.new("I", (document["imgWidth"], document["imgHeight"]), 0)
    pen = ImageDraw.Draw(canvas)
    for each in document["objects"]:
        pen.polygon([tuple(point) for point in each["polygon"]], fill=value_of_label(each["label"]))
    return np.asarray(canvas)


def test_ids_are_the_official_ones_where_all_names_are():
    source = one(
        segment("1111 1111 1111", 1, 0),
        segment("0110 0110 0000", 2, 1),
        segment("0000 0000 0001", 2, 2),
    )
    archive, report = exported(cityscapes.export, source)
    assert "labels.json" not in archive.files
    assert truth(archive, "labelIds.png") == [[7, 26, 26, 7], [7, 26, 26, 7], [7, 7, 7, 26]]
    assert truth(archive, "instanceIds.png") == [
        [7, 26000, 26000, 7],
        [7, 26000, 26000, 7],
        [7, 7, 7, 26001],
    ]
    assert truth(archive, "labelTrainIds.png")[0] == [0, 13, 13, 0]
    assert truth(archive, "color.png")[0][:2] == [[128, 64, 128], [0, 0, 142]]
    assert report.notes == []


def test_unlabelled_pixels_are_0_and_255_for_training():
    archive, _ = exported(cityscapes.export, one(segment("10 00", 1)))
    assert truth(archive, "labelIds.png") == [[7, 0], [0, 0]]
    assert truth(archive, "instanceIds.png") == [[7, 0], [0, 0]]
    assert truth(archive, "labelTrainIds.png") == [[0, 255], [255, 255]]


def test_a_crowd_and_a_thing_drawn_as_stuff_are_groups():
    archive, _ = exported(cityscapes.export, one(segment("110 000", 2, iscrowd=True)))
    assert truth(archive, "instanceIds.png")[0] == [26, 26, 0]
    assert truth(archive, "polygons.json")["objects"][0]["label"] == "cargroup"
    stuff_car = ClassRecord(2, "car", "#00008e", is_thing=False)
    archive, _ = exported(cityscapes.export, one(segment("110 000", 2), classes=(stuff_car,)))
    assert truth(archive, "instanceIds.png")[0] == [26, 26, 0]


def test_a_hidden_instance_leaves_no_number():
    hidden, above, beside = (
        segment("1110 1110", 2, 0),
        segment("1110 1110", 2, 1),
        segment("0001 0001", 2, 2),
    )
    archive, _ = exported(cityscapes.export, one(hidden, above, beside))
    assert truth(archive, "instanceIds.png") == [[26000, 26000, 26000, 26001]] * 2


def test_labels_without_an_id_are_in_the_polygons_only():
    source = one(segment("111 111", 2, 0), segment("010 000", 3, 1), classes=(ROAD, CAR, PLATE))
    archive, _ = exported(cityscapes.export, source)
    assert "labels.json" not in archive.files
    assert truth(archive, "labelIds.png") == [[26] * 3] * 2
    objects = truth(archive, "polygons.json")["objects"]
    assert objects[-1] == {"label": "license plate", "polygon": [[1, 0]] * 3}


def test_other_names_get_a_table_of_their_own():
    source = one(segment("10 00", 4), classes=(ROAD, CAR, TREE))
    archive, report = exported(cityscapes.export, source)
    rows = {row["name"]: row for row in json.loads(archive.files["labels.json"])["labels"]}
    assert list(rows) == ["unlabeled", "road", "car", "tree"]
    assert [row["id"] for row in rows.values()] == [0, 7, 26, 37]
    assert [row["trainId"] for row in rows.values()] == [255, 0, 1, 2]
    assert rows["tree"] == {
        "name": "tree",
        "id": 37,
        "trainId": 2,
        "category": "object",
        "categoryId": 3,
        "hasInstances": True,
        "ignoreInEval": False,
        "color": [0, 128, 0],
    }
    assert truth(archive, "instanceIds.png") == [[37000, 0], [0, 0]]
    assert any("tree" in note for note in report.notes)
    compile(archive.files["labels_patch.py"], "labels_patch.py", "exec")


def many(num, is_thing):
    return [ClassRecord(n, f"c{n}", "#000000", is_thing=is_thing) for n in range(1, num + 1)]


@pytest.mark.parametrize("classes", [many(80, True), many(200, False), many(42, True)])
def test_a_large_table_keeps_to_the_ids_that_readers_take(classes):
    report = Report()
    table = table_of(classes, report)
    ids = [label.id for label in table.labels]
    assert len(set(ids)) == len(ids) == len(classes) + 1
    assert all(0 <= label_id <= 254 for label_id in ids)
    assert all(24 <= label.id <= 65 for label in table.labels if label.has_instances)
    trained = [label.train_id for label in table.labels if label.train_id != 255]
    assert trained == list(range(len(classes)))
    num_things = sum(c.is_thing for c in classes)
    assert sum(label.has_instances for label in table.labels) == min(num_things, 42)
    assert any("42 classes" in note for note in report.notes) == (num_things > 42)


def test_ids_stay_when_classes_are_added():
    few = table_of([TREE, ClassRecord(9, "kerb", "#000000", is_thing=False)], Report())
    more = table_of(
        [TREE, ClassRecord(9, "kerb", "#000000", is_thing=False), *many(3, True)], Report()
    )
    assert {c: few.of_class[c].id for c in (4, 9)} == {c: more.of_class[c].id for c in (4, 9)}


def test_more_than_254_classes_are_refused():
    with pytest.raises(FormatCannotHold):
        table_of(many(255, False), Report())


def test_ignored_classes_are_not_trained():
    unsure = ClassRecord(1, "unsure", "#ffffff", is_thing=True, is_ignore=True)
    archive, _ = exported(cityscapes.export, one(segment("10 00", 1), classes=(unsure, TREE)))
    assert truth(archive, "labelTrainIds.png") == [[255, 255], [255, 255]]
    rows = json.loads(archive.files["labels.json"])["labels"]
    assert [row["trainId"] for row in rows] == [255, 255, 0]


def test_names_are_cityscapes_names_and_the_originals_are_listed():
    archive, _ = exported(cityscapes.export, street(3))
    stems = {name.split("/")[-1].split("_gtFine")[0] for name in archive.files if "gtFine" in name}
    assert stems == {f"streetscenes_000000_00000{n}" for n in range(3)}
    names = json.loads(archive.files["filenames.json"])
    assert names["streetscenes_000000_000000"] == "a/x#1.png"


def test_a_conforming_name_is_kept():
    archive, _ = exported(cityscapes.export, one(segment("10 00", 1)))
    assert "leftImg8bit/val/aachen/aachen_000001_000019_leftImg8bit.png" in archive.files
    _, images, _ = imported(cityscapes.read, archive)
    assert images[0].name == "aachen/aachen_000001_000019_leftImg8bit.png"


def test_pictures_are_png_and_nothing_else_is_beside_them():
    archive, _ = exported(cityscapes.export, street(4))
    names = [name for name in archive.files if name.startswith("leftImg8bit")]
    assert len(names) == 4
    for name in names:
        assert name.endswith("_leftImg8bit.png")
        assert PILImage.open(io.BytesIO(archive.files[name])).format == "PNG"


def test_instances_beyond_16_bits_become_groups():
    classes = [ClassRecord(32, "bolt", "#000000", is_thing=True)]  # id 65: up to 65535
    grid = np.zeros((30, 20), bool)
    segments = []
    for number in range(540):
        mask = grid.copy()
        mask.flat[number] = True
        segments.append(segment(mask, 32, number))
    archive, report = exported(cityscapes.export, one(*segments, classes=classes))
    values = np.array(truth(archive, "instanceIds.png")).ravel()[:540]
    assert sorted(values.tolist()) == [65] * 4 + list(range(65000, 65536))
    assert any("4 instances more" in note for note in report.notes)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        hnp.arrays(
            np.uint8,
            st.tuples(st.integers(1, 12), st.integers(1, 12)),
            elements=st.integers(0, high),
        )
        for high in (1, 2, 3)
    )
)
def test_drawing_the_polygons_gives_back_any_map(keys):
    canvas = PILImage.new("L", keys.shape[::-1], 0)
    pen = ImageDraw.Draw(canvas)
    pieces = pieces_of(runs_of_map(keys))
    for piece in pieces:
        assert len(piece.points) >= 3
        pen.polygon([tuple(point) for point in piece.points.tolist()], fill=piece.key)
    assert np.array_equal(np.asarray(canvas), keys)
    # Regions are numbered by their first polygon: those come before the further ones.
    assert {piece.key for piece in pieces} - {0} == set(keys.ravel().tolist()) - {0}


def test_the_polygons_draw_labels_and_instances_as_exported():
    archive, _ = exported(cityscapes.export, street(6))
    ids = {r["name"]: r["id"] for r in json.loads(archive.files["labels.json"])["labels"]}
    for name in archive.files:
        if not name.endswith("polygons.json"):
            continue
        document = json.loads(archive.files[name])
        labels = np.asarray(
            PILImage.open(io.BytesIO(archive.files[name.replace("polygons.json", "labelIds.png")]))
        )
        canvas = drawn(document, lambda label: ids.get(label, ids.get(label.removesuffix("group"))))
        assert np.array_equal(canvas, labels)


def test_the_same_dataset_gives_the_same_bytes():
    first, _ = exported(cityscapes.export, street(6))
    second, _ = exported(cityscapes.export, street(6))
    assert list(first.files.items()) == list(second.files.items())


def ids_by_name(dataset, source):
    names = {c.name: c.class_id for c in dataset.classes}
    lookup = np.zeros(16, int)
    for record in source.classes:
        lookup[record.class_id] = names[record.name]
    return lookup


@pytest.mark.parametrize("without", [(), ("labelIds.png",), ("instanceIds.png",)])
def test_a_round_trip_keeps_every_pixel_name_and_split(without):
    source = street(6)
    archive, _ = exported(cityscapes.export, source)
    kept = {k: v for k, v in archive.files.items() if not k.endswith(tuple(without))}
    dataset, images, _ = imported(cityscapes.read, MemoryArchive(kept))
    lookup = ids_by_name(dataset, source)
    by_name = {image.name: image for image in images}
    for original in source.records:
        image = by_name[original.name]
        assert image.split == (original.split or "train")
        assert np.array_equal(class_map(image), lookup[class_map(original)])
        if "instanceIds.png" not in without:
            # Stuff and groups of one class are one region; here there is one of each.
            assert same_partition(segment_map(image), segment_map(original))
        assert sum(s.iscrowd for s in image.segments) == sum(s.iscrowd for s in original.segments)
        assert PILImage.open(image.open()).size == original.size_hw[::-1]


def gt(stem="x_000000_000000", **files):
    return MemoryArchive(
        {f"gtFine/train/x/{stem}_gtFine_{k.replace('__', '.')}": v for k, v in files.items()}
    )


def test_label_ids_alone_make_one_group_of_each_thing_class():
    archive = gt(labelIds__png=encode_map(np.array([[7, 26], [26, 0]], np.uint8)))
    dataset, images, report = imported(cityscapes.read, archive)
    assert len(dataset.classes) == len(OFFICIAL) - 2
    assert [(s.class_id, s.iscrowd) for s in images[0].segments] == [(7, False), (26, True)]
    assert any("instanceIds" in note for note in report.notes)


def test_train_ids_alone_are_turned_back():
    archive = gt(labelTrainIds__png=encode_map(np.array([[0, 13], [255, 18]], np.uint8)))
    _, images, _ = imported(cityscapes.read, archive)
    assert class_map(images[0]).tolist() == [[7, 26], [0, 33]]


def test_polygons_alone_are_drawn_in_order():
    square = [[0, 0], [2, 0], [2, 2], [0, 2]]
    objects = [
        {"label": "road", "polygon": square},
        {"label": "cargroup", "polygon": [[1, 1], [1, 1], [1, 1]]},
        {"label": "car", "polygon": [[3, 3], [3, 3], [3, 3]]},
        {"label": "sky", "polygon": square, "deleted": 1},
        {"label": "license plate", "polygon": square},
    ]
    document = {"imgHeight": 4, "imgWidth": 4, "objects": objects}
    _, images, report = imported(cityscapes.read, gt(polygons__json=json.dumps(document).encode()))
    assert class_map(images[0]).tolist() == [
        [7, 7, 7, 0],
        [7, 26, 7, 0],
        [7, 7, 7, 0],
        [0, 0, 0, 26],
    ]
    assert any("license plate" in note for note in report.notes)


def test_an_image_without_ground_truth_is_new():
    name = "leftImg8bit/test/x/x_000000_000000_leftImg8bit.jpg"
    _, images, _ = imported(
        cityscapes.read, MemoryArchive({name: picture((3, 4), "JPEG")().read()})
    )
    assert (images[0].state, images[0].split, images[0].size_hw) == ("new", "test", (3, 4))


def test_wrong_instance_ids_give_way_to_the_labels():
    archive = gt(
        labelIds__png=encode_map(np.array([[7, 26]], np.uint8)),
        instanceIds__png=encode_map(np.array([[7, 7]], np.uint16)),
    )
    _, images, report = imported(cityscapes.read, archive)
    assert class_map(images[0]).tolist() == [[7, 26]]
    assert any("differs" in note for note in report.notes)


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (MemoryArchive({"a.txt": b""}), "leftImg8bit"),
        (gt(labelIds__png=b"nothing"), "labelIds.png"),
        (gt(labelIds__png=encode_map(np.full((2, 2), 77, np.uint8))), "label id 77"),
        (gt(labelIds__png=encode_map(np.zeros((2, 2, 3), np.uint8))), "RGB"),
        (gt(polygons__json=b"{"), "polygons.json"),
        (gt(polygons__json=b'{"imgHeight": 2}'), "imgWidth"),
        (gt(polygons__json=b'{"imgHeight": 200000, "imgWidth": 200000, "objects": []}'), "size"),
        (
            gt(
                polygons__json=b'{"imgHeight": 2, "imgWidth": 2, "objects":'
                b'[{"label": "cow", "polygon": [[0, 0], [1, 1]]}]}'
            ),
            "cow",
        ),
        (
            gt(
                labelIds__png=encode_map(np.zeros((2, 2), np.uint8)),
                instanceIds__png=encode_map(np.zeros((2, 3), np.uint8)),
            ),
            "labelIds",
        ),
    ],
)
def test_bad_datasets_are_refused_with_the_file_named(archive, message):
    with pytest.raises(BadDataset, match=message):
        imported(cityscapes.read, archive)


def test_a_bad_table_is_refused():
    archive = gt(labelIds__png=encode_map(np.zeros((2, 2), np.uint8)))
    archive.files["labels.json"] = b'{"labels": [{"name": "car"}]}'
    with pytest.raises(BadDataset, match=r"labels\.json"):
        imported(cityscapes.read, archive)
