"""Damaged files that once came through or let out something else than a refusal by name.

Found by tests/formats/test_fuzz.py and `make fuzz`; each stays here.
"""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest

from labeling.errors import BadDataset
from labeling.formats import FORMATS
from labeling.formats.base import Report
from labeling.formats.tf_example import decode, encode
from labeling.formats.tf_records import read_records, write_record
from labeling.formats.tfrecord import MASKS
from tests.formats.datasets import picture
from tests.formats.memory import MemoryArchive, street
from tests.fuzz.reading import check, exported, seeds


def export_of(name: str, **extra: str) -> dict[str, bytes]:
    return dict(exported(FORMATS[name].export, street(2), **extra)[0].files)


def refused(name: str, files: dict[str, bytes], message: str) -> None:
    with pytest.raises(BadDataset, match=message):
        list(FORMATS[name].read(MemoryArchive(files), Report()).images())


@pytest.mark.parametrize("name", FORMATS)
def test_the_exports_that_fuzzing_starts_from_are_read(name: str) -> None:
    assert all(check(name, files) for files in seeds(name))


LONG = "n" * 101


@pytest.mark.parametrize(
    ("name", "path", "content"),
    [
        ("cityscapes", "labels.json", b'{"labels": [{"name": "a", "id": Infinity}]}'),
        ("png-masks", "labels.json", b'[{"name": "a", "value": 1e999}]'),
        ("png-masks", "labels.json", b'[{"name": "", "value": 1}]'),
        ("png-masks", "labels.json", f'[{{"name": "{LONG}", "value": 1}}]'.encode()),
        ("png-masks", "labels.json", b"[" * 100_000),
        ("png-masks", "labels.json", b'[{"name": "a", "value": 1, "color": "#+12345"}]'),
        ("labelme", "labels.json", b'[{"name": "a", "value": 1, "color": "x123456"}]'),
        ("labelme", "labels.json", f'[{{"name": "{LONG}", "value": 1}}]'.encode()),
        ("cityscapes", "labels.json", b"[" * 100_000),
        ("png-masks", "split.json", b"[" * 100_000),
        ("voc", "VOCdevkit/VOC2012/labelmap.txt", f"{LONG}:128,0,0::".encode()),
        ("voc", "VOCdevkit/VOC2012/labelmap.txt", b":128,0,0::"),
        ("coco-panoptic", "filenames.json", b'{"b_c": "../x"}'),
        ("png-masks", "filenames.json", b'{"b_c": ""}'),
        ("ade20k", "filenames.json", b"[" * 100_000),
    ],
)
def test_bad_tables_are_refused(name: str, path: str, content: bytes) -> None:
    refused(name, {**export_of(name), path: content}, path.rpartition("/")[2].replace(".", r"\."))


def test_polygons_of_cityscapes_are_not_nested_without_end() -> None:
    files = {k: v for k, v in export_of("cityscapes").items() if not k.endswith("Ids.png")}
    path = next(each for each in files if each.endswith("polygons.json"))
    refused("cityscapes", {**files, path: b"[" * 100_000}, re.escape(path.rpartition("/")[2]))


def test_labels_of_cityscapes_have_names() -> None:
    files = export_of("cityscapes")
    table = json.loads(files["labels.json"])
    table["labels"][1]["name"] = LONG
    refused("cityscapes", {**files, "labels.json": json.dumps(table).encode()}, "over 100 char")


def test_ids_of_cityscapes_fit_into_the_database() -> None:
    files = export_of("cityscapes")
    table = json.loads(files["labels.json"])
    table["labels"][1]["id"] = 2**31
    refused(
        "cityscapes", {**files, "labels.json": json.dumps(table).encode()}, "too large for a cl"
    )


def test_numbers_where_masks_should_be_are_refused() -> None:
    """bytes(2**62) would be that many bytes."""
    files = export_of("tfrecord")
    path = "train-00000-of-00001.tfrecord"
    ((place, content),) = read_records(MemoryArchive(files), path)
    features = {**decode(content, place), MASKS: [2**62] * 8}
    target = io.BytesIO()
    write_record(target, encode(features))
    refused("tfrecord", {**files, path: target.getvalue()}, f"{path}, record 1.*holds numbers")


def test_polygons_far_outside_the_image_are_refused() -> None:
    files = {k: v for k, v in export_of("cityscapes").items() if not k.endswith("Ids.png")}
    path = next(each for each in files if each.endswith("polygons.json"))
    files[path] = re.sub(rb"\[\[\d+", b"[[1e300", files[path], count=1)
    refused("cityscapes", files, "far outside")


def coco(name: str, *keys: str | int, value: Any) -> dict[str, bytes]:
    """An export of COCO with one value of its first file replaced."""
    files = export_of(name)
    path = next(each for each in files if each.startswith("annotations/") and "json" in each)
    document = json.loads(files[path])
    inner = document
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    return {**files, path: json.dumps(document).encode()}


@pytest.mark.parametrize(
    ("name", "keys", "value", "message"),
    [
        ("coco-instances", ("annotations", 0), None, "annotations must be a list of objects"),
        ("coco-instances", ("annotations", 0, "category_id"), [1], r"category_id \[1\] is not in"),
        ("coco-stuff", ("annotations", 0, "category_id"), {}, r"category_id \{\} is not in"),
        ("coco-instances", ("images", 0, "height"), 10**9, "at most 89,478,485 pixels"),
        (
            "coco-panoptic",
            ("annotations", 0, "segments_info", 0, "category_id"),
            [1],
            r"category_id \[1\] is not in",
        ),
    ],
)
def test_wrong_types_in_coco_are_refused(name: str, keys: tuple, value: Any, message: str) -> None:
    refused(name, coco(name, *keys, value=value), message)


def test_a_panoptic_image_with_two_annotations_is_named() -> None:
    files = export_of("coco-panoptic")
    path = "annotations/panoptic_train.json"
    document = json.loads(files[path])
    document["annotations"] *= 2
    files[path] = json.dumps(document).encode()
    refused("coco-panoptic", files, "panoptic_train.json: .* has two panoptic annotations")


def test_sizes_in_labelme_are_numbers() -> None:
    shape = {"label": "a", "shape_type": "circle", "points": [[1, 1], [2, 2]]}
    file = {"shapes": [shape], "imagePath": "a.png", "imageHeight": True, "imageWidth": 5}
    files = {"a.json": json.dumps(file).encode(), "a.png": picture((4, 5))}
    assert check("labelme", files)  # the picture says the size


def test_what_is_no_picture_is_named() -> None:
    files = export_of("yolo-seg")
    path = next(each for each in files if each.startswith("images/"))
    refused("yolo-seg", {**files, path: b"hello, world: no picture"}, re.escape(path))


def test_tables_of_datumaro_that_share_an_id_are_told_apart() -> None:
    files = export_of("datumaro")
    path = "annotations/val.json"
    files[path] = files[path].replace(b'"car"', b'"bus"')
    dataset = FORMATS["datumaro"].read(MemoryArchive(files), Report())
    assert sorted(record.name for record in dataset.classes) == [
        "bus", "car", "road & <kerb>", "tree"
    ]  # fmt: skip
    assert check("datumaro", files)


def test_maps_of_ade20k_may_have_classes_that_our_table_has_not() -> None:
    files = export_of("ade20k", layout="full")
    files = {path: content for path, content in files.items() if "instance_" not in path}
    files["maskwright-classes.json"] = json.dumps(
        json.loads(files["maskwright-classes.json"])[:1]
    ).encode()
    assert check("ade20k", files)
