"""Classes reorganised in the browser: foretold, applied, undone; editors go on meanwhile."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.drawing import expect_saved
from tests.e2e.projects import make_project, open_image
from tests.e2e.test_keyboard import expect_accessible

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


def add_class(owner: Client, project: int, name: str) -> None:
    owner.call("post", f"projects/{project}/classes/", {"name": name, "color": "#40c040"})


def square(uid: str, class_id: int, x: int) -> dict[str, Any]:
    ring = [[x, 4], [x + 12, 4], [x + 12, 16], [x, 16]]
    segment = {
        "uid": uid,
        "class_id": class_id,
        "z": x,
        "origin": "polygon",
        "polygon": {"parts": [{"outer": ring, "holes": []}]},
    }
    return {"op": "upsert", "tool": "polygon", "segment": segment}


def save(owner: Client, image: int, *operations: dict[str, Any]) -> None:
    annotation = owner.call("get", f"images/{image}/annotation/")
    body = {
        "base_revision": annotation["revision"],
        "save_id": str(uuid.uuid4()),
        "active_ms": 0,
        "operations": operations,
    }
    owner.call("patch", f"annotations/{annotation['id']}/", body)


def segments_of(owner: Client, image: int) -> list[dict[str, Any]]:
    return owner.call("get", f"images/{image}/annotation/")["segments"]


def names_of(owner: Client, project: int) -> list[str]:
    return [row["name"] for row in owner.call("get", f"projects/{project}/classes/")]


def apply(owner: Client, project: int, batch: dict[str, Any]) -> None:
    made = owner.call("post", f"projects/{project}/class-surgeries/", batch)
    assert owner.wait_for(made["job"]["id"])["state"] == "done"


def test_a_batch_is_put_together_foretold_applied_and_undone(signed_in: Page, server, owner):
    project, images = make_project(owner, 2, mode="layered")
    for name in ("coin", "old"):
        add_class(owner, project, name)
    save(owner, images[0], square("a", 1, 4), square("b", 3, 30), square("c", 2, 60))
    save(owner, images[1], square("d", 3, 4), square("e", 4, 30))
    before = [segments_of(owner, image) for image in images]
    page = signed_in
    page.goto(f"{server.url}/projects/{project}?tab=classes")
    page.get_by_role("link", name="Reorganise classes").click()
    pictures = page.get_by_role("img", name="coin on")
    expect(pictures).to_have_count(2)
    assert pictures.first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 20
    expect_accessible(page, "classes")

    page.get_by_label("Choose coin").check()
    page.get_by_label("Choose disc").check()
    page.get_by_role("button", name="Merge…").click()
    dialog = page.get_by_role("dialog")
    # The larger one stays unless another is chosen.
    expect(dialog.get_by_role("region", name="What it becomes")).to_contain_text("coin")
    dialog.get_by_role("button", name="Into the class").click()
    page.get_by_role("option", name="disc").click()
    expect(dialog.get_by_role("region", name="What goes")).to_contain_text("2 segments on 2 images")
    expect_accessible(page, "merging")
    dialog.get_by_role("button", name="Add to the changes").click()
    # The keyboard goes on where the changes are: what opened the dialog may be gone.
    expect(page.locator("#class-changes")).to_be_focused()
    name = page.get_by_label("Name of disc")
    name.fill("round thing")
    name.press("Enter")
    page.get_by_role("button", name="Actions for old").click()
    page.get_by_role("menuitem", name="Retire").click()
    page.get_by_role("button", name="Actions for ground").click()
    page.get_by_role("menuitem", name="Move up").click()
    changes = page.get_by_role("list", name="Changes")
    expect(changes.get_by_role("listitem")).to_have_count(4)
    expect(changes).to_contain_text("Merge coin into round thing")
    expect(changes).to_contain_text("2 segments on 2 images")
    page.get_by_role("button", name="Take back: New order").click()
    expect(changes.get_by_role("listitem")).to_have_count(3)
    expect_accessible(page, "changes")
    assert names_of(owner, project) == ["disc", "ground", "coin", "old"]

    page.get_by_role("button", name="Apply 3 changes").click()
    toast = page.get_by_role("alertdialog").filter(has_text="The changes are applied")
    expect(toast).to_be_visible(timeout=20_000)
    assert names_of(owner, project) == ["round thing", "ground", "coin", "old"]
    classes = [[row["class_id"] for row in segments_of(owner, image)] for image in images]
    assert classes == [[1, 1, 2], [1, 4]]
    save(owner, images[1], square("d", 1, 70))

    toast.get_by_role("button", name="Undo").click()
    expect(dialog).to_contain_text("1 segment gets exactly its former version")
    expect(dialog).to_contain_text("1 segment was edited since")
    expect_accessible(page, "undoing")
    dialog.get_by_text("Give them their former class").click()
    dialog.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The changes are undone")).to_be_visible(timeout=20_000)
    assert names_of(owner, project) == ["disc", "ground", "coin", "old"]
    after = [segments_of(owner, image) for image in images]
    assert after[0] == before[0]
    moved = {row["uid"]: row for row in after[1]}
    assert (moved["d"]["class_id"], moved["d"]["bbox_xywh"][0]) == (3, 70)
    expect(page.get_by_role("button", name="Apply again")).to_be_visible()


def test_an_open_editor_goes_on_in_the_class_that_its_own_was_merged_into(
    signed_in: Page, server, owner
):
    project, (image,) = make_project(owner, 1)
    add_class(owner, project, "coin")
    page = signed_in
    canvas = open_image(page, server, project, image)
    canvas.key("1")
    canvas.polygon([(10, 10), (30, 10), (30, 30), (10, 30)])
    expect_saved(page)
    menu = page.get_by_role("region", name="Classes")
    expect(menu.get_by_role("button", name="disc", exact=False).first).to_be_visible()

    apply(owner, project, {"merges": [{"sources": [1], "target": 3}]})
    canvas.polygon([(50, 10), (70, 10), (70, 30), (50, 30)])
    expect_saved(page)
    assert [row["class_id"] for row in segments_of(owner, image)] == [3, 3]
    # The page learns of it by its own save, and offers the class no more.
    expect(menu.locator("[data-class-id='1']")).to_have_count(0)
    expect(menu.locator("[data-class-id='3']")).to_contain_text("2")

    apply(owner, project, {"retire": [2]})
    canvas.key("1")  # the keys were dealt anew: ground is the first class now
    canvas.polygon([(80, 10), (100, 10), (100, 30), (80, 30)])
    state = page.get_by_test_id("save-state")
    expect(state).to_have_attribute("data-state", "refused", timeout=20_000)
    expect(menu.locator("[data-class-id='2']")).to_have_count(0)
    # Nothing is lost: with another class it goes through.
    canvas.key("c")
    page.get_by_role("option", name="coin").click()
    state.click()
    expect(page.get_by_text("was retired")).to_be_visible()
    page.get_by_role("button", name="Send again").click()
    expect_saved(page)
    assert [row["class_id"] for row in segments_of(owner, image)] == [3, 3, 3]


def test_what_others_save_while_classes_are_merged_ends_in_the_right_class(server, owner):
    project, images = make_project(owner, 4, mode="layered")
    for image in images:
        save(owner, image, *(square(f"first{n}", 1, 6 * n) for n in range(8)))
    is_over = threading.Event()
    saved: list[tuple[int, str]] = []

    def go_on_drawing() -> None:
        """As an editor does that knows nothing of the merge: new and moved segments of class 1."""
        client = Client(server)
        number = 0
        while not is_over.is_set() or number % len(images):
            image = images[number % len(images)]
            uid = f"meanwhile{number}"
            save(client, image, square(uid, 1, number % 90), square("first0", 1, number % 90))
            saved.append((image, uid))
            number += 1

    with ThreadPoolExecutor(1) as pool:
        drawing = pool.submit(go_on_drawing)
        try:
            apply(owner, project, {"merges": [{"sources": [1], "target": 2}]})
        finally:
            is_over.set()
        drawing.result(timeout=60)
    for image in images:
        found = {row["uid"]: row["class_id"] for row in segments_of(owner, image)}
        wanted = {uid for where, uid in saved if where == image} | {f"first{n}" for n in range(8)}
        assert found == dict.fromkeys(wanted, 2)
