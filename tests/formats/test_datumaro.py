"""Datumaro's JSON: its rules give our pixels, and everything comes back unchanged."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labeling.errors import BadDataset
from labeling.formats import FORMATS
from labeling.formats.base import BoxRecord, ClassRecord, ImageRecord, Report
from labeling.formats.json_items import members
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
from tests.readers import datumaro_rules

FORMAT = FORMATS["datumaro"]
MODES = pytest.mark.parametrize("mode", ["layered", "exclusive"])
GEOMETRIES = pytest.mark.parametrize("geometry", ["masks", "as-drawn", "polygons"])


@MODES
@GEOMETRIES
def test_everything_comes_back(tmp_path: Path, mode: str, geometry: str) -> None:
    source = with_details(nasty_source(mode))
    first = replace(source.records[0], boxes=(BoxRecord("b", 1, (1, 2, 3, 4)),), tags=(2, 7))
    source = replace(source, records=(first, *source.records[1:]))
    export_to(tmp_path, FORMAT.export, source, geometry=geometry)
    report = Report()
    dataset = FORMAT.read(read_folder(tmp_path), report)
    read = by_name(dataset)
    assert report.notes == []
    assert dataset.classes == source.classes
    assert dataset.overlap_mode == mode
    assert sorted(read) == sorted(record.name for record in source.records)
    for record in source.records:
        assert replace(read[record.name], open=None) == replace(record, open=None)
        assert read[record.name].open is not None


@MODES
@pytest.mark.parametrize(
    "name", ["datumaro masks", "datumaro polygons", "cvat masks", "cvat polygons"]
)
def test_datumaro_sees_exactly_our_pixels(tmp_path: Path, mode: str, name: str) -> None:
    source = nasty_source(mode)
    chosen, geometry = name.split()
    export_to(tmp_path, FORMATS[chosen].export, source, geometry=geometry)
    rules = {"datumaro": datumaro_rules.load_json, "cvat": datumaro_rules.load_cvat}
    items = rules[chosen](tmp_path)
    assert len(items) == source.num_images
    assert all(datumaro_rules.has_size(item) for item in items.values())
    names = {record.class_id: record.name for record in source.classes}
    found = sorted(
        (item.subset, *((label, mask.tobytes()) for label, mask in item.objects))
        for item in items.values()
    )
    expected = sorted(
        (
            record.split or "default",
            *((names[s.class_id], rle.decode(s.rle).tobytes()) for s in record.segments),
        )
        for record in source.records
    )
    assert found == expected


@GEOMETRIES
def test_the_same_dataset_gives_the_same_bytes(geometry: str) -> None:
    first = zipped(FORMAT.export, nasty_source(), geometry=geometry)
    assert first == zipped(FORMAT.export, nasty_source(), geometry=geometry)


def test_an_export_without_pictures_comes_back_too(tmp_path: Path) -> None:
    source = nasty_source()
    export_to(tmp_path, FORMAT.export, source, include_images=False)
    read = by_name(FORMAT.read(read_folder(tmp_path), Report()))
    for record in source.records:
        assert pixels(read[record.name].segments) == pixels(record.segments)
        assert read[record.name].open is None


def test_pictures_of_one_stem_are_items_of_different_ids(tmp_path: Path) -> None:
    mask = np.ones((4, 5), np.bool_)
    names = ["a.jpg.png", "a.JPG", "a.png", "a"]
    records = [image(name, [(1, mask)], (4, 5)) for name in sorted(names)]
    export_to(tmp_path, FORMAT.export, MemorySource(tuple(records)))
    assert len(datumaro_rules.load_json(tmp_path)) == 4
    assert sorted(by_name(FORMAT.read(read_folder(tmp_path), Report()))) == sorted(names)


def test_attributes_that_datumaro_names_itself_come_back(tmp_path: Path) -> None:
    record = image("a.png", [(1, np.ones((4, 5), np.bool_))], (4, 5))
    attributes = {"score": 3, "occluded": "half", "is_crowd": True}
    segment = replace(record.segments[0], attributes=attributes)
    export_to(tmp_path, FORMAT.export, MemorySource((replace(record, segments=(segment,)),)))
    (back,) = FORMAT.read(read_folder(tmp_path), Report()).images()
    assert back.segments[0].attributes == attributes


def test_what_datumaro_changed_is_read_as_it_left_it(tmp_path: Path) -> None:
    """Its masks count, also where our own notes on the segment are still there."""
    source = with_details(nasty_source())
    export_to(tmp_path, FORMAT.export, source, geometry="masks")
    path = tmp_path / "annotations" / "val.json"
    document = json.loads(path.read_text())
    (item,) = document["items"]
    other = np.eye(*item["image"]["size"], dtype=np.bool_)
    item["annotations"][1]["rle"] = rle.to_wire(rle.encode(other))
    del item["annotations"][0]
    path.write_text(json.dumps(document))
    back = by_name(FORMAT.read(read_folder(tmp_path), Report()))["a/street 2.jpg"]
    known = next(record for record in source.records if record.split == "val")
    assert len(back.segments) == len(known.segments) - 1
    assert np.array_equal(rle.decode(back.segments[0].rle), other)
    assert back.segments[0].polygon is None
    assert back.segments[1:] == known.segments[2:]


LABELS = {"label": {"labels": [{"name": "car", "parent": ""}, {"name": "sky", "parent": "top"}]},
          "mask": {"colormap": [{"label_id": 1, "r": 1, "g": 2, "b": 255}]}}  # fmt: skip
SQUARE = [1.0, 1.0, 4.0, 1.0, 4.0, 3.0, 1.0, 3.0]


def foreign(*annotations: dict, **fields: object) -> dict[str, bytes]:
    item = {
        "id": "x",
        "image": {"path": "x.png", "size": [6, 8]},
        "annotations": list(annotations),
        **fields,
    }
    document = {"infos": {}, "categories": LABELS, "items": [item]}
    return {
        "annotations/train.json": json.dumps(document).encode(),
        "images/train/x.png": picture((6, 8)),
    }


def read_one(*annotations: dict, **fields: object) -> tuple[ImageRecord, Report]:
    report = Report()
    dataset = FORMAT.read(reader_for(foreign(*annotations, **fields)), report)
    (record,) = dataset.images()
    assert dataset.classes == (
        ClassRecord(1, "car", "#800000", is_thing=True),
        ClassRecord(2, "sky", "#0102ff", is_thing=True, supercategory="top"),
    )
    return record, report


def annotation(kind: str, label: int = 0, **fields: object) -> dict:
    return {"id": 0, "type": kind, "attributes": {}, "group": 0, "label_id": label, **fields}


def test_every_kind_of_annotation_has_its_place() -> None:
    record, report = read_one(
        annotation("polygon", points=SQUARE, z_order=1, attributes={"is_crowd": True, "age": 3}),
        annotation("polygon", points=[5, 0, 7, 0, 7, 2, 5, 2], group=4),
        annotation("polygon", points=[5, 3, 7, 3, 7, 5, 5, 5], group=4),
        annotation("bbox", bbox=[5, 0, 2, 5], group=4),
        annotation("bbox", 1, bbox=[-1.0, 0.5, 3.0, 2.0]),
        annotation("ellipse", 1, points=[0, 0, 4, 4], z_order=-2),
        annotation("label", 1),
        annotation("caption", caption="hello"),
        annotation("points", points=[1, 1]),
        annotation("mask", label=None, rle={}),
    )
    assert [(s.class_id, s.z, s.iscrowd, s.attributes) for s in record.segments] == [
        (2, 1, False, {}),
        (1, 2, False, {}),
        (1, 3, True, {"age": 3}),
    ]
    assert rle.area_px(record.segments[1].rle) == 8
    assert [(box.class_id, box.bbox_xywh) for box in record.boxes] == [(2, (0, 0, 2, 3))]
    assert (record.tags, record.split, record.name) == ((2,), "train", "x.png")
    assert sorted(report.notes) == [
        "1 × annotations of the type caption were left out (first: annotations/train.json,"
        " items[0] (id 'x'), annotations[7])",
        "1 × annotations of the type points were left out (first: annotations/train.json,"
        " items[0] (id 'x'), annotations[8])",
        "1 × annotations without a label were left out (first: annotations/train.json,"
        " items[0] (id 'x'), annotations[9])",
        "1 × ellipses became masks (first: annotations/train.json, items[0] (id 'x'),"
        " annotations[5])",
    ]


def test_the_size_may_stand_in_a_mask_or_in_the_picture() -> None:
    mask = rle.to_wire(rle.encode(np.eye(6, 8, dtype=np.bool_)))
    for fields in ({"image": {"path": "x.png"}}, {"image": None}):
        record, _ = read_one(annotation("mask", rle=mask), **fields)
        assert record.size_hw == (6, 8)
    record, _ = read_one(image={"path": "x.png"})
    assert record.size_hw == (6, 8)


def test_items_of_one_name_in_two_subsets_are_told_apart() -> None:
    files = foreign()
    files["annotations/test.json"] = files["annotations/train.json"]
    dataset = FORMAT.read(reader_for(files), Report())
    assert [(i.name, i.split) for i in dataset.images()] == [
        ("x.png", "test"), ("train/x.png", "train")
    ]  # fmt: skip


BAD_MASK = {"size": [6, 8], "counts": "0"}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"x.json": b"[]"}, r"x\.json is no valid JSON .*'\['.*'\{'"),
        ({"x.json": b"{}"}, "no file of Datumaro's"),
        ({"annotations/a.json": b'{"items": [1]}'}, "key 'categories' is missing"),
        ({"annotations/a.json": b'{"categories": [], "items": []}'}, "a list of labels"),
        ({"annotations/a.json": b'{"categories": {}, "items": [1]}'}, r"items\[0\]: expected an"),
        ({"annotations/a.json": b'{"categories": {}, "items": ['}, r"a\.json is no valid JSON"),
        (foreign(annotation("mask", rle=BAD_MASK)), r"annotations\[0\].*sum to 0"),
        (foreign(annotation("mask", 2, rle=BAD_MASK)), "label_id 2, but the file has 2"),
        (foreign(annotation("what")), "the type is 'what'"),
        (foreign({**annotation("mask"), "type": [1]}), r"the type is '\[1\]'"),
        (foreign(annotation("polygon", points=[1, "x"])), "flat list of numbers"),
        (foreign(annotation("polygon", points=SQUARE, z_order="up")), "z_order is up"),
        (foreign(annotation("bbox", bbox=[1, 2, 3])), "expected 4 numbers"),
        (foreign(image={"path": "x.png", "size": [0, 5]}), "expected whole pixels above 0"),
        (foreign(image={"path": "x.png", "size": "big"}), r"expected \[height, width\]"),
        (foreign(image={"path": "no.png"}), r"no image\.size, no mask and no picture"),
        (foreign(annotations=3), "annotations must be a list"),
    ],
)
def test_bad_files_are_refused_with_file_and_item(files: dict[str, bytes], message: str) -> None:
    with pytest.raises(BadDataset, match=message):
        list(FORMAT.read(reader_for(files), Report()).images())


def test_members_streams_one_list_and_gives_the_rest_whole() -> None:
    text = '\ufeff{"a": {"items": [1]}, "items": [1, [2], {"b": 3}], "c": 1e3} '
    found = list(members(io.BytesIO(text.encode()), "x.json", "items"))
    assert found == [("a", {"items": [1]}), ("items", 1), ("items", [2]), ("items", {"b": 3}),
                     ("c", 1000.0)]  # fmt: skip
    for bad in ("", "[", '{"a" 1}', '{"items": [1 2]}', '{"items": 1}', '{"a": 1', '{"a": }'):
        with pytest.raises(BadDataset, match=r"x\.json is no valid JSON"):
            list(members(io.BytesIO(bad.encode()), "x.json", "items"))
