"""LabelMe: its own reading gives our pixels, and they come back unchanged."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import pytest

from labeling.errors import BadDataset
from labeling.formats import labelme
from labeling.formats.base import ImageRecord, Report
from labeling.formats.png import encode_map
from labeling.masks import rle
from tests.formats.datasets import (
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
from tests.readers import labelme_rules

MODES = pytest.mark.parametrize("mode", ["layered", "exclusive"])
GEOMETRIES = pytest.mark.parametrize("geometry", ["mask", "polygons"])


@MODES
@GEOMETRIES
def test_pixels_names_classes_and_details_come_back(
    tmp_path: Path, mode: str, geometry: str
) -> None:
    source = with_details(nasty_source(mode))
    export_to(tmp_path, labelme.export, source, geometry=geometry)
    report = Report()
    dataset = labelme.read(read_folder(tmp_path), report)
    read = by_name(dataset)
    assert report.notes == []
    assert sorted(read) == sorted(record.name for record in source.records)
    for record in source.records:
        back = read[record.name]
        assert pixels(back.segments) == pixels(record.segments)
        assert (back.size_hw, back.split) == (record.size_hw, record.split)
        for before, after in zip(record.segments, back.segments, strict=True):
            for field in ("iscrowd", "occluded", "truncated", "score", "attributes"):
                assert getattr(after, field) == getattr(before, field)
    table = [(c.class_id, c.name, c.color, c.is_thing) for c in dataset.classes]
    assert table == [(c.class_id, c.name, c.color, c.is_thing) for c in source.classes]


@MODES
@GEOMETRIES
def test_labelme_paints_exactly_our_pixels(tmp_path: Path, mode: str, geometry: str) -> None:
    source = nasty_source(mode)
    export_to(tmp_path, labelme.export, source, geometry=geometry)
    values = {record.name: record.class_id for record in source.classes}
    originals = json.loads((tmp_path / "filenames.json").read_text())
    records = {record.name: record for record in source.records}
    assert (tmp_path / "labels.txt").read_text().splitlines()[2:] == list(values)
    seen = 0
    for path in sorted(tmp_path.glob("*/*.json")):
        opened, size_hw, shapes = labelme_rules.load(path)
        record = records[originals.get(path.stem, opened.name)]
        assert size_hw == record.size_hw
        classes, instances = labelme_rules.shapes_to_label(size_hw, shapes, values)
        shown, numbers = np.zeros(size_hw, int), np.zeros(size_hw, int)
        for number, segment in enumerate(record.segments, start=1):
            shown[rle.decode(segment.rle)] = segment.class_id
            numbers[rle.decode(segment.rle)] = number
        assert np.array_equal(classes, shown)
        assert np.array_equal(instances, numbers)
        seen += 1
    assert seen == source.num_images


@GEOMETRIES
def test_the_same_dataset_gives_the_same_bytes(geometry: str) -> None:
    first = zipped(labelme.export, nasty_source(), geometry=geometry)
    assert first == zipped(labelme.export, nasty_source(), geometry=geometry)


def test_an_export_without_pictures_comes_back_too(tmp_path: Path) -> None:
    source = nasty_source()
    export_to(tmp_path, labelme.export, source, include_images=False)
    read = by_name(labelme.read(read_folder(tmp_path), Report()))
    for record in source.records:
        assert pixels(read[record.name].segments) == pixels(record.segments)
        assert read[record.name].open is None


def shape(label: str, kind: str, points: list, **fields: object) -> dict:
    return {"label": label, "points": points, "shape_type": kind, "group_id": None, **fields}


def document(*shapes: dict, **fields: object) -> bytes:
    content = {
        "version": "5.4.1",
        "flags": {},
        "shapes": list(shapes),
        "imagePath": "a.png",
        "imageData": None,
        "imageHeight": 20,
        "imageWidth": 30,
        **fields,
    }
    return json.dumps(content).encode()


def read_one(*shapes: dict, **fields: object) -> tuple[ImageRecord, Report]:
    report = Report()
    files = {"a.json": document(*shapes, **fields), "a.png": picture((20, 30))}
    (record,) = labelme.read(reader_for(files), report).images()
    return record, report


def area(record: ImageRecord) -> list[int]:
    return [rle.area_px(segment.rle) for segment in record.segments]


def test_all_shapes_that_enclose_pixels_are_drawn_by_their_centres() -> None:
    record, report = read_one(
        shape("box", "rectangle", [[12, 8], [2, 4]]),
        shape("box", "rectangle", [[2, 4], [12, 4], [12, 8], [2, 8]]),  # X-AnyLabeling
        shape("turned", "rotation", [[10, 2], [18, 10], [10, 18], [2, 10]], direction=0.78),
        shape("disc", "circle", [[15, 10], [15, 6]]),
        shape("ring", "polygon", [[0, 0], [5, 0], [5, 5]]),
        shape("old", None, [[0, 0], [5, 0], [5, 5], [0, 5]]),  # type: ignore[arg-type]
        shape("dot", "point", [[3, 3]]),
        shape("path", "linestrip", [[3, 3], [4, 4], [9, 9]]),
    )
    assert area(record)[:2] == [40, 40]
    assert area(record)[2] == pytest.approx(128, abs=16)
    assert area(record)[3] == pytest.approx(np.pi * 16, abs=4)
    assert area(record)[4:] == [15, 25]
    text = "\n".join(report.notes)
    assert "2 × points, lines and cuboids" in text
    assert "pixels whose centres they enclose" in text


def test_shapes_of_one_label_and_group_are_one_segment() -> None:
    square = [[0, 0], [2, 0], [2, 2], [0, 2]]
    far = [[10, 10], [13, 10], [13, 13], [10, 13]]
    record, _ = read_one(
        shape("car", "polygon", square, group_id=1),
        shape("dog", "polygon", square, group_id=1),
        shape("car", "polygon", far, group_id=1),
        shape("car", "polygon", far),
    )
    assert area(record) == [13, 4, 9]


def test_flags_scores_and_attributes_of_x_anylabeling_come_along() -> None:
    record, _ = read_one(
        shape(
            "car",
            "rectangle",
            [[0, 0], [4, 4]],
            flags={"occluded": True, "parked": True, "moving": False},
            attributes={"color": "red"},
            description="by the kerb",
            difficult=True,
            score=0.75,
        )
    )
    (segment,) = record.segments
    assert (segment.occluded, segment.truncated, segment.score) == (True, False, 0.75)
    assert segment.attributes == {
        "color": "red", "parked": True, "description": "by the kerb", "difficult": True
    }  # fmt: skip


def patch(mask: np.ndarray) -> str:
    return base64.b64encode(encode_map(mask.astype(np.uint8) * 255)).decode()


def test_masks_over_the_border_or_of_another_size_than_their_box_are_read() -> None:
    full = np.ones((4, 5), bool)
    record, report = read_one(
        shape("car", "mask", [[28, 18], [32, 21]], mask=patch(full)),
        shape("car", "mask", [[3.2, 4.1], [8.2, 8.1]], mask=patch(full)),
        shape("car", "mask", [[40, 40], [44, 43]], mask=patch(full)),
    )
    assert area(record) == [4, 20]
    assert any("another size than their box" in note for note in report.notes)
    assert any("without a pixel in the picture" in note for note in report.notes)


def test_classes_come_from_labels_txt_and_then_by_name() -> None:
    files = {
        "a.json": document(shape("zebra", "rectangle", [[0, 0], [4, 4]])),
        "a.png": picture((20, 30)),
        "labels.txt": b"__ignore__\n_background_\nroad\ncar\n",
        "sub/new.jpg": picture((20, 30), "JPEG"),
    }
    dataset = labelme.read(reader_for(files), Report())
    assert [(c.class_id, c.name) for c in dataset.classes] == [
        (1, "road"), (2, "car"), (3, "zebra")
    ]  # fmt: skip
    read = {record.name: record for record in dataset.images()}
    assert sorted(read) == ["a.png", "sub/new.jpg"]
    assert (read["sub/new.jpg"].state, read["a.png"].state) == ("new", None)


def test_a_picture_inside_the_json_and_a_windows_path_are_found() -> None:
    data = base64.b64encode(picture((20, 30))).decode()
    inside = document(imageData=data, imageHeight=None, imagePath="x.png")
    files = {
        "train/inside.json": inside,
        "labels/b.json": document(imagePath="..\\pictures\\b 1.png"),
        "pictures/b 1.png": picture((20, 30)),
    }
    read = by_name(labelme.read(reader_for(files), Report()))
    assert sorted(read) == ["inside.png", "pictures/b 1.png"]
    assert (read["inside.png"].size_hw, read["inside.png"].split) == ((20, 30), "train")
    assert read["inside.png"].open is not None
    assert read["inside.png"].open().read() == picture((20, 30))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", r"a\.json is no valid JSON"),
        (document(shape("", "polygon", [])), r"shapes\[0\]: label"),
        (document(shape("a", "blob", [])), r"shapes\[0\]: shape_type 'blob' is not known"),
        (document(shape("a", "polygon", [[0, 0], [1], [2, 2]])), r"shapes\[0\]: \[1\] is no point"),
        (document(shape("a", "polygon", [[0, 0], [1e300, 0], [2, 2]])), "is no point"),
        (document(shape("a", "circle", [[0, 0]])), "a circle has its centre"),
        (document(shape("a", "rotation", [[0, 0], [1, 1], [2, 2]])), "is no rotation"),
        (document(shape("a", "mask", [[0, 0], [1, 1]], mask="AAAA")), "mask is not a readable"),
        (document(shape("a", "mask", [[0, 0], [1, 1]])), "expected base64"),
        (document(imageHeight=10**6, imageWidth=10**6), "at most 89"),
        (document(imageHeight=None, imagePath="gone.png"), "no imageHeight"),
        (b'{"images": []}', "no file of LabelMe's"),
    ],
)
def test_bad_files_are_refused_before_the_first_image(content: bytes, said: str) -> None:
    with pytest.raises(BadDataset, match=said):
        labelme.read(reader_for({"a.json": content}), Report())
