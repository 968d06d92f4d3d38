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

from labeling.masks.metrics import mask_iou
from labeling.masks.types import Mask
from ml_assist.evaluate import InstanceMap, iou_table

KEY_S, POINT_S, BUTTON_S, MIND_S = 0.28, 1.10, 0.10, 1.35
CLICK_S = POINT_S + 2 * BUTTON_S

QUALITY_IOU = 0.8
"""A mask is good enough from here on: drawn ones are drawn to it, suggested ones are kept at it."""

OUTLINE_S = MIND_S + KEY_S
"""Deciding on an object, and the key that closes its polygon; its clicks come on top."""

REVIEW_S = MIND_S
"""Looking at one suggestion and deciding what to do with it."""

REJECT_S = CLICK_S + KEY_S
ACCEPT_ALL_S = KEY_S


@dataclass(slots=True)
class Effort:
    """What one image took."""

    seconds: float = 0.0
    num_drawn: int = 0
    num_kept: int = 0
    num_rejected: int = 0


def draw_all(truth: InstanceMap) -> Effort:
    """Draw every object of an image as a polygon, from nothing.

    Args:
        truth: (H, W) int32, 0 nothing, 1.. one object each.
    """
    ids = _ids(truth)
    return Effort(sum(drawing_s(truth == number) for number in ids), num_drawn=len(ids))


def correct(suggested: InstanceMap, truth: InstanceMap) -> tuple[Effort, list[int], list[int]]:
    """Look through the suggestions, reject the bad ones, accept the rest, draw what is missing.

    A suggestion that is not good enough is rejected and its object drawn anew: editing it might
    cost less, so the figure is an upper bound.

    Args:
        suggested: (H, W) int32, 0 nothing, 1.. one suggestion each.
        truth: (H, W) int32, of the objects that are there.

    Returns:
        The effort, the ids of the suggestions that were kept, the ids of the objects drawn.
    """
    proposals, objects = _ids(suggested), _ids(truth)
    good = iou_table(suggested, truth) >= QUALITY_IOU  # above one half: at most one each way
    kept = [number for number, row in zip(proposals, good, strict=True) if row.any()]
    drawn = [number for number, column in zip(objects, good.T, strict=True) if not column.any()]
    effort = Effort(
        num_drawn=len(drawn), num_kept=len(kept), num_rejected=len(proposals) - len(kept)
    )
    if proposals:
        effort.seconds += ACCEPT_ALL_S + REVIEW_S * len(proposals)
    effort.seconds += REJECT_S * effort.num_rejected
    effort.seconds += sum(drawing_s(truth == number) for number in drawn)
    return effort, kept, drawn


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


def _ids(instances: InstanceMap) -> list[int]:
    return [int(number) for number in np.unique(instances) if number > 0]
