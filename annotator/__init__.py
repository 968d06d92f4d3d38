"""The Django project: settings, routes and workers; wiring only."""

from annotator.celery import app as celery_app

__all__ = ["celery_app"]
