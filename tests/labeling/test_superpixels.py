"""Superpixels: nested connected partitions, cut once by a job, kept, and gone with their image."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from django.core.files.storage import default_storage
from skimage import measure

from labeling.curate import remove_image
from labeling.jobs import run_job
from labeling.models import Job
from labeling.pictures import superpixels as cutting
from labeling.pictures.superpixels import Superpixels, spacing_for, superpixels
from labeling.pictures.superpixels_file import decode_superpixels, encode_superpixels
from labeling.superpixels import queue_superpixels, run_superpixels, superpixels_key
from tests.factories import add_member, make_image, make_project

SIZE = (90, 130)
GOLDEN = Path(__file__).parent.parent / "golden"


def scene(size_hw: tuple[int, int] = SIZE) -> np.ndarray:
    """(H, W, 3): soft noise with a bright rectangle and a disc."""
    rng = np.random.default_rng(5)
    pixels = cv2.GaussianBlur(rng.integers(0, 120, (*size_hw, 3), dtype=np.uint8), (0, 0), 2)
    h, w = size_hw
    pixels[h // 5 : h // 2, w // 5 : w // 2] += 110
    cv2.circle(pixels, (3 * w // 4, 2 * h // 3), min(h, w) // 6, (20, 200, 240), -1)
    return pixels


def partitions(parts: Superpixels) -> list[np.ndarray]:
    return [parts.labels, parts.medium_of[parts.labels], parts.coarse_of[parts.labels]]


def num_pieces(labels: np.ndarray) -> int:
    """Number of 4-connected pieces of equal label."""
    return int(measure.label(labels + 1, connectivity=1).max())


@pytest.mark.parametrize("size_hw", [SIZE, (1, 1), (3, 200), (200, 2), (7, 7)])
def test_every_size_is_a_partition_into_connected_regions(size_hw):
    parts = superpixels(scene(size_hw) if min(size_hw) > 20 else np.zeros((*size_hw, 3), np.uint8))
    for labels in partitions(parts):
        ids = np.unique(labels)
        np.testing.assert_array_equal(ids, np.arange(len(ids)))
        assert num_pieces(labels) == len(ids)


def test_coarser_regions_are_unions_of_finer_ones_and_fewer():
    fine, medium, coarse = partitions(superpixels(scene()))
    for finer, coarser in ((fine, medium), (medium, coarse)):
        pairs = np.unique(finer.astype(np.int64) * (coarser.max() + 1) + coarser)
        assert len(pairs) == finer.max() + 1  # each finer region lies in one coarser one
        assert 3 < (finer.max() + 1) / (coarser.max() + 1) < 5


def test_the_same_picture_gives_the_same_regions():
    first, second = superpixels(scene()), superpixels(scene())
    for a, b in zip(partitions(first), partitions(second), strict=True):
        np.testing.assert_array_equal(a, b)


def test_borders_follow_the_pictures_edges_in_every_size():
    pixels = np.full((96, 96, 3), 40, dtype=np.uint8)
    pixels[21:67, 33:75] = 200
    inside = pixels[..., 0] == 200
    for labels in partitions(superpixels(pixels)):
        on_each_side = [
            np.bincount(labels[side], minlength=labels.max() + 1) for side in (inside, ~inside)
        ]
        # Of 176 pixels along the border a few near the corners may go astray.
        assert np.minimum(*on_each_side).sum() <= 8


def test_regions_across_tiles_are_a_partition_too(monkeypatch):
    monkeypatch.setattr(cutting, "TILE_PX", 40)
    labels = superpixels(scene()).labels
    assert num_pieces(labels) == len(np.unique(labels)) == labels.max() + 1


def test_spacing_grows_with_the_picture_between_its_bounds():
    assert [spacing_for(size) for size in ((100, 100), (1080, 1920), (8192, 8192))] == [6, 11, 16]


@pytest.mark.parametrize("size_hw", [SIZE, (300, 70), (1, 1), (1, 50), (50, 1)])
def test_a_file_gives_the_regions_back(size_hw):
    parts = superpixels(np.resize(scene(), (*size_hw, 3)))
    again = decode_superpixels(encode_superpixels(parts))
    np.testing.assert_array_equal(again.labels, parts.labels)
    np.testing.assert_array_equal(again.medium_of, parts.medium_of)
    np.testing.assert_array_equal(again.coarse_of, parts.coarse_of)


def test_the_golden_file_gives_the_golden_regions():
    """The editor's reader is tested on the same file."""
    golden = json.loads((GOLDEN / "superpixels.json").read_text())
    parts = decode_superpixels(base64.b64decode(golden["file"]))
    assert parts.labels.tolist() == golden["rows"]
    assert parts.medium_of.tolist() == golden["medium_of"]
    assert parts.coarse_of.tolist() == golden["coarse_of"]


def test_another_file_is_refused():
    with pytest.raises(ValueError, match="Expected superpixels"):
        decode_superpixels(bytes(64))


@pytest.fixture
def image():
    return make_image(make_project(), pixels=scene())


def fetch(client, image, user=None, **headers):
    client.force_login(user or image.project.created_by)
    return client.get(f"/api/images/{image.pk}/superpixels/", headers=headers)


@pytest.mark.django_db
def test_a_job_makes_what_the_route_then_sends(client, image):
    assert fetch(client, image).json()["code"] == "not_found"
    asked = client.post(f"/api/images/{image.pk}/superpixels/")
    assert asked.status_code == 202
    run_job(asked.json()["id"], run_superpixels)
    assert Job.objects.get().state == "done"
    sent = fetch(client, image)
    assert sent.status_code == 200
    assert sent["Cache-Control"] == "private, no-cache"
    parts = decode_superpixels(b"".join(sent.streaming_content))
    np.testing.assert_array_equal(parts.labels, superpixels(scene()).labels)
    assert fetch(client, image, if_none_match=sent["ETag"]).status_code == 304
    assert client.post(f"/api/images/{image.pk}/superpixels/").status_code == 204
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_people_who_ask_at_the_same_time_get_the_same_job(image):
    annotator = add_member(image.project, "annotator")
    first = queue_superpixels(image=image, requested_by=image.project.created_by)
    second = queue_superpixels(image=image, requested_by=annotator)
    assert first is not None
    assert first == second


@pytest.mark.django_db
def test_a_job_for_a_deleted_image_says_so(image):
    job = queue_superpixels(image=image, requested_by=None)
    remove_image(image=image, actor=image.project.created_by)
    run_job(str(job.pk), run_superpixels)
    job.refresh_from_db()
    assert (job.state, job.error) == (
        "failed",
        "The image was deleted before its superpixels were made.",
    )


@pytest.mark.django_db
def test_the_file_goes_with_its_image(image, django_capture_on_commit_callbacks):
    job = queue_superpixels(image=image, requested_by=None)
    run_job(str(job.pk), run_superpixels)
    key = superpixels_key(image)
    assert default_storage.exists(key)
    with django_capture_on_commit_callbacks(execute=True):
        remove_image(image=image, actor=image.project.created_by)
    assert not default_storage.exists(key)
