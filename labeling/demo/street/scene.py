"""One street scene: plans what stands where, paints it far to near, and keeps the exact masks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from labeling.demo.street.backdrop import paint_ground, paint_sky
from labeling.demo.street.buildings import paint_houses, plan_houses, street_shadow
from labeling.demo.street.cars import Car, draw_car, make_car
from labeling.demo.street.classes import (
    BUILDING,
    CAR,
    GRASS,
    LAMP,
    PERSON,
    ROAD,
    SIDEWALK,
    SKY,
    TREE,
    StreetClass,
)
from labeling.demo.street.people import draw_person
from labeling.demo.street.shadows import darken_under_cars, darken_under_upright
from labeling.demo.street.sprite import Sprite
from labeling.demo.street.texture import fractal_noise
from labeling.demo.street.trees import draw_lamp, draw_tree
from labeling.demo.street.world import (
    Camera,
    Floats,
    Light,
    Plan,
    make_camera,
    make_light,
    make_plan,
)

_SUPERSAMPLE = 2  # each picture pixel is the mean of 2 x 2, which smooths the hard outlines
_MIN_VISIBLE_PX = 30  # objects that show less are left out of the scene altogether

Masks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StreetSegment:
    """One labelled region.

    Attributes:
        class_id: of STREET_CLASSES.
        mask: (H, W) bool, the whole object, also where something nearer hides it.
        z: paint order; later covers earlier.
        is_occluded: something nearer hides a part of it.
        is_truncated: the picture's edge cuts it off.
    """

    class_id: int
    mask: Masks
    z: int
    is_occluded: bool
    is_truncated: bool


@dataclass(frozen=True, slots=True)
class StreetScene:
    """A picture, (H, W, 3) uint8 RGB, and its segments in paint order; together they cover it."""

    picture: npt.NDArray[np.uint8]
    segments: tuple[StreetSegment, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    street_class: StreetClass
    sprite: Sprite


def render_street(seed: int, size_hw: tuple[int, int] = (360, 640)) -> StreetScene:
    """Render a street: the same seed and size give the same picture and masks.

    Args:
        seed: any non-negative integer.
        size_hw: of the picture in pixels.
    """
    rng = np.random.default_rng((seed, 0x57EE7))
    camera = make_camera(rng, (size_hw[0] * _SUPERSAMPLE, size_hw[1] * _SUPERSAMPLE))
    plan, light = make_plan(rng), make_light(rng)
    picture, backdrop = _paint_backdrop(rng, camera, plan, light)
    layers = [(street_class, _reduced(mask), False) for street_class, mask in backdrop]
    for piece in _visible(picture.pieces, camera.size_hw):
        box = piece.sprite.box
        picture.colors[box][piece.sprite.mask] = piece.sprite.colors[piece.sprite.mask]
        whole = np.zeros(camera.size_hw, dtype=np.bool_)
        whole[box] = piece.sprite.mask
        layers.append((piece.street_class, _reduced(whole), True))
    return StreetScene(_developed(rng, picture.colors, size_hw), _segments(layers))


@dataclass(slots=True)
class _Painting:
    colors: Floats
    pieces: list[_Piece]


def _paint_backdrop(
    rng: np.random.Generator, camera: Camera, plan: Plan, light: Light
) -> tuple[_Painting, list[tuple[StreetClass, Masks]]]:
    """Sky, ground with all shadows, houses; and the objects, drawn but not yet laid over them."""
    colors = paint_sky(rng, camera, light)
    sky = np.zeros(camera.size_hw, dtype=np.bool_)
    ground = paint_ground(rng, camera, light, plan)
    below = ground.road | ground.sidewalk | ground.grass
    sky[~below] = True
    colors[below] = ground.colors[below]
    houses = plan_houses(rng, plan)
    shadow = street_shadow(houses, camera, light)
    cars = _plan_cars(rng, plan)
    spots = _plan_upright(rng, plan)
    if light.shadow < 1:
        for street_class, x_m, z_m, _ in spots:
            darken_under_upright(rng, shadow, camera, light, street_class, x_m, z_m)
    colors[shadow & below] *= np.float32(light.shadow)
    darken_under_cars(colors, camera, light, cars)
    building = paint_houses(rng, colors, houses, camera, light)
    pieces = list(_draw_objects(rng, camera, light, shadow, cars, spots))
    masks = [(SKY, sky), (ROAD, ground.road), (SIDEWALK, ground.sidewalk), (GRASS, ground.grass)]
    return _Painting(colors, pieces), [*masks, (BUILDING, building)]


def _plan_cars(rng: np.random.Generator, plan: Plan) -> list[Car]:
    """Parked along both kerbs, driving in both lanes, now and then one that turns."""
    cars: list[Car] = []
    parked = rng.uniform(0.15, 0.85)
    kerbs = ((plan.road_right_m - 0.95, 0.0, 9.5), (plan.road_left_m + 0.95, np.pi, 6.0))
    for x_m, yaw, nearest in kerbs:
        z = nearest + rng.uniform(0, 4)
        while z < 60:
            if rng.random() < parked:
                cars.append(make_car(rng, x_m, z, yaw + rng.normal(0, 0.02)))
            z += rng.uniform(5.4, 7.5)
    lane = plan.lane_m
    for x_m, yaw in ((plan.middle_m + lane * 0.35, 0.0), (plan.middle_m - lane * 0.35, np.pi)):
        z = rng.uniform(12, 24)
        while z < 75:
            if rng.random() < 0.55:
                cars.append(make_car(rng, x_m, z, yaw + rng.normal(0, 0.03)))
            z += rng.uniform(8, 22)
    if rng.random() < 0.3:
        yaw = rng.choice((-1, 1)) * rng.uniform(0.9, 1.6)
        cars.append(make_car(rng, plan.middle_m + rng.normal(0, 1.0), rng.uniform(10, 20), yaw))
    return _apart(cars)


def _apart(cars: list[Car]) -> list[Car]:
    """Those of the cars that stand clear of the ones before them."""
    kept: list[Car] = []
    for car in cars:
        if all(
            abs(car.z_m - other.z_m) > (car.length_m + other.length_m) / 2 + 0.3
            or abs(car.x_m - other.x_m) > (car.width_m + other.width_m) / 2 + 0.25
            for other in kept
        ):
            kept.append(car)
    return kept


def _plan_upright(
    rng: np.random.Generator, plan: Plan
) -> list[tuple[StreetClass, float, float, int]]:
    """(class, x, z, side) of the trees, lamps and people."""
    spots: list[tuple[StreetClass, float, float, int]] = []
    rows = ((-1, plan.road_left_m), (1, plan.road_right_m))
    for side, kerb in rows:
        density, spacing = rng.uniform(0, 0.9), rng.uniform(7, 12)
        for index in range(int(90 / spacing)):
            z = 10 + index * spacing + rng.uniform(-1.2, 1.2)
            if rng.random() < density:
                spots.append((TREE, kerb + side * rng.uniform(0.7, 1.1), z, side))
            elif rng.random() < 0.35:
                spots.append((LAMP, kerb + side * 0.5, z, side))
        for _ in range(rng.poisson(3.0)):
            x = kerb + side * rng.uniform(0.9, plan.sidewalk_m - 0.3)
            spots.append((PERSON, x, 5.5 + 32 * rng.random() ** 1.3, side))
    for _ in range(rng.poisson(0.7)):
        x = rng.uniform(plan.road_left_m + 1, plan.road_right_m - 1)
        spots.append((PERSON, x, rng.uniform(9, 28), 1))
    return spots


def _draw_objects(
    rng: np.random.Generator,
    camera: Camera,
    light: Light,
    shadow: Masks,
    cars: list[Car],
    spots: list[tuple[StreetClass, float, float, int]],
) -> Iterator[_Piece]:
    is_autumn = bool(rng.random() < 0.2)
    for car in cars:
        sprite = draw_car(camera, light, car, _lit(camera, light, shadow, car.x_m, car.z_m))
        if sprite is not None:
            yield _Piece(CAR, sprite)
    for street_class, x_m, z_m, side in spots:
        lit = _lit(camera, light, shadow, x_m, z_m)
        if street_class is TREE:
            sprite = draw_tree(rng, camera, light, x_m, z_m, is_autumn)
        elif street_class is LAMP:
            sprite = draw_lamp(rng, camera, light, x_m, z_m, side)
        else:
            sprite = draw_person(rng, camera, light, x_m, z_m, lit)
        if sprite is not None:
            yield _Piece(street_class, sprite)


def _lit(camera: Camera, light: Light, shadow: Masks, x_m: float, z_m: float) -> float:
    """Share of light at a place on the ground."""
    x, y = camera.project([(x_m, 0, z_m)])[0]
    height, width = camera.size_hw
    if 0 <= x < width and 0 <= y < height and shadow[int(y), int(x)]:
        return (1 + light.shadow) / 2
    return 1.0


def _visible(pieces: list[_Piece], size_hw: tuple[int, int]) -> list[_Piece]:
    """The pieces that show enough, far to near."""
    taken = np.zeros(size_hw, dtype=np.bool_)
    kept = []
    for piece in sorted(pieces, key=lambda piece: piece.sprite.z_m):
        seen = piece.sprite.mask & ~taken[piece.sprite.box]
        if np.count_nonzero(seen) >= _MIN_VISIBLE_PX * _SUPERSAMPLE**2:
            kept.append(piece)
            taken[piece.sprite.box] |= piece.sprite.mask
    return kept[::-1]


def _reduced(mask: Masks) -> Masks:
    """A supersampled mask at picture size: a pixel belongs to what covers at least half of it."""
    ones, step = mask.view(np.uint8), _SUPERSAMPLE
    shifts = [(row, column) for row in range(step) for column in range(step)]
    covered = sum(ones[row::step, column::step] for row, column in shifts)
    return np.asarray(covered * np.uint8(2) >= _SUPERSAMPLE**2)


def _segments(layers: list[tuple[StreetClass, Masks, bool]]) -> tuple[StreetSegment, ...]:
    """Layers in paint order as segments; those that the others hide completely are dropped."""
    segments: list[StreetSegment] = []
    nearer = np.zeros(layers[0][1].shape, dtype=np.bool_)
    for z in range(len(layers) - 1, -1, -1):
        street_class, mask, is_object = layers[z]
        hidden = mask & nearer
        nearer |= mask
        if np.count_nonzero(mask) == np.count_nonzero(hidden):
            continue
        edge = mask[0].any() or mask[-1].any() or mask[:, 0].any() or mask[:, -1].any()
        segments.append(
            StreetSegment(
                class_id=street_class.class_id,
                mask=mask,
                z=z + 1,
                is_occluded=is_object and bool(hidden.any()),
                is_truncated=is_object and bool(edge),
            )
        )
    return tuple(segments[::-1])


def _developed(
    rng: np.random.Generator, colors: Floats, size_hw: tuple[int, int]
) -> npt.NDArray[np.uint8]:
    """What a camera makes of the scene: lens softness, vignette, exposure, noise, 8 bits."""
    height, width = size_hw
    small = cv2.resize(colors, (width, height), interpolation=cv2.INTER_AREA)
    soft = np.asarray(cv2.GaussianBlur(small, (0, 0), rng.uniform(0.3, 0.6)), dtype=np.float32)
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    vignette = (1 - 0.12 * (x**2 + y**2)).astype(np.float32)[..., None]
    exposed = soft * vignette * np.float32(rng.uniform(0.9, 1.1))
    curve = np.clip(exposed, 0, 1.4) / (1 + np.float32(0.12) * np.clip(exposed, 0, 1.4)) * 1.12
    grain = rng.standard_normal((height, width, 3), dtype=np.float32) * rng.uniform(0.008, 0.02)
    blotch = fractal_noise(rng, size_hw, cell_px=3, octaves=1)[..., None] * np.float32(0.004)
    return np.asarray(np.rint(np.clip(curve + grain + blotch, 0, 1) * 255), dtype=np.uint8)
