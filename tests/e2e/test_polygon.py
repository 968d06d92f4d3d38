"""Polygons in the browser: clicks, freehand, the magnet, vertices, rings, simplify, convert."""

from __future__ import annotations

import io
import uuid

import numpy as np
import pytest
from PIL import Image as PILImage
from playwright.sync_api import Page, expect

from labeling.masks import rle as rles
from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.drawing import Canvas, expect_saved

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
SIZE = (80, 112)


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


@pytest.fixture
def project(owner: Client) -> tuple[int, int]:
    """An exclusive project with two classes and one grey image: its id and the image's."""
    name = f"polygon {uuid.uuid4().hex[:8]}"
    made = owner.call("post", "projects/", {"name": name, "overlap_mode": "exclusive"})
    for number, class_name in enumerate(("left", "right"), 1):
        body = {"name": class_name, "color": f"#{number}0c0ff", "is_thing": True}
        owner.call("post", f"projects/{made['id']}/classes/", body)
    buffer = io.BytesIO()
    PILImage.new("RGB", (SIZE[1], SIZE[0]), (120, 120, 120)).save(buffer, "PNG")
    sent = owner.upload(made["id"], {"grey.png": buffer.getvalue()})
    return made["id"], sent["accepted"][0]["id"]


@pytest.fixture
def canvas(signed_in: Page, server: Server, project: tuple[int, int]) -> Canvas:
    signed_in.goto(f"{server.url}/projects/{project[0]}/images/{project[1]}")
    drawn = Canvas(signed_in, SIZE)
    drawn.key("1")
    return drawn


def segments_of(owner: Client, image: int) -> dict[int, dict]:
    """Current segments by class, each with its `pixels` (H, W) bool."""
    segments = owner.call("get", f"images/{image}/annotation/")["segments"]
    for segment in segments:
        segment["pixels"] = rles.decode(rles.from_wire(segment["mask"]))
    return {segment["class_id"]: segment for segment in segments}


def click(canvas: Canvas, x: float, y: float) -> None:
    canvas.page.mouse.click(*canvas.at(x, y))


