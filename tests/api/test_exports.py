"""Exports through the API: checked and previewed first, of a snapshot, shared by link, deleted."""

from __future__ import annotations

import base64
import io
import zipfile
from datetime import timedelta

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image as PILImage
from rest_framework.test import APIClient

from labeling.export import run_export
from labeling.formats import FORMATS
from labeling.jobs import run_job
from labeling.kept_exports import LINK_AGE, delete_old_exports
from labeling.models import DatasetExport, Event
from labeling.snapshot import take_snapshot
from tests.factories import add_member, box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db

SIZE = (48, 64)


@pytest.fixture
def project():
    project = make_project(name="streets", classes=("car", "road", "person"))
    for number in range(6):
        image = make_image(project, name=f"run/{number}.png", size_hw=SIZE)
        operations = [upsert(box_mask(SIZE, (0, 20, 64, 48)), 2, z=0)]
        operations.append(upsert(box_mask(SIZE, (5, 5, 25, 30)), 1, z=1))
        if number == 3:
            operations.append(upsert(box_mask(SIZE, (40, 2, 44, 6)), 1, z=2))
        draw(image, *operations, state="submitted")
    return project


@pytest.fixture
def client(project):
    client = APIClient()
    client.force_authenticate(project.created_by)
    return client


def written(export_id: int) -> DatasetExport:
    export = DatasetExport.objects.get(pk=export_id)
    run_job(str(export.job_id), run_export)
    export.refresh_from_db()
    return export


def members(export: DatasetExport) -> dict[str, bytes]:
    with default_storage.open(export.key) as file, zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def post(client, project, what="", **body):
    return client.post(f"/api/projects/{project.pk}/exports/{what}", body, format="json")


def test_choices_are_applied_stored_and_said_in_the_archive(client, project):
    choices = {
        "splits": {"kind": "random", "fractions": [0.5, 0.5, 0], "seed": 3},
        "classes": [1],
        "min_area_px": 100,
        "anonymise": True,
    }
    answer = post(client, project, format="coco-instances", choices=choices)
    assert answer.status_code == 202
    export = written(answer.data["id"])
    assert export.choices["splits"]["seed"] == 3
    files = members(export)
    assert "annotations/instances_train.json" in files
    report = files["EXPORT_REPORT.txt"].decode()
    assert report.startswith("COCO instances, 6 images (3 train, 3 val)\nSnapshot ")
    assert "Segments of other classes than the 1 chosen: 6." in report
    assert "Segments under 100 px: 1." in report
    (row,) = client.get(f"/api/projects/{project.pk}/exports/").data
    assert row["split_counts"] == {"train": 3, "val": 3, "test": 0, "none": 0}
    assert row["choices"]["classes"] == [1]


def test_the_same_snapshot_and_choices_give_the_same_bytes(client, project):
    first = post(client, project, format="png-masks", choices={"blur": [1]})
    export = written(first.data["id"])
    again = post(
        client, project, format="png-masks", choices={"blur": [1]}, snapshot=export.snapshot_id
    )
    repeated = written(again.data["id"])
    assert repeated.snapshot_id == export.snapshot_id
    assert (repeated.sha256, repeated.pk) != (export.sha256, export.pk)
    assert repeated.sha256 == export.sha256


def test_without_pictures_a_list_names_each_original_with_its_hash(client, project):
    answer = post(client, project, format="labelme", include_images=False)
    text = members(written(answer.data["id"]))["images.txt"].decode()
    image = project.images.get(name="run/0.png")
    assert f"{image.sha256}\t{image.byte_size}\t64\t48\trun/0.png\n" in text


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"choices": {"classes": [99]}}, "class id 99"),
        ({"choices": {"splits": {"fractions": [1, 1, 0]}}}, "sum to 2"),
        ({"choices": {"blur": [99]}}, "class id 99"),
        ({"options": {"geometry": "magic"}}, "geometry=magic"),
    ],
)
@pytest.mark.parametrize("what", ["", "check/", "preview/"])
def test_choices_that_make_no_sense_are_refused(client, project, what, body, says):
    answer = post(client, project, what, format="coco-instances", **body)
    assert answer.status_code == 400
    assert says in answer.data["message"]
    assert not DatasetExport.objects.exists()


def test_a_snapshot_of_another_project_is_not_found(client, project):
    other = make_project()
    draw(make_image(other), upsert(box_mask(SIZE, (0, 0, 9, 9))), state="submitted")
    foreign = take_snapshot(project=other, taken_by=None)
    for what in ("", "check/", "preview/"):
        answer = post(client, project, what, format="voc", snapshot=foreign.pk)
        assert answer.status_code == 404


