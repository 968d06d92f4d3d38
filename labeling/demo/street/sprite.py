"""A piece of picture with a hard outline, drawn by the objects and laid over the scene by depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from labeling.demo.street.world import Floats

_SUBPIXEL_BITS = 4
_SUBPIXELS = 1 << _SUBPIXEL_BITS


@dataclass(slots=True)
class Sprite:
    """Colours and mask of one object inside the box that it takes in the picture.

    Attributes:
        x_px, y_px: the box's top-left pixel in the supersampled picture.
        colors: (h, w, 3) float32 RGB in 0..1.
        mask: (h, w) bool; colours outside it mean nothing.
        z_m: depth, by which sprites are ordered and hazed.
    """

    x_px: int
    y_px: int
    colors: Floats
    mask: npt.NDArray[np.bool_]
    z_m: float

    @classmethod
    def spanning(cls, points: Floats, size_hw: tuple[int, int], z_m: float) -> Sprite | None:
        """An empty sprite over the visible part of the points' bounding box; None when unseen."""
        height, width = size_hw
        low = np.floor(points.min(axis=0)) - 1
        high = np.ceil(points.max(axis=0)) + 2
        x0, y0 = max(0, int(low[0])), max(0, int(low[1]))
        x1, y1 = min(width, int(high[0])), min(height, int(high[1]))
        if x1 - x0 < 2 or y1 - y0 < 2:
            return None
        colors = np.zeros((y1 - y0, x1 - x0, 3), dtype=np.float32)
        return cls(x0, y0, colors, np.zeros((y1 - y0, x1 - x0), dtype=np.bool_), z_m)

    @property
    def box(self) -> tuple[slice, slice]:
        """Rows and columns of the picture that the sprite covers."""
        height, width = self.mask.shape
        return (
            slice(self.y_px, self.y_px + height),
            slice(self.x_px, self.x_px + width),
        )

    def polygon(self, points: Floats, color: Sequence[float] | Floats) -> None:
        """Fill a polygon given by (N, 2) picture positions."""
        local = (points - np.array([self.x_px, self.y_px], dtype=np.float32)) * _SUBPIXELS
        corners = np.rint(np.clip(local, -(2**20), 2**20)).astype(np.int32)
        drawn = np.zeros(self.mask.shape, dtype=np.uint8)
        cv2.fillPoly(drawn, [corners], 1, shift=_SUBPIXEL_BITS)
        self.fill(drawn.astype(np.bool_), color)

    def fill(self, where: npt.NDArray[np.bool_], color: Sequence[float] | Floats) -> None:
        """Give the pixels of a (h, w) mask one colour, and make them part of the object."""
        self.colors[where] = np.asarray(color, dtype=np.float32)
        self.mask |= where

    def ellipse(
        self,
        centre: tuple[float, float],
        radii: tuple[float, float],
        color: Sequence[float] | Floats,
    ) -> None:
        """Fill an upright ellipse."""
        angles = np.linspace(0, 2 * np.pi, 36, endpoint=False)
        ring = np.stack((np.cos(angles) * radii[0], np.sin(angles) * radii[1]), axis=1)
        self.polygon((ring + np.asarray(centre)).astype(np.float32), color)

    def capsule(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        widths: tuple[float, float],
        color: Sequence[float] | Floats,
    ) -> None:
        """Fill a limb: a line with round ends, `widths` wide at its start and end."""
        a, b = np.asarray(start, dtype=np.float32), np.asarray(end, dtype=np.float32)
        along = b - a
        length = max(float(np.hypot(*along)), 1e-3)
        across = np.array([-along[1], along[0]], dtype=np.float32) / length
        half_a, half_b = widths[0] / 2, widths[1] / 2
        sides = [a + across * half_a, b + across * half_b, b - across * half_b, a - across * half_a]
        self.polygon(np.stack(sides), color)
        self.ellipse(start, (half_a, half_a), color)
        self.ellipse(end, (half_b, half_b), color)
