"""Export a project's annotated images in a format, to a folder or a zip."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from labeling.dataset_source import exported_classes
from labeling.errors import MaskwrightError
from labeling.export import Written, write_snapshot
from labeling.exporting.choices import Choices, parse
from labeling.formats import FORMATS
from labeling.formats.archives import FolderWriter, ZipWriter
from labeling.models import Project
from labeling.snapshot import DEFAULT_STATES, take_snapshot


class Command(BaseCommand):
    """`python manage.py export_dataset --project NAME --format FORMAT --out PATH`."""

    help = "Export a project's annotated images."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """As in design.md 5."""
        parser.add_argument("--project", required=True)
        parser.add_argument(
            "--format", required=True, choices=[n for n, f in FORMATS.items() if f.export]
        )
        parser.add_argument("--out", required=True, type=Path, help="a folder, or NAME.zip")
        parser.add_argument("--states", default=",".join(DEFAULT_STATES))
        parser.add_argument("--no-images", action="store_true")
        parser.add_argument("--option", action="append", default=[], metavar="key=value")
        parser.add_argument(
            "--splits",
            default="kept",
            metavar="KIND[:TRAIN,VAL,TEST]",
            help="kept, random, stratified, group-sequence, group-folder; as in random:0.8,0.1,0.1",
        )
        parser.add_argument("--seed", type=int, default=0, help="of the splits")
        parser.add_argument("--classes", help="names of the classes to export, with commas")
        parser.add_argument("--min-area", type=int, default=0, metavar="PX")
        parser.add_argument(
            "--anonymise", action="store_true", help="write pictures anew, without metadata"
        )
        parser.add_argument("--blur", help="names of classes to blur in the pictures, with commas")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write beside the target and move it there when it is whole."""
        project = Project.objects.filter(name=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        out: Path = options["out"]
        if out.exists() and (out.is_file() or any(out.iterdir())):
            raise CommandError(f"{out} exists already; choose another path or remove it.")
        try:
            written = self._write(project, out, options)
        except MaskwrightError as error:
            raise CommandError(error.message) from error
        for note in written.notes:
            self.stderr.write(f"note: {note}")

    def _write(self, project: Project, out: Path, options: dict[str, Any]) -> Written:
        choices = _choices(project, options)
        snapshot = take_snapshot(project=project, taken_by=None, states=_words(options["states"]))
        partial = out.with_name(f".{out.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.parent.mkdir(parents=True, exist_ok=True)
        writer = ZipWriter(partial) if out.suffix == ".zip" else FolderWriter(partial)
        bar = tqdm(total=snapshot.num_images, unit="image", disable=not sys.stderr.isatty())
        try:
            written = write_snapshot(
                snapshot,
                writer,
                format_name=options["format"],
                options=_pairs(options["option"]),
                include_images=not options["no_images"],
                choices=choices,
                on_progress=lambda done: bar.update(done - bar.n),
            )
            writer.close()
            bar.close()
            if out.is_dir():
                out.rmdir()
            partial.rename(out)
        finally:
            if partial.is_dir():
                shutil.rmtree(partial)
            partial.unlink(missing_ok=True)
        self.stdout.write(
            f"{snapshot.num_images} images written to {out} as {options['format']}; "
            f"{snapshot.num_left_out} in other states left out (snapshot {snapshot.hash[:12]})"
        )
        if choices.splits.kind != "kept":
            shares = ", ".join(
                f"{count} {split}" for split, count in written.split_counts.items() if count
            )
            self.stdout.write(f"splits: {shares}")
        return written


def _choices(project: Project, options: dict[str, Any]) -> Choices:
    """What the options choose; classes are named, since nobody knows their ids by heart."""
    kind, _, shares = options["splits"].partition(":")
    splits: dict[str, Any] = {"kind": kind, "seed": options["seed"]}
    if kind.startswith("group-"):
        splits["kind"], splits["by"] = kind.split("-", 1)
    if shares:
        try:
            splits["fractions"] = [float(share) for share in shares.split(",")]
        except ValueError:
            raise CommandError(f"--splits takes numbers as in {kind}:0.8,0.1,0.1.") from None
    ids = dict(exported_classes(project).values_list("name", "class_id"))
    given = {
        "splits": splits,
        "classes": _class_ids(options["classes"], ids),
        "min_area_px": options["min_area"],
        "anonymise": options["anonymise"],
        "blur": _class_ids(options["blur"], ids),
    }
    return parse(given)


def _class_ids(text: str | None, ids: dict[str, int]) -> list[int] | None:
    if text is None:
        return None
    if unknown := [name for name in _words(text) if name not in ids]:
        raise CommandError(f"There is no class {unknown[0]!r}; there are: {', '.join(ids)}.")
    return [ids[name] for name in _words(text)]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _pairs(given: list[str]) -> dict[str, str]:
    wrong = [text for text in given if "=" not in text]
    if wrong:
        raise CommandError(f"--option takes key=value, not {wrong[0]!r}.")
    return dict(text.split("=", 1) for text in given)
