"""One object's whole mask as a PNG of the image's size, written and read by its borders alone."""

from __future__ import annotations

import numpy as np

from labeling.errors import BadDataset
from labeling.formats.borders import borders_of_runs
from labeling.formats.png import encode_borders, encode_map
from labeling.formats.png_runs import decode_runs
from labeling.masks import rle
from labeling.masks.painting import paint_runs
from labeling.masks.types import Rle


def mask_png(mask: Rle, inside: int) -> bytes:
    """A PNG of one 8-bit channel: 0, and this value inside."""
    painted, values = paint_runs(mask.size_hw, [mask]), np.array([0, inside], np.uint8)
    borders = borders_of_runs(painted)
    if borders is None:
        return encode_map(values[painted.to_map(np.uint8)])
    return encode_borders(borders, values)


def read_mask(content: bytes, size_hw: tuple[int, int], place: str) -> Rle:
    """The mask of a picture: whatever is not 0 is inside.

    Args:
        content: a PNG, or another picture.
        size_hw: of the image.
        place: for messages.

    Returns:
        The mask, which may be empty.

    Raises:
        BadDataset: no picture, or one of another size.
    """
    runs = decode_runs(content, place).runs
    if runs.size_hw != size_hw:
        raise BadDataset(f"{place} is {runs.size_hw} (h, w), its image {size_hw}.")
    masks = runs.replaced_by((runs.values != 0).astype(np.int64)).masks()
    return masks[1] if masks else rle.encode(np.zeros(size_hw, np.bool_))
