"""The golden vectors, which the TypeScript side reads too, agree with pycocotools and with us."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from labeling.masks import polygons, rle
from labeling.masks.types import Rle
from tests.golden import make
from tests.masks.grids import GOLDEN, golden, grid

RLE_CASES = golden("rle.json")
POLYGON_CASES = golden("polygons.json")


def name_of(case: dict[str, Any]) -> str:
    return str(case["name"])


def test_the_committed_vectors_are_what_the_script_makes() -> None:
    assert (GOLDEN / "rle.json").read_text(encoding="utf-8") == make.text(make.rle_cases())
    assert (GOLDEN / "polygons.json").read_text(encoding="utf-8") == make.text(make.polygon_cases())


def test_some_vectors_need_several_characters_and_negative_differences() -> None:
    runs = [case["runs"] for case in RLE_CASES]
    assert any(a > b for case in runs for a, b in zip(case[1:], case[3:], strict=False))
    assert any(run > 2**10 for case in runs for run in case)


@pytest.mark.parametrize("case", RLE_CASES, ids=name_of)
def test_the_vectors_are_pycocotools_own(case: dict[str, Any]) -> None:
    mask = grid(*case["rows"])
    reference = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    assert reference["size"] == case["size"]
    assert reference["counts"].decode() == case["counts"]
    assert coco_mask.area(reference) == case["area_px"]
    if case["area_px"]:
        assert coco_mask.toBbox(reference).tolist() == case["bbox_xywh"]


@pytest.mark.parametrize("case", RLE_CASES, ids=name_of)
def test_masks_and_counts_of_a_vector_belong_together(case: dict[str, Any]) -> None:
    mask = grid(*case["rows"])
    expected = Rle((case["size"][0], case["size"][1]), case["counts"].encode())
    assert rle.encode(mask) == expected
    assert np.array_equal(rle.decode(expected), mask)
    assert rle.runs_from_counts(expected.counts).tolist() == case["runs"]
    assert rle.area_px(expected) == case["area_px"]
    assert list(rle.bbox_xywh(expected)) == case["bbox_xywh"]
    assert rle.from_wire({"size": case["size"], "counts": case["runs"]}) == expected


@pytest.mark.parametrize("case", POLYGON_CASES, ids=name_of)
def test_polygon_vectors_rasterise_to_their_rows(case: dict[str, Any]) -> None:
    polygon = polygons.from_wire(case["polygon"])
    height, width = case["size"]
    assert np.array_equal(polygons.rasterise(polygon, (height, width)), grid(*case["rows"]))
    assert polygons.to_wire(polygon) == case["polygon"]
