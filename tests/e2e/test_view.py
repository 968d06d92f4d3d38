"""Seeing the image: windows on 16-bit values, values under the cursor, minimap, ruler, zoom."""

from __future__ import annotations

import io
import uuid

import numpy as np
import pytest
from PIL import Image as PILImage
from playwright.sync_api import Page, expect

from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.drawing import Canvas, expect_saved

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
SIZE = (90, 120)
DARK, HIDDEN = 500, 510  # ten steps of 65,536 apart: the same black in 8 bits
HIDDEN_AT = (30, 45)  # x, y inside of the hidden square
BRIGHT_AT = (100, 45)


def deep_picture(file_format: str) -> bytes:
    """Dark at the left with a square that 8 bits do not show, a bright ramp at the right."""
    values = np.full(SIZE, DARK, dtype=np.uint16)
    values[35:55, 20:40] = HIDDEN
    values[:, 60:] = np.linspace(1_000, 60_000, 60).astype(np.uint16)
    return encoded(PILImage.fromarray(values), file_format)


def shallow_picture() -> bytes:
    """Every grey once in each row of blocks, and a red column."""
    pixels = np.zeros((*SIZE, 3), dtype=np.uint8)
    pixels[:, :, :] = np.arange(120, dtype=np.uint8)[None, :, None]
    pixels[:, 100:] = (200, 40, 10)
    return encoded(PILImage.fromarray(pixels), "PNG")


def encoded(picture: PILImage.Image, file_format: str) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, file_format)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


@pytest.fixture(scope="module")
def project(owner: Client) -> tuple[int, dict[str, int]]:
    body = {"name": f"view {uuid.uuid4().hex[:8]}", "overlap_mode": "exclusive"}
    made = owner.call("post", "projects/", body)
    for name in ("cell", "ground"):
        owner.call("post", f"projects/{made['id']}/classes/", {"name": name, "color": "#10c0ff"})
    files = {
        "deep.png": deep_picture("PNG"),
        "deep.tif": deep_picture("TIFF"),
        "plain.png": shallow_picture(),
        "gaps.png": encoded(PILImage.new("RGB", (120, 90), (60, 90, 120)), "PNG"),
    }
    sent = owner.upload(made["id"], files)
    return made["id"], {row["name"]: row["id"] for row in sent["accepted"]}


def open_image(page: Page, server: Server, project, name: str) -> Canvas:
    page.goto(f"{server.url}/projects/{project[0]}/images/{project[1][name]}")
    return Canvas(page, SIZE)


def shown(canvas: Canvas, x: float, y: float) -> list[int]:
    """The colour that the picture's canvas has at an image position."""
    left, top = canvas.at(x + 0.5, y + 0.5)
    return canvas.page.evaluate(
        """([x, y]) => {
          const canvas = document.querySelector("[data-editor-canvas] canvas");
          const box = canvas.getBoundingClientRect();
          const scale = canvas.width / box.width;
          const at = [(x - box.left) * scale, (y - box.top) * scale].map(Math.floor);
          return [...canvas.getContext("2d").getImageData(...at, 1, 1).data].slice(0, 3);
        }""",
        [left, top],
    )


def on_screen(canvas: Canvas, x: float, y: float) -> tuple[int, ...]:
    """The colour on the screen at an image position, filters included."""
    left, top = canvas.at(x + 0.5, y + 0.5)
    clip = {"x": int(left), "y": int(top), "width": 1, "height": 1}
    picture = PILImage.open(io.BytesIO(canvas.page.screenshot(clip=clip)))
    return picture.convert("RGB").getpixel((0, 0))


def part(page: Page, name: str):
    return page.get_by_test_id("status-line").locator(f'[data-part="{name}"]')


