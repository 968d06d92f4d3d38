"""Statistics of a selection: by class, split and size, in both overlap modes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeling.curate import remove_image
from labeling.selection import current, frozen
from labeling.snapshot import take_snapshot
from labeling.statistics import count
from labeling.tally import AREA_EDGES_PX, MEDIUM_PX, SEGMENT_EDGES, SMALL_PX, ClassTally
from tests.factories import box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db
SIZE = (48, 64)
STATES = ("submitted", "approved")


@given(st.lists(st.integers(1, 10**7)))
def test_every_area_is_in_one_bin_and_of_one_size(areas):
    tally = ClassTally()
    for area in areas:
        tally.add(area)
    ends = [0, *AREA_EDGES_PX, 10**9]
    expected = [sum(low <= area < high for area in areas) for low, high in pairwise(ends)]
    assert tally.areas == expected
    assert (tally.num_segments, tally.area_px) == (len(areas), sum(areas))
    assert tally.num_small == sum(area < SMALL_PX for area in areas)
    assert tally.num_large == sum(area >= MEDIUM_PX for area in areas)
    assert tally.num_small + tally.num_medium + tally.num_large == len(areas)


def test_segments_are_counted_by_class_and_split():
    project = make_project(classes=("car", "road", "sky"))
    first = make_image(project, size_hw=SIZE, split="train")
    draw(
        first,
        upsert(box_mask(SIZE, (0, 0, 2, 1)), 1),
        upsert(box_mask(SIZE, (10, 0, 50, 40)), 1),
        upsert(box_mask(SIZE, (0, 10, 4, 14)), 2),
        state="approved",
    )
    second = make_image(project, size_hw=(20, 30))
    draw(second, upsert(box_mask((20, 30), (0, 0, 30, 20)), 2), state="submitted")
    draw(make_image(project, size_hw=SIZE, split="train"), state="submitted")
    draw(make_image(project, size_hw=SIZE), upsert(box_mask(SIZE, (0, 0, 9, 9)), 3))
    found = count(current(project, states=STATES))
    assert (found["num_images"], found["num_gone"]) == (3, 0)
    assert found["splits"] == [
        {
            "split": "train",
            "num_images": 2,
            "num_segments": 3,
            "num_px": 2 * 48 * 64,
            "unlabelled_px": 2 * 48 * 64 - 2 - 1600 - 16,
        },
        {"split": None, "num_images": 1, "num_segments": 1, "num_px": 600, "unlabelled_px": 0},
    ]
    assert found["states"] == {"approved": 1, "submitted": 2}
    assert found["sizes"][0] == {"width": 64, "height": 48, "num_images": 2}
    assert found["num_sizes"] == 2
    per_image = dict(zip([0, *SEGMENT_EDGES], found["segments_per_image"], strict=True))
    assert {low: num for low, num in per_image.items() if num} == {0: 1, 1: 1, 3: 1}
    car, road, sky = found["classes"]
    (of_train,) = car["splits"]
    assert (of_train["split"], of_train["num_segments"], of_train["num_images"]) == ("train", 2, 1)
    assert (of_train["area_px"], of_train["num_small"], of_train["num_medium"]) == (1602, 1, 1)
    assert [(row["split"], row["area_px"]) for row in road["splits"]] == [
        ("train", 16),
        (None, 600),
    ]
    assert sky["splits"] == []


@pytest.mark.parametrize("seed", range(5))
def test_unlabelled_pixels_are_exact_where_segments_overlap(seed):
    project = make_project(overlap_mode="layered")
    image = make_image(project, size_hw=SIZE)
    boxes = np.random.default_rng(seed).integers(0, 30, (6, 4))
    masks = [box_mask(SIZE, (x, y, x + w + 1, y + h + 1)) for x, y, w, h in boxes]
    draw(image, *(upsert(mask) for mask in masks), state="submitted")
    (split,) = count(current(project, states=STATES))["splits"]
    assert split["unlabelled_px"] == int((~np.any(masks, axis=0)).sum())


def test_a_snapshot_is_counted_as_it_was_and_what_is_gone_is_said():
    project = make_project()
    kept, gone = (make_image(project, size_hw=SIZE) for _ in range(2))
    for image in (kept, gone):
        draw(image, upsert(box_mask(SIZE, (0, 0, 3, 3)), uid="s"), state="submitted")
    snapshot = take_snapshot(project=project, taken_by=None)
    draw(
        kept,
        upsert(box_mask(SIZE, (0, 0, 40, 40)), 2, uid="s"),
        upsert(box_mask(SIZE, (50, 0, 60, 9))),
    )
    remove_image(image=gone, actor=project.created_by)
    found = count(frozen(snapshot))
    assert (found["num_images"], found["num_gone"]) == (1, 1)
    assert [row["area_px"] for each in found["classes"] for row in each["splits"]] == [9]
