"""Saves survive kills, offline periods and two users; killed jobs end in a true state."""

from __future__ import annotations

import io
import os
import random
import threading
import time
import uuid
import zipfile

import numpy as np
import pytest
from PIL import Image as PILImage

from labeling.masks import rle as rles
from tests.e2e.client import UNREACHABLE, Client
from tests.e2e.conftest import Server, make_server

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]
SIZE = (96, 128)
CHAOS_S = 30
SEED = int(os.environ.get("MASKWRIGHT_SEED") or random.SystemRandom().randrange(10**6))


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Server:
    """A server of this module's own: it is killed all the time."""
    running = make_server(tmp_path_factory.mktemp("killed"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def owner(server) -> Client:
    return Client(server)


def picture(seed: int, size_hw=SIZE) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (*size_hw, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    PILImage.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def make_project(owner: Client, num_images: int, size_hw=SIZE, mode="layered") -> tuple[int, list]:
    project = owner.call(
        "post", "projects/", {"name": f"kill {uuid.uuid4().hex[:8]}", "overlap_mode": mode}
    )
    for name in ("a", "b"):
        body = {"name": name, "color": "#ff0000", "is_thing": name == "a"}
        owner.call("post", f"projects/{project['id']}/classes/", body)
    pictures = {f"{n}.png": picture(n, size_hw) for n in range(num_images)}
    uploaded = owner.upload(project["id"], pictures)
    assert len(uploaded["accepted"]) == num_images, uploaded
    return project["id"], [row["id"] for row in uploaded["accepted"]]


class Annotator(threading.Thread):
    """Draws on random images as the browser does: a save is repeated until it is answered."""

    def __init__(self, client: Client, images: list[dict], until: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.client, self.images, self.until = client, images, until
        self.random = random.Random(seed)
        self.acknowledged: list[tuple[int, int, list[dict]]] = []  # (image, revision, operations)
        self.conflicts = 0
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            while time.monotonic() < self.until:
                self.work_on(self.random.choice(self.images)["id"])
        except BaseException as error:
            self.failure = error

    def work_on(self, image: int) -> None:
        loaded = self.client.patiently("get", f"images/{image}/annotation/")
        known = [segment["uid"] for segment in loaded["segments"]]
        base = loaded["revision"]
        for _ in range(self.random.randint(1, 4)):
            operations = [self.operation(known) for _ in range(self.random.randint(1, 5))]
            if self.random.random() < 0.2:
                time.sleep(self.random.uniform(0.2, 1.5))  # offline: the queue waits
            base = self.save(loaded["id"], image, base, operations)

    def operation(self, known: list[str]) -> dict:
        if known and self.random.random() < 0.2:
            return {"op": "delete", "tool": "delete", "uid": self.random.choice(known)}
        reuse = known and self.random.random() < 0.5
        uid = (
            self.random.choice(known) if reuse else str(uuid.UUID(int=self.random.getrandbits(128)))
        )
        known.append(uid)
        mask = np.zeros(SIZE, dtype=bool)
        y, x = self.random.randrange(SIZE[0] - 20), self.random.randrange(SIZE[1] - 20)
        mask[y : y + self.random.randint(1, 20), x : x + self.random.randint(1, 20)] = True
        segment = {
            "uid": uid,
            "class_id": self.random.randint(1, 2),
            "z": self.random.randrange(100),
            "mask": rles.to_wire(rles.encode(mask)),
            "origin": "brush",
        }
        return {"op": "upsert", "tool": "brush", "segment": segment}

    def save(self, annotation: int, image: int, base: int, operations: list[dict]) -> int:
        """Send until answered; on a conflict keep ours on the new base, or take theirs."""
        save_id = str(uuid.uuid4())
        while True:
            body = {
                "base_revision": base,
                "save_id": save_id,
                "active_ms": 10,
                "operations": operations,
            }
            try:
                answer = self.client.request("patch", f"annotations/{annotation}/", body)
            except UNREACHABLE:
                time.sleep(0.1)
                continue
            if answer.status_code == 200:
                revision = answer.json()["revision"]
                self.acknowledged.append((image, revision, operations))
                return revision
            assert answer.status_code == 409, f"{answer.status_code} {answer.text[:300]}"
            self.conflicts += 1
            base = answer.json()["detail"]["revision"]
            if self.random.random() < 0.5:
                return base
            save_id = str(uuid.uuid4())


def replay(saves: list[tuple[int, int, list[dict]]]) -> dict[int, dict[str, tuple]]:
    """The oracle: acknowledged operations in revision order, per image uid → (class, z, mask)."""
    images: dict[int, dict[str, tuple]] = {}
    for image, _, operations in sorted(saves, key=lambda save: save[:2]):
        segments = images.setdefault(image, {})
        for operation in operations:
            if operation["op"] == "delete":
                segments.pop(operation["uid"], None)
            else:
                s = operation["segment"]
                mask = rles.decode(rles.from_wire(s["mask"]))
                segments[s["uid"]] = (s["class_id"], s["z"], mask)
    return images


def test_no_acknowledged_pixel_is_lost_whatever_dies(server, owner):
    print(f"MASKWRIGHT_SEED={SEED}")
    project, ids = make_project(owner, 4)
    server.manage("add_user", f"second{project}")
    body = {"username": f"second{project}", "role": "annotator"}
    owner.call("post", f"projects/{project}/members/", body)
    images = [{"id": pk} for pk in ids]
    until = time.monotonic() + CHAOS_S
    people = [
        Annotator(Client(server, user), images, until, SEED + n)
        for n, user in enumerate(("admin", f"second{project}"))
    ]
    for person in people:
        person.start()
    chaos = random.Random(SEED)
    kills = 0
    while time.monotonic() < until - 8:
        time.sleep(chaos.uniform(1.5, 4))
        server.kill(chaos.choice(["web", "web", "worker"]))
        kills += 1
    for person in people:
        person.join(timeout=90)
        assert not person.is_alive(), "an annotator never got an answer"
        assert person.failure is None, person.failure
    saves = [save for person in people for save in person.acknowledged]
    assert kills >= 3
    assert len(saves) > 20, "too little was saved for the test to mean anything"
    _compare_with_server(owner, ids, saves)
    conflicts = sum(person.conflicts for person in people)
    print(f"{len(saves)} saves, {conflicts} conflicts, {kills} kills")


def _compare_with_server(owner: Client, ids: list[int], saves: list) -> None:
    oracle = replay(saves)
    for image in ids:
        loaded = owner.patiently("get", f"images/{image}/annotation/")
        revisions = sorted(revision for pk, revision, _ in saves if pk == image)
        assert revisions == list(range(1, loaded["revision"] + 1)), "a save nobody was told of"
        expected = oracle.get(image, {})
        found = {segment["uid"]: segment for segment in loaded["segments"]}
        assert set(found) == set(expected)
        for uid, (class_id, z, mask) in expected.items():
            assert (found[uid]["class_id"], found[uid]["z"]) == (class_id, z)
            assert np.array_equal(rles.decode(rles.from_wire(found[uid]["mask"])), mask)


def blocks(rng: np.random.Generator, size_hw) -> np.ndarray:
    """Random 8 px blocks: many corners, so that outlines take a while."""
    coarse = rng.random((size_hw[0] // 8, size_hw[1] // 8)) < 0.4
    return coarse.repeat(8, axis=0).repeat(8, axis=1)


def draw_noise(owner: Client, image: int, size_hw, num: int) -> None:
    """Masks that take a while to export."""
    loaded = owner.call("get", f"images/{image}/annotation/")
    rng = np.random.default_rng(image)
    operations = [
        {
            "op": "upsert",
            "tool": "brush",
            "segment": {
                "uid": str(uuid.uuid4()),
                "class_id": 1,
                "z": n,
                "mask": rles.to_wire(rles.encode(blocks(rng, size_hw))),
                "origin": "brush",
            },
        }
        for n in range(num)
    ]
    body = {
        "base_revision": loaded["revision"],
        "save_id": str(uuid.uuid4()),
        "active_ms": 1,
        "operations": operations,
    }
    owner.call("patch", f"annotations/{loaded['id']}/", body)
    owner.call("post", f"annotations/{loaded['id']}/state/", {"state": "submitted"})


@pytest.fixture(scope="module")
def noisy(owner) -> tuple[int, list[int]]:
    """A project whose export in Cityscapes takes seconds: its polygons follow every pixel."""
    size_hw = (480, 640)
    project, ids = make_project(owner, 12, size_hw)
    for image in ids:
        draw_noise(owner, image, size_hw, 3)
    return project, ids


def kill_while_running(server: Server, owner: Client, job_id: str, part: str) -> None:
    """Wait until a worker has the job, then kill it; fails when the job was too quick."""
    job = owner.wait_for(job_id, states=("running", "done", "failed", "cancelled"))
    assert job["state"] == "running", f"too quick to be killed: {job}"
    server.kill(part)


def test_a_killed_export_is_taken_up_again(server, owner, noisy):
    project, ids = noisy
    body = {"format": "cityscapes", "include_images": False}
    export = owner.call("post", f"projects/{project}/exports/", body)
    kill_while_running(server, owner, export["job"]["id"], "worker")
    job = owner.wait_for(export["job"]["id"])
    assert job["state"] == "done", job
    (row,) = [
        e for e in owner.call("get", f"projects/{project}/exports/") if e["id"] == export["id"]
    ]
    content = owner.session.get(server.url + row["file_url"]).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert sum(name.endswith("_labelIds.png") for name in archive.namelist()) == len(ids)
    assert not list((server.var / "tmp").glob("export-*/*.zip")), "a half-written file was left"


def test_a_cancelled_export_ends_cancelled(owner, noisy):
    project, _ = noisy
    body = {"format": "cityscapes", "include_images": False}
    export = owner.call("post", f"projects/{project}/exports/", body)
    owner.call("post", f"jobs/{export['job']['id']}/cancel/")
    assert owner.wait_for(export["job"]["id"])["state"] == "cancelled"


def test_a_killed_import_ends_whole_or_not_at_all(server, owner, noisy):
    project, ids = noisy
    export = owner.call("post", f"projects/{project}/exports/", {"format": "maskwright"})
    assert owner.wait_for(export["job"]["id"])["state"] == "done"
    (row,) = [
        e for e in owner.call("get", f"projects/{project}/exports/") if e["id"] == export["id"]
    ]
    content = owner.session.get(server.url + row["file_url"]).content
    target = owner.call("post", "projects/", {"name": f"import {uuid.uuid4().hex[:8]}"})
    kept = owner.call(
        "post",
        f"projects/{target['id']}/imports/",
        files=[("file", ("dataset.zip", content))],
        data={"format": "maskwright"},
    )
    job = owner.call("post", f"imports/{kept['id']}/run/")
    kill_while_running(server, owner, job["id"], "worker")
    ended = owner.wait_for(job["id"])
    assert ended["state"] == "done", ended
    images = owner.call("get", f"projects/{target['id']}/images/")["results"]
    assert sorted(image["name"] for image in images) == sorted(f"{n}.png" for n in range(len(ids)))
    assert all(image["num_segments"] == 3 for image in images)


def test_a_training_whose_worker_is_killed_is_followed_again(server, owner):
    project, ids = make_project(owner, 3)
    for image in ids:
        draw_noise(owner, image, SIZE, 1)
    settings = {"architecture": "unet", "epochs": 4, "crop_size_px": 64}
    run = owner.call("post", f"projects/{project}/training-runs/", settings)
    kill_while_running(server, owner, run["job"]["id"], "training")
    job = owner.wait_for(run["job"]["id"], seconds=240)
    assert job["state"] == "done", job
    assert owner.call("get", f"training-runs/{run['id']}/")["model"]["number"] == 1
