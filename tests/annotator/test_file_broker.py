"""The embedded broker: whole messages, in order, and a damaged one ends nobody."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from annotator.file_broker import Transport


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "control").mkdir()
    return tmp_path


def connect(folder: Path) -> Connection:
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
    }
    return Connection("files://localhost//", transport_options=options)


def test_the_scheme_is_known(folder):
    assert isinstance(connect(folder).transport, Transport)


def test_messages_come_back_in_order(folder):
    with connect(folder) as connection:
        queue = connection.SimpleQueue("jobs")
        for number in range(3):
            queue.put({"id": number})
        assert [queue.get(timeout=5).payload["id"] for _ in range(3)] == [0, 1, 2]
        assert list(folder.glob("*.msg*")) == []


def test_a_damaged_message_is_dropped_and_the_next_one_is_read(folder):
    (folder / "0_damaged.jobs.msg").write_text("")
    channel = connect(folder).channel()
    with pytest.raises(Empty):
        channel._get("jobs")
    channel._put("jobs", {"id": 1})
    assert channel._get("jobs") == {"id": 1}


def test_a_reader_never_sees_half_a_message(folder):
    """A writer and a reader at full speed: every message arrives whole."""
    received: list[dict] = []
    failures: list[BaseException] = []
    payload = {"text": "x" * 200_000}

    def read() -> None:
        channel = connect(folder).channel()
        try:
            while len(received) < 100:
                try:
                    received.append(super(type(channel), channel)._get("jobs"))
                except Empty:
                    continue
        except BaseException as error:
            failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    channel = connect(folder).channel()
    for number in range(100):
        channel._put("jobs", {**payload, "id": number})
    reader.join(timeout=60)
    assert failures == []
    assert sorted(message["id"] for message in received) == list(range(100))
