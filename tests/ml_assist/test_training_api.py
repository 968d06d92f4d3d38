"""The routes of training, models and predictions: their shapes, their roles, their refusals."""

from __future__ import annotations

import json

import pytest

from labeling.models import Job
from ml_assist.models import ModelVersion, TrainingRun
from ml_assist.retrain import folder_of
from tests.factories import add_member, make_project, make_user
from tests.ml_assist.small_projects import small_project

pytestmark = pytest.mark.django_db

LINES = [
    {"kind": "start", "num_train": 2, "num_val": 1, "device": "cpu", "epochs": 2},
    {"kind": "step", "step": 5, "epoch": 1, "loss": 1.5, "lr": 0.001, "seconds": 2.0},
    {"kind": "epoch", "epoch": 1, "step": 20, "loss": 1.25, "miou": 0.5, "seconds": 9.0},
    {"kind": "step", "step": 25, "epoch": 2, "loss": 0.75, "lr": 0.001, "seconds": 11.0},
]


@pytest.fixture
def signed_in(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def post(client, url, body):
    return client.post(url, json.dumps(body), content_type="application/json")


def add_model(project, number=1) -> ModelVersion:
    return ModelVersion.objects.create(
        project=project,
        number=number,
        architecture="unet",
        encoder="resnet18",
        snapshot_hash="ab" * 32,
        num_images=2,
        metrics={
            "miou": 0.5,
            "pixel_accuracy": 0.75,
            "per_class": [{"class_id": 1, "name": "disc", "iou": 0.5}],
        },
        card={},
        weights="models/none",
        weights_sha256="0" * 64,
    )


def test_architectures_list_their_encoders(signed_in):
    (unet,) = signed_in(make_user()).get("/api/architectures/").json()
    assert unet["name"] == "unet"
    assert unet["default_encoder"] in unet["encoders"]


def test_a_manager_starts_a_run_and_sees_it_queued(signed_in):
    project = small_project()
    manager = add_member(project, "manager")
    client = signed_in(manager)
    url = f"/api/projects/{project.pk}/training-runs/"
    answer = post(client, url, {"encoder": "mobilenet_v2", "epochs": 2, "crop_size_px": 64})
    assert answer.status_code == 202
    run = answer.json()
    assert run["number"] == 1
    assert (run["config"]["encoder"], run["config"]["epochs"]) == ("mobilenet_v2", 2)
    assert (run["job"]["state"], run["job"]["kind"]) == ("queued", "train")
    assert run["snapshot"]["num_images"] == 3
    assert len(run["snapshot"]["hash"]) == 64
    assert (run["model"], run["latest"]) == (None, None)
    assert client.get(url).json() == [run]
    assert client.get(f"/api/training-runs/{run['id']}/").json() == run
    assert Job.objects.get().requested_by == manager


def test_a_started_run_shows_its_newest_figures_and_its_metrics_from_any_line(signed_in):
    project = small_project()
    client = signed_in(project.created_by)
    run_id = post(client, f"/api/projects/{project.pk}/training-runs/", {}).json()["id"]
    folder = folder_of(TrainingRun.objects.get().job_id)
    folder.path.mkdir(parents=True)
    text = "\n".join(json.dumps(line) for line in LINES)
    folder.metrics.write_text(text + '\n{"kind": "st')  # one line is being written
    latest = client.get(f"/api/training-runs/{run_id}/").json()["latest"]
    assert latest == {"epoch": 2, "step": 25, "loss": 0.75, "miou": 0.5}
    url = f"/api/training-runs/{run_id}/metrics/"
    assert client.get(url).json() == {"lines": LINES, "next": 4}
    assert client.get(url, {"after": 3}).json() == {"lines": LINES[3:], "next": 4}
    assert client.get(url, {"after": 4}).json() == {"lines": [], "next": 4}
    assert client.get(url, {"after": "x"}).status_code == 400


def test_a_line_torn_by_a_kill_is_skipped_and_counted_once(signed_in):
    project = small_project()
    client = signed_in(project.created_by)
    run_id = post(client, f"/api/projects/{project.pk}/training-runs/", {}).json()["id"]
    folder = folder_of(TrainingRun.objects.get().job_id)
    folder.path.mkdir(parents=True)
    torn = [json.dumps(LINES[0]), '{"kind": "ep', json.dumps(LINES[1])]
    folder.metrics.write_text("\n".join(torn) + "\n")
    answer = client.get(f"/api/training-runs/{run_id}/metrics/").json()
    assert answer == {"lines": LINES[:2], "next": 3}


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"epochs": 0}, "epochs"),
        ({"crop_size_px": 100}, "crop_size_px"),
        ({"encoder": "resnet999"}, "encoder"),
        ({"architecture": "transformer"}, "architecture"),
        ({"epoch": 3}, "epoch"),
    ],
)
def test_an_impossible_or_misspelt_setting_is_named(signed_in, body, named):
    project = small_project()
    client = signed_in(project.created_by)
    answer = post(client, f"/api/projects/{project.pk}/training-runs/", body)
    assert answer.status_code == 400
    assert named in answer.json()["message"]
    assert not Job.objects.exists()


