"""A dataset of another tool, brought in step by step: recognised, mapped, looked at, imported."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from labeling.masks import rle as rles
from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.projects import SIZE, make_project, noise
from tests.e2e.test_keyboard import expect_accessible

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
NUM_IMAGES = 12
DISC = np.zeros(SIZE, bool)
DISC[10:30, 20:60] = True
LAKE = [70, 40, 130, 40, 130, 70, 70, 70]  # reaches over the right border, which is at 112


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """COCO as a converter writes it: every mask a crowd, a polygon past the border."""
    classes = [(3, "Discs"), (8, "lake"), (11, "sky")]
    images, annotations = [], []
    for number in range(1, NUM_IMAGES + 1):
        images.append(
            {"id": number, "file_name": f"i{number}.png", "height": SIZE[0], "width": SIZE[1]}
        )
        for index, (class_id, _) in enumerate(classes):
            mask = np.roll(DISC, 25 * index, axis=0)
            shape = rles.to_wire(rles.encode(mask)) if class_id != 8 else [LAKE]
            annotations.append(
                {
                    "id": 10 * number + index,
                    "image_id": number,
                    "category_id": class_id,
                    "segmentation": shape,
                    "iscrowd": 1,
                }
            )
    content = {
        "images": images,
        "annotations": annotations,
        "categories": [{"id": class_id, "name": name} for class_id, name in classes],
    }
    path = tmp_path / "from elsewhere.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("my data/labels.json", json.dumps(content))
        for number in range(1, NUM_IMAGES + 1):
            archive.writestr(f"my data/pictures/i{number}.png", noise(900 + number))
    return path


def choose(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose").click()
    chooser.value.set_files(path)


def target(page: Page, name: str, becomes: str) -> None:
    """Choose what a class becomes."""
    page.get_by_role("button", name=re.compile(f"^What {name} becomes")).click()
    page.get_by_role("searchbox", name="Find a class").last.fill(becomes[:4])
    expect(page.get_by_role("option", name=becomes, exact=True)).to_be_visible()
    page.keyboard.press("Enter")


def colors_shown(page: Page) -> set[tuple[int, int, int]]:
    """The opaque colours (borders of segments) on the first sample's canvas."""
    pixels = page.locator("canvas").first.evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
    )
    rgba = np.array(pixels, np.uint8).reshape(-1, 4)
    return {tuple(map(int, row[:3])) for row in np.unique(rgba[rgba[:, 3] == 255], axis=0)}


