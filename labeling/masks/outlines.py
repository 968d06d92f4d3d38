"""Traces masks along their pixel edges into polygons that give back exactly the same pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labeling.masks.rle import decode_box
from labeling.masks.types import Mask, Part, Polygon, Ring, Rle

_Index = NDArray[np.int64]
_Loop = list[tuple[int, int]]


def outline(mask: Mask) -> Polygon:
    """Outline a mask along pixel edges.

    Args:
        mask: (H, W) bool.

    Returns:
        One part for every 4-connected piece, in the order of their first pixels; vertices are pixel
        corners. Outer rings run clockwise on the screen, holes anticlockwise; every ring is simple
        and the parts are valid for Shapely. `rasterise(outline(mask), mask.shape)` equals the mask.
    """
    occupied_rows, occupied_columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if occupied_rows.size == 0:
        return Polygon(())
    top, left = int(occupied_rows[0]), int(occupied_columns[0])
    crop = mask[top : occupied_rows[-1] + 1, left : occupied_columns[-1] + 1]
    return _outline(crop, left, top)


def outline_rle(rle: Rle) -> Polygon:
    """`outline` of a stored mask, decoding only its box.

    Raises:
        InvalidRle: as `rle.decode`.
    """
    return _outline(*decode_box(rle))


def _outline(crop: Mask, left: int, top: int) -> Polygon:
    """Outline a crop whose upper left corner is at (left, top) in the image."""
    loops = [loop for ring in _rings(np.pad(crop, 1)) for loop in _simple_loops(ring)]
    outers = [index for index, loop in enumerate(loops) if _doubled_area(loop) > 0]
    holes: dict[int, list[int]] = {index: [] for index in outers}
    owners = _owners(loops, holes)
    for index, owner in owners.items():
        holes[owner].append(index)

    def shifted(loop: _Loop) -> Ring:
        return tuple((float(x + left), float(y + top)) for x, y in loop)

    outers.sort(key=lambda index: min((y, x) for x, y in loops[index]))
    return Polygon(
        tuple(
            Part(shifted(loops[outer]), tuple(shifted(loops[hole]) for hole in holes[outer]))
            for outer in outers
        )
    )


def _rings(padded: Mask) -> list[_Loop]:
    """Closed walks along the pixel edges, inside on the right hand, turning right where two cross.

    Args:
        padded: (h + 2, w + 2) bool with an empty border.

    Returns:
        Walks as corners (x, y) of the unpadded grid; a walk may touch itself in a corner.
    """
    upper_left, upper_right = padded[:-1, :-1], padded[:-1, 1:]
    lower_left, lower_right = padded[1:, :-1], padded[1:, 1:]
    # A lattice point is a corner unless the boundary runs straight through it or misses it.
    is_corner = (upper_left ^ upper_right ^ lower_left ^ lower_right) | (
        (upper_left == lower_right) & (upper_right == lower_left) & (upper_left != upper_right)
    )
    width = is_corner.shape[1]
    # Horizontal edges run right where the pixel below is inside; the k-th start meets the k-th end.
    west = np.flatnonzero(is_corner & (upper_right != lower_right))
    east = np.flatnonzero(is_corner & (upper_left != lower_left))
    runs_right = lower_right.ravel()[west]
    # Vertical edges run down where the pixel to their left is inside; found column by column.
    by_column = is_corner.T
    north = _row_major(np.flatnonzero(by_column & (lower_left != lower_right).T), by_column.shape)
    south = _row_major(np.flatnonzero(by_column & (upper_left != upper_right).T), by_column.shape)
    runs_down = lower_left.ravel()[north]
    start = np.concatenate((np.where(runs_right, west, east), np.where(runs_down, north, south)))
    end = np.concatenate((np.where(runs_right, east, west), np.where(runs_down, south, north)))
    following = _following(start, end, runs_right, runs_down, is_corner.size)
    return _walks(start.tolist(), following.tolist(), width)


def _following(
    start: _Index,
    end: _Index,
    runs_right: NDArray[np.bool_],
    runs_down: NDArray[np.bool_],
    num_points: int,
) -> _Index:
    """(N,) index of the edge after each: the right turn where there is one, else the left turn."""
    num_horizontal = runs_right.size
    # Edges by their starting point and whether they run right (horizontal) or down (vertical).
    leaving_horizontal = np.full((num_points, 2), -1, dtype=np.int64)
    leaving_vertical = np.full((num_points, 2), -1, dtype=np.int64)
    leaving_horizontal[start[:num_horizontal], runs_right.astype(np.int64)] = np.arange(
        num_horizontal
    )
    leaving_vertical[start[num_horizontal:], runs_down.astype(np.int64)] = np.arange(
        num_horizontal, start.size
    )
    # Right turns: right to down, left to up, down to left, up to right.
    after_horizontal, after_vertical = end[:num_horizontal], end[num_horizontal:]
    turn_right = np.concatenate(
        (
            leaving_vertical[after_horizontal, runs_right.astype(np.int64)],
            leaving_horizontal[after_vertical, (~runs_down).astype(np.int64)],
        )
    )
    turn_left = np.concatenate(
        (
            leaving_vertical[after_horizontal, (~runs_right).astype(np.int64)],
            leaving_horizontal[after_vertical, runs_down.astype(np.int64)],
        )
    )
    return np.where(turn_right >= 0, turn_right, turn_left)


def _walks(start: list[int], following: list[int], width: int) -> list[_Loop]:
    """Follow the edges into closed walks of corners (x, y)."""
    walks: list[_Loop] = []
    is_seen = bytearray(len(start))
    for first in range(len(start)):
        if is_seen[first]:
            continue
        walk: _Loop = []
        edge = first
        while not is_seen[edge]:
            is_seen[edge] = 1
            y, x = divmod(start[edge], width)
            walk.append((x, y))
            edge = following[edge]
        walks.append(walk)
    return walks


def _simple_loops(walk: _Loop) -> list[_Loop]:
    """Cut a walk where it touches itself; each loop then visits a corner once."""
    if len(set(walk)) == len(walk):
        return [walk]
    loops: list[_Loop] = []
    path: _Loop = []
    place: dict[tuple[int, int], int] = {}
    for corner in walk:
        if corner in place:
            cut = place[corner]
            loops.append(path[cut:])
            for dropped in path[cut:]:
                del place[dropped]
            del path[cut:]
        place[corner] = len(path)
        path.append(corner)
    return [*loops, path]


def _owners(loops: list[_Loop], outers: dict[int, list[int]]) -> dict[int, int]:
    """For each hole the outer loop of the piece that it lies in.

    Above a hole's highest corner lies a pixel of that piece. Left of it, in the same row, the piece
    first ends at its outer loop or at another hole, whose highest corner lies higher, so following
    the holes ends at an outer loop.
    """
    holes = [index for index in range(len(loops)) if index not in outers]
    if len(outers) == 1:
        return dict.fromkeys(holes, next(iter(outers)))
    if not holes:
        return {}
    edge_x, edge_y, edge_loop = _unit_edges(loops)
    span = int(edge_x.max()) + 1
    keys = edge_y * span + edge_x
    order = np.argsort(keys)
    keys, edge_loop = keys[order], edge_loop[order]
    highest = {hole: min((y, x) for x, y in loops[hole]) for hole in holes}
    wanted = np.array([(y - 1) * span + x for y, x in highest.values()])
    left = edge_loop[np.searchsorted(keys, wanted, side="right") - 1].tolist()
    parents = dict(zip(highest, left, strict=True))
    owners: dict[int, int] = {}
    for hole in sorted(holes, key=highest.__getitem__):
        parent = parents[hole]
        owners[hole] = parent if parent in outers else owners[parent]
    return owners


def _unit_edges(loops: list[_Loop]) -> tuple[_Index, _Index, _Index]:
    """x, row and loop of every vertical pixel edge that the loops follow, each (N,)."""
    lines = [
        (x, min(y, next_y), max(y, next_y), index)
        for index, loop in enumerate(loops)
        for (x, y), (next_x, next_y) in zip(loop, loop[1:] + loop[:1], strict=True)
        if x == next_x
    ]
    x, first, last, index = np.array(lines, dtype=np.int64).T
    lengths = last - first
    line = np.repeat(np.arange(lengths.size), lengths)
    within = np.arange(line.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return x[line], first[line] + within, index[line]


def _row_major(column_major: _Index, shape_wh: tuple[int, ...]) -> _Index:
    """Positions in a (W, H) grid as positions in its transpose."""
    x, y = np.divmod(column_major, shape_wh[1])
    return y * shape_wh[0] + x


def _doubled_area(loop: _Loop) -> int:
    """Twice the signed area: positive clockwise on the screen (y down), so outer loops."""
    return sum(
        x * next_y - next_x * y
        for (x, y), (next_x, next_y) in zip(loop, loop[1:] + loop[:1], strict=True)
    )
