"""Counts what a dataset has that formats may have no room for, image by image."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import cv2
import numpy as np

from labeling.formats.base import ImageRecord, SegmentRecord
from labeling.formats.composite import composite
from labeling.formats.holds import Holds
from labeling.masks.rle import area_px, decode_box


@dataclass(slots=True)
class Found:
    """What was counted so far; only what the format cannot hold is looked for where it costs time.

    Attributes:
        images, segments: how many were looked at.
        hidden_px: pixels of segments that lie under other segments; in `hidden_images` images.
        hidden_segments: segments of which nothing is visible.
        merged: segments that become one region with another of their class.
        split: segments of several pieces.
        beyond: segments above the largest number that the format can tell apart in an image.
        crowds, flagged, with_attributes, with_score, drawn: segments that have that.
        ignored: segments of ignored classes.
        boxes, tags: weak labels.
        with_state, unsplit: images that have a state; that are in no split.
    """

    images: int = 0
    segments: int = 0
    hidden_px: int = 0
    hidden_images: int = 0
    hidden_segments: int = 0
    merged: int = 0
    split: int = 0
    beyond: int = 0
    crowds: int = 0
    flagged: int = 0
    with_attributes: int = 0
    with_score: int = 0
    drawn: int = 0
    ignored: int = 0
    boxes: int = 0
    tags: int = 0
    with_state: int = 0
    unsplit: int = 0

    def add(
        self,
        image: ImageRecord,
        holds: Holds,
        *,
        stuff: Collection[int],
        ignored: Collection[int],
        may_overlap: bool,
    ) -> None:
        """Count one image.

        Args:
            image: with all its segments, as the exporter reads it.
            holds: what the format has room for.
            stuff: ids of the classes that are no things.
            ignored: ids of the ignored classes.
            may_overlap: False where the project keeps segments apart: nothing is painted then.
        """
        self.images += 1
        self.segments += len(image.segments)
        self.boxes += len(image.boxes)
        self.tags += len(image.tags)
        self.with_state += image.state is not None
        self.unsplit += image.split is None
        for segment in image.segments:
            self._add_segment(segment, ignored)
        visible = list(image.segments)
        if may_overlap and not holds.overlaps and len(visible) > 1:
            visible = self._add_overlaps(image)
        if holds.parts != "exact":
            self.split += sum(_num_parts(segment) > 1 for segment in visible)
        if holds.merges != "none":
            merging = [s.class_id for s in visible if holds.merges == "all" or s.class_id in stuff]
            self.merged += len(merging) - len(set(merging))
        if holds.max_instances is not None:
            # Formats that merge stuff number the things alone.
            counted = [s for s in visible if holds.merges == "none" or s.class_id not in stuff]
            self.beyond += max(0, len(counted) - holds.max_instances)

    def _add_segment(self, segment: SegmentRecord, ignored: Collection[int]) -> None:
        self.crowds += segment.iscrowd
        self.flagged += segment.occluded or segment.truncated
        self.with_attributes += bool(segment.attributes)
        self.with_score += segment.score is not None
        self.drawn += segment.polygon is not None
        self.ignored += segment.class_id in ignored

    def _add_overlaps(self, image: ImageRecord) -> list[SegmentRecord]:
        """Count what lies under other segments; returns the segments that show."""
        painted = composite(image)
        covered = int(painted.areas_px[1:].sum())
        hidden = sum(area_px(segment.rle) for segment in image.segments) - covered
        visible = [segment for _, segment in painted.visible()]
        self.hidden_px += hidden
        self.hidden_images += hidden > 0
        self.hidden_segments += len(image.segments) - len(visible)
        return visible


def _num_parts(segment: SegmentRecord) -> int:
    """Pieces that touch each other not even at a corner, as readers count objects."""
    crop, _, _ = decode_box(segment.rle)
    num, _ = cv2.connectedComponents(np.ascontiguousarray(crop, np.uint8), connectivity=8)
    return int(num) - 1
