"""Boxes without pixels in the browser: drawn by keyboard, segmented, restored with the past."""

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
from tests.e2e.projects import areas_of, make_project, open_image

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
SIZE = (160, 240)


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


def boxes_of(owner: Client, image: int) -> list[list[int]]:
    rows = owner.call("get", f"images/{image}/annotation/")["weak_labels"]
    return sorted(row["bbox_xywh"] for row in rows if row["kind"] == "box")


def discs() -> bytes:
    ys, xs = np.mgrid[: SIZE[0], : SIZE[1]]
    both = (abs(xs - 80) ** 2 + abs(ys - 80) ** 2 < 500) | ((xs - 160) ** 2 + (ys - 80) ** 2 < 500)
    pixels = np.where(both[..., None], (200, 40, 40), (40, 140, 60)).astype(np.uint8)
    buffer = io.BytesIO()
    PILImage.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_boxes_by_keyboard_come_back_with_the_state_they_were_in(signed_in: Page, server, owner):
    project, (image,) = make_project(owner, 1)
    page = signed_in
    canvas = open_image(page, server, project, image)
    canvas.key("1")
    canvas.key("Control+b")
    expect_saved(page)
    ((x, y, w, h),) = boxes_of(owner, image)
    annotation = owner.call("get", f"images/{image}/annotation/")["id"]
    owner.call("post", f"annotations/{annotation}/state/", {"state": "submitted"})
    owner.call("post", f"annotations/{annotation}/state/", {"state": "in_progress"})
    for _ in range(3):
        canvas.key("ArrowRight")
    canvas.key("Shift+ArrowDown")
    canvas.key("Alt+Shift+ArrowLeft")
    expect_saved(page)
    assert boxes_of(owner, image) == [[x + 3, y + 10, w - 10, h]]
    canvas.key("Control+z")
    expect_saved(page)
    assert boxes_of(owner, image) == [[x, y, w, h]]
    canvas.key("Delete")
    expect_saved(page)
    canvas.key("Shift+Y")
    entries = page.get_by_test_id("history").get_by_role("listitem")
    expect(entries.filter(has_text="Submitted")).to_have_count(1)
    expect(entries.filter(has_text="Taken back")).to_have_count(1)
    entries.last.get_by_role("button").first.click()
    banner = page.get_by_test_id("preview-banner")
    expect(banner).to_contain_text("1 gone since")
    banner.get_by_role("button", name="Restore this state").click()
    expect_saved(page)
    assert boxes_of(owner, image) == [[x, y, w, h]]


def test_boxes_are_segmented_one_after_another(signed_in: Page, server, owner):
    name = f"boxes {uuid.uuid4().hex[:8]}"
    made = owner.call("post", "projects/", {"name": name, "overlap_mode": "exclusive"})
    body = {"name": "disc", "color": "#10c0ff", "is_thing": True}
    owner.call("post", f"projects/{made['id']}/classes/", body)
    image = owner.upload(made["id"], {"discs.png": discs()})["accepted"][0]["id"]
    page = signed_in
    page.goto(f"{server.url}/projects/{made['id']}/images/{image}")
    canvas = Canvas(page, SIZE)
    canvas.key("1")
    canvas.key("Shift+B")
    canvas.stroke([(52, 52), (108, 108)])
    canvas.stroke([(132, 52), (188, 108)])
    expect_saved(page)
    page.get_by_role("button", name="Segment the boxes").click()
    panel = page.get_by_test_id("boxes-panel")
    expect(panel).to_contain_text("Enter keeps the mask", timeout=30_000)
    canvas.key("Escape")
    expect(panel).to_contain_text("Box 2 of 2")
    expect(panel).to_contain_text("Enter keeps the mask", timeout=30_000)
    canvas.key("Enter")
    expect(panel).to_contain_text("1 segment made, 1 box skipped")
    expect_saved(page)
    assert list(areas_of(owner, image)) == [1]
    assert len(boxes_of(owner, image)) == 1
    canvas.key("Enter")
    expect(panel).to_be_hidden()
    canvas.key("Control+z")
    expect_saved(page)
    assert areas_of(owner, image) == {}
    assert len(boxes_of(owner, image)) == 2
