"""Routes of training: architectures, runs, their metrics, and the models that come of them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.models import Project, Role
from ml_assist.api.serializers import (
    ArchitectureOut,
    MetricsOut,
    ModelVersionOut,
    TrainingRunIn,
    TrainingRunOut,
)
from ml_assist.errors import NoModel
from ml_assist.models import ModelVersion, TrainingRun
from ml_assist.retrain import folder_of, queue_run
from ml_assist.training.config import ARCHITECTURES

MAX_LINES = 5000
"""Lines of metrics in one answer; the page asks again from `next`."""


class ArchitecturesView(APIView):
    """What can be trained."""

    @extend_schema(operation_id="architectures_list", responses=ArchitectureOut(many=True))
    def get(self, request: Request) -> Response:
        """Every architecture with its encoders."""
        return Response([{"name": name, **row} for name, row in ARCHITECTURES.items()])


def model_for(project: Project, model_id: int | None) -> ModelVersion | None:
    """A model of the project by id; None stays None.

    Raises:
        NoModel: the project has no such model.
    """
    if model_id is None:
        return None
    model = project.model_versions.filter(pk=model_id).first()
    if model is None:
        raise NoModel(f"This project has no model with id {model_id}.", model=model_id)
    return model


class TrainingRunsView(APIView):
    """The runs of a project."""

    @extend_schema(operation_id="training_runs_list", responses=TrainingRunOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Every run, newest first."""
        project = project_for(request, project_id)
        return Response(TrainingRunOut(_runs(request).filter(project=project), many=True).data)

    @extend_schema(
        operation_id="training_runs_create", request=TrainingRunIn, responses={202: TrainingRunOut}
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Freeze the labelled images and queue a training on them."""
        project = project_for(request, project_id, Role.MANAGER)
        body = TrainingRunIn(data=request.data)
        body.is_valid(raise_exception=True)
        run = queue_run(
            project=project,
            config=body.train_config(),
            requested_by=signed_in(request),
            init_from=model_for(project, body.validated_data["init_from"]),
        )
        return Response(TrainingRunOut(run).data, status=202)


class TrainingRunView(APIView):
    """One run."""

    @extend_schema(operation_id="training_runs_get", responses=TrainingRunOut)
    def get(self, request: Request, run_id: int) -> Response:
        """How a run stands."""
        return Response(TrainingRunOut(get_object_or_404(_runs(request), pk=run_id)).data)


class MetricsView(APIView):
    """What a run wrote while it trained."""

    @extend_schema(
        operation_id="training_runs_metrics",
        parameters=[OpenApiParameter("after", OpenApiTypes.INT, description="lines known already")],
        responses=MetricsOut,
    )
    def get(self, request: Request, run_id: int) -> Response:
        """The lines since `after`."""
        run = get_object_or_404(_runs(request), pk=run_id)
        after = _line_number(request.query_params.get("after", "0"))
        lines, known = folder_of(run.job_id).lines_after(after, MAX_LINES)
        return Response({"lines": lines, "next": known})


class ModelsView(APIView):
    """The models of a project."""

    @extend_schema(operation_id="models_list", responses=ModelVersionOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Every model version, newest first."""
        project = project_for(request, project_id)
        return Response(ModelVersionOut(project.model_versions.all(), many=True).data)


def _runs(request: Request) -> QuerySet[TrainingRun]:
    """The runs that the user may see, with what their shape shows."""
    return TrainingRun.objects.visible_to(signed_in(request)).select_related(
        "job", "job__requested_by", "snapshot", "model"
    )


def _line_number(text: str) -> int:
    if not text.isdecimal():
        raise ValidationError({"after": ["Expected how many lines you have, 0 or more."]})
    return int(text)
