"""Suggestions fill what nobody drew on, replace only what nobody decided on, and drop nothing."""

from __future__ import annotations

import numpy as np
import pytest
from django.utils import timezone

from labeling.errors import NotFound
from labeling.jobs import cancel_job, run_job
from labeling.masks import rle as rles
from labeling.models import Geometry, Image, Job, Segment, Suggestion
from ml_assist import suggest
from ml_assist.errors import NoModel
from ml_assist.models import ModelVersion
from ml_assist.suggest import predict_images, queue_predictions
from ml_assist.training.predict import Region
from tests.factories import box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db(transaction=True)

SIZE_HW = (48, 64)
THING, STUFF = 1, 2


def region(box_xyxy, class_id=THING, score=0.9) -> Region:
    return Region(class_id, rles.encode(box_mask(SIZE_HW, box_xyxy)), score, class_id == THING)


class FixedModel:
    """A model that finds the same regions in every image; `seen` counts the images."""

    def __init__(self, *regions: Region) -> None:
        self.regions = list(regions)
        self.seen: list[np.ndarray] = []

    def predict(self, image):
        self.seen.append(image)
        return self.regions


@pytest.fixture
def fixed(monkeypatch):
    """Put a FixedModel in the place of the weights."""

    def use(*regions: Region) -> FixedModel:
        model = FixedModel(*regions)
        monkeypatch.setattr(suggest, "_warm_model", lambda folder: model)
        monkeypatch.setattr(suggest, "model_folder", lambda model: "")
        return model

    return use


def add_model(project, number=1) -> ModelVersion:
    return ModelVersion.objects.create(
        project=project,
        number=number,
        architecture="unet",
        encoder="resnet18",
        snapshot_hash="0" * 64,
        num_images=2,
        metrics={"miou": 0.5, "pixel_accuracy": 0.5, "per_class": []},
        card={},
        weights="models/none",
        weights_sha256="0" * 64,
    )


def predict(project, **wanted) -> Job:
    job = queue_predictions(project=project, requested_by=None, **wanted)
    run_job(str(job.pk), predict_images)
    job.refresh_from_db()
    return job


def test_stuff_and_things_become_pending_suggestions_in_paint_order(fixed):
    project = make_project()
    model = add_model(project)
    image = make_image(project, size_hw=SIZE_HW)
    seen = fixed(region((0, 0, 64, 20), STUFF, 0.7), region((5, 5, 9, 9)), region((20, 5, 29, 9)))
    job = predict(project)
    assert job.state == "done"
    assert job.result == {"model_id": model.pk, "images": 1, "suggestions": 3, "skipped": []}
    rows = list(Suggestion.objects.order_by("z").select_related("label_class", "geometry"))
    assert [row.label_class.class_id for row in rows] == [STUFF, THING, THING]
    assert [row.score for row in rows] == [0.7, 0.9, 0.9]
    assert {(row.source, row.source_ref, row.state) for row in rows} == {
        ("model", str(model.pk), "pending")
    }
    assert rows[1].geometry.bbox_xywh == (5, 5, 4, 4)
    assert rows[1].geometry.rle(SIZE_HW) == region((5, 5, 9, 9)).rle
    assert seen.seen[0].shape == (*image.size_hw, 3)


def test_unlabelled_means_that_nobody_drew_on_it(fixed):
    project = make_project()
    add_model(project)
    untouched = make_image(project, size_hw=SIZE_HW)
    begun = make_image(project, size_hw=SIZE_HW)
    draw(begun, upsert(box_mask(SIZE_HW, (0, 0, 5, 5))))
    finished_empty = make_image(project, size_hw=SIZE_HW)
    finished_empty.annotation.state = "submitted"
    finished_empty.annotation.save()
    make_image(make_project(), size_hw=SIZE_HW)
    fixed(region((5, 5, 9, 9)))
    predict(project)
    assert set(Suggestion.objects.values_list("image", flat=True)) == {untouched.pk}


def test_named_images_get_suggestions_beside_what_people_drew_even_where_they_overlap(fixed):
    project = make_project(overlap_mode="exclusive")
    add_model(project)
    image = make_image(project, size_hw=SIZE_HW)
    draw(image, upsert(box_mask(SIZE_HW, (0, 0, 30, 30)), uid="mine"))
    fixed(region((5, 5, 9, 9)))
    assert predict(project, images=[image.pk]).result["suggestions"] == 1
    assert list(Segment.objects.current().values_list("uid", flat=True)) == ["mine"]


