"""The routes of training, models, predictions and prompts, under /api/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ml_assist.api import assist, training

urlpatterns: list[URLPattern | URLResolver] = [
    path("architectures/", training.ArchitecturesView.as_view()),
    path("projects/<int:project_id>/training-runs/", training.TrainingRunsView.as_view()),
    path("training-runs/<int:run_id>/", training.TrainingRunView.as_view()),
    path("training-runs/<int:run_id>/metrics/", training.MetricsView.as_view()),
    path("projects/<int:project_id>/models/", training.ModelsView.as_view()),
    path("projects/<int:project_id>/predictions/", assist.PredictionsView.as_view()),
    path("predictors/", assist.PredictorsView.as_view()),
    path("images/<int:image_id>/prompt/", assist.PromptView.as_view()),
]
