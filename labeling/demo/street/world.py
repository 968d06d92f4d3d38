"""What all parts of a street scene share: the camera, the light, and the plan of the street."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Rgb = tuple[float, float, float]

FAR_M = 140.0  # where the street ends


@dataclass(frozen=True, slots=True)
class Camera:
    """A level pinhole camera; world axes are x right, y up, z forward, in metres, ground at y = 0.

    Attributes:
        size_hw: of the rendered (supersampled) picture.
        focal_px: focal length in those pixels.
        centre_x_px: column that looks straight ahead.
        horizon_px: row of the horizon.
        height_m: of the lens above the ground.
    """

    size_hw: tuple[int, int]
    focal_px: float
    centre_x_px: float
    horizon_px: float
    height_m: float

    def project(self, points: npt.ArrayLike) -> Floats:
        """(N, 3) world points in front of the camera to (N, 2) pixel positions (x, y)."""
        world = np.asarray(points, dtype=np.float64).reshape(-1, 3)
        scale = self.focal_px / world[:, 2]
        x = self.centre_x_px + world[:, 0] * scale
        y = self.horizon_px - (world[:, 1] - self.height_m) * scale
        return np.stack((x, y), axis=1).astype(np.float32)

    def px_per_m(self, z_m: float) -> float:
        """Pixels that one metre takes at a depth."""
        return self.focal_px / z_m

    def ground(self) -> tuple[Floats, Floats]:
        """World (x, z) in metres of the ground under each pixel, (H, W) each; z is inf above it."""
        height, width = self.size_hw
        rows = np.arange(height, dtype=np.float32) + np.float32(0.5)
        below = rows - np.float32(self.horizon_px)
        safe = np.where(below > 0, below, 1)
        z = np.where(below > 0, self.focal_px * self.height_m / safe, np.inf).astype(np.float32)
        columns = np.arange(width, dtype=np.float32) + np.float32(0.5 - self.centre_x_px)
        reach = np.where(np.isfinite(z), z, 0) / np.float32(self.focal_px)
        x = reach[:, None] * columns[None, :]
        return x.astype(np.float32), np.broadcast_to(z[:, None], (height, width))


@dataclass(frozen=True, slots=True)
class Light:
    """Sun, sky and air of one scene; colours are RGB in 0..1.

    Attributes:
        zenith, horizon: the sky's colours.
        tint: what the light multiplies every colour by.
        sun_side: -1 when it shines from the left, 1 from the right.
        sun_slope: metres of shadow per metre of height.
        shadow: what is left of the light in shadow, 1 when there are none (overcast).
        haze_m: depth at which two thirds of a colour have become haze.
        cloudiness: 0 clear to 1 covered.
        is_dusk: windows and lamps are lit.
    """

    zenith: Rgb
    horizon: Rgb
    tint: Rgb
    sun_side: int
    sun_slope: float
    shadow: float
    haze_m: float
    cloudiness: float
    is_dusk: bool

    def through_air(self, colors: Floats, z_m: Floats | float) -> Floats:
        """Colours (…, 3) as seen from a distance."""
        clear = np.exp(-np.asarray(z_m, dtype=np.float32) / np.float32(self.haze_m))[..., None]
        haze = np.asarray(self.horizon, dtype=np.float32)
        seen: Floats = (colors * clear + haze * (1 - clear)).astype(np.float32)
        return seen


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the bands of the street lie: x in metres from the camera, left to right."""

    road_left_m: float
    road_right_m: float
    sidewalk_m: float
    facade_left_m: float
    facade_right_m: float

    @property
    def lane_m(self) -> float:
        """Width of one of the two lanes."""
        return (self.road_right_m - self.road_left_m) / 2

    @property
    def middle_m(self) -> float:
        """The line between the lanes."""
        return (self.road_right_m + self.road_left_m) / 2


def make_camera(rng: np.random.Generator, size_hw: tuple[int, int]) -> Camera:
    """A camera on a car's roof or a passenger's eye height, looking roughly along the street."""
    height, width = size_hw
    return Camera(
        size_hw=size_hw,
        focal_px=width * rng.uniform(0.72, 0.95),
        centre_x_px=width * rng.uniform(0.40, 0.60),
        horizon_px=height * rng.uniform(0.40, 0.50),
        height_m=rng.uniform(1.7, 2.5),
    )


def make_plan(rng: np.random.Generator) -> Plan:
    """A street of two lanes with sidewalks, the camera in the right-hand lane."""
    lane = rng.uniform(3.4, 4.6)
    sidewalk = rng.uniform(2.4, 4.2)
    own = rng.uniform(0.35, 0.6) * lane  # from the camera to the right kerb
    left, right = own - 2 * lane, own
    return Plan(
        road_left_m=left,
        road_right_m=right,
        sidewalk_m=sidewalk,
        facade_left_m=left - sidewalk - rng.uniform(0.3, 4.0),
        facade_right_m=right + sidewalk + rng.uniform(0.3, 4.0),
    )


def make_light(rng: np.random.Generator) -> Light:
    """One of five kinds of light: noon, morning haze, golden evening, overcast, dusk."""
    kinds: tuple[tuple[Rgb, Rgb, Rgb, float, float, float, float, bool], ...] = (
        ((0.22, 0.47, 0.82), (0.74, 0.86, 0.95), (1.04, 1.02, 0.98), 0.6, 0.52, 260, 0.35, False),
        ((0.50, 0.66, 0.82), (0.90, 0.91, 0.90), (1.00, 0.98, 0.94), 1.3, 0.66, 95, 0.5, False),
        ((0.30, 0.43, 0.68), (0.99, 0.80, 0.58), (1.12, 0.95, 0.76), 2.0, 0.50, 170, 0.45, False),
        ((0.62, 0.67, 0.72), (0.83, 0.85, 0.87), (0.90, 0.93, 0.97), 0.0, 1.00, 130, 0.95, False),
        ((0.13, 0.17, 0.36), (0.80, 0.52, 0.46), (0.62, 0.60, 0.74), 0.0, 1.00, 150, 0.5, True),
    )
    kind = kinds[rng.choice(len(kinds), p=(0.34, 0.18, 0.2, 0.18, 0.1))]
    zenith, horizon, tint, slope, shadow, haze_m, cloudiness, is_dusk = kind
    return Light(
        zenith=zenith,
        horizon=horizon,
        tint=tint,
        sun_side=-1 if rng.random() < 0.5 else 1,
        sun_slope=slope * rng.uniform(0.8, 1.2),
        shadow=shadow,
        haze_m=haze_m * rng.uniform(0.8, 1.3),
        cloudiness=min(1.0, cloudiness * rng.uniform(0.5, 1.3)),
        is_dusk=is_dusk,
    )
