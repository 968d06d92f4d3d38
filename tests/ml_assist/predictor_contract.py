"""What every promptable predictor promises; each predictor's test class inherits this one."""

from __future__ import annotations

import numpy as np
import pytest

from ml_assist.errors import InvalidPrompt
from ml_assist.predictors.base import Embedding, PromptablePredictor
from ml_assist.prompts import Prompt
from tests.ml_assist.native_folders import disc


class PredictorContract:
    """Subclasses give `predictor`."""

    @pytest.fixture
    def predictor(self) -> PromptablePredictor:
        raise NotImplementedError

    @pytest.fixture
    def image(self):
        """(60, 90, 3): a bright disc of radius 12 around x 40, y 30 on a dark noisy ground."""
        rng = np.random.default_rng(1)
        pixels = rng.integers(0, 40, (60, 90, 3), dtype=np.uint8)
        pixels[disc((60, 90), (30, 40), 12)] += np.uint8(180)
        return pixels

    box = (24.0, 14.0, 56.0, 46.0)

    def test_it_has_a_name_and_says_what_it_starts_from(self, predictor):
        assert predictor.name
        assert set(predictor.prompts) <= {"box", "points"} and "box" in predictor.prompts

    def test_a_mask_has_the_images_size_whatever_its_aspect(self, predictor):
        rng = np.random.default_rng(2)
        for size_hw in ((33, 90), (90, 33), (64, 64)):
            pixels = rng.integers(0, 255, (*size_hw, 3), dtype=np.uint8)
            embedding = predictor.embed(pixels)
            assert embedding.size_hw == size_hw
            prediction = predictor.predict(embedding, Prompt.of(box_xyxy=(5, 5, 30, 30)))
            assert prediction.mask.shape == size_hw
            assert prediction.mask.dtype == np.bool_
            assert prediction.score is None or 0 <= prediction.score <= 1

    def test_the_same_prompt_gives_the_same_mask(self, predictor, image):
        embedding = predictor.embed(image)
        prompt = Prompt.of(box_xyxy=self.box, points=[(40, 30)], labels=[1])
        first, second = (predictor.predict(embedding, prompt) for _ in range(2))
        np.testing.assert_array_equal(first.mask, second.mask)
        assert first.score == second.score

    def test_embedding_does_not_change_the_image(self, predictor, image):
        before = image.copy()
        predictor.predict(predictor.embed(image), Prompt.of(box_xyxy=self.box))
        np.testing.assert_array_equal(image, before)

    def test_a_prompt_outside_the_image_is_refused(self, predictor, image):
        embedding = predictor.embed(image)
        with pytest.raises(InvalidPrompt, match="90x60"):
            predictor.predict(embedding, Prompt.of(box_xyxy=(100, 0, 120, 20)))
        with pytest.raises(InvalidPrompt, match=r"\(91, 10\)"):
            predictor.predict(
                embedding, Prompt.of(box_xyxy=self.box, points=[(91, 10)], labels=[0])
            )

    def test_a_box_that_overhangs_the_image_is_taken_as_far_as_it_goes(self, predictor, image):
        prediction = predictor.predict(
            predictor.embed(image), Prompt.of(box_xyxy=(-10, -10, 300, 300))
        )
        assert prediction.mask.shape == (60, 90)

    def test_another_predictors_embedding_is_refused(self, predictor, image):
        own = predictor.embed(image)
        foreign = Embedding("someone else", own.size_hw, own.features)
        with pytest.raises(InvalidPrompt, match="embed the image again"):
            predictor.predict(foreign, Prompt.of(box_xyxy=self.box))

    @pytest.mark.parametrize(
        "wrong",
        [
            np.zeros((10, 10), np.uint8),
            np.zeros((10, 10, 4), np.uint8),
            np.zeros((10, 10, 3), np.float32),
            np.zeros((0, 10, 3), np.uint8),
        ],
        ids=["grey", "with alpha", "floats", "empty"],
    )
    def test_another_kind_of_array_is_refused(self, predictor, wrong):
        with pytest.raises(InvalidPrompt, match="uint8 RGB"):
            predictor.embed(wrong)
