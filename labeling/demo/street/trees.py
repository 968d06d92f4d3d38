"""Street trees and street lamps: flat pieces that stand upright and face the camera."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from labeling.demo.street.sprite import Sprite
from labeling.demo.street.texture import fractal_noise, varied
from labeling.demo.street.world import Camera, Floats, Light, Rgb

_LEAVES: tuple[Rgb, ...] = (
    (0.24, 0.40, 0.13),
    (0.30, 0.44, 0.15),
    (0.20, 0.34, 0.14),
    (0.38, 0.48, 0.18),
    (0.66, 0.44, 0.13),
    (0.60, 0.30, 0.12),
)
_NUM_GREEN = 4  # the last two are autumn


def draw_tree(
    rng: np.random.Generator, camera: Camera, light: Light, x_m: float, z_m: float, is_autumn: bool
) -> Sprite | None:
    """A leafy tree of 4 to 10 m on a trunk; None when out of the picture."""
    height = rng.uniform(4.0, 10.0)
    crown_r, trunk = height * rng.uniform(0.24, 0.36), height * rng.uniform(0.22, 0.36)
    corners = [(x_m - crown_r * 1.4, height * 1.1, z_m), (x_m + crown_r * 1.4, 0, z_m)]
    sprite = Sprite.spanning(camera.project(corners), camera.size_hw, z_m)
    if sprite is None:
        return None
    scale = camera.px_per_m(z_m)
    foot = camera.project([(x_m, 0, z_m)])[0]
    bark = varied(rng, (0.30, 0.23, 0.18), 0.04) * np.asarray(light.tint, dtype=np.float32)
    fork = (foot[0] + rng.uniform(-0.2, 0.2) * scale, foot[1] - (trunk + crown_r * 0.8) * scale)
    thick = height * rng.uniform(0.035, 0.05) * scale
    sprite.capsule((foot[0], foot[1]), fork, (thick, thick * 0.6), bark)
    choices = range(_NUM_GREEN, len(_LEAVES)) if is_autumn else range(_NUM_GREEN)
    leaf = varied(rng, _LEAVES[rng.choice(list(choices))], 0.04)
    middle = (foot[0], foot[1] - (trunk + (height - trunk) / 2) * scale)
    radii = (crown_r * scale, (height - trunk) / 2 * scale)
    _draw_crown(rng, sprite, light, leaf, middle, radii)
    sprite.colors = light.through_air(sprite.colors, z_m)
    return sprite


def _draw_crown(
    rng: np.random.Generator,
    sprite: Sprite,
    light: Light,
    leaf: Floats,
    middle: tuple[float, float],
    radii: tuple[float, float],
) -> None:
    """Many clumps of leaves, lighter towards the sun and the sky, with a ragged edge."""
    trunk = sprite.mask.copy()
    bark = sprite.colors.copy()
    sprite.mask[:] = False
    for _ in range(42):
        angle, reach = rng.uniform(0, 2 * np.pi), np.sqrt(rng.random())
        x = middle[0] + np.cos(angle) * reach * radii[0] * 0.8
        y = middle[1] + np.sin(angle) * reach * radii[1] * 0.8
        up, sunward = -np.sin(angle) * reach, np.cos(angle) * reach * light.sun_side
        contrast = 0.10 if light.shadow >= 1 else 0.22
        shade = 0.92 + 0.22 * up + contrast * sunward + rng.uniform(-0.08, 0.08)
        size = rng.uniform(0.24, 0.42)
        sprite.ellipse((x, y), (radii[0] * size, radii[1] * size * 0.9), leaf * np.float32(shade))
    cell = float(np.clip(min(radii) / 7, 2.0, 9.0))
    clumps = fractal_noise(rng, sprite.mask.shape, cell_px=cell, octaves=3)
    fine = fractal_noise(rng, sprite.mask.shape, cell_px=max(1.5, cell / 3), octaves=2)
    inner = _inner(sprite.mask, int(np.clip(min(radii) / 9, 1, 8)))
    sprite.mask &= inner | (clumps > 0.1)
    tint = np.asarray(light.tint, dtype=np.float32)
    sprite.colors *= (1 + 0.13 * clumps + 0.16 * fine)[..., None] * tint
    np.clip(sprite.colors, 0.02, 1, out=sprite.colors)
    only_trunk = trunk & ~sprite.mask
    sprite.colors[only_trunk] = bark[only_trunk]
    sprite.mask |= trunk


def _inner(mask: npt.NDArray[np.bool_], by_px: int) -> npt.NDArray[np.bool_]:
    """The mask without its rim."""
    kernel = np.ones((2 * by_px + 1, 2 * by_px + 1), dtype=np.uint8)
    eroded = cv2.erode(mask.astype(np.uint8), kernel)
    return np.asarray(eroded, dtype=np.bool_)


def draw_lamp(
    rng: np.random.Generator, camera: Camera, light: Light, x_m: float, z_m: float, side: int
) -> Sprite | None:
    """A street lamp of 5 to 8 m whose arm reaches over the road; None when out of the picture."""
    height, arm = rng.uniform(5.0, 8.0), rng.uniform(0.8, 1.8)
    corners = [(x_m - arm - 0.4, height + 0.6, z_m), (x_m + arm + 0.4, 0, z_m)]
    sprite = Sprite.spanning(camera.project(corners), camera.size_hw, z_m)
    if sprite is None:
        return None
    scale = camera.px_per_m(z_m)
    iron = varied(rng, (0.26, 0.28, 0.29), 0.06) * np.asarray(light.tint, dtype=np.float32)
    foot = camera.project([(x_m, 0, z_m)])[0]
    top = (foot[0], foot[1] - height * scale)
    tip = (foot[0] - side * arm * scale, top[1] - 0.25 * scale)
    sprite.capsule((foot[0], foot[1]), top, (0.20 * scale, 0.13 * scale), iron)
    sprite.capsule(top, tip, (0.12 * scale, 0.09 * scale), iron)
    glow = np.asarray((1.5, 1.35, 0.95) if light.is_dusk else (0.85, 0.85, 0.8), dtype=np.float32)
    sprite.ellipse((tip[0], tip[1] + 0.06 * scale), (0.34 * scale, 0.13 * scale), glow)
    sprite.colors = light.through_air(sprite.colors, z_m)
    return sprite
