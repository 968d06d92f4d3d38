"""What reading any dataset, however damaged, must do; the exports that fuzzing starts from."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

import numpy as np

from labeling.errors import MaskwrightError
from labeling.formats import FORMATS
from labeling.formats.base import ImageRecord, Report
from labeling.masks import rle
from tests.formats.memory import MemoryArchive, exported, street

VARIANTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(FORMATS, ("",)),
    "coco-instances": ("geometry=polygons", "geometry=rle"),
    "labelme": ("geometry=mask", "geometry=polygons"),
    "cvat": ("geometry=masks", "geometry=polygons"),
    "label-studio": ("geometry=masks", "geometry=polygons"),
    "datumaro": ("geometry=masks", "geometry=polygons"),
    "ade20k": ("layout=benchmark", "layout=full"),
    "png-masks": ("layout=plain", "layout=mmsegmentation"),
    "coco-stuff": ("maps=none", "maps=ids"),
}
"""Options whose exports look different to a reader."""


@cache
def seeds(name: str) -> tuple[dict[str, bytes], ...]:
    """Small valid datasets of a format."""
    found = []
    for variant in VARIANTS[name]:
        extra = dict([variant.split("=")]) if variant else {}
        found.append(exported(FORMATS[name].export, street(2), **extra)[0].files)
    return tuple(found)


def check(name: str, files: dict[str, bytes]) -> bool:
    """Read everything that a dataset claims to have.

    Returns:
        Whether it was read; False where it was refused.

    Raises:
        AssertionError: a refusal that does not say where, or images that break a rule.
        Exception: whatever else a reader lets out: a bug.
    """
    try:
        dataset = FORMATS[name].read(MemoryArchive(files), Report())
        classes = {record.class_id: record for record in dataset.classes}
        assert len(classes) == len(dataset.classes)
        assert len({record.name for record in dataset.classes}) == len(classes)
        for record in dataset.classes:
            assert 1 <= record.class_id < 2**31
            assert 0 < len(record.name) <= 100
            assert re.fullmatch(r"#[0-9a-fA-F]{6}", record.color)
        count = 0
        for image in dataset.images():  # two of one name are refused by the import itself
            check_image(image, set(classes))
            count += 1
        assert count == dataset.num_images
    except MaskwrightError as error:
        assert says_where(error.message, files), error.message
        return False
    return True


def check_image(image: ImageRecord, class_ids: set[int]) -> None:
    """What the importer relies on."""
    height, width = image.size_hw
    assert height >= 1
    assert width >= 1
    assert image.name
    assert not any(part in ("", ".", "..") for part in image.name.split("/")), image.name
    assert image.split in (None, "train", "val", "test")
    assert len({segment.uid for segment in image.segments}) == len(image.segments)
    for segment in image.segments:
        mask = rle.decode(segment.rle)
        assert mask.shape == image.size_hw
        assert mask.any()
        assert segment.class_id in class_ids
        assert abs(segment.z) < 2**63
        assert 0 < len(segment.uid) <= 64
        assert segment.score is None or np.isfinite(segment.score)
    for box in image.boxes:
        x, y, w, h = box.bbox_xywh
        assert x >= 0
        assert y >= 0
        assert w >= 1
        assert h >= 1
        assert x + w <= width
        assert y + h <= height
        assert box.class_id in class_ids
    assert set(image.tags) <= class_ids
    if image.open is not None:
        with image.open() as stream:
            stream.read(16)


def says_where(message: str, files: dict[str, bytes]) -> bool:
    """Whether a message names a file, a folder or a key."""
    names = {PurePosixPath(path).name for path in files}
    names |= {PurePosixPath(path).stem for path in files if len(PurePosixPath(path).stem) > 2}
    if any(name in message for name in names):
        return True
    return bool(re.search(r"\.[a-z]{2,8}\b|\b\w+/|'[^']+'|^There is no ", message))
