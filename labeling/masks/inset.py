"""Outlines a hair inside the pixel edges, which every rule of filling turns into the same pixels.

Readers that cut coordinates off to whole pixels and draw the outline with the filling (cv2's
fillPoly, Pillow's polygon) need vertices in the outermost pixels of the mask; readers that ask
whether a pixel's centre is inside (pycocotools, Shapely, our own rule) need the pixel edges. Moved
inwards by less than half a pixel, the corners of an outline are both.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from labeling.masks.bridges import Corner, Hanging, hanging_holes, started_loops, walked
from labeling.masks.outlines import Piece, pieces_rle
from labeling.masks.types import Point, Rle

_THROUGH = (0.4, 0.2764)
"""How far before and behind a corner a way goes through it from pixel to pixel, in pixels.

Readers that put points in evenly (Ultralytics) must not meet the corner itself, where rounding
decides on the pixel; so the way is long, and the corner divides it in no simple ratio."""

_MAX_NEAREST = 40_000
"""Vertices up to which pieces are joined where they are nearest; noise is joined in order."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A bridge between two pieces, from a place of one ring to a place of the other."""

    piece: int
    place: int
    other: int
    other_place: int


def inset_rings(mask: Rle, inset_px: float) -> list[list[Point]]:
    """One ring for each 4-connected piece of a mask, holes hung in by bridges.

    `cv2.fillPoly` and Pillow's filled and outlined polygon, given the coordinates cut off to whole
    numbers, fill exactly the piece's pixels, and so does the rule of pixel centres.

    Args:
        mask: any mask.
        inset_px: how far inside the pixel edges the ring runs; above 0 and below 0.5.

    Returns:
        Points (x, y) in image pixels; the first is not repeated. Bridges run inside the piece.

    Raises:
        InvalidRle: as `rle.decode`.
    """
    return [_ring(piece, inset_px) for piece in pieces_rle(mask)]


def joined_ring(rings: list[list[Point]]) -> list[Point]:
    """Several rings as one: bridges are walked there and back, from vertex to nearest vertex.

    By the rule of pixel centres a bridge has no pixels. Who draws the outline too sees a line of
    one pixel between pieces that do not touch; pieces that meet at a corner stay exact.

    Args:
        rings: at least one.
    """
    if len(rings) == 1:
        return rings[0]
    hung: list[list[_Link]] = [[] for _ in rings]
    for link in _spanning_links(rings):
        hung[link.piece].append(link)
        hung[link.other].append(_Link(link.other, link.other_place, link.piece, link.place))
    tokens: list[list[Point | int]] = [[] for _ in rings]
    waiting: list[tuple[int, int, list[Point]]] = [(0, 0, [])]
    is_seen = [True] + [False] * (len(rings) - 1)
    while waiting:
        piece, start, entry = waiting.pop()
        ring = rings[piece]
        children: dict[int, list[tuple[int, list[Point]]]] = {}
        for link in hung[piece]:
            if not is_seen[link.other]:
                is_seen[link.other] = True
                exit_there, entry_there = _through(ring[link.place], rings[link.other], link)
                waiting.append((link.other, link.other_place, entry_there))
                children.setdefault(link.place, []).append((link.other, exit_there))
        tokens[piece] += entry
        for place in [*range(start, len(ring)), *range(start)]:
            tokens[piece].append(ring[place])
            for child, way in children.get(place, ()):
                tokens[piece] += [*way, child, *way, ring[place]]
        tokens[piece] += [ring[start], *entry]
    return walked(tokens)


def _through(foot: Point, other: list[Point], link: _Link) -> tuple[list[Point], list[Point]]:
    """Further points of a bridge on either side where two pieces touch by a corner."""
    head = other[link.other_place]
    corner = (round(foot[0]), round(foot[1]))
    if corner != (round(head[0]), round(head[1])):
        return [], []
    ways = []
    for place, length in zip((foot, head), _THROUGH, strict=True):
        x, y = (c + math.copysign(length, p - c) for c, p in zip(corner, place, strict=True))
        ways.append([(x, y)])
    return ways[0], ways[1]


def _ring(piece: Piece, inset_px: float) -> list[Point]:
    if not piece.holes:
        return [place for places in _moved(piece.outer, inset_px, set()) for place in places]
    loops = started_loops(piece)
    hanging = hanging_holes(loops)
    touched: set[Corner] = set()
    for corner, times in Counter(corner for loop in loops for corner in loop).items():
        if times > 1:
            touched.add(corner)
    tokens = [
        _tokens(number, loop, _moved(np.array(loop), inset_px, touched), hanging, inset_px)
        for number, loop in enumerate(loops)
    ]
    return walked(tokens)


