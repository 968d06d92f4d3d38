"""Small builders of rows for tests: each makes what it needs and takes the rest by keyword."""

from __future__ import annotations

import hashlib
import io
import itertools
import uuid

import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image as PILImage

from labeling.annotate import Upsert, save_annotation
from labeling.masks import rle as rles
from labeling.models import Annotation, Image, LabelClass, Membership, Project, User

_numbers = itertools.count(1)


def make_user(name: str | None = None) -> User:
    return User.objects.create_user(
        username=name or f"user{next(_numbers)}", password="correct horse"
    )


def make_project(owner: User | None = None, *, classes=("car", "road"), **fields) -> Project:
    """A project with an owner and its classes; the first class is a thing, the rest stuff."""
    owner = owner or make_user()
    fields.setdefault("name", f"project {next(_numbers)}")
    project = Project.objects.create(created_by=owner, **fields)
    Membership.objects.create(project=project, user=owner, role="owner")
    for number, name in enumerate(classes, 1):
        LabelClass.objects.create(
            project=project,
            class_id=number,
            name=name,
            color=f"#{(number * 4009) % 0xFFFFFF:06x}",
            is_thing=number == 1,
            position=number,
        )
    return project


def add_member(project: Project, role: str, user: User | None = None) -> User:
    user = user or make_user()
    Membership.objects.create(project=project, user=user, role=role)
    return user


def make_image(project: Project, *, size_hw=(48, 64), name=None, pixels=None, **fields) -> Image:
    """An image of random pixels (or `pixels`, (H, W, 3) uint8), stored as PNG."""
    number = next(_numbers)
    if pixels is None:
        pixels = np.random.default_rng(number).integers(0, 256, (*size_hw, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    PILImage.fromarray(pixels).save(buffer, "PNG")
    content = buffer.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    image = Image.objects.create(
        project=project,
        name=name or f"image{number}.png",
        sha256=digest,
        width=pixels.shape[1],
        height=pixels.shape[0],
        mode="RGB",
        format="PNG",
        byte_size=len(content),
        original=default_storage.save(f"originals/{digest}.png", ContentFile(content)),
        prepared_at=timezone.now(),
        uploaded_by=project.created_by,
        **fields,
    )
    Annotation.objects.create(image=image)
    return image


def upsert(mask, class_id=1, *, uid=None, z=0, tool="brush", origin="brush", **fields) -> Upsert:
    """An operation that draws a (H, W) bool mask."""
    return Upsert(
        uid=uid or str(uuid.uuid4()),
        class_id=class_id,
        z=z,
        mask=rles.encode(np.asarray(mask, dtype=bool)),
        tool=tool,
        origin=origin,
        **fields,
    )


def box_mask(size_hw, box_xyxy) -> np.ndarray:
    """A filled rectangle, (H, W) bool."""
    mask = np.zeros(size_hw, dtype=bool)
    x0, y0, x1, y1 = box_xyxy
    mask[y0:y1, x0:x1] = True
    return mask


def draw(image: Image, *operations, author=None, state: str | None = None):
    """Save operations on an image as one person would; optionally set its state."""
    annotation = image.annotation
    outcome = save_annotation(
        annotation=annotation,
        author=author or image.project.created_by,
        base_revision=annotation.revision,
        save_id=uuid.uuid4(),
        active_ms=1000,
        operations=operations,
    )
    annotation.refresh_from_db()
    if state:
        annotation.state = state
        annotation.save(update_fields=["state"])
    return outcome
