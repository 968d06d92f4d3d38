"""Masks in JSON that are as we write them, checked many at once instead of one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from labeling.masks.stacked import are_canonical
from labeling.masks.types import Rle

_AT_ONCE = 256  # enough to spread the cost of a call; little enough to stay in the cache


def canonical_masks(
    wires: Sequence[object], sizes_hw: Sequence[tuple[int, int]]
) -> list[Rle | None]:
    """The masks among JSON values that need neither repair nor message.

    Args:
        wires: what stands where a mask should be: {"size": [h, w], "counts": "…"} or anything.
        sizes_hw: of the image of each.

    Returns:
        For each the sound, canonical, non-empty mask of its image's size; None where it must be
        read by itself.
    """
    masks = [_mask(wire, size_hw) for wire, size_hw in zip(wires, sizes_hw, strict=True)]
    found: list[Rle | None] = [None] * len(masks)
    for batch in _batches(masks):
        chosen = [mask for index in batch if (mask := masks[index]) is not None]
        if are_canonical(chosen, chosen[0].size_hw):
            for index in batch:
                found[index] = masks[index]
    return found


def _batches(masks: Sequence[Rle | None]) -> Iterator[list[int]]:
    """Indices of masks of one size, in the order given."""
    present = [index for index, mask in enumerate(masks) if mask is not None]
    for _, group in groupby(present, key=lambda index: getattr(masks[index], "size_hw", None)):
        alike = list(group)
        for first in range(0, len(alike), _AT_ONCE):
            yield alike[first : first + _AT_ONCE]


def _mask(wire: object, size_hw: tuple[int, int]) -> Rle | None:
    """A mask in the form that we write, not yet checked; None of any other."""
    if not isinstance(wire, dict) or wire.keys() != {"size", "counts"}:
        return None
    counts = wire["counts"]
    if wire["size"] != [*size_hw] or not isinstance(counts, str) or not counts.isascii():
        return None
    return Rle(size_hw, counts.encode())
