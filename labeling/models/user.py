"""Who signs in: Django's user under our own table, and the one-time links that sign somebody in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

LINK_LIFETIME = timedelta(hours=24)  # long enough to find the terminal again, short for a secret


class User(AbstractUser):
    """A person; rights come from Membership, never from flags here."""

    # What follows a person from machine to machine; labeling.api.preferences checks it.
    preferences = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.username


def shell_user() -> User:
    """For whom commands on the shell act: `admin`, else the oldest account, else a new `admin`.

    So that what a command makes has an owner who can sign in and see it.
    """
    named = User.objects.filter(username="admin").first()
    return (
        named
        or User.objects.order_by("pk").first()
        or User.objects.create_user("admin", is_staff=True, is_superuser=True)
    )


class SignInLink(models.Model):
    """A one-time sign-in link, stored as a hash so that a leaked database opens no door."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link for {self.user}"

    @classmethod
    def make(cls, user: User) -> str:
        """Store a new link for `user` and return its secret token."""
        token = secrets.token_urlsafe(24)
        cls.objects.create(user=user, token_hash=_hash(token))
        return token

    @classmethod
    def spend(cls, token: str) -> User | None:
        """Use up a token; None when it is unknown, used or too old. Exactly one caller wins."""
        now = timezone.now()
        fresh = cls.objects.filter(
            token_hash=_hash(token), used_at__isnull=True, created_at__gt=now - LINK_LIFETIME
        )
        if fresh.update(used_at=now) != 1:
            return None
        return cls.objects.select_related("user").get(token_hash=_hash(token)).user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
