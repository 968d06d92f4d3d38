"""ADE20K in both layouts: its tools' rules give our pixels, and they come back unchanged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labeling.errors import BadDataset, FormatCannotHold
from labeling.formats import FORMATS
from labeling.formats.ade20k_layout import part_levels
from labeling.formats.base import ClassRecord, ImageRecord, Report
from labeling.formats.png import encode_map
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
from tests.formats.memory import class_map, same_partition, segment_map
from tests.readers import ade20k_rules

FORMAT = FORMATS["ade20k"]
MODES = pytest.mark.parametrize("mode", ["layered", "exclusive"])
LAYOUTS = pytest.mark.parametrize("layout", ["benchmark", "full"])
FOLDERS = {"train": "training", None: "training", "val": "validation", "test": "testing"}


@MODES
def test_the_full_layout_gives_every_segment_back(tmp_path: Path, mode: str) -> None:
    source = with_details(nasty_source(mode))
    export_to(tmp_path, FORMAT.export, source, layout="full")
    report = Report()
    dataset = FORMAT.read(read_folder(tmp_path), report)
    read = by_name(dataset)
    assert report.notes == []
    assert dataset.classes == source.classes
    for record in source.records:
        back = read[record.name]
        assert pixels(back.segments) == pixels(record.segments)
        assert (back.size_hw, back.split) == (record.size_hw, record.split or "train")
        for before, after in zip(record.segments, back.segments, strict=True):
            for field in ("uid", "iscrowd", "occluded", "truncated", "score", "attributes"):
                assert getattr(after, field) == getattr(before, field)


@MODES
def test_the_benchmark_gives_what_is_visible_back(tmp_path: Path, mode: str) -> None:
    source = nasty_source(mode)
    export_to(tmp_path, FORMAT.export, source)
    dataset = FORMAT.read(read_folder(tmp_path), Report())
    read = by_name(dataset)
    assert dataset.classes == source.classes
    for record in source.records:
        back = read[record.name]
        assert np.array_equal(class_map(back), class_map(record))
        is_thing = np.isin(class_map(record), [1, 7])
        assert same_partition(segment_map(back)[is_thing], segment_map(record)[is_thing])
        assert back.split == (record.split or "train")


@MODES
def test_trainers_read_the_benchmark(tmp_path: Path, mode: str) -> None:
    source = nasty_source(mode)
    export_to(tmp_path, FORMAT.export, source)
    lookup = np.array([0, 1, 2, 0, 0, 3, 0, 4], np.uint8)  # gapless, in the order of the ids
    for folder in ("training", "validation", "testing"):
        found = ade20k_rules.benchmark(tmp_path, folder)
        records = [each for each in source.records if FOLDERS[each.split] == folder]
        expected = sorted(lookup[class_map(record)].tobytes() for record in records)
        assert sorted(classes.tobytes() for classes, _ in found) == expected
        for classes, instances in found:
            assert set(np.unique(ade20k_rules.trained(classes))) <= {0, 1, 2, 3, 255}
            assert all((classes[mask] == value).all() for value, mask in instances)
    info = (tmp_path / "objectInfo4.txt").read_text().splitlines()
    assert info[0].split("\t") == ["Idx", "Ratio", "Train", "Val", "Stuff", "Name"]
    assert [line.split("\t")[0::5] for line in info[1:]] == [
        [str(n), c.name] for n, c in enumerate(source.classes, start=1)
    ]


PARTS = (
    ClassRecord(3, "car", "#ff0000", is_thing=True, supercategory="vehicle"),
    ClassRecord(5, "wheel", "#00ff00", is_thing=True, supercategory="car"),
    ClassRecord(9, "rim", "#0000ff", is_thing=True, supercategory="wheel"),
    ClassRecord(10, "sky", "#00ffff", is_thing=False),
)


def cars() -> MemorySource:
    y, x = np.mgrid[:12, :30]
    masks = [
        (10, y < 6),
        (3, (y > 2) & (x < 14)),
        (3, (y > 2) & (x > 15)),
        (5, (y > 7) & (x < 5)),
        (5, (y > 7) & (x > 20) & (x < 26)),
        (9, (y > 9) & (x > 21) & (x < 24)),
    ]
    return MemorySource((image("a.png", masks, (12, 30), split="val"),), classes=PARTS)


def test_parts_have_maps_of_their_own_and_name_their_object(tmp_path: Path) -> None:
    assert part_levels(PARTS) == {3: 0, 5: 1, 9: 2, 10: 0}
    source = cars()
    export_to(tmp_path, FORMAT.export, source, layout="full")
    loaded = ade20k_rules.load(tmp_path / "images/ADE/validation/a.jpg")
    (record,) = source.records
    masks = [rle.decode(s.rle) for s in record.segments]
    for level, (numbers, ids) in enumerate(((((0, 4), (1, 1), (2, 1)), 4), (((3, 2), (4, 2)), 3),
                                            (((5, 3),), 2))):  # fmt: skip
        classes, ranks = loaded["levels"][level]
        expected = np.zeros((12, 30), int)
        for index, value in numbers:
            expected[masks[index]] = value
        assert np.array_equal(classes, expected)
        assert len(np.unique(ranks)) == ids
    parts = [(o["name"], o["parts"]["part_level"], o["parts"]["ispartof"], o["parts"]["hasparts"])
             for o in loaded["objects"]]  # fmt: skip
    assert parts == [
        ("rim", 2, 1, []),
        ("wheel", 1, 3, [0]),
        ("wheel", 1, 4, []),
        ("car", 0, [], [1]),
        ("car", 0, [], [2]),
        ("sky", 0, [], []),
    ]
    assert all(np.array_equal(a, b) for a, b in zip(loaded["masks"], masks[::-1], strict=True))


def test_classes_that_are_parts_of_each_other_are_objects() -> None:
    ring = [
        ClassRecord(n, name, "#000000", is_thing=True, supercategory=above)
        for n, (name, above) in enumerate([("a", "b"), ("b", "a"), ("c", "c"), ("d", "a")], start=1)
    ]
    assert part_levels(ring) == {1: 0, 2: 0, 3: 0, 4: 0}


def without(folder: Path, *endings: str) -> dict[str, bytes]:
    """An export without the files of these endings."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(endings)
    }


