"""Small projects for browser tests: images of noise, two classes, members."""

from __future__ import annotations

import io
import uuid

import numpy as np
from PIL import Image as PILImage
from playwright.sync_api import Browser, Page

from labeling.masks import rle as rles
from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.drawing import Canvas

SIZE = (80, 112)


def noise(seed: int, size_hw: tuple[int, int] = SIZE) -> bytes:
    """A PNG of noise; no two alike."""
    pixels = np.random.default_rng(seed).integers(60, 120, (*size_hw, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    PILImage.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def make_project(owner: Client, num_images: int, mode: str = "exclusive") -> tuple[int, list[int]]:
    """A project with classes 1 and 2 and images 0.png, 1.png, …: its id and theirs."""
    name = f"people {uuid.uuid4().hex[:8]}"
    made = owner.call("post", "projects/", {"name": name, "overlap_mode": mode})
    for number, class_name in enumerate(("disc", "ground"), 1):
        body = {"name": class_name, "color": f"#{number}0c0ff", "is_thing": number == 1}
        owner.call("post", f"projects/{made['id']}/classes/", body)
    sent = owner.upload(made["id"], {f"{n}.png": noise(n) for n in range(num_images)})
    return made["id"], [row["id"] for row in sent["accepted"]]


def open_image(page: Page, server: Server, project: int, image: int) -> Canvas:
    """The image in the editor, its picture shown."""
    page.goto(f"{server.url}/projects/{project}/images/{image}")
    return Canvas(page, SIZE)


def join(server: Server, owner: Client, project: int, role: str = "annotator") -> str:
    """A new account that is a member; its name."""
    name = f"anna{uuid.uuid4().hex[:6]}"
    server.manage("add_user", name)
    owner.call("post", f"projects/{project}/members/", {"username": name, "role": role})
    return name


def sign_in(browser: Browser, server: Server, name: str) -> Page:
    """Another browser in which somebody else is signed in."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(server.sign_in_link(name))
    page.wait_for_url(f"{server.url}/")
    return page


def areas_of(owner: Client, image: int) -> dict[int, int]:
    """Saved pixels by class id."""
    areas: dict[int, int] = {}
    for segment in owner.call("get", f"images/{image}/annotation/")["segments"]:
        mask = rles.decode(rles.from_wire(segment["mask"]))
        areas[segment["class_id"]] = areas.get(segment["class_id"], 0) + int(mask.sum())
    return areas
