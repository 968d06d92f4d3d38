"""Exports as a person makes them: losses first, one image shown, choices, a link, the end."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile

import numpy as np
import pytest
from PIL import Image as PILImage
from playwright.sync_api import Browser, Page, expect

from labeling.masks import rle as rles
from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.projects import SIZE, make_project, noise
from tests.e2e.test_keyboard import expect_accessible

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
DISC, GROUND = (20, 20, 60, 60), (0, 40, 112, 80)


def box(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    mask = np.zeros(SIZE, dtype=bool)
    mask[y0:y1, x0:x1] = True
    return mask


@pytest.fixture
def project(server: Server) -> int:
    """Four submitted images: ground, a disc that hides some of it, on the second a speck too."""
    owner = Client(server)
    project, images = make_project(owner, 4, mode="layered")
    for number, image in enumerate(images):
        boxes = [(2, GROUND), (1, DISC), *([(1, (100, 2, 104, 5))] if number == 1 else [])]
        operations = [
            {
                "op": "upsert",
                "tool": "brush",
                "segment": {
                    "uid": str(uuid.uuid4()),
                    "class_id": class_id,
                    "z": z,
                    "mask": rles.to_wire(rles.encode(box(*corners))),
                    "origin": "brush",
                },
            }
            for z, (class_id, corners) in enumerate(boxes)
        ]
        annotation = owner.call("get", f"images/{image}/annotation/")
        save = {
            "base_revision": annotation["revision"],
            "save_id": str(uuid.uuid4()),
            "active_ms": 1,
            "operations": operations,
        }
        owner.call("patch", f"annotations/{annotation['id']}/", save)
        owner.call("post", f"annotations/{annotation['id']}/state/", {"state": "submitted"})
    return project


def test_from_losses_to_a_shared_link_and_its_end(
    signed_in: Page, server: Server, project: int, browser: Browser
) -> None:
    page = signed_in
    page.goto(f"{server.url}/projects/{project}/exports")
    see_what_a_format_loses(page)
    choose(page)
    preview(page)
    page.get_by_role("button", name="Export 4 images").click()
    expect(page.get_by_role("heading", name="Written exports")).to_be_in_viewport()
    page.get_by_role("link", name="Download").first.wait_for(timeout=60_000)
    url = get_link(page)
    check_archive(download_signed_out(browser, url))
    delete(page)
    with_nobody = browser.new_context()
    answer = with_nobody.request.get(url)
    assert answer.status == 404
    assert "expired" in answer.json()["message"]
    with_nobody.close()


def see_what_a_format_loses(page: Page) -> None:
    page.get_by_role("searchbox", name="Find a format").fill("torchvision voc")
    expect(page.get_by_role("radio")).to_have_count(1)
    page.get_by_role("radio", name="Pascal VOC").check(force=True)
    hidden = 4 * int((box(*DISC) & box(*GROUND)).sum())
    losses = page.get_by_test_id("losses")
    expect(losses).to_contain_text(f"{hidden:,} pixels of segments lie under")
    page.get_by_role("searchbox", name="Find a format").fill("")
    page.get_by_role("radio", name="Maskwright").check(force=True)
    expect(page.get_by_test_id("losses")).to_contain_text("holds everything")
    page.get_by_role("radio", name="COCO instances").check(force=True)


def choose(page: Page) -> None:
    """Halves by chance, only discs, no specks, the ground blurred."""
    page.get_by_role("button", name=re.compile("^Splits")).click()
    page.get_by_role("button", name=re.compile("As on the images.*Splits")).click()
    page.get_by_role("option", name="Random").click()
    for name, share in (("Train %", 50), ("Validation %", 50), ("Test %", 0)):
        page.get_by_role("textbox", name=name).fill(str(share))
        page.get_by_role("textbox", name=name).press("Tab")
    page.get_by_role("button", name=re.compile("^Classes")).click()
    page.get_by_text("All classes", exact=True).last.click()
    only = page.get_by_role("group", name="Only these classes")
    only.get_by_text("ground").click()
    page.get_by_role("textbox", name="Smallest segment").fill("100")
    page.get_by_role("textbox", name="Smallest segment").press("Tab")
    page.get_by_role("button", name=re.compile("^Pictures")).click()
    page.get_by_role("group", name="Blur these classes").get_by_text("ground").click()
    losses = page.get_by_test_id("losses")
    expect(losses).to_contain_text("Splits: 2 train, 2 validation")
    expect(losses).to_contain_text("Segments under 100 px: 1.")
    expect(losses).to_contain_text("Regions blurred in the pictures: 4.")
    expect_accessible(page, "every part of the form open")


def preview(page: Page) -> None:
    page.get_by_role("button", name="Preview an image").click()
    dialog = page.get_by_role("dialog")
    # The image with most segments in the project; one of its three is left.
    expect(dialog).to_contain_text("1.png")
    expect(dialog).to_contain_text("1 segment in the export, 3 in the project")
    expect(dialog.get_by_role("img", name=re.compile("1.png"))).to_be_visible()
    expect(dialog.get_by_role("region")).to_contain_text('"annotations"')
    expect_accessible(page, "preview")
    dialog.get_by_role("button", name="Next image").click()
    expect(dialog).to_contain_text("2.png")
    dialog.get_by_role("button", name="Close").click()


def get_link(page: Page) -> str:
    page.get_by_role("button", name="More about this export").first.click()
    page.get_by_role("menuitem", name=re.compile("Get a link")).click()
    field = page.get_by_role("dialog").get_by_role("textbox", name="Link")
    expect(field).to_have_value(re.compile("/api/shared-exports/"))
    url = field.input_value()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    return url


def download_signed_out(browser: Browser, url: str) -> bytes:
    context = browser.new_context(accept_downloads=True)
    answer = context.request.get(url)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/zip"
    content = answer.body()
    context.close()
    return content


def check_archive(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        parts = [
            json.loads(archive.read(f"annotations/instances_{split}.json"))
            for split in ("train", "val")
        ]
        picture = np.asarray(PILImage.open(io.BytesIO(archive.read("images/0.png"))))
        report = archive.read("EXPORT_REPORT.txt").decode()
    assert [len(part["images"]) for part in parts] == [2, 2]
    rows = [row for part in parts for row in part["annotations"]]
    assert [(row["category_id"], row["area"]) for row in rows] == [(1, 1600)] * 4
    original = np.asarray(PILImage.open(io.BytesIO(noise(0))))
    assert np.array_equal(picture[:30], original[:30])
    assert picture[50:70].std() < original[50:70].std() / 3
    assert "EXPORT_REPORT.txt" in names and "Regions blurred in the pictures: 4." in report


def delete(page: Page) -> None:
    page.get_by_role("button", name="More about this export").first.click()
    page.get_by_role("menuitem", name=re.compile("Delete")).click()
    page.get_by_role("button", name="Delete the export").click()
    expect(page.get_by_text("No exports yet")).to_be_visible()


def test_an_old_export_is_repeated_and_a_version_exported(
    signed_in: Page, server: Server, project: int
) -> None:
    page = signed_in
    owner = Client(server)
    body = {"format": "labelme", "choices": {"splits": {"kind": "stratified"}}}
    first = owner.call("post", f"projects/{project}/exports/", body)
    owner.wait_for(first["job"]["id"])
    page.goto(f"{server.url}/projects/{project}/exports")
    page.get_by_role("button", name="More about this export").click()
    page.get_by_role("menuitem", name=re.compile("Export again")).click()
    expect(page.get_by_role("link", name="Download")).to_have_count(2, timeout=60_000)
    again, old = owner.call("get", f"projects/{project}/exports/")
    assert again["sha256"] == old["sha256"]
    assert again["choices"]["splits"]["kind"] == "stratified"

    page.goto(f"{server.url}/projects/{project}/exports?version={first['snapshot']}")
    expect(page.get_by_text("Images in these states")).to_have_count(0)
    page.get_by_role("button", name="Export 4 images").click()
    expect(page.get_by_role("link", name="Download")).to_have_count(3, timeout=60_000)
    newest = owner.call("get", f"projects/{project}/exports/")[0]
    assert newest["snapshot"] == first["snapshot"]

    page.goto(f"{server.url}/projects/{project}/exports?version=999999999")
    expect(page.get_by_text("This version was deleted")).to_be_visible()
    expect(page.get_by_role("button", name="Export", exact=True)).to_be_disabled()