def box(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    mask = np.zeros(SIZE, dtype=np.bool_)
    mask[y0:y1, x0:x1] = True
    return mask


def test_clicks_and_freehand_mix(canvas: Canvas, owner, project):
    canvas.key("p")
    click(canvas, 20, 20)
    click(canvas, 60, 20)
    # Freehand from the next corner: pressed, dragged along, let go.
    canvas.stroke([(60, 50), (50, 52), (40, 50), (30, 52), (20, 50)])
    # A stretch too much goes as a whole.
    canvas.stroke([(14, 40), (12, 36), (10, 30)])
    canvas.key("Backspace")
    canvas.key("Backspace")
    canvas.key("Enter")
    expect_saved(canvas.page)
    segment = segments_of(owner, project[1])[1]
    assert segment["origin"] == "polygon"
    assert segment["pixels"][20:50, 20:60].all()
    assert segment["pixels"].sum() == pytest.approx(30 * 40 + 40, abs=25)
    assert 6 <= len(segment["polygon"]["parts"][0]["outer"]) < 40


def test_a_neighbours_border_is_shared_exactly(canvas: Canvas, owner, project):
    # A mask by the brush: its border is nothing that a hand could follow.
    canvas.key("b")
    canvas.stroke([(30, 12), (24, 30), (34, 50), (28, 66)])
    canvas.key("n")
    canvas.key("2")
    canvas.key("p")
    mask = None
    expect_saved(canvas.page)
    mask = segments_of(owner, project[1])[1]["pixels"]
    rows = [16, 62]
    (top, bottom) = [(int(np.flatnonzero(mask[row]).max()) + 1, row) for row in rows]
    click(canvas, top[0] + 0.3, top[1] + 0.2)
    click(canvas, 90, 16)
    click(canvas, 90, 62)
    click(canvas, bottom[0] + 0.3, bottom[1] + 0.2)
    canvas.key("Enter")
    expect_saved(canvas.page)
    after = segments_of(owner, project[1])
    left, right = after[1]["pixels"], after[2]["pixels"]
    assert (left == mask).all()
    assert not (left & right).any()
    both = left | right
    for row in range(18, 60):
        first = int(np.flatnonzero(left[row]).min())
        assert both[row, first:90].all(), row
    assert after[2]["polygon"] is not None


def test_parts_holes_and_a_new_stretch(canvas: Canvas, owner, project):
    canvas.polygon([(10, 10), (50, 10), (50, 50), (10, 50)])
    bar = canvas.page.get_by_role("toolbar", name="Tool options")
    bar.get_by_role("radio", name="Hole").click()
    canvas.polygon([(20, 20), (40, 20), (40, 40), (20, 40)])
    bar.get_by_role("radio", name="Part").click()
    canvas.polygon([(70, 10), (90, 10), (90, 30), (70, 30)])
    expect_saved(canvas.page)
    (segment,) = segments_of(owner, project[1]).values()
    wanted = (box(10, 10, 50, 50) & ~box(20, 20, 40, 40)) | box(70, 10, 90, 30)
    assert (segment["pixels"] == wanted).all()
    assert [len(part["holes"]) for part in segment["polygon"]["parts"]] == [1, 0]
    # From the outline to the outline: the shorter old stretch goes.
    canvas.key("Shift+R")
    for x, y in [(50, 20), (60, 20), (60, 40), (50, 40)]:
        click(canvas, x, y)
    expect_saved(canvas.page)
    (segment,) = segments_of(owner, project[1]).values()
    assert (segment["pixels"] == (wanted | box(50, 20, 60, 40))).all()
    expect(canvas.element).to_have_attribute("data-tool", "select")
    canvas.key("Control+z")
    expect_saved(canvas.page)
    (segment,) = segments_of(owner, project[1]).values()
    assert (segment["pixels"] == wanted).all()


def test_vertices_by_keyboard_simplified_and_converted(canvas: Canvas, owner, project):
    canvas.polygon([(10, 10), (30, 10), (50, 10), (50, 50), (30, 50.4), (10, 50)])
    canvas.key("v")
    canvas.key("Tab")
    canvas.key("Tab")
    # The vertex in the middle of the upper edge: five pixels up, then gone again.
    for _ in range(5):
        canvas.key("ArrowUp")
    expect_saved(canvas.page)
    (segment,) = segments_of(owner, project[1]).values()
    assert segment["polygon"]["parts"][0]["outer"][1] == pytest.approx([30, 5], abs=0.2)
    assert segment["pixels"][8, 30]
    canvas.key("Delete")
    expect_saved(canvas.page)
    (segment,) = segments_of(owner, project[1]).values()
    assert len(segment["polygon"]["parts"][0]["outer"]) == 5
    assert (segment["pixels"][10:50] == box(10, 10, 50, 50)[10:50]).all()
    # A plain click on an edge adds one; the whole moves by a drag with Shift.
    click(canvas, 50, 30)
    canvas.page.keyboard.down("Shift")
    canvas.stroke([(30, 30), (45, 30), (50, 30)])
    canvas.page.keyboard.up("Shift")
    expect_saved(canvas.page)
    (segment,) = segments_of(owner, project[1]).values()
    assert len(segment["polygon"]["parts"][0]["outer"]) == 6
    assert (segment["pixels"][10:50] == box(30, 10, 70, 50)[10:50]).all()
    # Simplified: shown first, done by Enter.
    canvas.key("t")
    expect(canvas.page.get_by_test_id("simplify-outcome")).to_contain_text("6 → 4 vertices")
    canvas.key("Enter")
    expect_saved(canvas.page)
    (segment,) = segments_of(owner, project[1]).values()
    assert len(segment["polygon"]["parts"][0]["outer"]) == 4
    before = segment["pixels"]
    canvas.key("Shift+P")
    expect_saved(canvas.page)
    (segment,) = segments_of(owner, project[1]).values()
    assert segment["polygon"] is None
    assert (segment["pixels"] == before).all()
    canvas.key("Shift+P")
    expect_saved(canvas.page)
    (segment,) = segments_of(owner, project[1]).values()
    assert (segment["pixels"] == before).all()
    assert len(segment["polygon"]["parts"][0]["outer"]) == 4
