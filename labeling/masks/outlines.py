"""Traces masks along their pixel edges into polygons that give back exactly the same pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labeling.masks.rle import decode_box
from labeling.masks.types import Mask, Part, Polygon, Ring, Rle

_Index = NDArray[np.int64]

Loop = NDArray[np.int64]
"""(N, 2) corners (x, y) of a closed walk along pixel edges, the first not repeated."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One 4-connected piece of a mask: its outer loop and its holes, in pixel corners."""

    outer: Loop
    holes: list[Loop]


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
    return _polygon(_pieces(crop, left, top))


def outline_rle(rle: Rle) -> Polygon:
    """`outline` of a stored mask, decoding only its box.

    Raises:
        InvalidRle: as `rle.decode`.
    """
    return _polygon(pieces_rle(rle))


def pieces_rle(rle: Rle) -> list[Piece]:
    """The loops of `outline` as arrays of whole numbers, for writers of many vertices.

    Raises:
        InvalidRle: as `rle.decode`.
    """
    return _pieces(*decode_box(rle))


def _polygon(pieces: list[Piece]) -> Polygon:
    return Polygon(
        tuple(Part(_ring(piece.outer), tuple(map(_ring, piece.holes))) for piece in pieces)
    )


def _ring(loop: Loop) -> Ring:
    x, y = loop.T.astype(np.float64).tolist()
    return tuple(zip(x, y, strict=True))


def _pieces(crop: Mask, left: int, top: int) -> list[Piece]:
    """Outline a crop whose upper left corner is at (left, top) in the image."""
    loops = _loops(np.pad(crop, 1))
    if not loops:
        return []
    corners = np.concatenate(loops)
    sizes = np.array([len(loop) for loop in loops])
    firsts = np.cumsum(sizes) - sizes
    is_outer = _doubled_areas(corners, firsts, sizes) > 0
    outers = np.flatnonzero(is_outer).tolist()
    owners = _owners(corners, firsts, sizes, is_outer)
    shift = np.array([left, top])
    pieces = {outer: Piece(loops[outer] + shift, []) for outer in outers}
    for hole, owner in owners.items():
        pieces[owner].holes.append(loops[hole] + shift)
    # By first pixel: the highest corner, the leftmost of those.
    keys = np.minimum.reduceat(corners[:, 1] * (crop.shape[1] + 1) + corners[:, 0], firsts)
    return [pieces[outer] for outer in sorted(outers, key=keys.tolist().__getitem__)]


def _loops(padded: Mask) -> list[Loop]:
    """Simple closed loops along the pixel edges, inside on the right hand.

    Args:
        padded: (h + 2, w + 2) bool with an empty border.

    Returns:
        Loops in corners of the unpadded grid.
    """
    upper_left, upper_right = padded[:-1, :-1], padded[:-1, 1:]
    lower_left, lower_right = padded[1:, :-1], padded[1:, 1:]
    is_crossing = (upper_left == lower_right) & (upper_right == lower_left)
    is_crossing &= upper_left != upper_right
    # A lattice point is a corner unless the boundary runs straight through it or misses it.
    is_corner = (upper_left ^ upper_right ^ lower_left ^ lower_right) | is_crossing
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
    corners = np.stack((start % width, start // width), axis=1)
    touches = is_crossing.ravel()[start]
    loops: list[Loop] = []
    for walk in _walks(following.tolist()):
        if touches[walk].any():
            loops += [corners[loop] for loop in _simple_loops(walk, start[walk].tolist())]
        else:
            loops.append(corners[walk])
    return loops


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


def _walks(following: list[int]) -> list[list[int]]:
    """Follow the edges into closed walks, each a list of edges; a walk may touch itself."""
    walks: list[list[int]] = []
    is_seen = bytearray(len(following))
    for first in range(len(following)):
        if is_seen[first]:
            continue
        walk = []
        edge = first
        while not is_seen[edge]:
            is_seen[edge] = 1
            walk.append(edge)
            edge = following[edge]
        walks.append(walk)
    return walks


def _simple_loops(walk: list[int], points: list[int]) -> list[list[int]]:
    """Cut a walk where it comes to a point again; each loop then visits a point once."""
    loops: list[list[int]] = []
    path: list[int] = []
    visited: list[int] = []
    place: dict[int, int] = {}
    for edge, point in zip(walk, points, strict=True):
        if point in place:
            cut = place[point]
            loops.append(path[cut:])
            for dropped in visited[cut:]:
                del place[dropped]
            del path[cut:], visited[cut:]
        place[point] = len(path)
        path.append(edge)
        visited.append(point)
    return [*loops, path]


def _next_corners(corners: Loop, firsts: _Index, sizes: _Index) -> Loop:
    """(N, 2) the corner after each in its loop."""
    following = np.arange(1, len(corners) + 1)
    following[firsts + sizes - 1] = firsts
    return corners[following]


def _doubled_areas(corners: Loop, firsts: _Index, sizes: _Index) -> _Index:
    """Twice the signed area of each loop: positive clockwise on the screen, so outer loops."""
    after = _next_corners(corners, firsts, sizes)
    areas: _Index = np.add.reduceat(
        corners[:, 0] * after[:, 1] - after[:, 0] * corners[:, 1], firsts
    )
    return areas


def _owners(
    corners: Loop, firsts: _Index, sizes: _Index, is_outer: NDArray[np.bool_]
) -> dict[int, int]:
    """For each hole the outer loop of the piece that it lies in.

    Above a hole's highest corner lies a pixel of that piece. Left of it, in the same row, the piece
    first ends at its outer loop or at another hole, whose highest corner lies higher, so following
    the holes ends at an outer loop.
    """
    holes = np.flatnonzero(~is_outer)
    if np.count_nonzero(is_outer) == 1:
        return dict.fromkeys(holes.tolist(), int(np.argmax(is_outer)))
    if holes.size == 0:
        return {}
    span = int(corners[:, 0].max()) + 1
    edge_keys, edge_loops = _unit_edges(corners, firsts, sizes, span)
    highest = np.minimum.reduceat(corners[:, 1] * span + corners[:, 0], firsts)[holes]
    left = edge_loops[np.searchsorted(edge_keys, highest - span, side="right") - 1]
    parents = dict(zip(holes.tolist(), left.tolist(), strict=True))
    owners: dict[int, int] = {}
    for hole in holes[np.argsort(highest, kind="stable")].tolist():
        parent = parents[hole]
        owners[hole] = parent if is_outer[parent] else owners[parent]
    return {hole: owners[hole] for hole in holes.tolist()}


def _unit_edges(corners: Loop, firsts: _Index, sizes: _Index, span: int) -> tuple[_Index, _Index]:
    """Every vertical pixel edge that the loops follow: sorted keys row * span + x, and its loop."""
    after = _next_corners(corners, firsts, sizes)
    loop = np.repeat(np.arange(sizes.size), sizes)
    is_vertical = corners[:, 0] == after[:, 0]
    x, loop = corners[is_vertical, 0], loop[is_vertical]
    y, next_y = corners[is_vertical, 1], after[is_vertical, 1]
    first, lengths = np.minimum(y, next_y), np.abs(next_y - y)
    line = np.repeat(np.arange(lengths.size), lengths)
    within = np.arange(line.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    keys = (first[line] + within) * span + x[line]
    order = np.argsort(keys)
    return keys[order], loop[line[order]]


def _row_major(column_major: _Index, shape_wh: tuple[int, ...]) -> _Index:
    """Positions in a (W, H) grid as positions in its transpose."""
    x, y = np.divmod(column_major, shape_wh[1])
    return y * shape_wh[0] + x
