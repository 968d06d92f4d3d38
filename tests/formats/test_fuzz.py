"""Whatever is wrong with a dataset, readers read it or refuse it by name; see `make fuzz`."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labeling.formats import FORMATS
from tests.fuzz.mutations import mutated
from tests.fuzz.reading import check, seeds


@pytest.mark.parametrize("name", FORMATS)
@settings(
    max_examples=120,  # about 4 s for each format
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_dataset_is_read_or_refused_by_name(name: str, seed: int) -> None:
    rng = random.Random(seed)
    check(name, mutated(rng.choice(seeds(name)), rng))
