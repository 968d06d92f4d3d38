"""What the API says about an import: findings with the project's classes beside them."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.api.jobs import JobOut
from labeling.api.segments import MASK_SCHEMA
from labeling.class_ids import final_class
from labeling.import_choices import ACTIONS, match
from labeling.models import DatasetImport, JobState


class ClassChoiceIn(serializers.Serializer[Any]):
    """What becomes of one class of the dataset."""

    class_id = serializers.IntegerField(help_text="of the dataset's class")
    action = serializers.ChoiceField(choices=ACTIONS)
    target = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        help_text="of `class`: the project's class_id; of `same`: the dataset's",
    )
    name = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    color = serializers.CharField(required=False, allow_blank=True, default="", max_length=20)


class GuessOut(serializers.Serializer[Any]):
    """A format that the dataset may be in."""

    format = serializers.CharField()
    strength = serializers.IntegerField(help_text="3 sure, 2 likely, 1 possible")
    why = serializers.CharField()


class FoundClassOut(serializers.Serializer[Any]):
    """A class of the dataset, and the class of the project that it seems to be."""

    class_id = serializers.IntegerField()
    name = serializers.CharField()
    color = serializers.CharField()
    is_thing = serializers.BooleanField()
    is_ignore = serializers.BooleanField()
    num_segments = serializers.IntegerField()
    num_images = serializers.IntegerField()
    area_px = serializers.IntegerField()
    num_weak = serializers.IntegerField(help_text="boxes and image tags without pixels")
    match = serializers.ChoiceField(choices=("same", "similar", "none"))
    match_class_id = serializers.IntegerField(allow_null=True)


class SplitCountOut(serializers.Serializer[Any]):
    """Images of a split; "" for none."""

    split = serializers.CharField(allow_blank=True)
    num_images = serializers.IntegerField()


class SizeCountOut(serializers.Serializer[Any]):
    """Images of a size in pixels."""

    width = serializers.IntegerField()
    height = serializers.IntegerField()
    num_images = serializers.IntegerField()


class LeftOutOut(serializers.Serializer[Any]):
    """An image that will not come in, and why."""

    name = serializers.CharField()
    message = serializers.CharField()


class FindingsOut(serializers.Serializer[Any]):
    """What the look through a dataset found; nothing of it is in the project."""

    num_images = serializers.IntegerField()
    num_segments = serializers.IntegerField()
    classes = FoundClassOut(many=True)
    splits = SplitCountOut(many=True)
    sizes = SizeCountOut(many=True)
    num_sizes = serializers.IntegerField()
    num_with_picture = serializers.IntegerField()
    num_without_picture = serializers.IntegerField()
    num_known = serializers.IntegerField(help_text="images that the project has already")
    num_annotated = serializers.IntegerField(help_text="of these, those with segments")
    repairs = serializers.ListField(child=serializers.CharField())
    refused = LeftOutOut(many=True)
    num_refused = serializers.IntegerField()


def _state_of(job: str) -> serializers.ChoiceField:
    """The state of one of an import's jobs; null where there was none."""
    return serializers.ChoiceField(
        JobState.choices, source=f"{job}.state", default=None, allow_null=True, read_only=True
    )


class ImportRowOut(serializers.ModelSerializer[DatasetImport]):
    """An import in a list: how far it is, and how much it brought."""

    created_by = serializers.CharField(
        source="created_by.username", default=None, allow_null=True, read_only=True
    )
    inspection_state = _state_of("inspection")
    run_state = _state_of("run")
    num_images = serializers.SerializerMethodField()
    num_segments = serializers.SerializerMethodField()

    class Meta:
        model = DatasetImport
        fields = (
            "id",
            "project",
            "created_by",
            "created_at",
            "file_name",
            "format",
            "inspection_state",
            "run_state",
            "imported_at",
            "num_images",
            "num_segments",
        )
        read_only_fields = fields

    def get_num_images(self, row: DatasetImport) -> int | None:
        """That came in."""
        return _brought(row, "images")

    def get_num_segments(self, row: DatasetImport) -> int | None:
        """That came in, as segments or suggestions."""
        return _brought(row, "segments")


def _brought(row: DatasetImport, what: str) -> int | None:
    result = row.run.result if row.run is not None and row.imported_at is not None else None
    return result[what] if result else None


class ImportOut(serializers.ModelSerializer[DatasetImport]):
    """An import: its upload, what was found and chosen, and its jobs."""

    created_by = serializers.CharField(
        source="created_by.username", default=None, allow_null=True, read_only=True
    )
    guesses = GuessOut(many=True)
    read_options = serializers.DictField(child=serializers.CharField())
    findings = serializers.SerializerMethodField()
    choices = ClassChoiceIn(many=True)
    num_previews = serializers.SerializerMethodField()
    is_kept = serializers.SerializerMethodField()
    inspection = JobOut(allow_null=True)
    run = JobOut(allow_null=True)

    class Meta:
        model = DatasetImport
        fields = (
            "id",
            "project",
            "created_by",
            "created_at",
            "file_name",
            "byte_size",
            "is_kept",
            "guesses",
            "format",
            "read_options",
            "findings",
            "num_previews",
            "choices",
            "segments_as",
            "split",
            "inspection",
            "run",
            "imported_at",
        )
        read_only_fields = fields

    @extend_schema_field(FindingsOut(allow_null=True))
    def get_findings(self, row: DatasetImport) -> Any:
        """With the project's classes as they are now."""
        if row.findings is None:
            return None
        of_project = row.project.label_classes.select_related("merged_into")
        rows = [(final_class(each).class_id, each.name) for each in of_project]
        classes = []
        for each in row.findings["classes"]:
            kind, class_id = match(each["name"], rows)
            classes.append({**each, "match": kind, "match_class_id": class_id})
        return FindingsOut({**row.findings, "classes": classes}).data

    def get_num_previews(self, row: DatasetImport) -> int:
        """How many sample images there are."""
        return len(row.previews)

    def get_is_kept(self, row: DatasetImport) -> bool:
        """Whether the upload is still there."""
        return bool(row.key)


@extend_schema_field(MASK_SCHEMA)
class MaskField(serializers.JSONField):
    """A mask as it was stored for the wire."""


class ImportPreviewSegmentOut(serializers.Serializer[Any]):
    """One segment of a sample, of a class of the dataset."""

    class_id = serializers.IntegerField()
    mask = MaskField()


class ImportPreviewOut(serializers.Serializer[Any]):
    """A sample image: its own size, the small size that its masks have, segments in paint order."""

    name = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    size = serializers.ListField(
        child=serializers.IntegerField(), min_length=2, max_length=2, help_text="[h, w]"
    )
    has_picture = serializers.BooleanField()
    segments = ImportPreviewSegmentOut(many=True)


def read_preview(row: DatasetImport, number: int) -> Any:
    """A stored sample.

    Raises:
        Http404: there is none of this number, or it is not kept any more.
    """
    if number >= len(row.previews):
        raise Http404
    try:
        with default_storage.open(row.previews[number]["segments"]) as stream:
            return json.loads(stream.read())
    except FileNotFoundError as error:
        raise Http404 from error
