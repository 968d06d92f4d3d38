"""Operations on whole segments in the browser: booleans, cuts, refining, menu, copies."""

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
LEFT = [(10, 10), (30, 10), (30, 30), (10, 30)]
RIGHT = [(30, 10), (60, 10), (60, 30), (30, 30)]


def picture(seed: int, size: tuple[int, int] = SIZE) -> bytes:
    pixels = np.random.default_rng(seed).integers(60, 200, (*size, 3)).astype(np.uint8)
    buffer = io.BytesIO()
    PILImage.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


@pytest.fixture
def make_project(owner: Client):
    def make(overlap_mode: str, sizes: list[tuple[int, int]]) -> tuple[int, list[int]]:
        name = f"operations {uuid.uuid4().hex[:8]}"
        made = owner.call("post", "projects/", {"name": name, "overlap_mode": overlap_mode})
        for number, class_name in enumerate(("cell", "ground"), 1):
            body = {"name": class_name, "color": f"#{number}0c0ff", "is_thing": number == 1}
            owner.call("post", f"projects/{made['id']}/classes/", body)
        files = {f"{n}.png": picture(n, size) for n, size in enumerate(sizes)}
        sent = owner.upload(made["id"], files)
        return made["id"], [row["id"] for row in sent["accepted"]]

    return make


def open_image(page: Page, server: Server, project_id: int, image: int) -> Canvas:
    page.goto(f"{server.url}/projects/{project_id}/images/{image}")
    return Canvas(page, SIZE)


def segments_of(owner: Client, image: int) -> list[tuple[int, np.ndarray]]:
    """Class and mask of every segment, the lowest first."""
    found = owner.call("get", f"images/{image}/annotation/")["segments"]
    found.sort(key=lambda segment: segment["z"])
    return [(s["class_id"], rles.decode(rles.from_wire(s["mask"]))) for s in found]


def areas_of(owner: Client, image: int) -> list[tuple[int, int]]:
    return [(class_id, int(mask.sum())) for class_id, mask in segments_of(owner, image)]


def click(canvas: Canvas, x: float, y: float, *keys: str, button: str = "left") -> None:
    for key in keys:
        canvas.page.keyboard.down(key)
    canvas.page.mouse.click(*canvas.at(x, y), button=button)
    for key in keys:
        canvas.page.keyboard.up(key)


def draw_two(canvas: Canvas) -> None:
    """Two neighbours, 400 and 600 pixels; the select tool holds."""
    canvas.key("1")
    canvas.polygon(LEFT)
    canvas.key("n")
    canvas.polygon(RIGHT)
    canvas.key("v")


def test_several_segments_are_united_cut_and_changed_at_once(
    signed_in: Page, server, owner, make_project
):
    project, images = make_project("exclusive", [SIZE])
    canvas = open_image(signed_in, server, project, images[0])
    draw_two(canvas)
    click(canvas, 20, 20)
    canvas.key("u")
    expect(signed_in.get_by_text("Select at least two segments")).to_be_visible()
    click(canvas, 45, 20, "Shift")
    expect(signed_in.get_by_test_id("several-selected")).to_contain_text("2 segments")
    canvas.key("Shift+u")
    expect(signed_in.get_by_text("nothing to subtract")).to_be_visible()
    canvas.key("u")
    expect_saved(signed_in)
    assert areas_of(owner, images[0]) == [(1, 1000)]
    canvas.key("x")
    canvas.stroke([(40, 5), (40, 20), (40, 35)])
    expect_saved(signed_in)
    assert sorted(areas_of(owner, images[0])) == [(1, 400), (1, 600)]
    halves = [mask for _, mask in segments_of(owner, images[0])]
    assert not (halves[0] & halves[1]).any()
    assert (halves[0] | halves[1])[10:30, 10:60].all()
    canvas.key("v")
    canvas.key("Control+a")
    canvas.key("2")
    expect(signed_in.get_by_text("The selected segment is now")).to_be_visible()
    expect_saved(signed_in)
    assert sorted(areas_of(owner, images[0])) == [(2, 400), (2, 600)]
    for _ in range(3):
        canvas.key("Control+z")
    expect_saved(signed_in)
    assert sorted(areas_of(owner, images[0])) == [(1, 400), (1, 600)]


