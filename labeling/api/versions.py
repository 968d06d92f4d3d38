"""Versions of the dataset: named snapshots, what is in them, and what was made from them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.api.jobs import JobOut
from labeling.api.pagination import NewestFirst
from labeling.api.statistics import StatisticsOut
from labeling.jobs import is_finished
from labeling.models import AnnotationState, DatasetSnapshot, Role, Split, require_role
from labeling.selection import NO_SPLIT
from labeling.snapshot import DEFAULT_STATES
from labeling.statistics import queue_current_statistics, queue_statistics
from labeling.versions import change_version, delete_version, make_version, unname_version

SPLITS = [*Split.values, NO_SPLIT]


class SelectionIn(serializers.Serializer[Any]):
    """Which images: those in some states and splits."""

    states = serializers.ListField(
        child=serializers.ChoiceField(choices=AnnotationState.choices),
        default=list(DEFAULT_STATES),
        allow_empty=False,
    )
    splits = serializers.ListField(
        child=serializers.ChoiceField(choices=SPLITS),
        default=None,
        allow_null=True,
        allow_empty=False,
        help_text="null takes all; “none” stands for images of no split",
    )


class VersionNameIn(serializers.Serializer[Any]):
    """What may be changed of a version."""

    name = serializers.CharField(max_length=200)
    notes = serializers.CharField(max_length=20_000, allow_blank=True, default="")


class VersionIn(VersionNameIn, SelectionIn):
    """A new version."""


class ClassShareOut(serializers.Serializer[Any]):
    """How much of a version is of one class."""

    class_id = serializers.IntegerField()
    name = serializers.CharField()
    color = serializers.CharField()
    num_segments = serializers.IntegerField()
    area_px = serializers.IntegerField()


class VersionRow(serializers.ModelSerializer[DatasetSnapshot]):
    """A version as lists show it."""

    created_by = serializers.CharField(
        source="created_by.username", default=None, allow_null=True, read_only=True
    )
    states = serializers.ListField(child=serializers.ChoiceField(choices=AnnotationState.choices))
    splits = serializers.ListField(
        child=serializers.ChoiceField(choices=SPLITS), allow_null=True, read_only=True
    )
    num_exports = serializers.IntegerField(read_only=True)
    class_shares = serializers.SerializerMethodField()
    is_counting = serializers.SerializerMethodField()

    class Meta:
        model = DatasetSnapshot
        fields: tuple[str, ...] = (
            "id",
            "project",
            "name",
            "notes",
            "created_at",
            "created_by",
            "states",
            "splits",
            "hash",
            "num_images",
            "num_left_out",
            "num_exports",
            "class_shares",
            "is_counting",
        )
        read_only_fields = fields

    @extend_schema_field(ClassShareOut(many=True, allow_null=True))
    def get_class_shares(self, version: DatasetSnapshot) -> list[dict[str, Any]] | None:
        """Segments and their area by class, once they are counted."""
        if version.statistics is None:
            return None
        return [
            {
                **{key: row[key] for key in ("class_id", "name", "color")},
                "num_segments": sum(each["num_segments"] for each in row["splits"]),
                "area_px": sum(each["area_px"] for each in row["splits"]),
            }
            for row in version.statistics["classes"]
        ]

    def get_is_counting(self, version: DatasetSnapshot) -> bool:
        """Whether a job is about to find out what is in it."""
        job = version.statistics_job
        return job is not None and not is_finished(job)


class VersionOut(VersionRow):
    """A version with what is in it."""

    statistics = StatisticsOut(allow_null=True, read_only=True)
    statistics_job = JobOut(allow_null=True, read_only=True)

    class Meta(VersionRow.Meta):
        fields = (*VersionRow.Meta.fields, "statistics", "statistics_job")
        read_only_fields = fields


class VersionPage(serializers.Serializer[Any]):
    """One page of versions."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = VersionRow(many=True)


class ImageCountOut(serializers.Serializer[Any]):
    """Images of one state and split."""

    state = serializers.ChoiceField(choices=AnnotationState.choices)
    split = serializers.ChoiceField(choices=Split.choices, allow_null=True)
    num_images = serializers.IntegerField()


