"""The gate for outside pictures: decodes every pixel, states what the file is, or refuses it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO

from PIL import Image as PILImage

from labeling.errors import (
    EmptyPicture,
    PictureTooLarge,
    SeveralFrames,
    UnsupportedPicture,
)
from labeling.pictures.decode import load_upright, opened, orientation_of, upright_size_hw

MAX_BYTES = 512 * 2**20  # a 16-bit RGB TIFF of MAX_PIXELS, uncompressed
# Pillow's own limit against decompression bombs (a quarter GiB as RGB); 8192 x 8192 is well inside.
MAX_PIXELS = 89_478_485
MAX_SIDE_PX = 32_767  # the longest canvas that browsers draw; also OpenCV's limit

_MODES = frozenset(
    {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr"}
    | {"I;16", "I;16L", "I;16B", "I;16N", "I", "F"}
)
_TIFF_BITS_PER_SAMPLE = 258
_TIFF_SUBFILE_TYPE = 254  # bit 0: a reduced-resolution copy of another page (TIFF 6.0, page 36)


@dataclass(frozen=True, slots=True)
class Picture:
    """What a verified picture file is.

    Attributes:
        sha256: of the file's bytes, lower-case hexadecimal.
        byte_size: of the file.
        format: "PNG", "JPEG", "WEBP", "BMP" or "TIFF".
        mode: Pillow's mode of the decoded pixels; ";16" is added where the file has 16 bits a
            channel that Pillow decodes to 8 ("RGB;16").
        size_hw: (height, width) in pixels after turning upright.
        orientation: EXIF orientation 1..8 of the file as it is.
    """

    sha256: str
    byte_size: int
    format: str
    mode: str
    size_hw: tuple[int, int]
    orientation: int

    @property
    def bit_depth(self) -> int:
        """Bits per channel: 1, 8, 16 or 32."""
        return bit_depth_of_mode(self.mode)


def bit_depth_of_mode(mode: str) -> int:
    """Bits per channel of a mode as `Picture.mode` has it."""
    if mode in ("I", "F"):
        return 32
    if ";16" in mode:
        return 16
    return 1 if mode == "1" else 8


def verify(stream: IO[bytes]) -> Picture:
    """Decode a picture file completely and state what it is.

    Args:
        stream: a seekable binary stream; read from its start, left open.

    Raises:
        EmptyPicture: no bytes or no pixels.
        NotAPicture: not one of our formats.
        CorruptPicture: damaged or cut off; also where only a checksum is wrong.
        PictureTooLarge: more than MAX_BYTES, MAX_PIXELS or MAX_SIDE_PX.
        SeveralFrames: an animation or a document of several pages.
        UnsupportedPicture: a colour model that we cannot show rightly (LAB, HSV).
    """
    byte_size = stream.seek(0, 2)
    _check_byte_size(byte_size)
    with opened(stream) as picture:
        _check_size(picture.size)
        _check_frames(picture)
        if picture.format == "PNG":
            # Decoding skips the checksums of the pixel chunks; this reads them all.
            picture.verify()
    with opened(stream) as picture:
        orientation = orientation_of(picture)
        mode = _mode(picture, stream)
        upright = load_upright(picture)
        width, height = upright.size
        file_format = "JPEG" if picture.format == "MPO" else str(picture.format)
    return Picture(
        sha256=sha256_of(stream),
        byte_size=byte_size,
        format=file_format,
        mode=mode,
        size_hw=(height, width),
        orientation=orientation,
    )


def verify_header(stream: IO[bytes]) -> tuple[tuple[int, int], int]:
    """Refuse what `verify` would, as far as that can be told without decoding any pixel.

    Args:
        stream: a seekable binary stream; read from its start, left open.

    Returns:
        (height, width) in pixels after turning upright, and the EXIF orientation 1..8.

    Raises:
        As `verify`; a picture that is damaged behind its header passes.
    """
    _check_byte_size(stream.seek(0, 2))
    with opened(stream) as picture:
        _check_size(picture.size)
        _check_frames(picture)
        return upright_size_hw(picture), orientation_of(picture)


def sha256_of(stream: IO[bytes]) -> str:
    """SHA-256 of everything in a seekable stream, hexadecimal; leaves it at its start."""
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(2**20):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


def _check_byte_size(byte_size: int) -> None:
    if byte_size == 0:
        raise EmptyPicture("The file has no bytes. Copy or export it again from its source.")
    if byte_size > MAX_BYTES:
        raise PictureTooLarge(
            f"The file has {byte_size:,} bytes, at most {MAX_BYTES:,} are taken. "
            "Compress it without loss (PNG) or cut it into tiles.",
            byte_size=byte_size,
            limit=MAX_BYTES,
        )


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise EmptyPicture(f"The picture is {width} x {height} pixels: there is nothing to label.")
    if width * height > MAX_PIXELS or max(size) > MAX_SIDE_PX:
        raise PictureTooLarge(
            f"The picture is {width} x {height} pixels; at most {MAX_PIXELS:,} pixels and "
            f"{MAX_SIDE_PX:,} a side are taken. Cut it into tiles and upload those.",
            width=width,
            height=height,
            limit=MAX_PIXELS,
        )


def _check_frames(picture: PILImage.Image) -> None:
    # An MPO (a phone's JPEG with a depth map or second lens behind it) counts as its first picture.
    if picture.format == "MPO":
        return
    num_frames = int(getattr(picture, "n_frames", 1))
    if picture.format == "TIFF" and num_frames > 1:
        num_frames -= _num_reduced_pages(picture, num_frames)
    if num_frames > 1:
        raise SeveralFrames(
            f"The file holds {num_frames} pictures (an animation or pages), expected one. "
            "Export each as a file of its own.",
            num_frames=num_frames,
        )


def _num_reduced_pages(picture: PILImage.Image, num_frames: int) -> int:
    """How many pages after the first are previews of another page."""
    num_reduced = 0
    for frame in range(1, num_frames):
        picture.seek(frame)
        tags = getattr(picture, "tag_v2", {})
        num_reduced += int(tags.get(_TIFF_SUBFILE_TYPE, 0)) & 1
    picture.seek(0)
    return num_reduced


def _mode(picture: PILImage.Image, stream: IO[bytes]) -> str:
    if picture.mode not in _MODES:
        raise UnsupportedPicture(
            f"The picture's colours are stored as {picture.mode}; expected grey, palette, RGB, "
            "RGBA or CMYK. Convert it to RGB and upload that.",
            mode=picture.mode,
        )
    if bit_depth_of_mode(picture.mode) == 8 and _bits_per_sample(picture, stream) == 16:
        return f"{picture.mode};16"
    return picture.mode


def _bits_per_sample(picture: PILImage.Image, stream: IO[bytes]) -> int:
    """Bits per channel as the file has them, where Pillow's mode does not tell."""
    if picture.format == "PNG":
        position = stream.tell()
        stream.seek(24)  # signature 8, chunk head 8, width 4, height 4 (PNG specification, 11.2.1)
        depth = stream.read(1)[0]
        stream.seek(position)
        return depth
    bits = getattr(picture, "tag_v2", {}).get(_TIFF_BITS_PER_SAMPLE, (8,))
    return max(bits) if isinstance(bits, tuple) else int(bits)
