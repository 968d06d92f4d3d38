"""Finds an object inside a box by colour alone (GrabCut): quick, and no weights needed.

Runs in the web process, so nothing here imports torch, and its time is bounded: only the box's
surroundings are looked at, scaled down to `WORKING_SIDE_PX`.

Source: Rother, Kolmogorov & Blake 2004, "GrabCut"; OpenCV's `grabCut`.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from labeling.masks.types import Mask
from ml_assist.errors import InvalidPrompt
from ml_assist.predictors.base import Embedding, PixelArray, Prediction, check_image, check_own
from ml_assist.prompts import FOREGROUND, Prompt

WORKING_SIDE_PX = 320
"""Longest side on which GrabCut runs: about 0.3 s for 5 iterations on one core, see
docs/experiments.md; larger windows are scaled down and the edge is interpolated."""

_MIN_WORKING_SIDE_PX = 64
"""Smaller windows are enlarged: the colour models need some hundred pixels."""

_CONTEXT = 0.4
"""Background seen around the box, as a share of its sides; it teaches what is not the object."""

_DOUBT = 0.1
"""Share of the box's sides, around it, that is background only probably: people draw boxes a little
too tight, and an object's own rim must not teach what background looks like (mean IoU on DAVIS with
boxes 5 % too small: 0.61 against 0.55, docs/experiments.md)."""

_ITERATIONS = 5
_MIN_PIXELS = 32
"""Of each kind: OpenCV fits five Gaussians to both, and fails on fewer pixels than Gaussians."""

_MIN_PIECE = 0.1
"""Pieces smaller than this share of the largest are specks, unless a click asks for them."""

Window = tuple[int, int, int, int]


class GrabCut:
    """GrabCut behind the predictors' interface; the box is needed, clicks and strokes are hints."""

    @property
    def name(self) -> str:
        """Its stable name."""
        return "grabcut"

    @property
    def prompts(self) -> tuple[str, ...]:
        """It starts from a box only."""
        return ("box",)

    def embed(self, image: PixelArray) -> Embedding:
        """The image itself.

        Raises:
            InvalidPrompt: not (H, W, 3) uint8.
        """
        size_hw = check_image(image)
        return Embedding(self.name, size_hw, np.ascontiguousarray(image))

    def predict(self, embedding: Embedding, prompt: Prompt) -> Prediction:
        """The object in the prompt's box; never a pixel outside it.

        A hint that says "this belongs" outside the box makes the box reach to it.

        The mask is empty where nothing in the box differs from its surroundings. There is no
        score: how far the colours lie apart says nothing about the IoU (docs/experiments.md).

        Raises:
            InvalidPrompt: no box, or one outside the image; another predictor's embedding.
        """
        check_own(embedding, self.name)
        prompt.check_within(embedding.size_hw)
        if prompt.box_xyxy is None:
            raise InvalidPrompt("GrabCut starts from a box: draw one around the object.")
        box = _whole_pixels(_reaching_hints(prompt.box_xyxy, prompt), embedding.size_hw)
        window = _with_context(box, embedding.size_hw)
        crop = embedding.features[window[1] : window[3], window[0] : window[2]]
        scale = _working_scale(crop.shape[:2])
        small = _scaled(crop, scale)
        trimap = _trimap(small.shape[:2], box, prompt, window, scale)
        found = _grab_cut(small, trimap)
        mask = np.zeros(embedding.size_hw, dtype=np.bool_)
        mask[window[1] : window[3], window[0] : window[2]] = _unscaled(found, crop.shape[:2])
        outside = np.ones(embedding.size_hw, dtype=np.bool_)
        outside[box[1] : box[3], box[0] : box[2]] = False
        mask[outside] = False
        return Prediction(mask, score=None)


def _reaching_hints(
    box: tuple[float, float, float, float], prompt: Prompt
) -> tuple[float, float, float, float]:
    """The box, widened to every foreground click and stroke, and a little beyond."""
    wanted = [prompt.points[prompt.labels == FOREGROUND]]
    wanted += [stroke.points for stroke in prompt.strokes if stroke.is_foreground]
    points = np.concatenate(wanted)
    x0, y0, x1, y1 = box
    beyond = points[
        (points[:, 0] < x0) | (points[:, 1] < y0) | (points[:, 0] > x1) | (points[:, 1] > y1)
    ]
    if len(beyond) == 0:
        return box
    margin = _DOUBT * max(x1 - x0, y1 - y0)
    low, high = beyond.min(axis=0) - margin, beyond.max(axis=0) + margin
    return min(x0, low[0]), min(y0, low[1]), max(x1, high[0]), max(y1, high[1])


def _whole_pixels(box: tuple[float, float, float, float], size_hw: tuple[int, int]) -> Window:
    """The pixels that a box touches, inside the image."""
    height, width = size_hw
    x0, y0 = max(0, int(np.floor(box[0]))), max(0, int(np.floor(box[1])))
    x1, y1 = min(width, int(np.ceil(box[2]))), min(height, int(np.ceil(box[3])))
    return x0, y0, x1, y1


