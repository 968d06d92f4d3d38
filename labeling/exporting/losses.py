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


def _of_pixels(holds: Holds, found: Found) -> Iterator[Loss]:
    if not holds.overlaps:
        wholly = f", {found.hidden_segments} segments wholly" if found.hidden_segments else ""
        yield Loss(
            "overlaps",
            found.hidden_px,
            f"{found.hidden_px} pixels of segments lie under others in {found.hidden_images}"
            f" images and are not in the maps{wholly}.",
        )
    if holds.merges != "none":
        which = "of the same class" if holds.merges == "all" else "of the same stuff class"
        yield Loss(
            "merges",
            found.merged,
            f"{found.merged} segments become one region with another {which} in their image.",
        )
    if holds.parts == "split":
        yield Loss(
            "parts",
            found.split,
            f"{found.split} segments of several pieces are several objects for readers of the"
            " polygons; the maps keep them whole.",
        )
    if holds.parts == "bridged":
        yield Loss(
            "parts",
            found.split,
            f"{found.split} segments of several pieces are joined by lines, which readers fill"
            " with a pixel's width.",
        )
    if not holds.border:
        yield Loss(
            "border",
            found.segments,
            f"The pixels along the borders of {found.segments} segments become void, as chosen.",
        )
    if holds.max_instances is not None:
        yield Loss(
            "instances",
            found.beyond,
            f"{found.beyond} objects are beyond the {holds.max_instances} that the map can number"
            " in an image; their classes stay.",
        )


def _of_segments(holds: Holds, found: Found) -> Iterator[Loss]:
    if not holds.crowds:
        yield Loss("crowds", found.crowds, f"{found.crowds} crowds are no crowds there.")
    if not holds.flags:
        yield Loss(
            "flags", found.flagged, f"{found.flagged} segments lose “occluded” or “truncated”."
        )
    if not holds.attributes:
        num = found.with_attributes
        yield Loss("attributes", num, f"{num} segments lose the values of their attributes.")
    if not holds.scores:
        yield Loss("scores", found.with_score, f"{found.with_score} segments lose their score.")
    if not holds.vertices:
        yield Loss(
            "vertices",
            found.drawn,
            f"{found.drawn} polygons lose their vertices; their pixels stay exact.",
        )
    what = {"void": "void", "crowd": "crowds", "none": "left out"}.get(holds.ignored)
    if what is not None:
        yield Loss(
            "ignored", found.ignored, f"{found.ignored} segments of ignored classes are {what}."
        )
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
        yield Loss(
            "unsplit", found.unsplit, f"{found.unsplit} images in no split are listed as train."
        )
    if not holds.states:
        yield Loss(
            "states",
            found.with_state,
            f"{found.with_state} images lose their state (submitted, approved …).",
        )


def _of_classes(holds: Holds, classes: tuple[ClassRecord, ...]) -> Iterator[Loss]:
    if not holds.class_table:
        rich = [c for c in classes if c.hotkey or c.guideline or c.attributes]
        yield Loss(
            "class_table",
            len(rich),
            f"{len(rich)} classes lose their hotkey, guideline or attribute definitions.",
        )
