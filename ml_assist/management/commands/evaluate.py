"""`manage.py evaluate`: measures a model on labelled images and writes the figures as JSON."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from labeling.errors import MaskwrightError
from labeling.models import Split
from labeling.snapshot import DEFAULT_STATES
from ml_assist.evaluate import evaluate_model
from ml_assist.management.foreground import model_numbered, project_named


class Command(BaseCommand):
    """Print a model's agreement with the labels of a split."""

    help = "Measure a model on labelled images (mIoU, IoU of each class, pixel accuracy)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which model on which images."""
        parser.add_argument("--project", required=True, metavar="NAME")
        parser.add_argument("--model", type=int, metavar="VERSION", help="default: the newest")
        parser.add_argument("--split", choices=Split.values, help="default: all labelled images")
        parser.add_argument("--states", default=",".join(DEFAULT_STATES))
        parser.add_argument("--json", metavar="PATH", help="write the figures here")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, print and write."""
        project = project_named(options["project"])
        model = model_numbered(project, options["model"]) or project.model_versions.first()
        if model is None:
            raise CommandError(f"{project.name!r} has no model yet: train one first.")
        with tqdm(file=sys.stderr, disable=None, unit="image") as bar:
            try:
                figures = evaluate_model(
                    model,
                    split=options["split"],
                    states=options["states"].split(","),
                    progress=lambda done, total: _show(bar, done, total),
                )
            except MaskwrightError as error:
                raise CommandError(error.message) from error
        if options["json"]:
            Path(options["json"]).write_text(json.dumps(figures, indent=2) + "\n")
        for row in figures["per_class"]:
            iou = "absent" if row["iou"] is None else f"{row['iou']:.3f}"
            self.stdout.write(f"{row['class_id']:>5} {row['name']:<24} {iou}")
        self.stdout.write(
            f"model {model.number} on {figures['images']} images: mIoU {figures['miou']:.3f}, "
            f"pixel accuracy {figures['pixel_accuracy']:.3f}"
        )
        things = figures["instances"]
        if things is not None:
            self.stdout.write(
                f"{things['matched']} of {things['truth']} things matched at IoU 0.5, "
                f"{things['predicted']} predicted"
            )


def _show(bar: Any, done: int, total: int) -> None:
    bar.total, bar.n = total, done
    bar.refresh()
