"""Attributes: definitions checked by field, values checked on save, required ones on submit."""

from __future__ import annotations

import uuid

import pytest
from rest_framework.test import APIClient

from labeling import errors
from labeling.annotate import Delete
from labeling.attributes import BadDefinition, definition, definitions, fault, faults, missing
from labeling.masks import rle as rles
from labeling.models import LabelClass, Segment
from labeling.review import set_state
from tests.factories import add_member, box_mask, draw, make_image, make_project, upsert

SIZE = (48, 64)
LEFT = box_mask(SIZE, (0, 0, 20, 20))
COLOR = {"name": "colour", "kind": "select", "options": ["red", "blue"], "required": True}
DOORS = {"name": "doors", "kind": "number", "min": 1, "max": 5, "step": 2}
PARKED = {"name": "parked", "kind": "checkbox"}
PLATE = {"name": "plate", "kind": "text"}


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"kind": "text"}, "name"),
        ({"name": " ", "kind": "text"}, "name"),
        ({"name": "a", "kind": "colour"}, "kind"),
        ({"name": "a", "kind": "select"}, "options"),
        ({"name": "a", "kind": "select", "options": ["x", "x "]}, "options"),
        ({"name": "a", "kind": "select", "options": ["x"], "default": "y"}, "default"),
        ({"name": "a", "kind": "number", "min": 3, "max": 2}, "max"),
        ({"name": "a", "kind": "number", "min": True}, "min"),
        ({"name": "a", "kind": "number", "step": 0}, "step"),
        ({"name": "a", "kind": "number", "max": 2, "default": 3}, "default"),
        ({"name": "a", "kind": "checkbox", "default": "yes"}, "default"),
    ],
)
def test_a_malformed_definition_is_refused_by_its_key(row, key):
    with pytest.raises(BadDefinition) as caught:
        definition(row)
    assert caught.value.key == key


def test_a_definition_keeps_the_keys_of_its_kind_only():
    row = {"name": " a ", "kind": "checkbox", "options": ["x"], "min": 2, "default": False}
    assert definition(row).to_json() == {"name": "a", "kind": "checkbox", "default": False}
    number = definition({**DOORS, "min": 0})
    assert number.to_json() == {"name": "doors", "kind": "number", "min": 0, "max": 5, "step": 2}


@pytest.mark.parametrize(
    ("row", "good", "bad"),
    [
        (PARKED, [True, False], [1, "true", None]),
        (COLOR, ["red", "blue"], ["green", 1, None, ["red"], True]),
        (DOORS, [1, 3, 5.0], [2, 0, 7, "3", True, None, float("nan")]),
        ({"name": "a", "kind": "number", "step": 0.1}, [0.3, -0.7], [0.35]),
        (PLATE, ["", "B-MW 1"], [1, None, "x" * 2001]),
    ],
)
def test_values_fit_their_kind(row, good, bad):
    attribute = definition(row)
    assert [fault(attribute, value) for value in good] == [None] * len(good)
    assert all(fault(attribute, value) for value in bad)


def test_definitions_from_elsewhere_are_made_to_fit_and_said():
    kept, notes = definitions([COLOR, {"name": "pose"}, COLOR, "what", {"kind": "text"}])
    assert [(each.name, each.kind) for each in kept] == [("colour", "select"), ("pose", "text")]
    assert len(notes) == 4


def test_missing_are_the_required_without_a_value():
    asked = [definition(COLOR), definition({**PLATE, "required": True}), definition(PARKED)]
    assert missing(asked, {}) == ["colour", "plate"]
    assert missing(asked, {"colour": "red", "plate": ""}) == ["plate"]
    assert faults(asked, {"colour": "red", "size": 3}).keys() == {"size"}


@pytest.fixture
def image(db):
    project = make_project()
    set_attributes(project, COLOR, DOORS, PARKED, PLATE)
    return make_image(project, size_hw=SIZE)


def set_attributes(project, *rows) -> None:
    LabelClass.objects.filter(project=project, class_id=1).update(attributes=list(rows))


def test_values_are_saved_and_read_back(image):
    values = {"colour": "red", "doors": 3, "parked": True, "plate": "B-MW 1"}
    draw(image, upsert(LEFT, uid="a", attributes=values))
    assert image.annotation.segments.get().attributes == values


@pytest.mark.parametrize(
    ("values", "name"),
    [({"colour": "green"}, "colour"), ({"doors": "3"}, "doors"), ({"size": 1}, "size")],
)
def test_a_value_that_does_not_fit_is_refused_by_segment_and_name(image, values, name):
    with pytest.raises(errors.InvalidAttribute) as caught:
        draw(image, upsert(LEFT, uid="a", attributes=values))
    assert caught.value.detail == {"uid": "a", "attribute": name}
    assert "Segment a (car)" in caught.value.message
    assert not Segment.objects.exists()


