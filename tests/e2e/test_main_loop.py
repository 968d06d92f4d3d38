"""The whole loop as a person does it: images in, draw, save, train, predict, correct, export."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PILImage
from playwright.sync_api import Page, expect
from pycocotools import mask as coco_mask

from labeling.demo.street import render_street
from labeling.masks import polygons
from labeling.masks import rle as rles
from labeling.masks.types import Part, Polygon
from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.drawing import Canvas, expect_saved

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
SIZE = (80, 112)  # small enough that the fitted view shows each pixel as 8 × 8
ROAD = [(0, 50), (112, 50), (112, 80), (0, 80)]
CAR = [(20, 30), (60, 30), (60, 40), (50, 40), (50, 46), (20, 46)]
PATH = [(70.5, 20.5), (95.5, 20.5)]


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    paths = []
    for seed in range(6):
        scene = render_street(seed, (240, 336))
        path = tmp_path / f"street {seed}.png"
        PILImage.fromarray(scene.picture).resize(SIZE[::-1]).save(path)
        paths.append(path)
    return paths


def create_project(page: Page, name: str) -> None:
    page.get_by_role("button", name="New project").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    for number, class_name in enumerate(("car", "road", "person"), 1):
        field = dialog.get_by_label(f"Name of class {number}", exact=True)
        field.fill(class_name)
        if number < 3:
            field.press("Enter")
    dialog.get_by_role("button", name="Create project").click()
    expect(page).to_have_url(re.compile(r"/projects/\d+"))


def upload(page: Page, pictures: list[Path]) -> None:
    expect(page.get_by_role("heading", name="Add the first images")).to_be_visible()
    page.get_by_role("button", name="Add images").first.click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name=re.compile("Files or a zip")).click()
    chooser.value.set_files(pictures)
    expect(page.get_by_text("6 images added.")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name=re.compile("street 5"))).to_be_visible(timeout=60_000)


def label_image(page: Page) -> None:
    """One polygon of each of two classes and a brush stroke of the third."""
    canvas = Canvas(page, SIZE)
    canvas.key("2")
    canvas.polygon(ROAD)
    canvas.key("1")
    canvas.polygon(CAR)
    canvas.key("3")
    canvas.key("b")
    canvas.stroke(PATH)
    expect(page.get_by_test_id("segment-count")).to_have_text("3")
    expect_saved(page)


def polygon_mask(vertices: list[tuple[int, int]]) -> np.ndarray:
    ring = tuple((float(x), float(y)) for x, y in vertices)
    return polygons.rasterise(Polygon((Part(ring),)), SIZE)


def test_the_whole_loop(signed_in: Page, server: Server, pictures: list[Path]) -> None:
    page = signed_in
    create_project(page, "Main loop")
    upload(page, pictures)
    project = int(re.search(r"/projects/(\d+)", page.url)[1])

    page.get_by_role("link", name=re.compile("street 0")).click()
    for _ in range(3):
        label_image(page)
        page.keyboard.press("Control+Enter")  # submit, and on to the next
        page.wait_for_timeout(500)
    client = Client(server)
    rows = client.call("get", f"projects/{project}/images/")["results"]
    assert [row["state"] for row in rows] == ["submitted"] * 3 + ["new"] * 3
    check_drawn(client, rows[:3])

    train(page, project, server)
    predict_and_correct(page, project, server, client)
    check_export(page, project, server, client)


def check_drawn(client: Client, rows: list[dict]) -> None:
    """What the server has is what the hand drew."""
    for row in rows:
        segments = client.call("get", f"images/{row['id']}/annotation/")["segments"]
        masks = {s["class_id"]: rles.decode(rles.from_wire(s["mask"])) for s in segments}
        assert np.array_equal(masks[2], polygon_mask(ROAD))
        assert np.array_equal(masks[1], polygon_mask(CAR))
        ys, xs = np.nonzero(masks[3])
        assert (xs.min() + xs.max() + 1) / 2 == pytest.approx(83, abs=0.6)
        assert (ys.min() + ys.max() + 1) / 2 == pytest.approx(20.5, abs=0.6)
        assert all(segment["origin"] in {"polygon", "brush"} for segment in segments)
        (first, *_) = client.call("get", f"annotations/{annotation_id(client, row)}/revisions/")
        assert first["active_ms"] > 0
        assert set(first["tools"]) <= {"polygon", "brush"}


def annotation_id(client: Client, row: dict) -> int:
    return client.call("get", f"images/{row['id']}/annotation/")["id"]


def train(page: Page, project: int, server: Server) -> None:
    page.goto(f"{server.url}/projects/{project}/training")
    page.get_by_role("textbox", name="Epochs").fill("2")
    page.get_by_role("textbox", name="Epochs").press("Tab")
    page.get_by_role("button", name="Train on 3 images").click()
    expect(page.get_by_role("button", name=re.compile(r"Predict on unlabelled"))).to_be_visible(
        timeout=240_000
    )


def predict_and_correct(page: Page, project: int, server: Server, client: Client) -> None:
    page.get_by_role("button", name=re.compile(r"Predict on unlabelled")).click()
    expect(page.get_by_text("The suggestions are in").first).to_be_visible(timeout=120_000)
    rows = client.call("get", f"projects/{project}/images/")["results"]
    suggested = [row for row in rows if row["num_suggestions"]]
    assert suggested, "two epochs suggested nothing at all"
    assert all(row["state"] == "new" for row in suggested)
    image = suggested[0]
    page.goto(f"{server.url}/projects/{project}/images/{image['id']}")
    canvas = Canvas(page, SIZE)
    canvas.key("Shift+Enter")
    expect(page.get_by_test_id("suggestion-count")).to_have_count(0)
    expect_saved(page)
    segments = client.call("get", f"images/{image['id']}/annotation/")["segments"]
    assert len(segments) == image["num_suggestions"]
    assert all(s["origin"] == "model" and s["score"] is not None for s in segments)
    canvas.key("Control+z")
    expect_saved(page)
    canvas.key("Control+Shift+z")
    expect_saved(page)
    canvas.key("3")
    canvas.key("n")
    canvas.key("b")
    canvas.stroke(PATH)
    expect_saved(page)
    corrected = client.call("get", f"images/{image['id']}/annotation/")["segments"]
    assert len(corrected) == len(segments) + 1
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(500)


def check_export(page: Page, project: int, server: Server, client: Client) -> None:
    page.goto(f"{server.url}/projects/{project}/exports")
    page.get_by_role("radio", name=re.compile("COCO instances", re.I)).check(force=True)
    page.get_by_role("button", name="Export 4 images").click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="Download").first.click(timeout=60_000)
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".json") and "filenames" not in n)
        exported = json.loads(archive.read(name))
    rows = client.call("get", f"projects/{project}/images/")["results"]
    drawn = sorted(
        (segment["class_id"], segment["mask"]["counts"])
        for row in rows
        if row["state"] == "submitted"
        for segment in client.call("get", f"images/{row['id']}/annotation/")["segments"]
    )
    assert len(exported["images"]) == 4
    assert drawn == sorted(
        (row["category_id"], coco_counts(row["segmentation"])) for row in exported["annotations"]
    )


def coco_counts(segmentation: object) -> str:
    """Rasterised by pycocotools, as a training script would."""
    h, w = SIZE
    if isinstance(segmentation, list):
        merged = coco_mask.merge(coco_mask.frPyObjects(segmentation, h, w))
    else:
        merged = coco_mask.frPyObjects(segmentation, h, w)
    return rles.encode(coco_mask.decode(merged).astype(bool)).counts.decode()
