"""The labeling app as Django sees it."""

from django.apps import AppConfig


class LabelingConfig(AppConfig):
    """Images, annotations, review, snapshots and formats."""

    name = "labeling"
    default_auto_field = "django.db.models.BigAutoField"
