"""What an export will hold of one image: its files, and what their reader sees in them."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import IO, Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage

from labeling.errors import BadDataset
from labeling.exporting.chosen import ChosenSource
from labeling.formats import export_options
from labeling.formats.base import ClassRecord, Format, ImageRecord, ImportedDataset, Report
from labeling.formats.composite import composite
from labeling.formats.limits import check_name
from labeling.pictures import upright_rgb

MAX_SIDE_PX = 1100  # the dialog's widest picture
EXCERPT_CHARS = 1500
_TEXT_SUFFIXES = frozenset(
    {".txt", ".json", ".jsonl", ".xml", ".yaml", ".yml", ".csv", ".py", ".md", ".pbtxt"}
)
_PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp"})
_FILL_ALPHA, _BORDER_ALPHA = 130, 255


@dataclass(frozen=True, slots=True)
class PreviewFile:
    """One file of the export; `excerpt` is the beginning of a text, None of other files."""

    name: str
    byte_size: int
    kind: str  # "text", "picture" or "other"
    excerpt: str | None
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """One image of an export.

    Attributes:
        files: what the export holds of it, in the order written, class tables and lists included.
        picture: JPEG of the exported picture, upright, at most `MAX_SIDE_PX` a side; None without.
        overlay: PNG (RGBA) of the same size: what shows of each segment, in its class's colour.
        counts: (class name, colour, segments) in the order of the class table.
        notes: what the exporter had to say.
    """

    files: list[PreviewFile]
    picture: bytes | None
    overlay: bytes
    counts: list[tuple[str, str, int]]
    notes: list[str]


class MemoryArchive:
    """An archive in memory, written and then read."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def write(self, name: str, content: bytes) -> None:
        """Write one file."""
        check_name(name)
        self.files[name] = content

    def open(self, name: str) -> IO[bytes]:
        """A file that is there as a stream, else a new one to write into."""
        if name in self.files:
            return io.BytesIO(self.files[name])
        check_name(name)
        return _Kept(name, self.files)

    def names(self) -> Sequence[str]:
        """Every file, sorted."""
        return sorted(self.files)

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        return name in self.files

    def read(self, name: str) -> bytes:
        """The bytes of one file."""
        try:
            return self.files[name]
        except KeyError:
            raise BadDataset(f"{name} is missing from the dataset.", file=name) from None


class _Kept(io.BytesIO):
    """A new file that is kept when it is closed."""

    def __init__(self, name: str, files: dict[str, bytes]) -> None:
        super().__init__()
        self._name, self._files = name, files

    def close(self) -> None:
        if not self.closed:
            self._files[self._name] = self.getvalue()
        super().close()


@dataclass(frozen=True, slots=True)
class OneImage:
    """DatasetSource of a single image of another source."""

    whole: ChosenSource
    record: ImageRecord
    num_images: int = 1

    @property
    def name(self) -> str:
        """The project's name."""
        return self.whole.name

    @property
    def snapshot_hash(self) -> str:
        """The hash over everything in the snapshot."""
        return self.whole.snapshot_hash

    @property
    def overlap_mode(self) -> str:
        """Whether segments may overlap."""
        return self.whole.overlap_mode

    @property
    def classes(self) -> Sequence[ClassRecord]:
        """The chosen class table."""
        return self.whole.classes

    def image_heads(self) -> Sequence[tuple[str, str | None]]:
        """(name, split) of the image."""
        return [(self.record.name, self.record.split)]

    def images(self) -> Iterator[ImageRecord]:
        """The image."""
        yield self.record


def write_one(
    source: OneImage, chosen: Format, options: Mapping[str, str], *, include_images: bool
) -> tuple[MemoryArchive, Report]:
    """Export one image into memory.

    Raises:
        FormatCannotHold: as the whole export would.
    """
    assert chosen.export is not None
    archive, report = MemoryArchive(), Report()
    checked = export_options(chosen, options, include_images=include_images)
    chosen.export(source, archive, checked, report, lambda done: None)
    return archive, report


