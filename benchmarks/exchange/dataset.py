"""The benchmark's dataset: pictures with 12 masks each, kept as JSON lines and JPEGs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import cv2
import numpy as np
from cv2.typing import MatLike

from labeling.formats.base import ClassRecord, ImageRecord, SegmentRecord
from labeling.masks import rle as rles
from labeling.masks.types import Mask, Rle

SIZE_HW = (720, 1280)
NUM_CLASSES = 8
MASKS_PER_IMAGE = 12
SPLITS = ("train", "val")


def make(folder: Path, num_images: int, seed: int = 7) -> None:
    """Write `records.jsonl` and `pictures/` unless they are there already."""
    records = folder / "records.jsonl"
    if records.exists() and sum(1 for _ in records.open()) == num_images:
        return
    rng = np.random.default_rng(seed)
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    with records.open("w") as out:
        for index in range(num_images):
            name = f"city_{index:06d}_000019.jpg"
            cv2.imwrite(str(folder / "pictures" / name), _picture(rng))
            masks = [_blob(rng) for _ in range(MASKS_PER_IMAGE)]
            segments = [
                [1 + number % NUM_CLASSES, rles.encode(mask).counts.decode()]
                for number, mask in enumerate(masks)
            ]
            line = {"name": name, "split": SPLITS[index % 5 == 0], "segments": segments}
            out.write(json.dumps(line) + "\n")


def _picture(rng: np.random.Generator) -> MatLike:
    """Smooth colours with texture: what a camera's JPEG costs to decode and write."""
    small = rng.integers(0, 255, (18, 32, 3), dtype=np.uint8)
    smooth = cv2.resize(small, SIZE_HW[::-1], interpolation=cv2.INTER_CUBIC)
    grain = rng.integers(0, 24, (*SIZE_HW, 3), dtype=np.uint8)
    return cv2.add(smooth, grain)


def _blob(rng: np.random.Generator) -> Mask:
    """A smooth closed outline that trembles by some pixels, somewhere in the image."""
    height, width = SIZE_HW
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    waves = sum(rng.normal(0, 0.15) * np.sin(k * angles + rng.uniform(0, 6)) for k in (2, 3, 5))
    reach = rng.uniform(30, 260) * (1 + waves) + rng.normal(0, 1.5, angles.size)
    x = rng.uniform(0, width) + reach * np.cos(angles)
    y = rng.uniform(0, height) + reach * np.sin(angles)
    mask = np.zeros(SIZE_HW, np.uint8)
    cv2.fillPoly(mask, [np.stack([x, y], -1).astype(np.int32)], 1)
    if not mask.any():
        mask[height // 2, width // 2] = 1
    return mask.astype(np.bool_)


@dataclass(frozen=True)
class RecordedSource:
    """A DatasetSource over the recorded dataset, `repeats` times over under other names.

    The lines are held in memory once they were read, as Datumaro holds its items: what is timed is
    the export alone, on both sides.
    """

    folder: Path
    num_recorded: int
    repeats: int = 1
    name: str = "street"
    snapshot_hash: str = "0123abcd"
    overlap_mode: str = "layered"

    @property
    def classes(self) -> list[ClassRecord]:
        """Things and stuff by turns."""
        return [
            ClassRecord(i, f"class {i}", f"#{i * 16:02x}40c0", is_thing=i % 2 == 1)
            for i in range(1, NUM_CLASSES + 1)
        ]

    @property
    def num_images(self) -> int:
        """All turns together."""
        return self.num_recorded * self.repeats

    def image_heads(self) -> list[tuple[str, str | None]]:
        """(name, split) of every image."""
        lines = self._lines
        return [
            (self._named(line["name"], turn), line["split"])
            for turn in range(self.repeats)
            for line in lines
        ]

    def images(self) -> Iterator[ImageRecord]:
        """Every image, read from the lines as it is asked for."""
        for turn in range(self.repeats):
            for line in self._lines:
                segments = tuple(
                    SegmentRecord(f"s{z:02}", class_id, z, Rle(SIZE_HW, counts.encode()))
                    for z, (class_id, counts) in enumerate(line["segments"])
                )
                yield ImageRecord(
                    self._named(line["name"], turn),
                    SIZE_HW,
                    segments,
                    split=line["split"],
                    open=self._opener(line["name"]),
                )

    def _opener(self, name: str) -> Callable[[], IO[bytes]]:
        return lambda: (self.folder / "pictures" / name).open("rb")

    @cached_property
    def _lines(self) -> list[dict[str, Any]]:
        with (self.folder / "records.jsonl").open() as lines:
            return list(map(json.loads, lines))

    def _named(self, name: str, turn: int) -> str:
        return name if turn == 0 else f"turn_{turn}_{name}"
