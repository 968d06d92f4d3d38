"""Measures a model version on labelled images of its project that it did not learn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.files.storage import default_storage

from labeling.dataset_source import segment_record
from labeling.formats.base import ImageRecord
from labeling.models import Annotation
from labeling.pictures import upright_rgb
from labeling.snapshot import DEFAULT_STATES
from ml_assist.errors import TooFewImages
from ml_assist.models import ModelVersion
from ml_assist.stored_models import model_folder
from ml_assist.training.dataset import paint


def evaluate_model(
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
        As `ml_assist.training.evaluate.evaluate`, but "per_class" is a list of {"class_id",
        "name", "iou"}, iou null where the class does not occur.

    Raises:
        TooFewImages: no labelled image in the split.
    """
    from ml_assist.training.evaluate import Evaluation
    from ml_assist.training.predict import load_model

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
    evaluation = Evaluation(load_model(model_folder(model)))
    for done, annotation in enumerate(annotations):
        progress(done, len(annotations))
        with default_storage.open(annotation.image.original, "rb") as stream:
            pixels = upright_rgb(stream)
        evaluation.add(pixels, paint(_record(annotation), evaluation.channels))
    progress(len(annotations), len(annotations))
    found = evaluation.result()
    channels = evaluation.channels
    found["per_class"] = [
        {"class_id": class_id, "name": name, "iou": found["per_class"][str(class_id)]}
        for class_id, name in zip(channels.class_ids, channels.names, strict=True)
        if str(class_id) in found["per_class"]  # background is not one of the project's classes
    ]
    return found


def _record(annotation: Annotation) -> ImageRecord:
    """The image with its current segments, as training reads them from a snapshot."""
    size_hw = annotation.image.size_hw
    rows = annotation.segments.current().select_related("label_class", "geometry")
    return ImageRecord(
        name=annotation.image.name,
        size_hw=size_hw,
        segments=tuple(segment_record(row, size_hw) for row in rows.in_paint_order()),
    )
