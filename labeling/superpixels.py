"""An image's superpixels: cut once by a worker when somebody first wants them, then kept."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from labeling.errors import NotFound
from labeling.jobs import RunningJob, queue_job
from labeling.models import FINISHED, Image, Job
from labeling.models.access import SignedInUser
from labeling.pictures import upright_rgb
from labeling.pictures.superpixels import superpixels
from labeling.pictures.superpixels_file import VERSION, encode_superpixels

KIND = "superpixels"


def superpixels_key(image: Image) -> str:
    """Where an image's superpixels are, once they are there; the version is part of the name."""
    return f"superpixels/{image.project_id}/{image.sha256[:2]}/{image.sha256}.v{VERSION}.bin"


def queue_superpixels(*, image: Image, requested_by: SignedInUser | None) -> Job | None:
    """Have an image's superpixels made; None where they are there already.

    People who ask at the same time get the same job.
    """
    if default_storage.exists(superpixels_key(image)):
        return None
    with transaction.atomic():
        waiting = Job.objects.filter(project=image.project, kind=KIND, params__image_id=image.pk)
        under_way = waiting.exclude(state__in=FINISHED).first()
        return under_way or queue_job(
            kind=KIND,
            task="labeling.superpixels",
            project=image.project,
            requested_by=requested_by,
            params={"image_id": image.pk},
        )


def run_superpixels(running: RunningJob) -> dict[str, Any]:
    """The body of a superpixels job.

    Raises:
        NotFound: the image was deleted since.
        PictureRefused: its file does not decode.
    """
    image = Image.objects.present().filter(pk=running.params["image_id"]).first()
    if image is None:
        raise NotFound("The image was deleted before its superpixels were made.")
    with default_storage.open(image.original) as stream:
        pixels = upright_rgb(stream)

    def progress(done: int, total: int) -> None:
        # One more step: putting the file together takes its time, too.
        running.progress(done, total + 1, "cutting the picture into regions")

    parts = superpixels(pixels, progress)
    content = encode_superpixels(parts)
    key = superpixels_key(image)
    stored = default_storage.save(key, ContentFile(content))
    if stored != key:  # another worker was quicker; both files are the same
        default_storage.delete(stored)
    running.progress(running.job.total, message=f"{len(parts.medium_of)} regions")
    return {"regions": len(parts.medium_of), "bytes": len(content)}
