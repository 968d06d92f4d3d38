"""Deflates bytes that are nearly all zero by the places of the others, without reading the zeros.

A label map that is filtered by 'Up' is such bytes: only borders of segments are not zero. zlib
walks all of them; here the cost goes with the borders. One Huffman table serves all maps: it was
chosen for runs of zeros, which are matches of length 258 at distance 1, 3 bits each.

Sources: RFC 1951 (deflate; 3.2.5 lengths, 3.2.7 dynamic blocks), RFC 1950 (zlib, Adler-32).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_Ints = NDArray[np.int64]

_LONGEST = 258
_END, _LONGEST_SYMBOL = 256, 285
_ADLER = 65521
_ZLIB_HEADER = b"\x78\x01"  # 32 KiB window, fastest

# Lengths 3..258 as (symbol, extra bits) of RFC 1951, 3.2.5.
_EXTRA_BITS = [0] * 8 + [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4 + [5] * 4 + [0]
_FIRST_LENGTHS = [3, *(3 + np.cumsum([1 << bits for bits in _EXTRA_BITS[:-2]])).tolist(), _LONGEST]

_CODE_LENGTH_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
"""In which the lengths of the code length code are written (RFC 1951, 3.2.7)."""


def _symbol_bits() -> _Ints:
    """(286,) code length of each symbol; they fill the code space exactly.

    2 bits for the longest match, 3 for a single zero, 7 for other lengths; 9 or 10 for the other
    bytes, the small and the large (small negative) differences getting the shorter.
    """
    bits = np.full(286, 10, dtype=np.int64)
    bits[:81] = bits[176:256] = 9
    bits[0], bits[257:285], bits[_LONGEST_SYMBOL] = 3, 7, 2
    return bits


def _codes(bits: _Ints) -> _Ints:
    """Canonical Huffman codes, bits reversed as they are packed (RFC 1951, 3.2.2)."""
    codes = np.zeros(bits.size, dtype=np.int64)
    code = 0
    for length in range(1, int(bits.max()) + 1):
        code <<= 1
        for symbol in np.flatnonzero(bits == length).tolist():
            codes[symbol] = int(f"{code:0{length}b}"[::-1], 2)
            code += 1
    return codes


_BITS = _symbol_bits()
_CODES = _codes(_BITS)


def _match_table() -> tuple[_Ints, _Ints]:
    """(259,) value and number of bits of a match of each length at distance 1 (one 0 bit)."""
    values, sizes = np.zeros(_LONGEST + 1, dtype=np.int64), np.zeros(_LONGEST + 1, dtype=np.int64)
    for place, first in enumerate(_FIRST_LENGTHS):
        symbol, extra = 257 + place, _EXTRA_BITS[place]
        for offset in range(1 << extra):
            length = first + offset
            if length < _LONGEST or symbol == _LONGEST_SYMBOL:
                values[length] = _CODES[symbol] | offset << int(_BITS[symbol])
                sizes[length] = _BITS[symbol] + extra + 1
    return values, sizes


_MATCH_VALUES, _MATCH_SIZES = _match_table()


def _block_header() -> tuple[_Ints, _Ints]:
    """Values and sizes of the bits that announce a final dynamic block and its two tables."""
    used = sorted({0, 1, *_BITS.tolist()})  # 0 and 1 for the distance table; 8 lengths at most
    assert len(used) <= 8
    used += [each for each in range(16) if each not in used][: 8 - len(used)]
    length_bits = np.zeros(19, dtype=np.int64)
    length_bits[used] = 3
    length_codes = _codes(length_bits)
    fields = [(1, 1), (2, 2), (_BITS.size - 257, 5), (0, 5), (len(_CODE_LENGTH_ORDER) - 4, 4)]
    fields += [(int(length_bits[each]), 3) for each in _CODE_LENGTH_ORDER]
    # After the 286 symbols, one distance code of one bit.
    fields += [(int(length_codes[each]), 3) for each in [*_BITS.tolist(), 1]]
    values, sizes = np.array(fields, dtype=np.int64).T
    return values, sizes


_HEADER_VALUES, _HEADER_SIZES = _block_header()


def deflate_sparse(places: _Ints, content: NDArray[np.uint8], total: int) -> bytes:
    """Compress mostly zero bytes as a zlib stream.

    Args:
        places: (N,) ascending positions of the bytes that may differ from zero.
        content: (N,) those bytes.
        total: number of bytes, zeros included.

    Returns:
        What `zlib.decompress` turns into the `total` bytes.
    """
    values, sizes = _tokens(places, content.astype(np.int64), total)
    return _ZLIB_HEADER + _pack(values, sizes) + _adler32(places, content, total)


def _tokens(places: _Ints, content: _Ints, total: int) -> tuple[_Ints, _Ints]:
    """Values and sizes, in bits, of the whole block."""
    gaps = np.diff(np.concatenate((places, [total])), prepend=-1) - 1
    # A zero to copy from, matches of 258, one of the rest, single zeros where the rest is short.
    copied = np.where(gaps >= 4, gaps - 1, 0)
    longest, rest = np.divmod(copied, _LONGEST)
    is_short = rest < 3
    matched = np.where(is_short, 0, rest)
    zeros_before = np.where(gaps >= 4, 1, gaps)
    zeros_after = np.where(is_short, rest, 0)
    last = np.concatenate((content, [_END]))
    ones = np.ones_like(gaps)
    counts = np.stack([zeros_before, longest, matched > 0, zeros_after, ones], axis=1)
    values = np.stack(
        [
            ones * _CODES[0],
            ones * _MATCH_VALUES[_LONGEST],
            _MATCH_VALUES[matched],
            ones * _CODES[0],
            _CODES[last],
        ],
        axis=1,
    )
    sizes = np.stack(
        [
            ones * _BITS[0],
            ones * _MATCH_SIZES[_LONGEST],
            _MATCH_SIZES[matched],
            ones * _BITS[0],
            _BITS[last],
        ],
        axis=1,
    )
    repeats = counts.ravel()
    return (
        np.concatenate((_HEADER_VALUES, np.repeat(values.ravel(), repeats))),
        np.concatenate((_HEADER_SIZES, np.repeat(sizes.ravel(), repeats))),
    )


def _pack(values: _Ints, sizes: _Ints) -> bytes:
    """Pack fields of at most 16 bits one after another, lowest bit first."""
    ends = np.cumsum(sizes)
    starts = ends - sizes
    first_bytes = starts >> 3
    shifted = values << (starts & 7)
    num_bytes = int(ends[-1] + 7) >> 3
    packed = np.zeros(num_bytes + 2, dtype=np.float64)
    for offset in range(3):
        # No two fields share a bit, so adding is or-ing; sums stay far below 2^53.
        part = (shifted >> 8 * offset) & 255
        packed[offset : offset + num_bytes] += np.bincount(first_bytes, part, minlength=num_bytes)
    content: bytes = packed[:num_bytes].astype(np.uint8).tobytes()
    return content


def _adler32(places: _Ints, content: NDArray[np.uint8], total: int) -> bytes:
    """The checksum of all bytes, from those that are not zero."""
    amounts = content.astype(np.int64)
    a = (1 + int(amounts.sum())) % _ADLER
    b = (total + int(((total - places) % _ADLER * amounts).sum())) % _ADLER
    return (b << 16 | a).to_bytes(4, "big")
