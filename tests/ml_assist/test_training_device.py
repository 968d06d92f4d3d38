"""How many cores a run takes, and which seconds its budget counts."""

from __future__ import annotations

import time

import pytest
import torch

from ml_assist import cores
from ml_assist.cores import limit_threads
from ml_assist.training.device import clock

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("num_cores", "is_budgeted", "expected"),
    [(8, False, 7), (2, False, 1), (1, False, 1), (8, True, 1)],
)
def test_one_core_is_left_to_people_and_budgets_take_one(
    monkeypatch, num_cores, is_budgeted, expected
):
    chosen = []
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(cores, "_NUM_CORES", num_cores)
    monkeypatch.setattr(torch, "set_num_threads", chosen.append)
    limit_threads(CPU, is_budgeted=is_budgeted)
    limit_threads(CPU, is_budgeted=is_budgeted)
    assert chosen == [expected, expected]


def test_a_number_of_threads_that_somebody_chose_is_kept(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setattr(torch, "set_num_threads", lambda number: pytest.fail("it was changed"))
    limit_threads(CPU, is_budgeted=False)


def test_a_budget_on_a_cpu_does_not_count_waiting():
    now = clock(CPU)
    started = now()
    time.sleep(0.3)
    assert now() - started < 0.2
    assert clock(torch.device("cuda")) is time.monotonic