def test_others_full_datasets_are_read_by_masks_by_maps_and_without_names(tmp_path: Path) -> None:
    export_to(tmp_path, FORMAT.export, cars(), layout="full")
    path = tmp_path / "images/ADE/validation/a.json"
    document = json.loads(path.read_text())
    for each in document["annotation"]["object"]:
        del each["maskwright"]
        each["attributes"] = ["red"] if each["name"] == "rim" else []
        each["name"] = f"{each['name']}, synonym"
    path.write_text(json.dumps(document))
    table = ("maskwright-classes.json",)
    (known,) = cars().records
    dataset = FORMAT.read(reader_for(without(tmp_path, *table)), Report())
    (back,) = dataset.images()
    assert [(c.class_id, c.name) for c in dataset.classes] == [
        (1, "car"), (2, "wheel"), (3, "rim"), (4, "sky")
    ]  # fmt: skip
    assert [s.rle for s in back.segments] == [s.rle for s in known.segments]
    assert back.segments[-1].attributes == {"red": True}

    files = {n: c for n, c in without(tmp_path, *table).items() if "instance_" not in n}
    report = Report()
    (back,) = FORMAT.read(reader_for(files), report).images()
    assert [s.class_id for s in back.segments] == [1, 1, 4, 2, 2, 3]
    assert {s.rle for s in back.segments} >= {s.rle for s in known.segments[1:]}
    assert any("no masks of their own" in note for note in report.notes)

    report = Report()
    dataset = FORMAT.read(reader_for({n: c for n, c in files.items() if ".json" not in n}), report)
    assert [c.name for c in dataset.classes] == ["class 1", "class 2", "class 3", "class 4"]
    assert any("pkl is not opened" in note for note in report.notes)


def benchmark(table: str | None, mask: np.ndarray, **files: bytes) -> dict[str, bytes]:
    found = {
        "ADE/images/training/x.jpg": picture((2, 3), "JPEG"),
        "ADE/annotations/training/x.png": encode_map(mask),
        **{f"ADE/{name}": content for name, content in files.items()},
    }
    if table is not None:
        found["ADE/objectInfo150.txt"] = table.encode()
    return found


TABLE = "Idx\tRatio\tTrain\tVal\tStuff\tName\n1\t0.1\t9\t1\t1\twall\n3\t0.0\t1\t0\t0\tbed;couch\n"
MASK = np.array([[0, 1, 3], [3, 1, 255]], np.uint8)


def test_the_benchmark_of_others_is_read_with_and_without_its_table() -> None:
    dataset = FORMAT.read(reader_for(benchmark(TABLE, MASK)), Report())
    (back,) = dataset.images()
    assert [(c.class_id, c.name, c.is_thing, c.is_ignore) for c in dataset.classes] == [
        (1, "wall", False, False), (3, "bed", True, False), (255, "void", False, True)
    ]  # fmt: skip
    assert np.array_equal(class_map(back), MASK)
    assert (back.name, back.split) == ("x.jpg", "train")
    report = Report()
    dataset = FORMAT.read(reader_for(benchmark(None, MASK)), report)
    assert [c.name for c in dataset.classes] == ["class 1", "class 3", "void"]
    assert any("no objectInfo150.txt" in note for note in report.notes)


def test_a_picture_without_a_map_is_an_image_without_annotation() -> None:
    files = benchmark(TABLE, MASK, **{"images/training/y.jpg": picture((4, 5), "JPEG")})
    read = by_name(FORMAT.read(reader_for(files), Report()))
    assert (read["y.jpg"].segments, read["y.jpg"].state) == ((), "new")


@LAYOUTS
def test_the_same_dataset_gives_the_same_bytes(layout: str) -> None:
    first = zipped(FORMAT.export, nasty_source(), layout=layout)
    assert first == zipped(FORMAT.export, nasty_source(), layout=layout)


