"""A dataset and an archive in memory, for tests of the formats."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

import numpy as np
from PIL import Image as PILImage

from labeling.errors import BadDataset
from labeling.formats.base import (
    ClassRecord,
    Exporter,
    ExportOptions,
    ImageRecord,
    ImportedDataset,
    Reader,
    Report,
    SegmentRecord,
)
from labeling.masks.rle import decode, encode


@dataclass
class MemorySource:
    """DatasetSource over records that a test made."""

    classes: Sequence[ClassRecord]
    records: Sequence[ImageRecord]
    name: str = "Street Scenes"
    snapshot_hash: str = "0" * 64
    overlap_mode: str = "layered"

    def __post_init__(self) -> None:
        self.records = sorted(self.records, key=lambda image: image.name)

    @property
    def num_images(self) -> int:
        return len(self.records)

    def image_heads(self) -> Sequence[tuple[str, str | None]]:
        return [(image.name, image.split) for image in self.records]

    def images(self) -> Iterator[ImageRecord]:
        return iter(self.records)


@dataclass
class MemoryArchive:
    """ArchiveWriter and ArchiveReader in one; names keep the order they were written in."""

    files: dict[str, bytes] = field(default_factory=dict)

    def write(self, name: str, content: bytes) -> None:
        assert name not in self.files, f"{name} was written twice"
        self.files[name] = bytes(content)

    def open(self, name: str) -> IO[bytes]:
        if name in self.files:
            return io.BytesIO(self.files[name])
        archive = self

        class Opened(io.BytesIO):
            def close(self) -> None:
                archive.write(name, self.getvalue())
                super().close()

        return Opened()

    def names(self) -> Sequence[str]:
        return sorted(self.files)

    def exists(self, name: str) -> bool:
        return name in self.files

    def read(self, name: str) -> bytes:
        if name not in self.files:
            raise BadDataset(f"{name} is missing from the dataset.")
        return self.files[name]


def exported(
    export: Exporter, source: MemorySource, *, include_images: bool = True, **extra: str
) -> tuple[MemoryArchive, Report]:
    archive, report, counts = MemoryArchive(), Report(), []
    options = ExportOptions(include_images=include_images, extra=extra)
    export(source, archive, options, report, counts.append)
    assert counts == list(range(1, source.num_images + 1))
    return archive, report


def imported(
    read: Reader, archive: MemoryArchive
) -> tuple[ImportedDataset, list[ImageRecord], Report]:
    report = Report()
    dataset = read(archive, report)
    images = list(dataset.images())
    assert len(images) == dataset.num_images
    return dataset, images, report


def picture(size_hw: tuple[int, int], kind: str = "PNG", seed: int = 0, **save: object):
    """`open` of an ImageRecord: a picture file of smooth noise."""
    coarse = np.random.default_rng(seed).integers(0, 256, (3, 4, 3), dtype=np.uint8)
    image = PILImage.fromarray(coarse).resize(size_hw[::-1], PILImage.Resampling.BICUBIC)
    buffer = io.BytesIO()
    image.save(buffer, kind, **save)
    content = buffer.getvalue()
    return lambda: io.BytesIO(content)


def segment(grid: str | np.ndarray, class_id: int = 1, z: int = 0, **fields: object):
    """A segment from rows like '0110' (any character but 0 and . is inside) or from a mask."""
    if isinstance(grid, str):
        rows = grid.split()
        grid = np.array([[char not in "0." for char in row] for row in rows])
    fields.setdefault("uid", f"s{z}")
    return SegmentRecord(class_id=class_id, z=z, rle=encode(grid.astype(bool)), **fields)


def class_map(image: ImageRecord) -> np.ndarray:
    """(H, W) class ids as they show, painted by the definition, one full mask after another."""
    shown = np.zeros(image.size_hw, int)
    for each in sorted(image.segments, key=lambda s: (s.z, s.uid)):
        shown[decode(each.rle)] = each.class_id
    return shown


def segment_map(image: ImageRecord) -> np.ndarray:
    """(H, W): 0, or 1 + the position of the segment on top."""
    shown = np.zeros(image.size_hw, int)
    for index, each in enumerate(sorted(image.segments, key=lambda s: (s.z, s.uid)), start=1):
        shown[decode(each.rle)] = index
    return shown


def same_partition(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two maps divide the pixels alike, whatever the numbers are."""
    pairs = {(int(x), int(y)) for x, y in zip(a.ravel(), b.ravel(), strict=True)}
    return len(pairs) == len({x for x, _ in pairs}) == len({y for _, y in pairs})


def street(num_images: int = 3) -> MemorySource:
    """A small layered dataset with what breaks exporters: overlaps, a hidden segment, holes,
    single pixels, parts, a crowd, an image without segments, hostile names."""
    classes = [
        ClassRecord(1, "car", "#ff0000", is_thing=True),
        ClassRecord(2, "road & <kerb>", "#804080", is_thing=False),
        ClassRecord(5, "tree", "#008000", is_thing=True, supercategory="plant"),
    ]
    names = ["b c.png", "a/x#1.png", "a/x_1.png", "empty.jpg", *(f"n{i}.png" for i in range(9))]
    splits = ["train", "val", None, "test"]
    records = []
    for number, name in enumerate(names[: max(num_images, 1)]):
        size_hw = (24 + number, 31)
        rng = np.random.default_rng(number)
        yy, xx = np.mgrid[: size_hw[0], : size_hw[1]]
        disc = (yy - 10) ** 2 + (xx - 12) ** 2 < 70
        ring = disc & ((yy - 10) ** 2 + (xx - 12) ** 2 > 20)
        segments = [
            segment(yy > 12, 2, 0, uid="road"),
            segment(disc, 1, 1, uid="hidden"),
            segment(disc, 1, 2, uid="under"),
            segment(ring, 5, 3, uid="ring", truncated=True),
            segment((abs(yy - 18) < 3) & (xx % 9 < 4), 1, 4, uid="parts", occluded=True),
            segment((yy == 1) & (xx == 30), 5, 5, uid="dot"),
            segment((yy < 6) & (xx < 8) & (rng.random(size_hw) < 0.5), 1, 6, uid="noise"),
            segment((yy > 20) & (xx > 24), 1, 7, uid="crowd", iscrowd=True),
        ]
        records.append(
            ImageRecord(
                name=name,
                size_hw=size_hw,
                segments=tuple(segments) if name != "empty.jpg" else (),
                split=splits[number % 4],
                state="approved",
                open=picture(size_hw, "JPEG" if name.endswith("jpg") else "PNG", number),
            )
        )
    return MemorySource(classes, records)
