"""Weights come in by an explicit fetch or import, are known by their hash, and are missed aloud."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ml_assist.errors import (
    UnknownWeights,
    WeightsCorrupt,
    WeightsMissing,
    WeightsUnreachable,
)
from ml_assist.predictors import weights

CONTENT = b"weights" * 400_000


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def published(tmp_path, monkeypatch):
    """sam_vit_b, published by a server of our own with other bytes."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sam_vit_b_01ec64.pth").write_bytes(CONTENT)
    handler = partial(Quiet, directory=str(tmp_path / "site"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    row = replace(
        weights.KNOWN["sam_vit_b"],
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        num_bytes=len(CONTENT),
        url=f"http://127.0.0.1:{server.server_port}/sam_vit_b_01ec64.pth",
    )
    monkeypatch.setitem(weights.KNOWN, "sam_vit_b", row)
    yield row
    server.shutdown()
    server.server_close()


def test_missing_weights_are_said_with_the_remedy(tmp_path):
    with pytest.raises(WeightsMissing, match="weights fetch sam_vit_b") as caught:
        weights.find_weights("sam_vit_b", tmp_path)
    assert caught.value.detail["remedy"] == "python manage.py weights fetch sam_vit_b"
    assert weights.first_available("sam", tmp_path) is None


def test_unknown_weights_are_refused_with_the_known_names(tmp_path):
    with pytest.raises(UnknownWeights, match="sam_vit_h"):
        weights.find_weights("sam_vit_z", tmp_path)


def test_a_fetch_reports_progress_and_keeps_the_file(published, tmp_path):
    seen = []
    folder = tmp_path / "var" / "weights"
    path = weights.fetch_weights(
        "sam_vit_b", folder, lambda done, total: seen.append((done, total))
    )
    assert path.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert weights.find_weights("sam_vit_b", folder, is_verified=True) == path
    assert weights.first_available("sam", folder) == published
    seen.clear()
    weights.fetch_weights("sam_vit_b", folder, lambda *figures: seen.append(figures))
    assert seen == []  # it is here already


def test_other_bytes_than_published_are_not_kept(published, tmp_path, monkeypatch):
    monkeypatch.setitem(weights.KNOWN, "sam_vit_b", replace(published, sha256="0" * 64))
    with pytest.raises(WeightsCorrupt, match="0000"):
        weights.fetch_weights("sam_vit_b", tmp_path / "weights")
    assert list((tmp_path / "weights").iterdir()) == []


def test_an_unreachable_server_names_the_other_way(published, tmp_path, monkeypatch):
    monkeypatch.setitem(
        weights.KNOWN, "sam_vit_b", replace(published, url=published.url + ".absent")
    )
    with pytest.raises(WeightsUnreachable, match="weights import PATH"):
        weights.fetch_weights("sam_vit_b", tmp_path / "weights")
    assert list((tmp_path / "weights").iterdir()) == []


def test_a_brought_file_is_known_by_its_bytes_not_by_its_name(published, tmp_path):
    brought = tmp_path / "download (1).bin"
    brought.write_bytes(CONTENT)
    assert weights.import_weights(brought, tmp_path / "weights").name == "sam_vit_b"
    assert weights.find_weights("sam_vit_b", tmp_path / "weights").read_bytes() == CONTENT


def test_own_weights_need_a_name_and_later_damage_is_found(tmp_path):
    brought = tmp_path / "tuned.pth"
    brought.write_bytes(b"own")
    folder = tmp_path / "weights"
    with pytest.raises(UnknownWeights, match="--name"):
        weights.import_weights(brought, folder)
    for name in ("sam_vit_b", "../up", ""):
        with pytest.raises(UnknownWeights, match="name"):
            weights.import_weights(brought, folder, name=name)
    weights.import_weights(brought, folder, name="my_sam")
    path = weights.find_weights("my_sam", folder, is_verified=True)
    assert weights.first_available("sam", folder).name == "my_sam"
    path.write_bytes(b"rot")
    with pytest.raises(WeightsCorrupt, match="my_sam"):
        weights.find_weights("my_sam", folder, is_verified=True)
    with pytest.raises(WeightsMissing, match="none"):
        weights.import_weights(tmp_path / "absent", folder)
