"""Versions in the browser: make one, correct, make the next, and see what changed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.drawing import Canvas, expect_saved
from tests.e2e.projects import make_project, open_image
from tests.e2e.test_keyboard import expect_accessible, fill

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

# How many pixels of a picture are not clear.
OPAQUE = """async (image) => {
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let num = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at] > 0) num += 1;
    return num;
}"""


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


def square(canvas: Canvas, page: Page, x: int) -> None:
    """Draws and saves a square of 20 px a side."""
    canvas.key("1")
    canvas.polygon([(x, 10), (x + 20, 10), (x + 20, 30), (x, 30)])
    expect_saved(page)


def submit(owner: Client, images: list[int]) -> None:
    for image in images:
        annotation = owner.call("get", f"images/{image}/annotation/")["id"]
        owner.call("post", f"annotations/{annotation}/state/", {"state": "submitted"})


def make_version(page: Page, name: str) -> None:
    page.get_by_role("button", name="New version").click()
    dialog = page.get_by_role("dialog", name="New version")
    dialog.get_by_label("Name").fill(name)
    expect(dialog.get_by_role("status")).to_contain_text("will be in it.")
    expect_accessible(page, "new version")
    dialog.get_by_role("button", name="Make version").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_a_correction_between_two_versions_is_counted_and_shown(signed_in: Page, server, owner):
    page = signed_in
    project, images = make_project(owner, 3)
    canvas = open_image(page, server, project, images[0])
    square(canvas, page, 10)
    submit(owner, images[:2])

    page.goto(f"{server.url}/projects/{project}/versions")
    expect(page.get_by_role("heading", name="No versions yet")).to_be_visible()
    expect_accessible(page, "no versions")
    make_version(page, "before corrections")
    # A worker counts what is in it.
    table = page.get_by_role("region", name="Segments by class and split")
    expect(table.get_by_role("row", name="disc")).to_contain_text("400 px", timeout=30_000)
    expect_accessible(page, "a version")

    # Drawn elsewhere: one segment goes, another comes.
    canvas = open_image(page, server, project, images[0])
    canvas.key("v")
    canvas.stroke([(20, 20), (20, 20)])
    canvas.key("Delete")
    expect_saved(page)
    square(canvas, page, 60)
    fill(owner, images[1], 1)
    submit(owner, images)

    page.goto(f"{server.url}/projects/{project}/versions")
    make_version(page, "after corrections")
    page.get_by_role("link", name="All versions").click()
    rows = page.get_by_test_id("version")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("3 images")
    expect(rows.last).to_contain_text("2 images, 1 left out")
    expect_accessible(page, "versions")

    rows.last.get_by_role("link", name="What changed since").click()
    expect(page.get_by_text("2 images before, 3 after.")).to_be_visible()
    page.get_by_role("button", name="After").click()
    page.get_by_role("option", name="after corrections").click()
    page.wait_for_url("**/difference?after=*")
    kinds = page.get_by_role("radiogroup", name="Images that differ")
    expect(kinds.get_by_role("radio", name="Corrected 2")).to_be_checked()
    expect(kinds.get_by_role("radio", name="Added 1")).to_be_visible()
    expect_accessible(page, "a difference")

    page.get_by_role("button", name="Compare 0.png").click()
    dialog = page.get_by_role("dialog", name="0.png")
    expect(dialog).to_contain_text("400 pixels newly labelled")
    expect(dialog).to_contain_text("400 pixels no longer labelled")
    expect(dialog.get_by_role("heading", name="2 segments differ")).to_be_visible()
    shown = {
        side: dialog.get_by_test_id(f"masks-{side}").evaluate(OPAQUE)
        for side in ("before", "after", "difference")
    }
    assert shown == {"before": 400, "after": 400, "difference": 800}
    dialog.get_by_role("button", name="disc added").click()
    expect(dialog.get_by_role("button", name="disc added")).to_have_attribute(
        "aria-pressed", "true"
    )
    dialog.get_by_role("radio", name="Difference").click()
    expect(dialog.get_by_role("figure")).to_have_count(1)
    expect_accessible(page, "an image compared")
    dialog.get_by_role("button", name="Next image").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="1.png")).to_contain_text("1 segment differs")
    page.keyboard.press("ArrowLeft")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_used_version_is_not_deleted_but_its_name_can_go(signed_in: Page, server, owner):
    page = signed_in
    project, images = make_project(owner, 1)
    submit(owner, images)
    page.goto(f"{server.url}/projects/{project}/versions")
    make_version(page, "v1")
    version = int(page.url.rpartition("/")[2])
    body = {"format": "maskwright", "snapshot": version}
    export = owner.call("post", f"projects/{project}/exports/", body)
    owner.wait_for(export["job"]["id"])
    page.reload()
    made = page.get_by_role("region", name="Made from it")
    expect(made.get_by_role("link", name="Download")).to_be_visible(timeout=10_000)

    page.get_by_role("button", name="Actions for v1").click()
    page.get_by_role("menuitem", name="Name and notes").click()
    dialog = page.get_by_role("dialog", name="Name and notes")
    dialog.get_by_label("Name").fill("delivery 1")
    dialog.get_by_label("Notes").fill("Sent in March.")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="delivery 1", level=1)).to_be_visible()
    expect(page.get_by_text("Sent in March.")).to_be_visible()

    page.get_by_role("button", name="Actions for delivery 1").click()
    page.get_by_role("menuitem", name="Delete version").click()
    page.get_by_role("button", name="Delete version").click()
    message = page.get_by_role("dialog", name="“delivery 1” is in use")
    expect(message).to_contain_text("It was used for 1 dataset export.")
    message.get_by_role("button", name="Take the name away").click()
    expect(page.get_by_role("heading", name="No versions yet")).to_be_visible()
    (kept,) = owner.call("get", f"projects/{project}/exports/")
    assert kept["file_url"]
