"""A prompt is checked where it enters, and the message says what was expected."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ml_assist.errors import InvalidPrompt
from ml_assist.prompts import Prompt


def test_points_and_labels_become_arrays():
    prompt = Prompt.of(points=[[1, 2], [3.5, 4]], labels=[1, 0])
    np.testing.assert_array_equal(prompt.points, [[1, 2], [3.5, 4]])
    np.testing.assert_array_equal(prompt.labels, [1, 0])
    assert prompt.box_xyxy is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "at least one point, a stroke or a box"),
        ({"points": [[1, 2]], "labels": []}, "1 points and 0 labels"),
        ({"points": [[1, 2, 3]], "labels": [1]}, r"\[x, y\]"),
        ({"points": [[1, math.nan]], "labels": [1]}, "finite"),
        ({"points": [[1, 2]], "labels": [2]}, "got 2"),
        ({"box_xyxy": [1, 2, 3]}, "x0, y0, x1, y1"),
        ({"box_xyxy": [1, 2, math.inf, 4]}, "x0, y0, x1, y1"),
        ({"box_xyxy": [5, 5, 5, 9]}, "draw it larger"),
        ({"box_xyxy": [5, 9, 8, 5]}, "draw it larger"),
    ],
)
def test_a_prompt_without_sense_is_refused(arguments, message):
    with pytest.raises(InvalidPrompt, match=message):
        Prompt.of(**arguments)


def test_strokes_become_clicks_at_their_middles():
    strokes = [
        {"points": [(1, 1), (5, 6), (9, 9)], "is_foreground": True},
        {"points": [(2, 3)], "is_foreground": False},
    ]
    clicks = Prompt.of(points=[(7, 7)], labels=[1], strokes=strokes).strokes_as_clicks()
    assert clicks.points.tolist() == [[7, 7], [5, 6], [2, 3]]
    assert clicks.labels.tolist() == [1, 1, 0]
    assert clicks.strokes == ()


def test_a_stroke_without_points_is_refused():
    with pytest.raises(InvalidPrompt, match="in every stroke"):
        Prompt.of(strokes=[{"points": [], "is_foreground": True}])
