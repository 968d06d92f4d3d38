"""Original values of deep grey pictures, not windowed: browsers choose their own windows."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import IO

import numpy as np
import numpy.typing as npt

from labeling.errors import NoDeepValues
from labeling.pictures.decode import load_upright, opened

_DEEP_GREY_MODES = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I"})
_BAND_BYTES = 2**20
# Level 1 takes a quarter of level 6's time and gives some 5% more bytes on 16-bit microscopy.
_DEFLATE_LEVEL = 1
_GZIP = 16 + zlib.MAX_WBITS  # zlib's way to ask for gzip's header and checksum


def has_deep_values(mode: str) -> bool:
    """Whether pictures of a mode (as `Picture.mode`) have grey values of more than 8 bits.

    32-bit integers count: some encoders store 16-bit grey so. Whether theirs fit is seen when they
    are read.
    """
    return mode in _DEEP_GREY_MODES


def deep_values(stream: IO[bytes]) -> npt.NDArray[np.uint16]:
    """The values of a 16-bit grey picture as its file has them.

    Args:
        stream: a seekable binary stream with a verified picture.

    Returns:
        (H, W) uint16, little-endian, upright by EXIF orientation.

    Raises:
        NoDeepValues: 8 bits or fewer, several channels, or numbers that 16 bits do not hold.
        NotAPicture, CorruptPicture, PictureTooLarge: as `opened`.
    """
    with opened(stream) as picture:
        if not has_deep_values(picture.mode):
            raise NoDeepValues(
                f"The picture is stored as {picture.mode}; only 16-bit grey has values beyond "
                "those shown. Use the picture itself.",
                mode=picture.mode,
            )
        values = np.asarray(load_upright(picture))
    if values.min() < 0 or values.max() > 65535:
        raise NoDeepValues(
            f"The picture's values ({values.min()} to {values.max()}) do not fit into 16 "
            "bits. Use the picture as it is shown.",
        )
    return np.ascontiguousarray(values.astype("<u2", copy=False))


def gzipped(values: npt.NDArray[np.uint16]) -> Iterator[bytes]:
    """Rows top to bottom as one gzip stream, some at a time."""
    packer = zlib.compressobj(_DEFLATE_LEVEL, wbits=_GZIP)
    rows = max(1, _BAND_BYTES // max(1, values.shape[1] * 2))
    for top in range(0, values.shape[0], rows):
        if packed := packer.compress(values[top : top + rows].tobytes()):
            yield packed
    yield packer.flush()
