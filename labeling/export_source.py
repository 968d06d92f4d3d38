"""What an exporter reads: a snapshot, or the project as it is now, with the choices applied."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from labeling.dataset_source import SnapshotSource
from labeling.errors import UnknownFormat
from labeling.exporting.choices import Choices
from labeling.exporting.chosen import ChosenSource
from labeling.formats import format_named
from labeling.formats.base import Exporter, Format
from labeling.formats.holds import holds
from labeling.live_source import LiveSource
from labeling.models import DatasetSnapshot, Project


def exported_format(name: str) -> tuple[Format, Exporter]:
    """The format of this name, and what writes it.

    Raises:
        UnknownFormat: there is none, or it can only be imported.
    """
    chosen = format_named(name)
    if chosen.export is None:
        raise UnknownFormat(f"{chosen.title} can be imported, not exported.", format=name)
    return chosen, chosen.export


def chosen_source(
    source: SnapshotSource, format_name: str, options: Mapping[str, str], choices: Choices
) -> ChosenSource:
    """Wrap a source for one format; asks which classes each image shows only where it must."""
    presence = source.presence() if choices.splits.kind == "stratified" else {}
    return ChosenSource(source, choices, holds(format_name, options), presence)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An export as a user has put it together, before it is queued.

    Attributes:
        snapshot: what to export; None: the images of the project that are in `states` now.
    """

    project: Project
    snapshot: DatasetSnapshot | None
    states: tuple[str, ...]
    format_name: str
    options: Mapping[str, str]
    include_images: bool
    choices: Choices

    def source(self, *, only: Collection[str] | None = None) -> SnapshotSource:
        """The records before any choice is applied, of all images or `only` of these names."""
        if self.snapshot is not None:
            return SnapshotSource(self.snapshot, only=only)
        return LiveSource(self.project, self.states, only=only)

    def chosen(self, source: SnapshotSource) -> ChosenSource:
        """A source of this export with its choices applied."""
        return chosen_source(source, self.format_name, self.options, self.choices)
