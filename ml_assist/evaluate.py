"""Measures a model version on labelled images that it did not learn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from django.core.files.storage import default_storage
from numpy.typing import NDArray

from labeling.dataset_source import segment_record
from labeling.formats.base import ImageRecord
from labeling.masks.label_map import compose
from labeling.masks.metrics import confusion_matrix
from labeling.models import Annotation
from labeling.pictures import upright_rgb
from labeling.snapshot import DEFAULT_STATES
from ml_assist.errors import TooFewImages
from ml_assist.models import ModelVersion
from ml_assist.stored_models import model_folder
from ml_assist.training.dataset import UNKNOWN_INSTANCE, paint

if TYPE_CHECKING:  # a command may list its options without waiting for torch
    from ml_assist.training.predict import LoadedModel

InstanceMap = NDArray[np.int32]
"""(H, W), 0 nothing, 1.. one thing each."""

IOU_MATCH = 0.5
"""Above one half, an instance can match only one other (Kirillov et al. 2019, panoptic quality)."""


@dataclass(slots=True)
class _Counts:
    """Sums over the images."""

    confusion: NDArray[np.int64]
    num_images: int = 0
    things: dict[str, int] = field(
        default_factory=lambda: {"truth": 0, "predicted": 0, "matched": 0}
    )


def evaluate(
    model: ModelVersion,
    *,
    split: str | None,
    states: Sequence[str] = DEFAULT_STATES,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Compare a model's predictions with what people labelled.

    Pixels without a segment are background where the model has a background, else they count
    nowhere, as do ignored classes.

    Args:
        model: whose predictions.
        split: "train", "val" or "test"; None for every labelled image.
        states: which annotations count as truth.
        progress: called with (images done, of how many).

    Returns:
        {"miou", "per_class": [{"class_id", "name", "iou"}], "pixel_accuracy", "images", "things":
        {"truth", "predicted", "matched"}}: mIoU over the project's classes that occur, from one
        confusion matrix; things matched one to one at an IoU above 0.5.

    Raises:
        TooFewImages: no labelled image in the split.
    """
    from ml_assist.training.predict import load_model
    from ml_assist.training.validation import figures

    rows = Annotation.objects.filter(
        image__project=model.project, image__purged_at=None, state__in=states
    ).select_related("image")
    if split is not None:
        rows = rows.filter(image__split=split)
    annotations = list(rows.order_by("image__name"))
    if not annotations:
        raise TooFewImages(
            f"There is no {' or '.join(states)} image in the split {split or 'any'}: label some, "
            "or choose another split.",
            needed=1,
            actual=0,
        )
    loaded = load_model(model_folder(model))
    channels = loaded.card.channels
    counts = _Counts(np.zeros((channels.num, channels.num), dtype=np.int64))
    for done, annotation in enumerate(annotations):
        progress(done, len(annotations))
        _add(counts, loaded, annotation)
    progress(len(annotations), len(annotations))
    found = figures(counts.confusion, channels)
    names = dict(zip(channels.class_ids, channels.names, strict=True))
    return {
        "miou": found.miou,
        "per_class": [
            {"class_id": class_id, "name": names[class_id], "iou": iou}
            for class_id, iou in found.per_class.items()
        ],
        "pixel_accuracy": found.pixel_accuracy,
        "images": counts.num_images,
        "things": counts.things,
    }


def _add(counts: _Counts, loaded: LoadedModel, annotation: Annotation) -> None:
    """Add one image to the sums."""
    image = annotation.image
    segments = annotation.segments.current().select_related("label_class", "geometry")
    record = ImageRecord(
        name=image.name,
        size_hw=image.size_hw,
        segments=tuple(segment_record(row, image.size_hw) for row in segments.in_paint_order()),
    )
    labels, instances = np.moveaxis(paint(record, loaded.card.channels), -1, 0)
    with default_storage.open(image.original, "rb") as stream:
        pixels = upright_rgb(stream)
    probabilities = loaded.dense(pixels).classes
    winners = _enlarged(probabilities, image.size_hw).argmax(axis=0)
    counts.confusion += confusion_matrix(winners, labels, loaded.card.channels.num)
    counts.num_images += 1
    if any(loaded.card.is_thing):
        things = [region.rle for region in loaded.predict(pixels) if region.is_thing]
        layers = [(number, rle) for number, rle in enumerate(things, start=1)]
        predicted = compose(image.size_hw, layers, dtype=np.int32)
        known = instances != UNKNOWN_INSTANCE  # crowds and ignored classes are not
        _add_things(counts, predicted * known, (instances * known).astype(np.int32))


def _enlarged(probabilities: NDArray[np.float32], size_hw: tuple[int, int]) -> NDArray[np.float32]:
    """(C, h, w) probabilities at the image's own size, interpolated linearly."""
    if probabilities.shape[1:] == size_hw:
        return probabilities
    height, width = size_hw
    planes = [cv2.resize(plane, (width, height)) for plane in probabilities]
    return np.stack(planes).astype(np.float32)


def iou_table(first: InstanceMap, second: InstanceMap) -> NDArray[np.float64]:
    """IoU of every instance of one map with every instance of another of the same image.

    Args:
        first: (H, W) int32, N instances, ids in any order.
        second: (H, W) int32, M instances.

    Returns:
        (N, M) float64, in the order of ascending ids.
    """
    ids_first, one = np.unique(first, return_inverse=True)
    ids_second, two = np.unique(second, return_inverse=True)
    shared = np.bincount(
        one.ravel() * ids_second.size + two.ravel(), minlength=ids_first.size * ids_second.size
    ).reshape(ids_first.size, ids_second.size)
    union = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    ious: NDArray[np.float64] = (shared / union)[ids_first > 0][:, ids_second > 0]
    return ious


def _add_things(counts: _Counts, predicted: InstanceMap, truth: InstanceMap) -> None:
    """Match the things of one image by their shared pixels."""
    ious = iou_table(truth, predicted)
    counts.things["truth"] += ious.shape[0]
    counts.things["predicted"] += ious.shape[1]
    counts.things["matched"] += int(np.count_nonzero(ious > IOU_MATCH))
