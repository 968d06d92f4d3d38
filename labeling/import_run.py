"""One import on its way: pictures stored while the dataset is read, all rows written at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypedDict

from django.db import transaction

from labeling.errors import (
    BadDataset,
    DuplicateImage,
    MasksDoNotFit,
    PictureRefused,
    UnsafeName,
)
from labeling.formats.base import ImageRecord, ImportedDataset, Report
from labeling.image_store import StoredPicture, add_images, discard, queue_prepare, store_picture
from labeling.import_classes import merge_classes
from labeling.import_pictures import image_named, unpacked
from labeling.import_records import PreparedImage, fitted, prepare_image
from labeling.import_rows import add_segments, add_suggestions
from labeling.models import Image, Job, OverlapMode, Project, Split, record_event
from labeling.models.access import SignedInUser

As = Literal["annotations", "suggestions"]
Progress = Callable[[int, int], None]
"""(images done, images in all) -> None; may raise to stop the import."""

EVENT = "dataset.imported"


class RefusedImage(TypedDict):
    """An image that was left out, and why."""

    name: str
    code: str
    message: str


@dataclass(slots=True)
class ImportOutcome:
    """What an import brought.

    Attributes:
        images: how many images were added or, where they were there already, annotated.
        segments: how many segments or suggestions were added.
        repairs: what was changed to make the dataset fit; nothing is changed silently.
        refused: the images that were left out.
    """

    images: int = 0
    segments: int = 0
    repairs: list[str] = field(default_factory=list)
    refused: list[RefusedImage] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """A job's result."""
        return {
            "images": self.images,
            "segments": self.segments,
            "repairs": self.repairs,
            "refused": self.refused,
        }