def _with_context(box: Window, size_hw: tuple[int, int]) -> Window:
    height, width = size_hw
    margin_x = max(8, round((box[2] - box[0]) * _CONTEXT))
    margin_y = max(8, round((box[3] - box[1]) * _CONTEXT))
    return (
        max(0, box[0] - margin_x),
        max(0, box[1] - margin_y),
        min(width, box[2] + margin_x),
        min(height, box[3] + margin_y),
    )


def _working_scale(size_hw: tuple[int, ...]) -> float:
    longest = max(size_hw)
    return float(np.clip(longest, _MIN_WORKING_SIDE_PX, WORKING_SIDE_PX)) / longest


def _scaled(crop: PixelArray, scale: float) -> PixelArray:
    size_wh = (max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(crop, size_wh, interpolation=how), dtype=np.uint8)


def _unscaled(mask: Mask, size_hw: tuple[int, ...]) -> Mask:
    soft = cv2.resize(mask.astype(np.float32), (size_hw[1], size_hw[0]))
    enlarged: Mask = np.asarray(soft) > 0.5
    return enlarged


def _trimap(
    size_hw: tuple[int, ...], box: Window, prompt: Prompt, window: Window, scale: float
) -> NDArray[np.uint8]:
    """What GrabCut starts from: background around the box, probably the object in it, hints."""
    trimap = np.full(size_hw, cv2.GC_BGD, dtype=np.uint8)
    x0, y0 = (int((box[i] - window[i]) * scale) for i in (0, 1))
    x1, y1 = (int(np.ceil((box[i + 2] - window[i]) * scale)) for i in (0, 1))
    doubt_x, doubt_y = max(1, round((x1 - x0) * _DOUBT)), max(1, round((y1 - y0) * _DOUBT))
    rows = slice(max(0, y0 - doubt_y), y1 + doubt_y)
    trimap[rows, max(0, x0 - doubt_x) : x1 + doubt_x] = cv2.GC_PR_BGD
    trimap[y0:y1, x0:x1] = cv2.GC_PR_FGD
    if np.count_nonzero(trimap != cv2.GC_PR_FGD) < _MIN_PIXELS:
        # The box fills the image: its own rim is the best guess at background.
        rim = max(2, round(0.05 * min(size_hw)))
        inner = trimap[rim:-rim, rim:-rim].copy()
        trimap[:] = cv2.GC_PR_BGD
        trimap[rim:-rim, rim:-rim] = inner
    radius = max(2, round(0.02 * max(size_hw)))
    for (x, y), kind in zip(prompt.points, prompt.labels, strict=True):
        value = cv2.GC_FGD if kind == FOREGROUND else cv2.GC_BGD
        centre = (round((x - window[0]) * scale), round((y - window[1]) * scale))
        cv2.circle(trimap, centre, radius, value, thickness=-1)
    for stroke in prompt.strokes:
        value = cv2.GC_FGD if stroke.is_foreground else cv2.GC_BGD
        way = np.rint((stroke.points - window[:2]) * scale).astype(np.int32)
        way = np.concatenate([way, way[-1:]])  # OpenCV draws no line of a single point
        cv2.polylines(trimap, [way], False, value, thickness=radius)
    return trimap


def _grab_cut(pixels: PixelArray, trimap: NDArray[np.uint8]) -> Mask:
    """(h, w) bool; the probable object itself where there are too few pixels to tell colours."""
    hinted = trimap == cv2.GC_FGD
    is_object = hinted | (trimap == cv2.GC_PR_FGD)
    if min(np.count_nonzero(is_object), np.count_nonzero(~is_object)) < _MIN_PIXELS:
        return np.asarray(is_object, dtype=np.bool_)
    cv2.setRNGSeed(0)  # its k-means draws at random: the same prompt gives the same mask
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    cut = trimap.copy()
    whole = (0, 0, trimap.shape[1], trimap.shape[0])  # not read: the trimap says where to start
    # OpenCV reads BGR; GrabCut treats the three channels alike, so RGB serves as well.
    cv2.grabCut(pixels, cut, whole, background, foreground, _ITERATIONS, cv2.GC_INIT_WITH_MASK)
    return _without_specks((cut == cv2.GC_FGD) | (cut == cv2.GC_PR_FGD), hinted)


def _without_specks(mask: Mask, hinted: Mask) -> Mask:
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count <= 2:
        return mask
    areas = stats[:, cv2.CC_STAT_AREA]
    kept = areas >= _MIN_PIECE * areas[1:].max()
    kept[np.unique(pieces[hinted])] = True
    kept[0] = False
    cleaned: Mask = kept[pieces]
    return cleaned
