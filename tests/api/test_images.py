"""The gallery, one image, and its files over HTTP."""

from __future__ import annotations

import gzip
import io

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image as PILImage

from labeling import jobs
from labeling.image_store import add_images, store_picture
from labeling.masks import rle as rles
from labeling.models import Image, Project, Suggestion, User
from labeling.operations import geometry_of_mask
from labeling.prepare import prepare_image
from tests.factories import (
    add_member,
    box_mask,
    draw,
    make_image,
    make_project,
    make_user,
    upsert,
)
from tests.labeling.picture_files import encoded, oriented, plain_png

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job: None)


@pytest.fixture
def project() -> Project:
    return make_project()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def stored_image(project: Project, content: bytes, name: str = "a.png", *, prepared=True) -> Image:
    stored = store_picture(project=project, name=name, stream=io.BytesIO(content))
    add_images(project=project, pictures=[stored], uploaded_by=project.created_by)
    image = Image.objects.get(project=project, name=name)
    if prepared:
        prepare_image(image)
        image.refresh_from_db()
    return image


def suggest(image: Image, uid: str, state: str = "pending") -> None:
    geometry = geometry_of_mask(rles.encode(box_mask(image.size_hw, (0, 0, 4, 4))), image.size_hw)
    geometry.save()
    Suggestion.objects.create(
        image=image,
        uid=uid,
        label_class=image.project.label_classes.first(),
        geometry=geometry,
        source="model",
        state=state,
    )


def listed(project: Project, **query: object) -> list[dict]:
    url = f"/api/projects/{project.pk}/images/"
    answer = signed_in(project.created_by).get(url, query)
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


# ---- the gallery ----


def test_a_row_counts_segments_and_pending_suggestions(project: Project) -> None:
    image = make_image(project, name="a.png")
    draw(
        image, upsert(box_mask((48, 64), (0, 0, 9, 9))), upsert(box_mask((48, 64), (9, 9, 20, 20)))
    )
    changed = image.annotation.segments.current().first()
    draw(image, upsert(box_mask((48, 64), (1, 1, 5, 5)), uid=changed.uid))
    suggest(image, "s1")
    suggest(image, "s2")
    suggest(image, "s3", state="rejected")
    (row,) = listed(project)
    assert (row["num_segments"], row["num_suggestions"]) == (2, 2)
    assert (row["state"], row["revision"]) == ("in_progress", 2)
    assert (row["width"], row["height"], row["split"]) == (64, 48, None)


def test_the_thumbnail_has_a_url_once_it_is_made(project: Project) -> None:
    image = stored_image(project, plain_png(1), prepared=False)
    (row,) = listed(project)
    assert (row["thumbnail_url"], row["prepared"]) == (None, False)
    prepare_image(image)
    (row,) = listed(project)
    assert row["thumbnail_url"] == f"/api/images/{image.pk}/thumbnail/?v={image.sha256[:16]}"
    assert row["prepared"] is True


def test_a_longer_gallery_takes_no_more_queries(project: Project) -> None:
    client = signed_in(project.created_by)
    url = f"/api/projects/{project.pk}/images/"
    counts = []
    for _ in range(2):
        for _ in range(4):
            draw(make_image(project), upsert(box_mask((48, 64), (0, 0, 9, 9))))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7


def test_filters_narrow_the_gallery(project: Project) -> None:
    draw(make_image(project, name="day/a.png", split="train"), state="approved")
    draw(make_image(project, name="day/b.png", split="val"), state="submitted")
    make_image(project, name="night/a.png")

    def names(**query: object) -> list[str]:
        return [row["name"] for row in listed(project, **query)]

    assert names(state="approved") == ["day/a.png"]
    assert names(split="val") == ["day/b.png"]
    assert names(split="none") == ["night/a.png"]
    assert names(q="DAY/") == ["day/a.png", "day/b.png"]
    assert names(q="a.png", state="new") == ["night/a.png"]
    assert names(ordering="-name") == ["night/a.png", "day/b.png", "day/a.png"]
    assert names(ordering="created_at") == ["day/a.png", "day/b.png", "night/a.png"]
    assert names(state="", split="", q="") == ["day/a.png", "day/b.png", "night/a.png"]