def test_a_box_takes_segments_and_delete_removes_them_all(
    signed_in: Page, server, owner, make_project
):
    project, images = make_project("exclusive", [SIZE])
    canvas = open_image(signed_in, server, project, images[0])
    draw_two(canvas)
    signed_in.keyboard.down("Control")
    canvas.stroke([(5, 5), (40, 40)])
    signed_in.keyboard.up("Control")
    expect(signed_in.get_by_test_id("several-selected")).to_contain_text("2 segments")
    canvas.key("Delete")
    expect(signed_in.get_by_test_id("segment-count")).to_have_text("0")
    expect_saved(signed_in)
    assert areas_of(owner, images[0]) == []
    canvas.key("Control+z")
    expect_saved(signed_in)
    assert sorted(areas_of(owner, images[0])) == [(1, 400), (1, 600)]


def test_refining_shows_first_and_takes_from_neighbours_only_when_painting_above(
    signed_in: Page, server, owner, make_project
):
    project, images = make_project("exclusive", [SIZE])
    canvas = open_image(signed_in, server, project, images[0])
    draw_two(canvas)
    expect_saved(signed_in)
    click(canvas, 20, 20)
    canvas.key("Shift+z")
    panel = signed_in.get_by_test_id("refine-panel")
    panel.get_by_role("radio", name="Grow").click()
    expect(panel.get_by_text("+")).to_be_visible()
    signed_in.keyboard.press("Escape")
    expect(panel).not_to_be_visible()
    assert sorted(areas_of(owner, images[0])) == [(1, 400), (1, 600)]
    canvas.key("Shift+z")
    panel.get_by_role("slider").focus()
    signed_in.keyboard.press("ArrowRight")
    expect(panel.get_by_text("3 px", exact=True)).to_be_visible()
    signed_in.keyboard.press("Enter")
    expect(panel).not_to_be_visible()
    expect_saved(signed_in)
    ys, xs = np.mgrid[: SIZE[0], : SIZE[1]]
    nearest = np.hypot(xs - np.clip(xs, 10, 29), ys - np.clip(ys, 10, 29))
    masks = {int(m[20, 20]): m for _, m in segments_of(owner, images[0])}
    assert np.array_equal(masks[1], nearest <= 3)
    assert int(masks[0].sum()) == 600 - 3 * 20
    canvas.key("Control+z")
    canvas.key("q")
    canvas.key("Shift+z")
    signed_in.keyboard.press("Enter")
    expect_saved(signed_in)
    masks = {int(m[20, 20]): m for _, m in segments_of(owner, images[0])}
    assert int(masks[0].sum()) == 600
    assert not masks[1][:, 30:][10:30].any()


def test_the_menu_of_a_segment_works_by_mouse_and_by_keyboard(
    signed_in: Page, server, owner, make_project
):
    project, images = make_project("layered", [SIZE])
    canvas = open_image(signed_in, server, project, images[0])
    draw_two(canvas)
    click(canvas, 20, 20, button="right")
    menu = signed_in.get_by_role("menu", name="Selected segment")
    menu.get_by_role("menuitem", name="Duplicate in place").click()
    expect(menu).not_to_be_visible()
    expect_saved(signed_in)
    assert [area for _, area in areas_of(owner, images[0])] == [400, 400, 600]
    # With the brush the right button resizes when it is dragged, and opens the menu when it is not.
    canvas.key("b")
    click(canvas, 50, 20, button="right")
    expect(menu).to_be_visible()
    signed_in.keyboard.press("Escape")
    expect(menu).not_to_be_visible()
    canvas.key("v")
    click(canvas, 20, 20)
    canvas.element.focus()
    signed_in.keyboard.press("Shift+F10")
    expect(menu).to_be_visible()
    signed_in.keyboard.press("Escape")
    expect(menu).not_to_be_visible()
    canvas.key("Shift+F10")
    menu.get_by_role("menuitem", name="Bring to front").focus()
    signed_in.keyboard.press("Enter")
    expect_saved(signed_in)
    assert [area for _, area in areas_of(owner, images[0])] == [400, 600, 400]


