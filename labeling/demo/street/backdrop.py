"""The sky and the ground of a street scene, painted pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labeling.demo.street.texture import fractal_noise, varied
from labeling.demo.street.world import Camera, Floats, Light, Plan

_KERB_M = 0.16
_SLAB_M = 0.9
_DASH_M, _DASH_EVERY_M, _LINE_M = 3.0, 7.0, 0.13


@dataclass(frozen=True, slots=True)
class Ground:
    """The ground's colours and its three disjoint bands, (H, W, 3) float32 and (H, W) bool."""

    colors: Floats
    road: npt.NDArray[np.bool_]
    sidewalk: npt.NDArray[np.bool_]
    grass: npt.NDArray[np.bool_]


def paint_sky(rng: np.random.Generator, camera: Camera, light: Light) -> Floats:
    """Colours of the whole picture as if nothing but sky were there, (H, W, 3) float32."""
    height, width = camera.size_hw
    rows = np.arange(height, dtype=np.float32) / np.float32(camera.horizon_px)
    fade = np.clip(rows, 0, 1)[:, None, None] ** np.float32(1.4)
    zenith, horizon = np.asarray(light.zenith), np.asarray(light.horizon)
    sky = np.broadcast_to(zenith * (1 - fade) + horizon * fade, (height, width, 3))
    clouds = fractal_noise(rng, (height, width), cell_px=width / 3, octaves=6)
    cover = np.clip((clouds + 2.2 * light.cloudiness - 1.1) * 0.8, 0, 1)[..., None]
    cover = cover * np.float32(0.85) * (1 - fade * np.float32(0.5))
    above = np.pad(clouds, ((6, 0), (0, 0)), mode="edge")[:-6]
    underside = np.clip(clouds - above, -0.5, 0.5)[..., None]
    white = horizon * 0.35 + 0.62 + underside * np.float32(0.25)
    return np.asarray(sky * (1 - cover) + white * cover, dtype=np.float32)


def paint_ground(rng: np.random.Generator, camera: Camera, light: Light, plan: Plan) -> Ground:
    """Asphalt with markings and wear, slabs with kerbs, and lawn, in perspective."""
    x, z = camera.ground()
    below = np.isfinite(z)
    z = np.where(below, z, 1.0).astype(np.float32)
    road = below & (x >= plan.road_left_m) & (x < plan.road_right_m)
    outer_left, outer_right = (
        plan.road_left_m - plan.sidewalk_m,
        plan.road_right_m + plan.sidewalk_m,
    )
    sidewalk = below & ~road & (x >= outer_left) & (x < outer_right)
    grass = below & ~road & ~sidewalk
    colors = np.zeros((*camera.size_hw, 3), dtype=np.float32)
    grain = _ground_grain(rng, x, z)
    colors[road] = _asphalt(rng, plan, x, z, grain)[road]
    colors[sidewalk] = _slabs(rng, plan, x, z, grain)[sidewalk]
    blades = fractal_noise(rng, camera.size_hw, cell_px=7, octaves=3)[..., None]
    lawn = varied(rng, (0.33, 0.47, 0.20), 0.05) * (1 + 0.16 * blades + 0.1 * grain[..., None])
    colors[grass] = lawn[grass]
    lit = colors * np.asarray(light.tint, dtype=np.float32)
    return Ground(light.through_air(lit.astype(np.float32), z), road, sidewalk, grass)


def _ground_grain(rng: np.random.Generator, x: Floats, z: Floats) -> Floats:
    """Patches in the plane of the ground, (H, W): finer with distance, as perspective has it."""
    patches = fractal_noise(rng, (256, 256), cell_px=24, octaves=5)
    columns = (x * 9).astype(np.int64) % 256
    rows = (z * 5).astype(np.int64) % 256
    return patches[rows, columns] * np.exp(-z / 45)


def _asphalt(rng: np.random.Generator, plan: Plan, x: Floats, z: Floats, grain: Floats) -> Floats:
    base = varied(rng, (0.36, 0.36, 0.37), 0.06)
    speckle = rng.standard_normal(x.shape, dtype=np.float32) * np.float32(0.03)
    tracks = np.cos((x - plan.middle_m) / plan.lane_m * 4 * np.pi).astype(np.float32)
    colors = base * (1 + 0.06 * grain + speckle * np.exp(-z / 30) - 0.035 * tracks)[..., None]
    painted = np.abs(x - plan.middle_m) < _LINE_M / 2
    if rng.random() < 0.7:
        painted &= (z + rng.uniform(0, _DASH_EVERY_M)) % _DASH_EVERY_M < _DASH_M
    if rng.random() < 0.5:
        inset = rng.uniform(0.3, 0.5)
        painted |= np.abs(x - plan.road_left_m - inset) < _LINE_M / 2
        painted |= np.abs(x - plan.road_right_m + inset) < _LINE_M / 2
    if rng.random() < 0.35:
        start = rng.uniform(9, 24)
        stripes = (x - plan.road_left_m) % 1.0 < 0.5
        painted |= (z > start) & (z < start + 3) & stripes
    worn = np.clip(0.80 + 0.12 * grain, 0, 1)[..., None]
    line = np.float32(0.82) * worn + colors * (1 - worn)
    return np.asarray(np.where(painted[..., None], line, colors), dtype=np.float32)


def _slabs(rng: np.random.Generator, plan: Plan, x: Floats, z: Floats, grain: Floats) -> Floats:
    base = varied(rng, (0.60, 0.57, 0.53), 0.06)
    left, right = plan.road_left_m - _KERB_M, plan.road_right_m + _KERB_M
    outside = np.where(x < plan.middle_m, left - x, x - right)
    shade = rng.uniform(-0.06, 0.06, (64, 64)).astype(np.float32)
    columns, rows = np.floor(outside / _SLAB_M), np.floor(z / _SLAB_M)
    tile = shade[rows.astype(np.int64) % 64, columns.astype(np.int64) % 64] * np.exp(-z / 40)
    joint = ((outside % _SLAB_M < 0.04) | (z % _SLAB_M < 0.04)) * np.exp(-z / 16)
    colors = base * (1 + tile + 0.05 * grain - 0.22 * joint)[..., None]
    kerb = np.clip(base + 0.13, 0, 1)
    return np.asarray(np.where((outside < 0)[..., None], kerb, colors), dtype=np.float32)
