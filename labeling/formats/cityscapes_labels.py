"""The class table of a Cityscapes folder: the 35 official labels, or a table of the project's own.

A project whose class names all are official gets the official table, so that every tool reads the
export as it is. Else `labels.json` holds a table with all fields of cityscapesScripts' `labels.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labeling.errors import BadDataset, FormatCannotHold
from labeling.formats.base import MAX_NAME, ClassRecord, Report

TRAIN_IGNORE = 255
"""trainId of what is neither trained nor evaluated (cityscapesScripts, helpers/labels.py)."""

FIRST_INSTANCE_ID = 24
"""detectron2 skips instance ids below 24 (data/datasets/cityscapes.py, `inst_image >= 24`)."""

LAST_INSTANCE_ID = 65
"""The largest id whose id * 1000 + n fits in 16 bits (for n up to 535)."""

_LAST_ID = 254
"""Label ids are 8 bit and 255 means 'ignored' to every reader."""


@dataclass(frozen=True, slots=True)
class Label:
    """One row of cityscapesScripts' `labels.py`, with its field names in our spelling."""

    name: str
    id: int
    train_id: int
    category: str
    category_id: int
    has_instances: bool
    ignore_in_eval: bool
    color: tuple[int, int, int]

    def to_json(self) -> dict[str, Any]:
        """The row with the field names of `labels.py`."""
        return {
            "name": self.name,
            "id": self.id,
            "trainId": self.train_id,
            "category": self.category,
            "categoryId": self.category_id,
            "hasInstances": self.has_instances,
            "ignoreInEval": self.ignore_in_eval,
            "color": list(self.color),
        }


# Source: cityscapesScripts 2.3.0, cityscapesscripts/helpers/labels.py, `labels`.
OFFICIAL: tuple[Label, ...] = (
    Label("unlabeled", 0, 255, "void", 0, False, True, (0, 0, 0)),
    Label("ego vehicle", 1, 255, "void", 0, False, True, (0, 0, 0)),
    Label("rectification border", 2, 255, "void", 0, False, True, (0, 0, 0)),
    Label("out of roi", 3, 255, "void", 0, False, True, (0, 0, 0)),
    Label("static", 4, 255, "void", 0, False, True, (0, 0, 0)),
    Label("dynamic", 5, 255, "void", 0, False, True, (111, 74, 0)),
    Label("ground", 6, 255, "void", 0, False, True, (81, 0, 81)),
    Label("road", 7, 0, "flat", 1, False, False, (128, 64, 128)),
    Label("sidewalk", 8, 1, "flat", 1, False, False, (244, 35, 232)),
    Label("parking", 9, 255, "flat", 1, False, True, (250, 170, 160)),
    Label("rail track", 10, 255, "flat", 1, False, True, (230, 150, 140)),
    Label("building", 11, 2, "construction", 2, False, False, (70, 70, 70)),
    Label("wall", 12, 3, "construction", 2, False, False, (102, 102, 156)),
    Label("fence", 13, 4, "construction", 2, False, False, (190, 153, 153)),
    Label("guard rail", 14, 255, "construction", 2, False, True, (180, 165, 180)),
    Label("bridge", 15, 255, "construction", 2, False, True, (150, 100, 100)),
    Label("tunnel", 16, 255, "construction", 2, False, True, (150, 120, 90)),
    Label("pole", 17, 5, "object", 3, False, False, (153, 153, 153)),
    Label("polegroup", 18, 255, "object", 3, False, True, (153, 153, 153)),
    Label("traffic light", 19, 6, "object", 3, False, False, (250, 170, 30)),
    Label("traffic sign", 20, 7, "object", 3, False, False, (220, 220, 0)),
    Label("vegetation", 21, 8, "nature", 4, False, False, (107, 142, 35)),
    Label("terrain", 22, 9, "nature", 4, False, False, (152, 251, 152)),
    Label("sky", 23, 10, "sky", 5, False, False, (70, 130, 180)),
    Label("person", 24, 11, "human", 6, True, False, (220, 20, 60)),
    Label("rider", 25, 12, "human", 6, True, False, (255, 0, 0)),
    Label("car", 26, 13, "vehicle", 7, True, False, (0, 0, 142)),
    Label("truck", 27, 14, "vehicle", 7, True, False, (0, 0, 70)),
    Label("bus", 28, 15, "vehicle", 7, True, False, (0, 60, 100)),
    Label("caravan", 29, 255, "vehicle", 7, True, True, (0, 0, 90)),
    Label("trailer", 30, 255, "vehicle", 7, True, True, (0, 0, 110)),
    Label("train", 31, 16, "vehicle", 7, True, False, (0, 80, 100)),
    Label("motorcycle", 32, 17, "vehicle", 7, True, False, (0, 0, 230)),
    Label("bicycle", 33, 18, "vehicle", 7, True, False, (119, 11, 32)),
    Label("license plate", -1, -1, "vehicle", 7, False, True, (0, 0, 142)),
)

