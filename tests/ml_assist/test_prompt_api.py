"""A box becomes a mask at once and without torch; a predictor with weights answers by a job."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone

from labeling.jobs import run_job
from labeling.masks import rle as rles
from labeling.masks.metrics import mask_iou
from labeling.models import Job
from ml_assist import prompting
from ml_assist.predictors.sam import SegmentAnything, write_tiny_checkpoint
from ml_assist.predictors.weights import import_weights
from ml_assist.prompts import Prompt
from tests.factories import add_member, make_image, make_project, make_user
from tests.ml_assist.small_projects import disc, picture

pytestmark = pytest.mark.django_db

REPOSITORY = Path(__file__).resolve().parent.parent.parent
CENTER_XY, RADIUS_PX = (30, 32), 14
BOX = [14, 16, 46, 48]


@pytest.fixture
def truth() -> np.ndarray:
    return disc(CENTER_XY, RADIUS_PX)


@pytest.fixture
def image(truth):
    return make_image(make_project(), pixels=picture(truth, seed=1))


@pytest.fixture
def ask(client, image):
    """Prompt the image as somebody of a role; the owner unless said."""

    def post(user=None, **body):
        client.force_login(user or image.project.created_by)
        return client.post(
            f"/api/images/{image.pk}/prompt/",
            json.dumps({"predictor": "grabcut", **body}),
            content_type="application/json",
        )

    return post


def test_a_box_gives_the_object_in_it_at_once(ask, truth):
    answer = ask(box_xyxy=BOX)
    assert answer.status_code == 200
    assert answer.json()["job"] is None
    found = rles.decode(rles.from_wire(answer.json()["mask"]))
    assert mask_iou(found, truth) > 0.9
    assert not Job.objects.exists()


def test_a_stroke_gives_the_object_under_it_at_once(ask, truth):
    x, y = CENTER_XY
    stroke = {"points": [[x - 5, y], [x + 5, y]], "is_foreground": True}
    answer = ask(predictor="watershed", strokes=[stroke])
    assert answer.status_code == 200
    found = rles.decode(rles.from_wire(answer.json()["mask"]))
    assert mask_iou(found, truth) > 0.9


def test_a_box_around_nothing_gives_no_mask_and_no_job(ask):
    answer = ask(box_xyxy=[0, 0, 4, 4])
    assert answer.status_code == 200
    assert answer.json()["job"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid_prompt"),
        ({"box_xyxy": [40, 40, 10, 10]}, "invalid_prompt"),
        ({"box_xyxy": [100, 100, 110, 110]}, "invalid_prompt"),
        ({"points": [[5, 5]], "labels": []}, "invalid_prompt"),
        ({"points": [[5, 5]], "labels": [1]}, "invalid_prompt"),
        ({"box_xyxy": [1, 2, 3]}, "invalid"),
        ({"box_xyxy": BOX, "points": [[1]], "labels": [1]}, "invalid"),
        ({"box_xyxy": BOX, "points": [[1, 1]], "labels": [7]}, "invalid"),
        ({"box_xyxy": BOX, "predictor": "oracle"}, "unknown_predictor"),
        ({"box_xyxy": BOX, "predictor": "watershed"}, "invalid_prompt"),
        ({"strokes": [{"points": [[1, 1]]}]}, "invalid"),
        ({"strokes": [{"points": [[1, 900]], "is_foreground": True}]}, "invalid_prompt"),
    ],
)
def test_a_prompt_that_nothing_can_follow_is_refused_with_its_reason(ask, body, code):
    answer = ask(**body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_annotators_may_prompt_viewers_may_not_strangers_find_nothing(ask, image):
    assert ask(add_member(image.project, "annotator"), box_xyxy=BOX).status_code == 200
    assert ask(add_member(image.project, "viewer"), box_xyxy=BOX).status_code == 403
    assert ask(make_user(), box_xyxy=BOX).status_code == 404


def test_predictors_say_what_they_start_from_and_what_they_lack(client):
    client.force_login(make_user())
    shown = {row["name"]: row for row in client.get("/api/predictors/").json()}
    assert shown["grabcut"]["available"]
    assert shown["grabcut"]["prompts"] == ["box"]
    assert not shown["sam"]["available"]
    assert shown["sam"]["missing"]
    assert shown["sam"]["remedy"] == "python manage.py weights fetch sam_vit_b"


@pytest.fixture
def tiny_sam(settings, tmp_path):
    """Segment Anything with random weights, imported as somebody's own would be."""
    prompting._warm_sam.cache_clear()
    path = tmp_path / "tiny.pth"
    write_tiny_checkpoint(path)
    yield import_weights(path, settings.VAR / "weights", name="tiny")
    prompting._warm_sam.cache_clear()


