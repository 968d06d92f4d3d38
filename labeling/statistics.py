"""Count what a version of the dataset, or the project as it is now, holds: a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from django.db import transaction

from labeling import selection
from labeling.dataset_source import CHUNK, valid_at
from labeling.jobs import RunningJob, queue_job
from labeling.masks.rle import paint
from labeling.masks.types import Rle
from labeling.models import DatasetSnapshot, Job, OverlapMode, Project, Segment
from labeling.models.access import SignedInUser
from labeling.selection import SelectedImage, Selection
from labeling.tally import Tally

TASK = "labeling.count_statistics"

Found = list[tuple[int, int, bytes | None]]  # class id, area in px, mask where it is needed


def queue_statistics(*, snapshot: DatasetSnapshot, requested_by: SignedInUser | None) -> Job:
    """Count a snapshot; what is found stays with it."""
    with transaction.atomic():
        job = queue_job(
            kind="statistics",
            task=TASK,
            project=snapshot.project,
            requested_by=requested_by,
            params={"snapshot": snapshot.pk},
            total=snapshot.num_images,
        )
        snapshot.statistics_job = job
        snapshot.save(update_fields=["statistics_job"])
    return job


def queue_current_statistics(
    *,
    project: Project,
    states: Sequence[str],
    splits: Sequence[str] | None,
    requested_by: SignedInUser | None,
) -> Job:
    """Count the project as it is now; what is found is the job's result."""
    return queue_job(
        kind="statistics",
        task=TASK,
        project=project,
        requested_by=requested_by,
        params={"states": list(states), "splits": list(splits) if splits is not None else None},
    )


def run_statistics(running: RunningJob) -> dict[str, Any]:
    """The job's body."""
    pk = running.params.get("snapshot")
    if pk is None:
        states, splits = running.params["states"], running.params["splits"]
        now = selection.current(running.job.project, states=states, splits=splits)
        return {"statistics": count(now, running)}
    snapshot = DatasetSnapshot.objects.select_related("project").filter(pk=pk).first()
    if snapshot is None:  # deleted while this waited
        return {"version": None}
    counted = count(selection.frozen(snapshot), running)
    DatasetSnapshot.objects.filter(pk=pk).update(statistics=counted)
    return {"version": pk}


def count(chosen: Selection, running: RunningJob | None = None) -> dict[str, Any]:
    """Statistics of a selection (see `Tally.as_json`), some images in memory at a time.

    Unlabelled pixels are exact in both overlap modes: where segments may overlap, they are painted.

    Args:
        running: its progress is kept up to date, and a cancel stops the counting.
    """
    tally = Tally()
    has_overlaps = chosen.overlap_mode == OverlapMode.LAYERED
    total, done = chosen.rows.count(), 0
    images = chosen.images()
    while batch := list(islice(images, CHUNK)):
        tally.num_gone += sum(image.annotation_id is None for image in batch)
        for image, found in _with_segments(batch, with_masks=has_overlaps):
            tally.add(
                image,
                [(class_id, area_px) for class_id, area_px, _ in found],
                unlabelled_px=_unlabelled_px(image, found),
            )
        done += len(batch)
        if running is not None:
            running.progress(done, total, f"{done} of {total} images")
    return tally.as_json(chosen.classes, chosen.overlap_mode)


def _with_segments(
    images: Sequence[SelectedImage], *, with_masks: bool
) -> Iterator[tuple[SelectedImage, Found]]:
    """The images that still exist with their segments, one query for all."""
    present = [image for image in images if image.annotation_id is not None]
    fields = ["annotation_id", "label_class__class_id", "geometry__area_px"]
    found: dict[int | None, Found] = {}
    rows: Any = Segment.objects.filter(valid_at(present)).values_list(
        *fields, *(["geometry__rle_counts"] if with_masks else [])
    )
    for annotation_id, class_id, area_px, *mask in rows:
        counts = bytes(mask[0]) if mask else None
        found.setdefault(annotation_id, []).append((class_id, area_px, counts))
    for image in present:
        yield image, found.get(image.annotation_id, [])


def _unlabelled_px(image: SelectedImage, found: Found) -> int:
    num_px = image.width * image.height
    masks = [counts for _, _, counts in found if counts is not None]
    if len(masks) < 2:
        return num_px - sum(area_px for _, area_px, _ in found)
    covered = np.zeros((image.width, image.height), np.uint8)
    for counts in masks:
        paint(covered.T, Rle((image.height, image.width), counts), 1)
    return num_px - int(np.count_nonzero(covered))
