"""Routes of assistance: predictions on many images, prompts on one."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import image_for, project_for, signed_in
from labeling.api.jobs import JobOut
from labeling.models import Role
from ml_assist.api.serializers import PredictionIn, PredictorOut, PromptIn, PromptOut
from ml_assist.api.training import model_for
from ml_assist.prompting import list_predictors, run_prompt
from ml_assist.prompts import Prompt
from ml_assist.suggest import queue_predictions


class PredictionsView(APIView):
    """A model's suggestions."""

    @extend_schema(operation_id="predictions_create", request=PredictionIn, responses={202: JobOut})
    def post(self, request: Request, project_id: int) -> Response:
        """Queue suggestions by a model, the newest unless one is named."""
        project = project_for(request, project_id, Role.MANAGER)
        body = PredictionIn(data=request.data)
        body.is_valid(raise_exception=True)
        job = queue_predictions(
            project=project,
            requested_by=signed_in(request),
            model=model_for(project, body.validated_data["model_id"]),
            images=body.validated_data["images"],
        )
        return Response(JobOut(job).data, status=202)


class PredictorsView(APIView):
    """What turns a box, clicks or strokes into a mask."""

    @extend_schema(operation_id="predictors_list", responses=PredictorOut(many=True))
    def get(self, request: Request) -> Response:
        """Every predictor, and what it lacks on this machine."""
        return Response(PredictorOut(list_predictors(), many=True).data)


class PromptView(APIView):
    """A prompt on one image."""

    @extend_schema(
        operation_id="images_prompt",
        request=PromptIn,
        responses={200: PromptOut, 202: PromptOut},
    )
    def post(self, request: Request, image_id: int) -> Response:
        """A mask of what is prompted: at once, or by a job where the predictor needs weights."""
        image = image_for(request, image_id, Role.ANNOTATOR)
        body = PromptIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        answer = run_prompt(
            image=image,
            predictor=given["predictor"],
            prompt=Prompt.of(
                points=given["points"],
                labels=given["labels"],
                box_xyxy=given["box_xyxy"],
                strokes=given["strokes"],
            ),
            requested_by=signed_in(request),
        )
        return Response(PromptOut(answer).data, status=200 if answer.job is None else 202)
