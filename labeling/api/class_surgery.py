"""Changes of the class table made together: looked at first, applied as a job, undone."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.api.jobs import JobOut
from labeling.class_changes import MAX_NAME, ClassChanges
from labeling.class_preview import preview_changes, preview_undo
from labeling.class_rows_back import KEEP, RECLASS
from labeling.class_surgery import queue_changes, queue_undo
from labeling.models import ClassSurgery, Role, SurgeryState, require_role

SHOWN = 50
"""Batches listed: the class table of a project is not reorganised every day."""


class RenameIn(serializers.Serializer[Any]):
    """A class's new name."""

    class_id = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=MAX_NAME)


class MergeIn(serializers.Serializer[Any]):
    """Classes that are to become another one."""

    sources = serializers.ListField(
        child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=1000
    )
    target = serializers.IntegerField(min_value=1)


class ClassChangesIn(serializers.Serializer[Any]):
    """A batch; what is left out stays as it is."""

    renames = RenameIn(many=True, required=False)
    order = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        help_text="class ids from first to last; those left out follow as they are now",
    )
    retire = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False)
    restore = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False)
    merges = MergeIn(many=True, required=False)


class LostOut(serializers.Serializer[Any]):
    """Values of an attribute that a merge drops (they stay in the history)."""

    class_id = serializers.IntegerField()
    name = serializers.CharField()
    num_segments = serializers.IntegerField()


class EffectOut(serializers.Serializer[Any]):
    """What one change touches."""

    kind = serializers.ChoiceField(choices=("merge", "retire", "restore", "rename", "order"))
    class_ids = serializers.ListField(child=serializers.IntegerField())
    target = serializers.IntegerField(allow_null=True)
    num_segments = serializers.IntegerField()
    num_images = serializers.IntegerField()
    num_weak_labels = serializers.IntegerField(help_text="boxes and image tags")
    num_suggestions = serializers.IntegerField(help_text="that wait for a decision")
    lost = LostOut(many=True)


class NamedClassOut(serializers.Serializer[Any]):
    """A class and a name."""

    class_id = serializers.IntegerField()
    name = serializers.CharField()


class PreviewOut(serializers.Serializer[Any]):
    """What a batch would do."""

    effects = EffectOut(many=True)
    names = NamedClassOut(many=True, help_text="every class that gets another name")


class SurgeryOut(serializers.ModelSerializer[ClassSurgery]):
    """A batch that was applied, is being applied, or was stopped."""

    requested_by = serializers.CharField(
        source="requested_by.username", default=None, allow_null=True, read_only=True
    )
    changes = ClassChangesIn(read_only=True)
    state = serializers.ChoiceField(choices=SurgeryState.choices, read_only=True)
    before = serializers.SerializerMethodField()
    job = JobOut(read_only=True)

    class Meta:
        model = ClassSurgery
        fields = (
            "id",
            "created_at",
            "requested_by",
            "undo_of",
            "changes",
            "before",
            "state",
            "job",
        )
        read_only_fields = fields

    @extend_schema_field(NamedClassOut(many=True))
    def get_before(self, surgery: ClassSurgery) -> list[dict[str, Any]]:
        """Former names of the classes that it renamed."""
        return _names(surgery.before)


class UndoIn(serializers.Serializer[Any]):
    """What becomes of segments that were edited since."""

    edited = serializers.ChoiceField(
        choices=(KEEP, RECLASS),
        default=KEEP,
        help_text="keep: leave them as they are; reclass: give them their former class",
    )


class EditedImageOut(serializers.Serializer[Any]):
    """An image on which segments were edited since."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    num_segments = serializers.IntegerField()


class KeptOut(serializers.Serializer[Any]):
    """Something of a class that was changed since and stays."""

    class_id = serializers.IntegerField()
    field = serializers.ChoiceField(
        choices=("name", "position", "hotkey", "retired_at", "merged_into")
    )


class UndoPreviewOut(serializers.Serializer[Any]):
    """What an undo brings back, and what was done since."""

    num_untouched = serializers.IntegerField()
    num_edited = serializers.IntegerField()
    num_reclassed = serializers.IntegerField()
    num_deleted = serializers.IntegerField()
    edited_images = EditedImageOut(many=True)
    kept = KeptOut(many=True)


def _names(values: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"class_id": int(key), "name": fields["name"]}
        for key, fields in values.items()
        if "name" in fields
    ]


def _changes(request: Request) -> ClassChanges:
    body = ClassChangesIn(data=request.data)
    body.is_valid(raise_exception=True)
    return ClassChanges.from_json(body.validated_data)


class SurgeriesView(APIView):
    """A project's batches of class changes."""

    @extend_schema(operation_id="class_surgeries_list", responses=SurgeryOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Newest first, at most 50."""
        project = project_for(request, project_id)
        rows = project.class_surgeries.select_related("requested_by", "job__requested_by")
        return Response(SurgeryOut(rows[:SHOWN], many=True).data)

    @extend_schema(
        operation_id="class_surgeries_create",
        request=ClassChangesIn,
        responses={202: SurgeryOut},
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Queue a batch: done whole or, when it is cancelled or fails, not at all."""
        project = project_for(request, project_id, Role.MANAGER)
        changes = _changes(request)
        surgery = queue_changes(project=project, changes=changes, requested_by=signed_in(request))
        return Response(SurgeryOut(surgery).data, status=202)


class SurgeryPreviewView(APIView):
    """A batch before it is applied."""

    @extend_schema(
        operation_id="class_surgeries_preview", request=ClassChangesIn, responses=PreviewOut
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Count what it would touch; nothing changes."""
        project = project_for(request, project_id, Role.MANAGER)
        preview = preview_changes(project, _changes(request))
        body = {"effects": preview.effects, "names": _names(preview.plan.after)}
        return Response(PreviewOut(body).data)


class SurgeryUndoView(APIView):
    """The way back from a batch."""

    @extend_schema(operation_id="class_surgeries_undo_preview", responses=UndoPreviewOut)
    def get(self, request: Request, surgery_id: int) -> Response:
        """What was edited since."""
        preview = preview_undo(_surgery(request, surgery_id))
        body = {
            "num_untouched": preview.num_untouched,
            "num_edited": preview.num_edited,
            "num_reclassed": preview.num_reclassed,
            "num_deleted": preview.num_deleted,
            "edited_images": [
                {"id": image.pk, "name": image.name, "num_segments": num}
                for image, num in preview.edited_images
            ],
            "kept": [{"class_id": key, "field": name} for key, name in preview.kept],
        }
        return Response(UndoPreviewOut(body).data)

    @extend_schema(operation_id="class_surgeries_undo", request=UndoIn, responses={202: SurgeryOut})
    def post(self, request: Request, surgery_id: int) -> Response:
        """Queue the undo, a batch of its own that can be undone too."""
        surgery = _surgery(request, surgery_id)
        body = UndoIn(data=request.data)
        body.is_valid(raise_exception=True)
        queued = queue_undo(
            surgery=surgery,
            edited=body.validated_data["edited"],
            requested_by=signed_in(request),
        )
        return Response(SurgeryOut(queued).data, status=202)


def _surgery(request: Request, surgery_id: int) -> ClassSurgery:
    rows = ClassSurgery.objects.visible_to(signed_in(request)).select_related("project")
    surgery: ClassSurgery = get_object_or_404(rows, pk=surgery_id)
    require_role(signed_in(request), surgery.project, Role.MANAGER)
    return surgery
