"""Attributes in the browser: defined by a manager, given by keyboard, asked for on submit."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.drawing import Canvas, expect_saved
from tests.e2e.test_editor import SIZE, picture

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
COLOUR = {"name": "colour", "kind": "select", "options": ["red", "blue"], "required": True}
DOORS = {"name": "doors", "kind": "number", "min": 1, "max": 5, "default": 4}
PARKED = {"name": "parked", "kind": "checkbox"}
PLATE = {"name": "plate", "kind": "text"}


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


@pytest.fixture
def project(owner: Client) -> tuple[int, int]:
    """A project whose first class asks for all kinds, and its one image."""
    name = f"attributes {uuid.uuid4().hex[:8]}"
    made = owner.call("post", "projects/", {"name": name, "overlap_mode": "exclusive"})
    asked = [COLOUR, DOORS, PARKED, PLATE]
    car = {
        "name": "car",
        "color": "#10c0ff",
        "attributes": asked,
        "guideline": "With its <b>wheels",
    }
    owner.call("post", f"projects/{made['id']}/classes/", car)
    owner.call("post", f"projects/{made['id']}/classes/", {"name": "road", "color": "#20c0ff"})
    sent = owner.upload(made["id"], {"one.png": picture(0)})
    return made["id"], sent["accepted"][0]["id"]


def open_image(page: Page, server: Server, project: tuple[int, int]) -> Canvas:
    page.goto(f"{server.url}/projects/{project[0]}/images/{project[1]}")
    return Canvas(page, SIZE)


def segments_of(owner: Client, image: int) -> list[dict]:
    return owner.call("get", f"images/{image}/annotation/")["segments"]


def test_a_manager_defines_attributes(signed_in: Page, server, owner, project):
    page = signed_in
    page.goto(f"{server.url}/projects/{project[0]}?tab=classes")
    page.get_by_role("button", name="Actions for road").click()
    page.get_by_role("menuitem", name="Guideline and attributes").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Add attribute").click()
    dialog.get_by_label("Name", exact=True).fill("surface")
    dialog.get_by_label("Options").fill("asphalt\ngravel")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    road = owner.call("get", f"projects/{project[0]}/classes/")[1]
    surface = {"name": "surface", "kind": "select", "options": ["asphalt", "gravel"]}
    assert road["attributes"] == [surface]
    page.get_by_role("button", name="Actions for road").click()
    page.get_by_role("menuitem", name="Guideline and attributes").click()
    dialog.get_by_label("Options").fill("")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("at least one option")


def test_values_are_given_by_keyboard_undone_and_asked_for(signed_in: Page, server, owner, project):
    page, image = signed_in, project[1]
    canvas = open_image(page, server, project)
    canvas.key("1")
    canvas.polygon([(10, 10), (40, 10), (40, 30), (10, 30)])
    expect_saved(page)
    (segment,) = segments_of(owner, image)
    assert segment["attributes"] == {"doors": 4}

    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 segment lacks required attributes")
    dialog.get_by_role("button", name="car: colour").click()
    fields = page.get_by_role("group", name="Attributes")
    expect(fields.get_by_label("colour")).to_be_focused()
    page.keyboard.press("2")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("b 12")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("editor-canvas")).to_be_focused()
    page.keyboard.press("Shift+C")
    page.keyboard.press("Shift+K")
    expect(page.get_by_test_id("segment-list").get_by_title("Crowd")).to_be_visible()
    expect_saved(page)
    (segment,) = segments_of(owner, image)
    values = {"colour": "blue", "doors": 3, "parked": True, "plate": "b 12"}
    assert segment["attributes"] == values
    assert [segment["iscrowd"], segment["occluded"], segment["truncated"]] == [True, True, False]
    assert segment["polygon"] is not None, "the pixels were left alone"

    for _ in range(3):
        page.keyboard.press("Control+z")
    expect_saved(page)
    (segment,) = segments_of(owner, image)
    assert segment["attributes"] == {"colour": "blue", "doors": 3, "parked": True}
    assert not segment["iscrowd"]
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", "saved")
    expect(page.get_by_role("button", name="Approve")).to_be_visible()


def test_a_number_out_of_range_is_said_and_not_kept(signed_in: Page, server, owner, project):
    page = signed_in
    canvas = open_image(page, server, project)
    canvas.key("1")
    canvas.polygon([(10, 10), (40, 10), (40, 30), (10, 30)])
    canvas.key("Shift+A")
    page.get_by_label("doors").fill("9")
    expect(page.get_by_role("alert")).to_contain_text("1 … 5")
    page.keyboard.press("Escape")
    expect(page.get_by_label("doors")).to_have_value("4")
    expect_saved(page)
    assert segments_of(owner, project[1])[0]["attributes"] == {"doors": 4}


def test_the_guideline_is_shown_as_it_was_typed(signed_in: Page, server, project):
    canvas = open_image(signed_in, server, project)
    canvas.key("1")
    signed_in.get_by_role("button", name="Guideline of car").click()
    expect(signed_in.get_by_role("dialog")).to_have_text("With its <b>wheels")


def weak_of(owner: Client, image: int) -> dict[str, tuple]:
    rows = owner.call("get", f"images/{image}/annotation/")["weak_labels"]
    return {row["kind"]: (row["class_id"], row["bbox_xywh"]) for row in rows}


def test_boxes_and_tags_own_no_pixels_and_survive_offline_and_undo(
    signed_in: Page, server, owner, project
):
    page, image = signed_in, project[1]
    canvas = open_image(page, server, project)
    canvas.key("1")
    canvas.polygon([(10, 10), (40, 10), (40, 30), (10, 30)])
    expect_saved(page)
    page.context.set_offline(True)
    canvas.key("2")
    canvas.key("Shift+B")
    canvas.stroke([(20, 20), (60, 50)])
    expect(page.get_by_test_id("box-list")).to_contain_text("road")
    canvas.stroke([(60, 35), (70, 35)])
    canvas.key("Shift+T")
    page.keyboard.type("car")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Image tags")).to_contain_text("car")
    expect(page.get_by_test_id("save-state")).to_have_attribute(
        "data-state", "offline", timeout=20_000
    )
    assert weak_of(owner, image) == {}
    page.context.set_offline(False)
    expect_saved(page)
    assert weak_of(owner, image) == {"box": (2, [20, 20, 50, 30]), "tag": (1, None)}
    (segment,) = segments_of(owner, image)
    assert segment["area_px"] == 30 * 20, "the box took no pixel"

    open_image(page, server, project)
    expect(page.get_by_test_id("weak-count")).to_have_text("2")
    page.get_by_test_id("box-list").get_by_text("road").click()
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("weak-count")).to_have_text("1")
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("weak-count")).to_have_text("2")
    page.get_by_role("button", name="Remove the tag car").click()
    expect_saved(page)
    assert weak_of(owner, image) == {"box": (2, [20, 20, 50, 30])}


def test_another_person_s_box_comes_in_with_the_next_save(signed_in: Page, server, owner, project):
    page, image = signed_in, project[1]
    canvas = open_image(page, server, project)
    opened = owner.call("get", f"images/{image}/annotation/")
    box = {"uid": "theirs", "kind": "box", "class_id": 2, "bbox_xywh": [50, 50, 20, 10]}
    body = {
        "base_revision": opened["revision"],
        "save_id": str(uuid.uuid4()),
        "active_ms": 0,
        "operations": [{"op": "upsert_weak", "tool": "weak_box", "weak_label": box}],
    }
    owner.call("patch", f"annotations/{opened['id']}/", body)
    canvas.key("1")
    canvas.polygon([(10, 10), (40, 10), (40, 30), (10, 30)])
    expect(page.get_by_test_id("box-list")).to_contain_text("road", timeout=20_000)
    expect_saved(page)
    assert len(segments_of(owner, image)) == 1
