"""CVAT for images 1.1: exact both ways, as CVAT's loader reads it and as its versions write it."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from labeling.errors import BadDataset
from labeling.formats import FORMATS, cvat, cvat_read
from labeling.formats.base import BoxRecord, ClassRecord, ImageRecord, Report
from labeling.formats.cvat_labels import value_of, value_text
from labeling.masks import polygons, rle
from labeling.masks.types import Part, Polygon
from tests.formats.datasets import (
    CLASSES,
    by_name,
    export_to,
    nasty_source,
    picture,
    pixels,
    read_folder,
    reader_for,
    with_details,
    zipped,
)
from tests.formats.memory import MemoryArchive, exported, imported, segment
from tests.formats.memory import MemorySource as Street

GEOMETRIES = ("masks", "as-drawn", "polygons")


@pytest.mark.parametrize("geometry", GEOMETRIES)
@pytest.mark.parametrize("mode", ["layered", "exclusive"])
def test_every_pixel_comes_back(tmp_path, mode, geometry):
    source = nasty_source(mode)
    report = export_to(tmp_path, cvat.export, source, geometry=geometry)
    repairs = Report()
    dataset = cvat_read.read(read_folder(tmp_path), repairs)
    back = by_name(dataset)
    assert dataset.classes == CLASSES
    assert list(back) == [image.name for image in source.records]
    for image in source.records:
        assert back[image.name].size_hw == image.size_hw
        assert back[image.name].split == image.split
        assert pixels(back[image.name].segments) == pixels(image.segments)
        assert [s.z for s in back[image.name].segments] == [s.z for s in image.segments]
    assert not any("masks" in note for note in report.notes)
    joined = [note for note in repairs.notes if "joined into one segment" in note]
    assert repairs.notes == (joined if geometry == "polygons" else [])


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_flags_scores_and_attributes_come_back(tmp_path, geometry):
    source = with_details(nasty_source())
    report = export_to(tmp_path, cvat.export, source, geometry=geometry)
    back = by_name(cvat_read.read(read_folder(tmp_path), Report()))
    for image in source.records:
        for one, other in zip(back[image.name].segments, image.segments, strict=True):
            wanted = replace(
                other, uid=one.uid, polygon=one.polygon,
                origin="model" if other.origin == "model" else "import",
            )  # fmt: skip
            assert one == wanted
    assert any("only Maskwright reads them" in note for note in report.notes)
    assert any("polygons became masks or outlines" in note for note in report.notes)


def test_drawn_polygons_keep_their_vertices():
    ring = ((2.25, 1.5), (9.123456789012345, 2.0), (7.0, 8.75))
    two = (Part(ring), Part(((12.0, 1.0), (15.5, 1.0), (14.0, 6.1))))
    made = Polygon(two)
    mask = polygons.rasterise(made, (10, 20))
    image = ImageRecord("a.png", (10, 20), (segment(mask, 1, 3, polygon=made),), open=None)
    archive, report = exported(cvat.export, Street(CLASSES, [image]), geometry="as-drawn")
    assert b"points=" in archive.files["annotations.xml"]
    _, (back,), _ = imported(cvat_read.read, archive)
    assert back.segments[0].polygon == made
    assert pixels(back.segments) == pixels(image.segments)
    assert not any("became" in note for note in report.notes)


def cvat_mask(values: dict[str, str], size_hw) -> np.ndarray:
    """How CVAT's maintainers decode a <mask> (cvat-ai/cvat#6487), restated."""
    mask, value, offset = np.zeros(size_hw, bool), False, 0
    left, top, width = (int(values[key]) for key in ("left", "top", "width"))
    for run in map(int, values["rle"].split(",")):
        for position in range(offset, offset + run):
            y, x = divmod(position, width)
            mask[y + top, x + left] = value
        offset, value = offset + run, not value
    assert offset == width * int(values["height"])
    return mask


def test_cvat_decodes_the_same_pixels():
    source = nasty_source()
    archive, _ = exported(cvat.export, source)
    root = ElementTree.fromstring(archive.files["annotations.xml"])
    assert [each.get("id") for each in root.findall("image")] == [str(n) for n in range(8)]
    for element, image in zip(root.findall("image"), source.records, strict=True):
        shapes = element.findall("mask")
        assert len(shapes) == len(image.segments)
        for shape, known in zip(shapes, image.segments, strict=True):
            decoded = cvat_mask(shape.attrib, image.size_hw)
            assert np.array_equal(decoded, rle.decode(known.rle))
            assert {"label", "source", "occluded", "z_order"} <= shape.attrib.keys()
        assert f"images/{element.get('subset')}/{element.get('name')}" in archive.files
    labels = [each.findtext("name") for each in root.findall("meta/project/labels/label")]
    assert labels == [c.name for c in CLASSES]