def test_a_foreign_dataset_is_mapped_looked_at_and_comes_in_as_suggestions(
    signed_in: Page, server: Server, owner: Client, dataset: Path
) -> None:
    page, (project, _) = signed_in, make_project(owner, 1, mode="layered")
    page.goto(f"{server.url}/projects/{project}")
    page.get_by_role("link", name="Import dataset").click()
    expect(page.get_by_role("button", name="Choose a zip")).to_be_visible()
    expect_accessible(page, "the file step")
    choose(page, dataset)

    # What was found, with the repairs.
    expect(page.get_by_text("12 images", exact=True)).to_be_visible(timeout=30_000)
    expect(page.get_by_text("36 segments", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("COCO instances"))).to_be_visible()
    expect(page.get_by_text(re.compile("Every annotation is marked iscrowd"))).to_be_visible()
    expect(page.get_by_text(re.compile("12 × polygons reach over"))).to_be_visible()
    expect_accessible(page, "the contents step")
    assert len(owner.call("get", f"projects/{project}/images/")["results"]) == 1  # its own
    page.get_by_role("link", name="Next").press("Enter")
    # Without a mouse, one goes on from the top of the new step.
    steps = page.get_by_role("navigation", name="Steps of the import")
    expect(steps.locator("..")).to_be_focused()

    # "Discs" is like the project's "disc"; the sky is left out, the lake becomes ground.
    row = page.get_by_test_id("class-Discs")
    expect(row.get_by_text("Similar name")).to_be_visible()
    target(page, "sky", "Leave out")
    target(page, "lake", "ground")
    expect(page.get_by_text("12 segments are left out")).to_be_visible()
    expect_accessible(page, "the classes step")

    # What was chosen is on the server: a reload shows it again.
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_role("button", name="What sky becomes: Leave out")).to_be_visible()
    expect(page.get_by_role("button", name="What lake becomes: ground")).to_be_visible()
    page.get_by_role("button", name="Next").click()

    # Samples in the colours of the project's classes; then the lake as a new class in its own.
    expect(page.get_by_role("button", name=re.compile("^Enlarge i"))).to_have_count(10)
    expect(page.get_by_text("2 segments").first).to_be_visible()
    page.wait_for_timeout(200)  # painted in the next frame
    assert colors_shown(page) == {(0x10, 0xC0, 0xFF), (0x20, 0xC0, 0xFF)}
    expect_accessible(page, "the preview step")
    page.get_by_role("button", name="Other ten").click()
    expect(page.get_by_role("button", name=re.compile("^Enlarge i"))).to_have_count(2)
    page.get_by_role("button", name=re.compile("^Enlarge i")).first.click()
    expect(page.get_by_role("dialog").get_by_text("ground")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Back").click()
    target(page, "lake", "New class")
    page.get_by_role("textbox", name="Name of the new class for lake").fill("water")
    page.get_by_role("textbox", name="Name of the new class for lake").press("Enter")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("button", name=re.compile("^Enlarge i"))).to_have_count(10)
    assert (0x20, 0xC0, 0xFF) not in colors_shown(page)
    page.get_by_role("link", name="Next").click()

    # As suggestions, all for training.
    page.get_by_role("radio", name=re.compile("Suggestions")).check(force=True)
    page.get_by_role("button", name=re.compile("Split of all images")).click()
    page.get_by_role("option", name="Train").click()
    expect_accessible(page, "the last step")
    expect(page.get_by_text("12 images with 24 segments in 2 classes")).to_be_visible()
    page.get_by_role("button", name="Import 12 images").click()
    expect(page.get_by_text("12 images with 24 suggestions came in.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text(re.compile("12 × segments of the class 'sky'"))).to_be_visible()
    page.get_by_role("link", name="Show the images").click()
    expect(page.get_by_role("link", name=re.compile("i12.png"))).to_be_visible()
    check_suggestions(owner, project)


def check_suggestions(owner: Client, project: int) -> None:
    rows = owner.call("get", f"projects/{project}/images/")["results"]
    rows = [row for row in rows if row["name"] != "0.png"]
    assert len(rows) == NUM_IMAGES
    assert {row["split"] for row in rows} == {"train"}
    assert {(row["num_segments"], row["num_suggestions"]) for row in rows} == {(0, 2)}
    names = {
        row["class_id"]: row["name"] for row in owner.call("get", f"projects/{project}/classes/")
    }
    assert set(names.values()) == {"disc", "ground", "water"}
    suggestions = owner.call("get", f"images/{rows[0]['id']}/suggestions/")
    by_class = {names[each["class_id"]]: each for each in suggestions}
    assert set(by_class) == {"disc", "water"}
    assert np.array_equal(rles.decode(rles.from_wire(by_class["disc"]["mask"])), DISC)
    water = rles.decode(rles.from_wire(by_class["water"]["mask"]))
    assert water.sum() == (SIZE[1] - 70) * 30
    assert water[40:70, 70:].all()


def send(owner: Client, project: int, dataset: Path) -> dict:
    """Upload a dataset and wait until it is looked through."""
    files = [("file", (dataset.name, dataset.read_bytes()))]
    row = owner.call("post", f"projects/{project}/imports/", files=files)
    assert owner.wait_for(row["inspection"]["id"])["state"] == "done"
    return row


def test_a_failed_import_says_why_and_is_tried_otherwise(
    signed_in: Page, server: Server, owner: Client, dataset: Path
) -> None:
    page, (project, _) = signed_in, make_project(owner, 1, mode="layered")
    first = send(owner, project, dataset)
    run = owner.call("post", f"imports/{first['id']}/run/")
    assert owner.wait_for(run["id"])["state"] == "done"
    again = send(owner, project, dataset)
    page.goto(f"{server.url}/projects/{project}/import/{again['id']}")
    expect(page.get_by_text("12 images", exact=True)).to_be_visible()
    page.goto(f"{server.url}/projects/{project}/import/{again['id']}/import")
    expect(page.get_by_text("12 images have segments in this project already")).to_be_visible()
    page.get_by_role("button", name="Import 12 images").click()
    problem = page.get_by_text(re.compile("None of the 12 images could be taken"))
    expect(problem).to_be_visible(timeout=30_000)
    page.reload()
    expect(problem).to_be_visible()
    page.get_by_role("radio", name=re.compile("Suggestions")).check(force=True)
    page.get_by_role("button", name="Import 12 images").click()
    expect(page.get_by_text("12 images with 36 suggestions came in.")).to_be_visible(timeout=30_000)
    rows = owner.call("get", f"projects/{project}/images/")["results"]
    assert sorted({(row["num_segments"], row["num_suggestions"]) for row in rows}) == [
        (0, 0), (3, 3)
    ]  # fmt: skip


def test_what_is_no_dataset_says_what_it_is_and_is_discarded(
    signed_in: Page, server: Server, owner: Client, tmp_path: Path
) -> None:
    page, (project, _) = signed_in, make_project(owner, 1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("report.docx", "x")
    path = tmp_path / "notes.zip"
    path.write_bytes(buffer.getvalue())
    page.goto(f"{server.url}/projects/{project}/import")
    choose(page, path)
    expect(page.get_by_text(re.compile(r"1 × \.docx"))).to_be_visible(timeout=30_000)
    # Another day: it waits in the list.
    page.goto(f"{server.url}/projects/{project}/import")
    expect(page.get_by_text("Cannot be read")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(page.get_by_role("button", name="Choose a zip")).to_be_visible()
    assert owner.call("get", f"projects/{project}/imports/") == []
    assert not list((server.var / "files" / "incoming").glob("*"))
