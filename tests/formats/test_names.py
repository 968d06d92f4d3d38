"""Names that collide in one format or the other come back from all of them."""

from __future__ import annotations

import numpy as np
import pytest

from labeling.formats import FORMATS
from tests.formats.datasets import CLASSES, image, picture
from tests.formats.memory import MemorySource, exported, imported

NAMES = ["a.jpg", "a.png", "a.tif", "A.JPG", "b/a.jpg", "b/a.tiff", "b/a.tif",
         "c.v1.png", "c.v1.webp", "d", "ü ö.PNG", "ü_ö.png", "e.jpeg", "e.jpg", "f (1).png",
         "f#1.png"]  # fmt: skip
KINDS = {"jpg": "JPEG", "jpeg": "JPEG", "tif": "TIFF", "tiff": "TIFF", "webp": "WEBP"}
CASES = [(name, "") for name in FORMATS] + [("ade20k", "full")]


@pytest.mark.parametrize(("name", "layout"), CASES)
def test_equal_stems_suffixes_in_capitals_and_blanks_come_back(name: str, layout: str) -> None:
    mask = np.ones((12, 15), np.bool_)
    mask[3:5, 3:5] = False
    records = []
    for number, each in enumerate(NAMES):
        kind = KINDS.get(each.rpartition(".")[2].lower(), "PNG")
        shown = mask.copy()
        shown[11, : number % 15] = False
        masks = [(1, shown)]
        records.append(image(each, masks, (12, 15), picture((12, 15), kind), split="train"))
    source = MemorySource(CLASSES, records)
    extra = {"layout": layout} if layout else {}
    archive, _ = exported(FORMATS[name].export, source, **extra)
    _, images, _ = imported(FORMATS[name].read, archive)
    found = {each.name: [segment.rle for segment in each.segments] for each in images}
    assert found == {each.name: [s.rle for s in each.segments] for each in source.records}
