"""Real files of COCO, where they are at hand: read whole, exported, equal for pycocotools."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import numpy as np
from PIL import Image as PILImage
from pycocotools.coco import COCO

from labeling.formats import coco, coco_panoptic_read, coco_read
from labeling.formats.archives import FolderReader
from labeling.formats.base import Report
from labeling.masks import rle
from tests.formats.datasets import MemorySource, by_name, export_to
from tests.readers.panoptic import rgb2id


def test_coco_images_survive_import_and_export(shared_data: Path, tmp_path: Path) -> None:
    report = Report()
    dataset = coco_read.read(FolderReader(shared_data / "coco_things"), report)
    records = tuple(sorted(dataset.images(), key=lambda record: record.name))
    assert len(records) == 64
    assert sum(len(record.segments) for record in records) == 523
    assert all(record.open is not None for record in records)
    source = MemorySource(records, classes=dataset.classes)
    export_to(tmp_path, coco.export, source, include_images=False)
    with contextlib.redirect_stdout(io.StringIO()):
        reader = COCO(str(tmp_path / "annotations" / "instances_default.json"))
    for entry, record in zip(reader.imgs.values(), records, strict=True):
        annotations = reader.imgToAnns[entry["id"]]
        for annotation, segment in zip(annotations, record.segments, strict=True):
            assert np.array_equal(reader.annToMask(annotation), rle.decode(segment.rle))


def test_panoptic_examples_of_coco_are_read_exactly(shared_data: Path) -> None:
    folder = shared_data / "coco_panoptic" / "source"
    dataset = coco_panoptic_read.read(FolderReader(folder), Report())
    table = json.loads((folder / "panoptic_examples.json").read_text())
    images = by_name(dataset)
    names = {entry["id"]: entry["file_name"] for entry in table["images"]}
    for annotation in table["annotations"]:
        image = images[names[annotation["image_id"]]]
        with PILImage.open(folder / annotation["file_name"]) as picture:
            ids = rgb2id(np.asarray(picture.convert("RGB")))
        for described, segment in zip(annotation["segments_info"], image.segments, strict=True):
            assert np.array_equal(rle.decode(segment.rle), ids == described["id"])
            assert rle.area_px(segment.rle) == described["area"]
            assert segment.class_id == described["category_id"]
