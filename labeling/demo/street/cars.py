"""Cars: a side profile drawn out to a width, turned, and projected face by face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labeling.demo.street.sprite import Sprite
from labeling.demo.street.texture import varied
from labeling.demo.street.world import Camera, Floats, Light, Rgb

Points = npt.NDArray[np.float64]

# Profiles from the rear bumper (0) to the front (1) along the car, height in metres; the faces
# between neighbouring points, in the same order: rear, boot edge, boot, rear window, roof,
# windscreen, bonnet, front edge, front.
_SALOON = (
    (0.00, 0.30), (0.00, 0.80), (0.03, 0.93), (0.14, 0.97), (0.27, 1.42),
    (0.54, 1.45), (0.72, 0.98), (0.96, 0.84), (1.00, 0.70), (1.00, 0.30),
)  # fmt: skip
_HATCHBACK = (
    (0.00, 0.30), (0.00, 0.86), (0.01, 0.98), (0.02, 1.02), (0.12, 1.47),
    (0.56, 1.52), (0.76, 1.02), (0.96, 0.88), (1.00, 0.72), (1.00, 0.30),
)  # fmt: skip
_VAN = (
    (0.00, 0.32), (0.00, 1.00), (0.00, 1.25), (0.01, 1.36), (0.03, 1.92),
    (0.72, 1.98), (0.86, 1.26), (0.97, 1.02), (1.00, 0.80), (1.00, 0.32),
)  # fmt: skip
_GLASS_FACES = frozenset({3, 5})
_ROOF_FACE = 4
_WHEELS = (0.18, 0.80)
_WHEEL_R_M = 0.33
_PAINTS: tuple[Rgb, ...] = (
    (0.82, 0.83, 0.84),
    (0.14, 0.15, 0.17),
    (0.52, 0.54, 0.57),
    (0.62, 0.10, 0.12),
    (0.12, 0.25, 0.52),
    (0.30, 0.36, 0.32),
    (0.86, 0.70, 0.22),
    (0.45, 0.62, 0.74),
)


@dataclass(frozen=True, slots=True)
class Car:
    """One car on the road: the middle of its footprint, and the way its front points.

    Attributes:
        yaw: radians; 0 drives away from the camera, pi towards it, pi / 2 to the right.
    """

    x_m: float
    z_m: float
    yaw: float
    length_m: float
    width_m: float
    profile: tuple[tuple[float, float], ...]
    paint: Floats

    def place(self, along: float, up_m: float, across: float) -> tuple[float, float, float]:
        """World point of a place on the car: along 0 rear..1 front, across -1 left..1 right."""
        forward = (along - 0.5) * self.length_m
        sideways = across * self.width_m / 2
        sine, cosine = np.sin(self.yaw), np.cos(self.yaw)
        x = self.x_m + forward * sine + sideways * cosine
        z = self.z_m + forward * cosine - sideways * sine
        return x, up_m, z

    @property
    def nearest_m(self) -> float:
        """Depth of the nearest corner of its footprint."""
        return min(self.place(along, 0, across)[2] for along in (0, 1) for across in (-1, 1))


def make_car(rng: np.random.Generator, x_m: float, z_m: float, yaw: float) -> Car:
    """A car of a random kind and paint at a place."""
    kind = rng.choice(3, p=(0.45, 0.38, 0.17))
    profile = (_SALOON, _HATCHBACK, _VAN)[kind]
    length = (4.5, 3.9, 5.0)[kind] * rng.uniform(0.94, 1.06)
    width = (1.80, 1.72, 1.95)[kind]
    return Car(x_m, z_m, yaw, length, width, profile, varied(rng, _PAINTS[rng.integers(8)], 0.05))


def draw_car(camera: Camera, light: Light, car: Car, lit: float) -> Sprite | None:
    """The car as the camera sees it; None when out of the picture or too near to be drawn."""
    if car.nearest_m < 2.0:
        return None
    outline = [car.place(a, y, side) for a, y in car.profile for side in (-1, 1)]
    outline += [car.place(a, 0, side) for a in (0, 1) for side in (-1, 1)]
    sprite = Sprite.spanning(camera.project(outline), camera.size_hw, car.nearest_m)
    if sprite is None:
        return None
    tint = np.asarray(light.tint, dtype=np.float32) * np.float32(lit)
    _draw_wheels(sprite, camera, car, tint, near=False)
    _draw_body(sprite, camera, car, light, tint)
    _draw_wheels(sprite, camera, car, tint, near=True)
    sprite.colors = light.through_air(np.clip(sprite.colors, 0, 1), car.z_m)
    return sprite


def footprint(car: Car) -> Points:
    """(4, 3) world corners of the ground that the car stands on."""
    return np.array([car.place(a, 0, s) for a, s in ((0, -1), (0, 1), (1, 1), (1, -1))])


def _half_width(up_m: float) -> float:
    """Cars narrow above the belt line."""
    return 1.0 if up_m < 1.05 else 0.80


def _outward(corners: Points, car: Car) -> Points:
    """Unit normal of a face, pointing away from the car's middle.

    Source: Newell's method, which also serves polygons that begin with points in one line.
    """
    after = np.roll(corners, -1, axis=0)
    normal = np.cross(corners, after).sum(axis=0)
    if normal @ (corners.mean(axis=0) - np.array(car.place(0.5, 0.7, 0))) < 0:
        normal = -normal
    return np.asarray(normal / max(float(np.linalg.norm(normal)), 1e-9))


def _faces_camera(corners: Points, camera: Camera, car: Car) -> bool:
    """Whether the outside of a face of the (convex enough) car is turned to the lens."""
    lens = np.array([0, camera.height_m, 0])
    return bool(_outward(corners, car) @ (lens - corners.mean(axis=0)) > 0)


def _brightness(corners: Points, car: Car, light: Light) -> float:
    """How much light a face gets: the roof most, then what faces the sun."""
    normal = _outward(corners, car)
    sun = 0.0 if light.shadow >= 1 else float(normal[0]) * light.sun_side * 0.16
    return 0.84 + 0.22 * float(normal[1]) + sun


def _draw_body(sprite: Sprite, camera: Camera, car: Car, light: Light, tint: Floats) -> None:
    faces: list[tuple[Points, Floats, str]] = []
    glass = np.asarray(light.zenith, dtype=np.float32) * np.float32(0.16) + np.float32(0.09)
    points = car.profile
    for index in range(len(points) - 1):
        (a0, y0), (a1, y1) = points[index], points[index + 1]
        w0, w1 = _half_width(y0), _half_width(y1)
        ring = ((a0, y0, -w0), (a0, y0, w0), (a1, y1, w1), (a1, y1, -w1))
        corners = np.array([car.place(*corner) for corner in ring])
        name = {0: "rear", len(points) - 2: "front"}.get(index, "")
        faces.append((corners, glass if index in _GLASS_FACES else car.paint, name))
    for side in (-1, 1):
        faces.append((_side(car, side), car.paint, f"side{side}"))
    faces.sort(key=lambda face: -float(face[0][:, 2].mean()))
    for corners, color, name in faces:
        if not _faces_camera(corners, camera, car):
            continue
        shade = np.float32(_brightness(corners, car, light))
        sprite.polygon(camera.project(corners), color * tint * shade)
        if name in ("rear", "front"):
            _draw_lights(sprite, camera, car, tint, light, is_rear=name == "rear")
        elif name:
            _draw_side_windows(sprite, camera, car, glass * tint, int(name[4:]))


def _side(car: Car, side: int) -> Points:
    return np.array([car.place(a, y, side * _half_width(y)) for a, y in car.profile])


def _draw_side_windows(sprite: Sprite, camera: Camera, car: Car, glass: Floats, side: int) -> None:
    _, _, _, belt_rear, roof_rear, roof_front, belt_front = car.profile[:7]
    middle = (roof_rear[0] + roof_front[0]) / 2
    belt = (belt_rear[1] + belt_front[1]) / 2 + 0.04
    roof = roof_rear[1] - 0.09
    panes = (
        (belt_rear[0] + 0.03, roof_rear[0] + 0.01, middle - 0.01, middle - 0.01),
        (middle + 0.01, middle + 0.01, roof_front[0] - 0.01, belt_front[0] - 0.04),
    )
    for pane in panes:
        ring = zip(pane, (belt, roof, roof, belt), strict=True)
        corners = [car.place(a, y, side * (_half_width(y) + 0.005)) for a, y in ring]
        sprite.polygon(camera.project(corners), glass)
    for along in (middle, 0.36, 0.62):
        seam = [car.place(along, y, side) for y in (0.42, belt - 0.06)]
        top, bottom = camera.project(seam)
        width = max(1.0, 0.012 * camera.px_per_m(car.z_m))
        sprite.capsule(tuple(top), tuple(bottom), (width, width), car.paint * np.float32(0.55))


def _draw_lights(
    sprite: Sprite, camera: Camera, car: Car, tint: Floats, light: Light, *, is_rear: bool
) -> None:
    along = -0.002 if is_rear else 1.002
    top = car.profile[1][1] if is_rear else car.profile[-2][1]

    def patch(across: tuple[float, float], up: tuple[float, float], color: Floats) -> None:
        corners = [car.place(along, y, a) for y, a in zip((up[0], up[0], up[1], up[1]),
                   (across[0], across[1], across[1], across[0]), strict=True)]  # fmt: skip
        sprite.polygon(camera.project(corners), color)

    patch((-1, 1), (0.30, 0.44), np.asarray((0.10, 0.10, 0.11), dtype=np.float32) * tint)
    boost = 1.6 if light.is_dusk else 1.0
    lamp = (0.70 * boost, 0.08, 0.07) if is_rear else (0.92 * boost, 0.92 * boost, 0.85)
    for across in ((-0.97, -0.66), (0.66, 0.97)):
        patch(across, (top - 0.20, top - 0.04), np.asarray(lamp, dtype=np.float32))
    patch((-0.28, 0.28), (0.48, 0.60), np.asarray((0.88, 0.88, 0.84), dtype=np.float32) * tint)
    if not is_rear:
        grille = np.asarray((0.12, 0.12, 0.13), dtype=np.float32) * tint
        patch((-0.55, 0.55), (top - 0.17, top - 0.06), grille)


def _draw_wheels(sprite: Sprite, camera: Camera, car: Car, tint: Floats, *, near: bool) -> None:
    """The wheels of the side that the camera sees (`near`) or of the other, as thick discs."""
    lens = np.array([0.0, camera.height_m, 0.0])
    angles = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    for side in (-1, 1):
        outward = np.array(car.place(0.5, 0, 1)) - np.array(car.place(0.5, 0, 0))
        place = np.array(car.place(0.5, _WHEEL_R_M, side))
        is_near = bool((outward * side) @ (lens - place) > 0)
        if is_near != near:
            continue
        for along in _WHEELS:
            for radius, inset, color in (
                (1.0, 0.80, (0.05, 0.05, 0.055)),
                (1.0, 1.0, (0.07, 0.07, 0.075)),
                (0.60, 1.005, (0.58, 0.59, 0.61)),
                (0.18, 1.01, (0.30, 0.30, 0.31)),
            ):
                ring = [
                    car.place(
                        along + np.cos(angle) * radius * _WHEEL_R_M / car.length_m,
                        _WHEEL_R_M + np.sin(angle) * radius * _WHEEL_R_M,
                        side * inset,
                    )
                    for angle in angles
                ]
                if min(point[2] for point in ring) > 0.5:
                    dark = np.asarray(color, dtype=np.float32) * tint
                    sprite.polygon(camera.project(ring), dark)
