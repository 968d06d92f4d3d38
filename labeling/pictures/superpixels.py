"""Cuts a picture into small regions that keep to its edges, in three nested sizes.

Fine regions are basins of a watershed from a grid of seeds; medium ones are unions of fine ones and
coarse ones unions of medium ones, so that switching the size never moves a border.

Source: Meyer 1992 (flooding from markers); seeds at gradient minima as in SLIC (Achanta et al.
2012, section 3); merging as in Ward 1963, by mutual best neighbours. Chosen by measurement, see
docs/decisions/0061.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

PixelArray = NDArray[np.uint8]
LabelArray = NDArray[np.int32]

TILE_PX = 1024
"""Regions are flooded tile by tile: memory stays the same for any picture, and a region's border
along a tile's edge is a border like any other."""

SMALLEST_SPACING_PX, LARGEST_SPACING_PX = 6, 16
"""Side of a fine region: below 6 px it is slower than the brush, above 16 px it is not fine."""

SPACINGS_ACROSS = 128
"""Fine regions across a square picture between these bounds: some 16,000 in all."""

MERGE_FACTOR = 4
"""Each size has a quarter of the regions of the finer one: sides double."""

_MAX_GROWTH = 3.0
"""No merged region exceeds this many times its size's mean area: a sky stays in pieces, so that a
click never takes half the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Superpixels:
    """Three nested partitions of one picture.

    Attributes:
        labels: (H, W) int32, fine region of each pixel, 0 .. num_fine - 1, each 4-connected.
        medium_of: (num_fine,) int32, medium region of each fine one, 0 .. num_medium - 1.
        coarse_of: (num_fine,) int32, coarse region of each fine one, 0 .. num_coarse - 1.
    """

    labels: LabelArray
    medium_of: LabelArray
    coarse_of: LabelArray


def superpixels(
    pixels: PixelArray, progress: Callable[[int, int], None] = lambda done, total: None
) -> Superpixels:
    """The three partitions; the same picture always gives the same.

    Args:
        pixels: (H, W, 3) uint8 RGB.
        progress: called with (tiles done, tiles in all).
    """
    spacing = spacing_for(pixels.shape[:2])
    labels = np.empty(pixels.shape[:2], dtype=np.int32)
    sums = []
    tiles = list(_tiles(pixels.shape[:2]))
    num_fine = 0
    for done, (rows, columns) in enumerate(tiles):
        progress(done, len(tiles))
        tile = np.ascontiguousarray(pixels[rows, columns])
        basins, count = _basins(tile, spacing)
        sums.append(_colour_sums(tile, basins, count))
        labels[rows, columns] = basins + num_fine
        num_fine += count
    progress(len(tiles), len(tiles))
    regions = np.concatenate(sums)
    pairs = _neighbours(labels)
    medium_of, regions, pairs = _merged(regions, pairs, num_fine // MERGE_FACTOR)
    coarse_of, _, _ = _merged(regions, pairs, num_fine // MERGE_FACTOR**2)
    return Superpixels(labels, medium_of, coarse_of[medium_of])


def spacing_for(size_hw: tuple[int, ...]) -> int:
    """Side of a fine region in px, for a picture of this (height, width)."""
    side = round((size_hw[0] * size_hw[1]) ** 0.5 / SPACINGS_ACROSS)
    return int(np.clip(side, SMALLEST_SPACING_PX, LARGEST_SPACING_PX))


def _tiles(size_hw: tuple[int, ...]) -> Iterator[tuple[slice, slice]]:
    for top in range(0, size_hw[0], TILE_PX):
        for left in range(0, size_hw[1], TILE_PX):
            yield slice(top, top + TILE_PX), slice(left, left + TILE_PX)


def _basins(tile: PixelArray, spacing: int) -> tuple[LabelArray, int]:
    """(h, w) int32 regions 0 .. count - 1 of one tile, and their count."""
    smooth = np.asarray(cv2.GaussianBlur(tile, (3, 3), 0), dtype=np.uint8)
    markers, count = _seeds(smooth, spacing)
    framed = cv2.copyMakeBorder(smooth, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    # OpenCV makes a ridge of the outermost pixels: a frame of its own takes that.
    flooded = cv2.copyMakeBorder(markers, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    cv2.watershed(framed, flooded)
    basins = np.array(np.asarray(flooded)[1:-1, 1:-1], dtype=np.int32)
    _fill_ridges(basins, tile)
    return basins - 1, count


def _seeds(smooth: PixelArray, spacing: int) -> tuple[LabelArray, int]:
    """(h, w) int32: 1 .. count on the smoothest pixel near each cell's middle, 0 elsewhere."""
    grey = cv2.cvtColor(smooth, cv2.COLOR_RGB2GRAY)
    gradient = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)))
    h, w = gradient.shape
    reach = max(1, spacing // 4)
    ys = np.arange(spacing // 2, max(h, spacing // 2 + 1), spacing).clip(0, h - 1)
    xs = np.arange(spacing // 2, max(w, spacing // 2 + 1), spacing).clip(0, w - 1)
    at_y, at_x = (grid.ravel() for grid in np.meshgrid(ys, xs, indexing="ij"))
    offsets = np.arange(-reach, reach + 1)
    dy, dx = (grid.ravel() for grid in np.meshgrid(offsets, offsets, indexing="ij"))
    # Ties go to the position nearest to the middle.
    order = np.argsort(dy * dy + dx * dx, kind="stable")
    near_y = (at_y[:, None] + dy[order]).clip(0, h - 1)
    near_x = (at_x[:, None] + dx[order]).clip(0, w - 1)
    best = gradient[near_y, near_x].argmin(axis=1)
    each = np.arange(len(best))
    markers = np.zeros((h, w), dtype=np.int32)
    markers[near_y[each, best], near_x[each, best]] = each + 1
    return markers, len(best)


_BESIDE = ((-1, 0), (1, 0), (0, -1), (0, 1))


def _fill_ridges(basins: LabelArray, tile: PixelArray) -> None:
    """Give each pixel that the flood left between regions to the neighbour that it resembles."""
    h, w = basins.shape
    colours = tile.astype(np.int16)
    ys, xs = np.nonzero(basins <= 0)
    while len(ys):
        best = np.full(len(ys), np.iinfo(np.int32).max, dtype=np.int32)
        owner = np.zeros(len(ys), dtype=np.int32)
        for dy, dx in _BESIDE:
            y, x = (ys + dy).clip(0, h - 1), (xs + dx).clip(0, w - 1)
            distance = np.abs(colours[y, x] - colours[ys, xs]).sum(axis=1, dtype=np.int32)
            is_better = (basins[y, x] > 0) & (distance < best)
            best[is_better] = distance[is_better]
            owner[is_better] = basins[y, x][is_better]
        found = owner > 0
        basins[ys[found], xs[found]] = owner[found]
        ys, xs = ys[~found], xs[~found]


def _colour_sums(tile: PixelArray, basins: LabelArray, count: int) -> NDArray[np.float64]:
    """(count, 4) float64: area in px and the summed L, a, b of each region."""
    lab = np.asarray(cv2.cvtColor(tile, cv2.COLOR_RGB2LAB)).reshape(-1, 3)
    flat = basins.ravel()
    columns = [np.bincount(flat, minlength=count)]
    columns += [np.bincount(flat, weights=lab[:, i], minlength=count) for i in range(3)]
    return np.stack(columns, axis=1).astype(np.float64)


def _neighbours(labels: LabelArray) -> NDArray[np.int64]:
    """(M, 2) int64: every pair of regions that share a border, each once, smaller id first."""
    scale = np.int64(labels.max()) + 1
    keys = []
    for first, second in (
        (labels[:, :-1], labels[:, 1:]),
        (labels[:-1], labels[1:]),
    ):
        differ = first != second
        a, b = first[differ].astype(np.int64), second[differ].astype(np.int64)
        keys.append(np.unique(np.minimum(a, b) * scale + np.maximum(a, b)))
    merged = np.unique(np.concatenate(keys))
    return np.stack([merged // scale, merged % scale], axis=1)


def _merged(
    regions: NDArray[np.float64], pairs: NDArray[np.int64], target: int
) -> tuple[LabelArray, NDArray[np.float64], NDArray[np.int64]]:
    """Merge neighbours that resemble each other until `target` regions are left.

    Args:
        regions: (N, 4) area and colour sums.
        pairs: (M, 2) neighbours.

    Returns:
        (N,) int32 the merged region of each; their (K, 4) sums; their (L, 2) neighbours.
    """
    owner = np.arange(len(regions), dtype=np.int64)
    largest = _MAX_GROWTH * regions[:, 0].sum() / max(target, 1)
    while len(regions) > target and len(pairs):
        a, b = _mutual_best(regions, pairs, largest)
        if len(a) == 0:
            break
        a, b = a[: len(regions) - target], b[: len(regions) - target]
        root = np.arange(len(regions), dtype=np.int64)
        root[b] = a
        kept, compact = np.unique(root, return_inverse=True)
        owner = compact[owner]
        regions = np.stack(
            [np.bincount(compact, weights=column, minlength=len(kept)) for column in regions.T],
            axis=1,
        )
        pairs = _renamed(pairs, compact, len(kept))
    return owner.astype(np.int32), regions, pairs


def _mutual_best(
    regions: NDArray[np.float64], pairs: NDArray[np.int64], largest: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs that are each other's best partner, best first, and not too large together."""
    a, b = pairs[:, 0], pairs[:, 1]
    area_a, area_b = regions[a, 0], regions[b, 0]
    gap = regions[a, 1:] / area_a[:, None] - regions[b, 1:] / area_b[:, None]
    # Ward: what merging adds to the squared error; one grey level keeps flat areas merging by size.
    cost = area_a * area_b / (area_a + area_b) * ((gap**2).sum(axis=1) + 1)
    is_allowed = area_a + area_b <= largest
    a, b, cost = a[is_allowed], b[is_allowed], cost[is_allowed]
    order = np.lexsort((b, a, cost))
    a, b = a[order], b[order]
    rank = np.arange(len(a))
    best = np.full(len(regions), len(a), dtype=np.int64)
    np.minimum.at(best, a, rank)
    np.minimum.at(best, b, rank)
    is_mutual = (best[a] == rank) & (best[b] == rank)
    return a[is_mutual], b[is_mutual]


def _renamed(pairs: NDArray[np.int64], compact: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    a, b = compact[pairs[:, 0]], compact[pairs[:, 1]]
    differ = a != b
    low, high = np.minimum(a, b)[differ], np.maximum(a, b)[differ]
    keys = np.unique(low * count + high)
    return np.stack([keys // count, keys % count], axis=1)
