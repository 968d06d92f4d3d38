"""The dataset card of a Hugging Face repository, and the names of the values in its maps."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import yaml

from labeling.formats.base import ClassRecord, DatasetSource

ID2LABEL = "id2label.json"
"""{"value in the maps": "name"}, as the tutorials of `transformers` name it."""


def id2label(classes: Sequence[ClassRecord], values: Mapping[int, int]) -> bytes:
    """The names by value; 0 is background, classes that share a value give it their first name."""
    names = {0: "background"}
    for record in classes:
        names.setdefault(values[record.class_id], record.name)
    rows = {str(value): name for value, name in sorted(names.items())}
    return json.dumps(rows, ensure_ascii=False, indent=1).encode() + b"\n"


def card(source: DatasetSource, counts: Mapping[str, int], values: Mapping[int, int]) -> bytes:
    """README.md.

    Args:
        source: the snapshot.
        counts: images of each split that has any, by the split's name here.
        values: class_id to value in the maps.
    """
    front: dict[str, object] = {
        "pretty_name": source.name,
        "task_categories": ["image-segmentation"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": split, "path": f"data/{split}-*.parquet"} for split in counts
                ],
            }
        ],
    }
    if not counts:
        del front["configs"]
    text = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    rows = [
        f"| {values[c.class_id]} | {c.class_id} | {_cell(c.name)} | {c.color} |"
        f" {'thing' if c.is_thing else 'stuff'} |"
        for c in source.classes
    ]
    images = [f"- {split}: {count} images" for split, count in counts.items()]
    lines = [
        "---",
        f"{text}---",
        f"# {_cell(source.name)}",
        "",
        *images,
        "",
        "`image` is the picture, `label` the map of classes (0 is background), `instances` the map"
        " of the objects' numbers (`objects.id`), `objects` every object with its full mask:"
        " `counts` are COCO's compressed run lengths for `height` x `width`, `bbox` is"
        " [x, y, width, height]. Objects stand in paint order: later ones cover earlier ones.",
        "",
        "| value in `label` | `category_id` | name | colour | kind |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]
    return "\n".join(lines).encode()


def _cell(text: str) -> str:
    """Text that breaks no table."""
    return text.replace("|", "\\|").replace("\n", " ")
