"""What browsers are sent: a rendition where they cannot show the original rightly; a thumbnail."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO

from PIL import Image as PILImage

from labeling.pictures.decode import load_upright, opened, orientation_of
from labeling.pictures.pixels import shown
from labeling.pictures.verification import bit_depth_of_mode

THUMBNAIL_MAX_PX = 320  # the gallery's cards are at most 320 CSS pixels wide
_THUMBNAIL_QUALITY = 82
# A rotated JPEG has to be encoded again; at 95 without chroma subsampling the change is invisible.
_RENDITION_QUALITY = 95
_PNG_LEVEL = 3  # 2 to 3 times faster than the default 6 for some 3% more bytes
_BROWSER_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "YCbCr"})
_BROWSER_FORMATS = frozenset({"PNG", "JPEG", "MPO", "WEBP"})


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoded picture: its bytes, file suffix (".png") and media type."""

    content: bytes
    suffix: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one decode gives; `rendition` is None where browsers show the original rightly."""

    rendition: Encoded | None
    thumbnail: Encoded


def prepare(stream: IO[bytes]) -> Prepared:
    """Make the thumbnail, and the rendition where one is needed, from one decode.

    Browsers get the original whenever they show exactly the pixels that training reads, upright.
    Else they get a rendition: TIFF and BMP (not shown, or not everywhere), more than 8 bits of grey
    (clipped or black), CMYK (each browser its own colours), an EXIF orientation (applied by some
    ways of drawing and not by others), and real transparency (it would hide pixels that models
    see). It is PNG, without loss, except where the original is a JPEG: a photo as PNG is some 8
    times larger, and its pixels have been through that codec already.

    Args:
        stream: a seekable binary stream with a verified picture.

    Raises:
        NotAPicture, CorruptPicture, PictureTooLarge: as `opened`.
    """
    with opened(stream) as picture:
        if _header_shows_upright(picture):
            # JPEG decodes at a half, quarter or eighth of its size: several times faster.
            picture.draft("RGB", (2 * THUMBNAIL_MAX_PX, 2 * THUMBNAIL_MAX_PX))
            picture.load()
            needed = _is_see_through(picture)
            visible = shown(picture)
            return Prepared(_png(visible) if needed else None, _thumbnail(visible))
        is_jpeg = picture.format in ("JPEG", "MPO")
        visible = shown(load_upright(picture))
    return Prepared(_jpeg(visible) if is_jpeg else _png(visible), _thumbnail(visible))


def _header_shows_upright(picture: PILImage.Image) -> bool:
    return (
        picture.format in _BROWSER_FORMATS
        and picture.mode in _BROWSER_MODES
        and bit_depth_of_mode(picture.mode) <= 8
        and orientation_of(picture) == 1
    )


def _is_see_through(picture: PILImage.Image) -> bool:
    """Whether any pixel is not fully opaque."""
    if not picture.has_transparency_data:
        return False
    lowest, _ = picture.convert("RGBA").getchannel("A").getextrema()
    return isinstance(lowest, int | float) and lowest < 255


def _png(picture: PILImage.Image) -> Encoded:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=_PNG_LEVEL)
    return Encoded(buffer.getvalue(), ".png", "image/png")


def _jpeg(picture: PILImage.Image) -> Encoded:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_RENDITION_QUALITY, subsampling=0)
    return Encoded(buffer.getvalue(), ".jpg", "image/jpeg")


def _thumbnail(picture: PILImage.Image) -> Encoded:
    small = picture.copy()
    small.thumbnail((THUMBNAIL_MAX_PX, THUMBNAIL_MAX_PX), reducing_gap=2.0)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=_THUMBNAIL_QUALITY)
    return Encoded(buffer.getvalue(), ".jpg", "image/jpeg")
