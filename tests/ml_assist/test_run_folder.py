"""A run's folder tells a living trainer from a dead one, and a process from a later one."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from filelock import FileLock

from ml_assist.run_folder import RunFolder, write_json
from ml_assist.training_process import Trainer, end_all, start_of


@pytest.fixture
def folder(tmp_path) -> RunFolder:
    path = tmp_path / "run"
    path.mkdir()
    return RunFolder(path)


@pytest.fixture
def sleeper():
    """A process of its own session, as a trainer is."""
    code = "import time; print('up', flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True
    ) as child:
        child.stdout.readline()
        yield child
        child.kill()


def test_a_held_lock_means_a_living_trainer_and_asking_does_not_keep_it(folder):
    trainer = Trainer(folder)
    assert not trainer.is_alive()
    code = """
import sys
from filelock import FileLock
lock = FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder.path / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        holder.stdout.readline()
        assert trainer.is_alive()
        holder.kill()
    assert not trainer.is_alive()
    with FileLock(folder.path / "lock", timeout=0):
        pass


def test_a_noted_process_is_alive_only_while_its_start_time_is_its_own(folder, sleeper):
    write_json(folder.identity, {"pid": sleeper.pid, "started": start_of(sleeper.pid)})
    assert Trainer(folder).is_alive()
    write_json(folder.identity, {"pid": sleeper.pid, "started": "another boot:1"})
    assert not Trainer(folder).is_alive()


def test_a_process_of_the_same_pid_is_never_signalled(folder, sleeper):
    write_json(folder.identity, {"pid": sleeper.pid, "started": "another boot:1"})
    Trainer(folder).end(grace_s=0.1)
    assert sleeper.poll() is None


def test_a_zombie_is_not_alive():
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert start_of(child.pid) is None
    child.wait()


def test_all_trainers_of_a_folder_of_runs_are_ended(folder, sleeper):
    write_json(folder.identity, {"pid": sleeper.pid, "started": start_of(sleeper.pid)})
    assert end_all(folder.path.parent) == 1
    assert sleeper.wait(timeout=5) < 0
    assert end_all(folder.path.parent) == 0
    assert not folder.stop.exists()  # so that the run resumes


EPOCH = {"kind": "epoch", "epoch": 1, "step": 20, "loss": 1.0, "miou": 0.5}


@pytest.mark.parametrize(
    ("lines", "files", "outcome"),
    [
        ([], [], "interrupted"),
        ([EPOCH], ["model.json", "model.safetensors"], "interrupted"),
        ([EPOCH, {"kind": "done"}], ["model.json", "model.safetensors"], "done"),
        ([EPOCH, {"kind": "done"}], [], "interrupted"),
        ([EPOCH, {"kind": "done"}], ["model.json", "model.safetensors", "stop"], "done"),
        ([EPOCH], ["error.json"], "failed"),
        ([EPOCH], ["stop"], "stopped"),
    ],
)
def test_how_a_trainer_ended_is_read_from_what_it_left(folder, lines, files, outcome):
    folder.metrics.write_text("".join(json.dumps(line) + "\n" for line in lines))
    for name in files:
        (folder.path / name).write_text("{}")
    assert folder.outcome() == outcome


def test_the_newest_figures_are_found_at_the_end_of_a_long_file(folder):
    steps = [{"kind": "step", "step": n, "epoch": 2, "loss": 0.25} for n in range(21, 9000)]
    lines = [EPOCH, *steps[:8970], {**EPOCH, "epoch": 2, "miou": 0.75}, *steps[8970:]]
    folder.metrics.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert folder.latest() == {"epoch": 2, "step": 8999, "loss": 0.25, "miou": 0.75}


def test_starts_in_vain_are_counted_until_an_epoch_ends(folder, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/true")
    for expected in (1, 2):
        trainer = Trainer(folder)
        trainer.start()
        trainer._child.wait()
        assert trainer.num_starts_in_vain() == expected
    folder.metrics.write_text(json.dumps(EPOCH) + "\n")
    assert Trainer(folder).num_starts_in_vain() == 0
