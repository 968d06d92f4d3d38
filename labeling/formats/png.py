"""PNG for label maps: writes them many times faster than image libraries, reads what others wrote.

Image libraries try every filter on every row; on maps that search costs more than deflate. One
fixed filter and zlib's level 1 give files of about the same size in a quarter of the time.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage
from PIL import UnidentifiedImageError

from labeling.errors import BadDataset
from labeling.formats.borders import Borders, borders_of_map
from labeling.formats.sparse_deflate import deflate_sparse
from labeling.masks.types import LabelMap

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SUB, _UP = 1, 2
"""Filter types (PNG specification, section 9.2): rows of a map mostly repeat the row above."""

_GRAY, _RGB, _INDEXED = 0, 2, 3
"""Colour types (PNG specification, section 11.2.2)."""

MAX_MAP_PIXELS = 16_384 * 16_384
"""The largest map that is decoded: four times the largest image that opens directly (8192²)."""


@dataclass(frozen=True, slots=True)
class MapPicture:
    """A decoded map.

    Attributes:
        pixels: (H, W) uint8, uint16 or int32 values as stored, or (H, W, 3) uint8 for RGB paint.
        palette: (256, 3) uint8 of an indexed map, None for others; unused rows are black.
    """

    pixels: NDArray[Any]
    palette: NDArray[np.uint8] | None


def encode_map(pixels: NDArray[Any], palette: NDArray[np.uint8] | None = None) -> bytes:
    """Encode a map as PNG; the same pixels give the same bytes.

    Args:
        pixels: (H, W) uint8 or uint16, one channel; or (H, W, 3) uint8, RGB.
        palette: (N <= 256, 3) uint8 colours of the indices: writes an indexed (mode P) PNG.

    Returns:
        The file's bytes.

    Raises:
        ValueError: another shape or type than these.
    """
    is_rgb = pixels.ndim == 3 and pixels.shape[2] == 3
    if not (is_rgb or pixels.ndim == 2) or pixels.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"A map is (H, W) or (H, W, 3); got {pixels.shape} {pixels.dtype}.")
    if pixels.dtype == np.uint16 and (is_rgb or palette is not None):
        raise ValueError("A 16-bit map has one channel and no palette.")
    color_type = _RGB if is_rgb else _GRAY if palette is None else _INDEXED
    size_hw, bit_depth = (pixels.shape[0], pixels.shape[1]), 8 * pixels.itemsize
    return _file(size_hw, bit_depth, color_type, palette, _deflate_rows(pixels))


def encode_indexed(
    index_map: NDArray[Any], values: NDArray[Any], palette: NDArray[np.uint8] | None = None
) -> bytes:
    """`encode_map(values[index_map], palette)` in a fraction of the time where borders are few.

    Args:
        index_map: (H, W) unsigned integers.
        values: (N,) uint8 or uint16, or (N, 3) uint8: the value of each index.
        palette: as in `encode_map`.
    """
    borders = borders_of_map(index_map)
    if borders is None:
        return encode_map(np.take(values, index_map, axis=0), palette)
    return encode_borders(borders, values, palette)


def encode_borders(
    borders: Borders, values: NDArray[Any], palette: NDArray[np.uint8] | None = None
) -> bytes:
    """Encode a map by where its values change, as PNG's filter 'Up' leaves it.

    After that filter only pixels that differ from the one above are not zero; they are compressed
    without walking the zeros between.

    Args:
        borders: of a map of indices.
        values: (N,) uint8 or uint16, or (N, 3) uint8: the value of each index.
        palette: as in `encode_map`.
    """
    height, width = borders.size_hw
    channels = values.astype(values.dtype.newbyteorder(">")).view(np.uint8).reshape(len(values), -1)
    num_bytes = channels.shape[1]
    row_bytes = 1 + width * num_bytes
    differences = channels[borders.values]
    differences[1:] -= channels[borders.before[1:]]
    # Each row begins with its filter; the first has none above it: there 'Sub' looks to the left.
    num = borders.pixels.size + height
    places, widths = np.empty(num, np.int64), np.full(num, num_bytes)
    content = np.zeros((num, num_bytes), np.uint8)
    at_pixels = np.arange(borders.pixels.size) + borders.rows + 1
    places[at_pixels] = borders.pixels * num_bytes + borders.rows + 1
    content[at_pixels] = differences
    at_rows = borders.row_firsts + np.arange(height)
    places[at_rows] = np.arange(height) * row_bytes
    widths[at_rows], content[at_rows, 0], content[0, 0] = 1, _UP, _SUB
    body = deflate_sparse(places, content, widths, height * row_bytes)
    color_type = _RGB if num_bytes == 3 else _GRAY if palette is None else _INDEXED
    return _file((height, width), 8 * values.itemsize, color_type, palette, body)


def _file(
    size_hw: tuple[int, int],
    bit_depth: int,
    color_type: int,
    palette: NDArray[np.uint8] | None,
    body: bytes,
) -> bytes:
    """The chunks of a PNG whose rows are deflated already."""
    header = struct.pack(">IIBBBBB", size_hw[1], size_hw[0], bit_depth, color_type, 0, 0, 0)
    chunks = [_SIGNATURE, _chunk(b"IHDR", header)]
    if palette is not None:
        chunks.append(_chunk(b"PLTE", palette.astype(np.uint8).tobytes()))
    chunks += [_chunk(b"IDAT", body), _chunk(b"IEND", b"")]
    return b"".join(chunks)


def _deflate_rows(pixels: NDArray[Any]) -> bytes:
    """Filter with 'Up' and compress.

    Run-length matching alone is smaller and faster where a pixel is one byte (measured on street
    and shape maps); over two- and three-byte pixels it finds no runs.
    """
    height = pixels.shape[0]
    rows = np.ascontiguousarray(pixels)
    if rows.dtype == np.uint16:
        rows = rows.astype(">u2")
    rows = rows.view(np.uint8).reshape(height, -1)
    filtered = np.empty((height, rows.shape[1] + 1), np.uint8)
    filtered[:, 0] = _UP
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    is_one_byte = pixels.ndim == 2 and pixels.dtype == np.uint8
    strategy = zlib.Z_RLE if is_one_byte else zlib.Z_DEFAULT_STRATEGY
    compressor = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS, 9, strategy)
    return compressor.compress(filtered.data) + compressor.flush()


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def decode_map(content: bytes, name: str) -> MapPicture:
    """Decode a map that some tool wrote.

    Args:
        content: the file's bytes.
        name: its name in the dataset, for the message.

    Returns:
        One channel with its values as stored, or RGB where it was painted in colours.

    Raises:
        BadDataset: no picture, cut off, too large, or of a kind that holds no class map.
    """
    try:
        with PILImage.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MAX_MAP_PIXELS:
                raise BadDataset(
                    f"{name} is {picture.width} x {picture.height}; a label map may have at most"
                    f" {MAX_MAP_PIXELS} pixels.",
                    file=name,
                )
            return _to_map(picture, name)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as error:
        raise BadDataset(
            f"{name} is not a readable picture ({error}); expected a complete PNG label map.",
            file=name,
        ) from error
    except PILImage.DecompressionBombError as error:
        raise BadDataset(f"{name} is too large for a label map: {error}", file=name) from error


def picture_size_hw(content: bytes, name: str) -> tuple[int, int]:
    """Height and width of a picture as stored, from its header alone.

    Raises:
        BadDataset: no picture.
    """
    try:
        with PILImage.open(io.BytesIO(content)) as picture:
            return (picture.height, picture.width)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as error:
        raise BadDataset(f"{name} is not a readable picture ({error}).", file=name) from error
    except PILImage.DecompressionBombError as error:
        raise BadDataset(f"{name} is too large: {error}", file=name) from error


def _to_map(picture: PILImage.Image, name: str) -> MapPicture:
    if picture.mode == "P":
        palette = np.zeros((256, 3), np.uint8)
        colors = np.array(picture.getpalette("RGB") or [], np.uint8).reshape(-1, 3)[:256]
        palette[: len(colors)] = colors
        return MapPicture(np.asarray(picture), palette)
    if picture.mode in ("L", "I;16", "I;16B", "I"):
        pixels: LabelMap = np.asarray(picture)
        return MapPicture(pixels.astype(pixels.dtype.newbyteorder("="), copy=False), None)
    if picture.mode == "1":
        return MapPicture(np.asarray(picture).astype(np.uint8), None)
    if picture.mode in ("RGB", "RGBA", "LA"):
        return MapPicture(np.asarray(picture.convert("RGB")), None)
    raise BadDataset(
        f"{name} has the picture mode {picture.mode}; expected one channel (8 or 16 bit) or RGB.",
        file=name,
    )
