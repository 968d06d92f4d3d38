"""What panopticapi, detectron2 and mmdetection demand of a COCO panoptic export, restated.

Sources: cocodataset/panopticapi @ 7bb4655, utils.py (rgb2id) and evaluation.py
(pq_compute_single_core); open-mmlab/mmdetection, mmdet/datasets/coco_panoptic.py (load_data_list);
facebookresearch/detectron2, data/datasets/coco_panoptic.py (load_coco_panoptic_json).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage

VOID = 0


def rgb2id(color: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Ids of an (H, W, 3) picture, as panopticapi computes them."""
    wide = color.astype(np.int32)
    return wide[:, :, 0] + 256 * wide[:, :, 1] + 256 * 256 * wide[:, :, 2]


def read_panoptic(
    json_path: Path,
) -> list[tuple[dict[str, Any], dict[str, Any], NDArray[np.int32]]]:
    """(image, annotation, (H, W) ids) of a file, after every check that its readers make.

    Raises:
        AssertionError: a reader would fail or misread.
    """
    content = json.loads(json_path.read_text(encoding="utf-8"))
    folder = json_path.with_suffix("")  # panopticapi: gt_folder = gt_json_file.replace('.json', '')
    categories = {category["id"]: category for category in content["categories"]}
    assert len(categories) == len(content["categories"])
    for category in categories.values():
        assert category["isthing"] in (0, 1)
        assert len(category["color"]) == 3
        assert isinstance(category["name"], str)
    images, annotations = content["images"], content["annotations"]
    # mmdetection zips the two lists.
    assert [image["id"] for image in images] == [entry["image_id"] for entry in annotations]
    read = []
    for image, annotation in zip(images, annotations, strict=True):
        # mmdetection: file_name.replace('jpg', 'png'); detectron2: stem of the annotation + '.jpg'.
        assert Path(annotation["file_name"]).stem == Path(image["file_name"]).stem
        with PILImage.open(folder / annotation["file_name"]) as picture:
            assert picture.mode == "RGB"
            ids = rgb2id(np.asarray(picture, dtype=np.uint8))
        assert ids.shape == (image["height"], image["width"])
        check_segments(annotation["segments_info"], ids, categories)
        read.append((image, annotation, ids))
    return read


def check_segments(
    segments: list[dict[str, Any]], ids: NDArray[np.int32], categories: dict[int, dict[str, Any]]
) -> None:
    """evaluation.py raises KeyError for ids on one side only, and takes areas from the JSON."""
    in_picture, areas = np.unique(ids, return_counts=True)
    counted = {int(k): int(n) for k, n in zip(in_picture, areas, strict=True) if k != VOID}
    assert {segment["id"]: segment["area"] for segment in segments} == counted
    assert len(segments) == len(counted)
    stuff = []
    for segment in segments:
        assert segment["iscrowd"] in (0, 1)
        category = categories[segment["category_id"]]
        if not category["isthing"]:
            stuff.append(segment["category_id"])
            assert segment["iscrowd"] == 0
        rows, columns = np.nonzero(ids == segment["id"])
        x, y = int(columns.min()), int(rows.min())
        assert segment["bbox"] == [x, y, int(columns.max()) - x + 1, int(rows.max()) - y + 1]
    assert len(stuff) == len(set(stuff))
