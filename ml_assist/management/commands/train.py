"""`manage.py train`: trains on a project's labelled images, in the foreground."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labeling.errors import MaskwrightError
from labeling.models import shell_user
from labeling.snapshot import DEFAULT_STATES
from ml_assist.management.foreground import model_numbered, project_named, run_here
from ml_assist.retrain import queue_run, supervise
from ml_assist.training.config import ARCHITECTURES, TrainConfig, parse_config

# The settings that people turn most; every other one is reached by --set.
NAMED = ("encoder", "epochs", "max_seconds", "crop_size_px", "batch_size", "lr", "seed")


class Command(BaseCommand):
    """Train a model and keep it as the project's next version."""

    help = "Train a model on a project's labelled images (in the foreground)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The settings of TrainConfig, and whose images."""
        parser.add_argument("--project", required=True, metavar="NAME")
        parser.add_argument("--architecture", default="unet", choices=list(ARCHITECTURES))
        for name in NAMED:
            text = TrainConfig.model_fields[name].default
            parser.add_argument(f"--{name.replace('_', '-')}", help=f"default: {text}")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help=f"any other setting: {', '.join(TrainConfig.model_fields)}",
        )
        parser.add_argument("--init-from", type=int, metavar="VERSION", help="model to start from")
        parser.add_argument(
            "--states", default=",".join(DEFAULT_STATES), help="which states count as labelled"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue the run and supervise it here."""
        project = project_named(options["project"])
        try:
            run = queue_run(
                project=project,
                config=parse_config(_settings(options)),
                requested_by=shell_user(),
                init_from=model_numbered(project, options["init_from"]),
                states=options["states"].split(","),
            )
        except MaskwrightError as error:
            raise CommandError(error.message) from error
        snapshot = run.snapshot
        self.stdout.write(
            f"run {run.number}: {snapshot.num_images} images, {snapshot.num_left_out} left out "
            f"(not {' or '.join(snapshot.states)}), snapshot {snapshot.hash[:12]}"
        )
        result = run_here(run.job, supervise)
        self.stdout.write(
            f"model {result['model_number']}: validation mIoU {result['miou']:.3f} "
            f"(run folder {run.job_id})"
        )


def _settings(options: dict[str, Any]) -> dict[str, Any]:
    """What was given on the command line, under the names of TrainConfig."""
    given = {name: options[name] for name in NAMED if options[name] is not None}
    for pair in options["set"]:
        name, equals, value = pair.partition("=")
        if not equals:
            raise CommandError(f"Expected --set NAME=VALUE, got {pair!r}.")
        given[name] = value
    return {"architecture": options["architecture"], **given}
