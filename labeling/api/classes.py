"""The class table of a project."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import project_for, signed_in
from labeling.attribute_values import count_values
from labeling.attributes import (
    KINDS,
    MAX_ATTRIBUTES,
    MAX_NAME,
    BadDefinition,
    definition,
    definitions,
)
from labeling.errors import WrongState
from labeling.models import LabelClass, Project, Role, Segment, record_event


class AttributeIn(serializers.Serializer[Any]):
    """One definition of what a class's segments are asked for."""

    name = serializers.CharField(max_length=MAX_NAME)
    kind = serializers.ChoiceField(choices=KINDS)
    options = serializers.ListField(child=serializers.CharField(), required=False)
    min = serializers.FloatField(required=False, allow_null=True)
    max = serializers.FloatField(required=False, allow_null=True)
    step = serializers.FloatField(required=False, allow_null=True)
    default = serializers.JSONField(required=False, allow_null=True)
    # The stubs take every member for one of Field's own.
    required = serializers.BooleanField(required=False)  # type: ignore[assignment]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The kind's own keys, told apart by name."""
        try:
            return definition(attrs).to_json()
        except BadDefinition as error:
            raise serializers.ValidationError({error.key: [str(error)]}) from error


class AttributeCountOut(serializers.Serializer[Any]):
    """How many current segments of a class hold a value of an attribute."""

    name = serializers.CharField()
    num_segments = serializers.IntegerField()


class LabelClassOut(serializers.ModelSerializer[LabelClass]):
    """One class, and how many current segments bear it."""

    num_segments = serializers.IntegerField(read_only=True)
    attributes = serializers.SerializerMethodField()
    merged_into = serializers.IntegerField(
        source="merged_into.class_id", default=None, allow_null=True, read_only=True
    )

    class Meta:
        model = LabelClass
        fields = (
            "class_id",
            "name",
            "color",
            "is_thing",
            "is_ignore",
            "hotkey",
            "supercategory",
            "attributes",
            "guideline",
            "position",
            "num_segments",
            "retired_at",
            "merged_into",
        )
        read_only_fields = ("class_id", "retired_at")

    @extend_schema_field(AttributeIn(many=True))
    def get_attributes(self, row: LabelClass) -> list[dict[str, Any]]:
        """Definitions that the editor can ask for; what an older import left malformed is not."""
        return [attribute.to_json() for attribute in definitions(row.attributes)[0]]


