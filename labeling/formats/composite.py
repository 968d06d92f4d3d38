"""What is visible of an image's segments, once they are painted over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labeling.formats.base import ImageRecord, SegmentRecord
from labeling.masks.label_map import compose
from labeling.masks.rle import bbox_xywh
from labeling.masks.types import LabelMap


@dataclass(frozen=True, slots=True)
class Composite:
    """The painted image.

    Attributes:
        index_map: (H, W) uint8, uint16 or uint32; 0 where nothing is, else 1 + the position of
            the segment on top.
        segments: in paint order.
        is_visible: (N + 1,) bool by index; a segment that others cover is not, nor is index 0.
        areas_px: (N + 1,) int64, visible pixels by index; what no segment covers under index 0.
    """

    index_map: LabelMap
    segments: Sequence[SegmentRecord]
    is_visible: NDArray[np.bool_]
    areas_px: NDArray[np.int64]

    def visible(self) -> list[tuple[int, SegmentRecord]]:
        """(index, segment) of what shows, in paint order."""
        return [
            (index, segment)
            for index, segment in enumerate(self.segments, start=1)
            if self.is_visible[index]
        ]

    def visible_box(self, index: int) -> tuple[int, int, int, int]:
        """The tight box around the visible pixels of a visible segment.

        Returns:
            (x, y, width, height) in image pixels.
        """
        x, y, w, h = bbox_xywh(self.segments[index - 1].rle)
        shown = self.index_map[y : y + h, x : x + w] == index
        columns, rows = np.flatnonzero(shown.any(0)), np.flatnonzero(shown.any(1))
        left, top = int(columns[0]), int(rows[0])
        return (x + left, y + top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1)

    def mapped(self, values: NDArray[np.generic]) -> LabelMap:
        """The map with each index replaced.

        Args:
            values: (N + 1,) value of each index, of the wanted type.

        Returns:
            (H, W) of the same type.
        """
        return np.take(values, self.index_map)


def composite(image: ImageRecord, segments: Sequence[SegmentRecord] | None = None) -> Composite:
    """Paint an image's segments (or only those given, in paint order) over each other."""
    segments = image.segments if segments is None else segments
    num = len(segments)
    dtype = np.uint8 if num < 2**8 else np.uint16 if num < 2**16 else np.uint32
    layers = ((index, segment.rle) for index, segment in enumerate(segments, start=1))
    index_map = compose(image.size_hw, layers, dtype=dtype)
    areas_px = np.bincount(index_map.ravel(), minlength=num + 1).astype(np.int64, copy=False)
    is_visible = areas_px > 0
    is_visible[0] = False
    return Composite(index_map, segments, is_visible, areas_px)
