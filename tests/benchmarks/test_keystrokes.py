"""The keystroke-level model and mean IoU of what was drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.keystrokes import effort, mean_iou
from labeling.masks import rle as rles


def test_effort_counts_actions_by_tool_and_leaves_waiting_out():
    lines = [
        '{"image": "a", "kind": "P", "tool": "polygon", "s": 1.3}',
        '{"image": "a", "kind": "K", "tool": "key", "s": 0.2}',
        '{"image": "a", "kind": "M", "tool": "-", "s": 1.35}',
        '{"image": "a", "kind": "R", "tool": "box", "s": 9}',
        '{"image": "a", "kind": "H", "tool": "-", "s": 0, "text": "hm"}',
    ]
    sums = effort(lines)["a"]
    assert sums["s"] == pytest.approx(2.85)
    assert (sums["wait_s"], sums["actions"], sums["polygon"], sums["hesitations"]) == (9, 2, 1, 1)


def test_mean_iou_leaves_ignored_pixels_out():
    labels = np.array([[0, 0, 1, 255]], dtype=np.uint8)
    drawn = np.array([[True, False, False, True]])
    segment = {"class_id": 7, "mask": rles.to_wire(rles.encode(drawn))}
    found = mean_iou({"segments": [segment]}, labels, {7: 0})
    assert found == {"miou": pytest.approx(0.25), "labelled": pytest.approx(0.5)}
