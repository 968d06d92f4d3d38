"""TFRecord: its readers' rules give our pixels, and everything comes back unchanged."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labeling.errors import BadDataset
from labeling.formats import FORMATS, tfrecord
from labeling.formats.base import BoxRecord, ClassRecord, Report
from labeling.formats.png import encode_map
from labeling.formats.tf_example import decode, encode, label_map_text, read_label_map
from labeling.formats.tf_records import record_paths, write_record
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
from tests.formats.memory import class_map
from tests.readers import tfrecord_rules

FORMAT = FORMATS["tfrecord"]
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
    assert sorted(read) == sorted(record.name for record in source.records)
    for record in source.records:
        assert replace(read[record.name], open=None) == replace(record, open=None)
        assert read[record.name].open is not None


@MODES
def test_the_object_detection_api_and_deeplab_see_our_pixels(tmp_path: Path, mode: str) -> None:
    source = nasty_source(mode)
    export_to(tmp_path, FORMAT.export, source)
    names = {record.class_id: record.name for record in source.classes}
    table = tfrecord_rules.label_map((tmp_path / "label_map.pbtxt").read_text(encoding="utf-8"))
    assert table == {name: class_id for class_id, name in names.items()}
    found = {}
    for path in sorted(tmp_path.glob("*.tfrecord")):
        for content in tfrecord_rules.records(path):
            decoded = tfrecord_rules.decode(content)
            found[path.name.split("-")[0], decoded.filename] = decoded
    assert len(found) == source.num_images
    for record in source.records:
        name = record.name.replace(".tif", ".png")
        decoded = found[record.split or "default", name]
        assert decoded.picture.shape[:2] == decoded.size_hw == record.size_hw
        assert decoded.classes == [s.class_id for s in record.segments]
        assert decoded.texts == [names[s.class_id] for s in record.segments]
        assert np.array_equal(decoded.class_map, class_map(record))
        for segment, mask, box in zip(record.segments, decoded.masks, decoded.boxes, strict=True):
            assert np.array_equal(mask, rle.decode(segment.rle))
            x, y, w, h = rle.bbox_xywh(segment.rle)
            assert np.allclose(box, [y, x, y + h, x + w], atol=1e-4)


def test_tensorflow_reads_it(tmp_path: Path) -> None:
    """Extra: TensorFlow is not among what the tests install."""
    tf = pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    source = nasty_source()
    export_to(tmp_path, FORMAT.export, source)
    num = 0
    for path in sorted(tmp_path.glob("*.tfrecord")):
        for content in tf.data.TFRecordDataset(str(path)):
            features = tf.train.Example.FromString(content.numpy()).features.feature
            for png in features["image/object/mask"].bytes_list.value:
                assert tf.io.decode_png(png).shape[:2] == (
                    features["image/height"].int64_list.value[0],
                    features["image/width"].int64_list.value[0],
                )
            num += 1
    assert num == source.num_images


def test_the_same_dataset_gives_the_same_bytes() -> None:
    assert zipped(FORMAT.export, nasty_source()) == zipped(FORMAT.export, nasty_source())


def test_large_splits_become_several_files(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tfrecord, "MAX_SHARD_BYTES", 1)
    source = nasty_source()
    export_to(tmp_path, FORMAT.export, source)
    names = sorted(path.name for path in tmp_path.glob("train-*"))
    assert names == [f"train-0000{n}-of-00005.tfrecord" for n in range(5)]
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


def test_ignored_classes_are_255_in_the_map(tmp_path: Path) -> None:
    classes = (
        ClassRecord(3, "unsure", "#ffffff", is_thing=False, is_ignore=True),
        ClassRecord(4, "car", "#ff0000", is_thing=True),
    )
    mask = np.eye(5, dtype=np.bool_)
    record = image("a.png", [(3, mask), (4, mask[::-1])], (5, 5))
    export_to(tmp_path, FORMAT.export, MemorySource((record,), classes=classes))
    (content,) = tfrecord_rules.records(tmp_path / "default-00000-of-00001.tfrecord")
    assert set(np.unique(tfrecord_rules.decode(content).class_map)) == {0, 4, 255}


def recorded(*contents: bytes) -> bytes:
    target = io.BytesIO()
    for content in contents:
        write_record(target, content)
    return target.getvalue()


def test_the_checksum_of_the_specification() -> None:
    assert tfrecord_rules.crc32c(b"123456789") == 0xE3069283
    content = recorded(b"123456789")
    assert struct.unpack("<I", content[-4:])[0] != 0xE3069283
    assert tfrecord_rules.unmask(struct.unpack("<I", content[-4:])[0]) == 0xE3069283


def test_features_of_every_kind_are_written_as_protobuf_has_them() -> None:
    features = {"b": [b"x", b""], "f": [0.5, -1.0], "i": [3, 300], "none": []}
    content = encode(features)
    assert tfrecord_rules.example(content) == features
    assert decode(content, "") == features
    assert encode(dict(reversed(features.items()))) == content


def test_files_are_known_by_their_names() -> None:
    names = ["a.tfrecord", "b.TFRecords", "c.record", "train-00000-of-00010",
             "x.tfrecord-00001-of-00002", "x.jpg", "record.txt", "train-0-of-1"]  # fmt: skip
    assert record_paths(reader_for(dict.fromkeys(names, b""))) == sorted(names[:5])


MAP = np.array([[0, 1, 1], [7, 7, 255]], np.uint8)
LEFT, RIGHT = (np.array([[1, 1, 0], [1, 0, 0]], np.uint8), np.array([[0, 0, 1]] * 2, np.uint8))


def foreign(table: str | None = None, **features: list) -> dict[str, bytes]:
    """One record under the standard keys ("/" is "__")."""
    known = {
        "image/encoded": [picture((2, 3))],
        "image/format": [b"png"],
        "image/filename": [b"x.png"],
        "image/height": [2],
        "image/width": [3],
    }
    known.update({key.replace("__", "/"): values for key, values in features.items()})
    files = {"val.record-00000-of-00001": recorded(encode(known))}
    if table is not None:
        files["label_map.pbtxt"] = table.encode()
    return files


def test_objects_of_others_are_read_with_their_masks() -> None:
    files = foreign(
        "item { id: 2 name: 'n01' display_name: 'cat' }",
        image__object__class__label=[5, 2],
        image__object__class__text=[b"dog", b"n01"],
        image__object__mask=[encode_map(RIGHT), encode_map(LEFT)],
        image__object__is_crowd=[1, 0],
    )
    dataset = FORMAT.read(reader_for(files), Report())
    (back,) = dataset.images()
    assert [(c.class_id, c.name, c.is_thing) for c in dataset.classes] == [
        (2, "cat", True), (5, "dog", True)
    ]  # fmt: skip
    assert (back.name, back.split, back.size_hw) == ("x.png", "val", (2, 3))
    found = [(s.class_id, s.iscrowd, rle.decode(s.rle).astype(int).tolist()) for s in back.segments]
    assert found == [(2, False, LEFT.tolist()), (5, True, RIGHT.tolist())]
    assert back.open().read() == picture((2, 3))


def test_masks_may_be_numbers_and_classes_texts() -> None:
    files = foreign(
        image__object__class__text=[b"dog", b"cat"],
        image__object__mask=[float(v) for v in (*LEFT.ravel(), *RIGHT.ravel())],
    )
    dataset = FORMAT.read(reader_for(files), Report())
    (back,) = dataset.images()
    assert [c.name for c in dataset.classes] == ["dog", "cat"]
    assert [rle.decode(s.rle).astype(int).tolist() for s in back.segments] == [
        LEFT.tolist(), RIGHT.tolist()
    ]  # fmt: skip


def test_objects_without_masks_are_boxes() -> None:
    files = foreign(
        image__object__class__label=[1, 1],
        image__object__bbox__xmin=[0.0, 1.5],
        image__object__bbox__xmax=[2 / 3, 2.0],
        image__object__bbox__ymin=[0.0, 0.0],
        image__object__bbox__ymax=[0.5, 1.0],
    )
    report = Report()
    (back,) = FORMAT.read(reader_for(files), report).images()
    assert [(box.class_id, box.bbox_xywh) for box in back.boxes] == [(1, (0, 0, 2, 1))]
    assert any("boxes outside" in note for note in report.notes)


def test_deeplabs_maps_are_segments_by_class() -> None:
    files = foreign(image__segmentation__class__encoded=[encode_map(MAP)], image__height=[])
    dataset = FORMAT.read(reader_for(files), Report())
    (back,) = dataset.images()
    assert [(c.class_id, c.name, c.is_ignore) for c in dataset.classes] == [
        (1, "class 1", False), (7, "class 7", False), (255, "void", True)
    ]  # fmt: skip
    assert np.array_equal(class_map(back), MAP)


def test_a_label_map_survives_names_that_need_quoting() -> None:
    names = {1: 'a "b" \\ \n c', 2: "Straße", 7: "item { id: 3 }"}
    assert read_label_map(label_map_text(names), "x") == names


GOOD = recorded(encode({"a": [1]}))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.txt": b""}, "no TFRecord: a file called"),
        ({"a.record": GOOD[:8]}, r"a\.record, record 1: the file ends within it"),
        ({"a.record": GOOD[:-2]}, r"record 1: the file ends within it"),
        ({"a.record": GOOD + GOOD[:-9] + b"x" + GOOD[-8:]}, r"record 2: its checksum is wrong"),
        ({"a.record": b"\x1f\x8b" + GOOD}, "checksum of its length is wrong"),
        ({"a.record": recorded(b"\xff\xff\xff")}, r"record 1: no tf\.train\.Example"),
        (foreign("item { id: 'x' }"), r"label_map\.pbtxt is no label map"),
        (foreign("item { id: -4 name: 'x' }"), r"label_map\.pbtxt: the item -4"),
        (foreign(image__height=[0]), "record 1: width 3, height 0"),
        (foreign(image__object__class__label=[1], image__object__mask=[b"x"]), r"mask\[0\] is not"),
        (foreign(image__object__class__label=[1], image__object__mask=[encode_map(MAP[:1])]),
         r"mask\[0\] is \(1, 3\) \(h, w\), its image \(2, 3\)"),
        (foreign(image__object__mask=[encode_map(MAP)]), "1 image/object/mask, but 0 classes"),
        (foreign(image__object__class__label=[1], image__object__mask=[1.0] * 5), "no multiple of"),
        (foreign(image__object__class__label=[1], image__object__bbox__xmin=[0.1]), "different"),
        (foreign(image__object__class__label=[1, 2], image__object__class__text=[b"x"]), "but 1"),
        (foreign(image__segmentation__class__encoded=[b"x"]), "class/encoded is not a readable"),
        (foreign(image__height=[], image__encoded=[b"x"]), "image/encoded: "),
        (foreign(image__height=[], image__encoded=[]), "neither image/height"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_with_file_record_and_key(files, message: str) -> None:
    with pytest.raises(BadDataset, match=message):
        list(FORMAT.read(reader_for(files), Report()).images())


def test_masks_that_another_tool_changed_are_read_as_it_left_them(tmp_path: Path) -> None:
    mask = np.ones((2, 3), np.bool_)
    export_to(tmp_path, FORMAT.export, MemorySource((image("a.png", [(1, mask)], (2, 3)),)))
    path = tmp_path / "default-00000-of-00001.tfrecord"
    (content,) = tfrecord_rules.records(path)
    changed = {**decode(content, ""), "image/object/mask": [encode_map(LEFT)]}
    path.write_bytes(recorded(encode(changed)))
    (back,) = FORMAT.read(read_folder(tmp_path), Report()).images()
    assert np.array_equal(rle.decode(back.segments[0].rle), LEFT > 0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"image/object/mask": []}, "maskwright/line: it does not say the same"),
        ({tfrecord.OURS: [b"["]}, "maskwright/line: it does not say the same"),
        ({tfrecord.OURS: []}, "maskwright/line: it does not say the same"),
    ],
)
def test_our_own_records_must_agree_with_themselves(tmp_path: Path, change, message: str) -> None:
    mask = np.ones((2, 3), np.bool_)
    export_to(tmp_path, FORMAT.export, MemorySource((image("a.png", [(1, mask)], (2, 3)),)))
    path = tmp_path / "default-00000-of-00001.tfrecord"
    (content,) = tfrecord_rules.records(path)
    path.write_bytes(recorded(encode({**decode(content, ""), **change})))
    with pytest.raises(BadDataset, match=message):
        list(FORMAT.read(read_folder(tmp_path), Report()).images())