_OFFICIAL_BY_NAME = {label.name: label for label in OFFICIAL}


@dataclass(frozen=True, slots=True)
class LabelTable:
    """The labels of one export or import.

    Attributes:
        labels: every row, `unlabeled` (id 0) among them.
        of_class: class_id of the project to its row; empty on import.
        is_official: whether `labels.json` is not needed.
    """

    labels: tuple[Label, ...]
    of_class: Mapping[int, Label]
    is_official: bool

    def by_id(self) -> dict[int, Label]:
        """Rows by id."""
        return {label.id: label for label in self.labels}

    def by_name(self) -> dict[str, Label]:
        """Rows by name."""
        return {label.name: label for label in self.labels}

    def to_json(self) -> str:
        """The content of `labels.json`."""
        rows = [label.to_json() for label in self.labels]
        return json.dumps({"labels": rows}, indent=1, ensure_ascii=False) + "\n"


def table_of(classes: Sequence[ClassRecord], report: Report) -> LabelTable:
    """The official table where it knows every class by name, else one of the project's own.

    Ids of a table of its own do not depend on other classes, so they stay when classes are added:
    an official name keeps its official id; another thing gets 33 + class_id, another stuff class
    65 + class_id, and only class_ids too large for that take what is free.
    """
    official = {c.class_id: _OFFICIAL_BY_NAME.get(c.name) for c in classes}
    known = {class_id: label for class_id, label in official.items() if label is not None}
    if len(known) == len(classes):
        return LabelTable(OFFICIAL, known, is_official=True)
    strangers = [c.name for c in classes if c.class_id not in known]
    report.note(
        f"Cityscapes has no label named {', '.join(strangers)}: labels.json holds the class table,"
        " and labels_patch.py puts it into cityscapesScripts."
    )
    return _own_table(sorted(classes, key=lambda c: c.class_id), report)


def _own_table(classes: Iterable[ClassRecord], report: Report) -> LabelTable:
    classes = list(classes)
    ids = _own_ids(classes, report)
    categories = {label.category: label.category_id for label in OFFICIAL}
    labels, of_class, next_train_id = [_OFFICIAL_BY_NAME["unlabeled"]], {}, 0
    for record in classes:
        if record.name == "unlabeled":
            of_class[record.class_id] = labels[0]
            continue
        category = _category(record)
        category_id = categories.setdefault(category, len(categories))
        train_id = TRAIN_IGNORE
        if not record.is_ignore:
            train_id, next_train_id = next_train_id, next_train_id + 1
        label_id = ids[record.class_id]
        label = Label(
            name=record.name,
            id=label_id,
            train_id=train_id,
            category=category,
            category_id=category_id,
            has_instances=record.is_thing
            and FIRST_INSTANCE_ID <= label_id <= LAST_INSTANCE_ID
            and not record.is_ignore,
            ignore_in_eval=record.is_ignore,
            color=rgb_of(record.color),
        )
        labels.append(label)
        of_class[record.class_id] = label
    return LabelTable(tuple(labels), of_class, is_official=False)


def _category(record: ClassRecord) -> str:
    if record.supercategory:
        return record.supercategory
    official = _OFFICIAL_BY_NAME.get(record.name)
    return official.category if official else "void" if record.is_ignore else "object"


