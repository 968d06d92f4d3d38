"""Five thousand instances of one image come back from every format that holds whole masks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labeling.formats import FORMATS
from labeling.formats.base import Report
from tests.formats.datasets import MemorySource, export_to, image, pixels, read_folder

NUM, SIZE = 5_000, (100, 200)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("hf-parquet", {}),
        ("datumaro", {}),
        ("datumaro", {"geometry": "polygons"}),
        ("tfrecord", {}),
        ("ade20k", {"layout": "full"}),
    ],
    ids=str,
)
def test_five_thousand_instances_come_back(
    tmp_path: Path, name: str, options: dict[str, str]
) -> None:
    masks = []
    for index in range(NUM):
        mask = np.zeros(SIZE, np.bool_)
        mask[index % 100, index // 100 * 4 : index // 100 * 4 + 3] = True
        masks.append((1 + 6 * (index % 2), mask))
    record = image("many.png", masks, SIZE, split="train")
    ordered = tuple(replace(each, uid=f"{each.z:06}") for each in record.segments)
    record = replace(record, segments=ordered)
    export_to(tmp_path, FORMATS[name].export, MemorySource((record,)), **options)
    (back,) = FORMATS[name].read(read_folder(tmp_path), Report()).images()
    assert pixels(back.segments) == pixels(record.segments)
    assert [each.uid for each in back.segments] == [each.uid for each in ordered]
