"""How Ultralytics finds, checks and fills a segmentation dataset, restated.

Sources: ultralytics/ultralytics @ 00bfe34, ultralytics/data/utils.py (img2label_paths,
verify_image_label, polygon2mask, check_det_dataset), ultralytics/data/dataset.py
(update_labels_info), ultralytics/utils/ops.py (segments2boxes, resample_segments).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import yaml
from PIL import Image as PILImage

SUFFIXES = {"bmp", "dng", "jpeg", "jpg", "mpo", "png", "tif", "tiff", "webp", "pfm", "heic"}
POINTS = 1000


@dataclass
class Loaded:
    """One picture as the training sees it: (class, (H, W) mask) of each object."""

    picture: Path
    size_hw: tuple[int, int]
    objects: list[tuple[int, np.ndarray]]
    num_duplicates: int


def check_dataset(root: Path) -> tuple[dict[str, list[Path]], dict[int, str]]:
    """check_det_dataset: the folders of each split and the names by number."""
    content = yaml.safe_load((root / "data.yaml").read_text())
    for key in ("train", "val"):
        assert key in content, f"{key} is required"
    names = content["names"]
    assert sorted(names) == list(range(len(names)))
    folders = {}
    for key in ("train", "val", "test"):
        value = content.get(key) or []
        folders[key] = [root / each for each in ([value] if isinstance(value, str) else value)]
        assert all(each.exists() for each in folders[key]) or key == "test"
    return folders, {int(number): str(name) for number, name in names.items()}


def pictures_of(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*.*") if p.suffix.lower()[1:] in SUFFIXES)


def label_path(picture: Path) -> Path:
    return Path("/labels/".join(str(picture).rsplit("/images/", 1)).rsplit(".", 1)[0] + ".txt")


def load(picture: Path, num_classes: int) -> Loaded | None:
    """verify_image_label, then masks at the picture's own size; None where it is refused."""
    with PILImage.open(picture) as opened:
        width, height = opened.size
    if min(height, width) <= 9:
        return None
    path = label_path(picture)
    rows = [r.split() for r in path.read_text().strip().splitlines() if r] if path.exists() else []
    if not rows:
        return Loaded(picture, (height, width), [], 0)
    assert any(len(row) > 6 for row in rows)
    classes = np.array([row[0] for row in rows], dtype=np.float32)
    segments = [np.array(row[1:], dtype=np.float32).reshape(-1, 2) for row in rows]
    boxes = np.array([np.concatenate((s.min(0), s.max(0))) for s in segments], np.float32)
    centred = np.concatenate(((boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]), 1)
    table = np.concatenate((classes[:, None], centred), 1).astype(np.float32)
    assert table[:, 1:].max() <= 1.01
    assert table.min() >= -0.01
    assert table[:, 0].max() < num_classes
    _, kept = np.unique(table, axis=0, return_index=True)
    num_duplicates = len(rows) - len(kept)
    order = kept if num_duplicates else np.arange(len(rows))
    points = max(POINTS, max(map(len, segments)) + 1)
    objects = []
    for index in order:
        segment = resampled(segments[index], points) * np.array([width, height], np.float32)
        mask = np.zeros((height, width), np.uint8)
        cv2.fillPoly(mask, [segment.astype(np.int32).reshape(-1, 2)], color=1)
        objects.append((int(table[index, 0]), mask.astype(bool)))
    return Loaded(picture, (height, width), objects, num_duplicates)


def resampled(segment: np.ndarray, number: int) -> np.ndarray:
    """resample_segments: the ring closed, points put in evenly, vertices kept."""
    closed = np.concatenate((segment, segment[0:1]), axis=0)
    places = np.linspace(0, len(closed) - 1, number - len(closed))
    vertices = np.arange(len(closed))
    places = np.insert(places, np.searchsorted(places, vertices), vertices)
    return np.stack(
        [np.interp(places, vertices, closed[:, axis]) for axis in (0, 1)], axis=1
    ).astype(np.float32)