def test_sam_without_weights_is_refused_with_the_remedy(ask):
    answer = ask(predictor="sam", points=[[30, 30]], labels=[1])
    assert (answer.status_code, answer.json()["code"]) == (409, "weights_missing")
    assert "weights fetch sam_vit_b" in answer.json()["detail"]["remedy"]
    assert not Job.objects.exists()


@pytest.mark.usefixtures("tiny_sam")
def test_with_weights_sam_is_offered(client):
    client.force_login(make_user())
    shown = {row["name"]: row for row in client.get("/api/predictors/").json()}
    assert (shown["sam"]["available"], shown["sam"]["missing"]) == (True, None)


def test_a_click_for_sam_is_answered_by_a_job_as_the_model_itself_answers(
    ask, image, truth, tiny_sam, settings
):
    answer = ask(predictor="sam", points=[[30, 32]], labels=[1], box_xyxy=BOX)
    assert answer.status_code == 202
    assert (answer.json()["mask"], answer.json()["score"]) == (None, None)
    job = Job.objects.get(pk=answer.json()["job"]["id"])
    assert (job.queue, job.task, job.kind) == ("gpu", "ml_assist.prompt", "prompt")
    run_job(str(job.pk), prompting.answer_prompt)
    job.refresh_from_db()
    assert job.state == "done"

    model = SegmentAnything.load(settings.VAR / "weights" / tiny_sam.file_name)
    prompt = Prompt.of(points=[[30, 32]], labels=[1], box_xyxy=BOX)
    direct = model.predict(model.embed(picture(truth, seed=1)), prompt)
    assert job.result["score"] == pytest.approx(direct.score, abs=1e-2)  # float16 in the cache
    if job.result["mask"] is not None:
        found = rles.decode(rles.from_wire(job.result["mask"]))
        assert mask_iou(found, direct.mask) > 0.9


@pytest.mark.usefixtures("tiny_sam")
def test_the_second_prompt_on_an_image_uses_the_kept_embedding(ask, monkeypatch, settings):
    def answered(**body):
        job_id = ask(predictor="sam", **body).json()["job"]["id"]
        run_job(job_id, prompting.answer_prompt)
        return Job.objects.get(pk=job_id)

    first = answered(box_xyxy=BOX)
    assert len(list((settings.VAR / "embeddings").rglob("*.npy"))) == 1

    def embed_again(self, image):
        raise AssertionError("the image was embedded a second time")

    monkeypatch.setattr(SegmentAnything, "embed", embed_again)
    second = answered(box_xyxy=BOX)
    assert second.state == "done"
    assert second.result["mask"] == first.result["mask"]


@pytest.mark.usefixtures("tiny_sam")
def test_a_torn_embedding_is_made_again(ask, settings):
    for _ in range(2):
        job_id = ask(predictor="sam", box_xyxy=BOX).json()["job"]["id"]
        run_job(job_id, prompting.answer_prompt)
        assert Job.objects.get(pk=job_id).state == "done"
        (kept,) = (settings.VAR / "embeddings").rglob("*.npy")
        kept.write_bytes(kept.read_bytes()[:60])


@pytest.mark.usefixtures("tiny_sam")
def test_a_prompt_on_an_image_deleted_meanwhile_fails_with_the_reason(ask, image):
    job_id = ask(predictor="sam", box_xyxy=BOX).json()["job"]["id"]
    type(image).objects.filter(pk=image.pk).update(purged_at=timezone.now())
    run_job(job_id, prompting.answer_prompt)
    job = Job.objects.get(pk=job_id)
    assert (job.state, "was deleted" in job.error) == ("failed", True)


WEB_PROCESS = """
import sys
import numpy as np
import annotator.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
from ml_assist import prompting
from ml_assist.predictors.classical import GrabCut
from ml_assist.prompts import Prompt
pixels = np.zeros((64, 64, 3), dtype=np.uint8)
pixels[20:44, 20:44] = 220
grabcut = GrabCut()
found = grabcut.predict(grabcut.embed(pixels), Prompt.of(box_xyxy=[14, 14, 50, 50]))
assert found.mask.any()
prompting.list_predictors()
heavy = {"torch", "torchvision", "segment_anything", "segmentation_models_pytorch", "timm"}
print(sorted(heavy & set(sys.modules)))
"""


def test_the_web_process_imports_no_torch():
    done = subprocess.run(
        [sys.executable, "-c", WEB_PROCESS],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
