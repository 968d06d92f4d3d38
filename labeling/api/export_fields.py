"""What requests and answers about exports consist of."""

from __future__ import annotations

from typing import Any, get_args

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.api.jobs import JobOut
from labeling.export_source import Wanted
from labeling.exporting.choices import GroupBy, SplitKind, parse
from labeling.models import AnnotationState, DatasetExport, Project
from labeling.snapshot import DEFAULT_STATES


class SplitChoiceIO(serializers.Serializer[Any]):
    """How images are dealt to train, val and test."""

    kind = serializers.ChoiceField(choices=get_args(SplitKind), default="kept")
    fractions = serializers.ListField(
        child=serializers.FloatField(), default=[0.8, 0.1, 0.1], help_text="train, val, test"
    )
    seed = serializers.IntegerField(default=0)
    by = serializers.ChoiceField(
        choices=get_args(GroupBy), default="sequence", help_text="what a group is"
    )


class ChoicesIO(serializers.Serializer[Any]):
    """What is chosen of an export besides its format's options."""

    splits = SplitChoiceIO(required=False)
    classes = serializers.ListField(
        child=serializers.IntegerField(), allow_null=True, default=None, help_text="null: all"
    )
    min_area_px = serializers.IntegerField(default=0)
    anonymise = serializers.BooleanField(default=False)
    blur = serializers.ListField(child=serializers.IntegerField(), default=list)


class ExportIn(serializers.Serializer[Any]):
    """What to export."""

    format = serializers.CharField()
    options = serializers.DictField(child=serializers.CharField(), default=dict)
    states = serializers.ListField(
        child=serializers.ChoiceField(choices=AnnotationState.choices),
        default=list(DEFAULT_STATES),
        allow_empty=False,
        help_text="of the images, where no snapshot is named",
    )
    include_images = serializers.BooleanField(default=True)
    snapshot = serializers.IntegerField(
        default=None, allow_null=True, help_text="export this one; null: the project as it is now"
    )
    choices = ChoicesIO(required=False)


class PreviewIn(ExportIn):
    """What to export, and the image to show."""

    image = serializers.CharField(
        default=None, allow_null=True, help_text="name or a part of it; null: most segments"
    )


def wanted_of(project: Project, given: dict[str, Any]) -> Wanted:
    """A checked request as the verbs take it; a foreign snapshot is not found."""
    snapshot = None
    if given["snapshot"] is not None:
        snapshot = get_object_or_404(project.snapshots, pk=given["snapshot"])
    return Wanted(
        project=project,
        snapshot=snapshot,
        states=tuple(given["states"]),
        format_name=given["format"],
        options=given["options"],
        include_images=given["include_images"],
        choices=parse(given.get("choices") or {}),
    )


class SplitCounts(serializers.Serializer[Any]):
    """Images by split; `none` counts those in no split."""

    train = serializers.IntegerField()
    val = serializers.IntegerField()
    test = serializers.IntegerField()
    none = serializers.IntegerField()


def split_counts_out(counts: dict[str, int]) -> dict[str, int]:
    """Counts as the API names them."""
    return {name: counts.get(name, 0) for name in ("train", "val", "test")} | {
        "none": counts.get("", 0)
    }


class ExportOut(serializers.ModelSerializer[DatasetExport]):
    """An export and its job."""

    job = JobOut()
    num_images = serializers.IntegerField(source="snapshot.num_images")
    num_left_out = serializers.IntegerField(source="snapshot.num_left_out")
    snapshot = serializers.IntegerField(source="snapshot_id")
    snapshot_name = serializers.CharField(
        source="snapshot.name", help_text="of the version; empty where it is none"
    )
    snapshot_hash = serializers.CharField(source="snapshot.hash")
    file_url = serializers.SerializerMethodField()
    report = serializers.ListField(child=serializers.CharField())
    options = serializers.DictField(child=serializers.CharField())
    choices = serializers.SerializerMethodField()
    split_counts = serializers.SerializerMethodField()

    class Meta:
        model = DatasetExport
        fields = (
            "id",
            "format",
            "options",
            "include_images",
            "choices",
            "split_counts",
            "num_images",
            "num_left_out",
            "snapshot",
            "snapshot_name",
            "snapshot_hash",
            "byte_size",
            "sha256",
            "job",
            "file_url",
            "created_at",
            "report",
        )

    def get_file_url(self, export: DatasetExport) -> str | None:
        """Where to download it, once it is written."""
        return reverse("export-file", args=[export.pk]) if export.key else None

    @extend_schema_field(ChoicesIO)
    def get_choices(self, export: DatasetExport) -> dict[str, Any]:
        """All choices, those not made with their default."""
        return parse(export.choices).to_json()

    @extend_schema_field(SplitCounts(allow_null=True))
    def get_split_counts(self, export: DatasetExport) -> dict[str, int] | None:
        """Images by split; null until it is written."""
        return split_counts_out(export.split_counts) if export.split_counts else None