@pytest.mark.parametrize(
    "query", [{"state": "nope"}, {"split": "nope"}, {"ordering": "uploaded_by__password"}]
)
def test_unknown_filters_are_refused(project: Project, query: dict[str, str]) -> None:
    url = f"/api/projects/{project.pk}/images/"
    answer = signed_in(project.created_by).get(url, query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("ordering", ["name", "-created_at"])
def test_pages_follow_each_other_and_hold_every_image_once(project: Project, ordering: str) -> None:
    made = {make_image(project).pk for _ in range(7)}
    client = signed_in(project.created_by)
    url = f"/api/projects/{project.pk}/images/?page_size=3&ordering={ordering}"
    seen: list[int] = []
    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert len(seen) == 7 and set(seen) == made


# ---- one image ----


def test_an_image_knows_its_neighbours_by_name(project: Project) -> None:
    first, middle, last = (make_image(project, name=f"{letter}.png") for letter in "abc")
    draw(middle, upsert(box_mask((48, 64), (0, 0, 9, 9))))
    draw(middle, upsert(box_mask((48, 64), (9, 9, 20, 20))))
    client = signed_in(project.created_by)
    body = client.get(f"/api/images/{middle.pk}/").json()
    assert (body["previous_id"], body["next_id"]) == (first.pk, last.pk)
    assert (body["index"], body["total"]) == (1, 3)
    assert (body["active_ms"], body["num_segments"]) == (2000, 2)
    assert (body["project"], body["annotation_id"]) == (project.pk, middle.annotation.pk)
    assert body["image_url"] == f"/api/images/{middle.pk}/picture/?v={middle.sha256[:16]}"
    ends = [client.get(f"/api/images/{image.pk}/").json() for image in (first, last)]
    assert (ends[0]["previous_id"], ends[0]["index"]) == (None, 0)
    assert (ends[1]["next_id"], ends[1]["index"]) == (None, 2)


def test_an_image_says_the_bit_depth_of_its_original(project: Project) -> None:
    deep = encoded(PILImage.fromarray(np.full((4, 4), 900, dtype=np.uint16)))
    image = stored_image(project, deep)
    body = signed_in(project.created_by).get(f"/api/images/{image.pk}/").json()
    assert body["bit_depth"] == 16


def test_a_manager_moves_an_image_between_splits(project: Project) -> None:
    image = make_image(project)
    client = signed_in(add_member(project, "manager"))
    url = f"/api/images/{image.pk}/"
    for split in ("val", None):
        answer = client.patch(url, {"split": split}, content_type="application/json")
        assert (answer.status_code, answer.json()["split"]) == (200, split)
        image.refresh_from_db()
        assert image.split == split
    answer = client.patch(url, {"split": "nope"}, content_type="application/json")
    assert answer.status_code == 400


def test_a_deleted_image_is_gone_with_its_files(
    project: Project, django_capture_on_commit_callbacks
) -> None:
    image = stored_image(project, oriented(6), "a.jpg")
    keys = (image.original, image.rendition, image.thumbnail)
    client = signed_in(project.created_by)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(f"/api/images/{image.pk}/").status_code == 204
    assert client.get(f"/api/images/{image.pk}/").status_code == 404
    assert not any(default_storage.exists(key) for key in keys)


@pytest.mark.parametrize("role", ["reviewer", "annotator", "viewer"])
def test_members_below_managers_look_and_change_nothing(project: Project, role: str) -> None:
    image = make_image(project)
    client = signed_in(add_member(project, role))
    assert client.get(f"/api/images/{image.pk}/").status_code == 200
    body = {"split": "val"}
    patched = client.patch(f"/api/images/{image.pk}/", body, content_type="application/json")
    assert patched.status_code == 403
    assert client.delete(f"/api/images/{image.pk}/").status_code == 403
    assert Image.objects.get().split is None


@pytest.mark.parametrize("path", ["", "picture/", "thumbnail/", "original/", "values/"])
def test_strangers_find_nothing(project: Project, path: str) -> None:
    image = stored_image(project, plain_png(1))
    url = f"/api/images/{image.pk}/{path}"
    assert signed_in(make_user()).get(url).status_code == 404
    assert Client().get(url).status_code in (401, 403)
    assert signed_in(make_user()).get(f"/api/projects/{project.pk}/images/").status_code == 404


# ---- files ----


def fetched(project: Project, url: str, **headers: str):
    return signed_in(project.created_by).get(url, headers=headers)


def content_of(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_plain_picture_is_served_as_it_is(project: Project) -> None:
    content = plain_png(1)
    image = stored_image(project, content)
    answer = fetched(project, f"/api/images/{image.pk}/picture/?v={image.sha256[:16]}")
    assert content_of(answer) == content
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"


def test_a_rotated_picture_is_served_upright(project: Project) -> None:
    image = stored_image(project, oriented(6), "a.jpg")
    answer = fetched(project, f"/api/images/{image.pk}/picture/")
    picture = PILImage.open(io.BytesIO(content_of(answer)))
    assert (picture.size, picture.format) == ((32, 48), "JPEG")
    assert (image.width, image.height) == (32, 48)


def test_a_picture_without_its_hash_is_asked_for_again(project: Project) -> None:
    image = stored_image(project, plain_png(1))
    for query in ("", "?v=0123456789abcdef"):
        answer = fetched(project, f"/api/images/{image.pk}/picture/{query}")
        assert answer["Cache-Control"] == "private, no-cache"


def test_a_known_picture_is_not_sent_again(project: Project) -> None:
    image = stored_image(project, plain_png(1))
    for path in ("picture", "thumbnail", "original"):
        url = f"/api/images/{image.pk}/{path}/"
        etag = fetched(project, url)["ETag"]
        again = fetched(project, url, if_none_match=etag)
        assert (again.status_code, again["ETag"]) == (304, etag)
        assert fetched(project, url, if_none_match='"other"').status_code == 200


def test_a_picture_is_shown_before_the_worker_has_come_to_it(project: Project) -> None:
    image = stored_image(project, encoded(np.full((4, 6), 9, np.uint8), "TIFF"), prepared=False)
    answer = fetched(project, f"/api/images/{image.pk}/picture/?v={image.sha256[:16]}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Cache-Control"] == "private, no-store"
    image.refresh_from_db()
    assert image.prepared_at is None
    assert fetched(project, f"/api/images/{image.pk}/thumbnail/").status_code == 404


def test_the_original_is_a_download_under_its_own_name(project: Project) -> None:
    content = oriented(6)
    image = stored_image(project, content, "trip/Zürich.jpg")
    answer = fetched(project, f"/api/images/{image.pk}/original/")
    assert content_of(answer) == content
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "Z%C3%BCrich.jpg" in answer["Content-Disposition"]


def ramp() -> np.ndarray:
    """(48, 64) uint16 that no 8 bits hold: every value occurs once."""
    return (np.arange(48 * 64, dtype=np.uint16) * 21).reshape(48, 64)


@pytest.mark.parametrize("file_format", ["PNG", "TIFF"])
def test_the_values_of_a_16_bit_picture_are_its_own(project: Project, file_format: str) -> None:
    image = stored_image(project, encoded(PILImage.fromarray(ramp()), file_format), "deep")
    body = signed_in(project.created_by).get(f"/api/images/{image.pk}/").json()
    assert body["values_url"] == f"/api/images/{image.pk}/values/?v={image.sha256[:16]}"
    answer = fetched(project, body["values_url"])
    assert (answer["Content-Encoding"], answer.status_code) == ("gzip", 200)
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    raw = gzip.decompress(content_of(answer))
    assert (np.frombuffer(raw, "<u2").reshape(48, 64) == ramp()).all()


def test_known_values_are_not_sent_again(project: Project) -> None:
    image = stored_image(project, encoded(PILImage.fromarray(ramp())))
    url = f"/api/images/{image.pk}/values/"
    etag = fetched(project, url)["ETag"]
    assert fetched(project, url, if_none_match=etag).status_code == 304
    assert fetched(project, f"/api/images/{image.pk}/original/")["ETag"] != etag


def test_an_8_bit_picture_has_no_values_beyond_those_shown(project: Project) -> None:
    image = stored_image(project, plain_png(1))
    answer = fetched(project, f"/api/images/{image.pk}/values/")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_deep_values")
    body = signed_in(project.created_by).get(f"/api/images/{image.pk}/").json()
    assert body["values_url"] is None


def test_numbers_that_16_bits_do_not_hold_are_refused(project: Project) -> None:
    deep = np.array([[0, 70_000], [5, 9]], dtype=np.int32)
    image = stored_image(project, encoded(PILImage.fromarray(deep), "TIFF"))
    answer = fetched(project, f"/api/images/{image.pk}/values/")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_deep_values")
    assert "0 to 70000" in answer.json()["message"]


@pytest.mark.parametrize("path", ["picture", "thumbnail", "original"])
def test_files_never_run_on_our_origin(project: Project, path: str) -> None:
    image = stored_image(project, plain_png(1), "<script>.html")
    answer = fetched(project, f"/api/images/{image.pk}/{path}/", accept="image/webp")
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"].startswith("image/")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_an_original_that_is_gone_is_a_404(project: Project) -> None:
    image = stored_image(project, plain_png(1))
    default_storage.delete(image.original)
    answer = fetched(project, f"/api/images/{image.pk}/picture/", accept="image/webp")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
