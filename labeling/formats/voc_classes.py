"""VOC's class table: `labelmap.txt` as Datumaro and CVAT write it, or VOC 2012's own classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labeling.errors import BadDataset
from labeling.formats.base import MAX_NAME, ClassRecord
from labeling.formats.palette import voc_palette

VOID = 255
"""Pixel value of what is neither background nor any class."""

LABELMAP = "labelmap.txt"

# Source: PASCAL VOC 2012 development kit, VOCinit.m; the index is 1 + the position.
VOC_CLASSES: tuple[str, ...] = (
    *("aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow"),
    *("diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa"),
    *("train", "tvmonitor"),
)

_BACKGROUND_NAMES = frozenset({"background", "unlabeled", "unlabelled"})
_VOID_NAMES = frozenset({"void", "ignored", "ignore"})

Color = tuple[int, int, int]


def labelmap_txt(
    classes: Sequence[ClassRecord], values: Mapping[int, int]
) -> tuple[str, dict[int, str]]:
    """The file's text, and the class names in it.

    The colours are those of the masks' palette, not the project's: Datumaro and CVAT read indexed
    masks by colour.

    Args:
        classes: the project's classes.
        values: class_id to pixel value.

    Returns:
        The text, and class_id to name; ':' and '#', which the file cannot hold, became '_'.
    """
    palette = voc_palette()
    names: dict[int, str] = {}
    lines = ["# label:color_rgb:parts:actions", "background:0,0,0::"]
    for record in sorted(classes, key=lambda c: c.class_id):
        name = _unused(record.name.replace(":", "_").replace("#", "_"), set(names.values()))
        names[record.class_id] = name
        color = ",".join(map(str, palette[values[record.class_id]]))
        lines.append(f"{name}:{color}::")
    return "\n".join(lines) + "\n", names


def _unused(name: str, taken: set[str]) -> str:
    return name if name not in taken else _unused(f"{name}_", taken)


@dataclass(frozen=True, slots=True)
class VocTable:
    """The classes of a VOC dataset to read.

    Attributes:
        names: pixel value to class name, without background and void.
        value_of_color: RGB to pixel value, background (0) and void (255) among them.
        void_name: what the void is called.
    """

    names: Mapping[int, str]
    value_of_color: Mapping[Color, int]
    void_name: str = "void"

    def values_of_palette(self, palette: NDArray[np.uint8], used: Sequence[int]) -> dict[int, int]:
        """Stored index to pixel value for the indices that a mask uses.

        By colour where the table knows all their colours, as Datumaro reads; else index is value.
        """
        colors = {index: _color(palette[index]) for index in used}
        if all(color in self.value_of_color for color in colors.values()):
            return {index: self.value_of_color[color] for index, color in colors.items()}
        return {index: index for index in used}


def official_table() -> VocTable:
    """VOC 2012's twenty classes, for datasets without a `labelmap.txt`."""
    palette = voc_palette()
    names = dict(enumerate(VOC_CLASSES, start=1))
    return VocTable(names, {_color(palette[value]): value for value in (0, *names, VOID)})


def read_labelmap(content: bytes, path: str) -> VocTable:
    """Parse `labelmap.txt`: a line `name:r,g,b:parts:actions` for each class.

    Where all colours are VOC's, a class's value is its place in VOC's palette, as in our exports;
    else the order of the lines counts.

    Raises:
        BadDataset: a line of another form, or a name twice.
    """
    rows: list[tuple[str, Color | None]] = []
    for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            rows.append(_row(line, f"{path}, line {number}"))
    place = {_color(color): value for value, color in enumerate(voc_palette())}
    is_ours = all(color in place for _, color in rows)
    names: dict[int, str] = {}
    value_of_color: dict[Color, int] = {}
    void_name = "void"
    next_value = 1
    for name, color in rows:
        if name.lower() in _BACKGROUND_NAMES or (is_ours and color == (0, 0, 0)):
            value = 0
        elif is_ours and color is not None:
            value = place[color]
        elif name.lower() in _VOID_NAMES:
            value = VOID
        else:
            value, next_value = next_value, next_value + 1
        if color is not None:
            value_of_color.setdefault(color, value)
        if value == VOID:
            void_name = name
        elif value and value in names:
            raise BadDataset(f"{path} gives {name} and {names[value]} the same colour.", file=path)
        elif value:
            names[value] = name
    if len(set(names.values())) < len(names):
        raise BadDataset(f"{path} names a class twice.", file=path)
    value_of_color.setdefault((0, 0, 0), 0)
    value_of_color.setdefault(_color(voc_palette()[VOID]), VOID)
    return VocTable(names, value_of_color, void_name)


def _row(line: str, place: str) -> tuple[str, Color | None]:
    name, _, rest = line.partition(":")
    text = rest.partition(":")[0].strip()
    if not 0 < len(name.strip()) <= MAX_NAME:
        raise BadDataset(f"{place}: no name, or one of over {MAX_NAME} characters.")
    if not text:
        return name.strip(), None
    try:
        red, green, blue = (int(channel) for channel in text.split(","))
    except ValueError as error:
        raise BadDataset(
            f"{place}: expected name:red,green,blue:parts:actions, got {line.strip()!r}."
        ) from error
    return name.strip(), (red, green, blue)


def _color(channels: NDArray[np.uint8]) -> Color:
    red, green, blue = channels.tolist()
    return (red, green, blue)
