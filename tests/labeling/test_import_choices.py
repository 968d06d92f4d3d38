"""import_choices: what becomes of a dataset's classes is checked, and resolved to records."""

from __future__ import annotations

import pytest

from labeling.errors import BadClassChoice
from labeling.formats.base import ClassRecord
from labeling.import_choices import ClassChoice, choices_by_name, match, resolve
from tests.factories import make_project

FOUND = tuple(
    ClassRecord(n, name, "#102030", True) for n, name in enumerate(("auto", "sky", "car"), start=1)
)


@pytest.mark.django_db
def test_each_action_gives_its_target():
    project = make_project(classes=("vehicle",))
    targets = resolve(
        project,
        FOUND,
        [
            ClassChoice(1, "new", name=" truck ", color="#ABCDEF"),
            ClassChoice(2, "drop"),
            ClassChoice(3, "same", 1),
        ],
    )
    assert targets[2] is None
    assert (targets[1].name, targets[1].color) == ("truck", "#abcdef")
    assert targets[3].name == "truck"
    assert resolve(project, FOUND, [ClassChoice(1, "class", 1)])[1].name == "vehicle"
    # The same as a class that goes by its own name.
    assert resolve(project, FOUND, [ClassChoice(1, "same", 3)])[1].name == "car"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ([ClassChoice(9, "drop")], r"no class 9; it has 1 \(auto\)"),
        ([ClassChoice(1, "class", 7)], "class 7, which the project has not"),
        ([ClassChoice(1, "class")], "which the project has not"),
        ([ClassChoice(1, "drop"), ClassChoice(1, "new")], "chosen for twice"),
        ([ClassChoice(1, "new", name="road")], "the project has that name"),
        ([ClassChoice(1, "new", name="car")], "the dataset's class 'car' has that name"),
        (
            [ClassChoice(1, "new", name="x"), ClassChoice(2, "new", name="x")],
            "the dataset's class 'auto' has that name",
        ),
        ([ClassChoice(1, "new", name="x" * 101)], "1 to 100 characters"),
        ([ClassChoice(1, "new", name="a\nb")], "control characters"),
        ([ClassChoice(1, "new", color="red")], "'red' is no colour"),
        ([ClassChoice(1, "same", 9)], "not there"),
        ([ClassChoice(1, "same", 2), ClassChoice(2, "drop")], "left out"),
        ([ClassChoice(1, "same", 2), ClassChoice(2, "same", 1)], "joined to another"),
        ([ClassChoice(n, "drop") for n in (1, 2, 3)], "keep at least one"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(choices, message):
    with pytest.raises(BadClassChoice, match=message):
        resolve(make_project(classes=("road",)), FOUND, choices)


def test_names_of_a_shell_become_choices():
    made = choices_by_name(
        {"vehicle": 4}, FOUND, [("auto", "vehicle"), ("sky", "roof"), ("car", "roof")], []
    )
    assert made == [
        ClassChoice(1, "class", 4),
        ClassChoice(2, "new", name="roof"),
        ClassChoice(3, "same", 2),
    ]
    assert choices_by_name({}, FOUND, [("auto", "car")], ["sky"]) == [
        ClassChoice(2, "drop"),
        ClassChoice(1, "same", 3),
    ]
    # Names may be swapped: each is a new class under the other's name.
    swapped = choices_by_name({}, FOUND, [("auto", "car"), ("car", "auto")], [])
    assert [(each.class_id, each.action, each.name) for each in swapped] == [
        (1, "new", "car"),
        (3, "new", "auto"),
    ]
    with pytest.raises(BadClassChoice, match="no class 'bus'; it has auto, sky, car"):
        choices_by_name({}, FOUND, [("bus", "car")], [])


@pytest.mark.parametrize(
    ("name", "others", "expected"),
    [
        ("car", ("Car", "car"), ("same", 2)),
        ("Car", ("car",), ("similar", 1)),
        ("traffic light", ("road", "traffic_light"), ("similar", 2)),
        ("TrafficLights", ("traffic-light",), ("similar", 1)),
        ("bus", ("buses",), ("similar", 1)),
        ("berries", ("berry",), ("similar", 1)),
        ("glass", ("glas",), ("none", None)),
        ("car", ("Car", "CAR"), ("none", None)),  # which of them, nobody knows
        ("car", ("cart",), ("none", None)),
        ("Straße", ("STRASSE",), ("similar", 1)),
        ("++", ("--",), ("none", None)),
        ("car", (), ("none", None)),
    ],
)
def test_classes_are_matched_by_name_and_by_writing(name, others, expected):
    assert match(name, enumerate(others, start=1)) == expected
