"""Looks through an uploaded dataset before anything of it is in the project.

Everything is read and checked as the import itself will do it, so what is found here is what will
come in; no row of the project is touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.files.storage import default_storage

from labeling.errors import BadDataset, MasksDoNotFit, PictureRefused, UnsafeName
from labeling.formats import reader_named
from labeling.formats.archives import ZipReader
from labeling.formats.base import ArchiveReader, ImageRecord, ImportedDataset, Report
from labeling.formats.damage import damage_named
from labeling.formats.guess import guess, what_is_there
from labeling.image_store import clean_name
from labeling.import_pictures import image_named, unpacked
from labeling.import_preview import PreviewKeys, Sample, clear, preview_folder, sample
from labeling.import_records import PreparedImage, fitted, prepare_image
from labeling.jobs import JobLost, RunningJob
from labeling.models import DatasetImport, Image, OverlapMode, Project
from labeling.pictures import sha256_of, verify_header

_MAX_LISTED = 200
"""Images that are named one by one; of more, the number is said."""

_MAX_SIZES = 12


def run_inspection(running: RunningJob) -> dict[str, Any]:
    """The body of an inspection's job; what it finds is kept on the import's row."""
    row = DatasetImport.objects.select_related("project").get(pk=running.params["import"])
    ours = DatasetImport.objects.filter(pk=row.pk, inspection_id=running.job.pk)
    folder = preview_folder(row.key, running.job.pk)
    clear(folder)
    try:
        with default_storage.open(row.key) as stream, damage_named(), ZipReader(stream) as archive:
            format_name = row.format or _guessed(archive, ours, running)
            report = Report()
            running.progress(0, 0, "reading the dataset's lists")
            dataset = reader_named(format_name, row.read_options)(archive, report)
            look = Inspection(row.project, dataset, report, folder)
            look.perform(lambda done, total: _said(running, done, total))
        if not ours.update(findings=look.findings(), previews=look.previews):
            raise JobLost(str(running.job.pk))  # discarded, or inspected anew, meanwhile
    except FileNotFoundError as error:
        raise BadDataset("The uploaded file was deleted; upload it again.") from error
    except BaseException:
        clear(folder)
        raise
    return {"images": look.num_images, "segments": look.num_segments}


def _said(running: RunningJob, done: int, total: int) -> None:
    running.progress(done, total, f"{done} of {total} images looked at")


def _guessed(archive: ArchiveReader, ours: Any, running: RunningJob) -> str:
    """The likeliest format; it and all guesses are kept, also where reading fails then.

    Raises:
        BadDataset: none; says what the archive holds.
    """
    running.progress(0, 0, "recognising the format")
    found = guess(archive)
    ours.update(
        guesses=[
            {"format": each.format, "strength": each.strength, "why": each.why} for each in found
        ],
        format=found[0].format if found else "",
    )
    if not found:
        raise BadDataset(what_is_there(archive.names()))
    return found[0].format


@dataclass(slots=True)
class _ClassCount:
    segments: int = 0
    images: int = 0
    area_px: int = 0
    weak: int = 0


@dataclass(slots=True)
class Inspection:
    """What was found so far.

    Attributes:
        folder: storage key below which sample images are kept.
    """

    project: Project
    dataset: ImportedDataset
    report: Report
    folder: str
    previews: list[PreviewKeys] = field(default_factory=list)
    num_images: int = 0
    num_segments: int = 0
    _classes: dict[int, _ClassCount] = field(default_factory=dict)
    _splits: Counter[str] = field(default_factory=Counter)
    _sizes: Counter[tuple[int, int]] = field(default_factory=Counter)
    _pictures: Counter[str] = field(default_factory=Counter)
    _refused: list[dict[str, str]] = field(default_factory=list)
    _num_refused: int = 0
    _names: set[str] = field(default_factory=set)
    _digests: dict[str, str] = field(default_factory=dict)
    _shown: dict[int, PreviewKeys] = field(default_factory=dict)

    def perform(self, on_progress: Callable[[int, int], None]) -> None:
        """Look at every image; `on_progress` may raise to stop.

        Raises:
            BadDataset: what would stop the import; says where.
        """
        self._classes = {record.class_id: _ClassCount() for record in self.dataset.classes}
        wanted = sample(self.dataset.num_images)
        positions = set(wanted)
        for position, record in enumerate(self.dataset.images()):
            on_progress(position, self.dataset.num_images)
            if record.name in self._names:
                raise BadDataset(f"The dataset has two images named {record.name}.")
            self._names.add(record.name)
            self._look(record, position if position in positions else None)
            self.num_images += 1
        on_progress(self.num_images, self.dataset.num_images)
        self.previews = [self._shown[each] for each in wanted if each in self._shown]

    def _look(self, record: ImageRecord, position: int | None) -> None:
        """One image: its picture, what the project has of it, its segments."""
        try:
            if record.open is None:
                self._look_without(record, position)
            else:
                self._look_at(record, position)
        except (PictureRefused, UnsafeName, MasksDoNotFit) as error:
            self._refuse(record.name, error.message)

    def _look_at(self, record: ImageRecord, position: int | None) -> None:
        """An image whose picture the dataset has; raises what keeps this image out."""
        self._pictures["present"] += 1
        name = clean_name(record.name)
        with unpacked(record) as stream:
            size_hw, orientation = verify_header(stream)
            digest = sha256_of(stream)
            prepared = self._prepared(record, size_hw, orientation)
            first = self._digests.setdefault(digest, record.name)
            if first != record.name:
                message = f"It is the same picture as {first} in this dataset."
                self._refuse(record.name, message)
                return
            if position is not None:
                self._show(position, prepared, stream)
        self._count(prepared)
        same = self.project.images.filter(sha256=digest).first()
        self._count_known(same)
        if same is None and self.project.images.filter(name=name).exists():
            self.report.count(
                "images have the name of another picture in the project; they come in beside it,"
                " under names with a number",
                record.name,
            )

    def _look_without(self, record: ImageRecord, position: int | None) -> None:
        """An image whose picture the dataset has not."""
        self._pictures["absent"] += 1
        image = image_named(self.project, record.name)
        if image is None:
            message = "The dataset has no picture of it, and the project no image of this name."
            self._refuse(record.name, message)
            return
        prepared = self._prepared(record, image.size_hw, image.orientation)
        if position is not None:
            with default_storage.open(image.original) as stream:
                self._show(position, prepared, stream)
        self._count(prepared)
        self._count_known(image)

    def _prepared(
        self, record: ImageRecord, size_hw: tuple[int, int], orientation: int
    ) -> PreparedImage:
        """The segments as they would come in, checked."""
        record = fitted(record, size_hw, orientation, self.report)
        is_exclusive = self.project.overlap_mode == OverlapMode.EXCLUSIVE
        return prepare_image(record, self._classes, self.report, is_exclusive=is_exclusive)

    def _count(self, prepared: PreparedImage) -> None:
        """Add up an image that can come in."""
        record = prepared.record
        self.num_segments += len(prepared.segments)
        self._sizes[record.size_hw] += 1
        self._splits[record.split or ""] += 1
        for segment, geometry in prepared.segments:
            count = self._classes[segment.class_id]
            count.segments += 1
            count.area_px += geometry.area_px
        for class_id in {segment.class_id for segment, _ in prepared.segments}:
            self._classes[class_id].images += 1
        for class_id in (*(box.class_id for box in record.boxes), *record.tags):
            self._classes[class_id].weak += 1

    def _count_known(self, image: Image | None) -> None:
        """Add up an image that the project has."""
        if image is not None:
            self._pictures["known"] += 1
            self._pictures["annotated"] += image.annotation.segments.current().exists()

    def _show(self, position: int, prepared: PreparedImage, stream: IO[bytes]) -> None:
        record = prepared.record
        # Not yet divided, as an exclusive project would: what is left out must cover nothing.
        segments = sorted(record.segments, key=lambda each: (each.z, each.uid))
        shown = Sample(record.name, record.size_hw, segments)
        self._shown[position] = shown.store(f"{self.folder}/{position}", stream)

    def _refuse(self, name: str, message: str) -> None:
        self._num_refused += 1
        if len(self._refused) < _MAX_LISTED:
            self._refused.append({"name": name, "message": message})

    def findings(self) -> dict[str, Any]:
        """All of it, as JSON."""
        return {
            "num_images": self.num_images,
            "num_segments": self.num_segments,
            "classes": [
                {
                    "class_id": record.class_id,
                    "name": record.name,
                    "color": record.color,
                    "is_thing": record.is_thing,
                    "is_ignore": record.is_ignore,
                    "num_segments": self._classes[record.class_id].segments,
                    "num_images": self._classes[record.class_id].images,
                    "area_px": self._classes[record.class_id].area_px,
                    "num_weak": self._classes[record.class_id].weak,
                }
                for record in self.dataset.classes
            ],
            "splits": [
                {"split": split, "num_images": number}
                for split, number in sorted(self._splits.items())
            ],
            "sizes": [
                {"width": width, "height": height, "num_images": number}
                for (height, width), number in self._sizes.most_common(_MAX_SIZES)
            ],
            "num_sizes": len(self._sizes),
            "num_with_picture": self._pictures["present"],
            "num_without_picture": self._pictures["absent"],
            "num_known": self._pictures["known"],
            "num_annotated": self._pictures["annotated"],
            "repairs": list(self.report.notes),
            "refused": self._refused,
            "num_refused": self._num_refused,
        }
