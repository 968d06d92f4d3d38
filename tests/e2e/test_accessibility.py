"""With 0, 1 and 300 segments and every popover open, axe-core finds nothing; no mouse is needed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.drawing import Canvas, expect_saved
from tests.e2e.projects import make_project, open_image
from tests.e2e.test_keyboard import expect_accessible, fill, z_order

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

# What opens by a key, and the role and name of what opens.
OVERLAYS = {
    "Shift+V": ("dialog", None),
    "Shift+Z": (None, None),
    "Control+k": ("dialog", "Command palette"),
    "?": ("dialog", "Keyboard, mouse, pen and touch"),
    "c": ("dialog", None),
    "Shift+T": ("dialog", None),
    "ContextMenu": ("menu", None),
    "Shift+D": (None, None),
    "Shift+Y": (None, None),
}
# Space pressed and released somewhere else draws with these.
DRAGGED = {"r": "shape", "o": "shape", "l": "shape", "b": "brush"}
CLICKED = {"p": "polygon", "i": "scissors"}


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


@pytest.fixture(scope="module")
def images(owner: Client) -> tuple[int, list[int]]:
    """A layered project of three images: with 0, 1 and 300 segments."""
    project, (empty, one, many) = make_project(owner, 3, mode="layered")
    fill(owner, one, 1)
    fill(owner, many, 300)
    return project, [empty, one, many]


def saved(owner: Client, image: int) -> list[dict]:
    return owner.call("get", f"images/{image}/annotation/")["segments"]


def test_axe_finds_nothing_with_0_1_and_300_segments_and_with_everything_open(
    signed_in: Page, server, images
):
    page, (project, (empty, one, many)) = signed_in, images
    for image in (empty, one):
        open_image(page, server, project, image)
        expect_accessible(page, f"image {image}")
    canvas = open_image(page, server, project, many)
    expect(page.get_by_test_id("segment-count")).to_have_text("300")
    expect_accessible(page, "300 segments")
    for key, (role, name) in OVERLAYS.items():
        canvas.key("j")
        canvas.key(key)
        if role is not None:
            named = {"name": name} if name else {}
            expect(page.get_by_role(role, **named).first).to_be_visible()
        expect_accessible(page, key)
        page.keyboard.press("Escape")
        if key == "Shift+Y":
            canvas.key(key)
    page.get_by_role("button", name="Sort, group and filter").click()
    expect_accessible(page, "filters")


def test_hints_are_read_whole_and_the_picture_stays_put_whatever_the_tool(
    signed_in: Page, server, images
):
    page, (project, (empty, _, _)) = signed_in, images
    for width, height in ((1440, 900), (1024, 768), (820, 1180)):
        page.set_viewport_size({"width": width, "height": height})
        canvas = open_image(page, server, project, empty)
        first = canvas.element.bounding_box()
        for key in ["v", "h", "b", "e", "g", "r", "o", "l", "p", "i", "a", "y", "w", "x", "d"]:
            canvas.key(key)
            hint = page.get_by_test_id("tool-hint")
            expect(hint).not_to_be_empty()
            fits = hint.evaluate("each => each.scrollWidth <= each.clientWidth")
            assert fits, (width, key, hint.inner_text())
            assert canvas.element.bounding_box() == first, (width, key)


def step(page: Page, key: str, times: int) -> None:
    for _ in range(times):
        page.keyboard.press(f"Shift+{key}")


def draw_square(page: Page, canvas: Canvas, tool: str) -> None:
    """By arrows and Space, from wherever the cursor is."""
    canvas.key("n")
    canvas.key(tool)
    page.keyboard.press("Space")
    step(page, "ArrowRight", 6)
    if tool in CLICKED:
        page.keyboard.press("Space")
    step(page, "ArrowDown", 6)
    page.keyboard.press("Space")
    if tool in CLICKED:
        page.keyboard.press("Enter")


def test_every_drawing_tool_works_without_a_mouse(signed_in: Page, server, owner):
    page = signed_in
    project, (image,) = make_project(owner, 1, mode="layered")
    canvas = open_image(page, server, project, image)
    canvas.key("1")
    canvas.key("Shift+J")
    for number, (tool, origin) in enumerate({**DRAGGED, **CLICKED}.items(), 1):
        draw_square(page, canvas, tool)
        expect(page.get_by_test_id("segment-count")).to_have_text(str(number), timeout=15_000)
        expect_saved(page)
        newest = max(saved(owner, image), key=lambda each: each["z"])
        assert newest["origin"] == origin, tool
    # A cut: two corners beyond the rectangle that is drawn first, then Enter.
    canvas.key("n")
    draw_square(page, canvas, "r")
    expect(page.get_by_test_id("segment-count")).to_have_text(str(number + 1))
    canvas.key("x")
    step(page, "ArrowLeft", 3)
    step(page, "ArrowDown", 2)
    page.keyboard.press("Space")
    step(page, "ArrowUp", 12)
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("segment-count")).to_have_text(str(number + 2))
    canvas.key("Shift+B")
    page.keyboard.press("Space")
    step(page, "ArrowRight", 5)
    step(page, "ArrowDown", 5)
    page.keyboard.press("Space")
    expect_saved(page)


def test_a_finger_drags_a_row_by_its_grip(browser: Browser, server: Server, owner):
    project, (image,) = make_project(owner, 1, mode="layered")
    uids = fill(owner, image, 4)
    context = browser.new_context(viewport={"width": 1024, "height": 768}, has_touch=True)
    page = context.new_page()
    page.goto(server.sign_in_link())
    page.wait_for_url(f"{server.url}/")
    open_image(page, server, project, image)
    rows = page.get_by_test_id("segment-list").get_by_role("row")
    expect(rows).to_have_count(4)
    grip, last = rows.nth(0).get_by_test_id("row-grip"), rows.nth(2)
    expect(grip).to_be_visible()
    start, end = grip.bounding_box(), last.bounding_box()
    assert start is not None
    assert end is not None
    at = {"x": start["x"] + 8, "y": start["y"] + start["height"] / 2}
    touch = context.new_cdp_session(page)
    send = lambda kind, points: touch.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points}
    )
    send("touchStart", [at])
    for part in range(1, 6):
        y = at["y"] + (end["y"] + end["height"] - 2 - at["y"]) * part / 5
        send("touchMove", [{"x": at["x"], "y": y}])
    send("touchEnd", [])
    expect_saved(page)
    names = list(reversed(uids))
    assert z_order(owner, image) == [names[1], names[2], names[0], names[3]]
    context.close()


def test_own_keys_follow_the_person_to_another_machine(browser: Browser, server: Server, images):
    project, (empty, _, _) = images
    server.manage("add_user", "keyanna")
    Client(server).call(
        "post", f"projects/{project}/members/", {"username": "keyanna", "role": "annotator"}
    )
    Client(server, "keyanna").call("put", "session/preferences/", {"shortcuts": {"brush": ["F2"]}})
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(server.sign_in_link("keyanna"))
    page.wait_for_url(f"{server.url}/")
    canvas = open_image(page, server, project, empty)
    strip = page.get_by_role("toolbar", name="Tools")
    strip.get_by_role("button", name="Eraser").focus()
    canvas.key("e")
    canvas.key("F2")
    expect(canvas.element).to_have_attribute("data-tool", "brush")
    page.close()
