"""What detectron2 demands of VOC and Cityscapes exports, restated.

Sources, facebookresearch/detectron2: data/datasets/pascal_voc.py @ 0a07b6b (load_voc_instances),
evaluation/pascal_voc_evaluation.py @ 197db55 (parse_rec), data/datasets/cityscapes.py @ 34aef69
(load_cityscapes_instances, load_cityscapes_semantic, cityscapes_files_to_dict).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
from PIL import Image as PILImage
from shapely.geometry import Polygon


def load_voc(folder: Path, split: str) -> list[dict[str, Any]]:
    """Images with boxes; pascal_voc.py lists them by np.loadtxt of ImageSets/Main."""
    names = np.loadtxt(folder / "ImageSets" / "Main" / f"{split}.txt", dtype=str)
    records = []
    for name in np.atleast_1d(names):
        tree = ElementTree.parse(folder / "Annotations" / f"{name}.xml")
        picture = folder / "JPEGImages" / f"{name}.jpg"
        assert picture.is_file()
        objects = []
        for each in tree.findall("object"):
            assert each.findtext("pose") is not None
            int(each.find("truncated").text)
            int(each.find("difficult").text)
            box = [int(each.find(f"bndbox/{s}").text) for s in ("xmin", "ymin", "xmax", "ymax")]
            # The loader makes them 0-based and half-open by taking 1 off the minimum.
            box_xyxy = [box[0] - 1.0, box[1] - 1.0, float(box[2]), float(box[3])]
            objects.append({"name": each.find("name").text, "box_xyxy": box_xyxy})
        size_hw = tuple(int(tree.findall(f"./size/{s}")[0].text) for s in ("height", "width"))
        records.append({"file": picture, "size_hw": size_hw, "objects": objects})
    return records


def cityscapes_files(root: Path, split: str) -> list[tuple[Path, str]]:
    """(picture, prefix of its ground truth); every PNG in a city's folder must be a picture."""
    pictures = sorted((root / "leftImg8bit" / split).glob("*/*.png"))
    assert pictures, f"no images in {split}"
    files = []
    for picture in pictures:
        assert picture.name.endswith("leftImg8bit.png")
        prefix = str(root / "gtFine" / split / picture.parent.name / picture.name)
        prefix = prefix[: -len("leftImg8bit.png")] + "gtFine_"
        for kind in ("instanceIds.png", "labelIds.png", "labelTrainIds.png", "polygons.json"):
            assert Path(prefix + kind).is_file(), prefix + kind
        files.append((picture, prefix))
    return files


def load_cityscapes_instances(
    root: Path, split: str, labels: list[dict[str, Any]]
) -> list[list[tuple[str, bool, np.ndarray]]]:
    """For each image (label, iscrowd, mask) from instanceIds, as with from_json=False."""
    by_id = {label["id"]: label for label in labels}
    loaded = []
    for _, prefix in cityscapes_files(root, split):
        with PILImage.open(prefix + "instanceIds.png") as opened:
            ids = np.asarray(opened)
        found = []
        for value in np.unique(ids[ids >= 24]).tolist():
            label = by_id[value // 1000 if value >= 1000 else value]
            if label["hasInstances"] and not label["ignoreInEval"]:
                found.append((label["name"], value < 1000, ids == value))
        loaded.append(found)
    return loaded


def load_cityscapes_polygons(
    root: Path, split: str, labels: list[dict[str, Any]]
) -> list[list[tuple[str, bool]]]:
    """For each image (label, iscrowd) of the polygons that stay visible, as with from_json=True."""
    by_name = {label["name"]: label for label in labels}
    loaded = []
    for picture, prefix in cityscapes_files(root, split):
        document = json.loads(Path(prefix + "polygons.json").read_text())
        with PILImage.open(picture) as opened:
            assert opened.size == (document["imgWidth"], document["imgHeight"])
        covered, found = Polygon(), []
        for each in reversed(document["objects"]):
            label = by_name.get(each["label"]) or by_name[each["label"].removesuffix("group")]
            if label["id"] < 0:
                continue
            shape = Polygon(np.asarray(each["polygon"], dtype="f4") + 0.5).buffer(0.5, quad_segs=4)
            if label["hasInstances"] and not label["ignoreInEval"]:
                if shape.difference(covered).is_empty:
                    continue
                found.append((label["name"], each["label"] not in by_name))
            covered = covered.union(shape)
        loaded.append(found)
    return loaded
