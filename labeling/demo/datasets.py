"""The demo datasets as plain records: rendered streets, and the nuclei in the source."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image as PILImage

from labeling.demo.street import STREET_CLASSES, StreetScene, render_street
from labeling.formats import native
from labeling.formats.archives import FolderReader
from labeling.formats.base import ClassRecord, ImageRecord, Report, SegmentRecord
from labeling.masks import rle

STREET_NAME = "Demo: streets"
NUCLEI_NAME = "Demo: nuclei"
STREET_SIZE_HW = (360, 640)
NUCLEI_FOLDER = Path(__file__).parent / "nuclei"
_SEEDS_PER_DEMO = 10_000  # demos of different seeds share no scene
_LABELLED_OF_THREE = 2
_VAL_EVERY = 4  # of the labelled streets, for the curves that one watches while training


@dataclass(frozen=True, slots=True)
class DemoDataset:
    """A demo project before it is one; images without segments are there to be labelled."""

    name: str
    description: str
    classes: tuple[ClassRecord, ...]
    images: tuple[ImageRecord, ...]


def street_dataset(
    num_images: int, seed: int, on_progress: Callable[[int], None] | None = None
) -> DemoDataset:
    """Rendered streets, two of three labelled; the same arguments give the same bytes.

    Args:
        on_progress: called with the number of scenes rendered.
    """
    images = []
    for index in range(num_images):
        scene = render_street(seed * _SEEDS_PER_DEMO + index, STREET_SIZE_HW)
        images.append(_street_image(scene, index))
        if on_progress is not None:
            on_progress(index + 1)
    return DemoDataset(
        name=STREET_NAME,
        description="Rendered street scenes with exact ground truth. Two of three are labelled; "
        "draw on the others, or train a model and let it suggest.",
        classes=tuple(
            ClassRecord(each.class_id, each.name, each.color, each.is_thing, hotkey=each.hotkey)
            for each in STREET_CLASSES
        ),
        images=tuple(images),
    )


def nuclei_dataset(num_images: int | None = None) -> DemoDataset:
    """Real microscope pictures (CC0, source in labeling/demo/nuclei/README.md), half labelled.

    Args:
        num_images: how many of them, all by default.
    """
    with closing(FolderReader(NUCLEI_FOLDER)) as folder:
        dataset = native.read(folder, Report())
        images = [replace(image, open=_opener(image.name)) for image in dataset.images()]
    return DemoDataset(
        name=NUCLEI_NAME,
        description="Cell nuclei under the microscope (Data Science Bowl 2018, CC0). Half of the "
        "training pictures are labelled: train a model, let it suggest the rest, and correct it.",
        classes=dataset.classes,
        images=tuple(images[:num_images]),
    )


def _street_image(scene: StreetScene, index: int) -> ImageRecord:
    is_labelled = index % 3 < _LABELLED_OF_THREE
    num_labelled_before = index - index // 3
    split = "val" if num_labelled_before % _VAL_EVERY == _VAL_EVERY - 1 else "train"
    segments = tuple(
        SegmentRecord(
            uid=f"street-{segment.z}",
            class_id=segment.class_id,
            z=segment.z,
            rle=rle.encode(segment.mask),
            occluded=segment.is_occluded,
            truncated=segment.is_truncated,
        )
        for segment in scene.segments
    )
    height, width = scene.picture.shape[:2]
    return ImageRecord(
        name=f"street_{index + 1:04}.png",
        size_hw=(height, width),
        segments=segments if is_labelled else (),
        split=split if is_labelled else "train",
        state="approved" if is_labelled else "new",
        open=partial(io.BytesIO, _png(scene.picture)),
    )


def _png(picture: npt.NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    PILImage.fromarray(picture).save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def _opener(name: str) -> Callable[[], io.BufferedReader]:
    path = NUCLEI_FOLDER / "images" / name
    return lambda: path.open("rb")
