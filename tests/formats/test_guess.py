"""A dataset's format is guessed from names and beginnings, for every format, however packed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from labeling.formats import FORMATS, export_options
from labeling.formats.archives import FolderReader, FolderWriter, ZipReader, ZipWriter
from labeling.formats.base import ArchiveReader, ArchiveWriter, Report
from labeling.formats.guess import RULES, guess, what_is_there
from tests.formats.datasets import nasty_source, reader_for, with_details

READABLE = [name for name, row in FORMATS.items() if row.read and row.export]
COCO_IMAGE = '"images": [{"id": 1, "file_name": "a.jpg", "height": 4, "width": 6}]'
COCO_CLASS = '"categories": [{"id": 1, "name": "car"}]'
COCO_LINE = '"annotations": [{"id": 1, "image_id": 1, "category_id": 1, "segmentation": []}]'


class Inside:
    """Writes everything one folder deeper, as people pack a folder inside a folder."""

    def __init__(self, writer: ArchiveWriter) -> None:
        self._writer = writer

    def write(self, name: str, content: bytes) -> None:
        self._writer.write(f"my dataset/{name}", content)

    def open(self, name: str):
        return self._writer.open(f"my dataset/{name}")


def export(name: str, writer: ArchiveWriter, *, include_images: bool) -> None:
    options = export_options(FORMATS[name], {}, include_images=include_images)
    source = with_details(nasty_source())
    FORMATS[name].export(source, writer, options, Report(), lambda done: None)


def first(archive: ArchiveReader) -> str:
    """The guessed format, which must be the only best one."""
    found = guess(archive)
    assert [each.strength for each in found].count(found[0].strength) == 1, found
    return found[0].format


def test_every_format_that_can_be_imported_has_a_rule() -> None:
    assert set(RULES) >= {name for name, row in FORMATS.items() if row.read}


@pytest.mark.parametrize("include_images", [True, False])
@pytest.mark.parametrize("name", READABLE)
def test_an_export_is_recognised_as_folder(name: str, include_images: bool, tmp_path: Path) -> None:
    export(name, FolderWriter(tmp_path / "d"), include_images=include_images)
    assert first(FolderReader(tmp_path / "d")) == name


@pytest.mark.parametrize("is_nested", [False, True])
@pytest.mark.parametrize("name", READABLE)
def test_an_export_is_recognised_as_zip(name: str, is_nested: bool) -> None:
    buffer = io.BytesIO()
    writer = ZipWriter(buffer)
    export(name, Inside(writer) if is_nested else writer, include_images=True)
    writer.close()
    archive = ZipReader(buffer)
    assert first(archive) == name
    # What was guessed can be read where it lies.
    dataset = FORMATS[name].read(archive, Report())
    assert len(list(dataset.images())) == dataset.num_images == 8


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"result.json": f"{{{COCO_IMAGE}, {COCO_LINE}, {COCO_CLASS}}}"}, "coco-instances"),
        ({"a/_annotations.coco.json": f"{{{COCO_CLASS}, {COCO_IMAGE}}}"}, "coco-instances"),
        # The lists before the interesting one are longer than any excerpt.
        (
            {"x.json": '{"info": {}, "licenses": [], ' + COCO_IMAGE[:-1] + ', {"id": 2}' * 20_000},
            "coco-instances",
        ),
        ({"stuff_val.json": f"{{{COCO_IMAGE}, {COCO_LINE}}}"}, "coco-stuff"),
        (
            {"val.json": f"{{{COCO_IMAGE}, {COCO_CLASS}}}", "val/a.png": "ids"},
            "coco-panoptic",
        ),
        (
            {"project-1.json": '[{"id": 1, "annotations": [{"result": [{"from_name": "tag"'},
            "label-studio",
        ),
        ({"a.json": '{"version": "5.0.1", "flags": {}, "shapes": [{"label": "x"'}, "labelme"),
        ({"x.xml": '<?xml version="1.0"?>\n<annotations>\n<version>1.1'}, "cvat"),
        ({"labels/train/a.txt": "0 .1 .1 .2 .1 .2 .2\n"}, "yolo-seg"),
        (
            {"VOC/SegmentationClass/a.png": "x", "VOC/Annotations/a.xml": "<annotation>"},
            "voc",
        ),
        ({"gtCoarse/val/x/x_000000_000000_gtCoarse_polygons.json": "{}"}, "cityscapes"),
    ],
)
def test_what_other_tools_write_is_recognised(files: dict[str, str], expected: str) -> None:
    archive = reader_for({name: text.encode() for name, text in files.items()})
    assert guess(archive)[0].format == expected


def test_several_formats_side_by_side_are_all_named_with_why() -> None:
    content = f"{{{COCO_IMAGE}, {COCO_LINE}, {COCO_CLASS}}}".encode()
    found = guess(reader_for({"instances_val.json": content, "stuff_val.json": content}))
    assert [each.format for each in found] == ["coco-instances", "coco-stuff"]
    assert "instances_val.json" in found[0].why
    assert "stuff_val.json" in found[1].why


def test_nonsense_is_no_format_and_what_is_there_is_said() -> None:
    archive = reader_for(
        {
            "readme.txt": b"hello 1 2 3",
            "a.docx": b"\xff\xfe\x00",
            "b.docx": b"",
            "broken.json": b'{"a": ',
            "list.json": json.dumps([1, 2]).encode(),
            "x.xml": b"<root/>",
            "Makefile": b"",
        }
    )
    assert guess(archive) == []
    text = what_is_there(archive.names())
    assert "7 files" in text
    assert "2 × .docx" in text
    assert "1 × no ending" in text


def test_pictures_alone_are_sent_to_the_upload_of_images() -> None:
    archive = reader_for({"a.JPG": b"x", "b/c.png": b"y"})
    assert guess(archive) == []
    assert "add them as images" in what_is_there(archive.names())
    assert "no files" in what_is_there([])
