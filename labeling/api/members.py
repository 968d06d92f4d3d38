"""Who belongs to a project, and in which role."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.errors import Forbidden, WrongState
from labeling.models import Membership, Project, Role, User, has_role, record_event


class MemberOut(serializers.ModelSerializer[Membership]):
    """A member and the role."""

    user_id = serializers.IntegerField()
    username = serializers.CharField(source="user.username")

    class Meta:
        model = Membership
        fields = ("user_id", "username", "role")


class MemberIn(serializers.Serializer[dict[str, str]]):
    """An account by name, and the role it gets."""

    username = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)


class RoleIn(serializers.Serializer[dict[str, str]]):
    """A new role."""

    role = serializers.ChoiceField(choices=Role.choices)


class MembersView(APIView):
    """All members of a project."""

    @extend_schema(operation_id="members_list", responses=MemberOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Members by name."""
        project = project_for(request, project_id)
        rows = project.memberships.select_related("user").order_by("user__username")
        return Response(MemberOut(rows, many=True).data)

    @extend_schema(operation_id="members_add", request=MemberIn, responses={201: MemberOut})
    def post(self, request: Request, project_id: int) -> Response:
        """Add an existing account."""
        project = project_for(request, project_id, Role.MANAGER)
        body = MemberIn(data=request.data)
        body.is_valid(raise_exception=True)
        given: dict[str, Any] = body.validated_data
        user = User.objects.filter(username=given["username"]).first()
        if user is None:
            raise serializers.ValidationError(
                {
                    "username": [
                        f"There is no account “{given['username']}”. Make one with "
                        "`python manage.py add_user NAME`."
                    ]
                }
            )
        if project.memberships.filter(user=user).exists():
            raise WrongState(f"“{user.username}” is a member already; change the role instead.")
        _only_owners_make_owners(signed_in(request), project, given["role"])
        with transaction.atomic():
            row = Membership.objects.create(project=project, user=user, role=given["role"])
            record_event("member.added", project, signed_in(request), row, role=row.role)
        return Response(MemberOut(row).data, status=201)


class MemberView(APIView):
    """One member."""

    @extend_schema(operation_id="members_update", request=RoleIn, responses=MemberOut)
    def patch(self, request: Request, project_id: int, user_id: int) -> Response:
        """Change the role."""
        project, row = self._find(request, project_id, user_id)
        body = RoleIn(data=request.data)
        body.is_valid(raise_exception=True)
        role = body.validated_data["role"]
        _only_owners_make_owners(signed_in(request), project, role, row.role)
        if role != Role.OWNER:
            _keep_an_owner(project, row)
        with transaction.atomic():
            row.role = role
            row.save(update_fields=["role"])
            record_event("member.changed", project, signed_in(request), row, role=role)
        return Response(MemberOut(row).data)

    @extend_schema(operation_id="members_remove", responses={204: None})
    def delete(self, request: Request, project_id: int, user_id: int) -> Response:
        """Remove somebody from the project; their work stays."""
        project, row = self._find(request, project_id, user_id)
        _only_owners_make_owners(signed_in(request), project, row.role)
        _keep_an_owner(project, row)
        with transaction.atomic():
            record_event("member.removed", project, signed_in(request), row)
            row.delete()
        return Response(status=204)

    @staticmethod
    def _find(request: Request, project_id: int, user_id: int) -> tuple[Project, Membership]:
        project = project_for(request, project_id, Role.MANAGER)
        rows = project.memberships.select_related("user")
        return project, get_object_or_404(rows, user_id=user_id)


def _only_owners_make_owners(user: User, project: Project, *roles: str) -> None:
    if Role.OWNER in roles and not has_role(user, project, Role.OWNER):
        raise Forbidden("Only an owner of the project makes or changes owners.")


def _keep_an_owner(project: Project, row: Membership) -> None:
    others = project.memberships.filter(role=Role.OWNER).exclude(pk=row.pk)
    if row.role == Role.OWNER and not others.exists():
        raise WrongState("A project keeps at least one owner; make somebody else an owner first.")
