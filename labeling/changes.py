"""What changed on an image between two of its revisions: what a save is answered with."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from labeling.models import Annotation
from labeling.weak_labels import weak_since


def uids_changed(annotation: Annotation, after: int, until: int) -> set[str]:
    """Segments that were added, changed or deleted in revisions (after, until]."""
    rows = annotation.segments.all()
    added = rows.filter(valid_from__gt=after, valid_from__lte=until).values_list("uid", flat=True)
    ended = rows.filter(valid_to__gt=after, valid_to__lte=until).values_list("uid", flat=True)
    return set(added) | set(ended)


def changed_between(
    annotation: Annotation, after: int, until: int, mine: Collection[str] = ()
) -> dict[str, Any]:
    """What changed in revisions (after, until], as it was at `until`.

    Args:
        mine: boxes and tags of the asker's own save, whose version counts.
    """
    uids = uids_changed(annotation, after, until)
    rows = (
        annotation.segments.at(until)
        .filter(uid__in=uids)
        .select_related("label_class", "geometry")
        .in_paint_order()
    )
    segments = list(rows)
    deleted = sorted(uids - {row.uid for row in segments})
    weak = weak_since(annotation, after, until, mine)
    return {"revision": until, "segments": segments, "deleted": deleted, **weak}
