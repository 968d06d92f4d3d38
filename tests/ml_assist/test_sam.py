"""Segment Anything loads from its state dict alone, and prompts change what it says."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ml_assist.errors import WeightsCorrupt
from ml_assist.predictors.sam import (
    TINY,
    VIT_B,
    SegmentAnything,
    build_sam,
    infer_architecture,
    write_tiny_checkpoint,
)
from ml_assist.prompts import Prompt
from tests.ml_assist.predictor_contract import PredictorContract

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "tiny.pth"
    write_tiny_checkpoint(path)
    return path


class TestSegmentAnything(PredictorContract):
    @pytest.fixture
    def predictor(self, checkpoint):
        return SegmentAnything.load(checkpoint, name="sam_tiny", device="cpu")

    def test_a_single_click_is_enough(self, predictor, image):
        prediction = predictor.predict(
            predictor.embed(image), Prompt.of(points=[(40, 30)], labels=[1])
        )
        assert prediction.mask.shape == (60, 90)
        assert prediction.logits.shape == (4 * TINY.grid, 4 * TINY.grid)

    def test_prompts_and_earlier_logits_change_the_answer(self, predictor, image):
        embedding = predictor.embed(image)
        click = Prompt.of(points=[(40, 30)], labels=[1])
        first = predictor.predict(embedding, click)
        refused = predictor.predict(embedding, Prompt.of(points=[(40, 30)], labels=[0]))
        assert not np.array_equal(first.logits, refused.logits)
        again = Prompt(click.points, click.labels, None, first.logits)
        assert not np.array_equal(first.logits, predictor.predict(embedding, again).logits)

    def test_an_embedding_kept_as_float16_serves_as_well(self, predictor, image):
        embedding = predictor.embed(image)
        kept = type(embedding)(
            embedding.predictor, embedding.size_hw, embedding.features.astype(np.float16)
        )
        click = Prompt.of(points=[(40, 30)], labels=[1])
        exact, rounded = (predictor.predict(e, click).logits for e in (embedding, kept))
        np.testing.assert_allclose(rounded, exact, atol=0.05)


def test_the_architecture_is_read_off_the_checkpoint(checkpoint):
    assert infer_architecture(torch.load(checkpoint, weights_only=True)) == TINY
    with torch.device("meta"):
        published = build_sam(VIT_B).state_dict()
    assert infer_architecture(published) == VIT_B


def test_another_file_is_no_checkpoint(tmp_path):
    text = tmp_path / "page.pth"
    text.write_text("<html>not found</html>")
    with pytest.raises(WeightsCorrupt, match=r"page\.pth"):
        SegmentAnything.load(text)
    other = tmp_path / "other.pth"
    torch.save({"weight": torch.zeros(2)}, other)
    with pytest.raises(WeightsCorrupt, match="fetch or import it again"):
        SegmentAnything.load(other)


def test_a_pickle_that_runs_code_is_refused(tmp_path):
    class Planted:
        def __reduce__(self):
            return (open, (str(tmp_path / "executed"), "w"))

    path = tmp_path / "evil.pth"
    torch.save({"weight": Planted()}, path)
    with pytest.raises(WeightsCorrupt):
        SegmentAnything.load(path)
    assert not (tmp_path / "executed").exists()
