"""What a person's actions cost in seconds, and which of them an image needs: effort without people.

The seconds are those of the Keystroke-Level Model (Card, Moran & Newell 1980, table 1): K, a key by
an average typist; P, pointing with a mouse; B, pressing or releasing its button; M, making up one's
mind. They are stated, not measured on anybody: what they are good for is comparing two ways of
getting the same masks.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from labeling.masks.metrics import mask_iou
from labeling.masks.types import Mask

InstanceMap = NDArray[np.int32]
"""(H, W), 0 nothing, 1.. one object each."""

KEY_S, POINT_S, BUTTON_S, MIND_S = 0.28, 1.10, 0.10, 1.35
CLICK_S = POINT_S + 2 * BUTTON_S

QUALITY_IOU = 0.8
"""A mask is good enough from here on: drawn ones are drawn to it, suggested ones are kept at it."""

OUTLINE_S = MIND_S + KEY_S
"""Deciding on an object, and the key that closes its polygon; its clicks come on top."""

REVIEW_S = MIND_S
"""Looking at one suggestion and deciding what to do with it."""

SAME_IOU = 0.5
"""Above it, a suggestion means this object and can be edited into it."""

REJECT_S = CLICK_S + KEY_S
STROKE_S = KEY_S + 2 * (POINT_S + BUTTON_S)
"""Taking brush or eraser, going to where it is wrong, and painting to the other end of it."""

ACCEPT_ALL_S = KEY_S


@dataclass(slots=True)
class Effort:
    """What one image took."""

    seconds: float = 0.0
    num_drawn: int = 0
    num_kept: int = 0
    num_edited: int = 0
    num_rejected: int = 0


def draw_all(truth: InstanceMap) -> Effort:
    """Draw every object of an image as a polygon, from nothing.

    Args:
        truth: (H, W) int32, 0 nothing, 1.. one object each.
    """
    ids = _ids(truth)
    return Effort(sum(drawing_s(truth == number) for number in ids), num_drawn=len(ids))


@dataclass(frozen=True, slots=True)
class Correction:
    """How the suggestions on one image were turned into its masks.

    Attributes:
        effort: what it took.
        kept: ids of the suggestions that stayed as they are.
        made: ids of the objects that were drawn, or edited out of a suggestion.
    """

    effort: Effort
    kept: list[int]
    made: list[int]


def correct(suggested: InstanceMap, truth: InstanceMap) -> Correction:
    """Look through the suggestions: keep the good ones, edit or reject the others; draw the rest.

    A suggestion that overlaps an object by more than half, but not well enough, is edited with the
    brush or rejected and drawn anew, whichever is quicker.

    Args:
        suggested: (H, W) int32, 0 nothing, 1.. one suggestion each.
        truth: (H, W) int32, of the objects that are there.
    """
    ious = iou_table(suggested, truth)
    effort, kept, made = Effort(), [], []
    unmatched = set(_ids(truth))
    objects = sorted(unmatched)
    for row, number in enumerate(_ids(suggested)):
        effort.seconds += REVIEW_S
        # Above one half, an object is the match of one suggestion at most.
        match = int(ious[row].argmax()) if objects and ious[row].max() > SAME_IOU else None
        if match is None:
            effort.num_rejected += 1
            effort.seconds += REJECT_S
            continue
        unmatched.discard(objects[match])
        if ious[row, match] >= QUALITY_IOU:
            effort.num_kept += 1
            kept.append(number)
            continue
        made.append(objects[match])
        mask = truth == objects[match]
        editing, drawing = editing_s(suggested == number, mask), REJECT_S + drawing_s(mask)
        effort.seconds += min(editing, drawing)
        effort.num_edited += editing <= drawing
        effort.num_rejected += editing > drawing
        effort.num_drawn += editing > drawing
    effort.seconds += ACCEPT_ALL_S if kept else 0.0
    effort.seconds += sum(drawing_s(truth == number) for number in unmatched)
    effort.num_drawn += len(unmatched)
    return Correction(effort, kept, [*made, *sorted(unmatched)])


def editing_s(suggested: Mask, truth: Mask) -> float:
    """Seconds to make a suggestion right: selecting it, and a stroke for each part that is wrong.

    Errors less than three pixels wide are left: nobody sees them at the size at which one works.

    Args:
        suggested: (H, W) bool.
        truth: (H, W) bool, the object it is meant to be.
    """
    rows, columns = np.nonzero(suggested | truth)
    window = (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
    wrong = np.pad((suggested ^ truth)[window].astype(np.uint8), 1)
    visible = cv2.morphologyEx(wrong, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    num_parts = cv2.connectedComponents(visible)[0] - 1
    return CLICK_S + STROKE_S * num_parts


def drawing_s(mask: Mask) -> float:
    """Seconds for a polygon with the fewest vertices that is good enough.

    Args:
        mask: (H, W) bool, not empty.
    """
    return OUTLINE_S + CLICK_S * num_vertices(mask)


def num_vertices(mask: Mask) -> int:
    """Fewest vertices of a simplified outline whose mask reaches QUALITY_IOU.

    Source: Douglas & Peucker 1973, by OpenCV's approxPolyDP, at falling tolerance.
    """
    rows, columns = np.nonzero(mask)
    top, left = max(rows.min() - 1, 0), max(columns.min() - 1, 0)
    crop = mask[top : rows.max() + 2, left : columns.max() + 2]
    contours, _ = cv2.findContours(crop.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    tolerance = float(max(crop.shape))
    while tolerance > 0.25:
        simple = [cv2.approxPolyDP(contour, tolerance, True) for contour in contours]
        if all(len(ring) >= 3 for ring in simple):
            drawn = np.zeros(crop.shape, dtype=np.uint8)
            cv2.fillPoly(drawn, simple, 1)
            if mask_iou(drawn.astype(bool), crop) >= QUALITY_IOU:
                return sum(len(ring) for ring in simple)
        tolerance *= 0.8
    return sum(max(3, len(contour)) for contour in contours)


def iou_table(first: InstanceMap, second: InstanceMap) -> NDArray[np.float64]:
    """IoU of every instance of one map with every instance of another of the same image.

    Args:
        first: (H, W) int32, N instances, ids in any order.
        second: (H, W) int32, M instances.

    Returns:
        (N, M) float64, in the order of ascending ids.
    """
    ids_first, one = np.unique(first, return_inverse=True)
    ids_second, two = np.unique(second, return_inverse=True)
    shared = np.bincount(
        one.ravel() * ids_second.size + two.ravel(), minlength=ids_first.size * ids_second.size
    ).reshape(ids_first.size, ids_second.size)
    union = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    ious: NDArray[np.float64] = (shared / union)[ids_first > 0][:, ids_second > 0]
    return ious


def _ids(instances: InstanceMap) -> list[int]:
    return [int(number) for number in np.unique(instances) if number > 0]
