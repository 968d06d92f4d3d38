"""The programs that read VOC, Cityscapes and plain masks are content with our exports.

torchvision runs here, cityscapesScripts in an environment of its own; the rules of detectron2,
mmsegmentation and PaddleSeg are restated beside, with their sources.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as PILImage

from labeling.exporting.report import MANIFEST_FILE, REPORT_FILE
from labeling.formats import FORMATS
from labeling.formats.archives import FolderWriter
from labeling.formats.base import ExportOptions, ImageRecord, Report
from labeling.formats.cityscapes_labels import OFFICIAL
from labeling.masks.rle import decode
from tests.formats.memory import MemorySource, class_map, street
from tests.readers import (
    detectron2_rules,
    labelme_rules,
    segmentation_rules,
    ultralytics_rules,
)
from tests.readers.cityscapes_env import python_path

CHECK = Path(__file__).with_name("cityscapes_check.py")
OFFICIAL_NAMES = {"road & <kerb>": "road", "tree": "person"}


def export(name: str, source: MemorySource, folder: Path) -> Path:
    """As users get it: with what stands at the root of every export."""
    FORMATS[name].export(source, FolderWriter(folder), ExportOptions(), Report(), lambda _: None)
    for more in (REPORT_FILE, MANIFEST_FILE):
        (folder / more).write_text("a.png train\n")
    return folder


def renamed(source: MemorySource) -> MemorySource:
    """The street with official Cityscapes names."""
    classes = [replace(c, name=OFFICIAL_NAMES.get(c.name, c.name)) for c in source.classes]
    return MemorySource(classes, source.records)


def of_split(source: MemorySource, split: str) -> list[ImageRecord]:
    return [image for image in source.records if (image.split or "train") == split]


def multiset(maps) -> list[bytes]:
    """Maps of different names compared by content."""
    return sorted(np.ascontiguousarray(each, np.uint8).tobytes() for each in maps)


@pytest.mark.parametrize("split", ["train", "val"])
def test_torchvision_reads_the_voc_export(tmp_path, split):
    from torchvision.datasets import VOCDetection, VOCSegmentation

    source = street(6)
    root = export("voc", source, tmp_path)
    dataset = VOCSegmentation(root, year="2012", image_set=split)
    targets = []
    for picture, target in dataset:
        assert picture.size == target.size
        assert target.mode == "P"
        targets.append(np.asarray(target))
    expected = of_split(source, split)
    assert multiset(targets) == multiset(class_map(image) for image in expected)
    boxes = VOCDetection(root, year="2012", image_set=split)
    names = {each["name"] for _, target in boxes for each in target["annotation"].get("object", [])}
    assert names <= {c.name for c in source.classes}


def test_detectron2_reads_the_voc_export(tmp_path):
    source = street(6)
    root = export("voc", source, tmp_path) / "VOCdevkit" / "VOC2012"
    records = [
        r for split in ("train", "val", "test") for r in detectron2_rules.load_voc(root, split)
    ]
    assert len(records) == 6
    for record in records:
        height, width = record["size_hw"]
        with PILImage.open(root / "SegmentationObject" / f"{record['file'].stem}.png") as opened:
            numbers = np.asarray(opened)
        assert numbers.shape == (height, width)
        assert len(record["objects"]) == numbers.max()
        for number, each in enumerate(record["objects"], start=1):
            ys, xs = np.nonzero(numbers == number)
            tight = [xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]
            assert each["box_xyxy"] == tight


@pytest.mark.parametrize("split", ["train", "val", "test", "trainval"])
def test_mmsegmentation_and_paddleseg_read_the_voc_export(tmp_path, split):
    source = street(6)
    root = export("voc", source, tmp_path)
    folder = root / "VOCdevkit" / "VOC2012"
    pairs = segmentation_rules.mmseg_by_list(
        folder / "ImageSets" / "Segmentation" / f"{split}.txt",
        folder / "JPEGImages",
        folder / "SegmentationClass",
    )
    splits = ("train", "val") if split == "trainval" else (split,)
    expected = multiset(class_map(i) for each in splits for i in of_split(source, each))
    assert multiset(segmentation_rules.mmseg_mask(mask) for _, mask in pairs) == expected
    assert all(picture.is_file() for picture, _ in pairs)
    again = segmentation_rules.paddleseg_voc(root / "VOCdevkit", split)
    assert again == pairs


def scripts(root: Path, work: Path) -> dict:
    """What cityscapesScripts finds (cityscapes_check.py)."""
    work.mkdir()
    done = subprocess.run(
        [python_path(), CHECK, root, work], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.timeout(600)  # the environment may have to be made first
@pytest.mark.parametrize("table", ["official", "own"])
def test_cityscapesscripts_draws_the_same_maps_and_scores_them_perfect(tmp_path, table):
    source = street(6) if table == "own" else renamed(street(6))
    root = export("cityscapes", source, tmp_path / "d")
    assert (root / "labels.json").exists() == (table == "own")
    found = scripts(root, tmp_path / "work")
    assert found["labels_differ"] == []
    assert found["trained_differ"] == []
    names = {c.name for c in source.classes}
    assert found["iou"] == dict.fromkeys(names, 1.0)
    assert found["ap"] == {c.name: 1.0 for c in source.classes if c.is_thing}


def connected(source: MemorySource) -> MemorySource:
    """Only images whose visible instances hang together."""
    kept = []
    for image in source.records:
        segments = [s for s in image.segments if s.uid not in ("parts", "noise")]
        covered = np.zeros(image.size_hw, bool)
        for each in reversed(segments):
            visible = decode(each.rle) & ~covered
            covered |= visible
            num = cv2.connectedComponents(visible.astype(np.uint8), connectivity=8)[0] - 1
            assert num <= 1 or each.uid == "road", each.uid
        kept.append(replace(image, segments=tuple(segments)))
    return MemorySource(source.classes, kept)


@pytest.mark.timeout(600)
def test_cityscapesscripts_draws_the_same_instances_where_they_hang_together(tmp_path):
    root = export("cityscapes", connected(street(6)), tmp_path / "d")
    found = scripts(root, tmp_path / "work")
    assert found["instances_differ"] == []


@pytest.mark.timeout(600)
def test_an_instance_of_several_parts_keeps_its_number_in_its_first_part(tmp_path):
    root = export("cityscapes", street(6), tmp_path / "d")
    found = scripts(root, tmp_path / "work")
    assert found["instances_differ"] != []  # further parts: the format has no other way
    assert found["instances_lost"] == []


def labels_of(root: Path) -> list[dict]:
    path = root / "labels.json"
    return (
        json.loads(path.read_text())["labels"] if path.exists() else [x.to_json() for x in OFFICIAL]
    )


@pytest.mark.parametrize("table", ["official", "own"])
def test_detectron2_reads_the_cityscapes_export(tmp_path, table):
    source = street(6) if table == "own" else renamed(street(6))
    root = export("cityscapes", source, tmp_path)
    names = {c.class_id: c.name for c in source.classes}
    for split in ("train", "val", "test"):
        loaded = detectron2_rules.load_cityscapes_instances(root, split, labels_of(root))
        found = sorted(
            (name, iscrowd, mask.tobytes()) for image in loaded for name, iscrowd, mask in image
        )
        expected = []
        for image in of_split(source, split):
            covered = np.zeros(image.size_hw, bool)
            for each in reversed(image.segments):
                visible = decode(each.rle) & ~covered
                covered |= visible
                if visible.any() and each.class_id != 2:
                    expected.append((names[each.class_id], each.iscrowd, visible.tobytes()))
        assert found == sorted(expected)
        polygons = detectron2_rules.load_cityscapes_polygons(root, split, labels_of(root))
        assert len(polygons) == len(loaded)
        for image, drawn in zip(loaded, polygons, strict=True):
            assert {(name, iscrowd) for name, iscrowd, _ in image} >= set(drawn)


@pytest.mark.parametrize("split", ["train", "val", "test"])
def test_mmsegmentation_and_paddleseg_read_the_cityscapes_export(tmp_path, split):
    source = street(6)
    root = export("cityscapes", source, tmp_path)
    pairs = segmentation_rules.mmseg_by_folder(
        root / "leftImg8bit" / split,
        root / "gtFine" / split,
        img_suffix="_leftImg8bit.png",
        seg_map_suffix="_gtFine_labelTrainIds.png",
    )
    train_ids = {row["name"]: row["trainId"] for row in labels_of(root)}
    lookup = np.full(16, 255)
    for record in source.classes:
        lookup[record.class_id] = train_ids[record.name]
    expected = multiset(lookup[class_map(image)] for image in of_split(source, split))
    assert multiset(segmentation_rules.mmseg_mask(mask) for _, mask in pairs) == expected
    assert segmentation_rules.paddleseg_cityscapes(root, split) == pairs


@pytest.mark.parametrize("split", ["train", "val", "test"])
def test_paddleseg_and_mmsegmentation_read_plain_masks(tmp_path, split):
    source = street(6)
    root = export("png-masks", source, tmp_path)
    pairs = segmentation_rules.paddleseg_by_list(root, root / f"{split}.txt")
    expected = [image for image in source.records if image.split == split]
    for picture, mask in pairs:
        with PILImage.open(picture) as opened:
            assert opened.size == segmentation_rules.paddleseg_mask(mask).shape[::-1]
    masks = [segmentation_rules.paddleseg_mask(mask) for _, mask in pairs]
    assert multiset(masks) == multiset(class_map(image) for image in expected)
    by_folder = [
        pair
        for suffix in (".png", ".jpg")
        for pair in segmentation_rules.mmseg_by_folder(
            root / "images", root / "masks", img_suffix=suffix, seg_map_suffix=".png"
        )
    ]
    assert multiset(segmentation_rules.mmseg_mask(mask) for _, mask in by_folder) == multiset(
        class_map(image) for image in source.records
    )


def test_ultralytics_fills_the_yolo_export_as_it_was_drawn(tmp_path):
    source = street(6)
    root = export("yolo-seg", source, tmp_path)
    folders, names = ultralytics_rules.check_dataset(root)
    number_of = {name: number for number, name in names.items()}
    by_id = {record.class_id: number_of[record.name] for record in source.classes}
    found, expected = [], []
    for folder in {each for of_split in folders.values() for each in of_split}:
        for path in ultralytics_rules.pictures_of(folder):
            loaded = ultralytics_rules.load(path, len(names))
            found += [(number, mask.tobytes()) for number, mask in loaded.objects]
    for image in source.records:
        for each in image.segments:
            # Between pieces a line of one pixel is drawn: "parts" and "noise" have several.
            if not each.iscrowd and each.uid not in ("parts", "noise"):
                expected.append((by_id[each.class_id], decode(each.rle).tobytes()))
    assert set(expected) <= set(found)
    drawn = [s for i in source.records for s in i.segments if not s.iscrowd]
    assert len(found) == len(drawn)


@pytest.mark.parametrize("geometry", ["mask", "polygons"])
def test_labelme_paints_the_labelme_export_as_it_was_drawn(tmp_path, geometry):
    source = street(6)
    options = ExportOptions(extra={"geometry": geometry})
    FORMATS["labelme"].export(source, FolderWriter(tmp_path), options, Report(), lambda _: None)
    values = {record.name: record.class_id for record in source.classes}
    painted = []
    for path in sorted(tmp_path.glob("*/*.json")):
        _, size_hw, shapes = labelme_rules.load(path)
        painted.append(labelme_rules.shapes_to_label(size_hw, shapes, values)[0])
    assert multiset(painted) == multiset(class_map(image) for image in source.records)


@pytest.mark.parametrize("layout", ["paddleseg", "mmsegmentation"])
@pytest.mark.parametrize("split", ["train", "val", "test"])
def test_layouts_of_plain_masks_have_values_without_gaps(tmp_path, layout, split):
    source = street(6)
    options = ExportOptions(extra={"layout": layout, "instances": "yes"})
    FORMATS["png-masks"].export(source, FolderWriter(tmp_path), options, Report(), lambda _: None)
    if layout == "paddleseg":
        pairs = segmentation_rules.paddleseg_by_list(tmp_path, tmp_path / f"{split}.txt")
        masks = [segmentation_rules.paddleseg_mask(mask) for _, mask in pairs]
    else:
        pairs = segmentation_rules.mmseg_by_folder(
            tmp_path / "img_dir" / split,
            tmp_path / "ann_dir" / split,
            img_suffix=".jpg",
            seg_map_suffix=".png",
        )
        masks = [segmentation_rules.mmseg_mask(mask) for _, mask in pairs]
    assert all(picture.is_file() for picture, _ in pairs)
    names = (tmp_path / "labels.txt").read_text().splitlines()
    lookup = np.zeros(16, int)
    for record in source.classes:
        lookup[record.class_id] = names.index(record.name)
    expected = multiset(lookup[class_map(image)] for image in of_split(source, split))
    assert multiset(masks) == expected
