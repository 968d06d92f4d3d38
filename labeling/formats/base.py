"""What every format reads and writes: plain records, archives and reports; no Django."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Protocol

from labeling.masks.types import Polygon, Rle

MAX_NAME = 100
"""Characters of a class name in the database."""

COLOR = re.compile(r"#[0-9a-fA-F]{6}")
"""How a class's colour is written."""

OverlapMode = str  # "layered" or "exclusive" (design.md 4.4)


@dataclass(frozen=True, slots=True)
class ClassRecord:
    """One row of the class table; `class_id` >= 1 is stable for ever, 0 is background."""

    class_id: int
    name: str
    color: str  # "#rrggbb"
    is_thing: bool
    is_ignore: bool = False
    hotkey: str | None = None
    supercategory: str | None = None
    attributes: tuple[Mapping[str, Any], ...] = ()
    guideline: str = ""


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """One labelled region; `rle` is its full (amodal) mask in the shown (upright) orientation."""

    uid: str
    class_id: int
    z: int
    rle: Rle
    polygon: Polygon | None = None
    iscrowd: bool = False
    occluded: bool = False
    truncated: bool = False
    origin: str = "import"
    score: float | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BoxRecord:
    """A box without pixels: there is an object of the class in it."""

    uid: str
    class_id: int
    bbox_xywh: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """One image with its segments; `open` gives the original bytes, None when purged or absent."""

    name: str  # relative path it came with, "/" separated
    size_hw: tuple[int, int]  # upright
    segments: tuple[SegmentRecord, ...]
    split: str | None = None  # "train", "val", "test"
    state: str | None = None  # new, in_progress, submitted, approved, returned
    open: Callable[[], IO[bytes]] | None = None
    boxes: tuple[BoxRecord, ...] = ()
    tags: tuple[int, ...] = ()  # class ids of what is somewhere in the image


class DatasetSource(Protocol):
    """What an exporter reads: the records of one snapshot, streamed."""

    @property
    def name(self) -> str:
        """The project's name."""
        ...

    @property
    def snapshot_hash(self) -> str:
        """The hash over everything in the snapshot."""
        ...

    @property
    def overlap_mode(self) -> OverlapMode:
        """Whether segments may overlap."""
        ...

    @property
    def classes(self) -> Sequence[ClassRecord]:
        """The class table."""
        ...

    @property
    def num_images(self) -> int:
        """How many images `images` yields."""
        ...

    def image_heads(self) -> Sequence[tuple[str, str | None]]:
        """(name, split) of every image in order, without segments; for lists and name mappings."""
        ...

    def images(self) -> Iterator[ImageRecord]:
        """Every image in name order, segments in paint order (ascending z, ties by uid)."""
        ...


class ArchiveWriter(Protocol):
    """Where an exporter writes: a folder or a streamed zip; names are '/'-separated."""

    def write(self, name: str, content: bytes) -> None:
        """Write one file."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """A file to write into while nothing else is written (big JSON files are streamed)."""
        ...


class ArchiveReader(Protocol):
    """What an importer reads: a folder or a checked zip (count, size, ratio limited)."""

    def names(self) -> Sequence[str]:
        """Every file, sorted."""
        ...

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        ...

    def read(self, name: str) -> bytes:
        """The bytes of one file; raises BadDataset where it is missing or damaged."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """One file as a stream."""
        ...


@dataclass(slots=True)
class Report:
    """What a reader repaired and a writer could not hold; said to the user, never silent."""

    notes: list[str] = field(default_factory=list)
    _counted: dict[str, tuple[int, int, str]] = field(default_factory=dict, repr=False)

    def note(self, message: str) -> None:
        """Add a line once."""
        if message not in self.notes:
            self.notes.append(message)

    def count(self, message: str, first: str) -> None:
        """Count cases of one kind on one line: "3 × message (first: place)".

        Args:
            message: what was repaired or left out, in the plural.
            first: where this case is; kept of the first only.
        """
        line, number, place = self._counted.get(message, (len(self.notes), 0, first))
        if number == 0:
            self.notes.append("")
        self.notes[line] = f"{number + 1} × {message} (first: {place})"
        self._counted[message] = (line, number + 1, place)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Options common to all formats, and the format's own by name (checked against its table)."""

    include_images: bool = True
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportedDataset:
    """What a reader found: the class table and a stream of images (read lazily)."""

    classes: tuple[ClassRecord, ...]
    num_images: int
    images: Callable[[], Iterator[ImageRecord]]
    overlap_mode: OverlapMode | None = None


@dataclass(frozen=True, slots=True)
class FormatOption:
    """One choice that an exporter or a reader offers."""

    name: str
    title: str
    choices: tuple[str, ...]
    default: str


Exporter = Callable[
    [DatasetSource, ArchiveWriter, ExportOptions, Report, Callable[[int], None]], None
]
"""(source, archive, options, report, progress(images done)) -> None."""

Reader = Callable[[ArchiveReader, Report], ImportedDataset]

ReaderFor = Callable[[Mapping[str, str]], Reader]
"""A reader that follows the choices of its format's `read_options`, by name."""


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table of formats."""

    name: str
    title: str
    description: str
    export: Exporter | None
    read: Reader | None
    options: tuple[FormatOption, ...] = ()
    read_options: tuple[FormatOption, ...] = ()  # how to take what tools write in several ways
    reader_for: ReaderFor | None = None  # there where read_options are
    holds_weak: bool = False  # whether its exports hold boxes without pixels and image tags
