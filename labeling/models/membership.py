"""Roles per project: who may look, draw, review, manage and own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from labeling.errors import Forbidden
from labeling.models.access import ProjectScoped, ProjectScopedQuerySet, SignedInUser
from labeling.models.project import Project


class Role(models.TextChoices):
    """Ascending rights; each role may do all that the ones before it may."""

    VIEWER = "viewer", "Viewer"
    ANNOTATOR = "annotator", "Annotator"
    REVIEWER = "reviewer", "Reviewer"
    MANAGER = "manager", "Manager"
    OWNER = "owner", "Owner"


ORDER = [role.value for role in Role]


class Membership(ProjectScoped):
    """One person's role in one project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)

    objects = ProjectScopedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_unique")
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.project}"


def role_of(user: SignedInUser, project: Project) -> Role | None:
    """The role of `user` in `project`, None for strangers."""
    if not user.is_authenticated:
        return None
    found = Membership.objects.filter(project=project, user_id=user.pk).first()
    return Role(found.role) if found else None


def has_role(user: SignedInUser, project: Project, least: Role) -> bool:
    """Whether `user` has at least the role `least` in `project`."""
    role = role_of(user, project)
    return role is not None and ORDER.index(role) >= ORDER.index(least)


def require_role(user: SignedInUser, project: Project, least: Role) -> None:
    """Refuse users below a role.

    Raises:
        Forbidden: the user has a lower role, or none.
    """
    if not has_role(user, project, least):
        raise Forbidden(
            f"This needs the role {least.value} or higher in the project “{project.name}”; "
            "ask one of its owners.",
            needed_role=least.value,
        )
