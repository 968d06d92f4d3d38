"""Classes by the values of a label map: background, ignored values, and what 0 means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labeling.errors import BadDataset
from labeling.formats.base import ClassRecord, Report
from labeling.formats.png_runs import MapRuns
from labeling.masks.painting import PaintedRuns

IGNORE = 255
"""Pixels that are neither trained nor evaluated, as mmsegmentation and PaddleSeg default to."""

BACKGROUND_NAMES = frozenset({"background", "unlabeled", "unlabelled", "_background_"})


@dataclass(frozen=True, slots=True)
class ValueTable:
    """Classes by pixel value; a value of None is background."""

    classes: Mapping[int, ClassRecord | None]
    values: Mapping[int, int]  # packed RGB to pixel value, for painted masks
    ignore: int | None


def filled(
    rows: Sequence[tuple[int, ClassRecord]], ignore: int | None, path: str, report: Report
) -> ValueTable:
    """Classes by value: background and ignored values found, and 0 given an id.

    Args:
        rows: (value, class) of each; a class_id of 0 is replaced.
        ignore: the value of ignored pixels, None where there is none.
        path: of the table, for messages.
        report: gets a note where 0 is a class.

    Raises:
        BadDataset: two classes share a value, name or id.
    """
    values = [value for value, _ in rows]
    names = [record.name for _, record in rows]
    ids = [record.class_id for _, record in rows]
    if min(len(set(values)), len(set(names)), len(set(ids))) < len(rows):
        raise BadDataset(f"{path} gives two classes the same value or name or id.", file=path)
    free = next(number for number in range(1, len(rows) + 2) if number not in ids)
    classes: dict[int, ClassRecord | None] = {0: None}
    colors: dict[int, int] = {0: 0}
    for value, record in rows:
        colors.setdefault(int(record.color[1:], 16), value)
        if value == 0 and record.name.lower() in BACKGROUND_NAMES:
            continue
        class_id = record.class_id or free
        if record.class_id == 0:
            report.note(
                f"'{record.name}' has the value 0, but class ids start at 1: it got {free}."
            )
        is_ignore = value == ignore
        classes[value] = ClassRecord(
            class_id,
            record.name,
            record.color,
            is_thing=record.is_thing and not is_ignore,
            is_ignore=is_ignore,
        )
    if ignore is not None and ignore not in classes:
        name = "void" if "void" not in names else "ignored"
        ignored_id = ignore if ignore not in ids else max(ids) + 1
        classes[ignore] = ClassRecord(ignored_id, name, "#e0e0c0", is_thing=False, is_ignore=True)
    return ValueTable(classes, colors, ignore)


def class_runs(picture: MapRuns, path: str, table: ValueTable) -> PaintedRuns:
    """The values of a decoded map, all of them known to the table.

    Args:
        picture: values, or paint in the table's colours.
        path: where the map is, for messages.
        table: its classes.

    Raises:
        BadDataset: a value or colour that the table has not.
    """
    used = picture.used
    if picture.is_rgb:
        unknown = next((color for color in used if color not in table.values), None)
        if unknown is not None:
            raise BadDataset(
                f"{path} is painted with the colour #{unknown:06x}, which the class table has not.",
                file=path,
            )
        return picture.runs.looked_up(used, [table.values[color] for color in used])
    unknown = next((value for value in used if value not in table.classes), None)
    if unknown is not None:
        raise BadDataset(
            f"{path} has the value {unknown}, which the class table has not; add its class there.",
            file=path,
        )
    return picture.runs


def map_values(
    classes: Sequence[ClassRecord], numbers: Mapping[int, int], is_deep: bool, report: Report
) -> dict[int, int]:
    """class_id to pixel value: as they are numbered, and 255 for ignored classes.

    In 16-bit masks ignored classes are classes like others, numbered behind them.

    Args:
        classes: of the export.
        numbers: class_id to value, ignored classes aside.
        is_deep: whether the masks have 16 bits.
        report: gets a note where ignored classes change.
    """
    ignored = [c.name for c in classes if c.is_ignore]
    if is_deep and ignored:
        report.note(
            f"With class ids above 254 the masks have 16 bits, where no value means 'ignored':"
            f" {', '.join(ignored)} is written as a class like others."
        )
    elif len(ignored) > 1:
        report.note(f"The ignored classes {', '.join(ignored)} share one value, {IGNORE}.")
    values = dict(numbers)
    are_ids = all(class_id == value for class_id, value in numbers.items())
    for record in (c for c in classes if c.is_ignore):
        free = record.class_id if are_ids else max(values.values(), default=0) + 1
        values[record.class_id] = free if is_deep else IGNORE
    return values
