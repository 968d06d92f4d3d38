"""Pedestrians: jointed figures that stand, walk or carry a bag, drawn facing the camera."""

from __future__ import annotations

import numpy as np

from labeling.demo.street.sprite import Sprite
from labeling.demo.street.texture import fractal_noise, varied
from labeling.demo.street.world import Camera, Floats, Light, Rgb

_SKIN: tuple[Rgb, ...] = ((0.88, 0.68, 0.56), (0.72, 0.52, 0.40), (0.50, 0.34, 0.25))
_CLOTHES: tuple[Rgb, ...] = (
    (0.70, 0.16, 0.16),
    (0.16, 0.28, 0.55),
    (0.20, 0.21, 0.24),
    (0.82, 0.80, 0.74),
    (0.80, 0.58, 0.16),
    (0.22, 0.42, 0.30),
    (0.52, 0.34, 0.52),
    (0.44, 0.50, 0.56),
)
_TROUSERS: tuple[Rgb, ...] = ((0.16, 0.20, 0.33), (0.17, 0.17, 0.19), (0.48, 0.42, 0.33))
_HAIR: tuple[Rgb, ...] = (
    (0.10, 0.08, 0.07),
    (0.32, 0.21, 0.12),
    (0.62, 0.50, 0.30),
    (0.6, 0.6, 0.6),
)


class _Figure:
    """Draws in body heights: (0, 0) is between the feet, (0, 1) the top of the head."""

    def __init__(self, sprite: Sprite, foot: Floats, height_px: float, tint: Floats) -> None:
        self.sprite, self.foot, self.height_px, self.tint = sprite, foot, height_px, tint

    def at(self, x: float, y: float) -> tuple[float, float]:
        return float(self.foot[0] + x * self.height_px), float(self.foot[1] - y * self.height_px)

    def limb(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        widths: tuple[float, float],
        color: Floats,
    ) -> None:
        wide = (widths[0] * self.height_px, widths[1] * self.height_px)
        self.sprite.capsule(self.at(*start), self.at(*end), wide, color * self.tint)

    def oval(self, centre: tuple[float, float], radii: tuple[float, float], color: Floats) -> None:
        scaled = (radii[0] * self.height_px, radii[1] * self.height_px)
        self.sprite.ellipse(self.at(*centre), scaled, color * self.tint)

    def shape(self, points: list[tuple[float, float]], color: Floats) -> None:
        corners = np.array([self.at(*point) for point in points], dtype=np.float32)
        self.sprite.polygon(corners, color * self.tint)


def draw_person(
    rng: np.random.Generator, camera: Camera, light: Light, x_m: float, z_m: float, lit: float
) -> Sprite | None:
    """One person of 1.15 to 1.95 m; `lit` is the share of light where they stand."""
    height_m = rng.uniform(1.15, 1.45) if rng.random() < 0.12 else rng.uniform(1.55, 1.95)
    reach = height_m * 0.4
    corners = [(x_m - reach, height_m * 1.05, z_m), (x_m + reach, -0.05, z_m)]
    sprite = Sprite.spanning(camera.project(corners), camera.size_hw, z_m)
    if sprite is None:
        return None
    tint = np.asarray(light.tint, dtype=np.float32) * np.float32(lit)
    foot = camera.project([(x_m, 0, z_m)])[0]
    figure = _Figure(sprite, foot, height_m * camera.px_per_m(z_m), tint)
    _draw_body(rng, figure)
    _shade(rng, sprite, light)
    sprite.colors = light.through_air(sprite.colors, z_m)
    return sprite


def _draw_body(rng: np.random.Generator, figure: _Figure) -> None:
    skin = varied(rng, _SKIN[rng.integers(len(_SKIN))], 0.03)
    top = varied(rng, _CLOTHES[rng.integers(len(_CLOTHES))], 0.06)
    legs = varied(rng, _TROUSERS[rng.integers(len(_TROUSERS))], 0.05)
    hair = varied(rng, _HAIR[rng.integers(len(_HAIR))], 0.03)
    stride = rng.uniform(0.02, 0.15)
    wide = rng.uniform(0.9, 1.2)
    shoe = varied(rng, (0.15, 0.13, 0.12), 0.08)
    has_skirt = rng.random() < 0.25
    swing = stride * rng.uniform(0.6, 1.1)
    _draw_arm(figure, -1, wide, -swing, top * np.float32(0.9), skin)
    for side, lift in ((-1, 0.0), (1, rng.uniform(0, 0.04))):
        hip, knee = (side * 0.045 * wide, 0.48), (side * (0.04 + stride * 0.45), 0.27 + lift)
        ankle = (side * (0.035 + stride), 0.035 + lift)
        leg = skin if has_skirt else legs
        figure.limb(hip, knee, (0.105 * wide, 0.08), leg)
        figure.limb(knee, ankle, (0.075, 0.055), leg * np.float32(0.95))
        figure.limb(ankle, (ankle[0] + 0.03, 0.018 + lift), (0.05, 0.035), shoe)
    if has_skirt:
        flare = 0.13 * wide
        figure.shape([(-0.08, 0.53), (0.08, 0.53), (flare, 0.28), (-flare, 0.28)], legs)
    shoulder = 0.115 * wide
    torso = [(-shoulder, 0.80), (shoulder, 0.80), (0.085 * wide, 0.47), (-0.085 * wide, 0.47)]
    figure.shape(torso, top)
    figure.limb((-shoulder * 0.8, 0.785), (shoulder * 0.8, 0.785), (0.07, 0.07), top)
    _draw_arm(figure, 1, wide, swing, top * np.float32(0.94), skin)
    figure.limb((0, 0.80), (0, 0.87), (0.055, 0.05), skin * np.float32(0.9))
    figure.oval((0, 0.925), (0.056, 0.073), hair)
    figure.oval((0.008, 0.915), (0.047, 0.060), skin)
    figure.oval((0, 0.968), (0.054, 0.034), hair)
    if rng.random() < 0.3:
        figure.oval((-shoulder - 0.03, 0.50), (0.055, 0.08), varied(rng, (0.4, 0.26, 0.16), 0.1))


def _draw_arm(
    figure: _Figure, side: int, wide: float, swing: float, sleeve: Floats, skin: Floats
) -> None:
    shoulder = (side * 0.115 * wide, 0.77)
    elbow = (side * (0.15 * wide) + swing * 0.4, 0.61)
    hand = (side * (0.145 * wide) + swing, 0.47)
    figure.limb(shoulder, elbow, (0.065, 0.052), sleeve)
    figure.limb(elbow, hand, (0.052, 0.042), sleeve)
    figure.oval(hand, (0.022, 0.028), skin)


def _shade(rng: np.random.Generator, sprite: Sprite, light: Light) -> None:
    """Lighter towards the sun, with folds."""
    columns = np.linspace(-1, 1, sprite.mask.shape[1], dtype=np.float32) * light.sun_side
    strength = 0.04 if light.shadow >= 1 else 0.14
    folds = fractal_noise(rng, sprite.mask.shape, cell_px=max(2, sprite.mask.shape[1] / 5))
    sprite.colors *= (1 + strength * columns[None, :] + 0.06 * folds)[..., None]
    np.clip(sprite.colors, 0, 1, out=sprite.colors)
