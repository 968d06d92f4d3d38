"""Reject a model's suggestions, or bring rejected ones back; accepting is a save (annotate)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from labeling.models import Image, Suggestion, SuggestionState, User, record_event


def reject_suggestions(*, image: Image, uids: Sequence[str], actor: User) -> int:
    """Mark pending suggestions as rejected; returns how many were."""
    return _move(image, uids, actor, SuggestionState.PENDING, SuggestionState.REJECTED)


def restore_suggestions(*, image: Image, uids: Sequence[str], actor: User) -> int:
    """Make rejected suggestions pending again; returns how many were."""
    return _move(image, uids, actor, SuggestionState.REJECTED, SuggestionState.PENDING)


def _move(
    image: Image, uids: Sequence[str], actor: User, before: SuggestionState, after: SuggestionState
) -> int:
    with transaction.atomic():
        rows = Suggestion.objects.filter(image=image, uid__in=uids, state=before)
        moved = rows.update(state=after)
        if moved:
            record_event(f"suggestions.{after}", image.project, actor, image, num=moved)
    return moved
