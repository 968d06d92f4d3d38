"""YOLO segmentation: Ultralytics fills exactly our pixels, and they come back unchanged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from labeling.errors import BadDataset
from labeling.formats import yolo_seg
from labeling.formats.base import ClassRecord, ImageRecord, Report
from labeling.masks import rle
from tests.formats.datasets import (
    MemorySource,
    by_name,
    export_to,
    image,
    nasty_source,
    picture,
    pixels,
    read_folder,
    reader_for,
    with_details,
    zipped,
)
from tests.masks.grids import grid
from tests.readers import ultralytics_rules

MODES = pytest.mark.parametrize("mode", ["layered", "exclusive"])
NUMBERS = {1: 0, 2: 1, 5: 2, 7: 3}


def without_crowds(record: ImageRecord) -> ImageRecord:
    return replace(record, segments=tuple(s for s in record.segments if not s.iscrowd))


@MODES
def test_pixels_names_classes_splits_and_order_come_back(tmp_path: Path, mode: str) -> None:
    source = with_details(nasty_source(mode))
    said = export_to(tmp_path, yolo_seg.export, source)
    report = Report()
    dataset = yolo_seg.read(read_folder(tmp_path), report)
    read = by_name(dataset)
    assert report.notes == []
    assert sorted(read) == sorted(record.name for record in source.records)
    for record in source.records:
        back = read[record.name]
        assert pixels(back.segments) == pixels(without_crowds(record).segments)
        assert (back.size_hw, back.split) == (record.size_hw, record.split)
    table = [(c.class_id, c.name, c.color, c.is_thing) for c in dataset.classes]
    assert table == [(c.class_id, c.name, c.color, c.is_thing) for c in source.classes]
    text = "\n".join(said.notes)
    assert "crowds, which YOLO cannot mark" in text
    assert "2 × pictures under 10 pixels" in text
    assert "attributes or flags" in text
    assert "Images without a split train too: 1" in text


@MODES
def test_ultralytics_fills_exactly_our_pixels(tmp_path: Path, mode: str) -> None:
    source = nasty_source(mode)
    export_to(tmp_path, yolo_seg.export, source)
    folders, names = ultralytics_rules.check_dataset(tmp_path)
    assert list(names.values()) == [record.name for record in source.classes]
    originals = json.loads((tmp_path / "filenames.json").read_text())
    records = {record.name: record for record in source.records}
    seen, bridged = 0, 0
    for folder in [each for of_split in folders.values() for each in of_split]:
        for path in ultralytics_rules.pictures_of(folder):
            record = records[originals.get(path.stem, path.name)]
            loaded = ultralytics_rules.load(path, len(names))
            assert (loaded is None) == (min(record.size_hw) < 10)
            if loaded is None:
                continue
            assert loaded.size_hw == record.size_hw
            assert loaded.num_duplicates == 0
            assert len(loaded.objects) == len(record.segments)
            for (number, mask), segment in zip(loaded.objects, record.segments, strict=True):
                expected = rle.decode(segment.rle)
                assert number == NUMBERS[segment.class_id]
                assert (mask >= expected).all()
                bridged += int((mask & ~expected).sum())
                if not is_in_pieces(expected):
                    assert np.array_equal(mask, expected)
            seen += 1
    assert seen == source.num_images - 2
    # Only segments of pieces that do not touch have bridges, one pixel wide.
    assert 0 < bridged < 400


def is_in_pieces(mask: np.ndarray) -> bool:
    import cv2

    return cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)[0] > 2


def test_objects_of_one_class_and_box_are_told_apart(tmp_path: Path) -> None:
    ring = np.ones((40, 50), bool)
    ring[10:30, 10:30] = False
    full = np.ones((40, 50), bool)
    masks = [full, ring, *[ring.copy() for _ in range(27)]]
    for number, mask in enumerate(masks[2:]):
        mask[15, 12 + number] = True
    source = MemorySource((image("a.png", [(1, m) for m in masks], (40, 50), split="train"),))
    export_to(tmp_path, yolo_seg.export, source)
    loaded = ultralytics_rules.load(tmp_path / "images/train/a.png", 4)
    assert loaded is not None
    assert loaded.num_duplicates == 0
    assert [mask.sum() for _, mask in loaded.objects][:2] == [2000, 1600]
    assert by_name(yolo_seg.read(read_folder(tmp_path), Report()))["a.png"].segments[0].z == 1


def test_large_pictures_stay_exact_with_32_bit_coordinates(tmp_path: Path) -> None:
    mask = np.zeros((40, 16_384), bool)
    mask[3:30, 16_000:16_384] = True
    mask[10, 16_111] = False
    mask[5:7, ::3] = True
    mask[7, :] = True
    source = MemorySource((image("a.png", [(1, mask)], mask.shape, split="train"),))
    export_to(tmp_path, yolo_seg.export, source)
    loaded = ultralytics_rules.load(tmp_path / "images/train/a.png", 4)
    assert loaded is not None
    assert np.array_equal(loaded.objects[0][1], mask)


def test_the_same_dataset_gives_the_same_bytes() -> None:
    assert zipped(yolo_seg.export, nasty_source()) == zipped(yolo_seg.export, nasty_source())


def test_data_yaml_has_train_and_val_even_where_a_split_is_empty(tmp_path: Path) -> None:
    mask = np.ones((12, 12), bool)
    source = MemorySource(
        (image("a.png", [(1, mask)], (12, 12)), image("b.png", [(1, mask)], (12, 12), split="test"))
    )
    report = export_to(tmp_path, yolo_seg.export, source)
    content = yaml.safe_load((tmp_path / "data.yaml").read_text())
    assert content["train"] == content["val"] == "images/default"
    assert content["test"] == "images/test"
    assert any("validates on training images" in note for note in report.notes)
    read = by_name(yolo_seg.read(read_folder(tmp_path), Report()))
    assert {name: record.split for name, record in read.items()} == {"a.png": None, "b.png": "test"}


def test_ignored_classes_are_left_out_and_numbers_have_no_gap(tmp_path: Path) -> None:
    classes = (
        ClassRecord(3, 'a: "b" #1', "#ff0000", is_thing=True),
        ClassRecord(9, "void", "#ffffff", is_thing=False, is_ignore=True),
        ClassRecord(12, "✓ yes", "#00ff00", is_thing=True),
    )
    mask = np.ones((12, 12), bool)
    source = MemorySource(
        (image("a.png", [(c.class_id, mask) for c in classes], (12, 12), split="train"),),
        classes=classes,
    )
    report = export_to(tmp_path, yolo_seg.export, source)
    assert any("void is left out" in note for note in report.notes)
    content = yaml.safe_load((tmp_path / "data.yaml").read_text())
    assert content["names"] == {0: 'a: "b" #1', 1: "✓ yes"}
    read = by_name(yolo_seg.read(read_folder(tmp_path), Report()))["a.png"]
    assert [segment.class_id for segment in read.segments] == [3, 12]


def roboflow(labels: bytes, **files: bytes) -> dict[str, bytes]:
    """A dataset as Roboflow lays it out: train/images beside train/labels, ../ in data.yaml."""
    return {
        "data.yaml": b"train: ../train/images\nval: ../valid/images\n"
        b"nc: 2\nnames: ['cat', 'dog']\n",
        "train/images/a.png": picture((20, 30)),
        "train/labels/a.txt": labels,
        "valid/images/a.png": picture((20, 30)),
        **{name.replace("__", "/").replace("_txt", ".txt"): body for name, body in files.items()},
    }


def test_a_dataset_of_another_tool_is_read() -> None:
    labels = b"1 0 0 1 0 1 1 0 1\n\n0 0.1 0.1 0.5 0.1 0.5 0.52 0.9\n0 0.5 0.5 0.2 0.3\n"
    report = Report()
    dataset = yolo_seg.read(reader_for(roboflow(labels)), report)
    assert [(c.class_id, c.name) for c in dataset.classes] == [(1, "cat"), (2, "dog")]
    read = {record.split: record for record in dataset.images()}
    assert read["train"].name == "train/images/a.png"
    first, second = read["train"].segments
    assert (first.class_id, rle.area_px(first.rle)) == (2, 600)
    assert (second.class_id, second.score) == (1, 0.9)
    assert [box.bbox_xywh for box in read["train"].boxes] == [(12, 7, 6, 6)]
    assert (read["val"].segments, read["val"].state) == ((), "new")
    text = "\n".join(report.notes)
    assert "boxes without an outline came in as boxes" in text
    assert "a score at the end" in text


def test_vertices_a_little_outside_are_moved_to_the_border_and_reported() -> None:
    labels = b"0 -0.02 0 1.05 0 1.05 1 -0.02 1.001\n"
    report = Report()
    dataset = yolo_seg.read(reader_for(roboflow(labels)), report)
    (record,) = [each for each in dataset.images() if each.split == "train"]
    assert rle.area_px(record.segments[0].rle) == 600
    expected = "1 × outlines that reached over the picture were moved to its border"
    assert any(note.startswith(expected) for note in report.notes)
    assert any("train/labels/a.txt, line 1" in note for note in report.notes)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (
            b"0 0 0 1 0 1 1\n2 0 0 1 0 1 1\n",
            r"a.txt, line 2: class 2, but data.yaml names .*0 to 1",
        ),
        (b"-1 0 0 1 0 1 1\n", "line 1: class -1"),
        (b"0 0 0 300 0 300 200\n", "line 1: a coordinate is 300; .*Divide"),
        (b"0 0 0 1 0 1 nan\n", "line 1: .*finite"),
        (b"0 0 0 1 x 1 1\n", "line 1: .*all numbers"),
        (b"0.5 0 0 1 0 1 1\n", "line 1: expected a whole class number"),
        (b"0 0.5\n", "line 1: 1 coordinates"),
        (b"0 0 0 1 0 1 1 1.5\n", "line 1: 7 coordinates; expected pairs"),
        (b"\xff\xfe0 0", "a.txt is no text"),
    ],
)
def test_bad_lines_are_refused_before_the_first_image(labels: bytes, said: str) -> None:
    with pytest.raises(BadDataset, match=said):
        yolo_seg.read(reader_for(roboflow(labels)), Report())


def test_without_data_yaml_classes_txt_names_the_classes_or_the_remedy_is_said() -> None:
    files = roboflow(b"1 0 0 1 0 1 1 0 1\n")
    del files["data.yaml"]
    with pytest.raises(BadDataset, match=r"no data.yaml .*classes.txt with one name a line"):
        yolo_seg.read(reader_for(files), Report())
    report = Report()
    dataset = yolo_seg.read(
        reader_for({**files, "classes.txt": "Hund\nKätzchen\n".encode()}), report
    )
    assert [c.name for c in dataset.classes] == ["Hund", "Kätzchen"]
    assert any("named by classes.txt" in note for note in report.notes)
    assert {record.split for record in dataset.images()} == {"train", "val"}


@pytest.mark.parametrize(
    "content",
    [
        b"names: [",
        b"- 1",
        b"train: x",
        b"names: {a: b}",
        b"names: {0: [1]}",
        b"a: !!python/name:os",
    ],
)
def test_a_bad_data_yaml_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(BadDataset, match=r"data\.yaml"):
        yolo_seg.read(reader_for({**roboflow(b""), "data.yaml": content}), Report())


def test_lists_of_pictures_give_the_splits_and_orphans_are_reported() -> None:
    files = {
        "data.yaml": b"path: /home/me/d\ntrain: train.txt\nval: val.txt\nnames: {0: cat}\n",
        "train.txt": b"./images/a.png\n",
        "val.txt": b"/home/me/d/images/b.png\n",
        "images/a.png": picture((20, 30)),
        "images/b.png": picture((20, 30)),
        "labels/a.txt": b"0 0 0 1 0 1 1\n",
        "labels/lost.txt": b"0 0 0 1 0 1 1\n",
    }
    report = Report()
    read = by_name(yolo_seg.read(reader_for(files), report))
    assert {name: record.split for name, record in read.items()} == {
        "a.png": "train",
        "b.png": "val",
    }
    assert any("labels/lost.txt" in note for note in report.notes)


def test_smaller_objects_of_other_tools_lie_on_top() -> None:
    labels = b"0 .4 .4 .6 .4 .6 .6 .4 .6\n1 0 0 1 0 1 1 0 1\n"
    dataset = yolo_seg.read(reader_for(roboflow(labels)), Report())
    (record,) = [each for each in dataset.images() if each.split == "train"]
    assert [(segment.class_id, segment.z) for segment in record.segments] == [(2, 1), (1, 2)]


def test_a_polygon_without_a_pixel_is_left_out_and_counted() -> None:
    report = Report()
    dataset = yolo_seg.read(reader_for(roboflow(b"0 0 0 .001 0 .001 .001\n")), report)
    assert all(not record.segments for record in dataset.images())
    assert any("hold no pixel's centre" in note for note in report.notes)


def test_grid_is_written_as_vertices_a_hair_inside_its_pixels(tmp_path: Path) -> None:
    mask = grid("0000000000", *["0110000000"] * 9)
    source = MemorySource((image("a.png", [(7, mask)], (10, 10), split="train"),))
    export_to(tmp_path, yolo_seg.export, source)
    (line,) = (tmp_path / "labels/train/a.txt").read_text().splitlines()
    assert line == "3 0.101562 0.101562 0.298438 0.101562 0.298438 0.998437 0.101562 0.998437"
