"""A chosen source: segments left out and counted, pictures without metadata, regions unreadable."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PILImage
from PIL.PngImagePlugin import PngInfo

from labeling.exporting.choices import Choices, SplitChoice
from labeling.exporting.chosen import ChosenSource
from labeling.exporting.losses import losses
from labeling.exporting.report import MANIFEST_FILE, REPORT_FILE, PictureLine, manifest, report_text
from labeling.formats import FORMATS
from labeling.formats.archives import ZipReader, ZipWriter
from labeling.formats.base import BoxRecord, ExportOptions, Report
from labeling.formats.holds import HOLDS, Holds
from labeling.masks import rle
from tests.formats.datasets import (
    MemorySource,
    export_to,
    image,
    nasty_source,
    with_details,
)

SIZE = (60, 80)


def chosen(source: MemorySource, **choices) -> ChosenSource:
    return ChosenSource(source, Choices(**choices), Holds(), {})


def disc(x0: int, y0: int, radius: int):
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    return (x - x0) ** 2 + (y - y0) ** 2 <= radius**2


def noise(mode: str = "RGB") -> np.ndarray:
    rng = np.random.default_rng(3)
    if mode == "I;16":
        return rng.integers(0, 2**16, SIZE, dtype=np.uint16)
    return rng.integers(0, 256, (*SIZE, 3), dtype=np.uint8)


def encoded(pixels: np.ndarray, format: str, **fields) -> bytes:
    target = io.BytesIO()
    PILImage.fromarray(pixels).save(target, format=format, **fields)
    return target.getvalue()


@given(st.sets(st.sampled_from([1, 2, 5, 7]), min_size=1), st.integers(0, 40))
def test_what_is_left_out_is_counted_and_ids_stay(classes, min_area_px):
    source = nasty_source()
    ids = tuple(sorted(classes))
    wrapped = chosen(source, classes=ids, min_area_px=min_area_px)
    kept = [segment for record in wrapped.images() for segment in record.segments]
    every = [segment for record in source.images() for segment in record.segments]
    naive = [s for s in every if s.class_id in classes and rle.area_px(s.rle) >= min_area_px]
    assert kept == naive
    assert wrapped.num_other_classes == sum(s.class_id not in classes for s in every)
    assert wrapped.num_other_classes + wrapped.num_small + len(kept) == len(every)
    assert [c.class_id for c in wrapped.classes] == list(ids)


def test_heads_and_images_agree_on_the_splits():
    wrapped = chosen(nasty_source(), splits=SplitChoice("random", (0.5, 0.25, 0.25), 5))
    assert wrapped.image_heads() == [(record.name, record.split) for record in wrapped.images()]


def test_boxes_and_tags_of_other_classes_are_left_out():
    record = image("a.png", [], SIZE)
    boxes = (BoxRecord("b1", 1, (0, 0, 5, 5)), BoxRecord("b2", 7, (0, 0, 5, 5)))
    source = MemorySource((replace(record, boxes=boxes, tags=(1, 7)),))
    (kept,) = chosen(source, classes=(7,)).images()
    assert (kept.boxes, kept.tags) == (boxes[1:], (7,))


def test_blurred_pixels_say_nothing_of_the_original():
    mask = disc(40, 30, 15)
    source = MemorySource((image("a.png", [(7, mask)], SIZE, encoded(noise(), "PNG")),))
    wrapped = chosen(source, blur=(7,))
    (record,) = wrapped.images()
    with record.open() as stream:
        pixels = np.asarray(PILImage.open(stream)).astype(int)
    original = noise().astype(int)
    assert (pixels[~disc(40, 30, 18)] == original[~disc(40, 30, 18)]).all()
    # White noise has a deviation of 74; of the regions's cells hardly any is left.
    assert pixels[mask].std() < 20
    assert abs(np.corrcoef(pixels[mask].ravel(), original[mask].ravel())[0, 1]) < 0.25
    assert wrapped.num_blurred == 1


def test_boxes_of_a_blurred_class_are_blurred_too_and_tags_are_reported():
    record = image("a.png", [], SIZE, encoded(noise(), "PNG"))
    record = replace(record, boxes=(BoxRecord("b", 7, (10, 10, 20, 20)),), tags=(7,))
    wrapped = chosen(MemorySource((record,)), blur=(7,))
    (kept,) = wrapped.images()
    with kept.open() as stream:
        pixels = np.asarray(PILImage.open(stream))
    assert pixels[10:30, 10:30].std() < 25
    assert wrapped.num_blurred == 1
    assert "Images with a tag of a class to blur" in "".join(wrapped.lines())


def test_a_blurred_class_is_blurred_where_it_is_not_exported():
    source = MemorySource((image("a.png", [(7, disc(40, 30, 15))], SIZE, encoded(noise(), "PNG")),))
    (record,) = chosen(source, classes=(1,), min_area_px=10_000, blur=(7,)).images()
    with record.open() as stream:
        assert np.asarray(PILImage.open(stream))[disc(40, 30, 15)].std() < 20
    assert record.segments == ()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF", "WEBP", "BMP"])
def test_anonymised_pictures_keep_format_and_pixels_and_lose_the_rest(format):
    exif = PILImage.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x013B] = "SecretArtist"
    text = PngInfo()
    text.add_text("Comment", "SecretText")
    fields = {
        "JPEG": {"exif": exif, "comment": b"SecretText"},
        "PNG": {"exif": exif, "pnginfo": text},
    }
    more = fields.get(format, {} if format == "BMP" else {"exif": exif})
    content = encoded(noise(), format, **more) + b"SecretTail"
    source = MemorySource((image("a", [], SIZE, content),))
    (record,) = chosen(source, anonymise=True).images()
    with record.open() as stream:
        written = stream.read()
    assert b"Secret" not in written
    with PILImage.open(io.BytesIO(written)) as read:
        assert read.format == format
        assert 0x010F not in read.getexif()
        lost = np.asarray(read.convert("RGB")).astype(int) - noise()
    if format in ("PNG", "TIFF", "BMP"):
        assert not lost.any()


def test_deep_pictures_stay_deep():
    source = MemorySource(
        (image("a.png", [(7, disc(40, 30, 10))], SIZE, encoded(noise("I;16"), "PNG")),)
    )
    (record,) = chosen(source, anonymise=True, blur=(7,)).images()
    with record.open() as stream:
        pixels = np.asarray(PILImage.open(stream))
    assert pixels.dtype == np.uint16
    outside = ~disc(40, 30, 14)
    assert (pixels[outside] == noise("I;16")[outside]).all()


def test_a_turned_jpeg_becomes_upright_and_its_mask_is_where_it_was():
    pixels = np.full((*SIZE, 3), 200, np.uint8)
    pixels[30:60, 0:20] = np.random.default_rng(1).integers(0, 256, (30, 20, 3))
    exif = PILImage.Exif()
    exif[0x0112] = 3  # turned by 180 degrees: the noise shows at the upper right
    content = encoded(pixels, "JPEG", exif=exif, quality=95)
    mask = np.zeros(SIZE, bool)
    mask[0:30, 60:80] = True
    source = MemorySource((image("a.jpg", [(7, mask)], SIZE, content),))
    (record,) = chosen(source, blur=(7,)).images()
    with record.open() as stream, PILImage.open(stream) as read:
        assert read.getexif().get(0x0112, 1) == 1
        assert np.asarray(read)[:30, 60:].std() < 25


def test_pictures_that_need_no_change_are_the_original_bytes():
    content = encoded(noise(), "PNG")
    source = MemorySource((image("a.png", [(1, disc(9, 9, 5))], SIZE, content),))
    (record,) = chosen(source, blur=(7,)).images()
    with record.open() as stream:
        assert stream.read() == content


@pytest.mark.parametrize("name", FORMATS)
def test_imports_pass_the_report_and_the_list_of_pictures_by(name):
    """What stands at the root beside the format changes nothing of what comes back."""

    def read_back(more: dict[str, bytes]):
        target = io.BytesIO()
        writer = ZipWriter(target)
        options = ExportOptions(include_images=True)
        FORMATS[name].export(source, writer, options, Report(), lambda done: None)
        for each, content in more.items():
            writer.write(each, content)
        writer.close()
        report = Report()
        dataset = FORMATS[name].read(ZipReader(target), report)
        records = [replace(record, open=None) for record in dataset.images()]
        return dataset.classes, records, report.notes

    source = with_details(nasty_source())
    text = report_text(
        title="T", snapshot_hash="0" * 64, splits=["train"], left_out=["all"], notes=[]
    )
    lines = [PictureLine("0" * 64, 9, (3, 4), record.name) for record in source.records]
    more = {REPORT_FILE: text, MANIFEST_FILE: b"".join(manifest(lines))}
    assert read_back(more) == read_back({})


def test_the_same_choices_give_the_same_bytes(tmp_path):
    def written(folder: str) -> dict[str, bytes]:
        wrapped = chosen(
            nasty_source(), splits=SplitChoice("random", seed=3), anonymise=True, blur=(7,)
        )
        export_to(tmp_path / folder, FORMATS["maskwright"].export, wrapped)
        files = (path for path in (tmp_path / folder).rglob("*") if path.is_file())
        return {str(path.relative_to(tmp_path / folder)): path.read_bytes() for path in files}

    assert written("one") == written("two")


def test_losses_name_only_what_occurs():
    source = with_details(nasty_source())
    wrapped = ChosenSource(source, Choices(), HOLDS["yolo-seg"], {})
    list(wrapped.images())
    kinds = {loss.kind: loss.count for loss in losses(wrapped.holds, wrapped.found, source.classes)}
    assert kinds["crowds"] == sum(s.iscrowd for r in source.records for s in r.segments)
    assert "overlaps" not in kinds and "unsplit" not in kinds
    assert kinds["states"] == 1
    native = ChosenSource(source, Choices(), HOLDS["maskwright"], {})
    list(native.images())
    assert losses(native.holds, native.found, source.classes) == []


def test_hidden_pixels_are_counted_exactly():
    low, high = disc(40, 30, 10), disc(45, 30, 10)
    source = MemorySource((image("a.png", [(1, low), (7, high)], SIZE),))
    wrapped = ChosenSource(source, Choices(), HOLDS["png-masks"], {})
    list(wrapped.images())
    assert wrapped.found.hidden_px == (low & high).sum()
    assert wrapped.found.hidden_segments == 0
