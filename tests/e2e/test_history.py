"""History and trash in the browser: looked at, compared, brought back, taken back by undo."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.drawing import Canvas, expect_saved
from tests.e2e.projects import areas_of, join, make_project, open_image

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


def square(canvas: Canvas, page: Page, key: str, x: int, size: int = 20) -> None:
    """Draws and saves a square of a class with its left edge at x."""
    canvas.key(key)
    canvas.polygon([(x, 10), (x + size, 10), (x + size, 10 + size), (x, 10 + size)])
    expect_saved(page)


def test_an_earlier_state_is_looked_at_restored_and_undone(signed_in: Page, server, owner):
    project, (image,) = make_project(owner, 1)
    other = Client(server, join(server, owner, project))
    page = signed_in
    canvas = open_image(page, server, project, image)
    square(canvas, page, "1", 10)
    # Somebody else's save begins a new entry.
    annotation = owner.call("get", f"images/{image}/annotation/")
    (segment,) = annotation["segments"]
    moved = {**segment, "class_id": 2}
    del moved["area_px"], moved["bbox_xywh"], moved["mask"], moved["polygon"]
    body = {
        "base_revision": annotation["revision"],
        "save_id": "6b1f3c9e-3b0e-4a55-9a53-1d4f6a5b7c01",
        "active_ms": 0,
        "operations": [{"op": "upsert", "tool": "class", "segment": moved}],
    }
    other.call("patch", f"annotations/{annotation['id']}/", body)
    canvas = open_image(page, server, project, image)
    square(canvas, page, "1", 60)
    assert areas_of(owner, image) == {1: 400, 2: 400}

    canvas.key("Shift+Y")
    entries = page.get_by_test_id("history").get_by_role("listitem")
    expect(entries).to_have_count(3)
    expect(entries.nth(1)).to_contain_text("class change on 1 segment")
    entries.nth(2).get_by_role("button").first.click()
    banner = page.get_by_test_id("preview-banner")
    expect(banner).to_contain_text("As it was at")
    expect(banner).to_contain_text("0 gone since, 1 changed, 1 new")
    # Nothing can be drawn on the past.
    canvas.key("b")
    canvas.stroke([(80, 60), (100, 70)])
    banner.get_by_role("button", name="Compare with now").click()
    expect(banner).to_contain_text("As it is now")
    canvas.key("Escape")
    expect(banner).to_be_hidden()
    assert areas_of(owner, image) == {1: 400, 2: 400}

    entries.nth(2).get_by_role("button").first.click()
    banner.get_by_role("button", name="Restore this state").click()
    expect(banner).to_be_hidden()
    expect_saved(page)
    assert areas_of(owner, image) == {1: 400}
    canvas.key("Control+z")
    expect_saved(page)
    expect(entries.first).to_contain_text("undo")
    assert areas_of(owner, image) == {1: 400, 2: 400}


def test_the_trash_gives_back_what_nobody_owns_by_now_or_all_of_it(signed_in: Page, server, owner):
    project, (image,) = make_project(owner, 1)
    page = signed_in
    canvas = open_image(page, server, project, image)
    square(canvas, page, "1", 10)
    canvas.key("Delete")
    expect_saved(page)
    square(canvas, page, "2", 20)
    canvas.key("Shift+Y")
    page.get_by_role("radio", name="Trash").click()
    rows = page.get_by_test_id("trash").get_by_role("listitem")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("400 px")
    rows.first.get_by_role("button", name="Bring back disc").click()
    message = page.get_by_role("alertdialog")
    expect(message).to_contain_text("200 px belong to others now.")
    expect_saved(page)
    assert areas_of(owner, image) == {1: 200, 2: 400}
    message.get_by_role("button", name="Take pixels back").click(timeout=5_000)
    expect_saved(page)
    assert areas_of(owner, image) == {1: 400, 2: 200}
    canvas.key("Control+z")
    expect_saved(page)
    assert areas_of(owner, image) == {1: 200, 2: 400}
