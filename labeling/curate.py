"""Change which images a project has and to which split they belong."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from labeling.import_files import delete_files
from labeling.models import Geometry, Image, Project, Segment, Suggestion, record_event
from labeling.models.access import SignedInUser
from labeling.superpixels import superpixels_key


def set_split(*, image: Image, split: str | None, actor: SignedInUser) -> None:
    """Move an image to a split, or out of all of them (None)."""
    with transaction.atomic():
        Image.objects.filter(pk=image.pk).update(split=split)
        record_event("image.split_set", image.project, actor, image, split=split)
    image.split = split


def remove_image(*, image: Image, actor: SignedInUser) -> None:
    """Delete an image with its segments, history and files; for ever.

    Snapshots keep its name, size and hash as a tombstone, and exports of them say so.
    """
    keys = [key for key in (image.original, image.rendition, image.thumbnail) if key]
    keys.append(superpixels_key(image))
    with transaction.atomic():
        record_event(
            "image.deleted", image.project, actor, image, name=image.name, sha256=image.sha256
        )
        segments = Segment.objects.filter(annotation__image=image)
        geometries = set(segments.values_list("geometry_id", flat=True))
        suggestions = Suggestion.objects.filter(image=image)
        geometries.update(suggestions.values_list("geometry_id", flat=True))
        image.delete()
        Geometry.objects.filter(pk__in=geometries).delete()
        transaction.on_commit(lambda: _delete_files(keys))


def remove_images(*, images: Iterable[Image], actor: SignedInUser) -> int:
    """Delete images one by one, for ever; how many."""
    num = 0
    for image in images:
        remove_image(image=image, actor=actor)
        num += 1
    return num


def remove_project(project: Project) -> None:
    """Delete a project with everything in it: images, segments, snapshots, jobs and files."""
    images = project.images.values_list("original", "rendition", "thumbnail")
    keys = [key for row in images for key in row if key]
    keys += [superpixels_key(image) for image in project.images.all()]
    exports = project.exports.exclude(key="").values_list("key", flat=True)
    segments = Segment.objects.filter(annotation__image__project=project)
    suggestions = Suggestion.objects.filter(image__project=project)
    with transaction.atomic():
        keys += list(exports)
        uploads = list(project.imports.all())
        geometries = set(segments.values_list("geometry_id", flat=True))
        geometries.update(suggestions.values_list("geometry_id", flat=True))
        project.delete()
        Geometry.objects.filter(pk__in=geometries).delete()
        transaction.on_commit(lambda: _delete_files(keys))
        for upload in uploads:
            transaction.on_commit(partial(delete_files, upload))


def _delete_files(keys: list[str]) -> None:
    for key in keys:
        default_storage.delete(key)
