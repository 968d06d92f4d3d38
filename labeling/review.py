"""Move an annotation between drawing, submitted, returned and approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from labeling.attribute_values import check_complete
from labeling.errors import MaskwrightError, WrongState
from labeling.models import (
    Annotation,
    AnnotationState,
    Image,
    Role,
    User,
    record_event,
    require_role,
)

BY_ANNOTATORS = (AnnotationState.IN_PROGRESS, AnnotationState.SUBMITTED)
BY_REVIEWERS = (AnnotationState.APPROVED, AnnotationState.RETURNED)
FINISHED_STATES = (AnnotationState.SUBMITTED, AnnotationState.APPROVED)


def set_state(*, annotation: Annotation, state: str, actor: User) -> Annotation:
    """Set the state of an annotation.

    Annotators submit, and take back what they submitted; approving, returning and reopening
    what is approved is for reviewers.

    Raises:
        Forbidden: the actor's role does not allow it.
        WrongState: `new` is where an image starts, nothing goes back to it.
        MissingAttributes: to be submitted or approved, but segments lack required attributes.
    """
    project = annotation.image.project
    if state not in (*BY_ANNOTATORS, *BY_REVIEWERS):
        raise WrongState("An image that somebody worked on does not become new again.")
    with transaction.atomic():
        locked = Annotation.objects.select_for_update().get(pk=annotation.pk)
        reviewing = state in BY_REVIEWERS or locked.state == AnnotationState.APPROVED
        require_role(actor, project, Role.REVIEWER if reviewing else Role.ANNOTATOR)
        if locked.state != state:
            if state in FINISHED_STATES:
                check_complete(locked)
            before = locked.state
            locked.state = state
            locked.updated_at = timezone.now()
            locked.save(update_fields=["state", "updated_at"])
            record_event(f"annotation.{state}", project, actor, locked, before=before)
    return locked


@dataclass(frozen=True, slots=True)
class RefusedImage:
    """An image whose state stayed, and why."""

    image: Image
    error: MaskwrightError


def set_states(*, images: Iterable[Image], state: str, actor: User) -> list[RefusedImage]:
    """Set the state of many images, each by itself: what one refuses stops no other."""
    refused = []
    for image in images:
        try:
            set_state(annotation=image.annotation, state=state, actor=actor)
        except MaskwrightError as error:
            refused.append(RefusedImage(image, error))
    return refused
