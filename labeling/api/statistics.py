"""The shape of what a version holds: counts by class, split and size (see labeling/tally.py)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from labeling.models import AnnotationState, OverlapMode, Split


class SplitTallyOut(serializers.Serializer[Any]):
    """Images of one split and what is on them."""

    split = serializers.ChoiceField(choices=Split.choices, allow_null=True)
    num_images = serializers.IntegerField()
    num_segments = serializers.IntegerField()
    num_px = serializers.IntegerField()
    unlabelled_px = serializers.IntegerField(help_text="pixels that no segment covers, exact")


class ClassTallyOut(serializers.Serializer[Any]):
    """Segments of one class in one split; areas are full, also where others cover them."""

    split = serializers.ChoiceField(choices=Split.choices, allow_null=True)
    num_segments = serializers.IntegerField()
    num_images = serializers.IntegerField()
    area_px = serializers.IntegerField()
    num_small = serializers.IntegerField(help_text="below 32² px, as COCO counts them")
    num_medium = serializers.IntegerField(help_text="from 32² and below 96² px")
    num_large = serializers.IntegerField(help_text="from 96² px")
    areas = serializers.ListField(child=serializers.IntegerField(), help_text="by area_edges_px")


class ClassStatisticsOut(serializers.Serializer[Any]):
    """One class; splits without a segment of it are not listed."""

    class_id = serializers.IntegerField()
    name = serializers.CharField()
    color = serializers.CharField()
    splits = ClassTallyOut(many=True)


class SizeOut(serializers.Serializer[Any]):
    """Images of one size."""

    width = serializers.IntegerField()
    height = serializers.IntegerField()
    num_images = serializers.IntegerField()


class StatisticsOut(serializers.Serializer[Any]):
    """What a version, or the project as it is now, holds."""

    overlap_mode = serializers.ChoiceField(choices=OverlapMode.choices)
    num_images = serializers.IntegerField()
    num_gone = serializers.IntegerField(help_text="images deleted since; not counted otherwise")
    splits = SplitTallyOut(many=True)
    states = serializers.DictField(
        child=serializers.IntegerField(), help_text=f"images by {', '.join(AnnotationState.values)}"
    )
    sizes = SizeOut(many=True, help_text="the most frequent")
    num_sizes = serializers.IntegerField(help_text="how many different ones there are")
    area_edges_px = serializers.ListField(
        child=serializers.IntegerField(), help_text="upper ends of all bins but the last"
    )
    segment_edges = serializers.ListField(
        child=serializers.IntegerField(), help_text="upper ends of all bins but the last"
    )
    segments_per_image = serializers.ListField(
        child=serializers.IntegerField(), help_text="images, by segment_edges"
    )
    classes = ClassStatisticsOut(many=True)
