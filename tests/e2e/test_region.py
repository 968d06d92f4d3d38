"""Region tools and the brush in the browser: every tool's pixels as the server has them."""

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


def picture() -> bytes:
    """Dark left half, light right half; a lighter square within the dark half."""
    pixels = np.zeros((*SIZE, 3), np.uint8)
    pixels[:, :56] = (40, 60, 80)
    pixels[:, 56:] = (200, 190, 180)
    pixels[20:40, 10:30] = (52, 70, 92)
    buffer = io.BytesIO()
    PILImage.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


@pytest.fixture
def opened(signed_in: Page, server: Server, owner: Client) -> tuple[Canvas, int]:
    """A fresh image of a project with two classes, open in the editor."""
    body = {"name": f"region {uuid.uuid4().hex[:8]}", "overlap_mode": "exclusive"}
    made = owner.call("post", "projects/", body)
    for number, name in enumerate(("disc", "ground"), 1):
        label = {"name": name, "color": f"#{number}0c0ff", "is_thing": number == 1}
        owner.call("post", f"projects/{made['id']}/classes/", label)
    sent = owner.upload(made["id"], {"0.png": picture()})
    image = sent["accepted"][0]["id"]
    signed_in.goto(f"{server.url}/projects/{made['id']}/images/{image}")
    canvas = Canvas(signed_in, SIZE)
    canvas.key("1")
    return canvas, image


def saved(owner: Client, page: Page, image: int) -> list[np.ndarray]:
    """The saved masks, oldest segment first."""
    expect_saved(page)
    segments = owner.call("get", f"images/{image}/annotation/")["segments"]
    segments.sort(key=lambda segment: segment["z"])
    return [rles.decode(rles.from_wire(segment["mask"])) for segment in segments]


