"""The editor without a mouse: palette, own shortcuts, help, the list of segments."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from labeling.masks import rle as rles
from tests.e2e.client import Client
from tests.e2e.conftest import REPO, Server
from tests.e2e.drawing import Canvas, expect_saved
from tests.e2e.test_editor import SIZE, picture

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
AXE = REPO / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


@pytest.fixture
def project(owner: Client) -> tuple[int, list[int]]:
    """Two images; three classes, the first of which wants a key that a command has."""
    name = f"keys {uuid.uuid4().hex[:8]}"
    made = owner.call("post", "projects/", {"name": name, "overlap_mode": "layered"})
    for number, class_name in enumerate(("car", "road", "tree"), 1):
        body = {"name": class_name, "color": f"#{number}0c0ff", "is_thing": True}
        owner.call("post", f"projects/{made['id']}/classes/", body)
    sent = owner.upload(made["id"], {f"street {n}.png": picture(n) for n in range(2)})
    return made["id"], [row["id"] for row in sent["accepted"]]


def open_image(page: Page, server: Server, project: tuple[int, list[int]], at: int = 0) -> Canvas:
    page.goto(f"{server.url}/projects/{project[0]}/images/{project[1][at]}")
    return Canvas(page, SIZE)


def expect_accessible(page: Page, what: str) -> None:
    # What is fading in has neither its colours nor its contrast yet; spinners never end.
    page.wait_for_function(
        "() => document.getAnimations().every(({ effect, playState }) =>"
        " playState !== 'running' || effect?.getTiming().iterations === Infinity)"
    )
    # Playwright evaluates past the content policy; a script tag would be refused.
    page.evaluate(Path(AXE).read_text())
    found = page.evaluate("() => axe.run()")["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == [], what


def tool_of(page: Page) -> str | None:
    return page.get_by_test_id("editor-canvas").get_attribute("data-tool")


def test_the_palette_runs_commands_chooses_classes_and_opens_images(
    signed_in: Page, server, project
):
    page = signed_in
    canvas = open_image(page, server, project)
    canvas.key("Control+k")
    palette = page.get_by_role("dialog", name="Command palette")
    page.keyboard.type("delete sel")
    page.keyboard.press("Enter")
    expect(palette.get_by_role("status")).to_have_text("Nothing is selected.")
    expect_accessible(page, "palette")
    page.keyboard.press("Control+a")
    page.keyboard.type("polyg")
    page.keyboard.press("Enter")
    expect(palette).to_be_hidden()
    assert tool_of(page) == "polygon"
    canvas.key("Control+k")
    expect(palette.get_by_role("option").first).to_contain_text("Polygon")
    page.keyboard.type("class tree")
    page.keyboard.press("Enter")
    expect(page.locator('[data-class-id="3"]')).to_have_attribute("aria-pressed", "true")
    canvas.key("Control+k")
    page.keyboard.type("street 1")
    expect(palette.get_by_role("option", name="street 1.png")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/images/{project[1][1]}")


def test_own_keys_survive_a_reload_and_are_shown_everywhere(
    signed_in: Page, server, project, tmp_path: Path
):
    page = signed_in
    canvas = open_image(page, server, project)
    canvas.key("?")
    expect_accessible(page, "help")
    page.get_by_role("button", name="Change keyboard shortcuts").click()
    dialog = page.get_by_role("dialog", name="Change keyboard shortcuts")
    dialog.get_by_role("button", name="Brush: change B", exact=True).click()
    page.keyboard.press("Control+w")
    expect(dialog.get_by_test_id("press-a-key")).to_contain_text("The browser keeps Ctrl+W")
    page.keyboard.press("e")
    expect(dialog).to_contain_text("E is “Eraser”.")
    expect_accessible(page, "shortcuts")
    dialog.get_by_role("button", name="Swap").click()
    dialog.get_by_role("button", name="Fit the picture: change F", exact=True).click()
    page.keyboard.press("F2")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    canvas.element.focus()
    page.keyboard.press("e")
    assert tool_of(page) == "brush"
    page.keyboard.press("b")
    assert tool_of(page) == "eraser"
    page.keyboard.press("?")
    contents = page.get_by_test_id("help-contents")
    expect(contents.locator("div", has_text="Fit the picture").last.locator("kbd")).to_have_text(
        "F2"
    )
    page.keyboard.press("Escape")
    check_files(page, canvas, tmp_path)


def check_files(page: Page, canvas: Canvas, folder: Path) -> None:
    """Export, reset, refuse nonsense, import again."""
    canvas.key("Control+k")
    page.keyboard.type("change keyboard")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Change keyboard shortcuts")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Export").click()
    kept = folder / "keys.json"
    download.value.save_as(kept)
    assert json.loads(kept.read_text())["shortcuts"]["brush"] == ["e"]
    dialog.get_by_role("button", name="Reset all").click()
    dialog.get_by_role("button", name="Reset 3 commands").click()
    expect(dialog.get_by_role("button", name="Brush: change B", exact=True)).to_be_visible()
    evil = folder / "evil.json"
    evil.write_text('{"shortcuts": {"brush": ["<img src=x onerror=alert(1)>"]}}')
    chooser = dialog.get_by_test_id("shortcuts-file")
    chooser.set_input_files(evil)
    expect(dialog).to_contain_text("This is no file of shortcuts.")
    chooser.set_input_files(kept)
    expect(dialog).to_contain_text("3 commands changed.")
    expect(dialog.get_by_role("button", name="Brush: change E", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Reset all").click()
    dialog.get_by_role("button", name="Reset 3 commands").click()


def test_the_help_is_a_page_that_is_found_and_searched(signed_in: Page, server):
    page = signed_in
    page.get_by_role("link", name="Keyboard, mouse, pen and touch").click()
    page.wait_for_url("**/help/shortcuts")
    page.get_by_role("searchbox", name="Search the help").fill("undo")
    contents = page.get_by_test_id("help-contents")
    expect(contents.locator("kbd")).to_have_text(["Ctrl+Z"])
    expect_accessible(page, "help page")


def fill(owner: Client, image: int, count: int) -> list[str]:
    """Boxes of growing area, each above the one before; every third is of the second class."""
    annotation = owner.call("get", f"images/{image}/annotation/")
    uids = [str(uuid.uuid4()) for _ in range(count)]
    operations = []
    for n, uid in enumerate(uids):
        mask = np.zeros(SIZE, dtype=bool)
        x, y = 5 * (n % 20), 4 * (n // 20 % 18)
        mask[y : y + 3, x : x + 2 + n % 4] = True
        segment = {
            "uid": uid,
            "class_id": 2 if n % 3 == 2 else 1,
            "z": n * 1024,
            "mask": rles.to_wire(rles.encode(mask)),
            "polygon": None,
            "iscrowd": n == 1,
            "occluded": False,
            "truncated": False,
            "attributes": {},
            "origin": "brush" if n % 2 else "polygon",
            "score": None,
        }
        operations.append({"op": "upsert", "tool": "brush", "segment": segment})
    body = {
        "base_revision": annotation["revision"],
        "save_id": str(uuid.uuid4()),
        "active_ms": 0,
        "operations": operations,
    }
    owner.call("patch", f"annotations/{annotation['id']}/", body)
    return uids


def z_order(owner: Client, image: int) -> list[str]:
    """Uids, topmost first, as the server keeps them."""
    segments = owner.call("get", f"images/{image}/annotation/")["segments"]
    return [each["uid"] for each in sorted(segments, key=lambda each: -each["z"])]


def test_rows_are_dragged_to_another_place_in_the_z_order(signed_in: Page, server, owner, project):
    page, image = signed_in, project[1][0]
    uids = fill(owner, image, 6)
    open_image(page, server, project)
    rows = page.get_by_test_id("segment-list")
    top = [rows.locator(f'[data-uid="{uid}"]') for uid in reversed(uids)]
    top[1].click()
    top[2].click(modifiers=["Control"])
    first, last = top[1].bounding_box(), top[4].bounding_box()
    assert first is not None
    assert last is not None
    page.mouse.move(first["x"] + 40, first["y"] + 10)
    page.mouse.down()
    page.mouse.move(last["x"] + 40, last["y"] + last["height"] - 2, steps=6)
    expect(page.get_by_test_id("drop-line")).to_be_visible()
    page.mouse.up()
    expect(page.get_by_test_id("drop-line")).to_be_hidden()
    expect_saved(page)
    names = list(reversed(uids))
    wanted = [names[0], names[3], names[4], names[1], names[2], names[5]]
    assert z_order(owner, image) == wanted
    page.keyboard.press("Control+z")
    expect_saved(page)
    assert z_order(owner, image) == names
    rows.focus()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_test_id("several-selected")).to_contain_text("2")
    page.keyboard.press("Alt+ArrowDown")
    expect_saved(page)
    assert z_order(owner, image) == [names[2], names[0], names[1], *names[3:]]


def test_the_list_filters_groups_and_isolates(signed_in: Page, server, owner, project):
    page, image = signed_in, project[1][0]
    fill(owner, image, 60)
    canvas = open_image(page, server, project)
    rows = page.get_by_test_id("segment-list").get_by_role("row")
    page.get_by_role("searchbox", name="Filter by class").fill("roa")
    shown = page.get_by_test_id("segments-shown")
    expect(shown).to_have_text("20 of 60")
    page.get_by_role("button", name="Sort, group and filter").click()
    page.get_by_label("Origin").select_option("polygon")
    expect(shown).to_have_text("10 of 60")
    page.get_by_label("Area from, in pixels").fill("10")
    expect(shown).to_have_text("5 of 60")
    page.keyboard.press("Escape")
    # j and k walk along what is listed.
    canvas.key("j")
    listed = [row.get_attribute("data-uid") for row in rows.all()]
    assert len(listed) == 5
    canvas.key("j")
    selected = page.get_by_test_id("segment-list").locator('[aria-selected="true"]')
    expect(selected).to_have_attribute("data-uid", str(listed[1]))
    canvas.key("Shift+e")
    expect(page.get_by_role("button", name="Only the selected is shown")).to_be_visible()
    expect(rows.first.get_by_role("button", name="Show", exact=True)).to_have_count(1)
    canvas.key("Shift+e")
    expect(rows.first.get_by_role("button", name="Hide", exact=True)).to_have_count(1)
    page.get_by_role("button", name="Clear all").click()
    expect(shown).to_be_hidden()
    canvas.key("Control+k")
    page.keyboard.type("group by class")
    page.keyboard.press("Enter")
    heads = page.get_by_test_id("segment-list").locator("[aria-expanded]")
    page.get_by_test_id("segment-list").focus()
    page.keyboard.press("Home")
    expect(heads.first).to_contain_text("car40")
    page.keyboard.press("ArrowLeft")
    expect(heads).to_have_count(2)
    expect(heads.nth(1)).to_contain_text("road20")
    expect_accessible(page, "grouped list")
    canvas.key("Control+k")
    page.keyboard.type("without groups")
    page.keyboard.press("Enter")
    expect(heads).to_have_count(0)


def test_a_polygon_is_drawn_classed_moved_and_deleted_without_a_mouse(
    signed_in: Page, server, owner, project
):
    page, image = signed_in, project[1][0]
    canvas = open_image(page, server, project)
    said = page.get_by_test_id("announcer")
    canvas.key("2")
    canvas.key("p")
    expect(said).to_contain_text("Polygon")
    canvas.key("Shift+J")
    cursor = page.get_by_test_id("keyboard-cursor")
    expect(said).to_contain_text("Keyboard cursor on")
    for key, times in (("ArrowRight", 20), ("ArrowDown", 10), ("ArrowLeft", 20)):
        page.keyboard.press("Space")
        for _ in range(times):
            page.keyboard.press(f"Shift+{key}")
    page.keyboard.press("Space")
    expect(cursor).to_have_attribute("data-y", str(SIZE[0] // 2 + 10))
    expect_accessible(page, "keyboard cursor")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Segment 1 of 1, road, 200 px")
    expect_saved(page)
    (segment,) = owner.call("get", f"images/{image}/annotation/")["segments"]
    assert (segment["class_id"], segment["area_px"], segment["origin"]) == (2, 200, "polygon")
    canvas.key("b")
    page.keyboard.press("Space")
    for _ in range(6):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    expect_saved(page)
    (segment,) = owner.call("get", f"images/{image}/annotation/")["segments"]
    assert segment["area_px"] > 200
    canvas.key("Shift+J")
    expect(cursor).to_be_hidden()
    canvas.key("c")
    page.keyboard.type("tree")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("tree")
    canvas.key("Delete")
    expect(said).to_contain_text("1 segment deleted, 0 left")
    expect_saved(page)
    assert owner.call("get", f"images/{image}/annotation/")["segments"] == []
