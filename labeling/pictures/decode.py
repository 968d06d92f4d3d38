"""Opens picture files with the few decoders we allow; their faults become our errors."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from PIL import ExifTags, UnidentifiedImageError
from PIL import Image as PILImage

from labeling.errors import CorruptPicture, NotAPicture, PictureTooLarge
from labeling.pictures.sniff import describe

# The only decoders that outside bytes ever reach. Pillow knows some forty more (PSD, FITS, EPS …),
# each a surface for crafted files and none of them what cameras, scanners and microscopes export.
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")

# What Pillow's decoders let out on damaged files (found by cutting and flipping bytes of every
# format above; tests/labeling/test_pictures.py repeats it).
DECODER_FAULTS = (
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    EOFError,
    struct.error,
    zlib.error,
)

_UPRIGHT = {
    2: PILImage.Transpose.FLIP_LEFT_RIGHT,
    3: PILImage.Transpose.ROTATE_180,
    4: PILImage.Transpose.FLIP_TOP_BOTTOM,
    5: PILImage.Transpose.TRANSPOSE,
    6: PILImage.Transpose.ROTATE_270,
    7: PILImage.Transpose.TRANSVERSE,
    8: PILImage.Transpose.ROTATE_90,
}
"""EXIF orientation (Exif 3.0, tag 0x0112) to the transposition that makes the picture upright."""

# verify() has a stricter limit with a clearer message than Pillow's warning.
warnings.filterwarnings("ignore", category=PILImage.DecompressionBombWarning)


@contextmanager
def opened(stream: IO[bytes]) -> Iterator[PILImage.Image]:
    """The picture in `stream`, header read and pixels not yet.

    Args:
        stream: a seekable binary stream; it is read from its start and left open.

    Raises:
        NotAPicture: none of our formats.
        PictureTooLarge: Pillow's own bomb limit, far above ours, was met in the header.
        CorruptPicture: the file, or what the caller reads of it, is damaged.
    """
    stream.seek(0)
    head = stream.read(64)
    stream.seek(0)
    try:
        with PILImage.open(stream, formats=FORMATS) as picture:
            yield picture
    except PILImage.DecompressionBombError as error:
        raise PictureTooLarge(
            f"The picture is too large to open safely ({error}). "
            "Cut it into tiles and upload those."
        ) from error
    except UnidentifiedImageError as error:
        raise _unidentified(head) from error
    except DECODER_FAULTS as error:
        raise CorruptPicture(
            f"The file begins like {describe(head)} but is damaged or incomplete "
            f"({error or type(error).__name__}). Copy or export it again from its source.",
            reason=str(error),
        ) from error


def _unidentified(head: bytes) -> NotAPicture | CorruptPicture:
    actual = describe(head)
    if actual.split()[-1] in FORMATS_AS_SAID:
        return CorruptPicture(
            f"The file begins like {actual} but its header is damaged or incomplete. "
            "Copy or export it again from its source.",
        )
    return NotAPicture(
        f"Expected a PNG, JPEG, WebP, BMP or TIFF picture, got {actual}. "
        "Save it as one of these (PNG keeps every pixel) and upload that.",
        actual=actual,
    )


FORMATS_AS_SAID = ("PNG", "JPEG", "WebP", "BMP", "TIFF")


def orientation_of(picture: PILImage.Image) -> int:
    """EXIF orientation 1..8 of a picture just opened; 1 where there is none or EXIF is damaged."""
    try:
        orientation = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except DECODER_FAULTS:  # browsers show such a picture as it is stored, so do we
        return 1
    return orientation if orientation in _UPRIGHT else 1


def upright_size_hw(picture: PILImage.Image) -> tuple[int, int]:
    """Height and width of a picture just opened, as it is after turning upright."""
    # 5 to 8 swap the axes (Exif 3.0, tag 0x0112); Pillow says a TIFF's size swapped already.
    is_turned = orientation_of(picture) >= 5 and picture.format != "TIFF"
    return (picture.width, picture.height) if is_turned else (picture.height, picture.width)


def load_upright(picture: PILImage.Image) -> PILImage.Image:
    """Decode the pixels and turn them upright; modes and values stay as they are."""
    orientation = orientation_of(picture)
    picture.load()
    # Pillow turns TIFF upright while loading, no other format.
    if orientation == 1 or picture.format == "TIFF":
        return picture
    return picture.transpose(_UPRIGHT[orientation])
