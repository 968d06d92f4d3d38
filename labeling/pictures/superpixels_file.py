"""Superpixels as the compact file that browsers are sent, by row runs (see docs/formats.md).

Little-endian. A head of eight uint32: magic, version, H, W, number of fine, medium and coarse
regions, number of runs R. Then one zlib stream of: int32[R] each run's region, as the difference to
the region of the pixel above its start (first row: to the run before); int32[fine] medium_of;
int32[fine] coarse_of; uint16[R] run lengths; uint16[H] number of runs in each row.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

from labeling.pictures.superpixels import LabelArray, Superpixels

MAGIC = int.from_bytes(b"MWSP", "little")
VERSION = 1
_HEAD = struct.Struct("<8I")
_LEVEL = 6
_BAND_ROWS = 256  # run by run in one go, a large picture would take gigabytes


def encode_superpixels(parts: Superpixels) -> bytes:
    """The file of a picture's superpixels; `decode_superpixels` gives them back."""
    regions, lengths, counts = _runs(parts.labels)
    h, w = parts.labels.shape
    head = _HEAD.pack(
        MAGIC,
        VERSION,
        h,
        w,
        len(parts.medium_of),
        int(parts.medium_of.max()) + 1,
        int(parts.coarse_of.max()) + 1,
        len(lengths),
    )
    stream = zlib.compressobj(_LEVEL)
    sections = (
        regions.astype("<i4"),
        parts.medium_of.astype("<i4"),
        parts.coarse_of.astype("<i4"),
        lengths.astype("<u2"),
        counts.astype("<u2"),
    )
    body = b"".join(stream.compress(section.tobytes()) for section in sections)
    return head + body + stream.flush()


def decode_superpixels(content: bytes) -> Superpixels:
    """The superpixels of a file that `encode_superpixels` made.

    Raises:
        ValueError: another kind of file, or another version.
    """
    magic, version, h, w, num_fine, _, _, num_runs = _HEAD.unpack_from(content)
    if (magic, version) != (MAGIC, VERSION):
        raise ValueError(f"Expected superpixels of version {VERSION}, got version {version}.")
    body = zlib.decompress(content[_HEAD.size :])
    differences, medium_of, coarse_of = (
        np.frombuffer(body, "<i4", count, offset).astype(np.int32)
        for count, offset in (
            (num_runs, 0),
            (num_fine, 4 * num_runs),
            (num_fine, 4 * (num_runs + num_fine)),
        )
    )
    rest = 4 * (num_runs + 2 * num_fine)
    lengths = np.frombuffer(body, "<u2", num_runs, rest)
    counts = np.frombuffer(body, "<u2", h, rest + 2 * num_runs)
    labels = np.empty((h, w), dtype=np.int32)
    at = 0
    for row, count in enumerate(counts):
        own = slice(at, at + int(count))
        starts = np.cumsum(lengths[own], dtype=np.int64) - lengths[own]
        regions = (
            np.cumsum(differences[own]) if row == 0 else labels[row - 1, starts] + differences[own]
        )
        labels[row] = np.repeat(regions, lengths[own])
        at += int(count)
    return Superpixels(labels, medium_of, coarse_of)


def _runs(labels: LabelArray) -> tuple[LabelArray, LabelArray, LabelArray]:
    """Region differences and lengths of all runs, and the number of runs in each row."""
    differences, lengths, counts = [], [], []
    h, w = labels.shape
    for top in range(0, h, _BAND_ROWS):
        band = labels[top : top + _BAND_ROWS]
        is_start = np.ones(band.shape, dtype=np.bool_)
        is_start[:, 1:] = band[:, 1:] != band[:, :-1]
        rows, starts = np.nonzero(is_start)
        ends = np.append(starts[1:], w)
        ends[ends <= starts] = w  # the next run is in the next row
        regions = band[rows, starts]
        before = labels[np.maximum(rows + top - 1, 0), starts]
        if top == 0:
            num_first = int(is_start[0].sum())
            before[0] = 0
            before[1:num_first] = regions[: num_first - 1]
        differences.append(regions - before)
        lengths.append((ends - starts).astype(np.int32))
        counts.append(is_start.sum(axis=1, dtype=np.int32))
    return np.concatenate(differences), np.concatenate(lengths), np.concatenate(counts)
