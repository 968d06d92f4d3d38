"""Shadows that cars, trees, lamps and people throw on the ground of a street scene."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from labeling.demo.street.cars import Car, footprint
from labeling.demo.street.classes import LAMP, TREE, StreetClass
from labeling.demo.street.world import Camera, Floats, Light

_CAR_HEIGHT_M = 1.3
_CONTACT = 0.45  # light left right under a car


def darken_under_cars(colors: Floats, camera: Camera, light: Light, cars: list[Car]) -> None:
    """Multiply the ground under and beside each car by what light is left there, in place."""
    shade = np.ones(camera.size_hw, dtype=np.float32)
    for car in cars:
        if car.nearest_m < 2.0:
            continue
        base = footprint(car)
        _multiply(shade, camera, base, _CONTACT)
        if light.shadow < 1:
            away = np.array([-light.sun_side * light.sun_slope * _CAR_HEIGHT_M * 0.7, 0, 0.3])
            hull = _hull(np.concatenate((base, base + away)))
            _multiply(shade, camera, hull, light.shadow)
    blurred = np.asarray(cv2.GaussianBlur(shade, (0, 0), 2.0), dtype=np.float32)
    colors *= blurred[..., None]


def darken_under_upright(
    rng: np.random.Generator,
    shadow: npt.NDArray[np.bool_],
    camera: Camera,
    light: Light,
    street_class: StreetClass,
    x_m: float,
    z_m: float,
) -> None:
    """Add the shadow of one tree, lamp or person to the (H, W) bool mask of shadow, in place."""
    height_m, radius_m = {TREE: (6.0, 1.8), LAMP: (6.0, 0.09)}.get(street_class, (1.7, 0.25))
    tip = x_m - light.sun_side * light.sun_slope * height_m
    half = min(radius_m, 0.12) if street_class is TREE else radius_m
    strip = [(x_m, 0, z_m - half), (tip, 0, z_m - half), (tip, 0, z_m + half), (x_m, 0, z_m + half)]
    shapes = [np.array(strip)]
    if street_class is TREE:
        for _ in range(9):
            angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
            cx, cz = tip + rng.normal(0, 0.9), z_m + rng.normal(0, 0.7)
            ring = [(cx + 0.9 * np.cos(a), 0, max(2.5, cz + 0.7 * np.sin(a))) for a in angles]
            shapes.append(np.array(ring))
    for shape in shapes:
        drawn = np.zeros(camera.size_hw, dtype=np.uint8)
        _fill(drawn, camera, shape)
        shadow |= drawn.astype(np.bool_)


def _multiply(
    shade: Floats, camera: Camera, corners: npt.NDArray[np.float64], factor: float
) -> None:
    drawn = np.zeros(camera.size_hw, dtype=np.uint8)
    _fill(drawn, camera, corners)
    where = drawn.astype(np.bool_)
    shade[where] = np.minimum(shade[where], np.float32(factor))


def _fill(drawn: npt.NDArray[np.uint8], camera: Camera, corners: npt.NDArray[np.float64]) -> None:
    points = np.clip(camera.project(corners), -(2**15), 2**15)
    cv2.fillPoly(drawn, [np.rint(points * 16).astype(np.int32)], 1, shift=4)


def _hull(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Convex outline on the ground of (N, 3) points with y = 0."""
    flat = np.ascontiguousarray(points[:, (0, 2)], dtype=np.float32)
    ring = np.asarray(cv2.convexHull(flat), dtype=np.float64).reshape(-1, 2)
    return np.stack((ring[:, 0], np.zeros(len(ring)), ring[:, 1]), axis=1)
