"""Pixels as people see them, upright and 8-bit: for training, predictors, exports, renditions."""

from __future__ import annotations

from typing import IO

import numpy as np
import numpy.typing as npt
from PIL import Image as PILImage

from labeling.pictures.decode import load_upright, opened
from labeling.pictures.verification import bit_depth_of_mode

# The window of deep grey pictures: this share of the pixels may saturate at each end, so that one
# hot pixel does not leave the rest black.
_SATURATED_PERCENT = 0.1
_WINDOW_SAMPLE = 2**22  # percentiles of more pixels cost seconds and change nothing visible


def upright_rgb(stream: IO[bytes]) -> npt.NDArray[np.uint8]:
    """The picture as every model and classical tool of ours reads it.

    Transparency is dropped, not blended, as `convert("RGB")` of every training reader does; grey of
    more than 8 bits is windowed (`window_to_8_bit`), never clipped.

    Args:
        stream: a seekable binary stream with a picture file.

    Returns:
        (H, W, 3) uint8 RGB, upright by EXIF orientation, C-contiguous and writable.

    Raises:
        NotAPicture, CorruptPicture, PictureTooLarge: as `opened`.
    """
    with opened(stream) as picture:
        return np.array(shown(load_upright(picture)).convert("RGB"), dtype=np.uint8)


def shown(picture: PILImage.Image) -> PILImage.Image:
    """A decoded picture as 8-bit "L" (grey) or "RGB", without transparency."""
    if bit_depth_of_mode(picture.mode) > 8:
        return PILImage.fromarray(window_to_8_bit(np.asarray(picture)))
    if picture.mode in ("1", "L", "LA"):
        return picture.convert("L")
    if picture.mode == "RGBa":  # premultiplied, some TIFFs; has no direct way to RGB
        picture = picture.convert("RGBA")
    return picture.convert("RGB")


def window_to_8_bit(values: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """Scale deep grey values linearly so that the picture's own range fills 0..255.

    Args:
        values: (H, W) integers or floats of any range; not-a-number counts as the lowest value.

    Returns:
        (H, W) uint8; all 0 where the picture has a single value.
    """
    floats = values.astype(np.float32)
    step = max(1, floats.size // _WINDOW_SAMPLE)
    sample = floats.ravel()[::step]
    sample = sample[np.isfinite(sample)]
    if sample.size == 0:
        return np.zeros(values.shape, dtype=np.uint8)
    low, high = np.percentile(sample, (_SATURATED_PERCENT, 100 - _SATURATED_PERCENT))
    if high <= low:  # nearly all pixels are equal: the few others decide
        low, high = float(sample.min()), float(sample.max())
    if high <= low:
        return np.zeros(values.shape, dtype=np.uint8)
    np.nan_to_num(floats, copy=False, nan=low, posinf=high, neginf=low)
    scaled = (floats - np.float32(low)) * np.float32(255 / (high - low))
    rounded: npt.NDArray[np.float32] = np.rint(np.clip(scaled, 0, 255))
    return rounded.astype(np.uint8)