def test_segments_are_copied_to_next_images_without_touching_what_is_there(
    signed_in: Page, server, owner, make_project
):
    project, images = make_project("exclusive", [SIZE, SIZE, (40, 40), SIZE, SIZE])
    approved = owner.call("get", f"images/{images[3]}/annotation/")["id"]
    canvas = open_image(signed_in, server, project, images[1])
    canvas.key("2")
    canvas.polygon([(20, 10), (70, 10), (70, 20), (20, 20)])
    expect_saved(signed_in)
    owner.call("post", f"annotations/{approved}/state/", {"state": "approved"})
    canvas = open_image(signed_in, server, project, images[0])
    draw_two(canvas)
    expect_saved(signed_in)
    canvas.key("Control+a")
    canvas.key("Shift+d")
    dialog = signed_in.get_by_role("dialog")
    dialog.get_by_role("textbox", name="How many images").fill("4")
    signed_in.keyboard.press("Enter")
    report = dialog.get_by_test_id("copy-report")
    expect(report.get_by_role("listitem")).to_have_count(4)
    expect(report).to_contain_text("another size")
    expect(report).to_contain_text("approved")
    dialog.get_by_role("button", name="Close").last.click()
    # 20 × 10 of the rows 10 to 19 are labelled there for the left one, 30 × 10 for the right.
    assert sorted(areas_of(owner, images[1])) == [(1, 400 - 100), (1, 600 - 300), (2, 500)]
    assert areas_of(owner, images[2]) == areas_of(owner, images[3]) == []
    assert sorted(areas_of(owner, images[4])) == [(1, 400), (1, 600)]
    open_image(signed_in, server, project, images[1])
    expect(signed_in.get_by_test_id("segment-count")).to_have_text("3")


def test_what_the_menu_opens_stays_open(signed_in: Page, server, owner, make_project):
    project, images = make_project("layered", [SIZE, SIZE])
    canvas = open_image(signed_in, server, project, images[0])
    draw_two(canvas)
    canvas.key("v")
    menu = signed_in.get_by_role("menu", name="Selected segment")
    click(canvas, 20, 20, button="right")
    menu.get_by_role("menuitem", name="Refine").click()
    panel = signed_in.get_by_test_id("refine-panel")
    expect(menu).not_to_be_visible()
    expect(panel).to_be_visible()
    signed_in.keyboard.press("Escape")
    expect(panel).not_to_be_visible()
    click(canvas, 20, 20, button="right")
    menu.get_by_role("menuitem", name="Copy to next").click()
    expect(signed_in.get_by_role("dialog")).to_be_visible()


def test_a_key_that_can_do_nothing_says_why(signed_in: Page, server, owner, make_project):
    project, images = make_project("layered", [SIZE])
    canvas = open_image(signed_in, server, project, images[0])
    draw_two(canvas)
    expect_saved(signed_in)
    canvas.key("v")
    for key, said in (
        ("Control+y", "There is nothing to redo."),
        ("Delete", "Nothing is selected."),
    ):
        canvas.key("Escape")
        canvas.key(key)
        expect(signed_in.get_by_text(said)).to_be_visible()
    # Converting changes nothing that is seen: it is never for all segments by accident.
    canvas.key("Shift+p")
    expect(signed_in.get_by_text("Select a segment first.")).to_be_visible()
    expect_saved(signed_in)
    segments = owner.call("get", f"images/{images[0]}/annotation/")["segments"]
    assert [segment["polygon"] is not None for segment in segments] == [True, True]
