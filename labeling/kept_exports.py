"""What becomes of written exports: links to hand on, deletion by hand and by age."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from labeling.errors import LinkExpired, WrongState
from labeling.jobs import is_finished
from labeling.models import DatasetExport, Project, record_event
from labeling.models.access import SignedInUser

LINK_AGE = timedelta(days=7)
_SALT = "labeling.kept_exports.link"


def link_token(export: DatasetExport, actor: SignedInUser) -> tuple[str, datetime]:
    """A token that downloads this export without signing in, and when it ends.

    It is signed, not stored: it ends with the export, or after `LINK_AGE`.

    Raises:
        WrongState: the export is not written yet.
    """
    if not export.key:
        raise WrongState("This export is not finished yet; wait for its job.")
    token = signing.dumps([export.pk, export.sha256], salt=_SALT, compress=True)
    with transaction.atomic():
        record_event("export.shared", export.project, actor, export)
    return token, timezone.now() + LINK_AGE


def export_of(token: str) -> DatasetExport:
    """The export that a link leads to.

    Raises:
        LinkExpired: too old, not ours, or the export is gone.
    """
    gone = LinkExpired(
        "This link has expired, or its export was deleted. Ask who sent it for a new one."
    )
    try:
        export_id, digest = signing.loads(token, salt=_SALT, max_age=LINK_AGE)
    except (signing.BadSignature, ValueError):
        raise gone from None
    rows = DatasetExport.objects.select_related("project", "snapshot")
    export = rows.filter(pk=export_id, sha256=digest).exclude(key="").first()
    if export is None:
        raise gone
    return export


def delete_export(export: DatasetExport, actor: SignedInUser | None) -> None:
    """Delete an export with its file; its links end, its snapshot stays.

    Raises:
        WrongState: it is still being written.
    """
    if not is_finished(export.job):
        raise WrongState("This export is still being written; cancel it first.")
    key = export.key
    with transaction.atomic():
        record_event(
            "export.deleted",
            export.project,
            actor,
            export,
            format=export.format,
            sha256=export.sha256,
        )
        export.delete()
        if key:
            transaction.on_commit(lambda: default_storage.delete(key))


def delete_old_exports() -> int:
    """Delete what is older than its project keeps exports; how many."""
    num = 0
    for project in Project.objects.filter(keep_exports_days__isnull=False):
        for export in old_exports(project):
            delete_export(export, None)
            num += 1
    return num


def old_exports(project: Project) -> list[DatasetExport]:
    """Finished exports of a project that are older than it keeps them.

    The newest written export of the project is none of them, nor that of each named version.
    """
    if project.keep_exports_days is None:
        return []
    before = timezone.now() - timedelta(days=project.keep_exports_days)
    written = project.exports.exclude(key="")
    of_versions = written.exclude(snapshot__name="").values("snapshot")
    kept = set(of_versions.annotate(newest=Max("pk")).values_list("newest", flat=True))
    kept.update(written.order_by("-pk").values_list("pk", flat=True)[:1])
    rows = project.exports.filter(created_at__lt=before, job__finished_at__isnull=False)
    return [row for row in rows.select_related("job", "project") if row.pk not in kept]
