"""labeling.demo.street: the rendered scenes and their exact ground truth."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from labeling.demo.street import STREET_CLASSES, StreetScene, render_street

SIZE_HW = (120, 208)


@pytest.fixture(scope="module")
def scenes() -> list[StreetScene]:
    return [render_street(seed, SIZE_HW) for seed in range(8)]


def painted(scene: StreetScene) -> np.ndarray:
    """(H, W) class ids after painting the segments in order, 0 where none is."""
    label_map = np.zeros(SIZE_HW, dtype=np.uint8)
    for segment in scene.segments:
        label_map[segment.mask] = segment.class_id
    return label_map


def test_the_same_seed_gives_the_same_scene(scenes: list[StreetScene]) -> None:
    again = render_street(3, SIZE_HW)
    assert np.array_equal(again.picture, scenes[3].picture)
    assert len(again.segments) == len(scenes[3].segments)
    for one, other in zip(again.segments, scenes[3].segments, strict=True):
        assert (one.class_id, one.z, one.is_occluded) == (
            other.class_id,
            other.z,
            other.is_occluded,
        )
        assert np.array_equal(one.mask, other.mask)


def test_another_seed_gives_another_scene(scenes: list[StreetScene]) -> None:
    for one, other in itertools.pairwise(scenes):
        assert np.abs(one.picture.astype(int) - other.picture).mean() > 10


def test_the_default_size_is_640_by_360() -> None:
    scene = render_street(1)
    assert scene.picture.shape == (360, 640, 3)
    assert scene.picture.dtype == np.uint8
    assert all(segment.mask.shape == (360, 640) for segment in scene.segments)


def test_the_segments_cover_every_pixel(scenes: list[StreetScene]) -> None:
    for scene in scenes:
        assert painted(scene).min() >= 1


def test_segments_come_in_paint_order_with_known_classes(scenes: list[StreetScene]) -> None:
    known = {street_class.class_id for street_class in STREET_CLASSES}
    for scene in scenes:
        z = [segment.z for segment in scene.segments]
        assert z == sorted(set(z))
        assert {segment.class_id for segment in scene.segments} <= known


def test_every_segment_shows(scenes: list[StreetScene]) -> None:
    for scene in scenes:
        nearer = np.zeros(SIZE_HW, dtype=bool)
        for segment in reversed(scene.segments):
            assert (segment.mask & ~nearer).any()
            nearer |= segment.mask


def test_occluded_things_keep_their_hidden_part(scenes: list[StreetScene]) -> None:
    things = {each.class_id for each in STREET_CLASSES if each.is_thing}
    num_occluded = 0
    for scene in scenes:
        nearer = np.zeros(SIZE_HW, dtype=bool)
        for segment in reversed(scene.segments):
            if segment.class_id in things:
                assert segment.is_occluded == bool((segment.mask & nearer).any())
                num_occluded += segment.is_occluded
            nearer |= segment.mask
    assert num_occluded >= 5


def test_eight_scenes_show_every_class(scenes: list[StreetScene]) -> None:
    seen = {int(class_id) for scene in scenes for class_id in np.unique(painted(scene))}
    assert seen == {street_class.class_id for street_class in STREET_CLASSES}


def test_sky_and_road_look_different_from_each_other(scenes: list[StreetScene]) -> None:
    for scene in scenes:
        label_map = painted(scene)
        if (label_map == 1).sum() > 200:
            sky = scene.picture[label_map == 1].astype(int).mean(axis=0)
            road = scene.picture[label_map == 3].astype(int).mean(axis=0)
            assert np.abs(sky - road).max() > 15
