"""COCO stuff: pycocotools sees disjoint masks of what is visible, and so do the maps' readers."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PILImage
from pycocotools.coco import COCO

from labeling.errors import FormatCannotHold
from labeling.formats import coco_stuff
from labeling.formats.base import ImageRecord, Report
from labeling.masks import rle
from labeling.masks.types import LabelMap
from tests.formats.datasets import (
    CLASSES,
    MemorySource,
    by_name,
    export_to,
    image,
    nasty_source,
    read_folder,
    reader_for,
    zipped,
)
from tests.masks.grids import grid


def painted(record: ImageRecord) -> LabelMap:
    """Class ids of what is visible, by painting whole masks."""
    class_map: LabelMap = np.zeros(record.size_hw, dtype=np.int32)
    for segment in record.segments:
        class_map[rle.decode(segment.rle)] = segment.class_id
    return class_map


@pytest.mark.parametrize("mode", ["layered", "exclusive"])
def test_pycocotools_sees_each_visible_class_once(tmp_path: Path, mode: str) -> None:
    source = nasty_source(mode)
    export_to(tmp_path, coco_stuff.export, source)
    originals = json.loads((tmp_path / "filenames.json").read_text())
    seen = 0
    for path in sorted((tmp_path / "annotations").glob("*.json")):
        with contextlib.redirect_stdout(io.StringIO()):
            reader = COCO(str(path))
        for entry in reader.imgs.values():
            name = originals.get(entry["file_name"].rsplit(".", 1)[0], entry["file_name"])
            (record,) = [each for each in source.records if each.name == name]
            read = np.zeros(record.size_hw, dtype=np.int32)
            for annotation in reader.imgToAnns[entry["id"]]:
                mask = reader.annToMask(annotation).astype(bool)
                assert not read[mask].any()
                assert annotation["area"] == mask.sum()
                assert annotation["iscrowd"] == 0
                read[mask] = annotation["category_id"]
            assert np.array_equal(read, painted(record))
            split = record.split or "default"
            with PILImage.open(tmp_path / "images" / split / entry["file_name"]) as shown:
                assert shown.size[::-1] == record.size_hw
            seen += 1
    assert seen == source.num_images


def test_visible_classes_and_names_come_back(tmp_path: Path) -> None:
    source = nasty_source()
    export_to(tmp_path, coco_stuff.export, source)
    dataset = coco_stuff.read(read_folder(tmp_path), report := Report())
    read = by_name(dataset)
    assert report.notes == []
    assert sorted(read) == sorted(record.name for record in source.records)
    for record in source.records:
        assert np.array_equal(painted(read[record.name]), painted(record))
        assert read[record.name].open is not None
    assert [(c.class_id, c.is_thing) for c in dataset.classes] == [
        (c.class_id, c.is_thing) for c in CLASSES
    ]


@pytest.mark.parametrize(
    ("maps", "ending", "values"),
    [
        ("ids", ".png", {0: 255, 1: 0, 2: 1, 5: 4, 7: 6}),
        ("train_ids", "_labelTrainIds.png", {0: 255, 1: 0, 2: 1, 5: 2, 7: 3}),
    ],
)
def test_maps_hold_the_values_that_their_readers_expect(
    tmp_path: Path, maps: str, ending: str, values: dict[int, int]
) -> None:
    source = nasty_source()
    export_to(tmp_path, coco_stuff.export, source, maps=maps)
    record = source.records[0]
    with PILImage.open(tmp_path / "annotations" / "train" / f"a_street_1{ending}") as shown:
        assert shown.mode == "L"
        expected = np.vectorize(values.__getitem__)(painted(record))
        assert np.array_equal(np.asarray(shown), expected)


def test_maps_refuse_classes_that_8_bits_cannot_hold(tmp_path: Path) -> None:
    classes = (replace(CLASSES[0], class_id=256, name="late"),)
    source = MemorySource((image("a.png", [(256, grid("1"))], (1, 1)),), classes=classes)
    with pytest.raises(FormatCannotHold, match="late"):
        export_to(tmp_path, coco_stuff.export, source, maps="ids")


def test_the_same_dataset_gives_the_same_bytes() -> None:
    source = nasty_source()
    assert zipped(coco_stuff.export, source) == zipped(coco_stuff.export, source)


def test_categories_that_do_not_say_it_are_stuff() -> None:
    table = {
        "images": [{"id": 1, "file_name": "a.jpg", "width": 2, "height": 1}],
        "annotations": [],
        "categories": [{"id": 92, "name": "banner", "supercategory": "textile"}],
    }
    packed = {
        "annotations/stuff_val2017.json": json.dumps(table).encode(),
        "annotations/instances_val2017.json": json.dumps(
            {**table, "categories": [{"id": 1, "name": "person"}]}
        ).encode(),
    }
    dataset = coco_stuff.read(reader_for(packed), Report())
    assert [(record.class_id, record.is_thing) for record in dataset.classes] == [(92, False)]
