"""Targets of touching things, and the way back from a network's output to single things."""

from __future__ import annotations

import numpy as np

from ml_assist.training.dataset import UNKNOWN_INSTANCE
from ml_assist.training.instances import split_instances
from ml_assist.training.targets import shape_targets
from tests.ml_assist.native_folders import disc


def grid(*rows: str) -> np.ndarray:
    return np.array([[int(character) for character in row] for row in rows], dtype=np.uint16)


def test_touching_things_are_parted_by_their_own_rings():
    (boundary, centre), known = shape_targets(
        grid(
            "0000000000",
            "0111122220",
            "0111122220",
            "0111122220",
            "0000000000",
        )
    )
    assert known.all()
    np.testing.assert_array_equal(
        boundary,
        grid(
            "0000000000",
            "0111111110",
            "0100110010",
            "0111111110",
            "0000000000",
        ),
    )
    assert centre[2, 2] == centre[2, 7] == 1  # one peak in each
    assert centre[2, 4] < 1 and centre[2, 5] < 1
    assert centre[0].max() == 0


def test_small_and_large_things_have_equal_peaks():
    instances = np.zeros((40, 60), dtype=np.uint16)
    instances[disc((40, 60), (20, 20), 15)] = 1
    instances[disc((40, 60), (20, 50), 3)] = 2
    _, centre = shape_targets(instances)[0]
    assert centre[instances == 1].max() == centre[instances == 2].max() == 1


def test_pieces_of_one_thing_are_shaped_each_by_itself():
    (_, centre), _ = shape_targets(grid("0000000", "0111011", "0111011", "0111011", "0000000"))
    assert centre[2, 2] == 1 and centre[2, 5:].max() == 1


def test_crowds_teach_nothing_about_shapes():
    instances = grid("0110", "0110")
    instances[instances == 1] = UNKNOWN_INSTANCE
    (boundary, centre), known = shape_targets(instances)
    assert not boundary.any() and not centre.any()
    np.testing.assert_array_equal(known, grid("1001", "1001"))


def blurred(values: np.ndarray) -> np.ndarray:
    """A 3 x 3 mean, as soft as a network's output."""
    padded = np.pad(values, 1, mode="edge")
    rows, columns = values.shape
    return (
        sum(padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3)) / 9
    ).astype(np.float32)


def test_touching_discs_are_split_and_a_lone_one_is_not():
    size = (60, 110)
    truth = np.zeros(size, dtype=np.uint16)
    for number, centre_yx in enumerate([(30, 22), (30, 49), (30, 90)], start=1):
        truth[disc(size, centre_yx, 14)] = number
    (boundary, centre), _ = shape_targets(truth)
    found = split_instances(truth > 0, blurred(boundary), blurred(centre), min_area_px=20)
    assert found.max() == 3
    for number in (1, 2, 3):
        ours = found == found[tuple(np.argwhere(truth == number).mean(axis=0).astype(int))]
        both = np.count_nonzero(ours & (truth == number))
        either = np.count_nonzero(ours | (truth == number))
        assert both / either > 0.9


def test_specks_are_left_out_and_numbers_stay_dense():
    inside = np.zeros((20, 40), dtype=bool)
    inside[2:4, 2:4] = True  # 4 px
    inside[5:15, 10:20] = True  # 100 px
    inside[5:15, 25:35] = True
    flat = np.zeros((20, 40), dtype=np.float32)
    found = split_instances(inside, flat, flat, min_area_px=20)
    assert sorted(np.unique(found)) == [0, 1, 2]
    assert found[3, 3] == 0


def test_a_thing_without_a_peak_is_still_found():
    inside = np.zeros((20, 20), dtype=bool)
    inside[5:15, 5:15] = True
    flat = np.full((20, 20), 0.01, dtype=np.float32)
    assert split_instances(inside, flat, flat, min_area_px=1).max() == 1
    assert split_instances(~inside & inside, flat, flat, min_area_px=1).max() == 0
