"""The command line exports with the same choices as the page."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db

SIZE = (48, 64)


@pytest.fixture
def project():
    project = make_project(name="streets")
    for number in range(10):
        image = make_image(project, name=f"run/{number}.png", size_hw=SIZE)
        car, road = box_mask(SIZE, (1, 1, 9, 9)), box_mask(SIZE, (0, 20, 64, 48))
        draw(image, upsert(car, 1), upsert(road, 2), state="submitted")
    return project


def export(tmp_path, *more: str) -> str:
    out = StringIO()
    arguments = ["--project", "streets", "--format", "coco-instances", "--out"]
    call_command("export_dataset", *arguments, str(tmp_path / "set"), *more, stdout=out)
    return out.getvalue()


def test_choices_on_the_command_line(project, tmp_path):
    said = export(
        tmp_path,
        *("--splits", "random:0.5,0.3,0.2", "--seed", "7"),
        *("--classes", "car", "--min-area", "10", "--anonymise", "--blur", "road"),
    )
    assert "splits: 5 train, 3 val, 2 test" in said
    train = json.loads((tmp_path / "set/annotations/instances_train.json").read_text())
    assert len(train["images"]) == 5
    assert {each["category_id"] for each in train["annotations"]} == {1}
    assert (
        "Regions blurred in the pictures: 10." in (tmp_path / "set/EXPORT_REPORT.txt").read_text()
    )


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--classes", "bus"], "There is no class 'bus'; there are: car, road"),
        (["--splits", "random:half"], "--splits takes numbers"),
        (["--splits", "magic"], "splits.kind is 'magic'"),
        (["--splits", "random:0.5,0.2,0.2"], "sum to 0.9"),
    ],
)
def test_choices_that_make_no_sense_are_refused_before_anything_is_written(
    project, tmp_path, more, says
):
    with pytest.raises(CommandError, match=says):
        export(tmp_path, *more)
    assert list(tmp_path.glob("set*")) == []
