"""GrabCut finds what differs in colour, stays in its box, follows hints and keeps to its time."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest

from labeling.masks.metrics import mask_iou
from ml_assist.errors import InvalidPrompt
from ml_assist.predictors.classical import GrabCut
from ml_assist.prompts import Prompt
from tests.ml_assist.native_folders import disc
from tests.ml_assist.predictor_contract import PredictorContract


class TestGrabCut(PredictorContract):
    @pytest.fixture
    def predictor(self):
        return GrabCut()

    def test_it_finds_a_disc_in_a_box(self, predictor, image):
        found = predictor.predict(predictor.embed(image), Prompt.of(box_xyxy=self.box)).mask
        assert mask_iou(found, disc((60, 90), (30, 40), 12)) > 0.95

    def test_no_pixel_lies_outside_the_box(self, predictor, image):
        # The box cuts the disc: what is outside belongs to the object, but was not asked for.
        found = predictor.predict(predictor.embed(image), Prompt.of(box_xyxy=(24, 14, 49, 46)))
        assert found.mask.any()
        outside = found.mask.copy()
        outside[14:46, 24:49] = False
        assert not outside.any()

    def test_clicks_say_which_of_two_objects_is_meant(self, predictor):
        pixels = np.full((80, 120, 3), 20, dtype=np.uint8)
        left, right = disc((80, 120), (40, 40), 15), disc((80, 120), (40, 80), 15)
        pixels[left | right] = (200, 60, 60)
        prompt = Prompt.of(box_xyxy=(15, 15, 105, 65), points=[(40, 40)], labels=[1])
        both = predictor.predict(predictor.embed(pixels), prompt).mask
        assert both[40, 80]
        # Hints are local: the refused object's middle is background, the wanted one's is not.
        prompt = Prompt.of(box_xyxy=(15, 15, 105, 65), points=[(40, 40), (80, 40)], labels=[1, 0])
        found = predictor.predict(predictor.embed(pixels), prompt).mask
        assert found[40, 40]
        assert not found[40, 80]

    def test_strokes_say_which_of_two_objects_is_meant(self, predictor):
        pixels = np.full((80, 120, 3), 20, dtype=np.uint8)
        left, right = disc((80, 120), (40, 40), 15), disc((80, 120), (40, 80), 15)
        pixels[left | right] = (200, 60, 60)
        off = {"points": [(80, 30), (80, 50)], "is_foreground": False}
        prompt = Prompt.of(box_xyxy=(15, 15, 105, 65), strokes=[off])
        found = predictor.predict(predictor.embed(pixels), prompt).mask
        assert found[40, 40]
        assert not found[35:46, 80].any()

    def test_a_foreground_stroke_beyond_the_box_makes_the_box_reach_to_it(self, predictor, image):
        on = {"points": [(46, 30), (51, 30)], "is_foreground": True}
        prompt = Prompt.of(box_xyxy=(24, 14, 44, 46), strokes=[on])
        found = predictor.predict(predictor.embed(image), prompt).mask
        assert mask_iou(found, disc((60, 90), (30, 40), 12)) > 0.95

    def test_clicks_alone_are_refused_with_the_remedy(self, predictor, image):
        with pytest.raises(InvalidPrompt, match="draw one around"):
            predictor.predict(predictor.embed(image), Prompt.of(points=[(40, 30)], labels=[1]))

    @pytest.mark.parametrize("box", [(0, 0, 90, 60), (5, 5, 6, 6), (5, 5, 7, 9), (0, 0, 90, 1)])
    def test_boxes_of_any_size_are_answered(self, predictor, image, box):
        assert predictor.predict(predictor.embed(image), Prompt.of(box_xyxy=box)).mask.shape == (
            60,
            90,
        )

    def test_a_picture_of_one_colour_is_answered(self, predictor):
        flat = np.full((50, 50, 3), 128, dtype=np.uint8)
        mask = predictor.predict(predictor.embed(flat), Prompt.of(box_xyxy=(10, 10, 40, 40))).mask
        assert mask.shape == (50, 50)

    def test_a_large_image_takes_no_longer_than_a_small_one(self, predictor):
        pixels = np.random.default_rng(0).integers(0, 60, (3000, 4000, 3), dtype=np.uint8)
        truth = disc((3000, 4000), (1500, 2000), 900)
        pixels[truth] += np.uint8(150)
        embedding = predictor.embed(pixels)
        started = time.process_time()
        found = predictor.predict(embedding, Prompt.of(box_xyxy=(1000, 500, 3000, 2500))).mask
        assert time.process_time() - started < 5  # GrabCut on the window itself takes minutes
        assert mask_iou(found, truth) > 0.95


def test_the_web_process_gets_no_torch_by_it():
    code = "import sys, ml_assist.predictors.classical; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
