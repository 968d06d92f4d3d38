"""How images look in lists and on their own page, and the queries behind them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from rest_framework import serializers

from labeling.models import (
    AnnotationState,
    Image,
    Project,
    Revision,
    Segment,
    Split,
    Suggestion,
    SuggestionState,
)
from labeling.pictures import bit_depth_of_mode, has_deep_values


class ImageRow(serializers.ModelSerializer[Image]):
    """An image as the gallery shows it."""

    state = serializers.ChoiceField(
        choices=AnnotationState.choices, source="annotation.state", read_only=True
    )
    revision = serializers.IntegerField(source="annotation.revision", read_only=True)
    split = serializers.ChoiceField(choices=Split.choices, allow_null=True, read_only=True)
    num_segments = serializers.IntegerField(read_only=True)
    num_suggestions = serializers.IntegerField(read_only=True)
    thumbnail_url = serializers.SerializerMethodField()
    prepared = serializers.SerializerMethodField()

    class Meta:
        model = Image
        fields: tuple[str, ...] = (
            "id",
            "name",
            "width",
            "height",
            "split",
            "state",
            "revision",
            "num_segments",
            "num_suggestions",
            "thumbnail_url",
            "prepared",
            "created_at",
        )
        read_only_fields = fields

    def get_thumbnail_url(self, image: Image) -> str | None:
        """Null until a worker has made the thumbnail."""
        return versioned_url("image-thumbnail", image) if image.thumbnail else None

    def get_prepared(self, image: Image) -> bool:
        """Whether a worker has made the rendition and the thumbnail."""
        return image.prepared_at is not None


class ImagePage(serializers.Serializer[Any]):
    """One page of the gallery."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ImageRow(many=True)


class ImageOut(ImageRow):
    """An image as the editor opens it, with its neighbours by name."""

    image_url = serializers.SerializerMethodField()
    bit_depth = serializers.SerializerMethodField()
    values_url = serializers.SerializerMethodField()
    annotation_id = serializers.IntegerField(source="annotation.pk", read_only=True)
    previous_id = serializers.IntegerField(allow_null=True, read_only=True)
    next_id = serializers.IntegerField(allow_null=True, read_only=True)
    index = serializers.IntegerField(read_only=True, help_text="0 for the first by name")
    total = serializers.IntegerField(read_only=True, help_text="images in the project")
    active_ms = serializers.IntegerField(read_only=True)

    class Meta(ImageRow.Meta):
        fields = (
            *ImageRow.Meta.fields,
            "project",
            "image_url",
            "bit_depth",
            "values_url",
            "annotation_id",
            "previous_id",
            "next_id",
            "index",
            "total",
            "active_ms",
        )
        read_only_fields = fields

    def get_image_url(self, image: Image) -> str:
        """The picture as browsers show it, upright."""
        return versioned_url("image-picture", image)

    def get_bit_depth(self, image: Image) -> int:
        """Bits per channel of the original."""
        return bit_depth_of_mode(image.mode)

    def get_values_url(self, image: Image) -> str | None:
        """The original values of deep grey pictures; null for all others."""
        return versioned_url("image-values", image) if has_deep_values(image.mode) else None


class ImageIn(serializers.Serializer[Any]):
    """What a manager may change."""

    split = serializers.ChoiceField(choices=Split.choices, allow_null=True)


def versioned_url(name: str, image: Image) -> str:
    """URL of one of an image's files; its hash in it makes the answer immutable for browsers."""
    return f"{reverse(name, args=[image.pk])}?v={image.sha256[:16]}"


def image_rows(project: Project) -> QuerySet[Image]:
    """The present images of a project with state and counts: one query however many there are."""
    segments = Segment.objects.current().filter(annotation__image=OuterRef("pk"))
    pending = Suggestion.objects.filter(image=OuterRef("pk"), state=SuggestionState.PENDING)
    return (
        Image.objects.filter(project=project, purged_at__isnull=True)
        .select_related("annotation")
        .annotate(
            num_segments=_count(segments.order_by().values("annotation__image")),
            num_suggestions=_count(pending.order_by().values("image")),
        )
    )


def image_detail(image: Image) -> Image:
    """The image with what `ImageOut` needs: counts, neighbours by name, and time spent."""
    rows = Image.objects.filter(project=image.project_id, purged_at__isnull=True)
    before = rows.filter(name__lt=image.name)
    after = rows.filter(name__gt=image.name)
    spent = Revision.objects.filter(annotation__image=image).aggregate(total=Sum("active_ms"))
    found: Any = image_rows(image.project).get(pk=image.pk)
    found.previous_id = before.order_by("-name").values_list("pk", flat=True).first()
    found.next_id = after.order_by("name").values_list("pk", flat=True).first()
    found.index = before.count()
    found.total = rows.count()
    found.active_ms = spent["total"] or 0
    detailed: Image = found
    return detailed


def _count(grouped: QuerySet[Any, Any]) -> Coalesce:
    """A correlated count; joined counts of two relations would multiply each other."""
    counted = grouped.annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
