"""Finds an object from scribbles on it: the picture is flooded from the strokes up to its edges.

Runs in the web process, so nothing here imports torch, and its time is bounded: only the strokes'
surroundings are flooded, scaled down to `WORKING_SIDE_PX` where they are larger.

Source: Meyer 1992, "Color image segmentation" (flooding from markers); OpenCV's `watershed`.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from labeling.masks.types import Mask
from ml_assist.errors import InvalidPrompt
from ml_assist.predictors.base import Embedding, PixelArray, Prediction, check_image, check_own
from ml_assist.prompts import FOREGROUND, Prompt, Stroke

WORKING_SIDE_PX = 1024
"""Longest side that is flooded: 0.2 s on one core (docs/decisions/0060); larger windows are scaled
down and the edge is interpolated."""

_MARGIN = 1.0
"""Seen around the strokes, as a share of their box's longer side: a line along half of an object
still has the whole object in its window."""

_MIN_MARGIN_PX = 48
"""A dot says nothing about the object's size: an object of about 100 px is within reach."""

_UNKNOWN, _BACKGROUND, _OBJECT, _RIDGE = 0, 1, 2, -1

Window = tuple[int, int, int, int]


class Watershed:
    """Marker-based watershed behind the predictors' interface."""

    @property
    def name(self) -> str:
        """Its stable name."""
        return "watershed"

    @property
    def prompts(self) -> tuple[str, ...]:
        """It starts from strokes."""
        return ("strokes",)

    def embed(self, image: PixelArray) -> Embedding:
        """The image itself.

        Raises:
            InvalidPrompt: not (H, W, 3) uint8.
        """
        size_hw = check_image(image)
        return Embedding(self.name, size_hw, np.ascontiguousarray(image))

    def predict(self, embedding: Embedding, prompt: Prompt) -> Prediction:
        """What the foreground strokes and clicks flood before the background does.

        The window's border is background, except where it is the image's own border: an object may
        be cut by that one. A box, where there is one, is the window.

        Raises:
            InvalidPrompt: nothing says what is meant; a stroke is outside the image; another
                predictor's embedding.
        """
        check_own(embedding, self.name)
        prompt.check_within(embedding.size_hw)
        strokes = _strokes(prompt)
        if not any(stroke.is_foreground for stroke in strokes):
            raise InvalidPrompt("Watershed starts from a stroke: draw one on the object.")
        window = _window(strokes, prompt, embedding.size_hw)
        crop = embedding.features[window[1] : window[3], window[0] : window[2]]
        scale = min(1.0, WORKING_SIDE_PX / max(crop.shape[:2]))
        small = _scaled(crop, scale)
        markers = _markers(small.shape[:2], strokes, window, embedding.size_hw, scale)
        found = _flood(small, markers)
        mask = np.zeros(embedding.size_hw, dtype=np.bool_)
        mask[window[1] : window[3], window[0] : window[2]] = _unscaled(found, crop.shape[:2])
        return Prediction(mask, score=None)


def _strokes(prompt: Prompt) -> list[Stroke]:
    """All that was drawn; clicks are strokes of one point."""
    clicks = [
        Stroke(point.reshape(1, 2), bool(label == FOREGROUND))
        for point, label in zip(prompt.points, prompt.labels, strict=True)
    ]
    return clicks + list(prompt.strokes)


def _window(strokes: list[Stroke], prompt: Prompt, size_hw: tuple[int, int]) -> Window:
    height, width = size_hw
    points = np.concatenate([stroke.points for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    margin = max(_MIN_MARGIN_PX, _MARGIN * float((high - low).max()))
    (x0, y0), (x1, y1) = low - margin, high + margin
    if prompt.box_xyxy is not None:
        box = prompt.box_xyxy
        x0, y0 = min(box[0], low[0]), min(box[1], low[1])
        x1, y1 = max(box[2], high[0]), max(box[3], high[1])
    return (
        max(0, int(np.floor(x0))),
        max(0, int(np.floor(y0))),
        min(width, int(np.ceil(x1)) + 1),
        min(height, int(np.ceil(y1)) + 1),
    )


def _scaled(crop: PixelArray, scale: float) -> PixelArray:
    if scale == 1:
        return crop
    size_wh = (max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale)))
    small = cv2.resize(crop, size_wh, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def _unscaled(mask: Mask, size_hw: tuple[int, ...]) -> Mask:
    if mask.shape == tuple(size_hw):
        return mask
    soft = cv2.resize(mask.astype(np.float32), (size_hw[1], size_hw[0]))
    enlarged: Mask = np.asarray(soft) > 0.5
    return enlarged


def _markers(
    size_hw: tuple[int, ...],
    strokes: list[Stroke],
    window: Window,
    image_hw: tuple[int, int],
    scale: float,
) -> NDArray[np.int32]:
    """(h, w) int32: what is known before the flood."""
    markers = np.full(size_hw, _UNKNOWN, dtype=np.int32)
    height, width = image_hw
    inner = (window[0] > 0, window[1] > 0, window[2] < width, window[3] < height)
    if not any(inner):  # the window is the whole image: its border is the best guess
        inner = (True, True, True, True)
    sides = (markers[:, 0], markers[0], markers[:, -1], markers[-1])
    for is_inner, side in zip(inner, sides, strict=True):
        if is_inner:
            side[:] = _BACKGROUND
    for stroke in strokes:
        way = np.floor((stroke.points - window[:2]) * scale)
        way = np.clip(way, 0, (size_hw[1] - 1, size_hw[0] - 1)).astype(np.int32)
        way = np.concatenate([way, way[-1:]])  # OpenCV draws no line of a single point
        value = _OBJECT if stroke.is_foreground else _BACKGROUND
        cv2.polylines(markers, [way], False, value)
    return markers


def _flood(pixels: PixelArray, markers: NDArray[np.int32]) -> Mask:
    """(h, w) bool: the object's basin. Ridges go to the side that they resemble."""
    # Noise makes ridges of its own; the median keeps edges where they are.
    smooth = np.asarray(cv2.medianBlur(pixels, 3), dtype=np.uint8)
    padded = cv2.copyMakeBorder(markers, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=_UNKNOWN)
    # OpenCV makes a ridge of the outermost pixels: a frame of its own takes that.
    framed = cv2.copyMakeBorder(smooth, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    cv2.watershed(framed, padded)
    basins = np.asarray(padded)[1:-1, 1:-1]
    is_object, is_ridge = basins == _OBJECT, basins == _RIDGE
    like_object = _distance_to(smooth, is_object) <= _distance_to(smooth, basins == _BACKGROUND)
    found: Mask = is_object | (is_ridge & like_object)
    found[markers == _OBJECT] = True
    found[markers == _BACKGROUND] = False
    return found


def _distance_to(pixels: PixelArray, basin: Mask) -> NDArray[np.float32]:
    """(h, w) float32: how far each pixel's colour is from the basin's mean colour around it."""
    weight = basin.astype(np.float32)
    count = cv2.blur(weight, (5, 5))
    mean = cv2.blur(pixels * weight[..., None], (5, 5)) / np.maximum(count, 1e-6)[..., None]
    distance = np.abs(pixels - mean).sum(axis=2)
    return np.asarray(np.where(count > 0, distance, np.inf), dtype=np.float32)
