"""Formats of other worlds, out of one project and into another by the pages alone."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from labeling.masks import rle as rles
from tests.e2e.client import Client
from tests.e2e.conftest import Server
from tests.e2e.projects import SIZE, make_project
from tests.e2e.test_import_wizard import choose

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
BOXES = [(2, (0, 40, 112, 80)), (1, (20, 20, 60, 60)), (1, (100, 2, 104, 5))]


def masks() -> list[tuple[int, dict]]:
    """(class_id, mask) of the segments in paint order; the first lies under the second."""
    made = []
    for class_id, (x0, y0, x1, y1) in BOXES:
        mask = np.zeros(SIZE, dtype=bool)
        mask[y0:y1, x0:x1] = True
        made.append((class_id, rles.to_wire(rles.encode(mask))))
    return made


@pytest.fixture(scope="module")
def owner(server: Server) -> Client:
    return Client(server)


@pytest.fixture
def project(owner: Client) -> int:
    """Two submitted images with overlapping segments."""
    project, images = make_project(owner, 2, mode="layered")
    for image in images:
        operations = [
            {
                "op": "upsert",
                "tool": "brush",
                "segment": {
                    "uid": str(uuid.uuid4()),
                    "class_id": class_id,
                    "z": z,
                    "mask": mask,
                    "origin": "brush",
                },
            }
            for z, (class_id, mask) in enumerate(masks())
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


@pytest.mark.parametrize("title", ["Hugging Face (Parquet)", "Datumaro", "ADE20K", "TFRecord"])
def test_an_export_comes_back_through_the_import(
    signed_in: Page, server: Server, owner: Client, project: int, tmp_path: Path, title: str
) -> None:
    page = signed_in
    page.goto(f"{server.url}/projects/{project}/exports")
    page.get_by_role("radio", name=title).check(force=True)
    page.get_by_role("button", name="Export 2 images").click()
    newest = page.get_by_role("link", name="Download").first
    newest.wait_for(timeout=60_000)
    expect(page.get_by_text(title).last).to_be_visible()
    with page.expect_download() as download:
        newest.click()
    path = tmp_path / "dataset.zip"
    download.value.save_as(path)

    name = f"again from {title} {uuid.uuid4().hex[:6]}"
    other = owner.call("post", "projects/", {"name": name, "overlap_mode": "layered"})["id"]
    page.goto(f"{server.url}/projects/{other}/import")
    choose(page, path)
    expect(page.get_by_role("button", name=re.compile(re.escape(title)))).to_be_visible(
        timeout=30_000
    )
    expect(page.get_by_text("2 images", exact=True)).to_be_visible()
    expect(page.get_by_text("6 segments", exact=True)).to_be_visible()
    page.get_by_role("link", name="Next").click()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("button", name=re.compile("^Enlarge "))).to_have_count(2)
    page.get_by_role("link", name="Next").click()
    page.get_by_role("button", name="Import 2 images").click()
    expect(page.get_by_text("2 images with 6 segments came in.")).to_be_visible(timeout=30_000)
    for row in owner.call("get", f"projects/{other}/images/")["results"]:
        assert found(owner, row["id"]) == expected(title)


def found(owner: Client, image: int) -> list[tuple[int, dict]]:
    annotation = owner.call("get", f"images/{image}/annotation/")
    segments = sorted(annotation["segments"], key=lambda segment: segment["z"])
    return sorted(((s["class_id"], s["mask"]) for s in segments), key=str)


def expected(title: str) -> list[tuple[int, dict]]:
    """Whole masks; ADE20K's benchmark holds what is visible."""
    if title != "ADE20K":
        return sorted(masks(), key=str)
    (ground, under), *others = masks()
    covered = rles.union(*(rles.from_wire(mask) for _, mask in others))
    rest = rles.subtract(rles.from_wire(under), covered)
    return sorted([(ground, rles.to_wire(rest)), *others], key=str)
