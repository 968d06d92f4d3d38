"""The command line trains, predicts and measures by the same verbs, and its exit codes are true."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from labeling.jobs import cancel_job
from labeling.models import Job, Suggestion
from ml_assist.models import ModelVersion
from ml_assist.retrain import folder_of
from tests.factories import make_project
from tests.ml_assist.small_projects import add_labelled_image, small_project

pytestmark = pytest.mark.django_db(transaction=True)

TRAIN_QUICKLY = ["--encoder", "mobilenet_v2", "--crop-size-px", "64", "--batch-size", "2"]


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def run(*arguments) -> str:
    """What a command prints."""
    printed = io.StringIO()
    call_command(*arguments, stdout=printed)
    return printed.getvalue()


def test_the_loop_train_predict_evaluate_by_the_shell(tmp_path):
    project = small_project(num_labelled=4, num_unlabelled=1)
    add_labelled_image(project, 6, split="test")
    add_labelled_image(project, 7, state="in_progress")
    printed = run(
        "train", "--project", project.name, "--epochs", "2", "--set", "augmentation=none",
        *TRAIN_QUICKLY,
    )  # fmt: skip
    assert "5 images, 2 left out" in printed
    assert "model 1: validation mIoU" in printed
    model = ModelVersion.objects.get()
    assert model.run.config["augmentation"] == "none"

    printed = run("predict", "--project", project.name)
    assert "on 1 images" in printed
    assert set(Suggestion.objects.values_list("image__name", flat=True)) <= {"new100.png"}

    path = tmp_path / "figures.json"
    printed = run("evaluate", "--project", project.name, "--split", "test", "--json", str(path))
    figures = json.loads(path.read_text())
    assert figures["images"] == 1
    assert figures["instances"]["truth"] == 1
    assert [row["name"] for row in figures["per_class"]] == ["disc"]
    assert 0 <= figures["miou"] == figures["per_class"][0]["iou"] <= 1
    assert 0.5 < figures["pixel_accuracy"] <= 1
    assert "model 1 on 1 images" in printed


def test_a_command_follows_the_job_that_a_worker_took_first(monkeypatch):
    project = small_project()

    def a_worker_is_quicker(job_id, body):
        Job.objects.filter(pk=job_id).update(
            state="done", result={"model_id": 1, "model_number": 9, "miou": 0.25}
        )

    monkeypatch.setattr("ml_assist.management.foreground.run_job", a_worker_is_quicker)
    assert "model 9: validation mIoU 0.250" in run("train", "--project", project.name)


def test_a_failed_training_prints_its_reason_and_exits_1():
    project = small_project()
    for image in project.images.all():
        image.annotation.segments.all().delete()
    with pytest.raises(CommandError, match="Expected labelled images") as raised:
        run("train", "--project", project.name, *TRAIN_QUICKLY)
    assert raised.value.returncode == 1
    assert Job.objects.get().state == "failed"


def test_a_cancelled_training_exits_130(monkeypatch):
    project = small_project()
    monkeypatch.setattr("ml_assist.retrain._fill", lambda run, folder, job: _cancel(job))
    with pytest.raises(CommandError) as raised:
        run("train", "--project", project.name)
    assert raised.value.returncode == 130
    assert not folder_of(Job.objects.get().pk).metrics.exists()


def _cancel(running):
    cancel_job(running.job)
    running.check()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "--project", "nowhere"], "no project 'nowhere'. Projects here: p"),
        (["train", "--project", "p"], "at least 2 labelled images"),
        (["train", "--project", "p", "--init-from", "3"], "no model 3. Models here: none"),
        (["train", "--project", "p", "--set", "epochs"], "NAME=VALUE"),
        (["train", "--project", "p", "--set", "epoch=3"], "epoch: "),
        (["train", "--project", "p", "--epochs", "many"], "epochs: "),
        (["predict", "--project", "p"], "no model yet"),
        (["evaluate", "--project", "p"], "no model yet"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    make_project(name="p")
    with pytest.raises(CommandError, match=message):
        run(*arguments)


def test_evaluating_an_empty_split_says_so():
    project = small_project()
    ModelVersion.objects.create(
        project=project, number=1, architecture="unet", encoder="resnet18", snapshot_hash="",
        num_images=1, metrics={}, card={}, weights="", weights_sha256="",
    )  # fmt: skip
    with pytest.raises(CommandError, match="image in the split test"):
        run("evaluate", "--project", project.name, "--model", "1", "--split", "test")


def test_weights_are_listed_imported_by_name_and_refused_without_one(tmp_path):
    path = tmp_path / "brought.pth"
    path.write_bytes(b"somebody's own")
    assert "sam_vit_b        not here" in run("weights", "list")
    with pytest.raises(CommandError, match="none of the published weights"):
        run("weights", "import", str(path))
    assert "imported as my_sam.pth" in run("weights", "import", str(path), "--name", "my_sam")
    assert "my_sam           here" in run("weights", "list")
    with pytest.raises(CommandError, match="no weights called 'my_dog'"):
        run("weights", "fetch", "my_dog")