def test_the_check_counts_what_the_format_cannot_hold(client, project):
    answer = post(client, project, "check/", format="voc", include_images=True).data
    losses = {loss["kind"]: loss["count"] for loss in answer["losses"]}
    assert losses == {"overlaps": 6 * 20 * 10, "unsplit": 6, "states": 6, "jpeg": 6}
    assert (answer["num_images"], answer["num_looked_at"]) == (6, 6)
    assert answer["refused"] is None
    native = post(client, project, "check/", format="maskwright").data
    assert native["losses"] == []
    assert project.snapshots.count() == 0


def test_the_check_counts_a_snapshot_as_it_was(client, project):
    snapshot = take_snapshot(project=project, taken_by=None)
    project.images.get(name="run/3.png").delete()
    draw(
        project.images.get(name="run/0.png"),
        upsert(box_mask(SIZE, (0, 0, 9, 9)), iscrowd=True, z=9),
    )
    answer = post(client, project, "check/", format="yolo-seg", snapshot=snapshot.pk).data
    losses = {loss["kind"]: loss["count"] for loss in answer["losses"]}
    assert losses["purged"] == 1
    assert "crowds" not in losses


def test_the_check_says_why_a_format_is_impossible(client, project):
    project.label_classes.filter(class_id=3).update(class_id=300)
    answer = post(client, project, "check/", format="voc").data
    assert "class ids up to 254" in answer["refused"]


def test_stratified_splits_are_counted_in_the_check(client, project):
    splits = {"kind": "stratified", "fractions": [0.5, 0.5, 0]}
    answer = post(client, project, "check/", format="voc", choices={"splits": splits}).data
    assert answer["split_counts"] == {"train": 3, "val": 3, "test": 0, "none": 0}
    groups = {"kind": "group", "by": "sequence"}
    answer = post(client, project, "check/", format="voc", choices={"splits": groups}).data
    assert answer["split_counts"]["train"] == 6


def test_a_large_project_is_sampled_and_says_so(client, project, monkeypatch):
    monkeypatch.setattr("labeling.export_check.FIRST_IMAGES", 2)
    for limit, value, looked_at in (("IMAGES", 4, 4), ("SEGMENTS", 9, 3), ("PIXELS", 1, 2)):
        with monkeypatch.context() as patch:
            patch.setattr(f"labeling.export_check.MAX_{limit}", value)
            answer = post(client, project, "check/", format="voc").data
        assert (answer["num_images"], answer["num_looked_at"]) == (6, looked_at)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_previewed(client, project, name):
    answer = post(client, project, "preview/", format=name, choices={"blur": [1]})
    assert answer.status_code == 200, answer.data
    assert answer.data["name"] == "run/3.png"  # it has most segments
    assert answer.data["num_segments"] == 3
    assert (answer.data["previous"], answer.data["following"]) == ("run/2.png", "run/4.png")
    assert answer.data["files"]
    cars = [row["num_segments"] for row in answer.data["classes"] if row["name"] == "car"]
    assert cars in ([2], [1])  # formats without instances join them
    assert answer.data["overlay"].startswith("data:image/png;base64,")
    assert answer.data["picture"].startswith("data:image/jpeg;base64,")


def test_the_preview_draws_each_pixel_in_its_class(client, project):
    body = {"format": "png-masks", "image": "run/0.png"}
    answer = post(client, project, "preview/", **body).data
    pixels = decoded(answer["overlay"])
    colors = {each["name"]: bytes.fromhex(each["color"][1:]) for each in answer["classes"]}
    car, road = box_mask(SIZE, (5, 5, 25, 30)), box_mask(SIZE, (0, 20, 64, 48))
    assert (pixels[..., :3][car] == list(colors["car"])).all()  # above the road
    assert (pixels[..., :3][road & ~car] == list(colors["road"])).all()
    assert (pixels[..., 3][car | road] > 0).all() and not pixels[..., 3][~(car | road)].any()


def decoded(data_url: str) -> np.ndarray:
    content = base64.b64decode(data_url.partition(",")[2])
    return np.asarray(PILImage.open(io.BytesIO(content)))


def test_the_preview_follows_the_choices_and_finds_images_by_a_part_of_the_name(client, project):
    body = {"format": "coco-instances", "choices": {"classes": [2]}, "image": "0.p"}
    answer = post(client, project, "preview/", **body, include_images=False).data
    assert answer["name"] == "run/0.png"
    assert [(row["name"], row["num_segments"]) for row in answer["classes"]] == [("road", 1)]
    (text,) = [file for file in answer["files"] if file["name"].endswith(".json")]
    assert '"categories"' in text["excerpt"]
    assert not any(file["kind"] == "picture" for file in answer["files"])
    missing = post(client, project, "preview/", format="voc", image="nowhere")
    assert missing.status_code == 404
    assert "nowhere" in missing.data["message"]


