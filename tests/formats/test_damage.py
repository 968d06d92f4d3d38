"""Damaged files of a dataset are refused by name; nothing else ever comes out of a reader."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labeling.errors import BadDataset, MaskwrightError
from labeling.formats import FORMATS
from labeling.formats.base import Report
from tests.formats.memory import MemoryArchive, exported, street

NAMES = ("voc", "cityscapes", "png-masks", "yolo-seg", "cvat", "label-studio")
EXPORTS = {name: exported(FORMATS[name].export, street(2))[0].files for name in NAMES}
TOKENS = (b"null", b"1e999", b"-1", b'"x"', b"[]", b"{}", b"Infinity", b"9" * 30, b'""', b"NaN")


def damaged(content: bytes, path: str, rng: random.Random) -> bytes:
    """The file cut off, with bytes changed, or with one of its values replaced."""
    changed = bytearray(content)
    kind = rng.randrange(3)
    if kind == 0:
        return content[: rng.randrange(len(content) + 1)]
    if kind == 1 and content:
        for _ in range(rng.randint(1, 4)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        return bytes(changed)
    values = list(re.finditer(rb'-?\d+|"[^"]*"|true|false|\[|\{', content))
    if path.endswith(".json") and values:
        chosen = rng.choice(values)
        return content[: chosen.start()] + rng.choice(TOKENS) + content[chosen.end() :]
    place = rng.randrange(len(content) + 1)
    return content[:place] + rng.choice(TOKENS) + content[place:]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_a_damaged_file_is_read_or_refused(name, seed):
    rng = random.Random(seed)
    files = dict(EXPORTS[name])
    path = rng.choice([each for each in files if "images/" not in each.lower()])
    files[path] = damaged(files[path], path, rng)
    try:
        dataset = FORMATS[name].read(MemoryArchive(files), Report())
        for image in dataset.images():
            assert all(segment.rle.size_hw == image.size_hw for segment in image.segments)
    except MaskwrightError as error:
        assert error.message


@pytest.mark.parametrize(
    ("name", "path", "content"),
    [
        ("cityscapes", "labels.json", b'{"labels": [{"name": "a", "id": Infinity}]}'),
        ("png-masks", "labels.json", b'[{"name": "a", "value": 1e999}]'),
        ("png-masks", "labels.json", b'[{"name": "", "value": 1}]'),
    ],
)
def test_numbers_beyond_all_bounds_are_refused(name, path, content):
    archive = MemoryArchive({**EXPORTS[name], path: content})
    with pytest.raises(BadDataset, match=path.replace(".", r"\.")):
        list(FORMATS[name].read(archive, Report()).images())


def test_polygons_far_outside_the_image_are_refused():
    files = {k: v for k, v in EXPORTS["cityscapes"].items() if not k.endswith("Ids.png")}
    path = next(each for each in files if each.endswith("polygons.json"))
    files[path] = re.sub(rb"\[\[\d+", b"[[1e300", files[path], count=1)
    with pytest.raises(BadDataset, match="far outside"):
        list(FORMATS["cityscapes"].read(MemoryArchive(files), Report()).images())