def _tokens(
    number: int, loop: list[Corner], moved: list[list[Point]], hanging: Hanging, inset_px: float
) -> list[Point | int]:
    """One loop, moved and closed, with the holes that hang on it.

    A bridge runs through the pixels of the row below the hole's first corner, on both ways: its
    foot is moved down, and the hole is entered on its left edge, below its first corner.
    """
    tokens: list[Point | int] = []
    for edge, places in enumerate(moved):
        if number == 0 or edge > 0:
            tokens += places
        # Holes hang on left borders of the mask only, and those run up.
        for hole, foot in sorted(hanging.get((number, edge), []), key=lambda pair: -pair[1][1]):
            place = (foot[0] + inset_px, foot[1] + inset_px)
            tokens += [place, hole, place]
    if number == 0:
        return [*tokens, moved[0][0]]
    entry = (loop[0][0] - inset_px, loop[0][1] + inset_px)
    return [entry, *tokens, *moved[0], entry]


def _moved(loop: NDArray[np.int64], inset_px: float, touched: set[Corner]) -> list[list[Point]]:
    """Each corner moved into the mask, which lies on the right hand of the walk.

    Where two loops of a piece touch, the pixel that a left turn would be moved into is outside: the
    walk goes straight through the corner there, from the pixel before it to the pixel after it.
    """
    after = np.sign(np.roll(loop, -1, axis=0) - loop)
    before = np.roll(after, 1, axis=0)
    right_after = np.stack((-after[:, 1], after[:, 0]), axis=1)  # y runs down
    right_before = np.roll(right_after, 1, axis=0)
    x, y = (loop + inset_px * (right_before + right_after)).T.tolist()
    moved = [[place] for place in zip(x, y, strict=True)]
    if touched:
        is_left = before[:, 0] * after[:, 1] < before[:, 1] * after[:, 0]
        arriving = loop + _THROUGH[0] * (right_before - before)
        leaving = loop + _THROUGH[1] * (right_after + after)
        for n in np.flatnonzero(is_left).tolist():
            if (int(loop[n, 0]), int(loop[n, 1])) in touched:
                pairs = (arriving[n].tolist(), leaving[n].tolist())
                moved[n] = [(px, py) for px, py in pairs]
    return moved


def _spanning_links(rings: list[list[Point]]) -> list[_Link]:
    """The shortest bridges that join all pieces (Kruskal, 1956, on the Delaunay edges)."""
    points = np.rint(np.concatenate([np.array(ring) for ring in rings])).astype(np.int64)
    sizes = np.array([len(ring) for ring in rings])
    owner = np.repeat(np.arange(sizes.size), sizes)
    place = np.arange(owner.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    a, b = _candidates(points, owner)
    parent = list(range(len(rings)))
    links = []
    for first, second in zip(a.tolist(), b.tolist(), strict=True):
        one, other = _root(parent, int(owner[first])), _root(parent, int(owner[second]))
        if one != other:
            parent[one] = other
            pieces = int(owner[first]), int(owner[second])
            links.append(_Link(pieces[0], int(place[first]), pieces[1], int(place[second])))
    return links


def _candidates(
    points: NDArray[np.int64], owner: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of points (by number), shortest first, that join all pieces."""
    firsts = np.flatnonzero(np.diff(owner, prepend=-1))
    a, b = [firsts[:-1]], [firsts[1:]]  # joins all, should Delaunay find nothing (a line)
    if len(points) <= _MAX_NEAREST:
        order = np.lexsort((owner, points[:, 1], points[:, 0]))
        is_same = (points[order[1:]] == points[order[:-1]]).all(axis=1)
        a.append(order[:-1][is_same])
        b.append(order[1:][is_same])
        first, second = _delaunay(points, order)
        a.append(first)
        b.append(second)
    first, second = np.concatenate(a), np.concatenate(b)
    is_between = owner[first] != owner[second]
    first, second = first[is_between], second[is_between]
    lengths = ((points[first] - points[second]) ** 2).sum(axis=1)
    shortest = np.lexsort((second, first, lengths))
    return first[shortest], second[shortest]


def _delaunay(
    points: NDArray[np.int64], order: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The edges between neighbouring points, as numbers of points; `order` sorts by x, then y."""
    # A line through all points is as good a carrier as a set of points, and quicker to make.
    found = shapely.delaunay_triangles(shapely.linestrings(points), only_edges=True)
    ends = shapely.get_coordinates(found)  # two for each edge
    span = int(points[:, 1].max()) + 1
    keys = points[order] @ np.array([span, 1])
    numbers = order[np.searchsorted(keys, np.rint(ends).astype(np.int64) @ np.array([span, 1]))]
    return numbers[::2], numbers[1::2]


def _root(parent: list[int], piece: int) -> int:
    while parent[piece] != piece:
        parent[piece] = parent[parent[piece]]
        piece = parent[piece]
    return piece