@pytest.mark.parametrize("name", ["deep.png", "deep.tif"])
def test_a_window_reveals_what_8_bits_hide(signed_in: Page, server, project, name):
    page = signed_in
    canvas = open_image(page, server, project, name)
    assert shown(canvas, *HIDDEN_AT) == shown(canvas, 5, 5)
    page.mouse.move(*canvas.at(HIDDEN_AT[0] + 0.5, HIDDEN_AT[1] + 0.5))
    expect(part(page, "value")).to_have_text(f"{HIDDEN:,}")
    expect(part(page, "position")).to_have_text("x 30  y 45")
    canvas.key("Shift+V")
    expect(page.get_by_test_id("deep-values")).to_have_attribute("data-state", "ready")
    page.get_by_label("White from").fill("531")
    page.get_by_label("White from").press("ArrowLeft")
    expect(page.get_by_test_id("window")).to_have_text("500 – 530")
    # As the table says: 255 * (value - 500) / 30.
    expect_colour(page, lambda: shown(canvas, *HIDDEN_AT), [85] * 3)
    assert shown(canvas, 5, 5) == [0] * 3
    assert shown(canvas, *BRIGHT_AT) == [255] * 3
    page.get_by_role("button", name="Reset").click()
    expect_colour(page, lambda: shown(canvas, *HIDDEN_AT), shown(canvas, 5, 5))


def expect_colour(page: Page, read, expected) -> None:
    """Until the next frame has drawn it."""
    for _ in range(50):
        if list(read()) == list(expected):
            return
        page.wait_for_timeout(50)
    assert list(read()) == list(expected)


def test_an_8_bit_picture_goes_through_an_exact_table(signed_in: Page, server, project):
    page = signed_in
    canvas = open_image(page, server, project, "plain.png")
    page.mouse.move(*canvas.at(110.5, 10.5))
    expect(part(page, "value")).to_have_text("200 40 10")
    canvas.key("Shift+V")
    page.get_by_label("White from").fill("90")
    page.get_by_label("Black from").fill("30")
    page.keyboard.press("Escape")
    canvas.key("Shift+G")  # grid lines would be read otherwise
    page.mouse.move(1, 1)
    for value in (20, 30, 31, 47, 60, 89, 95):
        grey = round(255 * min(max((value - 30) / 60, 0), 1))
        expect_colour(page, lambda v=value: on_screen(canvas, v, 20), [grey] * 3)
    canvas.key("Shift+V")
    page.get_by_role("radio", name="G", exact=True).click()
    page.get_by_label("Invert").check()
    page.keyboard.press("Escape")
    expect_colour(page, lambda: on_screen(canvas, 110, 20), [255 - round(255 / 6)] * 3)


def test_a_kept_tone_is_there_on_the_next_image_of_the_project(signed_in: Page, server, project):
    page = signed_in
    canvas = open_image(page, server, project, "plain.png")
    canvas.key("Shift+V")
    page.get_by_label("Invert").check()
    page.get_by_label("Use for every image").check()
    canvas = open_image(page, server, project, "deep.png")
    expect_colour(page, lambda: shown(canvas, 119, 45), [0] * 3)
    canvas.key("Shift+V")
    page.get_by_label("Use for every image").uncheck()
    canvas = open_image(page, server, project, "deep.tif")
    canvas.key("Shift+V")
    expect(page.get_by_label("Invert")).not_to_be_checked()


def test_the_view_by_keyboard_minimap_and_ruler(signed_in: Page, server, owner, project):
    page = signed_in
    canvas = open_image(page, server, project, "plain.png")
    canvas.key("1")
    canvas.polygon([(10, 10), (30, 10), (30, 40), (10, 40)])
    expect_saved(page)
    canvas.key("v")
    page.mouse.click(*canvas.at(20, 20))
    expect(page.get_by_test_id("selected-size")).to_have_text("20 × 30 px, area 600 px")
    expect(part(page, "owner")).to_have_text("cell · 600 px")
    expect(page.get_by_test_id("minimap")).to_be_hidden()
    canvas.key("d")
    canvas.stroke([(40, 20), (43, 24)])
    canvas.key("Shift+)")
    expect(page.get_by_test_id("zoom")).to_have_text("200 %")
    for _ in range(12):
        canvas.key("+")
    minimap = page.get_by_test_id("minimap")
    expect(minimap).to_be_visible()
    box = minimap.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"], steps=4)
    page.mouse.up()
    stage = page.get_by_test_id("editor-canvas").bounding_box()
    page.mouse.move(stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2)
    expect(part(page, "position")).to_have_text("x 30  y 45")
    page.get_by_test_id("minimap").focus()
    page.keyboard.press("ArrowRight")
    page.mouse.move(stage["x"] + stage["width"] / 2 + 1, stage["y"] + stage["height"] / 2)
    expect(part(page, "position")).not_to_have_text("x 30  y 45")
    segments = owner.call("get", f"images/{project[1]['plain.png']}/annotation/")["segments"]
    assert len(segments) == 1


