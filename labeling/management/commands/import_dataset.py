"""Import a dataset with its annotations, from a folder or a zip."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from labeling.errors import BadDataset, MaskwrightError
from labeling.formats import FORMATS
from labeling.formats.archives import reader_of
from labeling.formats.base import ArchiveReader
from labeling.formats.damage import damage_named
from labeling.formats.guess import guess, what_is_there
from labeling.import_choices import choices_by_name
from labeling.import_dataset import import_into
from labeling.import_run import ImportOutcome
from labeling.models import LabelClass, OverlapMode, Split, User, shell_user


class Command(BaseCommand):
    """`python manage.py import_dataset PATH --format FORMAT --project NAME`."""

    help = "Import a dataset; the project is made where there is none."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """As in design.md 5."""
        parser.add_argument("path", type=Path, help="the dataset's folder, or a zip of it")
        parser.add_argument(
            "--format",
            choices=[n for n, f in FORMATS.items() if f.read],
            help="by default guessed from the files",
        )
        parser.add_argument("--project", required=True, help="name; made where there is none")
        parser.add_argument("--split", choices=Split.values, help="for all images")
        parser.add_argument(
            "--as", dest="as_", choices=("annotations", "suggestions"), default="annotations"
        )
        parser.add_argument(
            "--overlap-mode",
            choices=OverlapMode.values,
            help="of a new project; by default what suits the format",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="OLD=NEW",
            help="a class of the dataset becomes this one (merged where there is one); repeatable",
        )
        parser.add_argument(
            "--drop",
            action="append",
            default=[],
            metavar="CLASS",
            help="leave a class of the dataset out; repeatable",
        )
        parser.add_argument(
            "--read-option",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help="how to take what tools write in several ways (docs/formats.md); repeatable",
        )
        parser.add_argument("--owner", help="account that owns a new project (default: admin)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import all or nothing, and say what was repaired or left out."""
        try:
            outcome = self._import(options)
        except MaskwrightError as error:
            raise CommandError(error.message) from error
        for note in outcome.repairs:
            self.stderr.write(f"note: {note}")
        for refused in outcome.refused:
            self.stderr.write(f"left out: {refused['name']}: {refused['message']}")
        kind = "suggestions" if options["as_"] == "suggestions" else "segments"
        self.stdout.write(
            f"{outcome.images} images with {outcome.segments} {kind} imported into"
            f" “{options['project']}”; {len(outcome.refused)} images left out"
        )

    def _import(self, options: dict[str, Any]) -> ImportOutcome:
        owner = shell_user()
        if options["owner"]:
            found = User.objects.filter(username=options["owner"]).first()
            if found is None:
                raise CommandError(
                    f"There is no account {options['owner']!r}; see `manage.py add_user`."
                )
            owner = found
        with (
            reader_of(options["path"]) as archive,
            tqdm(unit="image", disable=not sys.stderr.isatty()) as bar,
        ):

            def advance(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            rows = dict(
                LabelClass.objects.filter(project__name=options["project"]).values_list(
                    "name", "class_id"
                )
            )
            return import_into(
                name=options["project"],
                archive=archive,
                format_name=options["format"] or self._guessed(archive),
                read_options=dict(_pairs(options["read_option"], "--read-option")),
                choose=lambda found: choices_by_name(
                    rows, found, _pairs(options["map"], "--map"), options["drop"]
                ),
                owner=owner,
                as_=options["as_"],
                split=options["split"],
                overlap_mode=options["overlap_mode"],
                on_progress=advance,
            )

    def _guessed(self, archive: ArchiveReader) -> str:
        """The likeliest format, said.

        Raises:
            BadDataset: none.
        """
        with damage_named():
            found = guess(archive)
        if not found:
            raise BadDataset(what_is_there(archive.names()))
        self.stderr.write(f"format: {found[0].format}. {found[0].why}")
        for other in found[1:]:
            self.stderr.write(f"also possible: --format {other.format}. {other.why}")
        return found[0].format


def _pairs(given: list[str], option: str) -> list[tuple[str, str]]:
    """OLD=NEW as (OLD, NEW); a name may hold "=" on its left side.

    Raises:
        CommandError: no "=", or nothing on one side of it.
    """
    pairs = []
    for each in given:
        old, _, new = each.rpartition("=")
        if not old or not new:
            raise CommandError(f"{option} {each!r}: expected two names with “=” between them.")
        pairs.append((old, new))
    return pairs
