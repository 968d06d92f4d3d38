"""Parquet repositories: `datasets`' rules give our pixels, and everything comes back unchanged."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from labeling.errors import BadDataset
from labeling.formats import FORMATS, hf_parquet
from labeling.formats.base import BoxRecord, ClassRecord, Report
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
from tests.readers import hf_rules

FORMAT = FORMATS["hf-parquet"]
MODES = pytest.mark.parametrize("mode", ["layered", "exclusive"])


@MODES
def test_everything_comes_back(tmp_path: Path, mode: str) -> None:
    source = with_details(nasty_source(mode))
    first = replace(source.records[0], boxes=(BoxRecord("b", 1, (1, 2, 3, 4)),), tags=(2, 7))
    source = replace(source, records=(first, *source.records[1:]))
    export_to(tmp_path, FORMAT.export, source)
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
def test_datasets_sees_exactly_our_pixels(tmp_path: Path, mode: str) -> None:
    source = nasty_source(mode)
    export_to(tmp_path, FORMAT.export, source)
    splits = hf_rules.load(tmp_path)
    names = {"train": "train", "val": "validation", "test": "test", None: "default"}
    assert {split: len(rows) for split, rows in splits.items()} == {
        names[split]: sum(record.split == split for record in source.records) for split in names
    }
    rows = {row["name"]: row for each in splits.values() for row in each}
    for record in source.records:
        row = rows[record.name]
        assert row["image"].size == record.size_hw[::-1]
        classes, numbers = np.zeros(record.size_hw, int), np.zeros(record.size_hw, int)
        for number, segment in enumerate(record.segments, start=1):
            classes[rle.decode(segment.rle)] = segment.class_id
            numbers[rle.decode(segment.rle)] = number
        assert np.array_equal(np.asarray(row["label"]), classes)
        assert np.array_equal(np.asarray(row["instances"]), numbers)
    named = json.loads((tmp_path / "id2label.json").read_text())
    assert named == {"0": "background", **{str(c.class_id): c.name for c in source.classes}}


def test_the_same_dataset_gives_the_same_bytes() -> None:
    assert zipped(FORMAT.export, nasty_source()) == zipped(FORMAT.export, nasty_source())


def test_large_splits_become_several_files(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(hf_parquet, "MAX_SHARD_BYTES", 1)
    monkeypatch.setattr(hf_parquet, "_GROUP_ROWS", 2)
    source = nasty_source()
    export_to(tmp_path, FORMAT.export, source)
    names = sorted(path.name for path in (tmp_path / "data").glob("train-*"))
    assert names == [f"train-0000{n}-of-00003.parquet" for n in range(3)]
    read = by_name(FORMAT.read(read_folder(tmp_path), Report()))
    assert {n: pixels(r.segments) for n, r in read.items()} == {
        record.name: pixels(record.segments) for record in source.records
    }


def test_an_export_without_pictures_comes_back_too(tmp_path: Path) -> None:
    source = nasty_source()
    export_to(tmp_path, FORMAT.export, source, include_images=False)
    read = by_name(FORMAT.read(read_folder(tmp_path), Report()))
    for record in source.records:
        assert pixels(read[record.name].segments) == pixels(record.segments)
        assert read[record.name].open is None


@pytest.mark.parametrize("high", [254, 40_000])
def test_ignored_classes_are_255_unless_the_maps_have_16_bits(tmp_path: Path, high: int) -> None:
    classes = (
        ClassRecord(high, "far", "#123456", is_thing=True),
        ClassRecord(3, "unsure", "#ffffff", is_thing=False, is_ignore=True),
    )
    mask = np.eye(6, dtype=np.bool_)
    record = image("a.png", [(high, mask), (3, mask[::-1])], (6, 6), split="val")
    report = export_to(tmp_path, FORMAT.export, MemorySource((record,), classes=classes))
    (row,) = hf_rules.load(tmp_path)["validation"]
    values = set(np.unique(np.asarray(row["label"])).tolist())
    assert values == ({0, 254, 255} if high == 254 else {0, 40_000, 3})
    assert bool(report.notes) == (high > 254)
    (back,) = FORMAT.read(read_folder(tmp_path), Report()).images()
    assert back.segments == record.segments


def parquet(rows: list[dict], **types: pa.DataType) -> bytes:
    target = io.BytesIO()
    schema = pa.schema(list(types.items()))
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), target)
    return target.getvalue()


PICTURE = hf_rules.PICTURE


def hub(*maps: np.ndarray | None, label: str = "annotation", named: dict | None = None, **cell):
    """A dataset as people have them on the hub."""
    rows = [
        {
            "image": {"bytes": picture((2, 3)), "path": f"p{number}.png", **cell},
            label: None if each is None else {"bytes": encode_map(each), "path": None},
        }
        for number, each in enumerate(maps)
    ]
    content = parquet(rows, **{"image": PICTURE, label: PICTURE})
    files = {"data/validation-00000-of-00001.parquet": content}
    if named is not None:
        files["id2label.json"] = json.dumps(named).encode()
    return reader_for(files)


MAP = np.array([[0, 1, 1], [7, 7, 255]], np.uint8)


@pytest.mark.parametrize("label", ["label", "annotation", "mask"])
def test_pictures_and_class_maps_of_others_are_read(label: str) -> None:
    report = Report()
    named = {"0": "background", "1": "wall", "7": "sky"}
    dataset = FORMAT.read(hub(MAP, None, label=label, named=named), report)
    first, second = dataset.images()
    shown = [(c.class_id, c.name, c.is_ignore) for c in dataset.classes]
    assert shown == [(1, "wall", False), (7, "sky", False), (255, "void", True)]
    assert (first.name, first.split, first.size_hw) == ("p0.png", "val", (2, 3))
    masks = {s.class_id: rle.decode(s.rle).astype(int).tolist() for s in first.segments}
    assert masks == {each: (each == MAP).astype(int).tolist() for each in (1, 7, 255)}
    assert (second.name, second.segments, second.state) == ("p1.png", (), "new")
    assert second.open().read() == picture((2, 3))


def test_a_class_of_value_0_gets_an_id_and_values_without_name_their_number() -> None:
    report = Report()
    dataset = FORMAT.read(hub(MAP, named={"0": "road", "1": "wall"}), report)
    (first,) = dataset.images()
    assert [c.name for c in dataset.classes] == ["road", "wall", "class 7", "void"]
    assert len({c.class_id for c in dataset.classes}) == 4
    assert len(first.segments) == 4
    assert any("does not name the values 7" in note for note in report.notes)
    assert any("'road' has the value 0" in note for note in report.notes)


def test_images_of_one_name_are_told_apart() -> None:
    dataset = FORMAT.read(hub(MAP, MAP, path="same.png"), Report())
    assert [each.name for each in dataset.images()] == ["000000_same.png", "000001_same.png"]


PAINT = np.stack([MAP, MAP, 255 - MAP], -1)


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (reader_for({"a.txt": b""}), r"no \.parquet"),
        (reader_for({"a.parquet": b"PAR1 nothing PAR1"}), r"a\.parquet is no readable Parquet"),
        (reader_for({"a.parquet": b""}), r"a\.parquet"),
        (reader_for({"a.parquet": parquet([{"x": 1}], x=pa.int32())}), "has the columns x"),
        (hub(PAINT), r"row 1, column 'annotation': the map is painted"),
        (hub(MAP, named={"x": "a"}), r"id2label\.json is no table"),
        (hub(MAP, named={"-1": "a"}), r"id2label\.json has a negative"),
        (
            reader_for(
                {"a.parquet": parquet(
                    [{"image": b"", "label": b"no picture"}], image=pa.binary(), label=pa.binary()
                )}
            ),
            r"row 1, column 'label' is not a readable picture",
        ),
    ],
)  # fmt: skip
def test_bad_files_are_refused_with_file_and_row(archive, message: str) -> None:
    with pytest.raises(BadDataset, match=message):
        list(FORMAT.read(archive, Report()).images())


def changed(tmp_path: Path, change) -> None:
    """Our export of one image with one row changed."""
    mask = np.ones((2, 3), np.bool_)
    export_to(tmp_path, FORMAT.export, MemorySource((image("a.png", [(1, mask)], (2, 3)),)))
    path = tmp_path / "data" / "default-00000-of-00001.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows[0]["objects"].update(counts=["0"]), r"row 1, segments\[0\].*sum to 0"),
        (lambda rows: rows[0]["objects"].update(category_id=[99]), r"class_id 99"),
        (lambda rows: rows[0]["objects"].update(uid=[]), "row 1: the columns do not hold"),
        (lambda rows: rows[0]["objects"].update(attributes=["["]), "row 1: the columns"),
        (lambda rows: rows[0].update(height=None), "row 1: size"),
        (lambda rows: rows[0].update(name="../x"), "unsafe"),
        (lambda rows: rows[0].update(image={"bytes": None, "path": "x"}), "'image' has no bytes"),
        (lambda rows: rows.append(rows[0]), "row 2: 'a.png' is there already"),
    ],
)
def test_bad_rows_of_our_own_are_refused(tmp_path: Path, change, message: str) -> None:
    changed(tmp_path, change)
    with pytest.raises(BadDataset, match=message):
        list(FORMAT.read(read_folder(tmp_path), Report()).images())
