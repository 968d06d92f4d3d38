"""A run ends in a true state whatever happens to its trainer, and leaves a model when done."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from safetensors.torch import save_file

from labeling.jobs import cancel_job, run_job
from labeling.models import Event, Job
from ml_assist import retrain, training_process
from ml_assist.errors import IncompatibleModel, TooFewImages
from ml_assist.models import ModelVersion
from ml_assist.retrain import folder_of, queue_run, supervise
from ml_assist.run_folder import RunFolder, write_json
from ml_assist.stored_models import store_weights
from ml_assist.training.networks.unet import UNet
from ml_assist.training_process import Trainer, end_all, start_of
from tests.factories import make_image, make_project
from tests.ml_assist.small_projects import TINY, add_labelled_image, small_project

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _one_thread_and_no_orphans(monkeypatch, transactional_db):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    yield
    Job.objects.filter(state="running").update(token=None)  # supervisors in threads let go
    for thread in started:
        thread.join(timeout=30)
    started.clear()
    end_all(retrain.runs_folder())


started: list[threading.Thread] = []


def start(project, **changes):
    """Queue a run of the tiny network; changes go to its config."""
    return queue_run(
        project=project, config=TINY.model_copy(update=changes), requested_by=project.created_by
    )


def add_model(project, **fields) -> ModelVersion:
    """A model version that no run made."""
    return ModelVersion.objects.create(
        **{
            "project": project,
            "number": 1,
            "architecture": "unet",
            "encoder": "mobilenet_v2",
            "snapshot_hash": "",
            "num_images": 1,
            "metrics": {},
            "card": {},
            "weights": "",
            "weights_sha256": "",
            **fields,
        }
    )


def wait_until(holds, timeout_s=150):  # importing torch takes a minute on a busy machine
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def trainer_pid(run) -> int:
    """The pid of the run's living trainer, once it has kept its first checkpoint."""
    folder = folder_of(run.job_id)
    wait_until((folder.path / "checkpoint.pt").exists)
    return int(json.loads(folder.identity.read_text())["pid"])


def meanwhile(act) -> threading.Thread:
    """Do something from outside while the supervisor runs."""
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    started.append(thread)
    return thread


def test_a_run_ends_done_with_a_model_that_names_its_snapshot():
    run = start(small_project())
    run_job(str(run.job_id), supervise)
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, job.error) == ("done", "")
    model = ModelVersion.objects.get()
    assert job.result == {
        "model_id": model.pk,
        "model_number": 1,
        "miou": model.metrics["miou"],
    }
    assert model.run == run
    assert model.snapshot_hash == run.snapshot.hash
    assert model.card["snapshot_hash"] == run.snapshot.hash
    assert [row["name"] for row in model.metrics["per_class"]] == ["disc"]
    assert default_storage.exists(model.weights)
    assert Event.objects.filter(kind="model.trained", object_id=str(model.pk)).exists()
    assert not folder_of(run.job_id).dataset.exists()


def test_a_killed_trainer_goes_on_from_its_checkpoint_and_ends_done():
    run = start(small_project(), epochs=3)
    killed = meanwhile(lambda: os.kill(trainer_pid(run), signal.SIGKILL))
    run_job(str(run.job_id), supervise)
    killed.join()
    assert Job.objects.get(pk=run.job_id).state == "done"
    starts = [line for line in folder_of(run.job_id).lines() if line["kind"] == "start"]
    assert len(starts) == 2
    assert starts[1]["origin"].startswith("resumed at step")


def test_a_trainer_that_is_killed_again_and_again_fails_with_advice(monkeypatch):
    monkeypatch.setattr(retrain, "MAX_STARTS", 2)
    run = start(small_project(), epochs=1000)
    over = threading.Event()

    def kill_each_before_its_first_epoch():
        folder = folder_of(run.job_id)
        while not over.is_set():
            if folder.identity.exists():
                pid = int(json.loads(folder.identity.read_text())["pid"])
                if start_of(pid):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)

    killer = meanwhile(kill_each_before_its_first_epoch)
    run_job(str(run.job_id), supervise)
    over.set()
    killer.join()
    job = Job.objects.get(pk=run.job_id)
    assert job.state == "failed"
    assert "killed 2 times" in job.error
    assert "crop_size_px" in job.error


def test_a_cancelled_run_ends_cancelled_and_its_trainer_is_gone():
    run = start(small_project(), epochs=1000)
    pids = []

    def cancel():
        pids.append(trainer_pid(run))
        cancel_job(Job.objects.get(pk=run.job_id))

    cancelling = meanwhile(cancel)
    run_job(str(run.job_id), supervise)
    cancelling.join()
    assert Job.objects.get(pk=run.job_id).state == "cancelled"
    assert start_of(pids[0]) is None
    assert not ModelVersion.objects.exists()


