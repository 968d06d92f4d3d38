"""A run folder is trained, stopped, killed and resumed without losing its place."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from filelock import FileLock

from labeling.masks import rle
from ml_assist.errors import InvalidTrainingDataset, ModelUnreadable
from ml_assist.training import command, loop, plan
from ml_assist.training.checkpoint import load_checkpoint
from ml_assist.training.config import TrainConfig
from ml_assist.training.dataset import read_dataset
from ml_assist.training.evaluate import evaluate
from ml_assist.training.predict import load_model
from ml_assist.training.state import RunState
from tests.ml_assist.native_folders import Drawn, discs_image, write_dataset

torch.set_num_threads(1)

QUICK = {
    "encoder": "mobilenet_v2",
    "crop_size_px": 32,
    "batch_size": 2,
    "augmentation": "none",
    "epochs": 1,
    "min_area_px": 10,
}


STEPS = 4
"""In one epoch of a run that need not learn much."""


@pytest.fixture(autouse=True)
def _short_epochs(monkeypatch):
    monkeypatch.setattr(plan, "_MIN_STEPS_PER_EPOCH", STEPS)


def make_run(folder: Path, images: list[Drawn] | None = None, **settings) -> Path:
    write_dataset(folder / "dataset", [{"class_id": 5}], images or five_class_images())
    (folder / "config.json").write_text(json.dumps({**QUICK, **settings}))
    return folder


def five_class_images() -> list[Drawn]:
    image = discs_image("a.png")
    image.segments = [(5, mask) for _, mask in image.segments]
    return [image]


def lines(run: Path, kind: str) -> list[dict]:
    every = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [line for line in every if line["kind"] == kind]


def train_here(run: Path, monkeypatch) -> int:
    """The command in this process, its signal handlers left alone (pytest has its own)."""
    monkeypatch.setattr(command.signal, "signal", lambda *arguments: None)
    return command.main([str(run)])


def after_step(number: int, act, monkeypatch) -> None:
    """Let `act` happen during the given step of the next run in this process."""
    names = command.train.__globals__
    real_step, done = names["_step"], []

    def step(*arguments):
        done.append(1)
        if len(done) == number:
            act()
        return real_step(*arguments)

    monkeypatch.setitem(names, "_step", step)


def test_the_network_learns_one_image_by_heart_within_a_minute(tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "_MIN_STEPS_PER_EPOCH", 40)
    run = make_run(tmp_path / "run", epochs=2, encoder="resnet18", crop_size_px=64, lr=3e-3)
    started = time.process_time()
    assert train_here(run, monkeypatch) == 0
    assert time.process_time() - started < 60
    (done,) = lines(run, "done")
    assert done["miou"] > 0.9

    model = load_model(run, "cpu")
    image = five_class_images()[0]
    regions = model.predict(image.pixels)
    assert len(regions) == 5
    for region in regions:
        assert region.class_id == 5 and region.is_thing
        assert 0.5 < region.score <= 1
    covered = sum(rle.decode(region.rle).astype(int) for region in regions)
    assert covered.max() == 1  # touching discs were split, and no pixel has two owners
    figures = evaluate(model, run / "dataset", "train")
    assert figures["images"] == 1
    assert figures["per_class"].keys() == {"5"}
    assert figures["instances"]["recall"] == figures["instances"]["precision"] == 1
    with pytest.raises(InvalidTrainingDataset, match="'test'"):
        evaluate(model, run / "dataset")


def test_every_line_and_the_card_hold_what_readers_expect(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run", snapshot_hash="abc")
    assert train_here(run, monkeypatch) == 0
    (start,) = lines(run, "start")
    assert start["num_train"] == start["num_val"] == 1
    assert start["device"] and start["params"] > 1e6 and start["steps_total"] == STEPS
    (epoch,) = lines(run, "epoch")
    assert epoch["epoch"] == 1 and epoch["step"] == STEPS
    assert {"loss", "val_loss", "miou", "pixel_accuracy", "seconds"} <= epoch.keys()
    assert epoch["per_class"].keys() == {"5"}
    card = json.loads((run / "model.json").read_text())
    assert card["class_ids"] == [0, 5]
    assert card["snapshot_hash"] == "abc"
    assert card["metrics"]["per_class"].keys() == {"5"}
    assert load_model(run, "cpu").card.class_names == ("background", "class 5")


def test_predictions_come_back_in_the_images_own_size(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run", epochs=8, max_side_px=64, lr=3e-3)
    assert train_here(run, monkeypatch) == 0
    pixels = five_class_images()[0].pixels.repeat(3, axis=0).repeat(3, axis=1)
    model = load_model(run, "cpu")
    assert model.dense(pixels).classes.shape == (2, 64, 64)
    regions = model.predict(pixels)
    assert regions
    assert all(region.rle.size_hw == (192, 192) for region in regions)


def test_a_stop_file_ends_the_run_with_3_and_it_goes_on_later(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run", epochs=2)
    (run / "stop").touch()
    assert train_here(run, monkeypatch) == 3
    assert load_checkpoint(run / "checkpoint.pt")["step"] == 0
    assert not lines(run, "done")
    (run / "stop").unlink()
    assert train_here(run, monkeypatch) == 0
    assert lines(run, "start")[1]["origin"] == "resumed at step 0"


def test_sigterm_ends_the_run_with_3_and_a_checkpoint(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run", epochs=500)
    after_step(2, lambda: os.kill(os.getpid(), signal.SIGTERM), monkeypatch)
    ours = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        assert command.main([str(run)]) == 3
    finally:
        for number, previous in ours.items():
            signal.signal(number, previous)
    assert load_checkpoint(run / "checkpoint.pt")["step"] == 2


def test_a_killed_run_goes_on_from_its_checkpoint(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run", epochs=5000)
    process = subprocess.Popen([sys.executable, "-m", "ml_assist.training", str(run)])
    try:
        deadline = time.monotonic() + 200
        while not (run / "checkpoint.pt").exists():
            assert process.poll() is None, f"the trainer ended with {process.returncode}"
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        process.kill()
        process.wait()
    kept = load_checkpoint(run / "checkpoint.pt")["step"]
    assert kept >= STEPS
    (run / "config.json").write_text(json.dumps({**QUICK, "epochs": 1 + kept // STEPS}))
    assert train_here(run, monkeypatch) == 0
    assert lines(run, "start")[-1]["origin"] == f"resumed at step {kept}"
    assert lines(run, "done")[-1]["step"] == kept + STEPS


def test_an_interrupted_run_ends_like_an_uninterrupted_one(tmp_path, monkeypatch):
    whole = make_run(tmp_path / "whole", epochs=2)
    assert train_here(whole, monkeypatch) == 0
    halved = make_run(tmp_path / "halved", epochs=2)
    after_step(STEPS + 1, (halved / "stop").touch, monkeypatch)
    assert train_here(halved, monkeypatch) == 3
    (halved / "stop").unlink()
    assert train_here(halved, monkeypatch) == 0
    first, second = (load_checkpoint(run / "checkpoint.pt")["network"] for run in (whole, halved))
    for name, tensor in first.items():
        torch.testing.assert_close(second[name], tensor, rtol=1e-4, atol=1e-5)


def test_a_corrupt_checkpoint_is_set_aside_and_training_begins_afresh(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run")
    (run / "checkpoint.pt").write_bytes(b"half a checkpo")
    assert train_here(run, monkeypatch) == 0
    assert (run / "checkpoint.pt.corrupt-1").read_bytes() == b"half a checkpo"
    assert "set aside as checkpoint.pt.corrupt-1" in lines(run, "start")[0]["origin"]
    assert load_checkpoint(run / "checkpoint.pt")["step"] == STEPS


def test_a_checkpoint_of_another_network_is_set_aside_and_named(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run")
    assert train_here(run, monkeypatch) == 0
    (run / "config.json").write_text(json.dumps({**QUICK, "encoder": "resnet18"}))
    assert train_here(run, monkeypatch) == 1
    left = json.loads((run / "error.json").read_text())
    assert left["code"] == "checkpoint_corrupt"
    assert (run / left["message"].split("set aside as ")[1].split(". ")[0]).exists()
    assert train_here(run, monkeypatch) == 0  # from scratch, as the message says
    assert not (run / "error.json").exists()


def test_a_bad_setting_ends_with_1_and_is_named_in_error_json(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run", epoch=3)
    assert train_here(run, monkeypatch) == 1
    left = json.loads((run / "error.json").read_text())
    assert left["code"] == "invalid_train_config"
    assert "epoch" in left["message"]


def test_an_unlabelled_dataset_ends_with_1_and_says_so(tmp_path, monkeypatch):
    blank = Drawn("a.png", np.zeros((64, 64, 3), np.uint8), [])
    run = make_run(tmp_path / "run", [blank])
    assert train_here(run, monkeypatch) == 1
    assert json.loads((run / "error.json").read_text())["code"] == "invalid_training_dataset"


def test_a_diverging_run_ends_with_1_and_the_remedy(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run")
    monkeypatch.setitem(
        command.train.__globals__, "dice_loss", lambda logits, labels: logits.sum() * torch.nan
    )
    assert train_here(run, monkeypatch) == 1
    left = json.loads((run / "error.json").read_text())
    assert left["code"] == "training_diverged"
    assert "lower lr" in left["message"]


def test_two_trainers_never_share_a_folder(tmp_path, monkeypatch, capsys):
    run = make_run(tmp_path / "run")
    monkeypatch.setattr(command, "_LOCK_TIMEOUT_S", 0.1)
    with FileLock(run / "lock"):
        assert train_here(run, monkeypatch) == 1
    assert "Another process" in capsys.readouterr().err
    assert not (run / "error.json").exists() and not (run / "metrics.jsonl").exists()


def test_under_torchrun_only_rank_0_trains(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run")
    monkeypatch.setenv("RANK", "1")
    assert train_here(run, monkeypatch) == 0
    assert not (run / "metrics.jsonl").exists() and not (run / "lock").exists()


def test_a_budget_ends_the_run_with_a_model(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run", epochs=1000, max_seconds=1)
    assert train_here(run, monkeypatch) == 0
    (done,) = lines(run, "done")
    assert 1 <= done["seconds"] < 20
    assert load_model(run, "cpu").card.step == done["step"]


def test_start_weights_are_taken_where_they_fit(tmp_path, monkeypatch):
    first = make_run(tmp_path / "first")
    assert train_here(first, monkeypatch) == 0
    second = make_run(tmp_path / "second")
    (second / "init.safetensors").write_bytes((first / "model.safetensors").read_bytes())
    assert train_here(second, monkeypatch) == 0
    assert lines(second, "start")[0]["origin"].startswith("from start weights")
    assert lines(second, "epoch")[0]["loss"] < lines(first, "epoch")[0]["loss"]

    foreign = make_run(tmp_path / "foreign", encoder="resnet18")
    (foreign / "init.safetensors").write_bytes(b"no weights")
    assert train_here(foreign, monkeypatch) == 1
    assert json.loads((foreign / "error.json").read_text())["code"] == "model_unreadable"


def test_a_damaged_model_is_refused_with_its_name(tmp_path, monkeypatch):
    run = make_run(tmp_path / "run")
    with pytest.raises(ModelUnreadable, match=r"model\.json"):
        load_model(run, "cpu")
    assert train_here(run, monkeypatch) == 0
    (run / "model.safetensors").write_bytes(b"\x00" * 64)
    with pytest.raises(ModelUnreadable, match=r"model\.safetensors"):
        load_model(run, "cpu")
    card = json.loads((run / "model.json").read_text())
    (run / "model.json").write_text(json.dumps({**card, "normalisation": "imagenet"}))
    with pytest.raises(ModelUnreadable, match="imagenet"):
        load_model(run, "cpu")


def test_the_first_part_of_a_run_sees_coarse_crops(tmp_path):
    run = make_run(tmp_path / "run")
    config = TrainConfig(crop_size_px=128, batch_size=1)
    settled = plan.make_plan(read_dataset(run / "dataset"), config)
    state = RunState(config, settled, torch.device("cpu"))
    sides = []
    for batch in loop._batches(config, settled, torch.device("cpu"), state, 8):
        sides.append(batch.images.shape[-1])
        state.step += 1
    assert sides == [64] * 4 + [128] * 4
    # A run that was interrupted in its second part goes on there.
    state.step = 6
    resumed = loop._batches(config, settled, torch.device("cpu"), state, 8)
    assert next(resumed).images.shape[-1] == 128
