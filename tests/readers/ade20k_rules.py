"""How ADE20K's own tools and the trainers on its benchmark read it, restated.

Sources: CSAILVision/ADE20K, utils/utils_ade20k.py (loadAde20K); Mask2Former,
datasets/prepare_ade20k_ins_seg.py (annotations_instance: class in R, instance in G);
mmsegmentation, ADE20KDataset (reduce_zero_label, .jpg and .png) and
datasets/transforms/loading.py (LoadAnnotations); Datumaro 1.13.12, ade20k2020.py, tried as well.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image as PILImage


def opened(path: Path) -> np.ndarray:
    with PILImage.open(path) as picture:
        return np.array(picture)


def load(picture: Path) -> dict:
    """loadAde20K: maps of classes and instances, and the objects of the JSON."""
    assert picture.suffix == ".jpg"
    stem = str(picture)[: -len(".jpg")]
    levels = []
    for level in range(9):
        path = Path(f"{stem}_seg.png" if level == 0 else f"{stem}_parts_{level}.png")
        if not path.is_file():
            break
        paint = opened(path)
        classes = (paint[:, :, 0] / 10).astype(np.int32) * 256 + paint[:, :, 1].astype(np.int32)
        ranks = np.unique(paint[:, :, 2], return_inverse=True)[1].reshape(classes.shape)
        levels.append((classes, ranks))
    # Opened as Latin-1 or in the system's encoding, depending on the tool.
    objects = json.loads(Path(f"{stem}.json").read_text(encoding="latin-1"))["annotation"]["object"]
    for each in objects:
        assert {"id", "raw_name", "name", "crop", "attributes"} <= each.keys()
        assert {"part_level", "ispartof", "hasparts"} <= each["parts"].keys()
        assert len(each["polygon"]["x"]) == len(each["polygon"]["y"]) >= 4
    masks = [opened(picture.parent / each["instance_mask"]) > 0 for each in objects]
    return {"levels": levels, "objects": objects, "masks": masks}


def benchmark(root: Path, folder: str) -> list[tuple[np.ndarray, list[tuple[int, np.ndarray]]]]:
    """(map of classes, [(class, mask) of each instance]) of every picture."""
    found = []
    for picture in sorted((root / "images" / folder).glob("*.jpg")):
        classes = opened(root / "annotations" / folder / f"{picture.stem}.png")
        assert classes.dtype == np.uint8
        assert classes.ndim == 2
        with PILImage.open(picture) as shown:
            assert shown.size == classes.shape[::-1]
        paint = opened(root / "annotations_instance" / folder / f"{picture.stem}.png")
        instances = []
        for number in np.unique(paint[..., 1]):
            if number == 0:
                continue
            mask = paint[..., 1] == number
            (value,) = np.unique(paint[..., 0][mask])
            instances.append((int(value), mask))
        found.append((classes, instances))
    return found


def trained(classes: np.ndarray) -> np.ndarray:
    """LoadAnnotations with reduce_zero_label."""
    labels = classes.copy()
    labels[labels == 0] = 255
    labels = labels - 1
    labels[labels == 254] = 255
    return labels
