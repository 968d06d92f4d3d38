"""Move an annotation between drawing, submitted, returned and approved."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from labeling.errors import WrongState
from labeling.models import (
    Annotation,
    AnnotationState,
    Role,
    User,
    record_event,
    require_role,
)

BY_ANNOTATORS = (AnnotationState.IN_PROGRESS, AnnotationState.SUBMITTED)
BY_REVIEWERS = (AnnotationState.APPROVED, AnnotationState.RETURNED)


def set_state(*, annotation: Annotation, state: str, actor: User) -> Annotation:
    """Set the state of an annotation.

    Annotators submit, and take back what they submitted; approving, returning and reopening
    what is approved is for reviewers.

    Raises:
        Forbidden: the actor's role does not allow it.
        WrongState: `new` is where an image starts, nothing goes back to it.
    """
    project = annotation.image.project
    if state not in (*BY_ANNOTATORS, *BY_REVIEWERS):
        raise WrongState("An image that somebody worked on does not become new again.")
    with transaction.atomic():
        locked = Annotation.objects.select_for_update().get(pk=annotation.pk)
        reviewing = state in BY_REVIEWERS or locked.state == AnnotationState.APPROVED
        require_role(actor, project, Role.REVIEWER if reviewing else Role.ANNOTATOR)
        if locked.state != state:
            before = locked.state
            locked.state = state
            locked.updated_at = timezone.now()
            locked.save(update_fields=["state", "updated_at"])
            record_event(f"annotation.{state}", project, actor, locked, before=before)
    return locked
