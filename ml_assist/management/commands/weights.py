"""`manage.py weights`: lists, fetches and imports the weights that predictors need."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from labeling.errors import MaskwrightError
from ml_assist.predictors.weights import fetch_weights, import_weights, known_weights
from ml_assist.prompting import weights_folder


class Command(BaseCommand):
    """Bring downloaded weights to this machine, checked by their SHA-256."""

    help = "List, fetch or import the weights of Segment Anything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of three actions."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="what there is, and what is here")
        fetch = actions.add_parser("fetch", help="download published weights")
        fetch.add_argument("name")
        taking = actions.add_parser("import", help="take over a file that was brought here")
        taking.add_argument("path", type=Path)
        taking.add_argument("--name", help="for weights that are not published ones")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the action."""
        try:
            if options["action"] == "list":
                self._list()
            elif options["action"] == "fetch":
                self._fetch(options["name"])
            else:
                taken = import_weights(options["path"], weights_folder(), name=options["name"])
                self.stdout.write(f"{taken.name}: imported as {taken.file_name}")
        except MaskwrightError as error:
            raise CommandError(error.message) from error

    def _list(self) -> None:
        folder = weights_folder()
        for weights in known_weights(folder).values():
            is_here = (folder / weights.file_name).is_file()
            size = f"{weights.num_bytes / 2**20:.0f} MB" if weights.num_bytes else "size unknown"
            self.stdout.write(
                f"{weights.name:<16} {'here' if is_here else 'not here':<9} {weights.title}, "
                f"{size}, {weights.licence}"
            )

    def _fetch(self, name: str) -> None:
        with tqdm(file=sys.stderr, disable=None, unit="B", unit_scale=True) as bar:

            def show(done: int, total: int) -> None:
                bar.total, bar.n = total or None, done
                bar.update(0)

            path = fetch_weights(name, weights_folder(), show)
        self.stdout.write(f"{name}: {path}")
