"""Parts the pixels of things into single things: the last step of a prediction, plain arrays."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.measure import label as connected_pieces
from skimage.morphology import h_maxima
from skimage.segmentation import watershed

from labeling.masks.types import Mask

Instances = NDArray[np.int32]
"""(H, W) int32, 0 none, 1.. one thing each."""

_PEAK_HEIGHT = 0.05
_SMOOTHING_PX = 1.0
"""How far smoothed centredness must fall between two peaks for them to be two things. Chosen on the
nuclei of training images that were left out (docs/experiments.md): after a few minutes of training
a network is hesitant, and its slopes are shallow."""


def split_instances(
    inside: Mask,
    boundary: NDArray[np.float32],
    centre: NDArray[np.float32],
    *,
    min_area_px: float,
) -> Instances:
    """Single things from what the network says about every pixel.

    Seeds are the peaks of centredness lessened by boundaries; a watershed grows them over the
    pixels of things, meeting along the boundaries.

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
    height = np.where(inside, centre * (1 - 0.5 * boundary), 0).astype(np.float32)
    height = np.asarray(cv2.GaussianBlur(height, (0, 0), _SMOOTHING_PX))
    seeds = connected_pieces(h_maxima(height, _PEAK_HEIGHT), connectivity=2)
    things = watershed(-height, seeds, mask=inside)
    # A piece of foreground without any peak is a thing of its own.
    orphans = connected_pieces(inside & (things == 0), connectivity=1)
    things = np.where(orphans > 0, orphans + things.max(), things)
    areas = np.bincount(things.ravel())
    kept = areas >= max(1, min_area_px)
    kept[0] = False
    renumbered: Instances = (np.cumsum(kept) * kept).astype(np.int32)[things]
    return renumbered
