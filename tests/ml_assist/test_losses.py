"""The losses on grids small enough to work out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from ml_assist.training.losses import cross_entropy, dice_loss, shape_loss

torch.set_num_threads(1)


def logits_for(rows: list[list[int]], num_classes: int, confidence: float) -> torch.Tensor:
    """(1, C, H, W): `confidence` for the given class, 0 for the others."""
    classes = torch.tensor(rows)
    return torch.nn.functional.one_hot(classes, num_classes).permute(2, 0, 1)[None] * confidence


def test_cross_entropy_of_even_odds_is_log_2():
    logits = torch.zeros(1, 2, 2, 2)
    labels = torch.tensor([[[0, 1], [1, 255]]])
    assert cross_entropy(logits, labels).item() == pytest.approx(math.log(2))


def test_unknown_pixels_count_nowhere():
    logits = logits_for([[0, 1], [1, 0]], 2, 8.0)
    right, one_wrong = torch.tensor([[[0, 1], [1, 0]]]), torch.tensor([[[0, 1], [1, 1]]])
    hidden = torch.tensor([[[0, 1], [1, 255]]])
    for loss in (cross_entropy, dice_loss):
        assert loss(logits, hidden).item() == pytest.approx(loss(logits, right).item(), abs=0.05)
        assert loss(logits, one_wrong).item() > loss(logits, hidden).item() + 0.1


def test_without_a_known_pixel_the_losses_are_zero_and_not_nan():
    logits = torch.randn(1, 3, 4, 4, requires_grad=True)
    nothing = torch.full((1, 4, 4), 255)
    total = cross_entropy(logits, nothing) + dice_loss(logits, nothing)
    total.backward()
    assert total.item() == 0
    assert torch.isfinite(logits.grad).all()


def test_dice_of_even_odds_by_hand():
    # p = 1/2 everywhere; class 0 holds 1 of 4 pixels, class 1 holds 3.
    # class 0: (2 * 0.5 + 1) / (2 + 1 + 1) = 1/2; class 1: (2 * 1.5 + 1) / (2 + 3 + 1) = 2/3.
    labels = torch.tensor([[[0, 1], [1, 1]]])
    expected = 1 - (1 / 2 + 2 / 3) / 2
    assert dice_loss(torch.zeros(1, 2, 2, 2), labels).item() == pytest.approx(expected)


def test_dice_leaves_out_classes_that_the_batch_does_not_hold():
    logits = logits_for([[0, 1], [1, 0]], 3, 20.0)
    assert dice_loss(logits, torch.tensor([[[0, 1], [1, 0]]])).item() == pytest.approx(0, abs=1e-6)


def test_a_missed_boundary_costs_more_than_an_invented_one():
    targets = torch.zeros(1, 2, 4, 4)
    targets[0, 0, 0, 0] = 1  # one boundary pixel of 16: weight min(15, 10) = 10
    known = torch.ones(1, 4, 4, dtype=torch.bool)
    missed, invented = torch.full((1, 2, 4, 4), -6.0), torch.full((1, 2, 4, 4), -6.0)
    invented[0, 0, 0, 0] = 6.0
    invented[0, 0, 3, 3] = 6.0
    assert shape_loss(missed, targets, known) > 5 * shape_loss(invented, targets, known)
    nowhere = torch.zeros(1, 4, 4, dtype=torch.bool)
    assert shape_loss(missed, targets, nowhere).item() == 0
