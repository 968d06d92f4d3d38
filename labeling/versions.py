"""Versions of the dataset: snapshots that a person named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import RestrictedError

from labeling.errors import VersionInUse, VersionNameTaken
from labeling.models import DatasetSnapshot, Project, record_event
from labeling.models.access import SignedInUser
from labeling.snapshot import take_snapshot
from labeling.statistics import queue_statistics


def make_version(
    *,
    project: Project,
    name: str,
    notes: str,
    states: Sequence[str],
    splits: Sequence[str] | None,
    made_by: SignedInUser,
) -> DatasetSnapshot:
    """Freeze the project under a name; a job then counts what is in it.

    Args:
        splits: takes only these, `selection.NO_SPLIT` among them for images of none.

    Raises:
        VersionNameTaken: another version has the name.
        NothingToExport: no image is in the states and splits.
    """
    with transaction.atomic():
        _check_name(project, name)
        version = take_snapshot(project=project, taken_by=made_by, states=states, splits=splits)
        version.name, version.notes = name, notes
        version.save(update_fields=["name", "notes"])
        record_event("version.made", project, made_by, version, name=name)
        queue_statistics(snapshot=version, requested_by=made_by)
    return version


def change_version(
    *, version: DatasetSnapshot, name: str, notes: str, changed_by: SignedInUser
) -> None:
    """Rename a version or write other notes; its content stays as it is.

    Raises:
        VersionNameTaken: another version has the name.
    """
    with transaction.atomic():
        _check_name(version.project, name, version)
        before = version.name
        version.name, version.notes = name, notes
        version.save(update_fields=["name", "notes"])
        record_event(
            "version.changed", version.project, changed_by, version, before=before, name=name
        )


def unname_version(*, version: DatasetSnapshot, actor: SignedInUser) -> None:
    """Take the name and notes away; what was made from the snapshot keeps it."""
    with transaction.atomic():
        record_event("version.unnamed", version.project, actor, version, name=version.name)
        version.name = version.notes = ""
        version.save(update_fields=["name", "notes"])


def delete_version(*, version: DatasetSnapshot, actor: SignedInUser) -> None:
    """Delete a version that nothing was made from.

    Raises:
        VersionInUse: exports or models name it.
    """
    try:
        with transaction.atomic():
            facts = {"name": version.name, "hash": version.hash}
            record_event("version.deleted", version.project, actor, version, **facts)
            version.delete()
    except RestrictedError as error:
        used_by = _used_by(error)
        raise VersionInUse(
            f"“{version.name}” was used for {' and '.join(used_by)}, which could then not be "
            "traced to what they hold. Delete those first, or take away only the name.",
            used_by=used_by,
        ) from error


def _used_by(error: RestrictedError) -> list[str]:
    """What hangs on a version in words: "2 dataset exports"."""
    nums = Counter(type(row) for row in error.restricted_objects)
    return sorted(
        f"{num} {kind._meta.verbose_name if num == 1 else kind._meta.verbose_name_plural}"
        for kind, num in nums.items()
    )


def _check_name(project: Project, name: str, own: DatasetSnapshot | None = None) -> None:
    others = project.snapshots.exclude(pk=own.pk) if own is not None else project.snapshots.all()
    if others.filter(name=name).exists():
        raise VersionNameTaken(
            f"“{project.name}” has a version “{name}” already; choose another name."
        )
