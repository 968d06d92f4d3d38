"""Make what browsers show of an image, its rendition and thumbnail; by a worker, or at once."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from labeling import pictures
from labeling.errors import PictureRefused
from labeling.jobs import RunningJob
from labeling.models import Image


def run_prepare(running: RunningJob) -> dict[str, Any]:
    """The body of a prepare job: every image of it that is still there and not prepared.

    One that fails (its file is gone or unreadable) is named in the result and leaves the others
    alone; its page shows the original's error.
    """
    wanted: list[int] = running.params["images"]
    failed: list[dict[str, str]] = []
    num_prepared = 0
    for done, image_id in enumerate(wanted):
        running.progress(done, len(wanted), f"{done} of {len(wanted)} images")
        image = Image.objects.filter(pk=image_id, prepared_at__isnull=True).first()
        if image is None:
            continue
        try:
            num_prepared += prepare_image(image)
        except (PictureRefused, OSError) as error:
            failed.append({"name": image.name, "message": str(error)})
    running.progress(len(wanted), len(wanted), f"images prepared: {num_prepared}")
    return {"prepared": num_prepared, "failed": failed}


def prepare_image(image: Image) -> bool:
    """Store an image's rendition (where it needs one) and thumbnail, and mark it prepared.

    Returns:
        Whether this call did it; False when another worker was quicker or the image is gone.

    Raises:
        PictureRefused: the stored file does not decode.
        OSError: the storage cannot give or take the files.
    """
    with default_storage.open(image.original) as stream:
        prepared = pictures.prepare(stream)
    rendition = _save(image, prepared.rendition) if prepared.rendition else ""
    thumbnail = _save(image, prepared.thumbnail)
    unprepared = Image.objects.filter(pk=image.pk, prepared_at__isnull=True)
    is_ours = bool(
        unprepared.update(rendition=rendition, thumbnail=thumbnail, prepared_at=timezone.now())
    )
    if not is_ours:
        for key in filter(None, (rendition, thumbnail)):
            default_storage.delete(key)
    return is_ours


def _save(image: Image, encoded: pictures.Encoded) -> str:
    """A key that nothing else has: a late writer never replaces what is being shown."""
    key = f"shown/{image.project_id}/{image.sha256[:2]}/{uuid.uuid4().hex}{encoded.suffix}"
    return default_storage.save(key, ContentFile(encoded.content))
