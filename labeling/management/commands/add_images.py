"""Add pictures of this machine to a project, without annotations."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from labeling.ingest import IngestOutcome, ingest_folder
from labeling.models import Project, shell_user


class Command(BaseCommand):
    """`python manage.py add_images FOLDER --project NAME`."""

    help = "Add every picture below a folder to a project; names keep their folders."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The folder and the project."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--project", required=True, help="name of an existing project")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add them batch by batch; what is refused is named, and makes the command fail."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        project = Project.objects.filter(name=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        outcome = self._add(project, folder)
        for duplicate in outcome.duplicates:
            self.stderr.write(f"duplicate: {duplicate['name']} is {duplicate['duplicate_of']}")
        for refused in outcome.refused:
            self.stderr.write(f"refused: {refused['name']}: {refused['message']}")
        self.stdout.write(
            f"{len(outcome.accepted)} images added to “{project.name}”, "
            f"{len(outcome.duplicates)} duplicates, {len(outcome.refused)} refused"
        )
        if outcome.refused:
            raise CommandError(f"{len(outcome.refused)} files were refused; the rest is in.")

    @staticmethod
    def _add(project: Project, folder: Path) -> IngestOutcome:
        outcome = IngestOutcome()
        with tqdm(unit="file", disable=not sys.stderr.isatty()) as bar:
            for part in ingest_folder(project=project, folder=folder, uploaded_by=shell_user()):
                outcome.extend(part)
                bar.update(len(part.accepted) + len(part.duplicates) + len(part.refused))
        return outcome