def test_the_runs_of_a_known_mask():
    image = ImageRecord("a.png", (4, 5), (segment("00000 00110 01010 00000"),))
    archive, _ = exported(cvat.export, Street(CLASSES, [image]))
    lines = archive.files["annotations.xml"].splitlines()
    (line,) = [each for each in lines if each.startswith(b"<mask ")]
    assert b'rle="1, 3, 1, 1" left="1" top="1" width="3" height="2" z_order="0"' in line


def test_the_same_dataset_gives_the_same_bytes():
    source = with_details(nasty_source())
    assert zipped(cvat.export, source) == zipped(cvat.export, source)


KINDS = ClassRecord(
    3, "car", "#ff0000", is_thing=True,
    attributes=(
        {"name": "parked", "kind": "checkbox", "default": True},
        {"name": "make & model", "kind": "select", "options": ["<VW>", "Å, B"], "default": "Å, B"},
        {"name": "doors", "kind": "number", "min": 0.0, "max": 6.0, "step": 1.0},
        {"name": "free", "kind": "number"},
        {"name": "note", "kind": "text"},
    ),
)  # fmt: skip
VALUES = {
    "parked": False,
    "make & model": "<VW>",
    "doors": 4,
    "free": 0.1,
    "note": ' two\nlines\r\tand "quotes" ',
    "unknown": 5,
    "deep": {"a": [1, None]},
    "control": "bell \a",
    "odd": True,
}


def test_typed_attributes_boxes_and_tags_come_back():
    made = segment("0110", 3, 0, attributes=VALUES, occluded=True)
    image = ImageRecord(
        "a.png", (1, 4), (made,), boxes=(BoxRecord("b", 3, (1, 0, 2, 1)),), tags=(3,)
    )
    archive, _ = exported(cvat.export, Street([KINDS], [image]))
    dataset, (back,), _ = imported(cvat_read.read, archive)
    assert dataset.classes == (KINDS,)
    (one,) = back.segments
    assert (dict(one.attributes), one.occluded) == (VALUES, True)
    assert [type(value) for value in one.attributes.values()] == [
        type(value) for value in VALUES.values()
    ]
    assert [(b.class_id, b.bbox_xywh) for b in back.boxes] == [(3, (1, 0, 2, 1))]
    assert back.tags == (3,)
    # Without our own table, as CVAT would write it again, only the number's range is ours.
    text = archive.files["annotations.xml"].decode()
    foreign = text[: text.index("<maskwright>")] + text[text.index("</maskwright>") + 13 :]
    dataset, (back,), _ = imported(cvat_read.read, MemoryArchive({"x.xml": foreign.encode()}))
    assert dataset.classes == (replace(KINDS, class_id=1),)
    assert dict(back.segments[0].attributes) == VALUES


@pytest.mark.parametrize("value", [0, -3, 1e300, 0.1, True, False, "", " ", "true", "7", [], None])
def test_every_value_is_written_so_that_it_is_read(value):
    for kind in ("checkbox", "number", "select", "text"):
        written, read_as = value_text(value, kind)
        back = value_of(written, read_as or kind)
        assert (back, type(back)) == (value, type(value))


def test_names_that_xml_cannot_hold():
    classes = [
        replace(KINDS, class_id=n, name=name, attributes=())
        for n, name in enumerate(["a\x01", "a\x02", "<&\"'>", "\ud83d\ude97 Straße"], start=1)
    ]
    image = ImageRecord("a & <b>\n.png", (1, 4), tuple(segment("0110", n, n) for n in range(1, 5)))
    archive, _ = exported(
        cvat.export, Street(classes[:3], [replace(image, segments=image.segments[:3])])
    )
    dataset, (back,), _ = imported(cvat_read.read, archive)
    assert [c.name for c in dataset.classes] == [c.name for c in classes[:3]]
    assert [s.class_id for s in back.segments] == [1, 2, 3]
    assert back.name == image.name


HEAD = """<?xml version="1.0" encoding="utf-8"?><annotations><version>1.1</version><meta><task>
<labels><label><name>car</name><color>#ff00ff</color><type>any</type><attributes>
<attribute><name>parked</name><mutable>False</mutable><input_type>checkbox</input_type>
<default_value>false</default_value><values>false</values></attribute>
<attribute><name>side</name><mutable>True</mutable><input_type>radio</input_type>
<default_value>left</default_value><values>left
right</values></attribute></attributes></label>
<label><name>road</name><attributes/></label>
<label><name>nose</name><type>points</type><parent>body</parent></label></labels></task></meta>"""


