"""How Datumaro loads its own JSON and CVAT's XML, restated; tried with the real one as well.

Sources: datumaro 1.13.12, plugins/data_formats/datumaro/base.py (JsonReader) and format.py,
plugins/data_formats/cvat/base.py (CvatBase, CvatImporter), util/mask_tools.py (rle_to_mask),
util/os_util.py (join_within_base). Polygons are drawn as its COCO and mask conversions do, by
pycocotools.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from PIL import Image as PILImage
from pycocotools import mask as coco_mask


@dataclass
class Item:
    """One image: (label, (H, W) mask) of each object in ascending z_order."""

    picture: Path
    subset: str
    size_hw: tuple[int, int]
    objects: list[tuple[str, np.ndarray]]


def load_json(root: Path) -> dict[str, Item]:
    """Items by "subset/id"."""
    items: dict[str, Item] = {}
    for path in sorted((root / "annotations").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        assert document["media_type"] == 2
        labels = [row["name"] for row in document["categories"]["label"]["labels"]]
        assert all("parent" in row for row in document["categories"]["label"]["labels"])
        assert len(set(labels)) == len(labels)
        for row in document["categories"]["mask"]["colormap"]:
            assert 0 <= int(row["label_id"]) < len(labels)
            assert all(0 <= row[channel] < 256 for channel in "rgb")
        for item in document["items"]:
            key = f"{path.stem}/{item['id']}"
            assert key not in items, "one id, one item"
            assert ".." not in item["image"]["path"].split("/")
            picture = root / "images" / path.stem / item["image"]["path"]
            size_hw = (item["image"]["size"][0], item["image"]["size"][1])
            objects = [_shape(each, labels, size_hw) for each in item["annotations"]
                       if each["type"] in ("mask", "polygon")]  # fmt: skip
            items[key] = Item(picture, path.stem, size_hw, merged(objects))
    return items


def _shape(annotation: dict, labels: list[str], size_hw: tuple[int, int]) -> tuple:
    label = labels[annotation["label_id"]]
    if annotation["type"] == "mask":
        wire = {**annotation["rle"], "counts": annotation["rle"]["counts"].encode("ascii")}
        assert tuple(wire["size"]) == size_hw
        mask = coco_mask.decode(wire).astype(bool)
    else:
        mask = polygon(annotation["points"], size_hw)
    return annotation["z_order"], annotation["group"], label, mask


def load_cvat(root: Path) -> dict[str, Item]:
    """CvatImporter.find_sources: with a <project> one source for each <subset>, else the task."""
    document = ElementTree.parse(root / "annotations.xml").getroot()
    meta = document.find("meta")
    assert meta is not None
    if meta.find("project") is not None:
        subsets = [str(each.text) for each in meta.iter("subset")]
        assert subsets
    else:
        assert meta.find("task") is not None
        subsets = ["annotations"]
    labels = [each.findtext("name") for each in meta.iter("label")]
    items: dict[str, Item] = {}
    for subset in subsets:
        for image in document.iter("image"):
            if image.get("subset") not in (None, subset):
                continue
            name = str(image.get("name"))
            paths = [root / "images" / name, root / "images" / subset / name]
            (picture,) = [path for path in paths if path.exists()]
            size_hw = (int(str(image.get("height"))), int(str(image.get("width"))))
            shapes = []
            for number, each in enumerate(image):
                if each.tag not in ("mask", "polygon"):
                    continue
                assert each.get("label") in labels
                group = int(each.get("group_id", 0)) or -number
                mask = _cvat_mask(each, size_hw) if each.tag == "mask" else _cvat_polygon(
                    each, size_hw
                )  # fmt: skip
                shapes.append((int(each.get("z_order", 0)), group, str(each.get("label")), mask))
            items[f"{subset}/{name}"] = Item(picture, subset, size_hw, merged(shapes))
    return items


def _cvat_mask(element: ElementTree.Element, size_hw: tuple[int, int]) -> np.ndarray:
    """rle_to_mask of [width, height], then turned: runs along rows."""
    left, top, width, height = (
        int(str(element.get(k))) for k in ("left", "top", "width", "height")
    )
    counts = [int(number) for number in str(element.get("rle")).split(",")]
    wire = {"counts": counts, "size": [width, height]}
    mask = np.zeros(size_hw, bool)
    crop = coco_mask.decode(coco_mask.frPyObjects(wire, width, height)).T
    mask[top : top + height, left : left + width] = crop
    return mask


def _cvat_polygon(element: ElementTree.Element, size_hw: tuple[int, int]) -> np.ndarray:
    pairs = str(element.get("points")).split(";")
    return polygon([float(value) for pair in pairs for value in pair.split(",")], size_hw)


def polygon(points: list[float], size_hw: tuple[int, int]) -> np.ndarray:
    return coco_mask.decode(coco_mask.merge(coco_mask.frPyObjects([points], *size_hw))).astype(bool)


def merged(shapes: list[tuple]) -> list[tuple[str, np.ndarray]]:
    """Shapes of one group and label are one object; objects by z_order."""
    objects: dict[tuple, np.ndarray] = {}
    for z_order, group, label, mask in shapes:
        key = (z_order, label, group)
        objects[key] = objects[key] | mask if key in objects else mask
    return [(key[1], mask) for key, mask in sorted(objects.items(), key=lambda each: each[0][0])]


def has_size(item: Item) -> bool:
    """Whether the picture opens with the size that the item claims."""
    with PILImage.open(item.picture) as opened:
        return opened.size == item.size_hw[::-1]
