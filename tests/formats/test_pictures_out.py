"""Exported pictures: upright, 8-bit, originals untouched where all readers agree; safe names."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PILImage

from labeling.errors import BadDataset
from labeling.formats.archives import ZipReader, ZipWriter
from labeling.formats.base import ImageRecord, Report
from labeling.formats.pictures_out import (
    export_picture,
    flat_stems,
    read_filenames,
    upright_size_hw,
    write_filenames,
)
from labeling.pictures import upright_rgb
from tests.formats.datasets import picture, reader_for, rotated_jpeg
from tests.labeling.picture_files import oriented


def record(content: bytes) -> ImageRecord:
    return ImageRecord("a", (1, 1), (), open=lambda: io.BytesIO(content))


def rotated(format: str) -> bytes:
    exif = PILImage.Exif()
    exif[0x0112] = 8
    target = io.BytesIO()
    PILImage.open(io.BytesIO(picture((6, 9)))).save(target, format=format, exif=exif)
    return target.getvalue()


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_originals_are_kept_where_all_readers_see_the_same(format: str) -> None:
    content = picture((6, 9), format)
    exported = export_picture(record(content), report := Report())
    assert exported is not None
    assert exported.content == content
    assert exported.suffix == {"PNG": ".png", "JPEG": ".jpg"}[format]
    assert report.notes == []


@pytest.mark.parametrize("format", ["TIFF", "BMP", "WEBP"])
def test_other_formats_become_png_with_the_same_pixels(format: str) -> None:
    content = picture((6, 9), format)
    exported = export_picture(record(content), Report())
    assert exported is not None
    assert exported.suffix == ".png"
    with PILImage.open(io.BytesIO(exported.content)) as shown:
        assert shown.format == "PNG"
        assert np.array_equal(np.asarray(shown), upright_rgb(io.BytesIO(content)))


@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF"])
def test_rotated_pictures_are_turned_upright_without_loss(format: str) -> None:
    content = rotated(format)
    exported = export_picture(record(content), Report())
    assert exported is not None
    with PILImage.open(io.BytesIO(exported.content)) as shown:
        assert shown.getexif().get(0x0112, 1) == 1
        assert np.array_equal(np.asarray(shown), upright_rgb(io.BytesIO(content)))


def test_a_rotated_jpeg_stays_a_jpeg_and_is_turned() -> None:
    content = rotated_jpeg((6, 9))
    exported = export_picture(record(content), Report())
    assert exported is not None
    with PILImage.open(io.BytesIO(exported.content)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (6, 9))
        assert shown.getexif().get(0x0112, 1) == 1
        difference = np.asarray(shown).astype(int) - upright_rgb(io.BytesIO(content))
    assert abs(difference).max() <= 8


def test_deep_grey_is_scaled_and_that_is_said() -> None:
    content = picture((16, 16), mode="I;16")
    exported = export_picture(record(content), report := Report())
    assert exported is not None
    with PILImage.open(io.BytesIO(exported.content)) as shown:
        values = np.asarray(shown.convert("RGB"))
    assert values.min() < 10
    assert values.max() > 245
    assert len(np.unique(values)) > 50
    assert "8 bits" in report.notes[0]


@pytest.mark.parametrize(("wanted", "suffix"), [("JPEG", ".jpg"), ("PNG", ".png")])
@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF"])
def test_pictures_are_converted_where_readers_demand_it(
    wanted: str, suffix: str, format: str
) -> None:
    exported = export_picture(record(picture((6, 9), format)), Report(), formats=(wanted,))
    assert exported is not None
    assert exported.suffix == suffix
    with PILImage.open(io.BytesIO(exported.content)) as shown:
        assert (shown.format, shown.size) == (wanted, (9, 6))


def test_a_purged_original_is_said() -> None:
    report = Report()
    assert export_picture(ImageRecord("a", (1, 1), ()), report) is None
    assert "purged" in report.notes[0]


def test_stems_are_flat_and_safe() -> None:
    assert flat_stems(["a/b c.v2.jpg", "straße #1.png"]) == {
        "a/b c.v2.jpg": "a_b_c_v2",
        "straße #1.png": "straße__1",
    }


def test_stems_that_would_collide_are_numbered() -> None:
    assert list(flat_stems(["a.jpg", "a.png", "A.tif", "a_2.png"]).values()) == [
        "a", "a_2", "A_3", "a_2_2"
    ]  # fmt: skip


@given(st.lists(st.text(alphabet="aAä/. #_2\u0308-", min_size=1, max_size=6), unique=True))
def test_stems_are_always_different_and_fit_every_reader(names: list[str]) -> None:
    stems = list(flat_stems(names).values())
    assert len({stem.casefold() for stem in stems}) == len(names)
    assert not any(set(stem) & set("/. #") for stem in stems)


def test_only_changed_names_are_listed_and_read_back() -> None:
    target = io.BytesIO()
    writer = ZipWriter(target)
    write_filenames(writer, {"ä/b.tif": "ä_b.png", "c.png": "c.png"})
    writer.close()
    assert read_filenames(ZipReader(target)) == {"ä_b": "ä/b.tif"}
    assert read_filenames(reader_for({"a.txt": b""})) == {}


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"a": 1}'])
def test_a_malformed_list_of_names_is_refused(content: bytes) -> None:
    with pytest.raises(BadDataset, match=r"filenames\.json"):
        read_filenames(reader_for({"filenames.json": content}))


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_upright_size_is_that_of_the_upright_pixels(orientation: int, file_format: str) -> None:
    content = oriented(orientation, file_format)
    shown = upright_rgb(io.BytesIO(content))
    assert upright_size_hw(io.BytesIO(content)) == shown.shape[:2]