@LAYOUTS
def test_more_than_255_instances_are_said(tmp_path: Path, layout: str) -> None:
    y, x = np.mgrid[:20, :60]
    masks = [(1, (y == n // 20) & (x // 3 == n % 20) & (x % 3 < 2)) for n in range(300)]
    source = MemorySource((image("a.png", masks, (20, 60)),))
    report = export_to(tmp_path, FORMAT.export, source, layout=layout)
    assert any("300" in note and "only 255" in note for note in report.notes)
    (back,) = FORMAT.read(read_folder(tmp_path), Report()).images()
    assert len(back.segments) == (300 if layout == "full" else 256)
    assert np.array_equal(class_map(back), class_map(source.records[0]))


def test_classes_beyond_the_maps_are_refused_or_held_by_the_full_layout(tmp_path: Path) -> None:
    classes = tuple(ClassRecord(n, f"c{n}", "#102030", is_thing=True) for n in range(1, 701))
    record = image("a.png", [(700, np.eye(5, dtype=np.bool_))], (5, 5))
    source = MemorySource((record,), classes=classes)
    with pytest.raises(FormatCannotHold, match="numbers 254 classes; the project has 700"):
        export_to(tmp_path / "a", FORMAT.export, source)
    export_to(tmp_path / "b", FORMAT.export, source, layout="full")
    loaded = ade20k_rules.load(tmp_path / "b/images/ADE/training/a.jpg")
    assert np.unique(loaded["levels"][0][0]).tolist() == [0, 700]


@LAYOUTS
def test_ignored_classes_are_0_in_the_maps(tmp_path: Path, layout: str) -> None:
    classes = (
        ClassRecord(2, "unsure", "#ffffff", is_thing=False, is_ignore=True),
        ClassRecord(4, "car", "#ff0000", is_thing=True),
    )
    mask = np.eye(5, dtype=np.bool_)
    record = image("a.png", [(2, mask), (4, mask[::-1])], (5, 5))
    report = export_to(tmp_path, FORMAT.export, MemorySource((record,), classes=classes),
                       layout=layout)  # fmt: skip
    assert any("Ignored classes are 0" in note for note in report.notes)
    (back,) = FORMAT.read(read_folder(tmp_path), Report()).images()
    assert [s.class_id for s in back.segments] == ([2, 4] if layout == "full" else [4])


def refused(files: dict[str, bytes], message: str) -> None:
    with pytest.raises(BadDataset, match=message):
        list(FORMAT.read(reader_for(files), Report()).images())


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"x.png": b""}, r"neither maps in annotations/"),
        (benchmark(TABLE, np.full((2, 3), 9, np.uint8)), r"training/x\.png has the value 9"),
        (benchmark(TABLE, np.zeros((2, 3, 3), np.uint8)), "three channels"),
        (benchmark("", MASK), r"objectInfo150\.txt is empty"),
        (benchmark(TABLE + "x\ty", MASK), r"objectInfo150\.txt, line 4"),
        (
            benchmark(TABLE, MASK, **{"annotations_instance/training/x.png": encode_map(MASK)}),
            r"annotations_instance/training/x\.png is \(2, 3\) \(h, w\); expected three channels",
        ),
        ({"a_seg.png": b"no"}, r"a_seg\.png is not a readable picture"),
        ({"a_seg.png": encode_map(MASK)}, r"a_seg\.png is \(2, 3\); expected"),
    ],
)
def test_bad_files_are_refused_by_name(files: dict[str, bytes], message: str) -> None:
    refused(files, message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("annotation"), r"a\.json is no file of ADE20K"),
        (lambda d: d["annotation"].update(object=3), "expected a list of objects"),
        (
            lambda d: d["annotation"]["object"][1].update(name_ndx="x"),
            r"\[1\]: name_ndx is x",
        ),
        (lambda d: d["annotation"]["object"][1].update(name_ndx=10**9), r"object\[1\]: name_ndx"),
    ],
)
def test_bad_objects_are_refused_by_name(tmp_path: Path, change, message: str) -> None:
    export_to(tmp_path, FORMAT.export, cars(), layout="full")
    path = tmp_path / "images/ADE/validation/a.json"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    refused(without(tmp_path, "nothing"), message)


def test_a_mask_of_another_size_is_refused(tmp_path: Path) -> None:
    export_to(tmp_path, FORMAT.export, cars(), layout="full")
    files = without(tmp_path, "nothing")
    files["images/ADE/validation/a/instance_001_a.png"] = encode_map(MASK)
    refused(files, r"instance_001_a\.png is \(2, 3\)")


def test_an_image_without_segments_is_held_by_both_layouts(tmp_path: Path) -> None:
    record: ImageRecord = replace(image("a.png", [], (5, 4)), open=None)
    for layout in ("benchmark", "full"):
        folder = tmp_path / layout
        export_to(folder, FORMAT.export, MemorySource((record,)), layout=layout)
        (back,) = FORMAT.read(read_folder(folder), Report()).images()
        assert (back.size_hw, back.segments, back.open) == ((5, 4), (), None)
