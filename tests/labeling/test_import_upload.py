"""import_upload: how long an upload is kept, and what goes with it."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from labeling import jobs
from labeling.curate import remove_project
from labeling.import_dataset import run_import
from labeling.import_inspection import run_inspection
from labeling.import_upload import (
    KEPT_FOR,
    choose_format,
    discard_import,
    run_upload,
    sweep_uploads,
)
from labeling.models import DatasetImport, Job
from tests.factories import make_project
from tests.labeling.imported import (
    box,
    files,
    inspected,
    line,
    looked,
    native,
    uploaded,
    zip_of,
)


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job: None)


@pytest.mark.django_db
def test_another_format_is_tried_anew_and_the_old_look_changes_nothing(tmp_path):
    project = make_project(classes=())
    content = zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))).read_bytes()
    row = inspected(project, content)
    first = row.inspection
    choose_format(row, format_name="voc", read_options={}, by=project.created_by)
    assert files() == {default_storage.path(row.key)}
    again = looked(row)
    assert (again.inspection.state, again.findings) == ("failed", None)
    assert "SegmentationClass" in again.inspection.error
    choose_format(row, format_name="", read_options={}, by=project.created_by)
    assert looked(row).format == "maskwright"  # guessed anew
    choose_format(row, format_name="voc", read_options={}, by=project.created_by)
    again = looked(row)
    # The first one's worker comes back from the dead: it owns nothing any more.
    Job.objects.filter(pk=first.pk).update(state="queued", token=None)
    jobs.run_job(str(first.pk), run_inspection)
    again.refresh_from_db()
    assert again.findings is None
    assert files() == {default_storage.path(row.key)}


@pytest.mark.django_db
def test_a_discarded_upload_leaves_nothing_even_while_it_is_looked_through(tmp_path):
    project = make_project(classes=())
    content = zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))).read_bytes()
    row = inspected(project, content)
    discard_import(row, by=project.created_by)
    assert files() == set()
    assert not DatasetImport.objects.exists()
    waiting = uploaded(project, content)
    discard_import(waiting, by=project.created_by)
    assert Job.objects.get(pk=waiting.inspection_id).state == "cancelled"
    assert files() == set()


@pytest.mark.django_db
def test_uploads_that_nobody_goes_on_with_are_swept_after_a_day(tmp_path):
    project = make_project(classes=())
    content = zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))).read_bytes()
    old, busy, fresh = (uploaded(project, content) for _ in range(3))
    looked(old)
    looked(fresh)
    long_ago = timezone.now() - KEPT_FOR * 2
    DatasetImport.objects.filter(pk__in=(old.pk, busy.pk)).update(touched_at=long_ago)
    assert sweep_uploads() == 1
    assert set(DatasetImport.objects.values_list("pk", flat=True)) == {busy.pk, fresh.pk}
    assert not default_storage.exists(old.key)


@pytest.mark.django_db
def test_uploads_go_with_their_project(tmp_path, django_capture_on_commit_callbacks):
    project = make_project(classes=())
    content = zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))).read_bytes()
    inspected(project, content)
    uploaded(project, content)
    assert len(files()) == 4
    with django_capture_on_commit_callbacks(execute=True):
        remove_project(project)
    assert files() == set()


@pytest.mark.django_db
def test_an_import_does_not_wait_for_the_look_through_it(tmp_path):
    project = make_project(classes=())
    content = zip_of(native(tmp_path / "d", line("a.png", box(0, 0, 2, 2)))).read_bytes()
    row = uploaded(project, content, format_name="maskwright")
    job = run_upload(row, by=project.created_by)
    jobs.run_job(str(row.inspection_id), run_inspection)
    assert Job.objects.get(pk=row.inspection_id).state == "cancelled"
    jobs.run_job(str(job.pk), run_import)
    job.refresh_from_db()
    assert (job.state, project.images.count(), len(files())) == ("done", 1, 1)
