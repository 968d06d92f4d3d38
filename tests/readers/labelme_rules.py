"""How LabelMe loads a file and paints its shapes, restated.

Sources: wkentaro/labelme, labelme/_label_file.py @ 00385ce (load, _load_shape_json_obj),
labelme/_utils/shape.py @ 2bf7d72 (shape_to_mask, shapes_to_label); older versions put a mask into
the box whose corners are both inside (5.3 to 5.5).
"""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path, PureWindowsPath

import numpy as np
from PIL import Image as PILImage
from PIL import ImageDraw


def load(path: Path) -> tuple[Path, tuple[int, int], list[dict]]:
    """The picture, its size and the shapes of a file, with LabelMe's checks."""
    document = json.loads(path.read_text(encoding="utf-8"))
    assert {"version", "flags", "shapes", "imagePath", "imageData"} <= document.keys()
    picture = path.parent / PureWindowsPath(document["imagePath"]).as_posix()
    with PILImage.open(picture) as opened:
        size_hw = opened.size[::-1]
    assert (document["imageHeight"], document["imageWidth"]) == size_hw
    for shape in document["shapes"]:
        assert isinstance(shape["label"], str)
        assert shape["points"]
        assert all(len(point) == 2 for point in shape["points"])
        assert isinstance(shape["shape_type"], str)
        assert all(isinstance(value, bool) for value in shape["flags"].values())
        assert isinstance(shape["description"], str)
        assert shape["group_id"] is None or isinstance(shape["group_id"], int)
    return picture, size_hw, document["shapes"]


def shapes_to_label(
    size_hw: tuple[int, int], shapes: list[dict], values: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """(class map, instance map): shapes painted in order; label and group_id make an instance."""
    classes, instances = np.zeros(size_hw, np.int32), np.zeros(size_hw, np.int32)
    known: list[tuple[str, object]] = []
    for shape in shapes:
        group = shape["group_id"]
        instance = (shape["label"], object() if group is None else group)
        if instance not in known:
            known.append(instance)
        mask = shape_to_mask(size_hw, shape)
        classes[mask] = values[shape["label"]]
        instances[mask] = known.index(instance) + 1
    return classes, instances


def shape_to_mask(size_hw: tuple[int, int], shape: dict) -> np.ndarray:
    if shape["shape_type"] == "mask":
        with PILImage.open(io.BytesIO(base64.b64decode(shape["mask"]))) as opened:
            patch = np.array(opened).astype(bool)
        mask = np.zeros(size_hw, bool)
        (x1, y1), (x2, y2) = np.asarray(shape["points"]).astype(int)
        mask[y1 : y2 + 1, x1 : x2 + 1] = patch
        return mask
    assert shape["shape_type"] == "polygon"
    assert len(shape["points"]) > 2
    canvas = PILImage.fromarray(np.zeros(size_hw, np.uint8))
    xy = [tuple(point) for point in shape["points"]]
    ImageDraw.Draw(canvas).polygon(xy=xy, outline=1, fill=1)
    return np.array(canvas, dtype=bool)
