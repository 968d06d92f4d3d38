"""Say who is editing an image: take, renew and release leases. They inform; saves need none."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from labeling.models import Annotation, EditLease, User

RENEW_S = 10
LASTS = timedelta(seconds=35)


def take_lease(*, annotation: Annotation, user: User, client_id: str) -> EditLease:
    """Take or renew this tab's lease; when it began stays as it was."""
    now = timezone.now()
    # What ran out long ago is of no use to anybody: whoever comes next sweeps it away.
    annotation.leases.filter(expires_at__lte=now).delete()
    lease, _ = EditLease.objects.update_or_create(
        annotation=annotation,
        user=user,
        client_id=client_id,
        defaults={"expires_at": now + LASTS},
    )
    return lease


def release_lease(*, annotation: Annotation, user: User, client_id: str) -> None:
    """Give this tab's lease back; one that ran out is as good."""
    annotation.leases.filter(user=user, client_id=client_id).delete()


def leases_of(annotation: Annotation) -> QuerySet[EditLease]:
    """The leases that hold now, the oldest first."""
    return annotation.leases.filter(expires_at__gt=timezone.now()).select_related("user")
