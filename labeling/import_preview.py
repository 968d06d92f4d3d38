"""Sample images of a dataset that is not in yet: small pictures, and their segments as small."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, TypedDict

import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as PILImage

from labeling.formats.base import SegmentRecord
from labeling.masks import rle
from labeling.masks.boxed import from_box
from labeling.masks.types import Rle
from labeling.pictures import upright_rgb

PAGE = 10
NUM_PAGES = 6
MAX_SIDE_PX = 960
"""Of a sample, as it is shown enlarged; its tile is the same picture."""

_JPEG_QUALITY = 85


class PreviewKeys(TypedDict):
    """Where a sample is stored; `picture` is empty where neither dataset nor project has it."""

    picture: str
    segments: str


def sample(num_images: int) -> list[int]:
    """Positions of sample images, in pages of PAGE that are each spread over the whole dataset."""
    num = min(num_images, PAGE * NUM_PAGES)
    spread = [position * num_images // num for position in range(num)]
    num_pages = max(1, -(-num // PAGE))
    return [each for page in range(num_pages) for each in spread[page::num_pages]]


@dataclass(frozen=True, slots=True)
class Sample:
    """One image to be shown.

    Attributes:
        segments: in paint order, upright, of the size `size_hw`.
    """

    name: str
    size_hw: tuple[int, int]
    segments: Sequence[SegmentRecord]

    def store(self, stem: str, picture: IO[bytes] | None) -> PreviewKeys:
        """Make the small picture and masks, and store them.

        Args:
            stem: storage key without suffix.
            picture: the file, seekable; None where nobody has it.

        Raises:
            PictureRefused: the file does not decode.
        """
        scaled_hw = scaled_size(self.size_hw)
        key = ""
        if picture is not None:
            content = _small_jpeg(picture, scaled_hw)
            key = default_storage.save(f"{stem}.jpg", ContentFile(content))
        text = json.dumps(self._wire(scaled_hw, has_picture=key != ""), ensure_ascii=False)
        segments = default_storage.save(f"{stem}.json", ContentFile(text.encode()))
        return {"picture": key, "segments": segments}

    def _wire(self, scaled_hw: tuple[int, int], *, has_picture: bool) -> dict[str, Any]:
        return {
            "name": self.name,
            "width": self.size_hw[1],
            "height": self.size_hw[0],
            "size": list(scaled_hw),
            "has_picture": has_picture,
            "segments": [
                {
                    "class_id": segment.class_id,
                    "mask": rle.to_wire(scaled_mask(segment.rle, scaled_hw)),
                }
                for segment in self.segments
            ],
        }


def preview_folder(key: str, job_id: object) -> str:
    """Where the samples of an upload are stored that one inspection makes."""
    return f"{key.removesuffix('.zip')}-{job_id}"


def clear(folder: str) -> None:
    """Delete every sample in a folder, those of a killed inspection too."""
    try:
        _, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        default_storage.delete(f"{folder}/{name}")
    with suppress(OSError):  # somebody is writing into it: the next to clear it deletes it
        default_storage.delete(folder)


def scaled_size(size_hw: tuple[int, int]) -> tuple[int, int]:
    """(height, width) px of a sample; never larger than its image."""
    factor = min(1.0, MAX_SIDE_PX / max(size_hw))
    height, width = size_hw
    return max(1, round(height * factor)), max(1, round(width * factor))


def scaled_mask(mask: Rle, scaled_hw: tuple[int, int]) -> Rle:
    """A mask sampled at the nearest pixels; one that falls between them keeps a pixel.

    Args:
        mask: not empty.
        scaled_hw: (height, width) px, not larger than the mask's.
    """
    if mask.size_hw == scaled_hw:
        return mask
    crop, left, top = rle.decode_box(mask)
    rows, first_row = _sampled(top, crop.shape[0], mask.size_hw[0], scaled_hw[0])
    columns, first_column = _sampled(left, crop.shape[1], mask.size_hw[1], scaled_hw[1])
    small = crop[np.ix_(rows, columns)]
    if small.any():
        return from_box(small, first_column, first_row, scaled_hw)
    y, x = (int(each[0]) for each in np.nonzero(crop))
    row = (top + y) * scaled_hw[0] // mask.size_hw[0]
    column = (left + x) * scaled_hw[1] // mask.size_hw[1]
    return from_box(np.ones((1, 1), np.bool_), column, row, scaled_hw)


def _sampled(start: int, length: int, full: int, scaled: int) -> tuple[Any, int]:
    """Which lines of a box are sampled, and the first sampled line in the small picture."""
    nearest = ((np.arange(scaled) + 0.5) * full / scaled).astype(np.int64)
    first, last = np.searchsorted(nearest, (start, start + length))
    return nearest[first:last] - start, int(first)


def _small_jpeg(picture: IO[bytes], scaled_hw: tuple[int, int]) -> bytes:
    shown = PILImage.fromarray(upright_rgb(picture))
    small = shown.resize(scaled_hw[::-1], PILImage.Resampling.BILINEAR, reducing_gap=2.0)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=_JPEG_QUALITY)
    return buffer.getvalue()
