"""Polygons: one rasterisation rule, exact outlines, and errors that say where."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from labeling.errors import InvalidPolygon
from labeling.masks import polygons
from labeling.masks.types import Mask, Part, Polygon
from tests.golden.make import fill
from tests.masks.grids import grid, masks

NASTY = [
    grid("1"),
    grid("10", "01"),
    grid("0101", "1010", "0101", "1010"),
    grid("111", "101", "111"),
    grid("110", "101", "111"),  # the hole touches the outside in a corner
    grid("11111", "10101", "11111"),
    grid("11111", "10011", "10101", "11001", "11111"),  # two holes that touch in a corner
    grid("1111111", "1000001", "1011101", "1010101", "1011101", "1000001", "1111111"),
    grid("11100111", "10111101", "11100111"),
]


def assert_exact(mask: Mask) -> None:
    polygon = polygons.outline(mask)
    assert np.array_equal(polygons.rasterise(polygon, mask.shape), mask)
    shapes = [shapely.Polygon(part.outer, part.holes) for part in polygon.parts]
    assert all(shape.is_valid for shape in shapes)
    assert sum(shape.area for shape in shapes) == mask.sum()
    if mask.any():
        polygons.validate(polygon, mask.shape)


@pytest.mark.parametrize("mask", NASTY, ids=lambda mask: f"{mask.shape}")
def test_outlines_of_nasty_masks_are_exact_and_valid(mask: Mask) -> None:
    assert_exact(mask)


@given(masks())
def test_outlines_give_back_the_same_pixels(mask: Mask) -> None:
    assert_exact(mask)


@given(masks())
def test_outer_rings_run_clockwise_on_the_screen_and_holes_the_other_way(mask: Mask) -> None:
    for part in polygons.outline(mask).parts:
        # Shapely's y axis points up: clockwise on the screen is counter-clockwise there.
        assert shapely.LinearRing(part.outer).is_ccw
        assert not any(shapely.LinearRing(hole).is_ccw for hole in part.holes)


def test_an_outline_has_no_vertices_on_straight_edges() -> None:
    square = polygons.outline(grid("0000", "0110", "0110"))
    assert square == Polygon((Part(((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0))),))


def test_pieces_that_touch_in_a_corner_are_parts_of_their_own() -> None:
    assert len(polygons.outline(grid("10", "01")).parts) == 2


def test_an_island_in_a_hole_is_a_part_and_the_hole_stays_with_the_ring() -> None:
    outlined = polygons.outline(grid("11111", "10001", "10101", "10001", "11111"))
    assert [len(part.holes) for part in outlined.parts] == [1, 0]


def test_an_empty_mask_has_no_parts() -> None:
    assert polygons.outline(grid("00", "00")) == Polygon(())


coordinates = st.one_of(
    st.integers(-2, 12).map(float),
    st.integers(-4, 24).map(lambda number: number / 2),
    st.floats(-3, 13, allow_nan=False),
)
rings = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=8).map(tuple)
parts = st.builds(Part, rings, st.lists(rings, max_size=2).map(tuple))


@given(st.lists(parts, min_size=1, max_size=3), st.tuples(st.integers(1, 11), st.integers(1, 11)))
def test_any_rings_are_filled_by_the_rule_even_crossing_ones(
    drawn: list[Part], size_hw: tuple[int, int]
) -> None:
    notation = [
        [" ".join(f"{x!r},{y!r}" for x, y in ring) for ring in (part.outer, *part.holes)]
        for part in drawn
    ]
    expected = grid(*fill(list(size_hw), notation))
    assert np.array_equal(polygons.rasterise(Polygon(tuple(drawn)), size_hw), expected)


@given(st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=6), st.integers(0, 5))
def test_the_first_vertex_and_the_direction_do_not_matter(
    ring: list[tuple[float, float]], turn: int
) -> None:
    turned = [*ring[turn % len(ring) :], *ring[: turn % len(ring)]][::-1]
    first, second = (Polygon((Part(tuple(each)),)) for each in (ring, turned))
    assert np.array_equal(polygons.rasterise(first, (9, 9)), polygons.rasterise(second, (9, 9)))


SQUARE = [[1, 1], [5, 1], [5, 5], [1, 5]]


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        ([SQUARE], "must be"),
        ({"parts": SQUARE, "colour": "red"}, "must be"),
        ({"parts": [SQUARE]}, "Part 1 must be"),
        ({"parts": [{"outer": SQUARE, "inner": []}]}, "Part 1 must be"),
        ({"parts": [{"outer": SQUARE}, {"outer": SQUARE[:2]}]}, "Part 2, outer ring"),
        ({"parts": [{"outer": [[1, 1], [5], [5, 5]]}]}, "Part 1, outer ring, vertex 2"),
        ({"parts": [{"outer": [[1, 1], [5, "1"], [5, 5]]}]}, "vertex 2"),
        ({"parts": [{"outer": [[1, 1], [5, float("nan")], [5, 5]]}]}, "vertex 2"),
        ({"parts": [{"outer": [[1, 1], [10**400, 1], [5, 5]]}]}, "vertex 2"),
        ({"parts": [{"outer": SQUARE, "holes": [SQUARE, [[2, 2], [3, True], [4, 4]]]}]}, "hole 2"),
    ],
)
def test_malformed_polygons_are_refused_with_the_place(wire: object, words: str) -> None:
    with pytest.raises(InvalidPolygon, match=words):
        polygons.from_wire(wire)


def polygon_of(*drawn: tuple[list[list[float]], list[list[list[float]]]]) -> Polygon:
    return polygons.from_wire({"parts": [{"outer": a, "holes": b} for a, b in drawn]})


@pytest.mark.parametrize(
    ("polygon", "words"),
    [
        (Polygon(()), "no parts"),
        (polygon_of((SQUARE, []), ([[0, 0], [4, 4], [4, 0], [0, 4]], [])), "Part 2: Self-inter"),
        (polygon_of(([[0, 0], [4, 4], [0, 0]], [])), "2 different vertices"),
        (polygon_of(([[0, 0], [2, 2], [4, 4]], [])), "Part 1"),
        (polygon_of((SQUARE, [[[6, 6], [7, 6], [7, 7]]])), "Hole lies outside"),
        (polygon_of(([[20, 20], [30, 20], [30, 30]], [])), "outside the image"),
    ],
)
def test_impossible_polygons_are_refused(polygon: Polygon, words: str) -> None:
    with pytest.raises(InvalidPolygon, match=words):
        polygons.validate(polygon, (10, 10))


def test_a_polygon_may_reach_over_the_border() -> None:
    reaching = polygon_of(([[-5, -5], [5, -5], [5, 5], [-5, 5]], []))
    polygons.validate(reaching, (10, 10))
    assert polygons.rasterise(reaching, (10, 10)).sum() == 25
