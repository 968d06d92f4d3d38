"""The script beside a panoptic export that registers it with detectron2, ids and all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from labeling.formats.base import ClassRecord
from labeling.formats.coco_json import rgb

_SCRIPT = '''"""Registers this export with detectron2: import it before training.

detectron2 needs contiguous class ids beside those of the files; these are the maps.
"""

from pathlib import Path

from detectron2.data.datasets import register_coco_panoptic

ROOT = Path(__file__).parent
METADATA = {metadata}

for split in {splits!r}:
    register_coco_panoptic(
        f"maskwright_{{split}}",
        METADATA,
        image_root=str(ROOT / "images"),
        panoptic_root=str(ROOT / "annotations" / f"panoptic_{{split}}"),
        panoptic_json=str(ROOT / "annotations" / f"panoptic_{{split}}.json"),
    )
'''


def registration(classes: Sequence[ClassRecord], splits: Iterable[str]) -> str:
    """The script's text.

    Args:
        classes: those of the export, without ignored ones.
        splits: names of the panoptic files.

    Source: detectron2, data/datasets/builtin.py (_get_coco_panoptic_separated_meta) and
    data/datasets/coco_panoptic.py (register_coco_panoptic).
    """
    things = [record for record in classes if record.is_thing]
    stuff = [record for record in classes if not record.is_thing]
    metadata = {
        "thing_classes": [record.name for record in things],
        "thing_colors": [rgb(record.color) for record in things],
        "stuff_classes": [record.name for record in stuff],
        "stuff_colors": [rgb(record.color) for record in stuff],
        "thing_dataset_id_to_contiguous_id": _contiguous(things, 0),
        "stuff_dataset_id_to_contiguous_id": _contiguous(stuff, 0),
    }
    lines = "".join(f"    {key!r}: {value!r},\n" for key, value in metadata.items())
    return _SCRIPT.format(metadata=f"{{\n{lines}}}", splits=list(splits))


def _contiguous(records: Sequence[ClassRecord], first: int) -> dict[int, int]:
    return {record.class_id: first + place for place, record in enumerate(records)}
