"""Parts the pixels of things into single things: the last step of a prediction, plain arrays."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.measure import label as connected_pieces
from skimage.morphology import reconstruction
from skimage.segmentation import watershed

from labeling.masks.types import Mask

Instances = NDArray[np.int32]
"""(H, W) int32, 0 none, 1.. one thing each."""

# Chosen on nuclei of training images that the network had not seen; the optimum is flat
# (docs/experiments.md).
_SMOOTHING_PX = 1.0
_BOUNDARY_WEIGHT = 0.5
_DEPTH_WEIGHT = 2.0
_PROMINENCE = 0.1
"""How far the height must fall between two peaks for them to be two things."""


def split_instances(
    inside: Mask,
    boundary: NDArray[np.float32],
    centre: NDArray[np.float32],
    *,
    min_area_px: float,
) -> Instances:
    """Single things from what the network says about every pixel.

    Seeds are peaks of a height; a watershed grows them over the pixels of things.

    Args:
        inside: (H, W) bool, the pixels of things.
        boundary: (H, W) probability in [0, 1] of being a thing's outermost ring.
        centre: (H, W) centredness in [0, 1].
        min_area_px: smaller things are left out.

    Returns:
        (H, W) int32, 0 none, 1.. one thing each.
    """
    if not inside.any():
        return np.zeros(inside.shape, dtype=np.int32)
    height = _height(inside, boundary, centre)
    seeds = connected_pieces(_peaks(height) & inside, connectivity=2)
    things = watershed(-height, seeds, mask=inside)
    # A piece of foreground without any peak is a thing of its own.
    orphans = connected_pieces(inside & (things == 0), connectivity=1)
    things = np.where(orphans > 0, orphans + things.max(), things)
    areas = np.bincount(things.ravel())
    kept = areas >= max(1, min_area_px)
    kept[0] = False
    renumbered: Instances = (np.cumsum(kept) * kept).astype(np.int32)[things]
    return renumbered


def _height(
    inside: Mask, boundary: NDArray[np.float32], centre: NDArray[np.float32]
) -> NDArray[np.float64]:
    """What peaks in the middle of every thing: centredness and depth, as logarithms.

    A network that learned for minutes is unsure of the centres of large things (0.4 where 1 is
    right); in logarithms a valley between two peaks counts by its share of them, so faint peaks and
    small things part as well as clear and large ones. The depth, distance to the nearest pixel
    outside, adds what the outline alone says.
    """
    parted = _smoothed(centre * (1 - _BOUNDARY_WEIGHT * boundary))
    depth = _smoothed(np.asarray(cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, 5)))
    height = np.log(parted + 0.05) + _DEPTH_WEIGHT * np.log(depth + 0.5)
    lowest = height[inside].min() - 1
    flattened: NDArray[np.float64] = np.where(inside, height, lowest).astype(np.float64)
    return flattened


def _smoothed(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    return np.asarray(
        cv2.GaussianBlur(values.astype(np.float64), (0, 0), _SMOOTHING_PX), dtype=np.float64
    )


def _peaks(height: NDArray[np.float64]) -> Mask:
    """(H, W) bool: maxima that stand out by `_PROMINENCE` (h-maxima; Soille 1999, 6.3.4)."""
    filled = reconstruction(height - _PROMINENCE, height, method="dilation")
    peaks: Mask = height - filled >= _PROMINENCE * 0.999  # rounding
    return peaks