def test_too_few_images_are_refused_with_what_is_needed(signed_in):
    project = small_project(num_labelled=1)
    client = signed_in(project.created_by)
    answer = post(client, f"/api/projects/{project.pk}/training-runs/", {})
    assert answer.status_code == 409
    assert answer.json()["code"] == "too_few_images"
    assert answer.json()["detail"] == {"needed": 2, "actual": 1}


def test_models_show_their_metrics_by_class(signed_in):
    project = small_project()
    model = add_model(project)
    (shown,) = signed_in(project.created_by).get(f"/api/projects/{project.pk}/models/").json()
    assert shown["id"] == model.pk
    assert shown["metrics"]["per_class"] == [{"class_id": 1, "name": "disc", "iou": 0.5}]


@pytest.mark.parametrize("images", ["unlabelled", "ids"])
def test_predictions_are_queued_on_the_gpu_queue(signed_in, images):
    project = small_project(num_unlabelled=2)
    add_model(project)
    wanted = images if images == "unlabelled" else [project.images.first().pk]
    client = signed_in(project.created_by)
    answer = post(client, f"/api/projects/{project.pk}/predictions/", {"images": wanted})
    assert answer.status_code == 202
    assert answer.json()["total"] == (2 if images == "unlabelled" else 1)
    assert Job.objects.get().queue == "gpu"


@pytest.mark.parametrize("images", ["labelled", [], ["1"], [True], {"a": 1}])
def test_a_wrong_list_of_images_is_refused(signed_in, images):
    project = small_project()
    add_model(project)
    client = signed_in(project.created_by)
    answer = post(client, f"/api/projects/{project.pk}/predictions/", {"images": images})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("images: Expected")


def test_predictions_without_a_model_say_what_to_do(signed_in):
    project = small_project()
    client = signed_in(project.created_by)
    answer = post(client, f"/api/projects/{project.pk}/predictions/", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_model")


def test_a_model_of_another_project_is_not_found(signed_in):
    project, other = small_project(), make_project()
    model = add_model(other)
    client = signed_in(project.created_by)
    for path, key in (("predictions", "model_id"), ("training-runs", "init_from")):
        answer = post(client, f"/api/projects/{project.pk}/{path}/", {key: model.pk})
        assert (answer.status_code, answer.json()["code"]) == (409, "no_model")


@pytest.mark.parametrize("role", ["viewer", "annotator", "reviewer"])
@pytest.mark.parametrize("path", ["training-runs", "predictions"])
def test_members_below_manager_may_look_but_not_start(signed_in, role, path):
    project = small_project()
    add_model(project)
    client = signed_in(add_member(project, role))
    assert post(client, f"/api/projects/{project.pk}/{path}/", {}).status_code == 403
    assert client.get(f"/api/projects/{project.pk}/training-runs/").status_code == 200
    assert client.get(f"/api/projects/{project.pk}/models/").status_code == 200
    assert not Job.objects.exists()


def test_strangers_find_nothing(signed_in):
    project = small_project()
    owner = signed_in(project.created_by)
    run_id = post(owner, f"/api/projects/{project.pk}/training-runs/", {}).json()["id"]
    client = signed_in(make_user())
    for path in (
        f"projects/{project.pk}/training-runs/",
        f"projects/{project.pk}/models/",
        f"training-runs/{run_id}/",
        f"training-runs/{run_id}/metrics/",
    ):
        assert client.get(f"/api/{path}").status_code == 404
    assert post(client, f"/api/projects/{project.pk}/predictions/", {}).status_code == 404


def test_anonymous_visitors_are_turned_away(client):
    assert client.get("/api/architectures/").status_code == 403
    assert client.get("/api/predictors/").status_code == 403


def test_the_list_of_runs_asks_the_database_as_often_for_ten_runs_as_for_one(
    signed_in, django_assert_max_num_queries
):
    project = small_project()
    client = signed_in(project.created_by)
    url = f"/api/projects/{project.pk}/training-runs/"
    for _ in range(5):
        post(client, url, {})
    with django_assert_max_num_queries(6):
        assert len(client.get(url).json()) == 5
