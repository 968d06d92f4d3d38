"""Picture files of every kind that people bring, made in memory from literal pixels."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image as PILImage

# A 2 x 3 grid of colours that tells every orientation apart.
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
WHITE, BLACK, GREY = (255, 255, 255), (0, 0, 0), (128, 128, 128)
CORNERS = np.array([[RED, GREEN, GREY], [BLUE, WHITE, BLACK]], dtype=np.uint8)
EXIF_ORIENTATION = 0x0112


def blocks(grid: np.ndarray = CORNERS, side_px: int = 16) -> np.ndarray:
    """Each cell of `grid` as a square of `side_px`: survives JPEG, read back at the centres."""
    return grid.repeat(side_px, axis=0).repeat(side_px, axis=1)


def centres(picture: np.ndarray, side_px: int = 16) -> np.ndarray:
    return picture[side_px // 2 :: side_px, side_px // 2 :: side_px]


def encoded(
    picture: PILImage.Image | np.ndarray, file_format: str = "PNG", **options: Any
) -> bytes:
    if isinstance(picture, np.ndarray):
        picture = PILImage.fromarray(picture)
    buffer = io.BytesIO()
    picture.save(buffer, file_format, **options)
    return buffer.getvalue()


def oriented(orientation: int, file_format: str = "JPEG") -> bytes:
    exif = PILImage.Exif()
    exif[EXIF_ORIENTATION] = orientation
    options: dict[str, Any] = {"exif": exif}
    if file_format == "JPEG":
        options |= {"quality": 95, "subsampling": 0}
    if file_format == "WEBP":
        options |= {"lossless": True}
    return encoded(blocks(), file_format, **options)


def plain_png(shade: int = 90, size: tuple[int, int] = (20, 12)) -> bytes:
    """A small PNG; another `shade` gives other content."""
    return encoded(PILImage.new("RGB", size, (shade % 256, shade // 256, 30)))
