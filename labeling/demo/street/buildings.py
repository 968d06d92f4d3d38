"""The two rows of houses along a street, and the far end of it: textured faces in perspective."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from labeling.demo.street.texture import fractal_noise, varied
from labeling.demo.street.world import FAR_M, Camera, Floats, Light, Plan, Rgb

_PX_PER_M = 18
_FLOOR_M = 3.1
_NEAR_M = 2.2  # the row begins beside the camera, out of sight
_PLASTER: tuple[Rgb, ...] = (
    (0.78, 0.72, 0.62),
    (0.70, 0.43, 0.33),
    (0.58, 0.34, 0.27),
    (0.83, 0.80, 0.75),
    (0.62, 0.64, 0.62),
    (0.80, 0.66, 0.47),
    (0.52, 0.55, 0.60),
    (0.73, 0.57, 0.52),
)


@dataclass(frozen=True, slots=True)
class House:
    """One house: `side` -1 left or 1 right, its front along the street from `z0_m` to `z1_m`."""

    side: int
    facade_m: float
    z0_m: float
    z1_m: float
    height_m: float
    wall: Floats
    floor_offset_m: float


def plan_houses(rng: np.random.Generator, plan: Plan) -> list[House]:
    """Both rows, with gaps here and there, in no particular order."""
    houses = []
    for side, facade in ((-1, plan.facade_left_m), (1, plan.facade_right_m)):
        z, typical = _NEAR_M, rng.uniform(6, 17)
        while z < FAR_M:
            length = rng.uniform(7, 20)
            wall = varied(rng, _PLASTER[rng.integers(len(_PLASTER))], 0.05)
            height = max(4.5, typical * rng.uniform(0.65, 1.4))
            end = min(z + length, FAR_M)
            houses.append(House(side, facade, z, end, height, wall, rng.uniform(0, 0.5)))
            z = end + (rng.uniform(3, 14) if rng.random() < 0.3 else 0.0)
    return houses


def street_shadow(houses: list[House], camera: Camera, light: Light) -> npt.NDArray[np.bool_]:
    """(H, W) bool: the ground that lies in the shadow of the houses on the sun's side."""
    x, z = camera.ground()
    shadow = np.zeros(camera.size_hw, dtype=np.bool_)
    if light.shadow >= 1:
        return shadow
    for house in houses:
        if house.side != light.sun_side:
            continue
        reach = house.height_m * light.sun_slope
        beside = (z >= house.z0_m) & (z < house.z1_m)
        shadow |= beside & ((house.facade_m - x) * house.side < reach)
    return shadow


def paint_houses(
    rng: np.random.Generator, picture: Floats, houses: list[House], camera: Camera, light: Light
) -> npt.NDArray[np.bool_]:
    """Paint all houses, far to near, into `picture` (H, W, 3); the mask of what they cover."""
    covered = np.zeros(camera.size_hw, dtype=np.bool_)
    if rng.random() < 0.7:
        _paint_far_end(rng, picture, covered, camera, light)
    for house in sorted(houses, key=lambda house: -house.z0_m):
        _paint_house(rng, picture, covered, house, camera, light)
    return covered


def _paint_house(
    rng: np.random.Generator,
    picture: Floats,
    covered: npt.NDArray[np.bool_],
    house: House,
    camera: Camera,
    light: Light,
) -> None:
    x, z0, z1, top = house.facade_m, house.z0_m, house.z1_m, house.height_m
    inner, outer = x, x + house.side * 14.0
    facing_sun = 1.0 if house.side != light.sun_side else light.shadow
    gable_corners = [(inner, top, z0), (outer, top, z0), (outer, 0, z0), (inner, 0, z0)]
    front_corners = [(x, top, z1), (x, top, z0), (x, 0, z0), (x, 0, z1)]
    faces = (
        (gable_corners, 14.0, 0.80 if light.shadow < 1 else 0.95, True),
        (front_corners, z1 - z0, facing_sun, False),
    )
    for corners, length, brightness, is_gable in faces:
        texture = _facade(rng, house, length, light, is_gable) * np.float32(brightness)
        _paint_quad(picture, covered, camera, light, texture, np.array(corners))


