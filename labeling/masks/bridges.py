"""Joins the holes of an outline to its outer ring, for formats whose polygons have no holes.

A bridge is walked twice, there and back, so whoever fills by even-odd sees the same pixels. Bridges
run left from a hole along pixel edges, inside the piece, to the next boundary.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from labeling.masks.outlines import Piece

__all__ = ["Corner", "Hanging", "bridged", "hanging_holes", "started_loops", "walked"]

Corner = tuple[int, int]
Hanging = dict[tuple[int, int], list[tuple[int, Corner]]]
"""(loop, edge) to the holes that hang on it: (number of the hole's loop, foot of its bridge)."""

_Token = Corner | int
Place = TypeVar("Place", bound=tuple[float, float])


def bridged(piece: Piece) -> list[int]:
    """One ring for a piece with holes.

    Returns:
        Corners of one closed ring as a flat list x, y, x, y, …; the first is not repeated and none
        comes twice in a row.
    """
    if not piece.holes:
        flat: list[int] = piece.outer.ravel().tolist()
        return flat
    loops = started_loops(piece)
    hanging = hanging_holes(loops)
    tokens = [_loop_tokens(loop, ring, hanging) for loop, ring in enumerate(loops)]
    return [value for corner in walked(tokens) for value in corner]


def started_loops(piece: Piece) -> list[list[Corner]]:
    """The outer loop and then the holes; each hole begins at the upper end of its leftmost edge."""
    loops = [[(x, y) for x, y in loop.tolist()] for loop in (piece.outer, *piece.holes)]
    for index, hole in enumerate(loops[1:], start=1):
        first = hole.index(min(hole))
        loops[index] = hole[first:] + hole[:first]
    return loops


def hanging_holes(loops: list[list[Corner]]) -> Hanging:
    """Where each hole hangs: the edge left of its first corner, in the row below that corner.

    Args:
        loops: as `started_loops` gives them.
    """
    edges = [
        (loop, place, x, min(y, next_y), max(y, next_y))
        for loop, ring in enumerate(loops)
        for place, ((x, y), (next_x, next_y)) in enumerate(
            zip(ring, ring[1:] + ring[:1], strict=True)
        )
        if x == next_x
    ]
    owner, place, edge_x, first, last = np.array(edges, dtype=np.int64).T
    line = np.repeat(np.arange(owner.size), last - first)
    row = np.arange(line.size) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
    span = int(edge_x.max()) + 2
    keys = (first[line] + row) * span + edge_x[line]
    order = np.argsort(keys)
    keys, line = keys[order], line[order]
    # Left of a hole's leftmost edge, in the row below its upper end, the piece ends somewhere.
    wanted = np.array([ring[0][1] * span + ring[0][0] - 1 for ring in loops[1:]])
    met = line[np.searchsorted(keys, wanted, side="right") - 1]
    hanging: Hanging = {}
    for hole, edge in enumerate(met.tolist(), start=1):
        corner = (int(edge_x[edge]), loops[hole][0][1])
        hanging.setdefault((int(owner[edge]), int(place[edge])), []).append((hole, corner))
    return hanging


def _loop_tokens(loop: int, ring: list[Corner], hanging: Hanging) -> list[_Token]:
    """One loop's corners, closed; each hanging hole between two visits of its bridge's foot."""
    tokens: list[_Token] = []
    for edge, (corner, following) in enumerate(zip(ring, ring[1:] + ring[:1], strict=True)):
        tokens.append(corner)
        is_up = following[1] < corner[1]
        hung = hanging.get((loop, edge), [])
        for hole, foot in sorted(hung, key=lambda pair: pair[1][1], reverse=is_up):
            tokens += [foot, hole, foot]
    return [*tokens, ring[0]]


def walked(tokens: Sequence[Sequence[Place | int]]) -> list[Place]:
    """Walk the first loop, every other where it hangs, those that hang on it likewise.

    Args:
        tokens: of each loop its places, closed (the first repeated at the end), and between them
            the numbers of the loops that hang there.

    Returns:
        The places of one closed walk, the first not repeated, none twice in a row.
    """
    walk: list[Place] = []
    stack = [iter(tokens[0])]
    while stack:
        for token in stack[-1]:
            if isinstance(token, int):
                stack.append(iter(tokens[token]))
                break
            if not walk or walk[-1] != token:
                walk.append(token)
        else:
            stack.pop()
    walk.pop()  # the first loop's first place, repeated to close it
    return walk
