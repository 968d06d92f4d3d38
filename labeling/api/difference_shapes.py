"""The shapes of a difference between two versions."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from labeling.models import AnnotationState, Split


class SegmentCountsOut(serializers.Serializer[Any]):
    """Segments that differ; one may differ in several ways."""

    added = serializers.IntegerField()
    removed = serializers.IntegerField()
    reclassified = serializers.IntegerField()
    redrawn = serializers.IntegerField(help_text="other pixels or vertices")
    edited = serializers.IntegerField(help_text="other attributes, flags, origin or score")
    reordered = serializers.IntegerField(help_text="another z")
    weak = serializers.IntegerField(help_text="boxes and image tags")


class ImageCountsOut(serializers.Serializer[Any]):
    """Images by kind; one may be of several."""

    changed = serializers.IntegerField(help_text="their segments differ")
    added = serializers.IntegerField()
    removed = serializers.IntegerField()
    resplit = serializers.IntegerField(help_text="in another split")
    restated = serializers.IntegerField(help_text="in another state")
    unknown = serializers.IntegerField(help_text="deleted since: cannot be compared")


class ClassOut(serializers.Serializer[Any]):
    """A class of one of the sides."""

    class_id = serializers.IntegerField()
    name = serializers.CharField()
    color = serializers.CharField()


class ClassChangeOut(serializers.Serializer[Any]):
    """A class that both sides have."""

    before = ClassOut()
    after = ClassOut()
    fields_changed = serializers.ListField(child=serializers.CharField())


class ClassDifferencesOut(serializers.Serializer[Any]):
    """The class tables."""

    added = ClassOut(many=True)
    removed = ClassOut(many=True)
    changed = ClassChangeOut(many=True)


class DifferenceOut(serializers.Serializer[Any]):
    """How much differs."""

    num_before = serializers.IntegerField(help_text="images")
    num_after = serializers.IntegerField(help_text="images")
    num_images = ImageCountsOut()
    counts = SegmentCountsOut(help_text="of the images on both sides")
    classes = ClassDifferencesOut()


class ImageSideOut(serializers.Serializer[Any]):
    """An image on one side."""

    split = serializers.ChoiceField(choices=Split.choices, allow_null=True)
    state = serializers.ChoiceField(choices=AnnotationState.choices)
    revision = serializers.IntegerField()


class ImageDifferenceOut(serializers.Serializer[Any]):
    """An image that differs."""

    id = serializers.IntegerField(allow_null=True, help_text="null: the image was deleted since")
    name = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    thumbnail_url = serializers.CharField(allow_null=True)
    before = ImageSideOut(allow_null=True)
    after = ImageSideOut(allow_null=True)
    counts = SegmentCountsOut(allow_null=True)


class ImageDifferencePage(serializers.Serializer[Any]):
    """One page of images."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ImageDifferenceOut(many=True)


class SegmentSideOut(serializers.Serializer[Any]):
    """A segment on one side."""

    class_id = serializers.IntegerField()
    class_name = serializers.CharField()
    area_px = serializers.IntegerField()
    bbox_xywh = serializers.ListField(child=serializers.IntegerField(), min_length=4, max_length=4)


class SegmentChangeOut(serializers.Serializer[Any]):
    """A segment that differs."""

    uid = serializers.CharField()
    kinds = serializers.ListField(
        child=serializers.ChoiceField(
            choices=["added", "removed", "reclassified", "redrawn", "edited", "reordered"]
        )
    )
    before = SegmentSideOut(allow_null=True)
    after = SegmentSideOut(allow_null=True)


class PixelCountsOut(serializers.Serializer[Any]):
    """Visible pixels that differ."""

    labelled = serializers.IntegerField()
    unlabelled = serializers.IntegerField()
    reclassified = serializers.IntegerField()
    other_segment = serializers.IntegerField(help_text="of another segment of the same class")


class ComparedImageOut(ImageDifferenceOut):
    """One image with every segment that differs."""

    image_url = serializers.CharField()
    pixels = PixelCountsOut()
    segments = SegmentChangeOut(many=True)
    num_segments = serializers.IntegerField(help_text="that differ, also those not listed")
