"""COCO instances: pycocotools sees exactly our pixels, and they come back unchanged."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from labeling.formats import coco, coco_read
from labeling.formats.base import ClassRecord, Report
from labeling.masks import rle
from tests.formats.datasets import (
    CLASSES,
    MemorySource,
    by_name,
    export_to,
    image,
    nasty_masks,
    nasty_source,
    pixels,
    read_folder,
    with_details,
    zipped,
)
from tests.masks.grids import grid

MODES = pytest.mark.parametrize("mode", ["layered", "exclusive"])
GEOMETRIES = pytest.mark.parametrize("geometry", ["polygons", "rle"])


def opened(path: Path) -> COCO:
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(path))


@MODES
@GEOMETRIES
def test_pycocotools_sees_exactly_our_pixels(tmp_path: Path, mode: str, geometry: str) -> None:
    source = with_details(nasty_source(mode))
    export_to(tmp_path, coco.export, source, geometry=geometry)
    originals = json.loads((tmp_path / "filenames.json").read_text())
    seen = 0
    for path in sorted((tmp_path / "annotations").iterdir()):
        reader = opened(path)
        for entry in reader.imgs.values():
            stem = entry["file_name"].rsplit(".", 1)[0]
            name = originals.get(stem, entry["file_name"])
            (record,) = [each for each in source.records if each.name == name]
            annotations = reader.imgToAnns[entry["id"]]
            assert (record.split or "default") in path.name
            assert (entry["height"], entry["width"]) == record.size_hw
            assert len(annotations) == len(record.segments)
            for annotation, segment in zip(annotations, record.segments, strict=True):
                mask = rle.decode(segment.rle)
                assert np.array_equal(reader.annToMask(annotation), mask)
                assert annotation["area"] == mask.sum()
                assert annotation["bbox"] == list(rle.bbox_xywh(segment.rle))
                assert annotation["category_id"] == segment.class_id
                assert annotation["iscrowd"] == segment.iscrowd
                assert annotation["id"] >= 1
                assert isinstance(annotation["segmentation"], dict) == (
                    segment.iscrowd or geometry == "rle"
                )
            seen += 1
    assert seen == source.num_images


@MODES
@GEOMETRIES
def test_pixels_names_and_details_come_back(tmp_path: Path, mode: str, geometry: str) -> None:
    source = with_details(nasty_source(mode))
    export_to(tmp_path, coco.export, source, geometry=geometry)
    report = Report()
    dataset = coco_read.read(read_folder(tmp_path), report)
    read = by_name(dataset)
    assert report.notes == []
    assert list(read) != []
    assert sorted(read) == sorted(record.name for record in source.records)
    for record in source.records:
        back = read[record.name]
        assert pixels(back.segments) == pixels(record.segments)
        assert (back.size_hw, back.split) == (record.size_hw, record.split)
        for before, after in zip(record.segments, back.segments, strict=True):
            for field in ("iscrowd", "occluded", "truncated", "score", "attributes"):
                assert getattr(after, field) == getattr(before, field)
    assert [(c.class_id, c.name) for c in dataset.classes] == [
        (c.class_id, c.name) for c in CLASSES
    ]
    assert dataset.classes[0].supercategory == "vehicle"


def as_results(reader: COCO) -> list[dict[str, Any]]:
    return [
        {
            "image_id": annotation["image_id"],
            "category_id": annotation["category_id"],
            "segmentation": reader.annToRLE(annotation),
            "score": 1.0,
        }
        for annotation in reader.anns.values()
    ]


@GEOMETRIES
def test_an_export_evaluated_against_itself_is_perfect(tmp_path: Path, geometry: str) -> None:
    # More objects in one image than the 100 that COCOeval counts by default.
    points = [(1, np.eye(1600, dtype=np.bool_)[3 * n].reshape(40, 40)) for n in range(150)]
    records = (
        image("a.png", nasty_masks((24, 31)), (24, 31), split="val"),
        image("b.png", points, (40, 40), split="val"),
    )
    export_to(tmp_path, coco.export, MemorySource(records), geometry=geometry)
    truth = opened(tmp_path / "annotations" / "instances_val.json")
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation = COCOeval(truth, truth.loadRes(as_results(truth)), "segm")
        evaluation.params.maxDets = [1, 100, 1000]
        evaluation.evaluate()
        evaluation.accumulate()
    precision = evaluation.eval["precision"][..., 0, 2]
    assert precision[precision > -1].min() == pytest.approx(1.0)
    assert evaluation.eval["recall"][0, 0, 0, 2] == 1.0  # -1 where nothing was evaluated


@GEOMETRIES
def test_the_same_dataset_gives_the_same_bytes(geometry: str) -> None:
    source = with_details(nasty_source())
    first = zipped(coco.export, source, geometry=geometry)
    assert first == zipped(coco.export, source, geometry=geometry)


def test_pictures_are_upright_8_bit_and_named_after_what_they_are(tmp_path: Path) -> None:
    report = export_to(tmp_path, coco.export, nasty_source())
    sizes = {}
    for path in sorted((tmp_path / "images").rglob("*.*")):
        with PILImage.open(path) as opened_picture:
            assert opened_picture.getexif().get(0x0112, 1) == 1
            assert opened_picture.mode in ("RGB", "L")
            assert path.suffix == {"PNG": ".png", "JPEG": ".jpg"}[str(opened_picture.format)]
            sizes[path.relative_to(tmp_path / "images").as_posix()] = opened_picture.size[::-1]
    assert sizes["a/street 2.jpg"] == (20, 26)
    assert sizes["b/deep.png"] == (24, 24)
    assert sizes["b/street 1.png"] == (22, 40)
    assert json.loads((tmp_path / "filenames.json").read_text()) == {"b/street 1": "b/street 1.tif"}
    assert any("8 bits" in note for note in report.notes)


def test_suffixes_never_make_two_pictures_collide(tmp_path: Path) -> None:
    content = io.BytesIO()
    PILImage.new("RGB", (3, 2)).save(content, format="BMP")
    masks = [(1, grid("010", "010"))]
    records = tuple(
        image(name, masks, (2, 3), content.getvalue()) for name in ("a.bmp", "a.png", "a.tif")
    )
    export_to(tmp_path, coco.export, MemorySource(records))
    assert len(list((tmp_path / "images").iterdir())) == 3
    assert set(by_name(coco_read.read(read_folder(tmp_path), Report()))) == {
        "a.bmp",
        "a.png",
        "a.tif",
    }


def test_segments_of_ignored_classes_are_crowds_and_that_is_said(tmp_path: Path) -> None:
    classes = (*CLASSES, ClassRecord(9, "void", "#000000", is_thing=False, is_ignore=True))
    records = (image("a.png", [(9, grid("010", "010")), (1, grid("100", "000"))], (2, 3)),)
    report = export_to(tmp_path, coco.export, MemorySource(records, classes=classes))
    annotations = json.loads((tmp_path / "annotations/instances_default.json").read_text())
    assert [entry["iscrowd"] for entry in annotations["annotations"]] == [1, 0]
    assert "crowds" in report.notes[0]


def test_without_pictures_names_stay_as_they_are(tmp_path: Path) -> None:
    export_to(tmp_path, coco.export, nasty_source(), include_images=False)
    assert not (tmp_path / "images").exists()
    assert not (tmp_path / "filenames.json").exists()
    report = Report()
    assert "b/street 1.tif" in by_name(coco_read.read(read_folder(tmp_path), report))
    assert "8 images have no picture" in report.notes[0]


def a_box_with(tmp_path: Path, segmentation: object) -> COCO:
    """pycocotools' view of one annotation with a box of 4 × 4 px and this segmentation."""
    annotation = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 4, 4], "area": 16}
    content = {
        "info": {},
        "images": [{"id": 1, "width": 10, "height": 10, "file_name": "a.png"}],
        "categories": [{"id": 1, "name": "car"}],
        "annotations": [{**annotation, "iscrowd": 0, "segmentation": segmentation}],
    }
    path = tmp_path / "instances.json"
    path.write_text(json.dumps(content))
    return opened(path)


def evaluated(reader: COCO, found: dict[str, Any], kind: str) -> float:
    with contextlib.redirect_stdout(io.StringIO()):
        results = reader.loadRes([{"image_id": 1, "category_id": 1, "score": 0.9, **found}])
        evaluation = COCOeval(reader, results, kind)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return float(evaluation.stats[0])


def test_why_boxes_without_pixels_are_left_out(tmp_path: Path) -> None:
    """What docs/formats.md says of pycocotools and an annotation without a mask."""
    found = {"segmentation": {"size": [10, 10], "counts": "T3"}}
    reader = a_box_with(tmp_path, [])
    assert evaluated(reader, {"bbox": [1, 1, 4, 4]}, "bbox") == pytest.approx(1)
    with pytest.raises(IndexError):
        reader.annToMask(reader.anns[1])
    with pytest.raises(IndexError):
        evaluated(reader, found, "segm")
    reader = a_box_with(tmp_path, {"size": [10, 10], "counts": "T3"})
    assert reader.annToMask(reader.anns[1]).sum() == 0
    assert evaluated(reader, found, "segm") == 0
