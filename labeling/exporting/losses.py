"""Says in words what an export leaves out, from what the dataset has and what the format holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from labeling.exporting.found import Found
from labeling.formats import FORMATS
from labeling.formats.base import ClassRecord
from labeling.formats.holds import HOLDS, Holds


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that an export leaves out or changes.

    Attributes:
        kind: what, stable for programs ("overlaps", "crowds" …).
        count: how many cases.
        text: the sentence for people.
    """

    kind: str
    count: int
    text: str


def losses(holds: Holds, found: Found, classes: tuple[ClassRecord, ...]) -> list[Loss]:
    """What the format cannot hold of what was found; nothing that does not occur is named."""
    given = (
        *_of_pixels(holds, found),
        *_of_segments(holds, found),
        *_of_images(holds, found),
        *_of_classes(holds, classes),
    )
    return [loss for loss in given if loss.count]


def counted(count: int, one: str, several: str) -> str:
    """The number with its words: "1 image loses its" or "5,000 images lose their"."""
    return f"{count:,} {one if count == 1 else several}"


def _of_pixels(holds: Holds, found: Found) -> Iterator[Loss]:
    if not holds.overlaps:
        images = counted(found.hidden_images, "image", "images")
        wholly = counted(found.hidden_segments, "segment", "segments")
        yield Loss(
            "overlaps",
            found.hidden_px,
            f"{found.hidden_px:,} pixels of segments lie under others in {images} and are not in"
            f" the maps{f', {wholly} wholly' if found.hidden_segments else ''}.",
        )
    if holds.merges != "none":
        which = "of the same class" if holds.merges == "all" else "of the same stuff class"
        number = counted(found.merged, "segment becomes", "segments become")
        text = f"{number} one region with another {which} in their image."
        yield Loss("merges", found.merged, text)
    if holds.parts != "exact":
        number = counted(found.split, "segment", "segments") + " of several pieces"
        seen = {
            "split": "count as several objects for readers of the polygons; the maps keep them"
            " whole.",
            "bridged": "are joined by lines, which readers fill with a pixel's width.",
        }
        yield Loss("parts", found.split, f"{number}: the pieces {seen[holds.parts]}")
    if not holds.border:
        number = counted(found.segments, "segment", "segments")
        text = f"The pixels along the borders of {number} become void, as chosen."
        yield Loss("border", found.segments, text)
    if holds.max_instances is not None:
        number = counted(found.beyond, "object is", "objects are")
        yield Loss(
            "instances",
            found.beyond,
            f"{number} beyond the {holds.max_instances} that the map can number in an image;"
            " classes stay.",
        )


def _of_segments(holds: Holds, found: Found) -> Iterator[Loss]:
    if not holds.crowds:
        num = found.crowds
        yield Loss("crowds", num, counted(num, "crowd is none there.", "crowds are none there."))
    if not holds.flags:
        num = found.flagged
        number = counted(num, "segment loses", "segments lose")
        yield Loss("flags", num, f"{number} “occluded” or “truncated”.")
    if not holds.attributes:
        num = found.with_attributes
        number = counted(num, "segment loses its", "segments lose their")
        yield Loss("attributes", num, f"{number} attribute values.")
    if not holds.scores:
        num = found.with_score
        number = counted(num, "segment loses its", "segments lose their")
        yield Loss("scores", num, f"{number} score.")
    if not holds.vertices:
        num = found.drawn
        number = counted(num, "polygon loses its", "polygons lose their")
        yield Loss("vertices", num, f"{number} vertices; the pixels stay exact.")
    what = {"void": "void", "crowd": "a crowd", "none": "left out"}.get(holds.ignored)
    if what is not None:
        number = counted(found.ignored, "segment", "segments")
        text = f"{number} of ignored classes: each is {what}."
        yield Loss("ignored", found.ignored, text)
    if not holds.weak:
        holding = ", ".join(n for n, row in HOLDS.items() if row.weak and FORMATS[n].export)
        yield Loss(
            "weak",
            found.boxes + found.tags,
            f"{found.boxes} boxes without pixels and {found.tags} image tags are left out: of all"
            f" formats these hold them: {holding}.",
        )


def _of_images(holds: Holds, found: Found) -> Iterator[Loss]:
    if not holds.unsplit:
        number = counted(found.unsplit, "image in no split is", "images in no split are")
        yield Loss("unsplit", found.unsplit, f"{number} listed as train.")
    if not holds.states:
        number = counted(found.with_state, "image loses its", "images lose their")
        text = f"{number} state (submitted, approved …)."
        yield Loss("states", found.with_state, text)


def _of_classes(holds: Holds, classes: tuple[ClassRecord, ...]) -> Iterator[Loss]:
    if not holds.class_table:
        num = sum(bool(c.hotkey or c.guideline or c.attributes) for c in classes)
        number = counted(num, "class loses its", "classes lose their")
        yield Loss("class_table", num, f"{number} hotkey, guideline or attribute definitions.")
