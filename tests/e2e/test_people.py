"""Several people, many images: who is here, what they save, where the work goes on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.drawing import Canvas, expect_saved
from tests.e2e.projects import SIZE, areas_of, join, make_project, open_image, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


def square(canvas: Canvas, key: str, x: int, size: int = 20) -> None:
    canvas.key(key)
    canvas.polygon([(x, 10), (x + size, 10), (x + size, 10 + size), (x, 10 + size)])


def set_state(owner: Client, image: int, state: str) -> None:
    annotation = owner.call("get", f"images/{image}/annotation/")["id"]
    owner.call("post", f"annotations/{annotation}/state/", {"state": state})


def test_two_people_see_each_other_and_each_others_work(
    signed_in: Page, browser: Browser, server, owner
):
    project, (image,) = make_project(owner, 1)
    name = join(server, owner, project)
    mine = open_image(signed_in, server, project, image)
    other = sign_in(browser, server, name)
    theirs = open_image(other, server, project, image)
    banner = other.get_by_test_id("others-banner")
    expect(banner).to_contain_text("admin is editing this image since")
    expect(signed_in.get_by_test_id("others-banner")).to_contain_text(name, timeout=20_000)
    # What is saved here appears there without anything being done there.
    square(mine, "1", 10)
    expect_saved(signed_in)
    expect(other.get_by_test_id("segment-count")).to_have_text("1", timeout=15_000)
    # Whoever only looks cannot draw, and sees what comes.
    banner.get_by_role("button", name="Just look").click()
    theirs.key("b")
    theirs.stroke([(60, 50), (90, 60)])
    square(mine, "2", 60)
    expect(other.get_by_test_id("segment-count")).to_have_text("2", timeout=15_000)
    expect(signed_in.get_by_test_id("others-banner")).to_be_hidden(timeout=20_000)
    banner.get_by_role("button", name="Edit as well").click()
    theirs.key("f")  # whoever looks pans
    square(theirs, "1", 85)
    expect_saved(other)
    assert areas_of(owner, image) == {1: 800, 2: 400}
    other.close()


def test_submitting_goes_on_to_what_needs_work_and_says_when_all_is_done(
    signed_in: Page, server, owner
):
    project, images = make_project(owner, 4)
    set_state(owner, images[1], "approved")
    set_state(owner, images[2], "submitted")
    page = signed_in
    canvas = open_image(page, server, project, images[0])
    canvas.key("Shift+ArrowRight")
    expect(page).to_have_url(f"{server.url}/projects/{project}/images/{images[3]}")
    canvas = Canvas(page, SIZE)
    square(canvas, "1", 10)
    canvas.key("Control+Enter")
    expect(page).to_have_url(f"{server.url}/projects/{project}/images/{images[0]}")
    message = page.get_by_role("alertdialog")
    expect(message).to_contain_text("Submitted 3.png")
    expect(message).to_contain_text("1 left")
    message.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(f"{server.url}/projects/{project}/images/{images[3]}")
    expect(page.get_by_test_id("annotation-state")).to_have_attribute("data-state", "in_progress")
    for _ in range(2):
        Canvas(page, SIZE).key("Control+Enter")
        expect(page.get_by_role("alertdialog").first).to_contain_text("Submitted")
    expect(page.get_by_role("dialog", name="All done")).to_be_visible()
    page.get_by_role("link", name="To the images").click()
    expect(page).to_have_url(f"{server.url}/projects/{project}")


def test_the_gallery_keeps_its_filters_and_changes_many_images(signed_in: Page, server, owner):
    project, images = make_project(owner, 4)
    set_state(owner, images[0], "approved")
    page = signed_in
    page.goto(f"{server.url}/projects/{project}")
    page.get_by_role("button", name="Needs work").click()
    tiles = page.get_by_role("list", name="Images").get_by_role("listitem")
    expect(tiles).to_have_count(3)
    tiles.first.get_by_role("link").click()
    expect(page).to_have_url(f"{server.url}/projects/{project}/images/{images[1]}?needs_work=true")
    Canvas(page, SIZE).key("Shift+ArrowRight")
    expect(page).to_have_url(f"{server.url}/projects/{project}/images/{images[2]}?needs_work=true")
    page.get_by_role("link", name="Back to the project's images").click()
    expect(tiles).to_have_count(3)
    tiles.nth(0).get_by_role("checkbox").check()
    tiles.nth(2).get_by_role("checkbox").click(modifiers=["Shift"])
    expect(page.get_by_text("3 images chosen")).to_be_visible()
    page.get_by_role("button", name="Set state").click()
    page.get_by_role("menuitem", name="Submitted").click()
    expect(tiles).to_have_count(0)
    states = {row["state"] for row in owner.call("get", f"projects/{project}/images/")["results"]}
    assert states == {"approved", "submitted"}


def test_work_done_in_an_expired_session_is_saved_after_signing_in(signed_in: Page, server, owner):
    project, (image,) = make_project(owner, 1)
    page = signed_in
    canvas = open_image(page, server, project, image)
    page.context.clear_cookies(name="sessionid")
    square(canvas, "1", 10)
    expect(page.get_by_text("Your session has ended")).to_be_visible(timeout=20_000)
    assert areas_of(owner, image) == {}
    again = page.context.new_page()
    again.goto(server.sign_in_link())
    again.wait_for_url(f"{server.url}/")
    page.bring_to_front()
    expect_saved(page)
    assert areas_of(owner, image) == {1: 400}


def test_two_versions_of_a_segment_stand_side_by_side(
    signed_in: Page, browser: Browser, server, owner
):
    project, (image,) = make_project(owner, 1, "layered")
    mine = open_image(signed_in, server, project, image)
    square(mine, "1", 10)
    expect_saved(signed_in)
    other = sign_in(browser, server, join(server, owner, project))
    theirs = open_image(other, server, project, image)
    signed_in.context.set_offline(True)
    for page, canvas, x in ((signed_in, mine, 60), (other, theirs, 85)):
        canvas.key("v")
        page.mouse.click(*canvas.at(20, 20))
        canvas.key("b")
        canvas.stroke([(x, 20), (x + 15, 20)])
    expect_saved(other)
    signed_in.context.set_offline(False)
    dialog = signed_in.get_by_role("dialog", name="Two versions of the same work")
    expect(dialog).to_be_visible(timeout=20_000)
    expect(dialog.locator("canvas")).to_have_count(2)
    dialog.get_by_text("Keep both").click()
    dialog.get_by_role("button", name="Apply").click()
    expect_saved(signed_in)
    expect(signed_in.get_by_test_id("segment-count")).to_have_text("2")
    assert len(owner.call("get", f"images/{image}/annotation/")["segments"]) == 2
    expect(other.get_by_test_id("segment-count")).to_have_text("2", timeout=15_000)
    other.close()