def overlay(canvas: Canvas, x: float, y: float, size: int = 24) -> np.ndarray:
    """(size, size, 4) of the segments' canvas round an image position, in device pixels."""
    left, top = canvas.at(x, y)
    values = canvas.page.evaluate(
        """([x, y, size]) => {
          const canvas = document.querySelectorAll("[data-editor-canvas] canvas")[1];
          const box = canvas.getBoundingClientRect();
          const scale = canvas.width / box.width;
          const at = [(x - box.left) * scale, (y - box.top) * scale].map(Math.floor);
          return [...canvas.getContext("2d").getImageData(...at, size, size).data];
        }""",
        [left, top, size],
    )
    return np.array(values).reshape(size, size, 4)


def test_what_is_left_is_hatched_counted_and_found(signed_in: Page, server, project):
    page = signed_in
    canvas = open_image(page, server, project, "gaps.png")
    expect(part(page, "free")).to_have_text("100.0 % unlabelled")
    canvas.key("1")
    canvas.polygon([(0, 0), (60, 0), (60, 90), (0, 90)])
    expect(part(page, "free")).to_have_text("50.0 % unlabelled")
    canvas.key("2")
    canvas.polygon([(62, 0), (120, 0), (120, 90), (62, 90)])
    canvas.polygon([(60, 0), (62, 0), (62, 40), (60, 40)])
    canvas.polygon([(60, 41), (62, 41), (62, 88), (60, 88)])
    expect_saved(page)
    expect(part(page, "free")).to_have_text("< 0.1 % unlabelled")
    # Two gaps are left: two rows of two pixels at the foot, and one row in the middle.
    canvas.key(".")
    expect(part(page, "region")).to_have_text("region 1 of 2: 4 px")
    page.mouse.move(1, 1)
    canvas.key(".")
    expect(part(page, "region")).to_have_text("region 2 of 2: 2 px")
    canvas.key("f")
    before = overlay(canvas, 60.5, 40.2, 4)
    canvas.key("Shift+N")
    page.wait_for_timeout(200)
    assert (before != overlay(canvas, 60.5, 40.2, 4)).any()
    canvas.polygon([(56, 30), (66, 30), (66, 50), (56, 50)])
    canvas.polygon([(56, 80), (66, 80), (66, 90), (56, 90)])
    expect(part(page, "free")).to_have_text("all labelled")
    canvas.key(".")
    expect(page.get_by_text("Every pixel of this image is labelled.")).to_be_visible()
    canvas.key("Shift+N")


def test_masks_as_outlines_fills_or_both(signed_in: Page, server, project):
    page = signed_in
    canvas = open_image(page, server, project, "gaps.png")
    inside, edge = (30, 45), (60, 65)
    page.wait_for_timeout(500)
    assert overlay(canvas, *inside)[..., 3].min() > 0
    canvas.key("Shift+O")
    page.wait_for_timeout(200)
    assert overlay(canvas, *inside)[..., 3].max() == 0
    thin = (overlay(canvas, edge[0] - 1, edge[1])[..., 3] > 0).sum()
    assert thin > 0
    canvas.key("Shift+V")
    page.get_by_role("slider", name="Outline").fill("4")
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert (overlay(canvas, edge[0] - 1, edge[1])[..., 3] > 0).sum() > 2 * thin
    page.reload()
    canvas = Canvas(page, SIZE)
    page.wait_for_timeout(500)
    assert overlay(canvas, *inside)[..., 3].max() == 0
    canvas.key("Shift+O")
    page.wait_for_timeout(200)
    assert overlay(canvas, *inside)[..., 3].min() > 0
