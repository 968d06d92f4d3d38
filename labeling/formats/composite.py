"""What is visible of an image's segments, once they are painted over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labeling.formats.base import ImageRecord, SegmentRecord
from labeling.formats.borders import Borders, borders_of_runs
from labeling.formats.png import encode_borders, encode_map
from labeling.masks.painting import PaintedRuns, paint_runs
from labeling.masks.types import LabelMap


@dataclass(frozen=True)
class Composite:
    """The painted image.

    Attributes:
        runs: its map; 0 where nothing is, else 1 + the position of the segment on top.
        segments: in paint order.
    """

    runs: PaintedRuns
    segments: Sequence[SegmentRecord]

    @cached_property
    def areas_px(self) -> NDArray[np.int64]:
        """(N + 1,) visible pixels by index; what no segment covers under index 0."""
        return self.runs.areas_px(len(self.segments) + 1)

    @cached_property
    def index_map(self) -> LabelMap:
        """(H, W) uint8, uint16 or uint32, whichever holds the indices."""
        num = len(self.segments)
        dtype = np.uint8 if num < 2**8 else np.uint16 if num < 2**16 else np.uint32
        return self.runs.to_map(dtype)

    def visible(self) -> list[tuple[int, SegmentRecord]]:
        """(index, segment) of what shows, in paint order."""
        areas = self.areas_px.tolist()
        return [(i, each) for i, each in enumerate(self.segments, start=1) if areas[i]]

    def visible_box(self, index: int) -> tuple[int, int, int, int]:
        """The tight box around the visible pixels of a visible segment.

        Returns:
            (x, y, width, height) in image pixels.
        """
        return self._boxes[index]

    def png(self, values: NDArray[Any], palette: NDArray[np.uint8] | None = None) -> bytes:
        """The map with each index replaced, as PNG.

        Args:
            values: (N + 1,) uint8 or uint16, or (N + 1, 3) uint8: the value of each index.
            palette: as in `encode_map`.
        """
        if self._borders is None:
            return encode_map(np.take(values, self.index_map, axis=0), palette)
        return encode_borders(self._borders, values, palette)

    @cached_property
    def _borders(self) -> Borders | None:
        return borders_of_runs(self.runs)

    @cached_property
    def _boxes(self) -> list[tuple[int, int, int, int]]:
        boxes = self.runs.boxes_xywh(len(self.segments) + 1).tolist()
        return [(x, y, w, h) for x, y, w, h in boxes]


def composite(image: ImageRecord, segments: Sequence[SegmentRecord] | None = None) -> Composite:
    """Paint an image's segments (or only those given, in paint order) over each other."""
    segments = image.segments if segments is None else segments
    return Composite(paint_runs(image.size_hw, [each.rle for each in segments]), segments)
