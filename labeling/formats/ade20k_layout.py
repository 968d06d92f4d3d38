"""Where ADE20K's files lie and what their numbers are; shared by writing and reading.

Sources: MIT Scene Parsing Benchmark (images/, annotations/, objectInfo150.txt; its instance track
annotations_instance/ with the class in R and the instance in G), CSAILVision/ADE20K,
utils/utils_ade20k.py (loadAde20K: class = R / 10 * 256 + G, instance = rank of B).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from labeling.errors import FormatCannotHold
from labeling.formats.base import ClassRecord, FormatOption

LAYOUT = FormatOption(
    "layout",
    "The scene parsing benchmark (8-bit maps of classes and instances), or the full dataset (every"
    " object's whole mask, parts apart)",
    choices=("benchmark", "full"),
    default="benchmark",
)

CLASSES = "maskwright-classes.json"

FOLDERS = {"train": "training", "val": "validation", "test": "testing"}
"""Our splits by ADE20K's folders; images without a split are in training."""

MAX_CLASSES = 254
"""Of the benchmark: mmsegmentation turns 0 into 255, takes 1 off and ignores what 255 becomes."""

MAX_FULL_CLASSES = 25 * 256 + 255
"""Of the full dataset: R / 10 is at most 25."""

MAX_INSTANCES = 255
"""Numbers in one channel of 8 bits; 0 is none."""

VOID, SEG, PARTS = 0, "_seg.png", "_parts_{}.png"


def folder(split: str | None) -> str:
    """The folder of a split."""
    return FOLDERS[split or "train"]


def class_values(classes: Sequence[ClassRecord], limit: int) -> dict[int, int]:
    """class_id to number in the maps: 1, 2, … in the order of the ids, 0 for ignored classes.

    Raises:
        FormatCannotHold: more classes than the layout numbers.
    """
    kept = sorted(record.class_id for record in classes if not record.is_ignore)
    if len(kept) > limit:
        raise FormatCannotHold(
            f"This layout of ADE20K numbers {limit} classes; the project has {len(kept)}. Choose"
            " the full layout, png-masks or coco-instances."
        )
    values = {record.class_id: VOID for record in classes}
    values.update({class_id: number for number, class_id in enumerate(kept, start=1)})
    return values


def part_levels(classes: Sequence[ClassRecord]) -> dict[int, int]:
    """class_id to level: 0 for objects, 1 for their parts, 2 for parts of parts.

    A class is a part where its supercategory is the name of another class.
    """
    by_name: Mapping[str, ClassRecord] = {record.name: record for record in classes}
    levels = {}
    for record in classes:
        seen, current, level = {record.name}, record, 0
        while (owner := by_name.get(current.supercategory or "")) and owner.name not in seen:
            seen.add(owner.name)
            current, level = owner, level + 1
        levels[record.class_id] = level if not owner else 0  # a circle is no hierarchy
    return levels


def packed(values: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
    """(N, 3) R, G, B of (N,) class numbers and (N,) instance numbers."""
    channels = (values // 256 * 10, values % 256, numbers)
    return np.stack(channels, axis=1).astype(np.uint8)


def unpacked(paint: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """((H, W) class numbers, (H, W) instance numbers) of an (H, W, 3) map."""
    red, green, blue = (paint[..., channel].astype(np.int32) for channel in range(3))
    return red // 10 * 256 + green, blue