def test_a_second_prediction_replaces_only_what_models_proposed_and_nobody_decided_on(fixed):
    project = make_project()
    add_model(project)
    image = make_image(project, size_hw=SIZE_HW)
    fixed(region((0, 0, 5, 5)), region((10, 0, 15, 5)), region((20, 0, 25, 5)))
    predict(project)
    accepted, rejected, _ = Suggestion.objects.order_by("z")
    draw(image, upsert(box_mask(SIZE_HW, (0, 0, 5, 5)), uid=accepted.uid, origin="model"))
    Suggestion.objects.filter(pk=rejected.pk).update(state="rejected")
    imported = Suggestion.objects.create(
        image=image,
        uid="imported",
        label_class=project.label_classes.first(),
        geometry=accepted.geometry,
        source="import",
    )
    newer = add_model(project, number=2)
    num_geometries = Geometry.objects.count()
    fixed(region((40, 40, 45, 45)))
    predict(project, images=[image.pk])
    states = dict(Suggestion.objects.values_list("uid", "state"))
    assert states.pop(accepted.uid) == "accepted"
    assert states.pop(rejected.uid) == "rejected"
    assert states.pop(imported.uid) == "pending"
    (fresh,) = states
    assert Suggestion.objects.get(uid=fresh).source_ref == str(newer.pk)
    assert Geometry.objects.count() == num_geometries  # one dropped, one added
    assert Segment.objects.current().count() == 1


def test_what_a_rejected_or_accepted_suggestion_showed_can_still_be_read(fixed):
    project = make_project()
    add_model(project)
    image = make_image(project, size_hw=SIZE_HW)
    fixed(region((0, 0, 5, 5)))
    predict(project)
    Suggestion.objects.update(state="rejected")
    predict(project, images=[image.pk])
    kept = Suggestion.objects.get(state="rejected")
    assert kept.geometry.area_px == 25


def test_a_class_that_was_deleted_since_is_said_not_hidden(fixed):
    project = make_project()
    add_model(project)
    image = make_image(project, size_hw=SIZE_HW)
    fixed(region((0, 0, 5, 5)), region((10, 0, 15, 5), class_id=77))
    job = predict(project)
    assert job.result["suggestions"] == 1
    assert job.result["skipped"] == [
        {"image": image.name, "reason": "classes [77] are no longer in the project, or retired"}
    ]


def test_a_cancel_stops_between_two_images_and_leaves_whole_ones(fixed, monkeypatch):
    monkeypatch.setattr("labeling.jobs.PROGRESS_INTERVAL_S", 0.0)
    project = make_project()
    add_model(project)
    for _ in range(4):
        make_image(project, size_hw=SIZE_HW)
    model = fixed(region((0, 0, 5, 5)), region((10, 0, 15, 5)))
    job = queue_predictions(project=project, requested_by=None)
    find = model.predict

    def predict_and_cancel(image):
        if len(model.seen) == 1:
            cancel_job(Job.objects.get(pk=job.pk))
        return find(image)

    model.predict = predict_and_cancel
    run_job(str(job.pk), predict_images)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert len(model.seen) == 2
    assert Suggestion.objects.count() == 4


def test_an_image_deleted_meanwhile_is_skipped_and_the_rest_goes_on(fixed):
    project = make_project()
    add_model(project)
    kept, deleted = (make_image(project, size_hw=SIZE_HW, name=name) for name in "ab")
    deleted_id = deleted.pk
    model = fixed(region((0, 0, 5, 5)))
    find = model.predict

    def predict_and_delete(image):
        Image.objects.filter(pk=deleted_id).update(purged_at=timezone.now())
        return find(image)

    model.predict = predict_and_delete
    job = predict(project)
    assert job.state == "done"
    assert job.result["skipped"] == [{"image": str(deleted_id), "reason": "deleted meanwhile"}]
    assert Suggestion.objects.get().image == kept


def test_a_project_without_a_model_is_told_to_train_one():
    with pytest.raises(NoModel, match="train one"):
        queue_predictions(project=make_project(), requested_by=None)


def test_a_model_of_another_project_is_refused():
    with pytest.raises(NoModel, match="another project"):
        queue_predictions(
            project=make_project(), requested_by=None, model=add_model(make_project())
        )


def test_the_newest_model_is_taken_unless_one_is_named():
    project = make_project()
    first, second = add_model(project, 1), add_model(project, 2)
    newest = queue_predictions(project=project, requested_by=None)
    named = queue_predictions(project=project, requested_by=None, model=first)
    assert (newest.params["model_id"], named.params["model_id"]) == (second.pk, first.pk)
    assert (newest.queue, newest.task) == ("gpu", "ml_assist.predict_images")


def test_images_of_another_project_are_refused_by_id():
    project = make_project()
    add_model(project)
    mine, foreign = make_image(project), make_image(make_project())
    with pytest.raises(NotFound, match="1 of the 2 images") as raised:
        queue_predictions(project=project, requested_by=None, images=[mine.pk, foreign.pk])
    assert raised.value.detail == {"images": [foreign.pk]}
    assert not Job.objects.exists()