def test_what_was_there_before_is_never_lost(image):
    draw(image, upsert(LEFT, uid="a", attributes={"colour": "red", "parked": True}))
    set_attributes(image.project, {**COLOR, "options": ["blue"]})
    old = {"colour": "red", "parked": True}
    draw(image, upsert(LEFT, uid="a", z=7, attributes=old))
    draw(image, Delete(uid="a", tool="delete"))
    draw(image, upsert(LEFT, uid="a", attributes=old))  # undone
    draw(image, upsert(LEFT, uid="b", attributes=old))  # copied
    assert all(row.attributes == old for row in image.annotation.segments.current())
    with pytest.raises(errors.InvalidAttribute):
        draw(image, upsert(LEFT, uid="a", attributes={"parked": False}))


def test_another_project_s_values_are_no_excuse(image):
    other = make_image(make_project(), size_hw=SIZE)
    set_attributes(other.project, {"name": "size", "kind": "number"})
    draw(other, upsert(LEFT, attributes={"size": 1}))
    with pytest.raises(errors.InvalidAttribute):
        draw(image, upsert(LEFT, attributes={"size": 1}))


def test_an_image_is_submitted_only_when_required_values_are_there(image):
    draw(image, upsert(LEFT, uid="b", z=2), upsert(LEFT, uid="a", z=1), upsert(LEFT, 2, uid="c"))
    annotator = add_member(image.project, "annotator")
    with pytest.raises(errors.MissingAttributes) as caught:
        set_state(annotation=image.annotation, state="submitted", actor=annotator)
    assert caught.value.detail["segments"] == [
        {"uid": "a", "class_id": 1, "missing": ["colour"]},
        {"uid": "b", "class_id": 1, "missing": ["colour"]},
    ]
    filled = {"attributes": {"colour": "red"}}
    draw(image, upsert(LEFT, uid="a", **filled), upsert(LEFT, uid="b", **filled))
    moved = set_state(annotation=image.annotation, state="submitted", actor=annotator)
    assert moved.state == "submitted"


@pytest.fixture
def manager(image):
    client = APIClient()
    client.force_authenticate(image.project.created_by)
    return client


def test_definitions_are_set_by_managers_and_refused_by_field(image, manager):
    path = f"/api/projects/{image.project.pk}/classes/1/"
    answer = manager.patch(path, {"attributes": [PARKED, DOORS]}, format="json")
    assert answer.json()["attributes"] == [PARKED, DOORS]
    wrong = manager.patch(
        path, {"attributes": [PARKED, {"name": "a", "kind": "select"}]}, format="json"
    )
    assert wrong.status_code == 400
    assert wrong.json()["message"] == "attributes.1.options: a choice needs at least one option"
    twice = manager.patch(path, {"attributes": [PARKED, PARKED]}, format="json")
    assert "each needs a name of its own" in twice.json()["message"]
    made = manager.post(
        f"/api/projects/{image.project.pk}/classes/",
        {"name": "tree", "color": "#008000", "attributes": [PLATE]},
        format="json",
    )
    assert made.json()["attributes"] == [PLATE]


def test_values_are_counted_by_name(image, manager):
    draw(image, upsert(LEFT, uid="a", attributes={"colour": "red", "plate": "x"}))
    draw(image, upsert(LEFT, uid="b", attributes={"colour": "blue"}))
    set_attributes(image.project, PARKED, COLOR)
    answer = manager.get(f"/api/projects/{image.project.pk}/classes/1/attributes/")
    assert answer.json() == [
        {"name": "parked", "num_segments": 0},
        {"name": "colour", "num_segments": 2},
        {"name": "plate", "num_segments": 1},
    ]


def test_a_refused_value_answers_400_and_names_it(image, manager):
    segment = {
        "uid": "a",
        "class_id": 1,
        "z": 0,
        "mask": rles.to_wire(rles.encode(LEFT)),
        "origin": "brush",
        "attributes": {"doors": 2},
    }
    body = {
        "base_revision": 0,
        "save_id": str(uuid.uuid4()),
        "active_ms": 0,
        "operations": [{"op": "upsert", "tool": "brush", "segment": segment}],
    }
    answer = manager.patch(f"/api/annotations/{image.annotation.pk}/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_attribute")
    assert answer.json()["detail"] == {"uid": "a", "attribute": "doors"}