def foreign(shapes: str, head: str = 'id="0" name="a.png" width="8" height="6"', **files: bytes):
    text = f"{HEAD}\n<image {head}>{shapes}</image></annotations>"
    return MemoryArchive({"annotations.xml": text.encode(), **files})


def grid(image: ImageRecord, index: int = 0) -> list[str]:
    rows = rle.decode(image.segments[index].rle).astype(int)
    return ["".join(map(str, row)) for row in rows]


def test_a_file_as_cvat_writes_it():
    shapes = """
    <polygon label="car" source="manual" occluded="1"
      points="1.00,1.00;4.00,1.00;4.00,3.00;1.00,3.00"
      z_order="2" group_id="7"><attribute name="parked">true</attribute>
      <attribute name="side">right</attribute></polygon>
    <polygon label="car" source="manual" occluded="0"
      points="6.00,4.00;8.00,4.00;8.00,6.00;6.00,6.00"
      z_order="2" group_id="7"></polygon>
    <mask label="road" source="semi-auto" occluded="0" rle="0, 1, 2, 1" left="5" top="1" width="2"
      height="2" z_order="0"></mask>
    <box label="car" source="file" occluded="0" xtl="0.40" ytl="1.00" xbr="3.20" ybr="2.00"
      z_order="0"></box>
    <ellipse label="road" source="auto" occluded="0" cx="3.00" cy="3.00" rx="1.50" ry="0.60"
      z_order="1"></ellipse>
    <tag label="road" source="manual"></tag>
    <points label="car" source="manual" occluded="0" points="1.00,1.00" z_order="0"></points>
    <skeleton label="body" source="manual" z_order="0"><points label="nose" source="manual"
      outside="0" occluded="0" points="2.00,2.00"><attribute name="a">b</attribute></points>
      </skeleton>
    """
    dataset, (image,), report = imported(cvat_read.read, foreign(shapes))
    assert [(c.class_id, c.name, c.color) for c in dataset.classes] == [
        (1, "car", "#ff00ff"),
        (2, "road", "#008000"),
    ]
    assert dataset.classes[0].attributes == (
        {"name": "parked", "kind": "checkbox", "default": False},
        {"name": "side", "kind": "select", "options": ["left", "right"], "default": "left"},
    )
    assert [s.class_id for s in image.segments] == [2, 2, 1]
    assert grid(image, 0) == [
        "00000000", "00000100", "00000010", "00000000", "00000000", "00000000"
    ]  # fmt: skip
    assert grid(image, 1)[2:4] == ["00110000", "00110000"]
    car = image.segments[2]
    assert grid(image, 2) == [
        "00000000", "01110000", "01110000", "00000000", "00000011", "00000011"
    ]  # fmt: skip
    assert len(car.polygon.parts) == 2
    assert (car.occluded, dict(car.attributes)) == (True, {"parked": True, "side": "right"})
    assert image.segments[1].origin == "model"
    assert [(b.class_id, b.bbox_xywh) for b in image.boxes] == [(1, (0, 1, 4, 1))]
    assert image.tags == (2,)
    said = "\n".join(report.notes)
    for words in ("1 × shapes of one label and group", "1 × ellipses became masks",
                  "1 × <points> shapes", "1 × <skeleton> shapes", "1 × boxes were taken",
                  "1 images have no picture", "points of skeletons"):  # fmt: skip
        assert words in said


