"""Which images still need work, and which of them comes next."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from labeling.models import AnnotationState, Image, Suggestion, SuggestionState

UNFINISHED = (AnnotationState.NEW, AnnotationState.IN_PROGRESS, AnnotationState.RETURNED)


@dataclass(frozen=True, slots=True)
class NextImage:
    """The next image that needs work, and how many need it, the one at hand not counted."""

    image_id: int | None
    left: int


def with_suggestions(rows: QuerySet[Image]) -> QuerySet[Image]:
    """Images on which suggestions wait for a decision."""
    pending = Suggestion.objects.filter(image=OuterRef("pk"), state=SuggestionState.PENDING)
    return rows.filter(Exists(pending))


def needing_work(rows: QuerySet[Image]) -> QuerySet[Image]:
    """Images that are not submitted or approved, or on which suggestions wait."""
    pending = Suggestion.objects.filter(image=OuterRef("pk"), state=SuggestionState.PENDING)
    return rows.filter(Q(annotation__state__in=UNFINISHED) | Q(Exists(pending)))


def next_needing_work(
    rows: QuerySet[Image], *, after: Image, ordering: tuple[str, str]
) -> NextImage:
    """The first image after one in an order that needs work; from the beginning where none follows.

    Args:
        rows: images of one project, as narrowly as the person asked for.
        after: need not be among them.
        ordering: a field and "id", each with "-" for descending.
    """
    others = needing_work(rows).exclude(pk=after.pk)
    field, is_descending = ordering[0].lstrip("-"), ordering[0].startswith("-")
    side = "lt" if is_descending else "gt"
    value = getattr(after, field)
    follows = Q(**{f"{field}__{side}": value}) | Q(**{field: value, f"id__{side}": after.pk})
    ordered = others.order_by(*ordering).values_list("pk", flat=True)
    found = ordered.filter(follows).first()
    return NextImage(found if found is not None else ordered.first(), others.count())
