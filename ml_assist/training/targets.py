"""What the network learns about things beside their class: where their edges and centres are."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.measure import label as connected_pieces

from ml_assist.training.dataset import UNKNOWN_INSTANCE

NUM_SHAPE_CHANNELS = 2
"""Boundary and centre."""


def shape_targets(instances: NDArray[np.integer]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Boundary and centredness of every thing.

    The boundary is the thing's own outermost ring of pixels, so two touching things are parted by
    two pixels; centredness is the distance to that ring over its largest value in the thing (1 in
    the middle, 0 at the edge), so that small and large things have equal peaks.

    Args:
        instances: (H, W) ids, 0 no thing, `UNKNOWN_INSTANCE` unknown.

    Returns:
        (2, H, W) float32 in [0, 1], boundary then centre; (H, W) bool, where they are known.

    Source: after Caicedo et al. 2019 (boundary class) and Naylor et al. 2018 (distance), both on
        nuclei.
    """
    is_known = instances != UNKNOWN_INSTANCE
    things = np.where(is_known, instances, 0).astype(np.int32)
    pieces = connected_pieces(things, background=0, connectivity=1)
    boundary = _inner_edges(pieces)
    centre = np.zeros(pieces.shape, dtype=np.float32)
    inside = pieces > 0
    if inside.any():
        depth = cv2.distanceTransform((inside & ~boundary).astype(np.uint8), cv2.DIST_L2, 3) + 1
        ids = pieces[inside]
        deepest = np.zeros(int(ids.max()) + 1, dtype=np.float32)
        order = np.argsort(ids, kind="stable")
        starts = np.flatnonzero(np.diff(ids[order], prepend=0))
        deepest[ids[order][starts]] = np.maximum.reduceat(depth[inside][order], starts)
        centre[inside] = depth[inside] / deepest[ids]
    return np.stack([boundary.astype(np.float32), centre]), is_known


def _inner_edges(pieces: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Pixels of a piece with a 4-neighbour outside it; the image's border is no edge."""
    edges = np.zeros(pieces.shape, dtype=np.bool_)
    down = pieces[1:] != pieces[:-1]
    right = pieces[:, 1:] != pieces[:, :-1]
    edges[1:] |= down
    edges[:-1] |= down
    edges[:, 1:] |= right
    edges[:, :-1] |= right
    inner: NDArray[np.bool_] = edges & (pieces > 0)
    return inner