def test_what_tools_write_wrongly_is_repaired_and_counted():
    shapes = """
    <mask label="new" rle="1.0,2.0" left="0" top="0" width="2" height="2" occluded="0"/>
    <mask label="car" rle="0,4" left="7" top="-1" width="2" height="2"/>
    <mask label="car" rle="4" left="0" top="0" width="2" height="2"/>
    <polygon label="car" points="1,1;2,2" occluded="0"/>
    <polygon label="car" points="1,1;5,5;5,1;1,5;1,1" occluded="0"/>
    <box label="car" xtl="2" ytl="4" xbr="1" ybr="2" rotation="90"/>
    <box label="car" xtl="20" ytl="4" xbr="30" ybr="2"/>
    """
    dataset, (image,), report = imported(cvat_read.read, foreign(shapes))
    assert [c.name for c in dataset.classes] == ["car", "road", "new"]
    assert grid(image, 0)[:2] == ["01000000", "10000000"]
    assert grid(image, 1)[0] == "00000001"
    assert image.segments[2].polygon is None
    assert [b.bbox_xywh for b in image.boxes] == [(0, 2, 3, 2)]
    said = "\n".join(report.notes)
    for words in ("runs end before their box", "over the image's border", "empty masks",
                  "fewer than 3 vertices", "cross or touch themselves", "labels that the meta",
                  "turned boxes", "boxes outside"):  # fmt: skip
        assert f"1 × {words}" in said or words in said


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ('<mask label="car" rle="0,9" left="0" top="0" width="2" height="2"/>', "sum to 9"),
        ('<mask label="car" rle="-1,5" left="0" top="0" width="2" height="2"/>', "whole numbers"),
        ('<mask label="car" rle="" left="0" top="0" width="2" height="2"/>', "whole numbers"),
        ('<mask label="car" rle="1" left="0" top="0" width="9" height="1"/>', "box is 9 x 1"),
        ('<mask label="car" rle="1" left="x" top="0" width="1" height="1"/>', "left is 'x'"),
        ('<polygon label="car" points="1,1;2;3,3"/>', "x,y;x,y"),
        ('<polygon label="car" points="1,1;nan,2;3,3"/>', "points is 'nan'"),
        ('<polygon points="1,1;2,1;3,3"/>', "has no label"),
        ('<polygon label="car" points="1,1;2,1;3,3" z_order="x"/>', "z_order is 'x'"),
        ("<polygon", "no valid XML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(shapes, message):
    with pytest.raises(BadDataset, match=r"annotations\.xml, line 1[01]") as refused:
        cvat_read.read(foreign(shapes), Report())
    assert message in refused.value.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<annotations><track id='0' label='car'/></annotations>", "CVAT for images 1.1"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><annotations/>", "has a DOCTYPE"),
        ("<annotation/>", "There is no annotations.xml"),
        ("<annotations><image name='a'/></annotations>", "neither width and height"),
        ("<annotations><image name='../..' width='1' height='1'/></annotations>", "no name"),
        ("<annotations><image name='a' width='1' height='0'/></annotations>", "above 0"),
        ("<annotations><image name='a' width='90000' height='90000'/></annotations>", "tiles"),
        (
            "<annotations><image name='a' width='1' height='1'/>"
            "<image name='a' width='1' height='1'/></annotations>",
            "twice",
        ),
    ],
)
def test_foreign_files_are_refused_with_a_remedy(text, message):
    archive = MemoryArchive({"annotations.xml": text.encode()})
    with pytest.raises(BadDataset) as refused:
        cvat_read.read(archive, Report())
    assert message in refused.value.message


def test_entities_are_never_expanded_in_any_encoding():
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><annotations/>'
    archive = MemoryArchive({"annotations.xml": text.encode("utf-16")})
    with pytest.raises(BadDataset, match="DOCTYPE"):
        cvat_read.read(archive, Report())


def test_pictures_are_found_where_versions_put_them():
    for head, path in [
        ('name="a/b.png"', "images/a/b.png"),
        ('name="a/b.png" subset="Train"', "images/Train/a/b.png"),
        ('name="b.png"', "b.png"),
        ('name="B.PNG"', "data/b.png"),
        ('name="b"', "images/b.png"),
    ]:
        archive = foreign("", f'id="0" {head}')
        archive.files[path] = picture((6, 8))
        _, (image,), report = imported(cvat_read.read, archive)
        assert (image.size_hw, image.state, report.notes[:-1]) == ((6, 8), "new", [])
        assert image.split == ("train" if "subset" in head else None)


def test_tasks_of_a_project_may_share_names():
    text = (
        "<annotations><image name='a.png' subset='Train' task_id='1' width='2' height='2'/>"
        "<image name='a.png' subset='Test' task_id='2' width='2' height='2'/></annotations>"
    )
    archive = MemoryArchive({"x/annotations.xml": text.encode()})
    _, images, _ = imported(cvat_read.read, archive)
    assert [(image.name, image.split) for image in images] == [
        ("a.png", "train"),
        ("Test/a.png", "test"),
    ]


def test_many_images_stay_small_in_memory():
    tags = "<tag label='car'/>" * 50
    one = f"<image id='0' name='%d.png' width='8' height='6'>{tags}</image>"
    text = HEAD + "".join(one % n for n in range(1000)) + "</annotations>"
    reader = reader_for({"annotations.xml": text.encode()})
    tracemalloc.start()
    dataset = cvat_read.read(reader, Report())
    assert sum(1 for _ in dataset.images()) == 1000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * 2**20


def test_the_row_of_the_table():
    assert FORMATS["cvat"].holds_weak
