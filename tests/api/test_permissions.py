"""Every endpoint × role × foreign project: a table, and a check that nothing is missing from it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from labeling.jobs import queue_job
from labeling.models import ClassSurgery, DatasetExport, DatasetImport, Role
from labeling.snapshot import take_snapshot
from ml_assist.models import TrainingRun
from ml_assist.training.config import TrainConfig
from tests.factories import add_member, box_mask, draw, make_image, make_project, upsert

pytestmark = pytest.mark.django_db

# (method, route) → the least role that may do it; PUBLIC needs no session, ANY any account.
PUBLIC, ANY = "public", "any"
TABLE = {
    ("get", "session/"): PUBLIC,
    ("post", "session/"): PUBLIC,
    ("delete", "session/"): PUBLIC,
    ("post", "session/link/"): PUBLIC,
    ("get", "session/preferences/"): ANY,
    ("put", "session/preferences/"): ANY,
    ("get", "projects/"): ANY,
    ("post", "projects/"): ANY,
    ("get", "projects/<int:project_id>/"): "viewer",
    ("patch", "projects/<int:project_id>/"): "manager",
    ("delete", "projects/<int:project_id>/"): "owner",
    ("get", "projects/<int:project_id>/classes/"): "viewer",
    ("post", "projects/<int:project_id>/classes/"): "manager",
    ("patch", "projects/<int:project_id>/classes/<int:class_id>/"): "manager",
    ("delete", "projects/<int:project_id>/classes/<int:class_id>/"): "manager",
    ("get", "projects/<int:project_id>/classes/<int:class_id>/attributes/"): "viewer",
    ("get", "projects/<int:project_id>/classes/examples/"): "viewer",
    ("get", "projects/<int:project_id>/class-surgeries/"): "viewer",
    ("post", "projects/<int:project_id>/class-surgeries/"): "manager",
    ("post", "projects/<int:project_id>/class-surgeries/preview/"): "manager",
    ("get", "class-surgeries/<int:surgery_id>/undo/"): "manager",
    ("post", "class-surgeries/<int:surgery_id>/undo/"): "manager",
    ("get", "segments/<int:segment_id>/picture/"): "viewer",
    ("get", "projects/<int:project_id>/members/"): "viewer",
    ("post", "projects/<int:project_id>/members/"): "manager",
    ("patch", "projects/<int:project_id>/members/<int:user_id>/"): "manager",
    ("delete", "projects/<int:project_id>/members/<int:user_id>/"): "manager",
    ("get", "projects/<int:project_id>/jobs/"): "viewer",
    ("get", "projects/<int:project_id>/exports/"): "viewer",
    ("post", "projects/<int:project_id>/exports/"): "reviewer",
    ("get", "projects/<int:project_id>/versions/"): "viewer",
    ("post", "projects/<int:project_id>/versions/"): "reviewer",
    ("get", "projects/<int:project_id>/image-counts/"): "viewer",
    ("post", "projects/<int:project_id>/statistics/"): "reviewer",
    ("get", "versions/<int:version_id>/"): "viewer",
    ("patch", "versions/<int:version_id>/"): "reviewer",
    ("delete", "versions/<int:version_id>/"): "manager",
    ("post", "versions/<int:version_id>/unname/"): "manager",
    ("post", "versions/<int:version_id>/statistics/"): "reviewer",
    ("get", "versions/<int:version_id>/difference/"): "viewer",
    ("get", "versions/<int:version_id>/difference/images/"): "viewer",
    ("get", "versions/<int:version_id>/difference/images/<int:image_id>/"): "viewer",
    ("get", "versions/<int:version_id>/difference/images/<int:image_id>/picture/"): "viewer",
    ("post", "projects/<int:project_id>/exports/check/"): "reviewer",
    ("post", "projects/<int:project_id>/exports/preview/"): "reviewer",
    ("get", "projects/<int:project_id>/imports/"): "manager",
    ("post", "projects/<int:project_id>/imports/"): "manager",
    ("get", "imports/<int:import_id>/"): "manager",
    ("patch", "imports/<int:import_id>/"): "manager",
    ("delete", "imports/<int:import_id>/"): "manager",
    ("post", "imports/<int:import_id>/run/"): "manager",
    ("get", "imports/<int:import_id>/previews/<int:number>/"): "manager",
    ("get", "imports/<int:import_id>/previews/<int:number>/picture/"): "manager",
    ("get", "exports/<int:export_id>/file/"): "viewer",
    ("delete", "exports/<int:export_id>/"): "manager",
    ("post", "exports/<int:export_id>/link/"): "reviewer",
    ("get", "shared-exports/<str:token>/"): PUBLIC,
    ("get", "formats/"): ANY,
    ("get", "jobs/<uuid:job_id>/"): "viewer",
    ("post", "jobs/<uuid:job_id>/cancel/"): "manager",
    ("get", "projects/<int:project_id>/images/"): "viewer",
    ("get", "projects/<int:project_id>/images/next/"): "viewer",
    ("post", "projects/<int:project_id>/images/state/"): "annotator",
    ("post", "projects/<int:project_id>/images/delete/"): "manager",
    ("post", "projects/<int:project_id>/uploads/"): "manager",
    ("get", "images/<int:image_id>/"): "viewer",
    ("patch", "images/<int:image_id>/"): "manager",
    ("delete", "images/<int:image_id>/"): "manager",
    ("get", "images/<int:image_id>/picture/"): "viewer",
    ("get", "images/<int:image_id>/thumbnail/"): "viewer",
    ("get", "images/<int:image_id>/original/"): "viewer",
    ("get", "images/<int:image_id>/values/"): "viewer",
    ("get", "images/<int:image_id>/superpixels/"): "viewer",
    ("post", "images/<int:image_id>/superpixels/"): "annotator",
    ("get", "images/<int:image_id>/annotation/"): "viewer",
    ("get", "images/<int:image_id>/suggestions/"): "viewer",
    ("post", "images/<int:image_id>/suggestions/reject/"): "annotator",
    ("post", "images/<int:image_id>/suggestions/restore/"): "annotator",
    ("patch", "annotations/<int:annotation_id>/"): "annotator",
    ("get", "annotations/<int:annotation_id>/revisions/"): "viewer",
    ("post", "annotations/<int:annotation_id>/state/"): "annotator",
    ("get", "annotations/<int:annotation_id>/history/"): "viewer",
    ("get", "annotations/<int:annotation_id>/revisions/<int:revision>/"): "viewer",
    ("post", "annotations/<int:annotation_id>/restore/"): "annotator",
    ("get", "annotations/<int:annotation_id>/changes/"): "viewer",
    ("get", "annotations/<int:annotation_id>/trash/"): "viewer",
    ("get", "annotations/<int:annotation_id>/leases/"): "viewer",
    ("post", "annotations/<int:annotation_id>/leases/"): "annotator",
    ("delete", "annotations/<int:annotation_id>/leases/"): "annotator",
    ("get", "architectures/"): ANY,
    ("get", "predictors/"): ANY,
    ("get", "projects/<int:project_id>/training-runs/"): "viewer",
    ("post", "projects/<int:project_id>/training-runs/"): "manager",
    ("get", "training-runs/<int:run_id>/"): "viewer",
    ("get", "training-runs/<int:run_id>/metrics/"): "viewer",
    ("get", "projects/<int:project_id>/models/"): "viewer",
    ("post", "projects/<int:project_id>/predictions/"): "manager",
    ("post", "images/<int:image_id>/prompt/"): "annotator",
}
CONFIG = TrainConfig().model_dump(mode="json")
ROLES = [role.value for role in Role]
REFUSED = {401, 403, 404}


@dataclass
class World:
    """A project with one of everything, and the ids that routes name."""

    project: object
    ids: dict[str, object]


@pytest.fixture
def world(monkeypatch) -> World:
    # Throttles read their rates when they are imported, whatever the settings say later.
    no_rates = dict.fromkeys(SimpleRateThrottle.THROTTLE_RATES)
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", no_rates)
    project = make_project()
    image = make_image(project)
    draw(image, upsert(box_mask((48, 64), (0, 0, 9, 9))), state="submitted")
    other = add_member(project, "viewer")
    job = queue_job(
        kind="export", task="none", project=project, requested_by=project.created_by, params={}
    )
    training = queue_job(
        kind="train", task="none", project=project, requested_by=project.created_by, params={}
    )
    snapshot = take_snapshot(project=project, taken_by=None)
    snapshot.name = "v1"
    snapshot.save()
    export = DatasetExport.objects.create(
        project=project, snapshot=snapshot, job=job, format="maskwright"
    )
    run = TrainingRun.objects.create(
        project=project, number=1, snapshot=snapshot, job=training, config=CONFIG
    )
    merging = queue_job(
        kind="class_surgery", task="none", project=project, requested_by=None, params={}
    )
    surgery = ClassSurgery.objects.create(project=project, job=merging, state="applied")
    kept = DatasetImport.objects.create(
        project=project, file_name="d.zip", byte_size=1, key="incoming/none.zip"
    )
    ids = {
        "import_id": kept.pk,
        "number": 0,
        "project_id": project.pk,
        "class_id": 1,
        "user_id": other.pk,
        "export_id": export.pk,
        "version_id": snapshot.pk,
        "job_id": job.pk,
        "image_id": image.pk,
        "annotation_id": image.annotation.pk,
        "revision": 1,
        "run_id": run.pk,
        "surgery_id": surgery.pk,
        "segment_id": image.annotation.segments.get().pk,
        "token": "none",
    }
    return World(project, ids)


def routes() -> set[tuple[str, str]]:
    """Every (method, route) of the API that is wired."""

    def walk(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "cls"):
                for method in ("get", "post", "put", "patch", "delete"):
                    if hasattr(pattern.callback.cls, method):
                        yield method, route.removeprefix("api/")

    return set(walk(get_resolver().url_patterns))


def call(client: APIClient, method: str, route: str, world: World) -> int:
    """Call with an empty body: whoever is let in gets 2xx or 400, never a 5xx."""
    path = route
    for name, value in world.ids.items():
        for kind in ("int", "str", "uuid"):
            path = path.replace(f"<{kind}:{name}>", str(value))
    client.raise_request_exception = False
    format_ = "multipart" if route.endswith(("uploads/", "imports/")) else "json"
    return getattr(client, method)(f"/api/{path}", {}, format=format_).status_code


def test_the_table_names_every_endpoint():
    assert routes() == set(TABLE)


@pytest.mark.parametrize(("method", "route"), sorted(TABLE))
def test_strangers_and_the_signed_out_are_refused(world, method, route):
    least = TABLE[method, route]
    signed_out = call(APIClient(), method, route, world)
    assert (signed_out in {401, 403}) == (least != PUBLIC) or route.startswith("session")
    if least in ROLES:
        stranger = APIClient()
        stranger.force_authenticate(make_project().created_by)
        assert call(stranger, method, route, world) == 404


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("method", "route"), sorted(key for key, least in TABLE.items() if least in ROLES)
)
def test_each_role_may_do_what_the_table_says(world, method, route, role):
    client = APIClient()
    client.force_authenticate(add_member(world.project, role))
    status = call(client, method, route, world)
    allowed = ROLES.index(role) >= ROLES.index(TABLE[method, route])
    assert status < 500
    if allowed:
        assert status not in {401, 403}
    else:
        assert status == 403


def test_ids_of_another_project_reach_nothing(world):
    """A manager of one project cannot touch another's class or member through the own one."""
    own = make_project()
    client = APIClient()
    client.force_authenticate(own.created_by)
    for path in (
        f"projects/{own.pk}/members/{world.ids['user_id']}/",
        f"projects/{own.pk}/classes/99/",
    ):
        assert client.patch(f"/api/{path}", {"role": "owner"}, format="json").status_code == 404
    assert client.get(f"/api/jobs/{uuid.uuid4()}/").status_code == 404
