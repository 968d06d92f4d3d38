"""The editor in the browser: box to mask, undo, work done offline, two people, accessibility."""

from __future__ import annotations

import io
import uuid
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PILImage
from playwright.sync_api import Browser, Page, expect

from labeling.masks import rle as rles
from tests.e2e.client import Client
from tests.e2e.conftest import REPO, Server
from tests.e2e.drawing import Canvas, expect_saved

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
SIZE = (80, 112)
DISC = (60.0, 40.0, 18.0)  # x, y, radius
TABS = ("classes", "members", "jobs", "settings")
AXE = REPO / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def disc_mask() -> np.ndarray:
    ys, xs = np.mgrid[: SIZE[0], : SIZE[1]] + 0.5
    x, y, radius = DISC
    return (xs - x) ** 2 + (ys - y) ** 2 < radius**2


def picture(seed: int) -> bytes:
    """A red disc on green, with noise: what a box predictor must find."""
    rng = np.random.default_rng(seed)
    pixels = np.where(disc_mask()[..., None], (200, 40, 40), (40, 140, 60)).astype(np.int16)
    noisy = np.clip(pixels + rng.integers(-12, 13, (*SIZE, 3)), 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    PILImage.fromarray(noisy).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


@pytest.fixture
def project(owner: Client) -> tuple[int, list[int]]:
    name = f"editor {uuid.uuid4().hex[:8]}"
    made = owner.call("post", "projects/", {"name": name, "overlap_mode": "exclusive"})
    for number, class_name in enumerate(("disc", "ground"), 1):
        body = {"name": class_name, "color": f"#{number}0c0ff", "is_thing": number == 1}
        owner.call("post", f"projects/{made['id']}/classes/", body)
    sent = owner.upload(made["id"], {f"{n}.png": picture(n) for n in range(2)})
    return made["id"], [row["id"] for row in sent["accepted"]]


def open_image(page: Page, server: Server, project_id: int, image: int) -> Canvas:
    page.goto(f"{server.url}/projects/{project_id}/images/{image}")
    return Canvas(page, SIZE)


def masks_of(owner: Client, image: int) -> dict[int, np.ndarray]:
    segments = owner.call("get", f"images/{image}/annotation/")["segments"]
    return {s["class_id"]: rles.decode(rles.from_wire(s["mask"])) for s in segments}


def test_a_box_becomes_a_mask(signed_in: Page, server, owner, project):
    canvas = open_image(signed_in, server, project[0], project[1][0])
    canvas.key("1")
    canvas.box(36, 16, 84, 64)
    expect(signed_in.get_by_test_id("segment-count")).to_have_text("1", timeout=30_000)
    expect_saved(signed_in)
    (segment,) = owner.call("get", f"images/{project[1][0]}/annotation/")["segments"]
    mask = rles.decode(rles.from_wire(segment["mask"]))
    truth = disc_mask()
    assert (mask & truth).sum() / (mask | truth).sum() > 0.9
    assert segment["origin"] == "grabcut"


def test_what_is_drawn_offline_reaches_the_server_later(signed_in: Page, server, owner, project):
    image = project[1][0]
    canvas = open_image(signed_in, server, project[0], image)
    canvas.key("1")
    signed_in.context.set_offline(True)
    canvas.polygon([(10, 10), (30, 10), (30, 30), (10, 30)])
    expect(signed_in.get_by_test_id("save-state")).to_have_attribute(
        "data-state", "offline", timeout=20_000
    )
    assert masks_of(owner, image) == {}
    signed_in.context.set_offline(False)
    expect_saved(signed_in)
    assert masks_of(owner, image)[1].sum() == 400


def test_work_survives_closing_the_tab_offline(signed_in: Page, server, owner, project):
    image = project[1][0]
    canvas = open_image(signed_in, server, project[0], image)
    canvas.key("2")
    signed_in.context.set_offline(True)
    canvas.polygon([(10, 10), (30, 10), (30, 20), (10, 20)])
    expect(signed_in.get_by_test_id("save-state")).to_have_attribute(
        "data-state", "offline", timeout=20_000
    )
    context = signed_in.context
    signed_in.close()
    context.set_offline(False)
    again = context.new_page()
    open_image(again, server, project[0], image)
    expect(again.get_by_test_id("segment-count")).to_have_text("1", timeout=20_000)
    expect_saved(again)
    assert masks_of(owner, image)[2].sum() == 200


def test_two_people_on_one_image_lose_nothing(
    signed_in: Page, browser: Browser, server, owner, project
):
    image = project[1][1]
    server.manage("add_user", f"second{image}")
    body = {"username": f"second{image}", "role": "annotator"}
    owner.call("post", f"projects/{project[0]}/members/", body)
    other = browser.new_page(viewport={"width": 1440, "height": 900})
    other.goto(server.sign_in_link(f"second{image}"))
    other.wait_for_url(f"{server.url}/")
    mine = open_image(signed_in, server, project[0], image)
    theirs = open_image(other, server, project[0], image)
    mine.key("1")
    mine.polygon([(5, 5), (25, 5), (25, 25), (5, 25)])
    expect_saved(signed_in)
    theirs.key("2")
    theirs.polygon([(50, 5), (70, 5), (70, 15), (50, 15)])
    expect_saved(other)
    expect(other.get_by_test_id("segment-count")).to_have_text("2")
    assert {c: int(m.sum()) for c, m in masks_of(owner, image).items()} == {1: 400, 2: 200}
    other.close()


def test_painting_over_a_neighbour_takes_its_pixels(signed_in: Page, server, owner, project):
    image = project[1][1]
    canvas = open_image(signed_in, server, project[0], image)
    canvas.key("1")
    canvas.polygon([(10, 10), (40, 10), (40, 40), (10, 40)])
    canvas.key("2")
    canvas.polygon([(30, 10), (60, 10), (60, 40), (30, 40)])
    expect_saved(signed_in)
    masks = masks_of(owner, image)
    assert not (masks[1] & masks[2]).any()
    assert (int(masks[1].sum()), int(masks[2].sum())) == (600, 900)
    canvas.key("Control+z")
    expect_saved(signed_in)
    assert {c: int(m.sum()) for c, m in masks_of(owner, image).items()} == {1: 900}


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_axe_finds_nothing(signed_in: Page, server, project, size):
    page, (number, images) = signed_in, project
    page.set_viewport_size({"width": size[0], "height": size[1]})
    paths = ["", *(f"?tab={tab}" for tab in TABS), "/training", "/exports"]
    routes = [
        "/",
        *(f"/projects/{number}{p}" for p in paths),
        f"/projects/{number}/images/{images[0]}",
    ]
    for route in routes:
        page.goto(server.url + route)
        page.wait_for_load_state("networkidle")
        # Playwright evaluates past the content policy; a script tag would be refused.
        page.evaluate(Path(AXE).read_text())
        found = page.evaluate("() => axe.run()")["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == [], route


def test_approved_work_is_changed_on_purpose_only(signed_in: Page, server, owner, project):
    first, second = project[1]
    annotation = owner.call("get", f"images/{first}/annotation/")["id"]
    owner.call("post", f"annotations/{annotation}/state/", {"state": "approved"})
    canvas = open_image(signed_in, server, project[0], first)
    canvas.key("b")
    canvas.stroke([(10, 10), (40, 40)])
    canvas.key("Control+Enter")
    expect(signed_in).to_have_url(f"{server.url}/projects/{project[0]}/images/{second}")
    loaded = owner.call("get", f"images/{first}/annotation/")
    assert (loaded["state"], loaded["segments"]) == ("approved", [])
    open_image(signed_in, server, project[0], first)
    signed_in.get_by_role("button", name="Reopen").click()
    expect(signed_in.get_by_test_id("annotation-state")).to_have_attribute(
        "data-state", "in_progress"
    )
    canvas = Canvas(signed_in, SIZE)
    canvas.key("b")
    canvas.stroke([(10, 10), (40, 40)])
    expect_saved(signed_in)
    expect(signed_in.get_by_test_id("segment-count")).to_have_text("1")
