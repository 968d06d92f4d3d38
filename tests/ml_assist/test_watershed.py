"""Watershed floods from strokes to edges, within their surroundings, and in bounded time."""

from __future__ import annotations

import time

import numpy as np
import pytest

from labeling.masks.metrics import mask_iou
from ml_assist.errors import InvalidPrompt
from ml_assist.predictors.base import Embedding
from ml_assist.predictors.watershed import Watershed
from ml_assist.prompts import Prompt
from tests.ml_assist.native_folders import disc

SIZE = (200, 300)
DISC = disc(SIZE, (100, 150), 40)


def stroke(*points: tuple[float, float], on: bool = True) -> dict[str, object]:
    return {"points": points, "is_foreground": on}


def found(pixels: np.ndarray, *strokes: dict[str, object], **more) -> np.ndarray:
    watershed = Watershed()
    return watershed.predict(watershed.embed(pixels), Prompt.of(strokes=strokes, **more)).mask


@pytest.fixture
def image() -> np.ndarray:
    rng = np.random.default_rng(3)
    pixels = np.where(DISC[..., None], (200, 60, 60), (40, 120, 60))
    return np.clip(pixels + rng.integers(-10, 11, (*SIZE, 3)), 0, 255).astype(np.uint8)


def test_a_stroke_gives_the_whole_object_and_nothing_else(image):
    mask = found(image, stroke((135, 100), (165, 100)))
    assert mask_iou(mask, DISC) > 0.97


def test_a_sharp_edge_is_met_to_the_pixel():
    pixels = np.full((60, 90, 3), 30, dtype=np.uint8)
    pixels[20:40, 30:70] = 220
    truth = np.zeros((60, 90), dtype=bool)
    truth[20:40, 30:70] = True
    mask = found(pixels, stroke((40, 30), (60, 30)))
    # The median rounds the four corners by a pixel each.
    assert np.count_nonzero(mask != truth) <= 4


def test_a_background_stroke_takes_a_part_away(image):
    image[60:140, 148:152] = (40, 120, 60)  # a gap between two halves
    image[98:102, 148:152] = (200, 60, 60)  # and a bridge over it
    around = {"box_xyxy": (90, 40, 210, 160)}
    on_left = stroke((125, 100), (135, 100))
    assert found(image, on_left, **around)[100, 180]
    left = found(image, on_left, stroke((170, 90), (170, 110), on=False), **around)
    assert left[100, 130]
    assert not left[100, 180]


def test_an_object_that_the_image_cuts_is_found_up_to_the_border():
    pixels = np.full((100, 200, 3), 20, dtype=np.uint8)
    pixels[30:70, :60] = 200
    mask = found(pixels, stroke((20, 50), (30, 50)))
    assert mask[35:65, 0].all()
    assert mask[30:70, :60].mean() > 0.98
    assert mask.sum() < 40 * 60 * 1.02


def test_pixels_far_from_the_strokes_are_left_alone():
    flat = np.full((400, 400, 3), 90, dtype=np.uint8)
    mask = found(flat, stroke((200, 200), (204, 200)))
    ys, xs = np.nonzero(mask)
    assert ys.min() > 145 and ys.max() < 255
    assert xs.min() > 145 and xs.max() < 259


def test_a_click_is_a_stroke_of_one_point(image):
    watershed = Watershed()
    prompt = Prompt.of(points=[(150, 100)], labels=[1])
    assert mask_iou(watershed.predict(watershed.embed(image), prompt).mask, DISC) > 0.97


def test_the_same_strokes_give_the_same_mask(image):
    first, second = (found(image, stroke((140, 90), (150, 110))) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_background_alone_is_refused_with_the_remedy(image):
    with pytest.raises(InvalidPrompt, match="draw one on the object"):
        found(image, stroke((10, 10), on=False))


def test_a_stroke_outside_the_image_is_refused(image):
    with pytest.raises(InvalidPrompt, match="300x200"):
        found(image, stroke((10, 10), (310, 10)))


def test_another_predictors_embedding_is_refused(image):
    foreign = Embedding("someone else", SIZE, image)
    with pytest.raises(InvalidPrompt, match="embed the image again"):
        Watershed().predict(foreign, Prompt.of(strokes=[stroke((10, 10))]))


def test_a_stroke_across_a_large_image_is_answered_in_time():
    pixels = np.random.default_rng(0).integers(0, 60, (3000, 4000, 3), dtype=np.uint8)
    truth = disc((3000, 4000), (1500, 2000), 900)
    pixels[truth] += np.uint8(150)
    started = time.perf_counter()
    mask = found(pixels, stroke((1300, 1500), (2700, 1500)))
    assert time.perf_counter() - started < 3
    assert mask_iou(mask, truth) > 0.98
