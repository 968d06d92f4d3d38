"""A small picture of one region of a picture: the region as it is, its surroundings darker."""

from __future__ import annotations

import io
import math
from typing import IO

import numpy as np
import numpy.typing as npt
from PIL import Image as PILImage
from PIL import ImageFilter

from labeling.pictures.decode import load_upright, opened, orientation_of
from labeling.pictures.pixels import shown
from labeling.pictures.renditions import Encoded

_MARGIN = 0.2  # of the region's longer side: what is round it says what it is
_MIN_PX = 24  # regions of few pixels are shown with more around them
_DIM = 0.4
_QUALITY = 85

Box = tuple[float, float, float, float]


def cutout(
    stream: IO[bytes],
    size_hw: tuple[int, int],
    mask: npt.NDArray[np.bool_],
    bbox_xywh: tuple[int, int, int, int],
    side_px: int,
) -> Encoded:
    """Cut a region out of a picture.

    Args:
        stream: seekable; the picture, or a smaller copy of it.
        size_hw: of the picture, upright.
        mask: (h, w) bool, the region inside its box.
        bbox_xywh: the box in pixels of `size_hw`.
        side_px: of the result, a square; smaller where the picture is narrow.

    Raises:
        NotAPicture, CorruptPicture, PictureTooLarge: as `opened`.
    """
    box = _around(bbox_xywh, size_hw)
    scale = side_px / max(box[2] - box[0], box[3] - box[1])
    with opened(stream) as picture:
        if orientation_of(picture) == 1:
            # JPEG decodes at a half, quarter or eighth of its size: several times faster.
            wanted = (math.ceil(size_hw[1] * scale), math.ceil(size_hw[0] * scale))
            picture.draft("RGB", wanted)
        visible = shown(load_upright(picture)).convert("RGB")
    size = (
        max(1, round((box[2] - box[0]) * scale)),
        max(1, round((box[3] - box[1]) * scale)),
    )
    fx, fy = visible.width / size_hw[1], visible.height / size_hw[0]
    inside = (box[0] * fx, box[1] * fy, box[2] * fx, box[3] * fy)
    small = visible.resize(size, PILImage.Resampling.BICUBIC, box=inside, reducing_gap=2.0)
    region = _region(mask, bbox_xywh, box, scale, size)
    dark = small.point(lambda value: value * _DIM)
    rim = region.filter(ImageFilter.MaxFilter(3))
    result = PILImage.composite(PILImage.new("RGB", size, "white"), dark, rim)
    buffer = io.BytesIO()
    PILImage.composite(small, result, region).save(buffer, "JPEG", quality=_QUALITY)
    return Encoded(buffer.getvalue(), ".jpg", "image/jpeg")


def _around(bbox_xywh: tuple[int, int, int, int], size_hw: tuple[int, int]) -> Box:
    """A square round the box with some margin, moved and cut to lie in the picture."""
    x, y, w, h = bbox_xywh
    side = max(max(w, h) * (1 + 2 * _MARGIN), _MIN_PX)
    width, height = min(side, size_hw[1]), min(side, size_hw[0])
    left = min(max(x + w / 2 - width / 2, 0), size_hw[1] - width)
    top = min(max(y + h / 2 - height / 2, 0), size_hw[0] - height)
    return (left, top, left + width, top + height)


def _region(
    mask: npt.NDArray[np.bool_],
    bbox_xywh: tuple[int, int, int, int],
    box: Box,
    scale: float,
    size: tuple[int, int],
) -> PILImage.Image:
    """The mask in the cutout's pixels, mode "L", 0 or 255."""
    x, y, w, h = bbox_xywh
    pixels = PILImage.fromarray(mask.astype(np.uint8) * 255)
    shrunk = pixels.resize((max(1, round(w * scale)), max(1, round(h * scale))))
    region = PILImage.new("L", size, 0)
    region.paste(shrunk.point(lambda value: 255 * (value > 127)), _place(x, y, box, scale))
    return region


def _place(x: int, y: int, box: Box, scale: float) -> tuple[int, int]:
    return (round((x - box[0]) * scale), round((y - box[1]) * scale))
