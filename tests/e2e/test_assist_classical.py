"""Assistance without weights in the browser: previewed, refined, and saved as it was shown."""

from __future__ import annotations

import io
import uuid

import numpy as np
import pytest
from PIL import Image as PILImage
from playwright.sync_api import Page, expect

from labeling.masks import rle as rles
from labeling.masks.metrics import mask_iou
from labeling.pictures.superpixels_file import decode_superpixels
from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.drawing import Canvas, expect_saved

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
SIZE = (160, 240)
LEFT, RIGHT, RADIUS = (80.0, 80.0), (160.0, 80.0), 24.0


def disc(centre: tuple[float, float]) -> np.ndarray:
    ys, xs = np.mgrid[: SIZE[0], : SIZE[1]] + 0.5
    return (xs - centre[0]) ** 2 + (ys - centre[1]) ** 2 < RADIUS**2


def picture() -> bytes:
    """Two red discs on green, with a little noise."""
    rng = np.random.default_rng(4)
    both = disc(LEFT) | disc(RIGHT)
    pixels = np.where(both[..., None], (200, 40, 40), (40, 140, 60)).astype(np.int16)
    noisy = np.clip(pixels + rng.integers(-8, 9, (*SIZE, 3)), 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    PILImage.fromarray(noisy).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


@pytest.fixture
def image(owner: Client) -> tuple[int, int]:
    """(project, image)."""
    name = f"classical {uuid.uuid4().hex[:8]}"
    made = owner.call("post", "projects/", {"name": name, "overlap_mode": "exclusive"})
    body = {"name": "disc", "color": "#10c0ff", "is_thing": True}
    owner.call("post", f"projects/{made['id']}/classes/", body)
    sent = owner.upload(made["id"], {"discs.png": picture()})
    return made["id"], sent["accepted"][0]["id"]


@pytest.fixture
def canvas(signed_in: Page, server: Server, image: tuple[int, int]) -> Canvas:
    signed_in.goto(f"{server.url}/projects/{image[0]}/images/{image[1]}")
    opened = Canvas(signed_in, SIZE)
    opened.key("1")
    return opened


def saved(owner: Client, image: tuple[int, int]) -> list[tuple[str, np.ndarray]]:
    """(origin, mask) of every segment that the server has."""
    segments = owner.call("get", f"images/{image[1]}/annotation/")["segments"]
    return [(s["origin"], rles.decode(rles.from_wire(s["mask"]))) for s in segments]


def accept_button(page: Page):
    return page.get_by_role("button", name="Accept", exact=True)


def expect_segments(page: Page, count: int) -> None:
    expect(page.get_by_test_id("segment-count")).to_have_text(str(count), timeout=30_000)


def test_a_box_is_previewed_refined_and_accepted(signed_in: Page, canvas, owner, image):
    canvas.key("a")
    canvas.stroke([(45, 45), (195, 115)])
    expect(accept_button(signed_in)).to_be_visible(timeout=30_000)
    assert saved(owner, image) == []
    # Both discs are in the box; a stroke with Alt takes the right one out.
    with signed_in.expect_response(lambda response: "/prompt/" in response.url):
        canvas.stroke_with("Alt", [(160, 60), (160, 100)])
    accept_button(signed_in).click()
    expect_segments(signed_in, 1)
    expect_saved(signed_in)
    ((origin, mask),) = saved(owner, image)
    assert origin == "grabcut"
    assert mask_iou(mask & (disc(LEFT) | disc(RIGHT)), disc(LEFT)) > 0.6
    assert not mask[70:90, 158:163].any()


def test_escape_drops_a_preview_and_undo_takes_an_accepted_one_back(
    signed_in: Page, canvas, owner, image
):
    canvas.key("a")
    canvas.stroke([(48, 48), (112, 112)])
    expect(accept_button(signed_in)).to_be_visible(timeout=30_000)
    canvas.key("Escape")
    expect(accept_button(signed_in)).to_be_hidden()
    canvas.box(48, 48, 112, 112)
    expect_segments(signed_in, 1)
    canvas.key("Control+z")
    expect_segments(signed_in, 0)
    expect_saved(signed_in)
    assert saved(owner, image) == []


def test_boxes_are_accepted_at_once_where_that_is_wanted(signed_in: Page, canvas, owner, image):
    canvas.key("a")
    signed_in.get_by_text("Accept at once").click()
    canvas.stroke([(48, 48), (112, 112)])
    expect_segments(signed_in, 1)
    canvas.stroke([(128, 48), (192, 112)])
    expect_segments(signed_in, 2)
    expect_saved(signed_in)
    for (origin, mask), centre in zip(saved(owner, image), (LEFT, RIGHT), strict=True):
        assert origin == "grabcut"
        assert mask_iou(mask, disc(centre)) > 0.95


def test_a_scribble_fills_an_object_up_to_its_edge(signed_in: Page, canvas, owner, image):
    canvas.key("y")
    canvas.stroke([(70, 80), (90, 80)])
    expect(accept_button(signed_in)).to_be_visible(timeout=30_000)
    assert saved(owner, image) == []
    # The second disc is added, and taken back again.
    with signed_in.expect_response(lambda response: "/prompt/" in response.url):
        canvas.stroke([(150, 80), (170, 80)])
    with signed_in.expect_response(lambda response: "/prompt/" in response.url):
        canvas.key("Backspace")
    canvas.key("Enter")
    expect_segments(signed_in, 1)
    expect_saved(signed_in)
    ((origin, mask),) = saved(owner, image)
    assert origin == "watershed"
    assert mask_iou(mask, disc(LEFT)) > 0.97


def regions(server_file: bytes) -> dict[str, np.ndarray]:
    """(H, W) region numbers by size."""
    parts = decode_superpixels(server_file)
    return {
        "fine": parts.labels,
        "medium": parts.medium_of[parts.labels],
        "coarse": parts.coarse_of[parts.labels],
    }


def test_superpixels_are_painted_whole_and_taken_away(signed_in: Page, canvas, owner, image):
    canvas.key("w")
    ready = signed_in.get_by_text("Paint over regions")
    expect(ready).to_be_visible(timeout=60_000)
    sizes = regions(owner.request("get", f"images/{image[1]}/superpixels/").content)
    canvas.stroke([(70, 80), (90, 80)])
    expect_segments(signed_in, 1)
    canvas.key("BracketLeft")  # fine
    expect(signed_in.get_by_role("radio", name="Fine")).to_be_checked()
    canvas.stroke_with("Alt", [(90.5, 80.5)])
    expect_saved(signed_in)
    ((origin, mask),) = saved(owner, image)
    assert origin == "superpixels"
    met = {sizes["medium"][80, x] for x in range(70, 91)}
    truth = np.isin(sizes["medium"], list(met)) & (sizes["fine"] != sizes["fine"][80, 90])
    # A stroke is sampled every 2 px: a region that it touches by a corner pixel may be left out.
    assert mask_iou(mask, truth) > 0.9
    assert not mask[80, 90]
    for region in np.unique(sizes["fine"][mask]):
        assert mask[sizes["fine"] == region].all()
    canvas.key("Control+z")
    canvas.key("Control+z")
    expect_segments(signed_in, 0)


def test_scissors_follow_the_edge_between_a_few_clicks(signed_in: Page, canvas, owner, image):
    canvas.key("i")
    known = signed_in.locator("[data-wire=ready]")
    x, y = LEFT
    around = [(x - RADIUS, y), (x, y - RADIUS), (x + RADIUS, y), (x, y + RADIUS)]
    for at in around:
        signed_in.mouse.click(*canvas.at(*at))
        expect(known).to_be_attached(timeout=20_000)
    # One anchor too many, taken back.
    signed_in.mouse.click(*canvas.at(200, 20))
    canvas.key("Backspace")
    signed_in.mouse.move(*canvas.at(x - RADIUS + 1, y + 1), steps=10)
    canvas.key("Enter")
    expect_segments(signed_in, 1)
    expect_saved(signed_in)
    ((origin, mask),) = saved(owner, image)
    assert origin == "scissors"
    assert mask_iou(mask, disc(LEFT)) > 0.95
    canvas.key("Control+z")
    expect_segments(signed_in, 0)


def walk(page: Page, key: str, pixels: int) -> None:
    """The keyboard's cursor goes so many image pixels."""
    for _ in range(pixels):
        page.keyboard.press(f"Shift+{key}")


def test_the_assistants_fill_and_eraser_work_without_a_mouse(signed_in: Page, canvas, owner, image):
    page = signed_in
    canvas.key("Shift+J")
    # From the middle of the picture into the middle of the left disc.
    walk(page, "ArrowLeft", 40)
    canvas.key("w")
    expect(page.get_by_text("Paint over regions")).to_be_visible(timeout=60_000)
    page.keyboard.press("Space")
    expect_segments(page, 1)
    canvas.key("Control+z")
    canvas.key("g")
    page.keyboard.press("Space")
    expect(page.get_by_text("Click the preview again or press Enter.")).to_be_visible(
        timeout=30_000
    )
    page.keyboard.press("Enter")
    expect_segments(page, 1)
    expect_saved(page)
    ((origin, mask),) = saved(owner, image)
    assert origin == "fill"
    assert mask[80, 80]
    canvas.key("Control+z")
    canvas.key("y")
    page.keyboard.press("Space")
    walk(page, "ArrowRight", 10)
    page.keyboard.press("Space")
    expect(accept_button(page)).to_be_visible(timeout=30_000)
    page.keyboard.press("Enter")
    expect_segments(page, 1)
    canvas.key("e")
    page.keyboard.press("Space")
    walk(page, "ArrowLeft", 10)
    page.keyboard.press("Space")
    expect_saved(page)
    ((origin, mask),) = saved(owner, image)
    assert origin == "watershed"
    assert not mask[80, 82:88].any()
    assert mask_iou(mask, disc(LEFT)) > 0.5
    canvas.key("Control+z")
    canvas.key("Control+z")
    canvas.key("a")
    walk(page, "ArrowLeft", 32)
    walk(page, "ArrowUp", 32)
    page.keyboard.press("Space")
    walk(page, "ArrowRight", 64)
    walk(page, "ArrowDown", 64)
    page.keyboard.press("Space")
    expect(accept_button(page)).to_be_visible(timeout=30_000)
    page.keyboard.press("Enter")
    expect_segments(page, 1)
    expect_saved(page)
    ((origin, mask),) = saved(owner, image)
    assert origin == "grabcut"
    assert mask_iou(mask, disc(LEFT)) > 0.9