def preview(
    source: OneImage, chosen: Format, options: Mapping[str, str], *, include_images: bool
) -> Preview:
    """Export one image and read it back: what is drawn is what the format holds.

    Raises:
        FormatCannotHold: as the whole export would.
    """
    archive, report = write_one(source, chosen, options, include_images=include_images)
    complete = archive
    if not include_images:  # some readers find masks by their pictures
        complete, _ = write_one(source, chosen, options, include_images=True)
    assert chosen.read is not None
    found = chosen.read(complete, Report())
    record = next(iter(found.images()), None) or replace(source.record, segments=())
    colors = _colors(found, source.classes)
    counts = Counter(segment.class_id for segment in record.segments)
    return Preview(
        files=[_file(name, content) for name, content in archive.files.items()],
        picture=_picture(record),
        overlay=_overlay(record, colors),
        counts=[(c.name, colors[c.class_id], counts[c.class_id]) for c in found.classes],
        notes=report.notes,
    )


def _file(name: str, content: bytes) -> PreviewFile:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _PICTURE_SUFFIXES:
        return PreviewFile(name, len(content), "picture", None, is_cut=False)
    if suffix not in _TEXT_SUFFIXES:
        return PreviewFile(name, len(content), "other", None, is_cut=False)
    text = content[: 4 * EXCERPT_CHARS].decode(errors="ignore")
    is_cut = len(text) > EXCERPT_CHARS or len(content) > 4 * EXCERPT_CHARS
    return PreviewFile(name, len(content), "text", text[:EXCERPT_CHARS], is_cut=is_cut)


def _colors(found: ImportedDataset, classes: Sequence[ClassRecord]) -> dict[int, str]:
    """Colours by class id as read: the project's own, where the format kept the name."""
    own = {record.name: record.color for record in classes}
    return {record.class_id: own.get(record.name, record.color) for record in found.classes}


def _picture(record: ImageRecord) -> bytes | None:
    if record.open is None:
        return None
    with record.open() as stream:
        pixels = upright_rgb(io.BytesIO(stream.read()))
    width, height = _fitting(record.size_hw)
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    target = io.BytesIO()
    PILImage.fromarray(small).save(target, "JPEG", quality=88)
    return target.getvalue()


def _overlay(record: ImageRecord, colors: Mapping[int, str]) -> bytes:
    """What shows, filled with its class's colour and opaque along its borders."""
    painted = composite(record)
    indexes = painted.index_map.astype(np.int32)  # OpenCV scales no unsigned 32 bits
    width, height = _fitting(record.size_hw)
    index_map: NDArray[Any] = cv2.resize(indexes, (width, height), interpolation=cv2.INTER_NEAREST)
    table = np.zeros((len(painted.segments) + 1, 4), np.uint8)
    for index, segment in enumerate(painted.segments, start=1):
        color = colors.get(segment.class_id, "#ffffff")
        table[index] = (*bytes.fromhex(color[1:]), _FILL_ALPHA)
    pixels = table[index_map]
    pixels[_borders(index_map) & (index_map > 0), 3] = _BORDER_ALPHA
    target = io.BytesIO()
    PILImage.fromarray(pixels, "RGBA").save(target, "PNG", compress_level=3)
    return target.getvalue()


def _borders(index_map: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Pixels whose left or upper neighbour is of another segment, and those neighbours."""
    found = np.zeros(index_map.shape, np.bool_)
    across, down = index_map[:, 1:] != index_map[:, :-1], index_map[1:] != index_map[:-1]
    found[:, 1:] |= across
    found[:, :-1] |= across
    found[1:] |= down
    found[:-1] |= down
    return found


def _fitting(size_hw: tuple[int, int]) -> tuple[int, int]:
    """(width, height) within `MAX_SIDE_PX`, never enlarged."""
    height, width = size_hw
    scale = min(1.0, MAX_SIDE_PX / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))
