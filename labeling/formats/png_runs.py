"""Reads label maps as runs: of most PNGs without making the pixels at all.

A map whose rows are filtered by 'Up' is zeros but where a pixel differs from the one above, and
those places are where column-major runs begin. Whatever else a PNG may be is decoded pixel by pixel
by the image library. zlib-ng inflates such maps twenty times as fast as zlib (decision 64).

Source: PNG specification, sections 5 (chunks), 9 (filters) and 11.2.2 (header).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from zlib_ng import zlib_ng  # type: ignore[import-untyped,unused-ignore]

from labeling.formats.png import MAX_MAP_PIXELS, decode_map
from labeling.formats.regions import packed_colors
from labeling.masks.painting import PaintedRuns, joined_runs, runs_of_map

InflateError: type[Exception] = zlib_ng.error  # type: ignore[assignment]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {(0, 8): 1, (0, 16): 2, (2, 8): 3, (3, 8): 1}
"""Bytes of a pixel by colour type and bit depth, of the kinds that are read as runs."""

_NONE, _SUB, _UP = 0, 1, 2
_MANY_CHANGES = 20
"""Where more than one pixel in so many differs from the one above, pixels are as quick."""


@dataclass(frozen=True, slots=True)
class MapRuns:
    """A decoded map.

    Attributes:
        runs: values as stored; of RGB paint one number each, red in the highest byte.
        is_rgb: whether it was painted in colours.
        palette: (256, 3) uint8 of an indexed map, None for others; unused rows are black.
    """

    runs: PaintedRuns
    is_rgb: bool
    palette: NDArray[np.uint8] | None

    @property
    def used(self) -> list[int]:
        """The distinct values, ascending."""
        used: list[int] = self.runs.distinct().tolist()
        return used


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    color_type: int
    num_bytes: int  # of a pixel


def decode_runs(content: bytes, name: str) -> MapRuns:
    """Decode a map that some tool wrote.

    Args:
        content: the file's bytes.
        name: its name in the dataset, for the message.

    Raises:
        BadDataset: as `decode_map`.
    """
    found = _decode_up(content)
    if found is not None:
        return found
    picture = decode_map(content, name)
    is_rgb = picture.pixels.ndim == 3
    pixels = packed_colors(picture.pixels) if is_rgb else picture.pixels
    return MapRuns(runs_of_map(pixels), is_rgb, picture.palette)


def _decode_up(content: bytes) -> MapRuns | None:
    """The map of a whole PNG with filter 'Up' alone; None of anything else."""
    try:
        chunks = list(_chunks(content))
        header = _header(dict(chunks))
        if header is None:
            return None
        body = b"".join(data for kind, data in chunks if kind == b"IDAT")
        row_bytes = 1 + header.width * header.num_bytes
        inflater = zlib_ng.decompressobj()
        rows = inflater.decompress(body, header.height * row_bytes + 1)
    except (struct.error, ValueError, InflateError):
        return None
    if not inflater.eof or len(rows) != header.height * row_bytes:
        return None
    runs = _runs(np.frombuffer(rows, np.uint8).reshape(header.height, row_bytes), header)
    if runs is None:
        return None
    palette = _palette(dict(chunks)[b"PLTE"]) if header.color_type == 3 else None
    return MapRuns(runs, header.color_type == 2, palette)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and data of each chunk.

    Raises:
        ValueError, struct.error: no PNG, cut off, or damaged.
    """
    if not content.startswith(_SIGNATURE):
        raise ValueError("no PNG")
    place, kind = len(_SIGNATURE), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, place)
        data = content[place + 8 : place + 8 + length]
        (check,) = struct.unpack_from(">I", content, place + 8 + length)
        if zlib.crc32(data, zlib.crc32(kind)) != check:
            raise ValueError("damaged")
        yield kind, data
        place += 12 + length


def _header(chunks: dict[bytes, bytes]) -> _Header | None:
    """What is in IHDR; None of a kind that is not read as runs."""
    if len(chunks.get(b"IHDR", b"")) != 13:
        return None
    width, height, depth, color_type, *methods = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    num_bytes = _CHANNELS.get((color_type, depth))
    is_usual = not any(methods) and 0 < width * height <= MAX_MAP_PIXELS
    if num_bytes is None or not is_usual or (color_type == 3 and b"PLTE" not in chunks):
        return None
    return _Header(width, height, color_type, num_bytes)


def _palette(data: bytes) -> NDArray[np.uint8]:
    palette = np.zeros((256, 3), np.uint8)
    colors = np.frombuffer(data[: len(data) // 3 * 3], np.uint8).reshape(-1, 3)[:256]
    palette[: len(colors)] = colors
    return palette


def _runs(rows: NDArray[np.uint8], header: _Header) -> PaintedRuns | None:
    """Column-major runs of filtered rows; None with other filters or too many changes.

    Args:
        rows: (height, 1 + width * bytes of a pixel) uint8, the filter's type first.
    """
    width, height, num_bytes = header.width, header.height, header.num_bytes
    if rows[0, 0] not in (_NONE, _SUB, _UP) or (rows[1:, 0] != _UP).any():
        return None
    top = rows[0, 1:].reshape(width, num_bytes)
    if rows[0, 0] == _SUB:
        top = np.add.accumulate(top, axis=0, dtype=np.uint8)
    is_filter = np.arange(height - 1) * rows.shape[1]
    is_change = (rows[1:] != 0).ravel()
    is_change[is_filter] = False
    places = np.flatnonzero(is_change)
    if places.size * _MANY_CHANGES > height * width:
        return None
    row, place = np.divmod(places, rows.shape[1])
    column = (place - 1) // num_bytes
    keys = column * height + row + 1
    if num_bytes > 1:  # each pixel once, however many of its bytes differ
        is_first = np.append(True, np.diff(keys) != 0)[: keys.size]
        keys, row, column = keys[is_first], row[is_first], column[is_first]
    start = (row + 1) * rows.shape[1] + 1 + column * num_bytes
    deltas = rows.ravel()[start[:, None] + np.arange(num_bytes)]
    return _summed(header, keys, deltas, top)


def _summed(
    header: _Header, keys: NDArray[np.int64], deltas: NDArray[np.uint8], top: NDArray[np.uint8]
) -> PaintedRuns:
    """Runs from the differences to the pixel above.

    Args:
        header: of the picture.
        keys: (N,) column-major positions below the first row, in any order.
        deltas: (N, B) uint8 what each byte of the pixel there is more than above, modulo 256.
        top: (W, B) uint8 the first row.
    """
    height, width = header.height, header.width
    keys = np.append(np.arange(width) * height, keys)
    order = np.argsort(keys)
    starts = keys[order]
    firsts = np.flatnonzero(starts % height == 0)
    sums = np.cumsum(np.concatenate((top, deltas))[order], axis=0, dtype=np.int64)
    # Each column begins anew: take away what was summed before it.
    before = sums[firsts] - top
    pixels = (sums - np.repeat(before, np.diff(np.append(firsts, starts.size)), axis=0)) & 255
    values = pixels[:, 0]
    for channel in range(1, header.num_bytes):
        values = values << 8 | pixels[:, channel]
    return joined_runs((height, width), starts, values)
