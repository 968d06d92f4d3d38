"""Label Studio's brush codec: RGBA bytes as runs and literals packed bit by bit.

A header of 32 bits number of values, 5 bits word size - 1, four times 4 bits size of a length - 1;
then tokens: 1 bit (1: a run, 0: literals), 2 bits which size of length, the length - 1, and one
word or as many as the length says. Bits go from the highest of each byte on. Values are the bytes
R, G, B, A of the pixels row by row; a pixel is inside where A > 0.

Sources: thi-ng/umbrella, packages/rle-pack; HumanSignal/label-studio-converter,
label_studio_converter/brush.py @ 0098e78 (encode_rle, whose bytes ours equal; decode_rle).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labeling.errors import InvalidRle
from labeling.masks.boxed import alternating, from_row_runs, row_runs
from labeling.masks.types import Rle, Runs

_CHANNELS = 4
_WORD_BITS = 8
_SIZES = np.array([3, 4, 8, 16])
"""Bits of a length, as encode_rle chooses them: for runs of up to 8, 16, 256 and more values."""

_LONGEST = 2**16
_WINDOW = 2**64 - 1
_HEADER_BITS = 32 + 5 + 4 * 4
_BLOCK = 2**16
"""Tokens that are packed at a time: each takes up to 27 bits, and a byte for every bit."""


def encode(mask: Rle) -> bytes:
    """A mask as white, opaque pixels on transparent black.

    Args:
        mask: any mask.

    Returns:
        The bytes of `value.rle`.
    """
    runs = row_runs(mask) * _CHANNELS
    values = np.where(np.arange(runs.size) % 2 == 1, 255, 0)
    return encode_values(runs[runs > 0], values[runs > 0])


def encode_values(lengths: Runs, values: NDArray[np.int64]) -> bytes:
    """Runs of bytes as encode_rle packs them.

    Args:
        lengths: (N,) positive.
        values: (N,) 0 to 255.
    """
    header = int(lengths.sum()) << 21 | (_WORD_BITS - 1) << 16
    for place, size in enumerate(_SIZES.tolist()):
        header |= (size - 1) << (12 - 4 * place)
    bits = [np.array([header >> k & 1 for k in reversed(range(_HEADER_BITS))], np.uint8)]
    packed: list[bytes] = []
    tokens, widths = _tokens(lengths, values)
    for first in range(0, tokens.size, _BLOCK):
        bits.append(_bits(tokens[first : first + _BLOCK], widths[first : first + _BLOCK]))
        joined = np.concatenate(bits)
        whole = joined.size // 8 * 8
        packed.append(np.packbits(joined[:whole]).tobytes())
        bits = [joined[whole:]]
    # Like encode_rle: a whole byte of zeros where nothing is left to fill up.
    rest = np.concatenate(bits)
    packed.append(np.packbits(np.append(rest, np.zeros(8 - rest.size % 8, np.uint8))).tobytes())
    return b"".join(packed)


def decode(content: bytes, size_hw: tuple[int, int]) -> Rle:
    """A mask out of `value.rle`; pixels whose alpha is above 0 are inside.

    Args:
        content: the bytes.
        size_hw: of the image; four values for each pixel, or, as some scripts write it, one.

    Raises:
        InvalidRle: another number of values, or the bytes end too early.
    """
    num_pixels = size_hw[0] * size_hw[1]
    lengths, values = decode_values(content, (num_pixels * _CHANNELS, num_pixels))
    ends = np.cumsum(lengths)
    # Of a run that ends at value e, the last alpha is that of pixel e // 4 - 1.
    pixel_ends = ends // _CHANNELS if ends[-1] == num_pixels * _CHANNELS else ends
    pixel_starts = np.concatenate(([0], pixel_ends[:-1]))
    is_inside = (values > 0) & (pixel_ends > pixel_starts)
    runs = alternating(pixel_starts[is_inside], pixel_ends[is_inside], num_pixels)
    return from_row_runs(runs, size_hw)


def check_header(content: bytes, size_hw: tuple[int, int]) -> None:
    """Refuse, before anything is unpacked, what cannot be a mask of an image.

    Raises:
        InvalidRle: another number of values.
    """
    num_pixels = size_hw[0] * size_hw[1]
    _header(content, (num_pixels * _CHANNELS, num_pixels))


def decode_values(content: bytes, expected: tuple[int, ...]) -> tuple[Runs, NDArray[np.int64]]:
    """The runs of bytes, literals as runs of one.

    Args:
        content: the bytes.
        expected: numbers of values that there may be; nothing is unpacked for another.

    Raises:
        InvalidRle: as `decode`.
    """
    num, word, sizes = _header(content, expected)
    lengths: list[int] = []
    values: list[int] = []
    position, end, done = _HEADER_BITS, len(content) * 8, 0
    padded, from_bytes = content + bytes(8), int.from_bytes
    while done < num:
        first = position >> 3
        # 64 bits hold a head of up to 19 bits and a word of up to 32, wherever in a byte it begins.
        window = from_bytes(padded[first : first + 8], "big") << (position & 7) & _WINDOW
        size = sizes[window >> 61 & 3]
        length = (window >> (61 - size) & (1 << size) - 1) + 1
        position += 3 + size
        count = 1 if window >> 63 else length
        if position + count * word > end:
            raise InvalidRle(f"The brush's rle ends after {done} of {num} values; it was cut off.")
        if count == 1:
            values.append(window >> (61 - size - word) & (1 << word) - 1)
            lengths.append(length)
        else:
            values += _words(content, position, word, count)
            lengths += [1] * count
        position += count * word
        done += length
    surplus = done - num
    while surplus > 0:  # the last token may say more than there is
        cut = min(surplus, lengths[-1])
        lengths[-1] -= cut
        surplus -= cut
        if lengths[-1] == 0:
            lengths.pop()
            values.pop()
    return np.array(lengths, np.int64), np.array(values, np.int64)


def _header(content: bytes, expected: tuple[int, ...]) -> tuple[int, int, list[int]]:
    """Number of values, bits of a word, and the four sizes of a length."""
    if len(content) * 8 < _HEADER_BITS:
        raise InvalidRle("The brush's rle is shorter than its header.")
    header = int.from_bytes(content[:7], "big") >> 3
    num = header >> 21
    if num not in expected:
        raise InvalidRle(
            f"The brush's rle holds {num} values; expected {expected[0]}: 4 for each pixel."
        )
    return num, (header >> 16 & 31) + 1, [(header >> place & 15) + 1 for place in (12, 8, 4, 0)]


def _tokens(lengths: Runs, values: NDArray[np.int64]) -> tuple[Runs, Runs]:
    """The tokens of runs as numbers, and how many bits each has."""
    kind = np.searchsorted([8, 16, 256], lengths)
    counts = (lengths - 1) // _LONGEST + 1
    run = np.repeat(np.arange(lengths.size), counts)
    pieces = np.full(run.size, _LONGEST, np.int64)
    pieces[np.cumsum(counts) - 1] = lengths - (counts - 1) * _LONGEST
    size = _SIZES[kind[run]]
    is_run = (lengths[run] > 1).astype(np.int64)
    head = (is_run << 2 | kind[run]) << size | (pieces - 1)
    return head << _WORD_BITS | values[run], 3 + size + _WORD_BITS


def _bits(tokens: Runs, widths: Runs) -> NDArray[np.uint8]:
    """The bits of tokens one after another, a byte each."""
    lasts = np.cumsum(widths)
    shifts = np.repeat(lasts, widths) - np.arange(lasts[-1]) - 1
    return (np.repeat(tokens, widths) >> shifts & 1).astype(np.uint8)


def _words(content: bytes, position: int, word: int, count: int) -> list[int]:
    first, last = position >> 3, -(-(position + count * word) // 8)
    bits = np.unpackbits(np.frombuffer(content[first:last], np.uint8))
    start = position & 7
    table = bits[start : start + count * word].reshape(count, word).astype(np.int64)
    found: list[int] = (table @ (1 << np.arange(word)[::-1])).tolist()
    return found
