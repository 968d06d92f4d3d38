"""One status API for all long work."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import job_for, project_for, signed_in
from labeling.api.pagination import NewestFirst
from labeling.jobs import cancel_job
from labeling.models import Job, Role, require_role


class JobOut(serializers.ModelSerializer[Job]):
    """A job as every page shows it."""

    requested_by = serializers.CharField(
        source="requested_by.username", default=None, allow_null=True, read_only=True
    )
    result = serializers.JSONField(allow_null=True)

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "state",
            "done",
            "total",
            "message",
            "error",
            "result",
            "created_at",
            "started_at",
            "finished_at",
            "requested_by",
            "cancel_requested",
        )
        read_only_fields = fields


class JobPage(serializers.Serializer[Any]):
    """One page of jobs."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = JobOut(many=True)


class JobsView(APIView):
    """Jobs of a project."""

    @extend_schema(
        operation_id="jobs_list", parameters=[OpenApiParameter("cursor", str)], responses=JobPage
    )
    def get(self, request: Request, project_id: int) -> Response:
        """Newest first."""
        project = project_for(request, project_id)
        paginator = NewestFirst()
        rows = project.jobs.select_related("requested_by")
        page = paginator.paginate_queryset(rows, request, view=self)
        return paginator.get_paginated_response(JobOut(page, many=True).data)


class JobView(APIView):
    """One job."""

    @extend_schema(operation_id="jobs_get", responses=JobOut)
    def get(self, request: Request, job_id: str) -> Response:
        """State, progress, result."""
        return Response(JobOut(job_for(request, job_id)).data)


class CancelView(APIView):
    """Stop a job."""

    @extend_schema(operation_id="jobs_cancel", request=None, responses=JobOut)
    def post(self, request: Request, job_id: str) -> Response:
        """By who asked for it, or a manager."""
        job = job_for(request, job_id)
        if job.requested_by_id != signed_in(request).pk:
            require_role(signed_in(request), job.project, Role.MANAGER)
        cancel_job(job)
        return Response(JobOut(job_for(request, job_id)).data)