@dataclass(slots=True)
class ImportRun:
    """One import on its way: what was read and stored so far, and what was left out."""

    project: Project
    dataset: ImportedDataset
    report: Report
    as_: As
    split: str | None
    actor: SignedInUser | None
    format_name: str
    job: Job | None = None
    outcome: ImportOutcome = field(default_factory=ImportOutcome)
    stored: list[tuple[StoredPicture, PreparedImage]] = field(default_factory=list)
    present: list[tuple[Image, PreparedImage]] = field(default_factory=list)
    _kept: list[StoredPicture] = field(default_factory=list)  # every file in the storage
    _spare: list[StoredPicture] = field(default_factory=list)  # those that get no row
    _digests: dict[str, str] = field(default_factory=dict)
    _image_ids: set[int] = field(default_factory=set)

    def perform(self, on_progress: Progress | None) -> ImportOutcome:
        """Read and store everything, then write all rows; on failure delete the files again."""
        try:
            self._read(on_progress)
            if not self.stored and not self.present:
                raise BadDataset(self._nothing(), refused=self.outcome.refused)
            with transaction.atomic():
                self._write()
        except BaseException:
            discard(self._kept)
            raise
        discard(self._spare)
        return self.outcome

    def _read(self, on_progress: Progress | None) -> None:
        names: set[str] = set()
        for done, record in enumerate(self.dataset.images()):
            if on_progress is not None:
                on_progress(done, self.dataset.num_images)
            if record.name in names:
                raise BadDataset(f"The dataset has two images named {record.name}.")
            names.add(record.name)
            try:
                self._take(record)
            except (PictureRefused, UnsafeName, MasksDoNotFit) as error:
                self._refuse(record.name, error.code, error.message)
        if on_progress is not None:
            on_progress(len(names), self.dataset.num_images)

    def _take(self, record: ImageRecord) -> None:
        """Store an image's picture, or find the image that the project has."""
        if record.open is None:
            self._add_present(record, image_named(self.project, record.name))
            return
        try:
            with unpacked(record) as stream:
                stored = store_picture(
                    project=self.project, name=record.name, stream=stream, split=self._split(record)
                )
        except DuplicateImage as error:
            same = self.project.images.get(name=error.detail["duplicate_of"])
            self._add_present(record, same)
            return
        self._kept.append(stored)
        picture = stored.picture
        try:
            prepared = self._prepare(record, picture.size_hw, picture.orientation)
        except MasksDoNotFit:
            self._spare.append(stored)
            raise
        first = self._digests.setdefault(picture.sha256, record.name)
        if first == record.name:
            self.stored.append((stored, prepared))
        else:
            self._spare.append(stored)
            message = f"It is the same picture as {first} in this dataset."
            self._refuse(record.name, "duplicate", message)

    def _prepare(
        self, record: ImageRecord, size_hw: tuple[int, int], orientation: int
    ) -> PreparedImage:
        """The image's segments, checked and turned to the picture's shown orientation."""
        record = fitted(record, size_hw, orientation, self.report)
        class_ids = [each.class_id for each in self.dataset.classes]
        is_exclusive = self.project.overlap_mode == OverlapMode.EXCLUSIVE
        return prepare_image(record, class_ids, self.report, is_exclusive=is_exclusive)

    def _add_present(self, record: ImageRecord, image: Image | None) -> None:
        """Take the segments for an image that the project has, unless it has some."""
        if image is None:
            message = "The dataset has no picture of it, and the project no image of this name."
            self._refuse(record.name, "no_picture", message)
            return
        prepared = self._prepare(record, image.size_hw, image.orientation)
        is_annotated = image.annotation.segments.current().exists()
        if image.pk in self._image_ids or (self.as_ == "annotations" and is_annotated):
            message = (
                f"The project has it as {image.name}, with segments already; import as suggestions,"
                " or into another project."
            )
            self._refuse(record.name, "already_annotated", message)
            return
        self._image_ids.add(image.pk)
        self.present.append((image, prepared))

    def _split(self, record: ImageRecord) -> str | None:
        split = self.split or record.split
        return split if split in Split.values else None

    def _write(self) -> None:
        """All rows, inside the caller's transaction."""
        project = Project.objects.select_for_update().get(pk=self.project.pk)
        classes = merge_classes(project, self.dataset.classes, self.report)
        added = add_images(
            project=project,
            pictures=[picture for picture, _ in self.stored],
            uploaded_by=self.actor,
        )
        rows = {image.sha256: image for _, image in added.added}
        pairs = [
            (prepared, rows[picture.picture.sha256])
            for picture, prepared in self.stored
            if picture.picture.sha256 in rows
        ]
        for name, image in added.duplicates:  # somebody else was quicker
            self._refuse(name, "duplicate", f"The project has it already, as {image.name}.")
        for name, image in added.added:
            if image.name != name:
                self.report.note(f"{name} was renamed to {image.name}: the name was taken.")
        pairs += [(prepared, image) for image, prepared in self.present]
        if self.as_ == "suggestions":
            if any(prepared.record.boxes or prepared.record.tags for prepared, _ in pairs):
                self.report.note("Boxes and image tags are no suggestions; they were left out.")
            num = add_suggestions(pairs, classes, source_ref=self.format_name)
        else:
            num = add_segments(pairs, classes, self.actor)
        self.outcome = replace(
            self.outcome, images=len(pairs), segments=num, repairs=list(self.report.notes)
        )
        record_event(
            EVENT,
            project,
            self.actor,
            project,
            format=self.format_name,
            job=str(self.job.pk) if self.job is not None else None,
            images=[image.pk for _, image in added.added],
            outcome=self.outcome.to_json(),
        )
        queue_prepare(project, [image for _, image in added.added], self.actor)

    def _refuse(self, name: str, code: str, message: str) -> None:
        self.outcome.refused.append({"name": name, "code": code, "message": message})

    def _nothing(self) -> str:
        if not self.outcome.refused:
            return "The dataset has no images."
        first = self.outcome.refused[0]
        return (
            f"None of the {len(self.outcome.refused)} images could be taken. The first,"
            f" {first['name']}: {first['message']}"
        )
