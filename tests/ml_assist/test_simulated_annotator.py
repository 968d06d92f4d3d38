"""The simulated annotator pays for what a person would have to do, and for nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.simulated_annotator import (
    ACCEPT_ALL_S,
    CLICK_S,
    OUTLINE_S,
    REJECT_S,
    REVIEW_S,
    STROKE_S,
    correct,
    draw_all,
    drawing_s,
    editing_s,
    num_vertices,
)
from tests.ml_assist.small_projects import disc


def instances(*masks: np.ndarray) -> np.ndarray:
    found = np.zeros((64, 64), dtype=np.int32)
    for number, mask in enumerate(masks, start=1):
        found[mask] = number
    return found


SQUARE = np.zeros((64, 64), dtype=bool)
SQUARE[40:60, 40:60] = True
DISC = disc((16, 16), 10)


def test_a_square_takes_four_clicks_and_a_disc_a_few_more():
    assert num_vertices(SQUARE) == 4
    assert 4 <= num_vertices(DISC) <= 8
    assert drawing_s(SQUARE) == pytest.approx(OUTLINE_S + 4 * CLICK_S)


def test_drawing_from_nothing_pays_for_each_object():
    effort = draw_all(instances(SQUARE, DISC))
    assert effort.num_drawn == 2
    assert effort.seconds == pytest.approx(drawing_s(SQUARE) + drawing_s(DISC))


def test_perfect_suggestions_cost_one_key_and_a_look_at_each():
    found = correct(instances(DISC, SQUARE), instances(SQUARE, DISC))
    assert found.effort.seconds == pytest.approx(ACCEPT_ALL_S + 2 * REVIEW_S)
    assert (found.kept, found.made) == ([1, 2], [])


def test_a_false_suggestion_is_rejected_and_a_missing_object_drawn():
    found = correct(instances(DISC), instances(SQUARE))
    assert (found.kept, found.made) == ([], [1])
    assert (found.effort.num_rejected, found.effort.num_drawn) == (1, 1)
    assert found.effort.seconds == pytest.approx(REVIEW_S + REJECT_S + drawing_s(SQUARE))


def test_a_suggestion_with_a_corner_missing_takes_one_stroke():
    bitten = SQUARE.copy()
    bitten[40:52, 40:52] = False
    found = correct(instances(bitten), instances(SQUARE))
    assert (found.effort.num_edited, found.effort.num_rejected) == (1, 0)
    assert (found.kept, found.made) == ([], [1])
    assert found.effort.seconds == pytest.approx(REVIEW_S + CLICK_S + STROKE_S)


def test_a_suggestion_wrong_in_many_places_is_drawn_anew():
    striped = SQUARE.copy()
    for row in (41, 47, 53):
        for column in (40, 46, 53):
            striped[row : row + 3, column : column + 3] = False
    assert editing_s(striped, SQUARE) == pytest.approx(CLICK_S + 9 * STROKE_S)
    smaller = striped & (np.arange(64) < 57)
    found = correct(instances(smaller), instances(SQUARE))
    assert (found.effort.num_edited, found.effort.num_drawn, found.made) == (0, 1, [1])


def test_an_error_of_a_pixels_width_is_not_seen():
    shifted = np.roll(SQUARE, 1, axis=1)
    assert editing_s(shifted, SQUARE) == pytest.approx(CLICK_S)


def test_a_suggestion_that_covers_two_objects_is_the_match_of_one_at_most():
    left, right = np.zeros((2, 64, 64), dtype=bool)
    left[10:20, 10:20] = right[10:20, 21:31] = True
    found = correct(instances(left | right), instances(left, right))
    assert (found.kept, found.made) == ([], [1, 2])


def test_an_image_with_nothing_in_it_costs_nothing():
    empty = instances()
    assert draw_all(empty).seconds == 0
    assert correct(empty, empty).effort.seconds == 0
    assert correct(instances(DISC), empty).effort.num_rejected == 1
