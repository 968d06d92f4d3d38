"""Show what an export would hold of one image."""

from __future__ import annotations

from dataclasses import dataclass

from labeling.errors import NothingToExport, UnknownImage
from labeling.export_source import Wanted, exported_format
from labeling.exporting.choices import parse
from labeling.exporting.preview import OneImage, Preview, preview
from labeling.formats import export_options


@dataclass(frozen=True, slots=True)
class ImagePreview:
    """One image of an export, its place among the others, and what it will hold of it."""

    name: str
    split: str | None
    num_segments: int
    previous: str | None
    following: str | None
    preview: Preview


def preview_export(wanted: Wanted, name: str | None = None) -> ImagePreview:
    """Export one image into memory and read it back.

    Args:
        wanted: the whole export.
        name: of the image, or a part of it; None: the image with most segments.

    Raises:
        UnknownFormat, UnknownOption, BadChoice, FormatCannotHold: as the export itself.
        NothingToExport: no image is in any of the states.
        UnknownImage: no image bears this name.
    """
    chosen, _ = exported_format(wanted.format_name)
    export_options(chosen, wanted.options)
    source = wanted.source()
    parse(wanted.choices.to_json(), known={record.class_id for record in source.classes})
    names = [head for head, _ in source.image_heads()]
    if not names:
        raise NothingToExport("No image is in any of the chosen states.")
    found = _found(names, name) if name else source.busiest() or names[0]
    place = names.index(found)
    whole = wanted.chosen(source)
    (image,) = wanted.source(only=[found]).images()
    record = whole.chosen(image)
    shown = preview(
        OneImage(whole, record), chosen, wanted.options, include_images=wanted.include_images
    )
    return ImagePreview(
        name=found,
        split=record.split,
        num_segments=len(image.segments),
        previous=names[place - 1] if place > 0 else None,
        following=names[place + 1] if place + 1 < len(names) else None,
        preview=shown,
    )


def _found(names: list[str], wanted: str) -> str:
    """The image of this name, else the first whose name holds it."""
    if wanted in names:
        return wanted
    folded = wanted.casefold()
    for name in names:
        if folded in name.casefold():
            return name
    raise UnknownImage(f"None of the {len(names)} images to export has {wanted!r} in its name.")
