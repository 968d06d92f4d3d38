"""Pictures without metadata and with regions made unrecognisable, in the format they came in."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import IO, Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage

from labeling.pictures.decode import load_upright, opened, orientation_of

Region = tuple[NDArray[np.bool_], int, int]
"""(h, w) bool pixels to hide, x and y of their upper left corner in the upright picture."""

CELLS_ACROSS = 3
"""A region becomes at most this many cells along its longer side, before it is smoothed. Networks
trained on the same people still told faces of 6 x 7 cells apart (McPherson, Shokri and Shmatikov,
"Defeating image obfuscation with deep learning", 2016); of 3 x 3 only coarse colours remain."""

SMALLEST_CELL_PX = 8
"""Small regions become one or few colours."""

_GROWTH = 0.04
"""The mask is dilated by this share of the region's longer side, 2 px at least: borders drawn a
pixel too tight would leave a recognisable rim."""

_JPEG_QUALITY = 95
_TURNS = {
    2: (0, True),
    3: (2, False),
    4: (2, True),
    5: (3, True),
    6: (3, False),
    7: (1, True),
    8: (1, False),
}
"""EXIF orientation to (quarter turns anticlockwise, then mirrored left to right)."""


def anonymised(stream: IO[bytes], regions: Iterable[Region] = ()) -> bytes:
    """The picture encoded anew from its pixels alone: no EXIF, GPS, XMP, profile, comment or text.

    It stays in its format, upright; a JPEG loses as much as quality 95 with full chroma does, every
    other format nothing; grey and colours of 16 bits keep all of them. Palettes become RGB, CMYK
    becomes RGB.

    Args:
        stream: a seekable binary stream with a picture.
        regions: what to hide; each gets a mosaic as coarse as it is large, smoothed afterwards.

    Raises:
        NotAPicture, CorruptPicture, PictureTooLarge: as `opened`.
    """
    with opened(stream) as picture:
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        orientation = orientation_of(picture)
        pixels = _deep_colours(stream, kind, picture.mode)
        if pixels is not None:
            return _encode_deep(_turned(pixels, orientation, kind), kind, regions)
        pixels = np.array(_plain(load_upright(picture)))
    for region in regions:
        hide(pixels, region)
    return _encoded(PILImage.fromarray(pixels), kind)


def hide(pixels: NDArray[Any], region: Region) -> None:
    """Make a region unrecognisable: average over coarse cells, smooth, put back within the mask.

    Args:
        pixels: (H, W) or (H, W, C) of any real type, changed in place.
        region: see `Region`; what lies outside of the picture is ignored.
    """
    mask, left, top = region
    height, width = pixels.shape[:2]
    mask = mask[max(0, -top) : max(0, height - top), max(0, -left) : max(0, width - left)]
    left, top = max(0, left), max(0, top)
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if rows.size == 0:
        return
    longer = int(max(rows[-1] - rows[0], columns[-1] - columns[0])) + 1
    cell = max(SMALLEST_CELL_PX, -(-longer // CELLS_ACROSS))
    grown = max(2, round(_GROWTH * longer))
    margin = grown + cell
    x0, y0 = max(0, left - margin), max(0, top - margin)
    x1, y1 = min(width, left + mask.shape[1] + margin), min(height, top + mask.shape[0] + margin)
    hidden = np.zeros((y1 - y0, x1 - x0), np.uint8)
    hidden[top - y0 : top - y0 + mask.shape[0], left - x0 : left - x0 + mask.shape[1]] = mask
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * grown + 1, 2 * grown + 1))
    is_hidden = cv2.dilate(hidden, disc).astype(np.bool_)
    window = pixels[y0:y1, x0:x1]
    window[is_hidden] = _smeared(window, cell)[is_hidden]


def _smeared(window: NDArray[Any], cell: int) -> NDArray[Any]:
    """Averages of square cells, a Gaussian over them, drawn out smoothly; same shape and type."""
    height, width = window.shape[:2]
    size = (max(1, round(width / cell)), max(1, round(height / cell)))
    coarse = cv2.resize(window.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    coarse = cv2.GaussianBlur(coarse, (0, 0), 0.5, borderType=cv2.BORDER_REPLICATE)
    smooth = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    smooth = smooth.reshape(window.shape)
    if np.issubdtype(window.dtype, np.integer):
        limits = np.iinfo(window.dtype)
        smooth = np.clip(np.rint(smooth), limits.min, limits.max)
    result: NDArray[Any] = smooth.astype(window.dtype)
    return result


def _plain(picture: PILImage.Image) -> PILImage.Image:
    """A decoded picture in a mode that is an array of values and nothing else."""
    if picture.mode in ("L", "LA", "RGB", "RGBA", "I;16", "I", "F"):
        return picture
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode == "I;16B":
        return PILImage.fromarray(np.asarray(picture).astype(np.uint16))
    if picture.mode == "RGBa" or picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert("RGB")


def _encoded(picture: PILImage.Image, kind: str) -> bytes:
    target = io.BytesIO()
    if kind == "JPEG":
        picture.save(target, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    elif kind == "WEBP":
        picture.save(target, "WEBP", lossless=True, exact=True)
    elif kind == "TIFF":
        picture.save(target, "TIFF", compression="tiff_adobe_deflate")
    elif kind == "BMP" and picture.mode in ("L", "RGB", "RGBA"):
        picture.save(target, "BMP")
    else:
        picture.save(target, "PNG", compress_level=4)
    return target.getvalue()


def _deep_colours(stream: IO[bytes], kind: str, mode: str) -> NDArray[Any] | None:
    """(H, W, C) uint16 of a 16-bit colour PNG or TIFF, which Pillow would cut to 8 bits."""
    if kind not in ("PNG", "TIFF") or mode not in ("RGB", "RGBA"):
        return None
    stream.seek(0)
    content = stream.read()
    stream.seek(0)
    if kind == "PNG" and content[24] != 16:  # the header's bit depth (PNG specification, 11.2.1)
        return None
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    is_deep = pixels is not None and pixels.dtype == np.uint16 and pixels.ndim == 3
    return pixels if is_deep else None


def _encode_deep(pixels: NDArray[Any], kind: str, regions: Iterable[Region]) -> bytes:
    """As `_encoded`, for (H, W, C) uint16 in OpenCV's channel order."""
    pixels = np.ascontiguousarray(pixels)
    for region in regions:
        hide(pixels, region)
    is_written, encoded = cv2.imencode(".png" if kind == "PNG" else ".tif", pixels)
    assert is_written, "OpenCV writes 16-bit PNG and TIFF"
    return encoded.tobytes()


def _turned(pixels: NDArray[Any], orientation: int, kind: str) -> NDArray[Any]:
    """Upright by EXIF; OpenCV turns TIFFs itself."""
    if orientation == 1 or kind == "TIFF":
        return pixels
    turns, is_mirrored = _TURNS[orientation]
    turned = np.rot90(pixels, turns)
    return turned[:, ::-1] if is_mirrored else turned
