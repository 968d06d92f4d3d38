"""import_preview: sample images of a dataset that is not in yet."""

from __future__ import annotations

import io

import numpy as np
import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PILImage

from labeling import jobs
from labeling.formats import FORMATS, export_options
from labeling.formats.archives import ZipWriter
from labeling.formats.base import Report
from labeling.import_preview import sample, scaled_mask, scaled_size
from labeling.masks import rle
from tests.factories import make_project
from tests.formats.datasets import nasty_source
from tests.labeling.imported import (
    box,
    inspected,
    line,
    native,
    sample_of,
    zip_of,
)


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job: None)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if f.export and f.read])
def test_every_format_is_recognised_looked_through_and_shown(name):
    buffer = io.BytesIO()
    writer = ZipWriter(buffer)
    options = export_options(FORMATS[name], {})
    FORMATS[name].export(nasty_source(), writer, options, Report(), lambda done: None)
    writer.close()
    row = inspected(make_project(classes=()), buffer.getvalue())
    assert row.inspection.state == "done", row.inspection.error
    assert row.format == name
    assert row.findings["num_images"] == len(row.previews) == 8
    for number, keys in enumerate(row.previews):
        wire = sample_of(row, number)
        with default_storage.open(keys["picture"]) as stream:
            assert PILImage.open(stream).size == tuple(wire["size"][::-1])
        for segment in wire["segments"]:
            assert rle.from_wire(segment["mask"]).size_hw == tuple(wire["size"])


@pytest.mark.django_db
def test_turned_and_deep_pictures_are_shown_as_people_see_them(tmp_path):
    path = native(tmp_path / "d", line("a.png", box(0, 0, 6, 1)), line("b.png", box(0, 0, 1, 1)))
    exif = PILImage.Exif()
    exif[0x0112] = 6
    stored = np.zeros((4, 6, 3), np.uint8)
    stored[0] = 255  # what the mask covers
    PILImage.fromarray(stored).save(path / "images" / "a.png", exif=exif)
    deep = np.tile(np.arange(6, dtype=np.uint16) * 200, (4, 1))
    PILImage.fromarray(deep).save(path / "images" / "b.png")
    row = inspected(make_project(classes=()), zip_of(path).read_bytes())
    wire = sample_of(row)
    assert wire["size"] == [6, 4]
    mask = rle.decode(rle.from_wire(wire["segments"][0]["mask"]))
    with default_storage.open(row.previews[0]["picture"]) as stream:
        white = np.asarray(PILImage.open(stream).convert("L")) > 127
    assert np.array_equal(mask, white)
    with default_storage.open(row.previews[1]["picture"]) as stream:
        assert np.asarray(PILImage.open(stream)).max() > 200  # windowed, not clipped or black


@pytest.mark.parametrize(("num", "expected"), [(0, 0), (1, 1), (10, 10), (25, 25), (1000, 60)])
def test_samples_come_in_tens_that_are_each_spread_over_the_dataset(num, expected):
    chosen = sample(num)
    assert len(chosen) == len(set(chosen)) == expected
    assert all(0 <= each < num for each in chosen)
    if num == 1000:
        for start in range(0, 60, 10):
            ten = chosen[start : start + 10]
            assert ten == sorted(ten)
            assert min(ten) < 100
            assert max(ten) >= 890


@given(st.integers(1, 4000), st.integers(1, 4000))
def test_samples_are_never_larger_than_their_image_nor_the_limit(height, width):
    h, w = scaled_size((height, width))
    assert 1 <= h <= min(height, 960)
    assert 1 <= w <= min(width, 960)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 40), st.data())
def test_scaled_masks_are_the_full_ones_sampled(seed, height, width, draws):
    scaled_hw = (draws.draw(st.integers(1, height)), draws.draw(st.integers(1, width)))
    rng = np.random.default_rng(seed)
    mask = rng.random((height, width)) < rng.random() * 0.5
    mask[rng.integers(height), rng.integers(width)] = True
    found = rle.decode(scaled_mask(rle.encode(mask), scaled_hw))
    rows = ((np.arange(scaled_hw[0]) + 0.5) * height / scaled_hw[0]).astype(int)
    columns = ((np.arange(scaled_hw[1]) + 0.5) * width / scaled_hw[1]).astype(int)
    expected = mask[np.ix_(rows, columns)]
    assert np.array_equal(found, expected) if expected.any() else found.sum() == 1