class VersionsView(APIView):
    """The versions of a project."""

    @extend_schema(
        operation_id="versions_list",
        parameters=[OpenApiParameter("cursor", str)],
        responses=VersionPage,
    )
    def get(self, request: Request, project_id: int) -> Response:
        """Newest first."""
        project = project_for(request, project_id)
        paginator = NewestFirst()
        rows = versions_of(project.snapshots.all())
        page = paginator.paginate_queryset(rows, request, view=self)
        return paginator.get_paginated_response(VersionRow(page, many=True).data)

    @extend_schema(operation_id="versions_create", request=VersionIn, responses={201: VersionOut})
    def post(self, request: Request, project_id: int) -> Response:
        """Freeze the project under a name; a job then counts what is in it."""
        project = project_for(request, project_id, Role.REVIEWER)
        body = VersionIn(data=request.data)
        body.is_valid(raise_exception=True)
        made = make_version(project=project, made_by=signed_in(request), **body.validated_data)
        return Response(VersionOut(version_for(request, made.pk)).data, status=201)


class VersionView(APIView):
    """One version."""

    @extend_schema(operation_id="versions_get", responses=VersionOut)
    def get(self, request: Request, version_id: int) -> Response:
        """With its statistics, once they are counted."""
        return Response(VersionOut(version_for(request, version_id)).data)

    @extend_schema(operation_id="versions_update", request=VersionNameIn, responses=VersionOut)
    def patch(self, request: Request, version_id: int) -> Response:
        """Rename it or write other notes; what is in it stays."""
        version = version_for(request, version_id, Role.REVIEWER)
        body = VersionNameIn(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        wanted = {"name": version.name, "notes": version.notes, **body.validated_data}
        change_version(version=version, changed_by=signed_in(request), **wanted)
        return Response(VersionOut(version_for(request, version_id)).data)

    @extend_schema(
        operation_id="versions_delete",
        responses={204: None, 409: OpenApiResponse(description="version_in_use")},
    )
    def delete(self, request: Request, version_id: int) -> Response:
        """Delete it, unless exports or models were made from it."""
        version = version_for(request, version_id, Role.MANAGER)
        delete_version(version=version, actor=signed_in(request))
        return Response(status=204)


class UnnameView(APIView):
    """No version any more."""

    @extend_schema(operation_id="versions_unname", request=None, responses={204: None})
    def post(self, request: Request, version_id: int) -> Response:
        """Take name and notes away; exports and models made from it keep the snapshot."""
        version = version_for(request, version_id, Role.MANAGER)
        unname_version(version=version, actor=signed_in(request))
        return Response(status=204)


class VersionStatisticsView(APIView):
    """The count of a version."""

    @extend_schema(operation_id="versions_count", request=None, responses={202: JobOut})
    def post(self, request: Request, version_id: int) -> Response:
        """Count again, where the first count failed or was cancelled."""
        version = version_for(request, version_id, Role.REVIEWER)
        job = queue_statistics(snapshot=version, requested_by=signed_in(request))
        return Response(JobOut(job).data, status=202)


class StatisticsView(APIView):
    """The count of a project as it is now."""

    @extend_schema(operation_id="statistics_count", request=SelectionIn, responses={202: JobOut})
    def post(self, request: Request, project_id: int) -> Response:
        """A job whose result has them under `statistics`."""
        project = project_for(request, project_id, Role.REVIEWER)
        body = SelectionIn(data=request.data)
        body.is_valid(raise_exception=True)
        job = queue_current_statistics(
            project=project, requested_by=signed_in(request), **body.validated_data
        )
        return Response(JobOut(job).data, status=202)


class ImageCountsView(APIView):
    """How many images a choice of states and splits takes."""

    @extend_schema(operation_id="images_counts", responses=ImageCountOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """By state and split."""
        project = project_for(request, project_id)
        present = project.images.filter(purged_at__isnull=True).order_by()
        rows = present.values_list("annotation__state", "split").annotate(num=Count("pk"))
        counts = [
            {"state": state, "split": split or None, "num_images": num}
            for state, split, num in rows
        ]
        return Response(ImageCountOut(counts, many=True).data)


def versions_of(snapshots: QuerySet[DatasetSnapshot]) -> QuerySet[DatasetSnapshot]:
    """Those that have a name, with what their shapes show."""
    named = snapshots.exclude(name="").select_related("created_by", "statistics_job")
    return named.annotate(num_exports=Count("exports"))


def version_for(request: Request, version_id: int, least: Role = Role.VIEWER) -> DatasetSnapshot:
    """A version that the user may see."""
    user = signed_in(request)
    rows = versions_of(DatasetSnapshot.objects.visible_to(user))
    rows = rows.select_related("created_by", "project", "statistics_job__requested_by")
    version = get_object_or_404(rows, pk=version_id)
    require_role(user, version.project, least)
    return version
