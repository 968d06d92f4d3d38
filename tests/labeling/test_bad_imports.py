"""What is wrong with a dataset leaves project and storage as they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from labeling import import_run
from labeling.errors import BadDataset, UnknownFormat
from labeling.formats.png import encode_map
from labeling.models import (
    Event,
    Geometry,
    LabelClass,
    Project,
    Segment,
)
from tests.factories import box_mask, draw, make_image, make_project, upsert
from tests.formats.memory import picture
from tests.labeling.imported import box, bring, broken_json, files, line, native, zip_of

pytestmark = pytest.mark.django_db


def wrong_size(folder: Path) -> Path:
    """The only image that could come in has masks of another size."""
    path = native(folder, line("b.png", box(0, 0, 1, 1)))
    (path / "images" / "b.png").write_bytes(picture((5, 6), seed=9)().read())
    return zip_of(path)


def unknown_class(folder: Path) -> Path:
    bad = line("b.png", box(0, 0, 1, 1))
    bad["segments"][0]["class_id"] = 9
    return zip_of(native(folder, line("a.png"), bad))


def unfilled_mask(folder: Path) -> Path:
    bad = line("b.png", box(0, 0, 1, 1))
    bad["segments"][0]["mask"]["counts"] = [3, 4]
    return zip_of(native(folder, line("a.png"), bad))


def traversal(folder: Path) -> Path:
    return zip_of(native(folder, line("a.png")), **{"../evil.png": b"x"})


def bomb(folder: Path) -> Path:
    return zip_of(native(folder, line("a.png")), **{"images/zeros.png": bytes(40 * 2**20)})


def damaged(folder: Path) -> Path:
    path = zip_of(native(folder, line("a.png", box(0, 0, 1, 1)), line("b.png")))
    content = bytearray(path.read_bytes())
    content[content.index(b"images/b.png") + 40] ^= 0xFF
    path.write_bytes(content)
    return path


def damaged_lines(folder: Path) -> Path:
    lines = [line(f"{n}.png", box(0, 0, 1, 1), state="approved") for n in range(9)]
    path = zip_of(native(folder, *lines))
    content = bytearray(path.read_bytes())
    start = content.index(b"segments.jsonl") + len("segments.jsonl")
    content[start + 8 : start + 40] = bytes(32)
    path.write_bytes(content)
    return path


def nested(folder: Path) -> Path:
    path = native(folder, line("a.png"))
    (path / "segments.jsonl").write_text("[" * 200_000)
    return zip_of(path)


def no_zip(folder: Path) -> Path:
    path = folder.with_suffix(".zip")
    path.write_bytes(b"PK\x03\x04 and no more")
    return path


def empty(folder: Path) -> Path:
    return zip_of(native(folder))


BAD = [
    broken_json,
    wrong_size,
    unknown_class,
    unfilled_mask,
    traversal,
    bomb,
    damaged,
    damaged_lines,
    nested,
    no_zip,
    empty,
]


@pytest.mark.parametrize("make", BAD)
def test_a_bad_dataset_leaves_the_project_as_it_was(make, tmp_path):
    project = make_project(classes=("road",))
    image = make_image(project)
    draw(image, upsert(box_mask(image.size_hw, (0, 0, 5, 5))))
    before = files()
    path = make(tmp_path / "d")
    with pytest.raises(BadDataset):
        bring(path, project)
    assert files() == before
    assert [project.images.get(), LabelClass.objects.get().name] == [image, "road"]
    assert (Segment.objects.count(), Geometry.objects.count()) == (1, 1)
    assert not Event.objects.filter(kind="dataset.imported").exists()


@pytest.mark.parametrize("make", BAD)
def test_a_bad_dataset_makes_no_project(make, tmp_path):
    path = make(tmp_path / "d")
    with pytest.raises(CommandError):
        call_command("import_dataset", str(path), format="maskwright", project="new")
    assert not Project.objects.exists()
    assert files() == set()


def test_a_mask_of_another_size_than_its_picture_is_refused(tmp_path):
    folder = tmp_path / "d"
    for name, content in {
        "images/x.png": picture((4, 6))().read(),
        "masks/x.png": encode_map(np.ones((4, 5), np.uint8)),
        "labels.json": b'[{"name": "car", "value": 1, "color": "#ff0000"}]',
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    project = make_project(classes=())
    with pytest.raises(BadDataset, match="6 x 4 pixels"):
        bring(zip_of(folder), project, "png-masks")
    assert not project.images.exists()
    assert not project.label_classes.exists()


def test_an_unknown_format_is_named(tmp_path):
    with pytest.raises(UnknownFormat, match="voc"):
        bring(native(tmp_path / "d", line()), make_project(), "vocc")


def test_a_failure_while_rows_are_written_leaves_nothing(tmp_path, monkeypatch):
    project = make_project(classes=())

    def fail(*args):
        raise OSError("disk full")

    monkeypatch.setattr(import_run, "add_segments", fail)
    with pytest.raises(OSError, match="disk full"):
        bring(native(tmp_path / "d", line("a.png", box(0, 0, 1, 1))), project)
    assert not project.images.exists()
    assert not project.label_classes.exists()
    assert files() == set()
