"""Projects, their classes and their members."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.api.pagination import ByName
from labeling.curate import remove_project
from labeling.models import (
    AnnotationState,
    Image,
    Membership,
    Project,
    Role,
    WeakLabel,
    record_event,
)
from labeling.models.project import ProjectQuerySet
from labeling.models.user import User


class StateCounts(serializers.Serializer[Any]):
    """Images by the state of their annotation."""

    new = serializers.IntegerField()
    in_progress = serializers.IntegerField()
    submitted = serializers.IntegerField()
    approved = serializers.IntegerField()
    returned = serializers.IntegerField()


class ProjectOut(serializers.ModelSerializer[Project]):
    """A project as the list and its own page show it."""

    role = serializers.SerializerMethodField()
    num_images = serializers.SerializerMethodField()
    num_classes = serializers.IntegerField(source="classes_count", read_only=True)
    state_counts = serializers.SerializerMethodField()
    labelled_percent = serializers.SerializerMethodField()
    cover_url = serializers.SerializerMethodField()
    has_weak_labels = serializers.BooleanField(
        read_only=True, help_text="boxes or image tags, which training does not use"
    )

    class Meta:
        model = Project
        fields = (
            "id",
            "name",
            "description",
            "overlap_mode",
            "keep_exports_days",
            "role",
            "created_at",
            "num_images",
            "num_classes",
            "state_counts",
            "labelled_percent",
            "cover_url",
            "has_weak_labels",
        )

    @extend_schema_field(serializers.ChoiceField(choices=Role.choices))
    def get_role(self, project: Any) -> str:
        """The asking user's role."""
        return str(project.my_role)

    def get_num_images(self, project: Any) -> int:
        """Images that still have their bytes."""
        return sum(_counts(project).values())

    @extend_schema_field(StateCounts)
    def get_state_counts(self, project: Any) -> dict[str, int]:
        """Images by state."""
        return _counts(project)

    def get_labelled_percent(self, project: Any) -> int:
        """Share of images submitted or approved, whole percent."""
        counts = _counts(project)
        total = sum(counts.values())
        return round(100 * (counts["submitted"] + counts["approved"]) / total) if total else 0

    def get_cover_url(self, project: Any) -> str | None:
        """A thumbnail that stands for the project."""
        if project.cover_id is None:
            return None
        return reverse("image-thumbnail", args=[project.cover_id])


class ProjectIn(serializers.ModelSerializer[Project]):
    """What a manager may set."""

    class Meta:
        model = Project
        fields = ("name", "description", "overlap_mode", "keep_exports_days")


class ProjectPage(serializers.Serializer[Any]):
    """One page of projects."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ProjectOut(many=True)


def _counts(project: Any) -> dict[str, int]:
    return {state: getattr(project, f"num_{state}") for state in AnnotationState.values}


def projects_of(user: User) -> ProjectQuerySet:
    """The user's projects with role, counts and cover: two queries however many there are."""
    counts = {
        f"num_{state}": Count(
            "images",
            filter=Q(images__annotation__state=state, images__purged_at__isnull=True),
            distinct=True,
        )
        for state in AnnotationState.values
    }
    role = Membership.objects.filter(project=OuterRef("pk"), user=user).values("role")[:1]
    cover = (
        Image.objects.filter(project=OuterRef("pk"), purged_at__isnull=True)
        .exclude(thumbnail="")
        .order_by("name")
        .values("pk")[:1]
    )
    weak = WeakLabel.objects.current().filter(
        annotation__image__project=OuterRef("pk"), annotation__image__purged_at__isnull=True
    )
    return Project.objects.visible_to(user).annotate(
        has_weak_labels=Exists(weak),
        my_role=Subquery(role),
        cover_id=Subquery(cover),
        classes_count=Count(
            "label_classes", filter=Q(label_classes__retired_at__isnull=True), distinct=True
        ),
        **counts,
    )


class ProjectsView(APIView):
    """All projects of the user."""

    @extend_schema(
        operation_id="projects_list",
        parameters=[OpenApiParameter("cursor", str)],
        responses=ProjectPage,
    )
    def get(self, request: Request) -> Response:
        """The user's projects by name."""
        paginator = ByName()
        page = paginator.paginate_queryset(projects_of(signed_in(request)), request, view=self)
        return paginator.get_paginated_response(ProjectOut(page, many=True).data)

    @extend_schema(operation_id="projects_create", request=ProjectIn, responses={201: ProjectOut})
    def post(self, request: Request) -> Response:
        """Make a project; its maker owns it."""
        user = signed_in(request)
        body = ProjectIn(data=request.data)
        body.is_valid(raise_exception=True)
        with transaction.atomic():
            project = body.save(created_by=user)
            Membership.objects.create(project=project, user=user, role=Role.OWNER)
            record_event("project.created", project, user, project)
        return Response(_one(user, project.pk), status=201)


class ProjectView(APIView):
    """One project."""

    @extend_schema(operation_id="projects_get", responses=ProjectOut)
    def get(self, request: Request, project_id: int) -> Response:
        """The project with its counts."""
        project_for(request, project_id)
        return Response(_one(signed_in(request), project_id))

    @extend_schema(operation_id="projects_update", request=ProjectIn, responses=ProjectOut)
    def patch(self, request: Request, project_id: int) -> Response:
        """Rename or describe; the overlap mode only while there are no segments."""
        project = project_for(request, project_id, Role.MANAGER)
        body = ProjectIn(project, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        mode = body.validated_data.get("overlap_mode", project.overlap_mode)
        if mode != project.overlap_mode and _has_segments(project):
            raise serializers.ValidationError(
                {"overlap_mode": ["This project has segments already; its mode stays as it is."]}
            )
        with transaction.atomic():
            body.save()
            record_event("project.changed", project, signed_in(request), project)
        return Response(_one(signed_in(request), project_id))

    @extend_schema(operation_id="projects_delete", responses={204: None})
    def delete(self, request: Request, project_id: int) -> Response:
        """Delete the project with everything in it; owners only."""
        project = project_for(request, project_id, Role.OWNER)
        remove_project(project)
        return Response(status=204)


def _one(user: User, project_id: int) -> Any:
    return ProjectOut(get_object_or_404(projects_of(user), pk=project_id)).data


def _has_segments(project: Project) -> bool:
    return project.images.filter(annotation__segments__isnull=False).exists()
