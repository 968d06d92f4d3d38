"""The ml_assist app as Django sees it."""

from django.apps import AppConfig


class MlAssistConfig(AppConfig):
    """Training, predictions and prompts; everything that may need torch."""

    name = "ml_assist"
    default_auto_field = "django.db.models.BigAutoField"
