"""Freeze a project's images and annotation revisions into a DatasetSnapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import transaction

from labeling.errors import NothingToExport, WrongState
from labeling.models import (
    AnnotationState,
    DatasetSnapshot,
    Image,
    Project,
    SnapshotImage,
    SurgeryState,
    record_event,
)
from labeling.models.access import SignedInUser
from labeling.selection import SelectedImage, Selection, current

DEFAULT_STATES = (AnnotationState.SUBMITTED.value, AnnotationState.APPROVED.value)
BATCH = 500  # rows that are inserted at a time


def take_snapshot(
    *,
    project: Project,
    taken_by: SignedInUser | None,
    states: Sequence[str] = DEFAULT_STATES,
    splits: Sequence[str] | None = None,
) -> DatasetSnapshot:
    """Freeze the class table and every image whose annotation is in one of `states`.

    Rows are streamed from one table to the other: memory does not grow with the project.

    Args:
        splits: takes only these, `selection.NO_SPLIT` among them for images of none.

    Returns:
        The snapshot; `num_left_out` counts the images in other states and splits.

    Raises:
        NothingToExport: no image is in any of the states and splits.
        WrongState: the classes are just being changed.
    """
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        if project.class_surgeries.filter(state=SurgeryState.APPLYING).exists():
            raise WrongState(
                "The project's classes are being changed just now, so that half of its images "
                "have the old ones; try again when that has ended."
            )
        selection = current(project, states=states, splits=splits)
        snapshot = DatasetSnapshot.objects.create(
            project=project,
            created_by_id=taken_by.pk if taken_by is not None else None,
            classes=list(selection.classes),
            overlap_mode=selection.overlap_mode,
            states=list(states),
            splits=list(splits) if splits is not None else None,
            num_images=0,
        )
        _freeze(snapshot, selection)
        present = Image.objects.filter(project=project, purged_at__isnull=True)
        snapshot.num_left_out = present.count() - snapshot.num_images
        if snapshot.num_images == 0:
            raise _nothing(snapshot)
        snapshot.save(update_fields=["hash", "num_images", "num_left_out"])
        record_event("snapshot.taken", project, taken_by, snapshot, hash=snapshot.hash)
    return snapshot


def _freeze(snapshot: DatasetSnapshot, selection: Selection) -> None:
    """Write a row for every image, and count and hash them on the way."""
    digest = SnapshotHash(selection)
    images = selection.images()
    while batch := list(islice(images, BATCH)):
        SnapshotImage.objects.bulk_create(
            SnapshotImage(snapshot=snapshot, **image._asdict()) for image in batch
        )
        digest.add(batch)
        snapshot.num_images += len(batch)
    snapshot.hash = digest.finish()


class SnapshotHash:
    """SHA-256 over the canonical JSON of everything that a snapshot fixes.

    The text is {"classes", "images", "overlap_mode"}, keys sorted, no spaces; an image is [name,
    width, height, sha256, split, annotation id, revision, state]. It is written piece by piece.
    """

    def __init__(self, selection: Selection) -> None:
        self._mode = selection.overlap_mode
        self._sha256 = hashlib.sha256(f'{{"classes":{_json(selection.classes)},"images":['.encode())
        self._separator = ""

    def add(self, images: Iterable[SelectedImage]) -> None:
        """The next images, in name order."""
        for row in images:
            size = [row.name, row.width, row.height, row.sha256, row.split]
            self._sha256.update(self._separator.encode())
            self._sha256.update(_json([*size, row.annotation_id, row.revision, row.state]).encode())
            self._separator = ","

    def finish(self) -> str:
        """The hash, hexadecimal."""
        self._sha256.update(f'],"overlap_mode":{_json(self._mode)}}}'.encode())
        return self._sha256.hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _nothing(snapshot: DatasetSnapshot) -> NothingToExport:
    within = f" in the splits {', '.join(snapshot.splits)}" if snapshot.splits is not None else ""
    return NothingToExport(
        f"None of the {snapshot.num_left_out} images of “{snapshot.project.name}” is "
        f"{' or '.join(snapshot.states)}{within}. "
        "Submit an annotated image first, or choose other states.",
        num_left_out=snapshot.num_left_out,
    )
