"""What unlabelled pixels mean, how segments are painted, and which crops come when."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from labeling.errors import MaskwrightError
from ml_assist.errors import InvalidTrainingDataset
from ml_assist.training.config import TrainConfig
from ml_assist.training.dataset import (
    UNKNOWN_INSTANCE,
    choose_channels,
    paint,
    read_dataset,
    read_pixels,
)
from ml_assist.training.normalise import stretch
from ml_assist.training.plan import make_plan
from ml_assist.training.samples import Crops, SampleStore, working_size
from tests.ml_assist.native_folders import Drawn, discs_image, write_dataset

torch.set_num_threads(1)

LEFT = np.zeros((4, 6), dtype=bool)
LEFT[:, :4] = True
TOP = np.zeros((4, 6), dtype=bool)
TOP[:2] = True
GREY = np.full((4, 6, 3), 90, dtype=np.uint8)


def one_image(tmp_path, classes, segments, **drawn):
    image = Drawn("a.png", GREY, segments, **drawn)
    return read_dataset(write_dataset(tmp_path / "dataset", classes, [image]))


def painted(dataset, unlabelled="auto"):
    channels = choose_channels(dataset.classes, dataset.images, unlabelled)
    return channels, paint(dataset.images[0], channels)


def test_projects_of_things_have_a_background(tmp_path):
    dataset = one_image(tmp_path, [{"class_id": 3}], [(3, LEFT)])
    channels, truth = painted(dataset)
    assert channels.class_ids == (0, 3)
    assert truth[..., 0].tolist() == [[1, 1, 1, 1, 0, 0]] * 4
    assert truth[..., 1].tolist() == [[1, 1, 1, 1, 0, 0]] * 4


def test_dense_projects_leave_unlabelled_pixels_unknown(tmp_path):
    classes = [{"class_id": 1, "is_thing": False}, {"class_id": 2, "is_thing": False}]
    dataset = one_image(tmp_path, classes, [(1, LEFT), (2, TOP & LEFT)])
    channels, truth = painted(dataset)
    assert channels.class_ids == (1, 2)
    assert truth[..., 0].tolist() == [[1, 1, 1, 1, 255, 255]] * 2 + [[0, 0, 0, 0, 255, 255]] * 2
    assert not truth[..., 1].any()
    assert painted(dataset, "background")[0].class_ids == (0, 1, 2)


def test_sparse_stuff_has_a_background(tmp_path):
    corner = np.zeros((4, 6), dtype=bool)
    corner[0, 0] = True
    classes = [{"class_id": 1, "is_thing": False}, {"class_id": 2, "is_thing": False}]
    assert painted(one_image(tmp_path, classes, [(1, corner)]))[0].has_background


def test_later_segments_cover_earlier_ones_and_ignored_classes_are_unknown(tmp_path):
    classes = [{"class_id": 1}, {"class_id": 9, "is_ignore": True}]
    dataset = one_image(tmp_path, classes, [(1, LEFT), (9, TOP)])
    channels, truth = painted(dataset)
    assert channels.class_ids == (0, 1)
    assert truth[..., 0].tolist() == [[255] * 6] * 2 + [[1, 1, 1, 1, 0, 0]] * 2
    assert truth[0, 0, 1] == UNKNOWN_INSTANCE


def test_a_crowd_has_a_class_but_no_instance(tmp_path):
    dataset = one_image(tmp_path, [{"class_id": 1}], [(1, LEFT)], crowd={0})
    _, truth = painted(dataset)
    assert truth[0, 0].tolist() == [1, UNKNOWN_INSTANCE]


def test_a_single_class_without_background_is_refused(tmp_path):
    dataset = one_image(tmp_path, [{"class_id": 1}], [(1, LEFT)])
    with pytest.raises(InvalidTrainingDataset, match="two classes"):
        choose_channels(dataset.classes, dataset.images, "ignore")


def test_a_folder_that_is_no_dataset_is_named(tmp_path):
    with pytest.raises(InvalidTrainingDataset, match="dataset/"):
        read_dataset(tmp_path / "dataset")
    (tmp_path / "dataset").mkdir()
    with pytest.raises(MaskwrightError, match=r"segments\.jsonl"):
        read_dataset(tmp_path / "dataset")


def test_pixels_of_another_size_are_refused(tmp_path):
    dataset = one_image(tmp_path, [{"class_id": 1}], [(1, LEFT)])
    wrong = replace(dataset.images[0], size_hw=(6, 4))
    with pytest.raises(InvalidTrainingDataset, match=r"a\.png"):
        read_pixels(wrong)


def test_test_images_are_never_touched_and_a_stable_share_is_held_back(tmp_path):
    images = [discs_image(f"{n:02}.png", n, "test" if n < 4 else None) for n in range(14)]
    dataset = read_dataset(write_dataset(tmp_path / "d", [{"class_id": 1}], images))
    plan = make_plan(dataset, TrainConfig(val_fraction=0.2))
    assert len(plan.train) == 8 and len(plan.val) == 2
    assert not {i.name for i in plan.train} & {i.name for i in plan.val}
    assert all(image.split is None for image in (*plan.train, *plan.val))
    again = make_plan(dataset, TrainConfig(val_fraction=0.2, seed=7))
    assert [i.name for i in again.val] == [i.name for i in plan.val]


def test_images_of_split_val_replace_the_held_back_share(tmp_path):
    splits = ["train", "train", "val"]
    images = [discs_image(f"{n}.png", n, split) for n, split in enumerate(splits)]
    dataset = read_dataset(write_dataset(tmp_path / "d", [{"class_id": 1}], images))
    plan = make_plan(dataset, TrainConfig())
    assert [i.name for i in plan.train] == ["0.png", "1.png"]
    assert [i.name for i in plan.val] == ["2.png"]


def test_a_dataset_without_training_images_says_what_to_do(tmp_path):
    folder = write_dataset(tmp_path / "d", [{"class_id": 1}], [discs_image("a.png", 0, "test")])
    with pytest.raises(InvalidTrainingDataset, match="label some"):
        make_plan(read_dataset(folder), TrainConfig())


@pytest.mark.parametrize("augmentation", ["none", "photo", "microscopy"])
def test_crops_follow_from_the_seed_and_keep_pixels_and_truth_together(tmp_path, augmentation):
    folder = write_dataset(tmp_path / "d", [{"class_id": 1}], [discs_image("a.png")])
    dataset = read_dataset(folder)
    channels = choose_channels(dataset.classes, dataset.images)
    store = SampleStore(dataset.images, channels, 1024)

    def crops(seed):
        return Crops(store, length=8, crop_size_px=96, zoom=1, seed=seed, augmentation=augmentation)

    for index in range(8):
        image, labels, shapes, known = crops(0)[index]
        for ours, again in zip((image, labels, shapes, known), crops(0)[index], strict=True):
            torch.testing.assert_close(ours, again, rtol=0, atol=0)
        assert image.shape == (3, 96, 96) and labels.shape == (96, 96)
        assert set(labels.unique().tolist()) <= {0, 1, 255}
        if augmentation != "microscopy":  # which may invert
            assert image[:, labels == 1].mean() > image[:, labels == 0].mean()
        assert not shapes[0][labels == 0].any()
    assert not torch.equal(crops(0)[0][0], crops(1)[0][0])


def test_crops_of_small_images_are_unknown_beyond_them(tmp_path):
    dataset = one_image(tmp_path, [{"class_id": 1}], [(1, LEFT)])
    channels = choose_channels(dataset.classes, dataset.images)
    store = SampleStore(dataset.images, channels, 1024)
    crops = Crops(store, length=1, crop_size_px=32, zoom=1, seed=0, augmentation="none")
    labels = crops[0][1]
    assert (labels != 255).sum() == 24
    assert (labels == 1).sum() == 16


def test_large_images_are_worked_on_scaled_down():
    assert working_size((600, 800), 1024) == (600, 800)
    assert working_size((3000, 4000), 1000) == (750, 1000)
    assert working_size((1, 4000), 1000) == (1, 1000)


def test_dark_pictures_are_stretched_and_empty_ones_are_not():
    dark = np.zeros((20, 20, 3), dtype=np.uint8)
    dark[5:15, 5:15] = 12
    assert stretch(dark).max() == 255
    noise = np.random.default_rng(0).integers(0, 2, (20, 20, 3), dtype=np.uint8)
    assert stretch(noise).max() < 64


def test_rare_classes_weigh_more_but_within_bounds(tmp_path):
    tall = np.zeros((4, 6), dtype=bool)
    tall[:, 5] = True
    classes = [{"class_id": n, "is_thing": False} for n in (1, 2, 3)]
    dataset = one_image(tmp_path, classes, [(1, LEFT), (2, tall)])  # 16 and 4 pixels of 24
    weights = make_plan(dataset, TrainConfig()).class_weights
    assert weights == pytest.approx((np.sqrt(10 / 16), np.sqrt(10 / 4), 1.0))
    corner = np.zeros((4, 6), dtype=bool)
    corner[0, 5] = True
    dataset = one_image(tmp_path / "b", classes, [(1, LEFT), (2, LEFT), (3, corner)])
    assert make_plan(dataset, TrainConfig()).class_weights[2] == 3


def test_a_background_and_a_single_class_weigh_the_same(tmp_path):
    dataset = one_image(tmp_path, [{"class_id": 1}], [(1, LEFT)])
    assert make_plan(dataset, TrainConfig()).class_weights == (1, 1)


def test_many_things_of_a_kind_are_taken_for_microscopy(tmp_path):
    few, many = discs_image("few.png"), discs_image("many.png")
    many.segments = many.segments * 2
    for image, augmentation, coarse_share in ((few, "photo", 0.5), (many, "microscopy", 0.0)):
        folder = write_dataset(tmp_path / image.name, [{"class_id": 1}], [image])
        plan = make_plan(read_dataset(folder), TrainConfig())
        assert (plan.augmentation, plan.coarse_share) == (augmentation, coarse_share)
    plan = make_plan(read_dataset(folder), TrainConfig(augmentation="photo", coarse_share=0.2))
    assert (plan.augmentation, plan.coarse_share) == ("photo", 0.2)