def test_a_trainer_deaf_to_the_stop_file_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(training_process, "TERM_GRACE_S", 0.5)
    folder = RunFolder(tmp_path)
    code = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True
    ) as child:
        child.stdout.readline()
        write_json(folder.identity, {"pid": child.pid, "started": start_of(child.pid)})
        Trainer(folder).end(grace_s=0.2)
        assert child.wait(timeout=5) == -signal.SIGKILL


def test_a_dataset_that_cannot_be_read_fails_the_run_with_the_reason():
    project = small_project()
    run = start(project)
    image = project.images.order_by("name").first()
    path = Path(default_storage.path(image.original))
    path.write_bytes(path.read_bytes()[:200])
    run_job(str(run.job_id), supervise)
    job = Job.objects.get(pk=run.job_id)
    assert job.state == "failed"
    assert "damaged" in job.error


def test_a_restarted_worker_adopts_the_living_trainer():
    run = start(small_project(), epochs=3)
    folder = folder_of(run.job_id)
    first_worker_died = threading.Event()

    def first_worker():
        """Runs until the row is taken from it, as after a lost heartbeat."""
        run_job(str(run.job_id), supervise)
        first_worker_died.set()

    thread = meanwhile(first_worker)
    pid = trainer_pid(run)
    Job.objects.filter(pk=run.job_id).update(state="queued", token=None)
    wait_until(first_worker_died.is_set)
    thread.join()
    assert start_of(pid) is not None
    run_job(str(run.job_id), supervise)
    assert Job.objects.get(pk=run.job_id).state == "done"
    assert len([line for line in folder.lines() if line["kind"] == "start"]) == 1


def test_a_run_can_start_from_an_earlier_model(tmp_path):
    project = small_project()
    save_file(UNet("mobilenet_v2", 2).state_dict(), tmp_path / "model.safetensors")
    key, sha256 = store_weights(RunFolder(tmp_path), "models/earlier.safetensors")
    earlier = add_model(project, weights=key, weights_sha256=sha256)
    again = queue_run(
        project=project,
        config=TINY.model_copy(update={"epochs": 1}),
        requested_by=None,
        init_from=earlier,
    )
    run_job(str(again.job_id), supervise)
    assert Job.objects.get(pk=again.job_id).state == "done"
    assert project.model_versions.first().number == 2
    origin = folder_of(again.job_id).lines()[0]["origin"]
    assert origin.startswith("from start weights")


def test_stored_weights_that_changed_since_fail_the_run(tmp_path):
    project = small_project()
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    key, _ = store_weights(RunFolder(tmp_path), "models/earlier.safetensors")
    earlier = add_model(project, weights=key, weights_sha256="0" * 64)
    run = queue_run(project=project, config=TINY, requested_by=None, init_from=earlier)
    run_job(str(run.job_id), supervise)
    job = Job.objects.get(pk=run.job_id)
    assert (job.state, "expected weights with SHA-256 0000" in job.error) == ("failed", True)
    assert not folder_of(run.job_id).metrics.exists()


def test_trainers_of_ended_jobs_are_ended():
    run = start(small_project(), epochs=1000)
    worker = meanwhile(lambda: run_job(str(run.job_id), supervise))
    pid = trainer_pid(run)
    Job.objects.filter(pk=run.job_id).update(state="failed", token=None)
    worker.join()
    assert start_of(pid) is not None
    retrain.end_orphans()
    assert start_of(pid) is None


def test_too_few_labelled_images_say_how_many_are_needed():
    project = small_project(num_labelled=1, num_unlabelled=2)
    with pytest.raises(TooFewImages, match="at least 2 labelled images, this project has 1"):
        start(project)
    assert not Job.objects.exists()


def test_images_set_aside_for_testing_do_not_count():
    project = make_project(classes=("disc",))
    for seed in range(3):
        add_labelled_image(project, seed, split="test")
    with pytest.raises(TooFewImages):
        start(project)


def test_a_model_of_another_encoder_or_project_is_refused_as_a_start():
    project, other = small_project(), small_project()
    model = add_model(other, encoder="resnet18")
    for mine in (project, other):
        with pytest.raises(IncompatibleModel):
            queue_run(project=mine, config=TINY, requested_by=None, init_from=model)


def test_an_unlabelled_project_is_refused_before_anything_is_written():
    project = make_project()
    make_image(project)
    with pytest.raises(TooFewImages):
        start(project)
    assert not project.snapshots.exists()
