"""Make a demo project: its classes, images, approved annotations and thumbnails, all at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from labeling.annotate import Upsert, save_annotation
from labeling.curate import remove_project
from labeling.demo.datasets import DemoDataset
from labeling.formats.base import ClassRecord, ImageRecord, SegmentRecord
from labeling.image_store import StoredPicture, add_images, discard, store_picture
from labeling.models import (
    Annotation,
    AnnotationState,
    Image,
    LabelClass,
    Membership,
    Project,
    Role,
    User,
    record_event,
)
from labeling.prepare import prepare_image
from labeling.review import set_state


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """The demo's project; `is_new` is False when it was there already and is left as it is."""

    project: Project
    is_new: bool
    num_images: int
    num_labelled: int


def existing_demo(name: str) -> DemoOutcome | None:
    """The demo of this name, if there is one."""
    project = Project.objects.filter(name=name).first()
    if project is None:
        return None
    num_labelled = project.images.filter(annotation__state=AnnotationState.APPROVED).count()
    return DemoOutcome(project, False, project.images.count(), num_labelled)


def create_demo(
    dataset: DemoDataset, *, owner: User, on_progress: Callable[[int], None] | None = None
) -> DemoOutcome:
    """Make a demo's project, complete with thumbnails, so that its first page is pretty at once.

    A project of that name is left as it is. When something fails half-way, nothing is left.

    Args:
        on_progress: called with the number of images done.
    """
    existing = existing_demo(dataset.name)
    if existing is not None:
        return existing
    project = _make_project(dataset, owner)
    try:
        _fill(project, dataset, owner, on_progress)
    except BaseException:
        remove_project(project)
        raise
    num_labelled = sum(bool(image.segments) for image in dataset.images)
    return DemoOutcome(project, True, len(dataset.images), num_labelled)


def _make_project(dataset: DemoDataset, owner: User) -> Project:
    with transaction.atomic():
        project = Project.objects.create(
            name=dataset.name, description=dataset.description, created_by=owner
        )
        Membership.objects.create(project=project, user=owner, role=Role.OWNER)
        LabelClass.objects.bulk_create(
            _class_row(project, position, record)
            for position, record in enumerate(dataset.classes, 1)
        )
        record_event("project.created", project, owner, project)
    return project


def _class_row(project: Project, position: int, record: ClassRecord) -> LabelClass:
    return LabelClass(
        project=project,
        position=position,
        class_id=record.class_id,
        name=record.name,
        color=record.color,
        is_thing=record.is_thing,
        hotkey=record.hotkey or "",
        guideline=record.guideline,
    )


def _fill(
    project: Project,
    dataset: DemoDataset,
    owner: User,
    on_progress: Callable[[int], None] | None,
) -> None:
    rows = _add_images(project, dataset.images, owner)
    for done, record in enumerate(dataset.images, 1):
        image = rows[record.name]
        prepare_image(image)
        if record.segments:
            _annotate(image, record.segments, owner)
        if on_progress is not None:
            on_progress(done)


def _add_images(project: Project, records: Sequence[ImageRecord], owner: User) -> dict[str, Image]:
    """The images' rows by name."""
    stored: list[StoredPicture] = []
    try:
        for record in records:
            if record.open is None:
                continue
            with record.open() as stream:
                picture = store_picture(
                    project=project, name=record.name, stream=stream, split=record.split
                )
            stored.append(picture)
        added = add_images(project=project, pictures=stored, uploaded_by=owner)
    except BaseException:
        discard(stored)
        raise
    return dict(added.added)


def _annotate(image: Image, segments: Sequence[SegmentRecord], owner: User) -> None:
    operations = [
        Upsert(
            uid=segment.uid,
            class_id=segment.class_id,
            z=segment.z,
            tool="import",
            origin=segment.origin,
            mask=segment.rle,
            occluded=segment.occluded,
            truncated=segment.truncated,
        )
        for segment in segments
    ]
    annotation = Annotation.objects.select_related("image__project").get(image=image)
    save_annotation(
        annotation=annotation,
        author=owner,
        base_revision=0,
        save_id=uuid.uuid4(),
        active_ms=0,
        operations=operations,
    )
    set_state(annotation=annotation, state=AnnotationState.APPROVED, actor=owner)
