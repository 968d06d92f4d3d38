"""Who may see what: every queryset filters by membership, deny by default (design.md 4.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from labeling.models.user import User

SignedInUser: TypeAlias = "User | AnonymousUser"

M = TypeVar("M", bound=models.Model, covariant=True)


class ProjectScopedQuerySet(models.QuerySet[M]):
    """Rows that hang on a project; `project_path` on the model says how to reach it."""

    def visible_to(self, user: SignedInUser) -> Self:
        """Rows of projects in which `user` has a membership; none for anonymous users."""
        if not user.is_authenticated:
            return self.none()
        path = getattr(self.model, "project_path", "project")
        return self.filter(**{f"{path}__memberships__user_id": user.pk})


class ProjectScoped(models.Model):
    """Abstract base of rows that belong to a project."""

    project_path = "project"

    class Meta:
        abstract = True
