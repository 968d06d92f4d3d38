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
    correct,
    draw_all,
    drawing_s,
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
    truth = instances(SQUARE, DISC)
    effort, kept, drawn = correct(instances(DISC, SQUARE), truth)
    assert effort.seconds == pytest.approx(ACCEPT_ALL_S + 2 * REVIEW_S)
    assert (kept, drawn) == ([1, 2], [])


def test_a_false_suggestion_is_rejected_and_a_missing_object_drawn():
    effort, kept, drawn = correct(instances(DISC), instances(SQUARE))
    assert (kept, drawn) == ([], [1])
    assert (effort.num_rejected, effort.num_drawn) == (1, 1)
    expected = ACCEPT_ALL_S + REVIEW_S + REJECT_S + drawing_s(SQUARE)
    assert effort.seconds == pytest.approx(expected)


def test_a_suggestion_that_covers_two_objects_is_kept_for_neither():
    left, right = np.zeros((2, 64, 64), dtype=bool)
    left[10:20, 10:20] = right[10:20, 21:31] = True
    _effort, kept, drawn = correct(instances(left | right), instances(left, right))
    assert (kept, drawn) == ([], [1, 2])


def test_an_image_with_nothing_in_it_costs_nothing():
    empty = instances()
    assert draw_all(empty).seconds == 0
    assert correct(empty, empty)[0].seconds == 0
