"""Label Studio: exact both ways, and what its exports and the scripts around it really hold."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from labeling.errors import BadDataset
from labeling.formats import FORMATS, json_items, label_studio, label_studio_read, label_studio_rle
from labeling.formats.base import BoxRecord, ImageRecord, Report
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
    with_details,
    zipped,
)
from tests.formats.memory import MemoryArchive, exported, imported, segment
from tests.formats.memory import MemorySource as Street
from tests.formats.test_label_studio_rle import published

GEOMETRIES = ("masks", "as-drawn", "polygons")


@pytest.mark.parametrize("geometry", GEOMETRIES)
@pytest.mark.parametrize("mode", ["layered", "exclusive"])
def test_every_pixel_comes_back(tmp_path, mode, geometry):
    source = nasty_source(mode)
    report = export_to(tmp_path, label_studio.export, source, geometry=geometry)
    repairs = Report()
    dataset = label_studio_read.read(read_folder(tmp_path), repairs)
    back = by_name(dataset)
    assert dataset.classes == CLASSES
    assert list(back) == [image.name for image in source.records]
    for image in source.records:
        assert back[image.name].size_hw == image.size_hw
        assert back[image.name].split == image.split
        assert back[image.name].open is not None
        assert pixels(back[image.name].segments) == pixels(image.segments)
    assert repairs.notes == []
    assert not any("masks" in note for note in report.notes)


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_whole_segments_come_back(tmp_path, geometry):
    source = with_details(nasty_source())
    export_to(tmp_path, label_studio.export, source, geometry=geometry)
    back = by_name(label_studio_read.read(read_folder(tmp_path), Report()))
    for image in source.records:
        for one, other in zip(back[image.name].segments, image.segments, strict=True):
            origin = "model" if other.origin == "model" else "import"
            assert one == replace(other, polygon=one.polygon, origin=origin)


def test_drawn_polygons_keep_their_vertices():
    ring = ((2.25, 1.5), (9.123456789, 2.0), (7.0, 8.75))
    made = Polygon((Part(ring), Part(((12.0, 1.0), (15.5, 1.0), (14.0, 6.1)))))
    mask = polygons.rasterise(made, (10, 21))
    image = ImageRecord("a.png", (10, 21), (segment(mask, 1, 3, polygon=made),), open=None)
    archive, _ = exported(label_studio.export, Street(CLASSES, [image]), geometry="as-drawn")
    _, (back,), _ = imported(label_studio_read.read, archive)
    assert back.segments[0].polygon == made


def test_label_studio_sees_the_same_pixels_and_controls():
    source = nasty_source()
    archive, _ = exported(label_studio.export, source)
    tasks = json.loads(archive.files["tasks.json"])
    config = ElementTree.fromstring(archive.files["labeling_config.xml"])
    controls = {each.get("name"): each for each in config.iter() if each.get("toName")}
    assert [each.get("value") for each in controls["brush"]] == [c.name for c in CLASSES]
    for task, image in zip(tasks, source.records, strict=True):
        (annotation,) = task["annotations"]
        for entry, known in zip(annotation["result"], image.segments, strict=True):
            assert (entry["type"], entry["to_name"]) == ("brushlabels", config[0].get("name"))
            assert entry["from_name"] in controls
            height, width = entry["original_height"], entry["original_width"]
            shown = published(entry["value"]["rle"]).reshape(height, width, 4)[:, :, 3] > 0
            assert np.array_equal(shown, rle.decode(known.rle))


def test_boxes_and_tags_come_back_and_bytes_are_the_same():
    boxes = (BoxRecord("b", 1, (1, 0, 2, 1)), BoxRecord("c", 7, (0, 0, 7, 3)))
    image = ImageRecord("a.png", (3, 7), (), boxes=boxes, tags=(2, 7), split="val")
    source = Street(CLASSES, [image])
    archive, _ = exported(label_studio.export, source)
    _, (back,), _ = imported(label_studio_read.read, archive)
    assert (back.boxes, back.tags, back.split, back.state) == (boxes, (2, 7), "val", None)
    assert FORMATS["label-studio"].holds_weak
    detailed = with_details(nasty_source())
    assert zipped(label_studio.export, detailed) == zipped(label_studio.export, detailed)


def brush(grid: str, label: str = "car", **more: object) -> dict:
    mask = np.array([[char == "1" for char in row] for row in grid.split()])
    content = list(label_studio_rle.encode(rle.encode(mask)))
    value = {"format": "rle", "rle": content, "brushlabels": [label]}
    height, width = mask.shape
    return region("brushlabels", value, (height, width), **more)


def region(kind: str, value: dict, size_hw=(4, 5), **more: object) -> dict:
    number = next(NUMBERS)
    return {
        "original_width": size_hw[1], "original_height": size_hw[0], "image_rotation": 0,
        "value": value, "id": f"r{number}", "from_name": "label", "to_name": "image",
        "type": kind, "origin": "manual", **more,
    }  # fmt: skip


NUMBERS = iter(range(10_000))
EMPTY = "00000 00000 00000 00000"


def task(*result: dict, image: str = "/data/upload/1/1a2b3c4d-name.jpg", **more: object) -> dict:
    annotations = [{"id": 1, "result": list(result), "was_cancelled": False}]
    return {"id": 7, "data": {"image": image}, "annotations": annotations, **more}


def dataset_of(*tasks: dict, **files: bytes) -> MemoryArchive:
    return MemoryArchive({"project-1-at-2024.json": json.dumps(tasks).encode(), **files})


def grids(image: ImageRecord) -> list[str]:
    masks = [rle.decode(each.rle).astype(int) for each in image.segments]
    return [" ".join("".join(map(str, row)) for row in mask) for mask in masks]


def test_an_export_as_label_studio_writes_it():
    per_region = region("choices", {"choices": ["left"]}, from_name="side")
    drawn = brush("01100 01100 00000 00000", "car", id=per_region["id"])
    # <Brush> with <Labels>: one region, told in two entries.
    split_brush = brush("00000 00000 00000 00011", id="two")
    label = split_brush["value"].pop("brushlabels")[0] and "road"
    both = region("labels", {**split_brush["value"], "labels": [label]}, id="two")
    archive = dataset_of(
        task(
            drawn, per_region, {**split_brush, "type": "brush"}, both,
            region("polygonlabels", {"points": [[20, 25], [80, 25], [80, 75], [20, 75]],
                                     "polygonlabels": ["car"], "closed": True}),
            region("ellipselabels", {"x": 50, "y": 50, "radiusX": 30, "radiusY": 15,
                                     "ellipselabels": ["wheel"]}),
            region("rectanglelabels", {"x": 20, "y": 25, "width": 40, "height": 50, "rotation": 0,
                                       "rectanglelabels": ["car"]}),
            region("rectanglelabels", {"x": 60, "y": 25, "width": 40, "height": 25, "rotation": 90,
                                       "rectanglelabels": ["car"]}),
            region("keypointlabels", {"x": 5, "y": 5, "width": 1, "keypointlabels": ["car"]}),
            {"from_id": "two", "to_id": "r1", "type": "relation", "direction": "right"},
            {"id": "c", "type": "choices", "from_name": "weather", "to_name": "image",
             "value": {"choices": ["rain", "night"]}},
        ),
        **{"images/1a2b3c4d-name.jpg": picture((4, 5), "JPEG")},
    )  # fmt: skip
    dataset, (image,), report = imported(label_studio_read.read, archive)
    names = [c.name for c in dataset.classes]
    assert names == ["car", "road", "wheel", "rain", "night"]
    assert (image.name, image.size_hw) == ("name.jpg", (4, 5))
    assert image.open is not None
    assert [names[s.class_id - 1] for s in image.segments] == ["car", "road", "car", "wheel"]
    assert grids(image) == [
        "01100 01100 00000 00000",
        "00000 00000 00000 00011",
        "00000 01110 01110 00000",
        "00000 00100 00100 00000",
    ]
    assert dict(image.segments[0].attributes) == {"side": "left"}
    corners = ((1.0, 1.0), (4.0, 1.0), (4.0, 3.0), (1.0, 3.0))
    assert image.segments[2].polygon == Polygon((Part(corners),))
    assert [box.bbox_xywh for box in image.boxes] == [(1, 1, 2, 2), (2, 1, 1, 2)]
    assert [names[n - 1] for n in image.tags] == ["rain", "night"]
    said = "\n".join(report.notes)
    for words in ("1 × ellipses", "1 × turned boxes", "2 × boxes were taken", "1 × key points",
                  "1 × entries without a region"):  # fmt: skip
        assert words in said


def test_the_newest_annotation_counts_and_predictions_only_where_there_is_none():
    one, two, three = (
        {"id": n, "result": [brush(g)], "updated_at": f"2024-0{n}-01T00:00:00Z", **more}
        for n, g, more in [
            (1, "10000 00000 00000 00000", {}),
            (2, "01000 00000 00000 00000", {}),
            (3, "00100 00000 00000 00000", {"was_cancelled": True}),
        ]
    )
    guess = {"id": 9, "score": 0.75, "result": [brush("00010 00000 00000 00000")]}
    archive = dataset_of(
        {"id": 1, "data": {"image": "a.png"}, "annotations": [two, one, three],
         "predictions": [guess]},
        {"id": 2, "data": {"image": "b.png"}, "annotations": [], "predictions": [guess]},
        {"id": 3, "data": {"image": "c.png"}, "completions": [one]},
    )  # fmt: skip
    _, (first, second, third), report = imported(label_studio_read.read, archive)
    assert grids(first) == ["01000 00000 00000 00000"]
    assert grids(second) == ["00010 00000 00000 00000"]
    made = second.segments[0]
    assert (made.origin, made.score, second.state) == ("model", 0.75, None)
    assert grids(third) == ["10000 00000 00000 00000"]
    said = "\n".join(report.notes)
    for words in ("cancelled annotations", "several annotations; the newest", "predictions of",
                  "newest prediction was taken"):  # fmt: skip
        assert f"1 × {words}" in said or f"1 × tasks with {words}" in said or words in said


@pytest.mark.parametrize(
    ("reference", "path", "name"),
    [
        ("/data/upload/1/1a2b3c4d-name.jpg", "name.jpg", "name.jpg"),
        ("/data/upload/1/1a2b3c4d-name.jpg", "images/1a2b3c4d-name.jpg", "name.jpg"),
        ("/data/upload/1/1a2b3c4d-stra%C3%9Fe.jpg", "images/straße.jpg", "straße.jpg"),
        ("/data/local-files/?d=a/b%20c/name.jpg", "a/b c/name.jpg", "a/b c/name.jpg"),
        ("s3://bucket/a/name.jpg", "pictures/name.jpg", "name.jpg"),
        ("https://host/x/name.jpg?token=1", "name.jpg", "name.jpg"),
        ("name.jpg", "images/name.JPG", "name.jpg"),
        ("deadbeef-name.jpg", "name.jpg", "deadbeef-name.jpg"),
        ("C:\\pictures\\name.jpg", "name.jpg", "pictures/name.jpg"),
    ],
)
def test_pictures_are_found_by_every_kind_of_name(reference, path, name):
    archive = dataset_of(task(image=reference), **{path: picture((4, 5), "JPEG")})
    _, (image,), report = imported(label_studio_read.read, archive)
    assert (image.name, image.size_hw, report.notes) == (name, (4, 5), [])


def test_two_tasks_of_one_name_and_those_without_any_size():
    archive = dataset_of(
        task(brush(EMPTY)), task(brush(EMPTY)), task(image="lost.jpg"), task(image="data:image/x")
    )
    _, images, report = imported(label_studio_read.read, archive)
    assert [image.name for image in images] == ["name.jpg", "task 7/name.jpg"]
    said = "\n".join(report.notes)
    for words in ("1 × tasks whose pictures have one name", "1 × tasks without regions",
                  "1 × tasks without a picture were", "2 × masks without a pixel"):  # fmt: skip
        assert words in said


def test_annotations_in_files_of_their_own_are_read():
    mark = b"\xef\xbb\xbf"
    own = {"id": 5, "result": [brush("10000 00000 00000 00000")], "task": {
        "id": 3, "data": {"image": "a.png"}}}  # fmt: skip
    files = {"5.json": mark + json.dumps(own).encode(), "coco.json": b'{"images": []}'}
    _, (image,), _ = imported(label_studio_read.read, MemoryArchive(files))
    assert grids(image) == ["10000 00000 00000 00000"]


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (brush("11"), "drawn on 2 x 1 pixels"),
        (region("brushlabels", {"rle": [1, 2, 300], "brushlabels": ["a"]}), "0 to 255"),
        (region("brushlabels", {"rle": [1, 2], "brushlabels": ["a"]}), "shorter than its header"),
        (region("brushlabels", {"rle": [0] * 9, "brushlabels": ["a"]}), "holds 0 values"),
        (region("polygonlabels", {"points": [[1, "x"]], "polygonlabels": ["a"]}), "per cent"),
        (region("polygonlabels", {"points": [[1, 1e9]], "polygonlabels": ["a"]}), "per cent"),
        (region("rectanglelabels", {"x": 1, "y": None, "width": 1, "height": 1,
                                    "rectanglelabels": ["a"]}), "per cents"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_entry(result, message):
    archive = dataset_of(task(brush(EMPTY)), task(brush(EMPTY), result))
    with pytest.raises(BadDataset) as refused:
        label_studio_read.read(archive, Report())
    assert refused.value.message.startswith("project-1-at-2024.json, task 2, result[1]: ")
    assert message in refused.value.message


def test_a_brush_that_was_cut_off_is_refused():
    cut = brush("10000 01000 00100 00010")
    cut["value"]["rle"] = cut["value"]["rle"][:12]
    dataset = label_studio_read.read(dataset_of(task(cut)), Report())
    with pytest.raises(BadDataset, match=r"task 1, result\[0\]: .*cut off"):
        list(dataset.images())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[{"image": "a", "id": 1, "annotator": 1, "tag": []}]', "JSON-MIN"),
        (b'{"images": [], "annotations": [], "categories": []}', "There is no JSON file"),
        (b'[{"data": {"image": "a.png"}, "annotations": []}', "ends too early"),
        (b'[{"data": {"image": "a.png"}, "annotations": []},]', "comma before the end"),
        (b'[{"data": {"image": "a.png"}, "annotations": [}]', "no valid JSON"),
        (b'[{"data": {"image": "\xff.png"}, "annotations": []}]', "no valid JSON"),
        (b'[{"data": {"image": "a.png"}, "annotations": {}}]', "must be a list"),
        (b'[{"data": {"image": "a.png"}, "annotations": []}, 5]', "no task"),
        (b'[{"data": {"image": "../.."}, "annotations": []}]', "no name"),
    ],
)
def test_foreign_files_are_refused_with_a_remedy(content, message):
    with pytest.raises(BadDataset) as refused:
        label_studio_read.read(MemoryArchive({"x.json": content}), Report())
    assert message in refused.value.message


def test_regions_that_cannot_be_kept_are_counted():
    archive = dataset_of(
        task(
            brush("11000 00000 00000 00000", "a", image_rotation=90),
            region("brushlabels", brush("00001 00000 00000 00000")["value"] | {"brushlabels": []}),
            region("polygonlabels", {"points": [[1, 1], [2, 2]], "polygonlabels": ["a", "b"]}),
            region("bitmasklabels", {"imageDataURL": "data:x", "bitmasklabels": ["a"]}),
            {"id": "t", "type": "textarea", "from_name": "t", "value": {"text": ["hello"]}},
        )
    )
    _, (image,), report = imported(label_studio_read.read, archive)
    assert image.segments == ()
    said = "\n".join(report.notes)
    for words in ("drawn on a turned view", "without a label", "several labels", "fewer than 3",
                  "key points, vectors and bitmaps", "answers about"):  # fmt: skip
        assert re.search(rf"1 × .*{words}", said), words


@pytest.mark.parametrize("size", [1, 7, 100, 65_536])
def test_long_lists_are_read_item_by_item(monkeypatch, size):
    monkeypatch.setattr(json_items, "_CHUNK", size)
    values = [{"é": list(range(n)), "s": "],[{"} for n in range(20)]
    text = json.dumps(values, ensure_ascii=False, indent=1).encode()
    assert list(json_items.items(io.BytesIO(text), "x")) == values
    assert list(json_items.items(io.BytesIO(b" [ ] "), "x")) == []
    assert list(json_items.items(io.BytesIO(b"[12, 345 ,6]"), "x")) == [12, 345, 6]
    assert list(json_items.items(io.BytesIO(b'{"a": 1}'), "x")) == [{"a": 1}]
