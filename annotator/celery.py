"""The Celery application; workers are started with `celery -A annotator worker -Q QUEUE`."""

from __future__ import annotations

import os

from celery import Celery

from annotator import file_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")

file_broker.register()
app = Celery("maskwright")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
