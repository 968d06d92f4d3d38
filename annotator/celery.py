"""The Celery application; workers are started with `celery -A annotator worker -Q QUEUE`."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")

app = Celery("maskwright")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
