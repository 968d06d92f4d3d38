"""`manage.py predict`: fills a project's unlabelled images with a model's suggestions."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labeling.errors import MaskwrightError
from labeling.models import shell_user
from ml_assist.management.foreground import model_numbered, project_named, run_here
from ml_assist.suggest import predict_images, queue_predictions


class Command(BaseCommand):
    """Suggest segments on the images that nobody has drawn on."""

    help = "Fill a project's unlabelled images with a model's suggestions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose images and which model."""
        parser.add_argument("--project", required=True, metavar="NAME")
        parser.add_argument("--model", type=int, metavar="VERSION", help="default: the newest")
        parser.add_argument(
            "--all", action="store_true", help="every image, also those people drew on"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue the predictions and make them here."""
        project = project_named(options["project"])
        everything = list(project.images.filter(purged_at=None).values_list("pk", flat=True))
        try:
            job = queue_predictions(
                project=project,
                requested_by=shell_user(),
                model=model_numbered(project, options["model"]),
                images=everything if options["all"] else "unlabelled",
            )
        except MaskwrightError as error:
            raise CommandError(error.message) from error
        result = run_here(job, predict_images)
        self.stdout.write(f"{result['suggestions']} suggestions on {result['images']} images")
        for skipped in result["skipped"]:
            self.stdout.write(f"{skipped['image']}: {skipped['reason']}")
