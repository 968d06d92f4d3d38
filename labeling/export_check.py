"""Say what an export would leave out, before it starts: counted in a sample of its images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from labeling.dataset_source import SnapshotSource
from labeling.errors import FormatCannotHold, NothingToExport
from labeling.export_source import Wanted, exported_format
from labeling.exporting.choices import parse
from labeling.exporting.chosen import ChosenSource
from labeling.exporting.losses import Loss, counted, losses
from labeling.exporting.preview import OneImage, write_one
from labeling.exporting.splits import split_counts
from labeling.formats import export_options
from labeling.formats.base import ImageRecord
from labeling.formats.holds import Holds
from labeling.pictures import bit_depth_of_mode

MAX_IMAGES = 200
"""Images looked at, evenly spread: about a second at 12 masks of 1280 x 720 px in each."""

MAX_SEGMENTS, MAX_PIXELS = 20_000, 400_000_000
"""Fewer images are looked at where that would be more: as long again for thousands of objects in
each, or for pictures of 8192 px a side."""

FIRST_IMAGES = 10
"""How heavy the images are is told from these."""


@dataclass(frozen=True, slots=True)
class Check:
    """What an export would hold.

    Attributes:
        num_images: how many it would have.
        num_looked_at: in how many of them losses were counted.
        losses: what the format cannot hold.
        chosen: what the choices leave out or change, a sentence each.
        split_counts: images by split, "" those in none.
        refused: why the format cannot hold the project at all; None where it can.
    """

    num_images: int
    num_looked_at: int
    losses: list[Loss]
    chosen: list[str]
    split_counts: dict[str, int]
    refused: str | None


def check_export(wanted: Wanted) -> Check:
    """Look at an export without writing anything.

    Raises:
        UnknownFormat, UnknownOption, BadChoice: as when it is queued.
        NothingToExport: no image is in any of the states.
    """
    chosen, _ = exported_format(wanted.format_name)
    export_options(chosen, wanted.options)
    source = wanted.source()
    parse(wanted.choices.to_json(), known={record.class_id for record in source.classes})
    if source.num_images == 0:
        raise NothingToExport("No image is in any of the chosen states.")
    whole = wanted.chosen(source)
    refused = None
    try:
        _write_empty(wanted, whole)
    except FormatCannotHold as error:
        refused = error.message
    names = [name for name, _ in source.image_heads()]
    first = _spread(names, FIRST_IMAGES)
    num_pixels = _count(wanted, whole, first)
    seen = frozenset(first)
    rest = [name for name in names if name not in seen]
    _count(wanted, whole, _spread(rest, _room(whole, num_pixels)))
    found = losses(whole.holds, whole.found, tuple(whole.classes))
    found += [*_of_pictures(wanted, whole.holds, source), *_of_snapshot(source)]
    return Check(
        num_images=source.num_images,
        num_looked_at=whole.found.images,
        losses=[loss for loss in found if loss.count],
        chosen=whole.lines(),
        split_counts=split_counts(split for _, split in whole.image_heads()),
        refused=refused,
    )


def _write_empty(wanted: Wanted, whole: ChosenSource) -> None:
    """Export one image without its segments: formats refuse class tables, never single segments."""
    chosen, _ = exported_format(wanted.format_name)
    name, split = whole.image_heads()[0]
    record = ImageRecord(name, (1, 1), (), split=split)
    write_one(OneImage(whole, record), chosen, wanted.options, include_images=False)


def _count(wanted: Wanted, whole: ChosenSource, names: Sequence[str]) -> int:
    """Count the losses in some images; how many pixels they have."""
    num_pixels = 0
    for image in wanted.source(only=names).images() if names else ():
        whole.counted(image)
        num_pixels += image.size_hw[0] * image.size_hw[1]
    return num_pixels


def _room(whole: ChosenSource, num_pixels: int) -> int:
    """How many more images to look at, if they are as heavy as those so far."""
    num, num_segments = whole.found.images, whole.found.segments
    by_segments = (MAX_SEGMENTS - num_segments) * num // max(num_segments, 1)
    by_pixels = (MAX_PIXELS - num_pixels) * num // max(num_pixels, 1)
    return max(0, min(MAX_IMAGES - num, by_segments, by_pixels))


def _spread(names: Sequence[str], num: int) -> list[str]:
    """At most so many of the names, evenly spread."""
    if len(names) <= num:
        return list(names)
    return [names[place * len(names) // num] for place in range(num)]


def _of_pictures(wanted: Wanted, holds: Holds, source: SnapshotSource) -> Iterator[Loss]:
    if not wanted.include_images:
        if holds.needs_pictures:
            text = "Labels are relative to the pictures: without them nobody can read this."
            yield Loss("pictures", source.num_images, text)
        return
    kinds = source.picture_kinds()
    if not holds.deep:
        num = sum(n for (_, mode), n in kinds.items() if bit_depth_of_mode(mode) > 8)
        yield Loss(
            "deep", num, f"{counted(num, 'picture', 'pictures')} of more than 8 bits: scaled to 8."
        )
    if holds.jpeg_only:
        num = sum(n for (kind, _), n in kinds.items() if kind not in ("JPEG", "MPO"))
        yield Loss("jpeg", num, f"{counted(num, 'picture is', 'pictures are')} converted to JPEG.")


def _of_snapshot(source: SnapshotSource) -> Iterator[Loss]:
    num = len(source.tombstones)
    yield Loss(
        "purged",
        num,
        f"{counted(num, 'image was', 'images were')} deleted since the snapshot was taken.",
    )
    num = source.snapshot.num_left_out
    yield Loss("left_out", num, f"{counted(num, 'image is', 'images are')} in other states.")