def _paint_quad(
    picture: Floats,
    covered: npt.NDArray[np.bool_],
    camera: Camera,
    light: Light,
    texture: Floats,
    corners: npt.NDArray[np.float64],
) -> None:
    """Warp a texture onto a world quad (top-left, top-right, bottom-right, bottom-left)."""
    height, width = camera.size_hw
    rows, columns = texture.shape[:2]
    source = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], dtype=np.float32)
    target = camera.project(corners)
    x0, y0 = np.maximum(np.floor(target.min(axis=0)).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(target.max(axis=0)).astype(int), (width, height))
    if x1 - x0 < 1 or y1 - y0 < 1:
        return
    shift = np.array([x0, y0], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, (target - shift).astype(np.float32))
    size_wh = (int(x1 - x0), int(y1 - y0))
    warped = cv2.warpPerspective(
        texture, matrix, size_wh, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    inside = np.zeros((size_wh[1], size_wh[0]), dtype=np.uint8)
    outline = np.clip((target - shift) * 16, -(2**20), 2**20)
    cv2.fillPoly(inside, [np.rint(outline).astype(np.int32)], 1, shift=4)
    where = inside.astype(np.bool_)
    z = _depth_by_column(camera, corners, int(x0), int(x1))
    hazed = light.through_air(np.asarray(warped, dtype=np.float32), z[None, :])
    picture[y0:y1, x0:x1][where] = hazed[where]
    covered[y0:y1, x0:x1] |= where


def _depth_by_column(camera: Camera, corners: npt.NDArray[np.float64], x0: int, x1: int) -> Floats:
    """Depth in metres of an upright quad at each picture column of x0..x1."""
    if np.ptp(corners[:, 2]) < 1e-6:
        return np.full(x1 - x0, corners[0, 2], dtype=np.float32)
    ahead = np.abs(np.arange(x0, x1) + 0.5 - camera.centre_x_px)
    depth = camera.focal_px * abs(corners[0, 0]) / np.maximum(ahead, 1e-3)
    return np.asarray(np.clip(depth, corners[:, 2].min(), corners[:, 2].max()), dtype=np.float32)


def _facade(
    rng: np.random.Generator, house: House, length_m: float, light: Light, is_gable: bool
) -> Floats:
    """A wall with windows, (rows, columns, 3) float32, _PX_PER_M to the metre, top row first."""
    rows, columns = int(house.height_m * _PX_PER_M), max(8, int(length_m * _PX_PER_M))
    dirt = fractal_noise(rng, (rows, columns), cell_px=40, octaves=5)[..., None]
    wall = (house.wall * (1 + 0.045 * dirt)).astype(np.float32)
    courses = (np.arange(rows) % 6 == 0)[:, None, None] * np.float32(0.05)
    wall = wall * (1 - courses)
    pitch = int(rng.uniform(2.0, 3.2) * _PX_PER_M)
    size = (int(rng.uniform(1.3, 1.8) * _PX_PER_M), int(rng.uniform(0.9, 1.5) * _PX_PER_M))
    if is_gable and rng.random() < 0.5:
        pitch = columns + 1  # a blind wall
    floor = int(_FLOOR_M * _PX_PER_M)
    for bottom in range(rows - floor, floor // 2, -floor):
        top = bottom - size[0] - int(0.8 * _PX_PER_M)
        for left in range(pitch // 3, columns - size[1], pitch):
            if top > 3:
                _window(rng, wall, (top, left), size, light)
    if not is_gable:
        _ground_floor(rng, wall, floor, light)
    cornice = max(2, int(0.25 * _PX_PER_M))
    wall[:cornice] *= np.float32(rng.uniform(0.62, 0.85))
    wall[-cornice:] *= np.float32(0.7)
    return np.asarray(wall * np.asarray(light.tint, dtype=np.float32))


def _window(
    rng: np.random.Generator,
    wall: Floats,
    corner: tuple[int, int],
    size: tuple[int, int],
    light: Light,
) -> None:
    top, left = corner
    bottom, right = top + size[0], left + size[1]
    wall[top - 2 : bottom + 2, left - 2 : right + 2] = np.clip(wall[top, left] + 0.14, 0, 1)
    if light.is_dusk and rng.random() < 0.45:
        pane = np.asarray((1.55, 1.25, 0.72), dtype=np.float32) * np.float32(rng.uniform(0.6, 1))
    else:
        sky = np.asarray(light.zenith, dtype=np.float32)
        pane = sky * np.float32(0.35) + np.float32(rng.uniform(0.06, 0.2))
    fade = np.linspace(1.25, 0.75, bottom - top, dtype=np.float32)[:, None, None]
    wall[top:bottom, left:right] = pane * fade
    wall[bottom + 2 : bottom + 4, left - 3 : right + 3] *= np.float32(0.7)
    wall[top:bottom, (left + right) // 2] = np.clip(wall[top - 2, left - 2], 0, 1)


def _ground_floor(rng: np.random.Generator, wall: Floats, floor: int, light: Light) -> None:
    """Doors and shop windows along the bottom of a front."""
    rows, columns = wall.shape[:2]
    x = int(rng.uniform(0.3, 1.2) * _PX_PER_M)
    while x < columns - 2 * _PX_PER_M:
        width = int(rng.uniform(1.1, 3.4) * _PX_PER_M)
        right = min(x + width, columns - 4)
        top = rows - int(rng.uniform(2.2, 2.6) * _PX_PER_M)
        is_shop = width > 1.8 * _PX_PER_M
        color = varied(rng, (0.20, 0.22, 0.26) if is_shop else (0.34, 0.24, 0.20), 0.08)
        if light.is_dusk and is_shop:
            color = np.asarray((1.5, 1.2, 0.75), dtype=np.float32)
        wall[top : rows - (5 if is_shop else 0), x:right] = color
        if is_shop:
            awning = varied(rng, (0.55, 0.25, 0.25), 0.25)
            wall[top - 7 : top, max(0, x - 3) : right + 3] = awning
        x = right + int(rng.uniform(0.6, 2.5) * _PX_PER_M)
    wall[rows - floor : rows - floor + 3] *= np.float32(0.8)


def _paint_far_end(
    rng: np.random.Generator,
    picture: Floats,
    covered: npt.NDArray[np.bool_],
    camera: Camera,
    light: Light,
) -> None:
    """Blocks that close the view where the street ends."""
    x = -60.0
    while x < 60:
        width, height = rng.uniform(10, 26), rng.uniform(9, 34)
        z = FAR_M + rng.uniform(5, 60)
        wall = varied(rng, _PLASTER[rng.integers(len(_PLASTER))], 0.05)
        block = House(1, x, z, z + 10, height, wall, 0.0)
        texture = _facade(rng, block, width, light, is_gable=True)
        corners = [(x, height, z), (x + width, height, z), (x + width, 0, z), (x, 0, z)]
        _paint_quad(picture, covered, camera, light, texture, np.array(corners))
        x += width * rng.uniform(0.7, 1.3)