def box_mask(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    mask = np.zeros(SIZE, bool)
    mask[y0:y1, x0:x1] = True
    return mask


def drag_with(canvas: Canvas, keys: str, *points: tuple[float, float]) -> None:
    """Press, hold the keys, move, release the pointer, then the keys."""
    page = canvas.page
    page.mouse.move(*canvas.at(*points[0]))
    page.mouse.down()
    for key in keys.split("+"):
        page.keyboard.down(key)
    for point in points[1:]:
        page.mouse.move(*canvas.at(*point), steps=5)
    page.mouse.up()
    for key in keys.split("+"):
        page.keyboard.up(key)


def test_rectangles_are_drawn_added_and_cut(opened, signed_in, owner):
    canvas, image = opened
    canvas.key("r")
    canvas.stroke([(10, 10), (40, 30)])
    canvas.stroke([(30, 20), (50, 40)])
    assert (saved(owner, signed_in, image)[0]).sum() == 30 * 20 + 20 * 20 - 10 * 10
    canvas.key("Shift+q")
    canvas.stroke([(12, 12), (20, 18)])
    expected = (box_mask(10, 10, 40, 30) | box_mask(30, 20, 50, 40)) & ~box_mask(12, 12, 20, 18)
    assert (saved(owner, signed_in, image)[0] == expected).all()
    canvas.key("Shift+q")
    canvas.key("n")
    drag_with(canvas, "Shift+Alt", (80, 40), (90, 45))
    assert (saved(owner, signed_in, image)[1] == box_mask(70, 30, 90, 50)).all()


def test_escape_gives_a_region_up(opened):
    canvas, _ = opened
    canvas.key("o")
    page = canvas.page
    page.mouse.move(*canvas.at(10, 10))
    page.mouse.down()
    page.mouse.move(*canvas.at(40, 40), steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.get_by_test_id("segment-count")).to_have_text("0")


def test_an_ellipse_has_the_pixels_whose_centres_it_holds(opened, signed_in, owner):
    canvas, image = opened
    canvas.key("o")
    canvas.stroke([(10, 10), (50, 30)])
    ys, xs = np.mgrid[: SIZE[0], : SIZE[1]] + 0.5
    expected = ((xs - 30) / 20) ** 2 + ((ys - 20) / 10) ** 2 <= 1
    assert (saved(owner, signed_in, image)[0] == expected).all()


def test_a_lasso_closes_on_release_and_is_straight_with_alt(opened, signed_in, owner):
    canvas, image = opened
    canvas.key("l")
    page = canvas.page
    page.mouse.move(*canvas.at(20, 20))
    page.mouse.down()
    page.keyboard.down("Alt")
    page.mouse.move(*canvas.at(30, 60), steps=6)
    page.mouse.move(*canvas.at(60, 20), steps=6)
    page.keyboard.up("Alt")
    page.mouse.move(*canvas.at(60, 50), steps=6)
    page.mouse.move(*canvas.at(20, 50), steps=6)
    page.mouse.up()
    assert (saved(owner, signed_in, image)[0] == box_mask(20, 20, 60, 50)).all()


def test_the_eraser_takes_from_everything_and_undo_gives_it_back(opened, signed_in, owner):
    canvas, image = opened
    canvas.key("r")
    canvas.stroke([(10, 10), (40, 40)])
    canvas.key("2")
    canvas.stroke([(40, 10), (70, 40)])
    before = saved(owner, signed_in, image)
    canvas.key("e")
    canvas.key("Shift+w")
    canvas.stroke([(20, 25), (60, 25)])
    after = saved(owner, signed_in, image)
    assert [int(a.sum()) < int(b.sum()) for a, b in zip(after, before, strict=True)] == [True] * 2
    canvas.key("Control+z")
    again = saved(owner, signed_in, image)
    assert all((a == b).all() for a, b in zip(again, before, strict=True))
    canvas.key("Shift+w")


def test_a_fill_is_shown_adjusted_and_taken(opened, signed_in, owner):
    canvas, image = opened
    page = canvas.page
    canvas.key("g")
    tolerance = page.get_by_role("slider", name="Tolerance")
    tolerance.fill("5")
    page.mouse.click(*canvas.at(20, 30))
    expect(page.get_by_role("button", name="Fill", exact=True)).to_be_visible(timeout=20_000)
    expect(page.get_by_test_id("segment-count")).to_have_text("0")
    canvas.key("Enter")
    assert (saved(owner, signed_in, image)[0] == box_mask(10, 20, 30, 40)).all()
    canvas.key("n")
    # Dragging to the right lets the rest of the dark half in; a second click takes it.
    page.mouse.move(*canvas.at(20, 30))
    page.mouse.down()
    page.mouse.move(canvas.at(20, 30)[0] + 60, canvas.at(20, 30)[1], steps=6)
    page.mouse.up()
    expect(tolerance).to_have_value("25")
    expect(page.get_by_test_id("segment-count")).to_have_text("1")
    page.mouse.click(*canvas.at(40, 60))
    masks = saved(owner, signed_in, image)
    assert (masks[-1] == box_mask(0, 0, 56, 80)).all()
    canvas.key("Control+z")
    assert (saved(owner, signed_in, image)[0] == box_mask(10, 20, 30, 40)).all()


def test_unlabelled_area_is_filled_up_to_the_segments(opened, signed_in, owner):
    canvas, image = opened
    page = canvas.page
    canvas.key("r")
    canvas.stroke([(40, 0), (44, 80)])
    canvas.key("2")
    canvas.key("g")
    page.get_by_role("radio", name="Unlabelled").click()
    page.mouse.click(*canvas.at(80, 40))
    expect(page.get_by_role("button", name="Fill", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Fill", exact=True)).to_be_hidden()
    page.mouse.dblclick(*canvas.at(80, 40))
    assert (saved(owner, signed_in, image)[1] == box_mask(44, 0, 112, 80)).all()
    page.get_by_role("radio", name="Colour").click()


def test_the_brush_is_sized_by_dragging_and_draws_straight_with_shift(opened, signed_in, owner):
    canvas, image = opened
    page = canvas.page
    canvas.key("b")
    page.get_by_role("slider", name="Brush size").fill("0")
    page.mouse.move(*canvas.at(20, 40))
    page.mouse.down(button="right")
    page.mouse.move(canvas.at(20, 40)[0] + 3.5 * canvas.scale, canvas.at(20, 40)[1], steps=4)
    page.mouse.up(button="right")
    expect(page.get_by_role("slider", name="Brush size")).to_have_attribute(
        "aria-valuetext", "8 px"
    )
    expect(page.get_by_test_id("segment-count")).to_have_text("0")
    page.mouse.click(*canvas.at(20, 40))
    page.keyboard.down("Shift")
    page.mouse.move(*canvas.at(80, 40), steps=3)
    page.mouse.click(*canvas.at(80, 40))
    page.keyboard.up("Shift")
    (mask,) = saved(owner, signed_in, image)
    assert mask[36:44, 20:80].all()
    assert not mask[:36].any()
    assert not mask[44:].any()
