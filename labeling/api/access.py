"""How views find what a user may touch: strangers get 404, members below the role 403."""

from __future__ import annotations

from typing import cast

from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from labeling.models import Annotation, Image, Job, Project, Role, User, require_role


def signed_in(request: Request) -> User:
    """The user of a request that passed IsAuthenticated."""
    return cast(User, request.user)


def project_for(request: Request, project_id: int, least: Role = Role.VIEWER) -> Project:
    """A project that the user may see, with at least a role in it."""
    user = signed_in(request)
    project = get_object_or_404(Project.objects.visible_to(user), pk=project_id)
    require_role(user, project, least)
    return project


def image_for(request: Request, image_id: int, least: Role = Role.VIEWER) -> Image:
    """An image that the user may see and that still has its bytes."""
    user = signed_in(request)
    images = Image.objects.visible_to(user).present().select_related("project")
    image = get_object_or_404(images, pk=image_id)
    require_role(user, image.project, least)
    return image


def annotation_for(request: Request, annotation_id: int, least: Role = Role.VIEWER) -> Annotation:
    """The segments of an image that the user may see."""
    user = signed_in(request)
    rows = Annotation.objects.visible_to(user).filter(image__purged_at__isnull=True)
    annotation = get_object_or_404(rows.select_related("image__project"), pk=annotation_id)
    require_role(user, annotation.image.project, least)
    return annotation


def job_for(request: Request, job_id: str) -> Job:
    """A job of a project that the user may see."""
    jobs = Job.objects.visible_to(signed_in(request)).select_related("project", "requested_by")
    return get_object_or_404(jobs, pk=job_id)