class LabelClassIn(serializers.ModelSerializer[LabelClass]):
    """What a manager may set; class_id only when the class is made (default: the next free)."""

    class_id = serializers.IntegerField(min_value=1, max_value=65535, required=False)
    attributes = AttributeIn(many=True, required=False)

    class Meta:
        model = LabelClass
        fields = (
            "class_id",
            "name",
            "color",
            "is_thing",
            "is_ignore",
            "hotkey",
            "supercategory",
            "attributes",
            "guideline",
            "position",
        )

    def create(self, validated_data: dict[str, Any]) -> LabelClass:
        """A row; the definitions are one JSON column, no rows of their own."""
        return LabelClass.objects.create(**validated_data)

    def update(self, instance: LabelClass, validated_data: dict[str, Any]) -> LabelClass:
        """Change what was given."""
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save()
        return instance

    def validate_attributes(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Names are unique; stored with only the keys that a kind has."""
        if len(rows) > MAX_ATTRIBUTES:
            raise serializers.ValidationError(
                f"There are {len(rows)} attributes; a class has at most {MAX_ATTRIBUTES}."
            )
        names = [row["name"] for row in rows]
        for name in names:
            if names.count(name) > 1:
                raise serializers.ValidationError(
                    f"Two attributes are named “{name}”; each needs a name of its own."
                )
        return rows

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Names, ids and hotkeys are unique in the project."""
        others = LabelClass.objects.filter(project=self.context["project"])
        if self.instance is not None:
            others = others.exclude(pk=self.instance.pk)
            attrs.pop("class_id", None)
        for field in ("class_id", "name", "hotkey"):
            value = attrs.get(field)
            other = others.filter(**{field: value}).first() if value else None
            if other is not None:
                state = ", which is retired," if other.retired_at is not None else ""
                raise serializers.ValidationError(
                    {field: [f"The class “{other.name}”{state} has this already; choose another."]}
                )
        return attrs


def _classes(project: Project) -> QuerySet[LabelClass]:
    current = Count("segments", filter=Q(segments__valid_to__isnull=True))
    # Grouped queries ignore the model's own ordering.
    rows = project.label_classes.select_related("merged_into")
    return rows.annotate(num_segments=current).order_by("position", "class_id")


class ClassesView(APIView):
    """All classes of a project."""

    @extend_schema(operation_id="classes_list", responses=LabelClassOut(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """The class table in its order."""
        project = project_for(request, project_id)
        return Response(LabelClassOut(_classes(project), many=True).data)

    @extend_schema(
        operation_id="classes_create", request=LabelClassIn, responses={201: LabelClassOut}
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Add a class."""
        project = project_for(request, project_id, Role.MANAGER)
        body = LabelClassIn(data=request.data, context={"project": project})
        body.is_valid(raise_exception=True)
        with transaction.atomic():
            last = (
                Project.objects.select_for_update()
                .get(pk=project.pk)
                .label_classes.aggregate(class_id=Max("class_id"), position=Max("position"))
            )
            given = body.validated_data
            row = body.save(
                project=project,
                class_id=given.get("class_id") or (last["class_id"] or 0) + 1,
                position=given.get("position") or (last["position"] or 0) + 1,
            )
            record_event("class.created", project, signed_in(request), row, name=row.name)
        return Response(_one(project, row.class_id), status=201)


class ClassView(APIView):
    """One class."""

    @extend_schema(operation_id="classes_update", request=LabelClassIn, responses=LabelClassOut)
    def patch(self, request: Request, project_id: int, class_id: int) -> Response:
        """Change a class; its class_id stays for ever."""
        project = project_for(request, project_id, Role.MANAGER)
        row = get_object_or_404(project.label_classes, class_id=class_id)
        body = LabelClassIn(row, data=request.data, partial=True, context={"project": project})
        body.is_valid(raise_exception=True)
        with transaction.atomic():
            body.save()
            record_event("class.changed", project, signed_in(request), row, name=row.name)
        return Response(_one(project, class_id))

    @extend_schema(operation_id="classes_delete", responses={204: None})
    def delete(self, request: Request, project_id: int, class_id: int) -> Response:
        """Delete a class that no segment ever had."""
        project = project_for(request, project_id, Role.MANAGER)
        row = get_object_or_404(project.label_classes, class_id=class_id)
        used = Segment.objects.filter(label_class=row)
        if used.exists():
            raise WrongState(
                f"“{row.name}” has {used.current().count()} segments, and more in the history; "
                "give them another class first. A class in use is never deleted."
            )
        if row.weak_labels.exists():
            raise WrongState(
                f"“{row.name}” has boxes or image tags, now or in the history; "
                "a class in use is never deleted."
            )
        merged = row.merged_classes.first()
        if merged is not None:
            raise WrongState(
                f"“{merged.name}” was merged into “{row.name}”, which stays for what is still "
                "saved under the old name; retire it instead."
            )
        with transaction.atomic():
            record_event("class.deleted", project, signed_in(request), row, name=row.name)
            row.delete()
        return Response(status=204)


class AttributeCountsView(APIView):
    """What removing or renaming an attribute would leave behind."""

    @extend_schema(operation_id="classes_attribute_counts", responses=AttributeCountOut(many=True))
    def get(self, request: Request, project_id: int, class_id: int) -> Response:
        """Values held by current segments, defined attributes first."""
        project = project_for(request, project_id)
        row = get_object_or_404(project.label_classes, class_id=class_id)
        counts = count_values(row)
        return Response([{"name": name, "num_segments": num} for name, num in counts.items()])


def _one(project: Project, class_id: int) -> Any:
    return LabelClassOut(_classes(project).get(class_id=class_id)).data
