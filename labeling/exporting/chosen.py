"""A DatasetSource as its user chose it: other splits, fewer segments, pictures made anonymous."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import IO

import numpy as np

from labeling.exporting.choices import Choices
from labeling.exporting.found import Found
from labeling.exporting.splits import deal
from labeling.formats.base import ClassRecord, DatasetSource, ImageRecord
from labeling.formats.holds import Holds
from labeling.masks.rle import area_px, decode_box
from labeling.pictures.anonymise import Region, anonymised

Presence = Mapping[str, Collection[int]]
"""Image name to the ids of the classes that it shows."""


class ChosenSource:
    """DatasetSource with the choices applied while it is streamed; counts what they leave out.

    Attributes:
        found: what the exporter was given, counted in the first pass over the images.
        num_other_classes, num_small: segments left out because of their class; their area.
        num_blurred: regions blurred.
        num_tagged: images with a tag of a class to blur, of which no pixel is known.
    """

    def __init__(
        self, source: DatasetSource, choices: Choices, holds: Holds, presence: Presence
    ) -> None:
        """Wrap a source.

        Args:
            source: what is in the snapshot.
            choices: what is wanted of it.
            holds: what the format has room for: only what it lacks is counted.
            presence: read for stratified splits alone, may be empty otherwise.
        """
        self.source, self.choices, self.holds = source, choices, holds
        self.found = Found()
        self.num_other_classes = self.num_small = self.num_blurred = self.num_tagged = 0
        self._kept = None if choices.classes is None else frozenset(choices.classes)
        self._blurred = frozenset(choices.blur)
        self._splits = deal(choices.splits, source.image_heads(), self._shown(presence))
        self._stuff = frozenset(c.class_id for c in self.classes if not c.is_thing)
        self._ignored = frozenset(c.class_id for c in self.classes if c.is_ignore)
        self._is_counting = True

    @property
    def name(self) -> str:
        """The project's name."""
        return self.source.name

    @property
    def snapshot_hash(self) -> str:
        """The hash over everything in the snapshot."""
        return self.source.snapshot_hash

    @property
    def overlap_mode(self) -> str:
        """Whether segments may overlap."""
        return self.source.overlap_mode

    @property
    def classes(self) -> Sequence[ClassRecord]:
        """The chosen rows of the class table, their ids as ever."""
        rows = self.source.classes
        return rows if self._kept is None else [c for c in rows if c.class_id in self._kept]

    @property
    def num_images(self) -> int:
        """How many images `images` yields."""
        return self.source.num_images

    def image_heads(self) -> Sequence[tuple[str, str | None]]:
        """(name, split as dealt) of every image in order."""
        return [(name, self._splits[name]) for name, _ in self.source.image_heads()]

    def images(self) -> Iterator[ImageRecord]:
        """Every image in name order as chosen."""
        is_counting, self._is_counting = self._is_counting, False
        for image in self.source.images():
            yield self.counted(image) if is_counting else self.chosen(image)

    def counted(self, image: ImageRecord) -> ImageRecord:
        """One image as chosen; what is left out of it is counted."""
        smallest = self.choices.min_area_px
        num_of_class = sum(self._has(segment.class_id) for segment in image.segments)
        chosen = self.chosen(image)
        self.num_other_classes += len(image.segments) - num_of_class
        self.num_small += num_of_class - len(chosen.segments) if smallest > 1 else 0
        self.num_blurred += self._num_regions(image)
        self.num_tagged += bool(self._blurred.intersection(image.tags))
        self.found.add(
            chosen,
            self.holds,
            stuff=self._stuff,
            ignored=self._ignored,
            may_overlap=self.overlap_mode != "exclusive",
        )
        return chosen

    def chosen(self, image: ImageRecord) -> ImageRecord:
        """One image as chosen."""
        of_class = [s for s in image.segments if self._has(s.class_id)]
        smallest = self.choices.min_area_px
        segments = [s for s in of_class if smallest <= 1 or area_px(s.rle) >= smallest]
        return replace(
            image,
            segments=tuple(segments),
            split=self._splits[image.name],
            boxes=tuple(box for box in image.boxes if self._has(box.class_id)),
            tags=tuple(tag for tag in image.tags if self._has(tag)),
            open=self._opener(image),
        )

    def lines(self) -> list[str]:
        """What the choices left out or changed, for the report."""
        kept = len(self.choices.classes or ())
        numbers = (
            (self.num_other_classes, f"segments of other classes than the {kept} chosen"),
            (self.num_small, f"segments under {self.choices.min_area_px} px"),
            (self.num_blurred, "regions blurred in the pictures"),
            (
                self.num_tagged,
                "images with a tag of a class to blur: of a tag no pixels are known, so what has"
                " neither mask nor box is not blurred",
            ),
        )
        lines = [f"{text[0].upper()}{text[1:]}: {count}." for count, text in numbers if count]
        if self.choices.anonymise:
            lines.append("Every picture was encoded anew, without metadata.")
        return lines

    def _has(self, class_id: int) -> bool:
        return self._kept is None or class_id in self._kept

    def _shown(self, presence: Presence) -> Presence:
        """Classes that count for stratifying: those exported."""
        if self._kept is None:
            return presence
        return {name: self._kept.intersection(shown) for name, shown in presence.items()}

    def _num_regions(self, image: ImageRecord) -> int:
        """How many regions of a picture are blurred: also what lies under others or is small."""
        if image.open is None or not self._blurred:
            return 0
        of_segments = sum(segment.class_id in self._blurred for segment in image.segments)
        return of_segments + sum(box.class_id in self._blurred for box in image.boxes)

    def _opener(self, image: ImageRecord) -> partial[IO[bytes]] | None:
        if image.open is None:
            return None
        if not self.choices.anonymise and not self._num_regions(image):
            return partial(image.open)
        return partial(_open_anonymised, image, self._blurred)


def _open_anonymised(image: ImageRecord, blurred: Collection[int]) -> IO[bytes]:
    """The picture without metadata, segments and boxes of these classes blurred."""
    assert image.open is not None
    regions: list[Region] = [
        decode_box(segment.rle) for segment in image.segments if segment.class_id in blurred
    ]
    for box in image.boxes:
        if box.class_id in blurred:
            x, y, width, height = box.bbox_xywh
            regions.append((np.ones((height, width), dtype=np.bool_), x, y))
    with image.open() as stream:
        return io.BytesIO(anonymised(stream, regions))
