"""create_demo: projects that a newcomer opens first."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import TestCase
from PIL import Image as PILImage

from labeling import jobs
from labeling.demo import create, datasets
from labeling.demo.datasets import NUCLEI_FOLDER, nuclei_dataset, street_dataset
from labeling.demo.street import render_street
from labeling.masks import rle
from labeling.models import Annotation, Geometry, Image, Job, Membership, Project, Segment
from labeling.pictures import upright_rgb
from tests.factories import make_user

SMALL_HW = (72, 128)  # a real scene takes most of a second

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job: None)


@pytest.fixture(autouse=True)
def _small_streets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "STREET_SIZE_HW", SMALL_HW)


def demo(**options: object) -> str:
    said = io.StringIO()
    call_command("create_demo", stdout=said, **options)
    return said.getvalue()


# ---- the command ----


def test_the_street_demo_is_complete_at_once() -> None:
    said = demo(scene="street", images=4)
    assert "4 images, 3 of them labelled" in said
    project = Project.objects.get()
    assert Membership.objects.get(project=project).role == "owner"
    images = list(project.images.order_by("name"))
    assert [image.name for image in images] == [f"street_000{number}.png" for number in range(1, 5)]
    assert all(default_storage.exists(image.thumbnail) for image in images)
    assert all(image.prepared_at for image in images)
    states = list(Annotation.objects.order_by("image__name").values_list("state", flat=True))
    assert states == ["approved", "approved", "new", "approved"]
    assert project.label_classes.count() == 9
    assert not Job.objects.exists()


def test_the_stored_masks_are_those_that_were_rendered() -> None:
    demo(scene="street", images=1, seed=3)
    scene = render_street(3 * 10_000, SMALL_HW)
    image = Image.objects.get()
    with default_storage.open(image.original) as stream:
        assert np.array_equal(upright_rgb(stream), scene.picture)
    rows = Segment.objects.current().select_related("geometry", "label_class").in_paint_order()
    assert len(rows) == len(scene.segments)
    for row, segment in zip(rows, scene.segments, strict=True):
        assert (row.label_class.class_id, row.z) == (segment.class_id, segment.z)
        assert (row.occluded, row.truncated) == (segment.is_occluded, segment.is_truncated)
        assert np.array_equal(rle.decode(row.geometry.rle(image.size_hw)), segment.mask)


def test_a_demo_that_is_there_is_left_as_it_is() -> None:
    demo(scene="street", images=1)
    Image.objects.update(split="test")
    said = demo(scene="street", images=3)
    assert "exists already" in said and "left as it is" in said
    assert Project.objects.count() == 1
    assert list(Image.objects.values_list("split", flat=True)) == ["test"]


def test_a_demo_that_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def fail_at_the_second(image: Image) -> bool:
        made.append(image)
        if len(made) == 2:
            raise OSError("No space left on device")
        return True

    monkeypatch.setattr(create, "prepare_image", fail_at_the_second)
    with TestCase.captureOnCommitCallbacks(execute=True), pytest.raises(OSError, match="No space"):
        demo(scene="street", images=2)
    assert not Project.objects.exists() and not Geometry.objects.exists()
    root = Path(default_storage.path(""))
    assert not [path for path in root.rglob("*") if path.is_file()]


def test_another_account_may_own_the_demo() -> None:
    owner = make_user("ada")
    demo(scene="street", images=1, owner="ada")
    assert list(Project.objects.visible_to(owner)) == list(Project.objects.all())
    with pytest.raises(CommandError, match="no account 'bob'"):
        demo(scene="nuclei", owner="bob")


@pytest.mark.parametrize("options", [{"images": 0}, {"seed": -1}])
def test_senseless_numbers_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="must"):
        demo(scene="street", **options)


def test_the_nuclei_demo_keeps_splits_and_labels_half() -> None:
    demo(scene="nuclei", images=12)
    images = Image.objects.all()
    assert images.count() == 12
    approved = images.filter(annotation__state="approved")
    assert set(images.values_list("split", flat=True)) == {"train", "test"}
    assert images.filter(split="test").count() == approved.filter(split="test").count()
    assert 0 < approved.filter(split="train").count() < images.filter(split="train").count()
    assert Segment.objects.filter(annotation__image__in=approved).exists()
    assert not Segment.objects.exclude(annotation__image__in=approved).exists()


# ---- the datasets ----


def test_street_datasets_are_the_same_for_the_same_seed() -> None:
    one, other = street_dataset(2, 5), street_dataset(2, 5)
    for image, again in zip(one.images, other.images, strict=True):
        assert image.open is not None and again.open is not None
        assert image.open().read() == again.open().read()
        assert image.segments == again.segments
    assert street_dataset(1, 6).images[0].segments != one.images[0].segments


def test_streets_have_training_validation_and_unlabelled_images() -> None:
    images = [(bool(image.segments), image.split) for image in street_dataset(6, 0).images]
    assert images == [
        (True, "train"),
        (True, "train"),
        (False, "train"),
        (True, "train"),
        (True, "val"),
        (False, "train"),
    ]


def test_the_nuclei_are_small_enough_for_the_repository() -> None:
    assert sum(path.stat().st_size for path in NUCLEI_FOLDER.rglob("*")) < 2_000_000
    assert "CC0" in (NUCLEI_FOLDER / "README.md").read_text()


def test_half_of_the_training_nuclei_and_all_test_nuclei_are_labelled() -> None:
    images = nuclei_dataset().images
    train = [image for image in images if image.split == "train"]
    test = [image for image in images if image.split == "test"]
    assert (len(train), len(test)) == (25, 13)
    assert sum(bool(image.segments) for image in train) == 13
    assert all(image.segments for image in test)
    assert {image.state for image in images if not image.segments} == {"new"}


def test_the_nuclei_are_those_of_their_source(shared_data: Path) -> None:
    for image in nuclei_dataset().images:
        stem = Path(image.name).stem
        assert image.open is not None
        with image.open() as stream, PILImage.open(stream) as picture:
            source = PILImage.open(shared_data / "nuclei" / "images" / f"{stem}.png")
            assert np.array_equal(np.asarray(picture), np.asarray(source.convert("RGB")))
        instances = np.asarray(PILImage.open(shared_data / "nuclei" / "instances" / f"{stem}.png"))
        assert image.size_hw == instances.shape
        for segment in image.segments:
            number = int(segment.uid.removeprefix("nucleus-"))
            assert np.array_equal(rle.decode(segment.rle), instances == number)