def _own_ids(classes: Sequence[ClassRecord], report: Report) -> dict[int, int]:
    """Label ids by class_id, unique in 1..254; things in 24..65 as long as there is room."""
    ids: dict[int, int] = {}
    for record in classes:
        official = _OFFICIAL_BY_NAME.get(record.name)
        if official and official.id > 0 and official.has_instances == record.is_thing:
            ids[record.class_id] = official.id
        elif record.is_thing and record.class_id + 33 <= LAST_INSTANCE_ID:
            ids[record.class_id] = record.class_id + 33
        elif not record.is_thing and record.class_id + LAST_INSTANCE_ID <= _LAST_ID:
            ids[record.class_id] = record.class_id + LAST_INSTANCE_ID
    for record in classes:
        if record.class_id not in ids and record.name != "unlabeled":
            ids[record.class_id] = _free_id(record, set(ids.values()), report)
    return ids


def _free_id(record: ClassRecord, taken: set[int], report: Report) -> int:
    instance_ids = range(LAST_INSTANCE_ID, FIRST_INSTANCE_ID - 1, -1)
    other_ids = (*range(_LAST_ID, LAST_INSTANCE_ID, -1), *range(FIRST_INSTANCE_ID - 1, 0, -1))
    wanted = (*instance_ids, *other_ids) if record.is_thing else other_ids
    free: int | None = next((number for number in wanted if number not in taken), None)
    if free is None:
        raise FormatCannotHold(
            "Cityscapes' 8-bit labels hold 254 classes and this project has more; choose"
            " coco-panoptic or png-masks, which hold them all.",
        )
    if record.is_thing and free not in instance_ids:
        report.note(
            f"Cityscapes numbers the instances of at most 42 classes: those of '{record.name}' are"
            " written as one area per image. coco-panoptic keeps them apart."
        )
    return free


def read_table(content: bytes, name: str) -> LabelTable:
    """Parse `labels.json`.

    Raises:
        BadDataset: not JSON, a field is missing or of the wrong type, or two rows share an id.
    """
    try:
        rows = json.loads(content)["labels"]
        labels = tuple(_label_from(row) for row in rows)
    except (
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        OverflowError,
        RecursionError,
    ) as error:
        raise BadDataset(
            f'{name} is not a class table ({error!r}); expected {{"labels": [{{name, id, trainId,'
            " category, categoryId, hasInstances, ignoreInEval, color}}]}.",
            file=name,
        ) from error
    if unnamed := [label.id for label in labels if not 0 < len(label.name) <= MAX_NAME]:
        raise BadDataset(
            f"{name}: the label {unnamed[0]} has no name, or one of over {MAX_NAME} characters.",
            file=name,
        )
    ids, names = [label.id for label in labels], [label.name for label in labels]
    if max(map(abs, ids), default=0) >= 2**31:
        raise BadDataset(f"{name}: the id {max(ids, key=abs)} is too large for a class.", file=name)
    if len(set(ids)) < len(ids) or len(set(names)) < len(names):
        raise BadDataset(f"{name} gives two labels the same id or name.", file=name)
    return LabelTable(labels, {}, is_official=False)


def _label_from(row: Mapping[str, Any]) -> Label:
    red, green, blue = (int(channel) & 255 for channel in row["color"])
    return Label(
        name=str(row["name"]),
        id=int(row["id"]),
        train_id=int(row["trainId"]),
        category=str(row["category"]),
        category_id=int(row["categoryId"]),
        has_instances=bool(row["hasInstances"]),
        ignore_in_eval=bool(row["ignoreInEval"]),
        color=(red, green, blue),
    )


def classes_of(table: LabelTable) -> tuple[ClassRecord, ...]:
    """The table as a project's classes; `unlabeled` and rows without an id are none."""
    return tuple(
        ClassRecord(
            class_id=label.id,
            name=label.name,
            color="#{:02x}{:02x}{:02x}".format(*label.color),
            is_thing=label.has_instances,
            is_ignore=label.ignore_in_eval,
            supercategory=label.category,
        )
        for label in table.labels
        if label.id > 0
    )


def rgb_of(color: str) -> tuple[int, int, int]:
    """'#rrggbb' as three channels 0..255."""
    return (int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16))
