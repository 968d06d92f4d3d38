"""The choices of an export: read back as written, and refused with the key that is wrong."""

from __future__ import annotations

import json

import pytest

from labeling.errors import BadChoice
from labeling.exporting.choices import Choices, SplitChoice, parse


def test_choices_survive_json():
    choices = Choices(
        SplitChoice("group", (0.7, 0.3, 0.0), 42, "folder"), (2, 7), 20, anonymise=True, blur=(7,)
    )
    assert parse(json.loads(json.dumps(choices.to_json()))) == choices


def test_what_is_not_said_keeps_its_default():
    assert parse({}) == Choices()
    assert parse({"splits": {"kind": "random"}}).splits == SplitChoice("random")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"split": {}}, "choices has no key 'split'"),
        ({"splits": []}, None),
        ({"splits": [1]}, "splits is [1]"),
        ({"splits": {"kind": "magic"}}, "splits.kind is 'magic'; choose one of kept, random"),
        ({"splits": {"fractions": [0.5, 0.5]}}, "three numbers"),
        ({"splits": {"fractions": [0.5, 0.4, 0.0]}}, "sum to 0.9"),
        ({"splits": {"fractions": [1.5, -0.5, 0]}}, "from 0 to 1"),
        ({"splits": {"fractions": [float("nan"), 1, 0]}}, "from 0 to 1"),
        ({"splits": {"seed": -1}}, "splits.seed is -1"),
        ({"splits": {"seed": True}}, "splits.seed is True"),
        ({"classes": []}, "nothing would be exported"),
        ({"classes": ["car"]}, "expected a list of class ids"),
        ({"classes": [3]}, "class id 3"),
        ({"blur": [9]}, "class id 9"),
        ({"min_area_px": 1.5}, "min_area_px is 1.5"),
        ({"anonymise": "yes"}, "anonymise is 'yes'"),
    ],
)
def test_nonsense_is_refused_with_its_key(given, says):
    if says is None:
        assert parse(given) == Choices()
        return
    with pytest.raises(BadChoice) as refused:
        parse(given, known={1, 2})
    assert says in refused.value.message
