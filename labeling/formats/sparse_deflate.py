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


_LONGEST_IN_FIELD = 15
_MAX_GAP = _LONGEST_IN_FIELD * _LONGEST
"""Zeros whose tokens fit into one field of at most 63 bits, a zero and a rest among them."""


def _gap_table() -> tuple[_Ints, _Ints]:
    """(_MAX_GAP + 1,) bits and their number for each count of zeros.

    A zero to copy from, matches of 258, one of the rest, single zeros where the rest is short.
    """
    match_values, match_sizes = _match_table()
    gaps = np.arange(_MAX_GAP + 1)
    copied = np.where(gaps >= 4, gaps - 1, 0)
    longest, rest = np.divmod(copied, _LONGEST)
    is_short = rest < 3
    matched = np.where(is_short, 0, rest)
    tokens = [(_CODES[0], _BITS[0], np.where(gaps >= 4, 1, gaps))]
    tokens += [(match_values[_LONGEST], match_sizes[_LONGEST], longest)]
    tokens += [(match_values[matched], match_sizes[matched], matched > 0)]
    tokens += [(_CODES[0], _BITS[0], np.where(is_short, rest, 0))]
    values, sizes = np.zeros(gaps.size, np.int64), np.zeros(gaps.size, np.int64)
    for value, size, repeats in tokens:
        for turn in range(int(repeats.max())):
            values |= np.where(turn < repeats, value << sizes, 0)
            sizes += np.where(turn < repeats, size, 0)
    return values, sizes


_GAP_VALUES, _GAP_SIZES = _gap_table()


def _chunk() -> tuple[int, int]:
    """Bits of _MAX_GAP zeros more after a zero, and their number."""
    values, sizes = _match_table()
    value, size = int(values[_LONGEST]), int(sizes[_LONGEST])
    joined = sum(value << turn * size for turn in range(_LONGEST_IN_FIELD))
    return joined, size * _LONGEST_IN_FIELD


_CHUNK_VALUE, _CHUNK_SIZE = _chunk()


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


_HEADER = _block_header()


def deflate_sparse(places: _Ints, content: NDArray[np.uint8], widths: _Ints, total: int) -> bytes:
    """Compress mostly zero bytes as a zlib stream.

    Args:
        places: (N,) ascending positions where bytes that may differ from zero begin.
        content: (N, C) those bytes, C at most 4.
        widths: (N,) how many of them are at each place; the others count for nothing.
        total: number of bytes, zeros included.

    Returns:
        What `zlib.decompress` turns into the `total` bytes.
    """
    values, sizes = _literals(content, widths)
    ends = np.append(0, places + widths)
    gaps = np.append(places, total) - ends
    fields = _interleaved(gaps, np.append(values, _CODES[_END]), np.append(sizes, _BITS[_END]))
    return _ZLIB_HEADER + _pack(*fields) + _adler32(places, content, widths, total)


def _literals(content: NDArray[np.uint8], widths: _Ints) -> tuple[_Ints, _Ints]:
    """(N,) bits of the bytes at each place, and their number."""
    values, sizes = _CODES[content[:, 0]], _BITS[content[:, 0]]
    for channel in range(1, content.shape[1]):
        is_there = widths > channel
        amounts = content[:, channel]
        values |= np.where(is_there, _CODES[amounts] << sizes, 0)
        sizes += np.where(is_there, _BITS[amounts], 0)
    return values, sizes


def _interleaved(gaps: _Ints, values: _Ints, sizes: _Ints) -> tuple[_Ints, _Ints]:
    """The block's header, then each gap before its bytes: fields of at most 63 bits."""
    num_chunks = np.maximum(gaps - 1, 0) // _MAX_GAP
    rests = gaps - num_chunks * _MAX_GAP
    num = 2 * gaps.size
    both, lengths = np.empty(num, np.int64), np.empty(num, np.int64)
    both[0::2], lengths[0::2] = _GAP_VALUES[rests], _GAP_SIZES[rests]
    both[1::2], lengths[1::2] = values, sizes
    if num_chunks.any():
        before = np.repeat(np.arange(1, num, 2), num_chunks)
        both = np.insert(both, before, _CHUNK_VALUE)
        lengths = np.insert(lengths, before, _CHUNK_SIZE)
    return np.concatenate((_HEADER[0], both)), np.concatenate((_HEADER[1], lengths))


def _pack(values: _Ints, sizes: _Ints) -> bytes:
    """Pack fields of at most 63 bits one after another, lowest bit first."""
    ends = np.cumsum(sizes)
    starts = ends - sizes
    words, shifts = starts >> 6, (starts & 63).astype(np.uint64)
    bits = values.astype(np.uint64)
    # A field is shorter than a word, so one begins in every word and one at most reaches the next.
    firsts = np.flatnonzero(np.append(True, words[1:] != words[:-1]))
    packed = np.zeros(firsts.size + 1, np.uint64)
    # No two fields share a bit, so adding is or-ing.
    packed[:-1] = np.add.reduceat(bits << shifts, firsts)
    lasts = np.append(firsts[1:], bits.size) - 1
    packed[1:] += bits[lasts] >> np.uint64(1) >> (np.uint64(63) - shifts[lasts])
    content: bytes = packed.astype("<u8").tobytes()
    return content[: int(ends[-1] + 7) >> 3]


def _adler32(places: _Ints, content: NDArray[np.uint8], widths: _Ints, total: int) -> bytes:
    """The checksum of all bytes, from those that are not zero."""
    a, b = 1, total
    for channel in range(content.shape[1]):
        amounts = np.where(widths > channel, content[:, channel], 0).astype(np.int64)
        a += int(amounts.sum())
        b += int(((total - channel - places) % _ADLER * amounts).sum())
    return (b % _ADLER << 16 | a % _ADLER).to_bytes(4, "big")
