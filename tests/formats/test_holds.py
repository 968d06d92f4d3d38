"""The table of what formats hold says the truth: each line is tried by exporting and reading."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PILImage

from labeling.errors import FormatCannotHold
from labeling.formats import FORMATS
from labeling.formats.base import BoxRecord, ClassRecord, ImageRecord, Report, SegmentRecord
from labeling.formats.holds import BY_OPTION, HOLDS, Holds, holds
from labeling.masks import polygons
from labeling.masks.types import Part, Polygon
from tests.formats.datasets import CLASSES, MemorySource, export_to, image, picture, read_folder

SIZE = (40, 40)
CASES = [(name, {}) for name in FORMATS] + [
    (name, {option.name: choice})
    for name, row in FORMATS.items()
    for option in row.options
    for choice in option.choices
    if choice != option.default
]
TRIANGLE = Polygon((Part(((2.25, 2.25), (20.5, 2.5), (11.0, 20.25))),))


def box(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    mask = np.zeros(SIZE, bool)
    mask[y0:y1, x0:x1] = True
    return mask


class Tried:
    """One format with one set of options, written and read back."""

    def __init__(self, name: str, options: dict[str, str], folder: Path) -> None:
        self.name, self.options, self.folder = name, options, folder

    def back(self, masks, *, classes=CLASSES, content=None, change=None, **of_image) -> ImageRecord:
        """The image that comes back when it is exported beside an ordinary one."""
        record = image("a.png", masks, SIZE, content, **{"split": "train", **of_image})
        if change is not None:
            record = replace(record, segments=tuple(map(change, record.segments)))
        beside = image("b.png", [(1, box(1, 1, 5, 5)), (2, box(6, 6, 9, 9))], SIZE, split="val")
        source = MemorySource((record, beside), classes=classes)
        folder = self.folder / str(len(list(self.folder.iterdir())))
        row = FORMATS[self.name]
        export_to(folder, row.export, source, **self.options)
        found = row.read(read_folder(folder), Report()).images()
        return next(each for each in found if Path(each.name).stem == "a")

    def keeps(self, **values) -> bool:
        """Whether a segment comes back with these values."""

        def change(segment: SegmentRecord) -> SegmentRecord:
            return replace(segment, **values)

        (segment,) = self.back([(1, box(2, 2, 20, 20))], change=change).segments or (None,)
        return all(getattr(segment, key, None) == value for key, value in values.items())

    def num(self, class_id: int) -> int:
        """How many of two separate segments of a class come back."""
        return len(self.back([(class_id, box(2, 2, 6, 6)), (class_id, box(8, 8, 12, 12))]).segments)


def pixels(record: ImageRecord) -> set[bytes]:
    return {segment.rle.counts for segment in record.segments}


def keeps_overlaps(tried: Tried) -> bool:
    masks = [(1, box(2, 2, 20, 20)), (7, box(10, 10, 30, 30)), (1, box(3, 3, 5, 5))]
    record = image("a", masks, SIZE)
    counts = [segment.rle.counts for segment in record.segments]
    return [segment.rle.counts for segment in tried.back(masks).segments] == counts


def merges(tried: Tried) -> str:
    return {(1, 1): "all", (2, 1): "stuff", (2, 2): "none"}[tried.num(1), tried.num(2)]


def keeps_vertices(tried: Tried) -> bool:
    mask = polygons.rasterise(TRIANGLE, SIZE)
    record = tried.back([(1, mask)], change=lambda s: replace(s, polygon=TRIANGLE))
    drawn = record.segments[0].polygon
    return drawn is not None and len(drawn.parts[0].outer) == 3


def keeps_depth(tried: Tried) -> bool:
    record = tried.back([(1, box(2, 2, 9, 9))], content=picture(SIZE, mode="I;16"))
    with record.open() as stream:
        return PILImage.open(io.BytesIO(stream.read())).mode.startswith("I")


def keeps_png(tried: Tried) -> bool:
    with tried.back([(1, box(2, 2, 9, 9))]).open() as stream:
        return PILImage.open(io.BytesIO(stream.read())).format == "PNG"


def ignored(tried: Tried) -> bool:
    """Whether a segment of an ignored class is still one that trains."""
    classes = (replace(CLASSES[0], is_ignore=True), *CLASSES[1:])
    segments = tried.back([(1, box(2, 2, 9, 9))], classes=classes).segments
    return any(s.class_id == 1 and not s.iscrowd for s in segments)


def keeps_class_table(tried: Tried) -> bool:
    rich = replace(CLASSES[0], hotkey="q", guideline="Whole cars.")
    source = MemorySource((image("a.png", [(1, box(2, 2, 9, 9))], SIZE),), classes=(rich,))
    folder = tried.folder / "classes"
    export_to(folder, FORMATS[tried.name].export, source, **tried.options)
    read = FORMATS[tried.name].read(read_folder(folder), Report()).classes
    return any((each.hotkey, each.guideline) == ("q", "Whole cars.") for each in read)


FACTS: dict[str, Callable[[Tried], object]] = {
    "overlaps": keeps_overlaps,
    "merges": merges,
    "crowds": lambda tried: tried.keeps(iscrowd=True),
    "flags": lambda tried: tried.keeps(occluded=True) and tried.keeps(truncated=True),
    "attributes": lambda tried: tried.keeps(attributes={"pose": "sitting"}),
    "scores": lambda tried: tried.keeps(score=0.5),
    "vertices": keeps_vertices,
    "weak": lambda tried: bool(
        tried.back([], boxes=(BoxRecord("b1", 1, (1, 2, 5, 6)),), tags=(1,)).boxes
    ),
    "states": lambda tried: tried.back([], state="approved").state == "approved",
    "unsplit": lambda tried: tried.back([], split=None).split is None,
    "deep": keeps_depth,
    "class_table": keeps_class_table,
}


@pytest.mark.parametrize(("name", "options"), CASES, ids=str)
def test_what_is_said_to_be_held_comes_back_and_nothing_else(name, options, tmp_path):
    said = holds(name, options)
    tried = Tried(name, options, tmp_path)
    if not said.border:
        record = tried.back([(1, box(2, 2, 20, 20))])
        assert pixels(record) != pixels(image("a", [(1, box(2, 2, 20, 20))], SIZE))
        return
    assert {key: fact(tried) for key, fact in FACTS.items()} == {
        key: getattr(said, key) for key in FACTS
    }
    assert keeps_png(tried) != said.jpeg_only
    assert not (said.ignored in ("crowd", "none") and ignored(tried))


@pytest.mark.parametrize(("name", "options"), CASES, ids=str)
def test_holes_and_pieces_are_exact_in_every_format(name, options, tmp_path):
    if not holds(name, options).border:
        pytest.skip("the borders are void by choice")
    for mask in (box(2, 2, 20, 20) & ~box(5, 5, 8, 8), box(2, 2, 6, 6) | box(20, 20, 30, 30)):
        record = Tried(name, options, tmp_path).back([(1, mask)])
        assert pixels(record) == pixels(image("a", [(1, mask)], SIZE))


@pytest.mark.parametrize(("name", "options"), CASES, ids=str)
def test_classes_beyond_the_largest_are_refused_and_others_are_not(name, options, tmp_path):
    largest = holds(name, options).max_class_id
    tried = Tried(name, options, tmp_path)
    for class_id in {300, largest or 300}:
        record = ClassRecord(class_id, "large", "#010203", is_thing=True)
        classes = (*CLASSES, record)
        if largest is not None and class_id > largest:
            with pytest.raises(FormatCannotHold):
                tried.back([(class_id, box(1, 1, 9, 9))], classes=classes)
        else:
            tried.back([(class_id, box(1, 1, 9, 9))], classes=classes)


def test_every_format_and_option_is_declared_by_a_name_that_exists():
    assert set(HOLDS) == {name for name, row in FORMATS.items() if row.export}
    known = {each.name for each in fields(Holds)}
    for (name, option, choice), changes in BY_OPTION.items():
        options = {each.name: each for each in FORMATS[name].options}
        assert choice in options[option].choices and choice != options[option].default
        assert set(changes) <= known


def test_weak_labels_are_declared_once():
    assert {name: row.holds_weak for name, row in FORMATS.items()} == {
        name: said.weak for name, said in HOLDS.items()
    }
