"""How mmsegmentation and PaddleSeg pair pictures with masks and read them, restated.

Sources: open-mmlab/mmsegmentation, mmseg/datasets/basesegdataset.py @ 18300fd (load_data_list),
mmseg/datasets/transforms/loading.py @ 0c87f7a (_load_seg_map), mmseg/datasets/cityscapes.py @
088894b (suffixes); PaddlePaddle/PaddleSeg, paddleseg/datasets/dataset.py @ 02b1ed1 (lists),
voc.py and cityscapes.py @ 013a5a7.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image as PILImage

Pair = tuple[Path, Path]


def mmseg_by_list(
    list_file: Path, pictures: Path, masks: Path, *, img_suffix=".jpg", seg_map_suffix=".png"
) -> list[Pair]:
    """load_data_list with ann_file: one stem a line, suffixes appended."""
    stems = [line.strip() for line in list_file.read_text().splitlines()]
    return [(pictures / (stem + img_suffix), masks / (stem + seg_map_suffix)) for stem in stems]


def mmseg_by_folder(
    pictures: Path, masks: Path, *, img_suffix: str, seg_map_suffix: str
) -> list[Pair]:
    """load_data_list without ann_file: every picture below, the suffix replaced anywhere."""
    found = sorted(path for path in pictures.rglob("*") if path.name.endswith(img_suffix))
    return [
        (path, masks / str(path.relative_to(pictures)).replace(img_suffix, seg_map_suffix))
        for path in found
    ]


def mmseg_mask(path: Path) -> np.ndarray:
    """_load_seg_map: decoded unchanged by Pillow, squeezed, cast to uint8; must be (H, W)."""
    with PILImage.open(path) as opened:
        pixels = np.array(opened).squeeze().astype(np.uint8)
    assert pixels.ndim == 2, f"{path.name} has {pixels.shape}"
    return pixels


def paddleseg_by_list(root: Path, list_file: Path, separator: str = " ") -> list[Pair]:
    """Dataset: "image label" a line, split at the separator into exactly two."""
    pairs = []
    for line in list_file.read_text().splitlines():
        items = line.strip().split(separator)
        assert len(items) == 2, "File list format incorrect!"
        pairs.append((root / items[0], root / items[1]))
    return pairs


def paddleseg_voc(root: Path, mode: str) -> list[Pair]:
    """PascalVOC: VOC2012 below the root, .jpg and .png appended to each line."""
    folder = root / "VOC2012"
    lines = (folder / "ImageSets" / "Segmentation" / f"{mode}.txt").read_text().splitlines()
    return [
        (folder / "JPEGImages" / f"{line}.jpg", folder / "SegmentationClass" / f"{line}.png")
        for line in lines
    ]


def paddleseg_cityscapes(root: Path, mode: str) -> list[Pair]:
    """Cityscapes: sorted globs of both folders, zipped."""
    masks = sorted((root / "gtFine" / mode).glob("*/*_gtFine_labelTrainIds.png"))
    pictures = sorted((root / "leftImg8bit" / mode).glob("*/*_leftImg8bit.png"))
    return list(zip(pictures, masks, strict=True))


def paddleseg_mask(path: Path) -> np.ndarray:
    """np.asarray(Image.open(label_path)), then an axis in front; must be (H, W)."""
    with PILImage.open(path) as opened:
        pixels = np.asarray(opened)
    assert pixels.ndim == 2
    return pixels
