"""Counts what images hold: by class, by split, by size. Pure, one image at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

AREA_EDGES_PX = tuple(4**power for power in range(1, 14))
"""Upper ends of all area bins but the last: each is four times as large as the one before."""

SMALL_PX, MEDIUM_PX = 32**2, 96**2
"""Below the first an object is small, below the second medium, else large (COCO's evaluation)."""

SEGMENT_EDGES = (1, 2, 3, 5, 9, 17, 33, 65, 129, 257)
"""Segments of one image: upper ends (exclusive) of all bins but the last; the first is none."""

MAX_SIZES = 20  # image sizes that are listed, the most frequent first


class Counted(Protocol):
    """What is told of an image itself."""

    @property
    def width(self) -> int:
        """Pixels."""
        ...

    @property
    def height(self) -> int:
        """Pixels."""
        ...

    @property
    def split(self) -> str | None:
        """None: of no split."""
        ...

    @property
    def state(self) -> str:
        """Of its annotation."""
        ...


@dataclass(slots=True)
class SplitTally:
    """Images of one split and what is on them."""

    num_images: int = 0
    num_segments: int = 0
    num_px: int = 0
    unlabelled_px: int = 0


@dataclass(slots=True)
class ClassTally:
    """Segments of one class in one split; areas are full (amodal), also where others cover them."""

    num_segments: int = 0
    num_images: int = 0
    area_px: int = 0
    num_small: int = 0
    num_medium: int = 0
    num_large: int = 0
    areas: list[int] = field(default_factory=lambda: [0] * (len(AREA_EDGES_PX) + 1))

    def add(self, area_px: int) -> None:
        """One more segment."""
        self.num_segments += 1
        self.area_px += area_px
        self.num_small += area_px < SMALL_PX
        self.num_medium += SMALL_PX <= area_px < MEDIUM_PX
        self.num_large += area_px >= MEDIUM_PX
        self.areas[bisect_right(AREA_EDGES_PX, area_px)] += 1


class Tally:
    """Sums over images; memory is by classes and splits, not by images."""

    def __init__(self) -> None:
        self.num_gone = 0
        self._splits: dict[str | None, SplitTally] = {}
        self._classes: dict[tuple[int, str | None], ClassTally] = {}
        self._states: Counter[str] = Counter()
        self._sizes: Counter[tuple[int, int]] = Counter()
        self._segments_per_image = [0] * (len(SEGMENT_EDGES) + 1)

    def add(
        self, image: Counted, segments: Sequence[tuple[int, int]], *, unlabelled_px: int
    ) -> None:
        """Count one image.

        Args:
            segments: (class id, full area in px) of each segment on it.
            unlabelled_px: pixels of it that no segment covers.
        """
        split = self._splits.setdefault(image.split, SplitTally())
        split.num_images += 1
        split.num_segments += len(segments)
        split.num_px += image.width * image.height
        split.unlabelled_px += unlabelled_px
        self._states[image.state] += 1
        self._sizes[image.width, image.height] += 1
        self._segments_per_image[bisect_right(SEGMENT_EDGES, len(segments))] += 1
        for class_id, area_px in segments:
            self._of(class_id, image.split).add(area_px)
        for class_id in {class_id for class_id, _ in segments}:
            self._of(class_id, image.split).num_images += 1

    def _of(self, class_id: int, split: str | None) -> ClassTally:
        return self._classes.setdefault((class_id, split), ClassTally())

    def as_json(self, classes: Iterable[Mapping[str, Any]], overlap_mode: str) -> dict[str, Any]:
        """Everything counted.

        Args:
            classes: the class table; each class is listed, also those without a segment.
            overlap_mode: "layered": areas of a class may overlap others'.
        """
        splits = sorted(self._splits, key=lambda split: (split is None, split or ""))
        return {
            "overlap_mode": overlap_mode,
            "num_images": sum(each.num_images for each in self._splits.values()),
            "num_gone": self.num_gone,
            "splits": [{"split": split, **asdict(self._splits[split])} for split in splits],
            "states": dict(sorted(self._states.items())),
            "sizes": [
                {"width": width, "height": height, "num_images": num}
                for (width, height), num in sorted(
                    self._sizes.items(), key=lambda item: (-item[1], item[0])
                )[:MAX_SIZES]
            ],
            "num_sizes": len(self._sizes),
            "area_edges_px": list(AREA_EDGES_PX),
            "segment_edges": list(SEGMENT_EDGES),
            "segments_per_image": self._segments_per_image,
            "classes": [self._class_json(row, splits) for row in classes],
        }

    def _class_json(self, row: Mapping[str, Any], splits: Sequence[str | None]) -> dict[str, Any]:
        found = [(split, self._classes.get((row["class_id"], split))) for split in splits]
        return {
            "class_id": row["class_id"],
            "name": row["name"],
            "color": row["color"],
            "splits": [
                {"split": split, **asdict(tally)} for split, tally in found if tally is not None
            ],
        }
