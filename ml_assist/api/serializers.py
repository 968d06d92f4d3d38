"""The shapes that the routes of ml_assist take and give; the schema is made from them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling.api.jobs import JobOut
from ml_assist.models import ModelVersion, TrainingRun
from ml_assist.retrain import folder_of
from ml_assist.training.config import ARCHITECTURES, TrainConfig, parse_config


class ArchitectureOut(serializers.Serializer[dict[str, Any]]):
    """A network that can be trained."""

    name = serializers.CharField()
    title = serializers.CharField()
    encoders = serializers.ListField(child=serializers.CharField())
    default_encoder = serializers.CharField()


class ClassIouOut(serializers.Serializer[dict[str, Any]]):
    """Agreement with the truth on one class; null where it occurs in neither."""

    class_id = serializers.IntegerField()
    name = serializers.CharField()
    iou = serializers.FloatField(allow_null=True)


class ModelMetricsOut(serializers.Serializer[dict[str, Any]]):
    """Agreement with the truth on the validation images."""

    miou = serializers.FloatField()
    pixel_accuracy = serializers.FloatField()
    per_class = ClassIouOut(many=True)


class ModelVersionOut(serializers.ModelSerializer[ModelVersion]):
    """A trained model."""

    metrics = ModelMetricsOut()

    class Meta:
        model = ModelVersion
        fields = (
            "id",
            "number",
            "architecture",
            "encoder",
            "snapshot_hash",
            "num_images",
            "metrics",
            "created_at",
        )


class SnapshotSummaryOut(serializers.Serializer[Any]):
    """What a run learns from."""

    hash = serializers.CharField()
    num_images = serializers.IntegerField()


class LatestOut(serializers.Serializer[dict[str, Any]]):
    """The newest figures of a run; miou is there after its first epoch."""

    epoch = serializers.IntegerField(allow_null=True)
    step = serializers.IntegerField(allow_null=True)
    loss = serializers.FloatField(allow_null=True)
    miou = serializers.FloatField(allow_null=True)


class TrainConfigOut(serializers.Serializer[dict[str, Any]]):
    """The settings of a run that the pages show; all of them are there."""

    architecture = serializers.CharField()
    encoder = serializers.CharField()
    epochs = serializers.IntegerField()
    crop_size_px = serializers.IntegerField()
    batch_size = serializers.IntegerField()
    lr = serializers.FloatField()
    max_seconds = serializers.FloatField(allow_null=True)
    seed = serializers.IntegerField()


class TrainingRunOut(serializers.ModelSerializer[TrainingRun]):
    """A training run, its job and what it came to."""

    config = TrainConfigOut()
    job = JobOut()
    snapshot = SnapshotSummaryOut()
    model = ModelVersionOut(allow_null=True)
    init_from = serializers.PrimaryKeyRelatedField[ModelVersion](read_only=True, allow_null=True)
    latest = serializers.SerializerMethodField()

    class Meta:
        model = TrainingRun
        fields = (
            "id",
            "number",
            "config",
            "job",
            "snapshot",
            "model",
            "init_from",
            "latest",
            "created_at",
        )

    @extend_schema_field(LatestOut(allow_null=True))
    def get_latest(self, run: TrainingRun) -> dict[str, Any] | None:
        """The newest figures in the run's folder."""
        latest = folder_of(run.job_id).latest()
        if latest is None:
            return None
        return {key: latest.get(key) for key in ("epoch", "step", "loss", "miou")}


class TrainingRunIn(serializers.Serializer[Any]):
    """Settings of a new run; what is left out takes its default."""

    architecture = serializers.ChoiceField(choices=list(ARCHITECTURES), default="unet")
    encoder = serializers.CharField(required=False)
    epochs = serializers.IntegerField(required=False)
    crop_size_px = serializers.IntegerField(required=False)
    max_side_px = serializers.IntegerField(required=False)
    batch_size = serializers.IntegerField(required=False)
    lr = serializers.FloatField(required=False)
    weight_decay = serializers.FloatField(required=False)
    val_fraction = serializers.FloatField(required=False)
    max_seconds = serializers.FloatField(required=False, allow_null=True)
    min_area_px = serializers.IntegerField(required=False)
    seed = serializers.IntegerField(required=False)
    augmentation = serializers.ChoiceField(
        choices=["auto", "none", "photo", "microscopy"], required=False
    )
    unlabelled = serializers.ChoiceField(choices=["auto", "background", "ignore"], required=False)
    init_from = serializers.IntegerField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse settings that nobody would read: a misspelt one must not be ignored."""
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError(
                {name: ["There is no such setting."] for name in unknown}
            )
        return attrs

    def train_config(self) -> TrainConfig:
        """The settings as the trainer reads them.

        Raises:
            InvalidTrainConfig: one is impossible; the message names it.
        """
        given = {key: value for key, value in self.validated_data.items() if key != "init_from"}
        return parse_config(given)


class MetricsOut(serializers.Serializer[dict[str, Any]]):
    """Lines of a run's metrics.jsonl, and where the next request goes on."""

    lines = serializers.ListField(child=serializers.DictField())
    next = serializers.IntegerField()


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "enum": ["unlabelled"]},
            {"type": "array", "items": {"type": "integer"}},
        ]
    }
)
class ImagesField(serializers.Field[Any, Any, Any, Any]):
    """The word "unlabelled", or a list of image ids."""

    def to_internal_value(self, value: object) -> object:
        """Either, as it came."""
        if value == "unlabelled":
            return value
        if isinstance(value, list) and value and all(type(each) is int for each in value):
            return value
        raise serializers.ValidationError('Expected "unlabelled" or a list of image ids.')

    def to_representation(self, value: object) -> object:
        """As it is."""
        return value


class PredictionIn(serializers.Serializer[Any]):
    """Which images a model shall fill with suggestions."""

    model_id = serializers.IntegerField(allow_null=True, default=None)
    images = ImagesField(default="unlabelled")


class PredictorOut(serializers.Serializer[Any]):
    """A promptable predictor, and what it lacks on this machine."""

    name = serializers.CharField()
    title = serializers.CharField()
    available = serializers.BooleanField()
    missing = serializers.CharField(allow_null=True)
    remedy = serializers.CharField(allow_null=True)
    prompts = serializers.ListField(
        child=serializers.ChoiceField(choices=["box", "points", "strokes"])
    )


class StrokeIn(serializers.Serializer[Any]):
    """A scribble on what is meant, or on what is not."""

    points = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        min_length=1,
        max_length=2000,
    )
    is_foreground = serializers.BooleanField()


class PromptIn(serializers.Serializer[Any]):
    """A box, clicks, strokes, in pixels of the shown image."""

    predictor = serializers.CharField()
    box_xyxy = serializers.ListField(
        child=serializers.FloatField(), min_length=4, max_length=4, allow_null=True, default=None
    )
    points = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        default=list,
        max_length=500,
    )
    labels = serializers.ListField(
        child=serializers.ChoiceField(choices=[0, 1]), default=list, max_length=500
    )
    strokes = serializers.ListField(child=StrokeIn(), default=list, max_length=200)


class RleOut(serializers.Serializer[Any]):
    """COCO run lengths."""

    size = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)
    counts = serializers.CharField()


class PromptOut(serializers.Serializer[Any]):
    """The mask at once, or the job whose result will hold it; neither: nothing was found."""

    mask = RleOut(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    job = JobOut(allow_null=True)
