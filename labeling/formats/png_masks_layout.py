"""Where plain masks lie for the program that trains on them, and what its values are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from labeling.formats.base import ClassRecord, FormatOption

LAYOUT = FormatOption(
    "layout",
    "Folders: images and masks with values as class ids; or as PaddleSeg or mmsegmentation expect"
    " them, with values from 0 without gaps",
    choices=("plain", "paddleseg", "mmsegmentation"),
    default="plain",
)

NAMES = "labels.txt"
"""Names by value, one a line: what PaddleSeg and mmsegmentation (`metainfo`) take as classes."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to lay out plain masks.

    Attributes:
        pictures, masks: their folders, with "/" at the end.
        by_split: whether each split has a folder of its own below these.
        is_gapless: whether values are 0 (background), 1, 2, … in the order of the class ids, and
            images without a split train; else values are class ids.
        formats: what pictures are written as.
    """

    pictures: str
    masks: str
    by_split: bool
    is_gapless: bool
    formats: tuple[str, ...]

    def folder(self, split: str | None) -> str:
        """What stands between the layout's folders and a stem."""
        return f"{split or 'train'}/" if self.by_split else ""

    def listed_split(self, split: str | None) -> str | None:
        """The list or folder that an image is in."""
        return split or ("train" if self.is_gapless else None)

    def numbers(self, classes: Sequence[ClassRecord]) -> dict[int, int]:
        """class_id to value, ignored classes aside."""
        ids = sorted(record.class_id for record in classes if not record.is_ignore)
        return {each: n for n, each in enumerate(ids, start=1)} if self.is_gapless else {
            each: each for each in ids
        }  # fmt: skip


LAYOUTS = {
    "plain": Layout("images/", "masks/", False, False, ("JPEG", "PNG")),
    "paddleseg": Layout("images/", "labels/", False, True, ("JPEG", "PNG")),
    # BaseSegDataset looks for one suffix in all folders, .jpg unless told otherwise.
    "mmsegmentation": Layout("img_dir/", "ann_dir/", True, True, ("JPEG",)),
}