def test_a_link_downloads_without_signing_in_until_the_export_is_deleted(
    client, project, django_capture_on_commit_callbacks
):
    export = written(post(client, project, format="labelme").data["id"])
    link = client.post(f"/api/exports/{export.pk}/link/")
    assert link.status_code == 201
    path = link.data["url"].replace("http://testserver", "")
    answer = APIClient().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "private, no-store"
    content = b"".join(answer.streaming_content)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(f"/api/exports/{export.pk}/").status_code == 204
    gone = APIClient().get(path)
    assert (gone.status_code, gone.data["code"]) == (404, "link_expired")
    page = APIClient().get(path, headers={"accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "Ask who sent it" in page.content.decode()
    assert not default_storage.exists(export.key)
    kinds = set(Event.objects.filter(object_type="datasetexport").values_list("kind", flat=True))
    assert {"export.queued", "export.shared", "export.deleted"} <= kinds


def test_a_changed_or_old_link_is_refused(client, project, monkeypatch):
    export = written(post(client, project, format="labelme").data["id"])
    url = client.post(f"/api/exports/{export.pk}/link/").data["url"]
    assert APIClient().get(f"{url[:-2]}x/").status_code == 404
    now = timezone.now().timestamp()
    late = now + LINK_AGE.total_seconds() + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: late)
    assert APIClient().get(url).status_code == 404


def test_an_export_that_is_being_written_is_neither_deleted_nor_shared(client, project):
    export_id = post(client, project, format="labelme").data["id"]
    assert client.delete(f"/api/exports/{export_id}/").data["code"] == "wrong_state"
    assert client.post(f"/api/exports/{export_id}/link/").data["code"] == "wrong_state"


def test_old_exports_are_deleted_but_never_the_newest(client, project):
    old, older, fresh = (
        written(post(client, project, format="labelme").data["id"]) for _ in range(3)
    )
    for export, days in ((older, 40), (old, 20), (fresh, 9)):
        past = timezone.now() - timedelta(days=days)
        DatasetExport.objects.filter(pk=export.pk).update(created_at=past)
    assert delete_old_exports() == 0  # kept for ever unless somebody says otherwise
    answer = client.patch(f"/api/projects/{project.pk}/", {"keep_exports_days": 30}, format="json")
    assert answer.data["keep_exports_days"] == 30
    assert delete_old_exports() == 1
    project.keep_exports_days = 7
    project.save()
    assert delete_old_exports() == 1
    assert list(project.exports.all()) == [fresh]


def test_the_newest_export_of_a_version_is_kept(client, project):
    first = written(post(client, project, format="labelme").data["id"])
    again = written(post(client, project, format="voc", snapshot=first.snapshot_id).data["id"])
    newest = written(post(client, project, format="labelme").data["id"])
    first.snapshot.name = "for the paper"
    first.snapshot.save()
    past = timezone.now() - timedelta(days=99)
    project.exports.update(created_at=past)
    project.keep_exports_days = 30
    project.save()
    assert delete_old_exports() == 1
    assert set(project.exports.all()) == {again, newest}
    (_, row) = client.get(f"/api/projects/{project.pk}/exports/").data
    assert row["snapshot_name"] == "for the paper"
    assert "-for-the-paper-" in client.get(f"/api/exports/{row['id']}/file/")["Content-Disposition"]


def test_viewers_neither_share_nor_delete_and_reviewers_share(project):
    viewer = APIClient()
    viewer.force_authenticate(add_member(project, "viewer"))
    owner = APIClient()
    owner.force_authenticate(project.created_by)
    export = written(post(owner, project, format="labelme").data["id"])
    assert viewer.post(f"/api/exports/{export.pk}/link/").status_code == 403
    reviewer = APIClient()
    reviewer.force_authenticate(add_member(project, "reviewer"))
    assert reviewer.post(f"/api/exports/{export.pk}/link/").status_code == 201
    assert reviewer.delete(f"/api/exports/{export.pk}/").status_code == 403
    assert viewer.delete(f"/api/exports/{export.pk}/").status_code == 403


def test_no_original_byte_of_a_blurred_picture_is_in_the_archive(client, project):
    answer = post(client, project, format="maskwright", choices={"blur": [1]})
    files = members(written(answer.data["id"]))
    for image in project.images.all():
        with default_storage.open(image.original) as file:
            original = file.read()
        assert files[f"images/{image.name}"] != original
        assert not np.array_equal(
            np.frombuffer(files[f"images/{image.name}"], np.uint8)[:2000],
            np.frombuffer(original, np.uint8)[:2000],
        )
