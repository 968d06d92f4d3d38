"""Freeze a project's images and annotation revisions into a DatasetSnapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction

from labeling.dataset_source import class_record, exported_classes
from labeling.errors import NothingToExport
from labeling.models import (
    Annotation,
    AnnotationState,
    DatasetSnapshot,
    Project,
    SnapshotImage,
    record_event,
)
from labeling.models.access import SignedInUser

DEFAULT_STATES = (AnnotationState.SUBMITTED.value, AnnotationState.APPROVED.value)


def take_snapshot(
    *,
    project: Project,
    taken_by: SignedInUser | None,
    states: Sequence[str] = DEFAULT_STATES,
) -> DatasetSnapshot:
    """Freeze the class table and every image whose annotation is in one of `states`.

    Returns:
        The snapshot; `num_left_out` counts the images in other states.

    Raises:
        NothingToExport: no image is in any of the states.
    """
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        annotations = Annotation.objects.filter(
            image__project=project, image__purged_at__isnull=True
        ).select_related("image")
        taken = list(annotations.filter(state__in=states).order_by("image__name"))
        left_out = annotations.exclude(state__in=states).count()
        if not taken:
            raise NothingToExport(
                f"None of the {left_out} images of “{project.name}” is {' or '.join(states)}. "
                "Submit an annotated image first, or choose other states.",
                num_left_out=left_out,
            )
        snapshot = DatasetSnapshot(
            project=project,
            created_by_id=taken_by.pk if taken_by is not None else None,
            classes=[asdict(class_record(row)) for row in exported_classes(project)],
            overlap_mode=project.overlap_mode,
            states=list(states),
            num_images=len(taken),
            num_left_out=left_out,
        )
        rows = [_freeze(snapshot, annotation) for annotation in taken]
        snapshot.hash = _hash(snapshot, rows)
        snapshot.save()
        SnapshotImage.objects.bulk_create(rows, batch_size=500)
        record_event("snapshot.taken", project, taken_by, snapshot, hash=snapshot.hash)
    return snapshot


def _freeze(snapshot: DatasetSnapshot, annotation: Annotation) -> SnapshotImage:
    image = annotation.image
    return SnapshotImage(
        snapshot=snapshot,
        image=image,
        annotation=annotation,
        name=image.name,
        width=image.width,
        height=image.height,
        sha256=image.sha256,
        split=image.split,
        revision=annotation.revision,
        state=annotation.state,
    )


def _hash(snapshot: DatasetSnapshot, rows: Sequence[SnapshotImage]) -> str:
    """SHA-256 over the canonical JSON of everything that the snapshot fixes."""
    frozen = {
        "classes": snapshot.classes,
        "overlap_mode": snapshot.overlap_mode,
        "images": [
            [r.name, r.width, r.height, r.sha256, r.split, r.annotation_id, r.revision, r.state]
            for r in rows
        ],
    }
    text = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
