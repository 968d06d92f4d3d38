"""Make a demo project to look at, draw on and train from."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from labeling.demo.create import create_demo, existing_demo
from labeling.demo.datasets import (
    NUCLEI_NAME,
    STREET_NAME,
    DemoDataset,
    nuclei_dataset,
    street_dataset,
)
from labeling.errors import MaskwrightError
from labeling.models import User, shell_user

STREET_IMAGES = 12


class Command(BaseCommand):
    """`python manage.py create_demo [--scene street|nuclei] [--images N] [--seed S]`."""

    help = "Make a demo project; one that is there already is left as it is."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """As in design.md 5."""
        parser.add_argument("--scene", choices=("street", "nuclei"), default="street")
        parser.add_argument(
            "--images", type=int, help=f"street: default {STREET_IMAGES}; nuclei: default all"
        )
        parser.add_argument("--seed", type=int, default=0, help="of the streets")
        parser.add_argument("--owner", help="account that owns the project (default: admin)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, with thumbnails, or say that it exists."""
        if options["images"] is not None and options["images"] < 1:
            raise CommandError("--images must be at least 1.")
        if options["seed"] < 0:
            raise CommandError("--seed must not be negative.")
        name = STREET_NAME if options["scene"] == "street" else NUCLEI_NAME
        outcome = existing_demo(name)
        if outcome is None:
            try:
                with tqdm(unit="image", disable=not sys.stderr.isatty()) as bar:
                    dataset = _dataset(options, bar)
                    outcome = create_demo(
                        dataset, owner=_owner(options["owner"]), on_progress=lambda _: bar.update()
                    )
            except MaskwrightError as error:
                raise CommandError(error.message) from error
        what = f"{outcome.num_images} images, {outcome.num_labelled} of them labelled"
        if outcome.is_new:
            self.stdout.write(f"Made the project “{name}”: {what}.")
        else:
            self.stdout.write(
                f"The project “{name}” exists already ({what}); it is left as it is. "
                "Delete or rename it to make the demo anew."
            )


def _dataset(options: dict[str, Any], bar: Any) -> DemoDataset:
    if options["scene"] == "nuclei":
        dataset = nuclei_dataset(options["images"])
        bar.reset(total=len(dataset.images))
        return dataset
    num_images = options["images"] or STREET_IMAGES
    bar.reset(total=2 * num_images)  # rendered, then stored
    return street_dataset(num_images, options["seed"], lambda _: bar.update())


def _owner(name: str | None) -> User:
    if name is None:
        return shell_user()
    owner = User.objects.filter(username=name).first()
    if owner is None:
        raise CommandError(f"There is no account {name!r}; see `manage.py add_user`.")
    return owner
