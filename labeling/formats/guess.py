"""Which format a dataset is in: judged by names of files and the beginnings of some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from labeling.formats import FORMATS, guess_json, guess_layout
from labeling.formats.base import ArchiveReader
from labeling.formats.excerpts import Excerpts, Sign

RULES: Mapping[str, Callable[[Excerpts], Sign | None]] = {
    "maskwright": guess_layout.maskwright,
    "coco-instances": guess_json.coco_instances,
    "coco-panoptic": guess_json.coco_panoptic,
    "coco-stuff": guess_json.coco_stuff,
    "cityscapes": guess_layout.cityscapes,
    "voc": guess_layout.voc,
    "yolo-seg": guess_layout.yolo_seg,
    "labelme": guess_json.labelme,
    "png-masks": guess_layout.png_masks,
    "cvat": guess_layout.cvat,
    "label-studio": guess_json.label_studio,
    "hf-parquet": guess_layout.hf_parquet,
    "datumaro": guess_json.datumaro,
    "ade20k": guess_layout.ade20k,
    "tfrecord": guess_layout.tfrecord,
}
"""What gives each format away; a format without a rule is never guessed, only chosen."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A format that a dataset may be in.

    Attributes:
        format: its name in FORMATS.
        strength: 3 only this format looks so, 2 likely, 1 possible.
        why: what was found, for the user.
    """

    format: str
    strength: int
    why: str


def guess(archive: ArchiveReader) -> list[Guess]:
    """The formats that a dataset may be in, the most likely first; equals in FORMATS' order.

    Never reads more than the beginnings of a few files, so it costs the same for any size.
    """
    excerpts = Excerpts(archive)
    found = []
    for name, row in FORMATS.items():
        rule = RULES.get(name)
        sign = rule(excerpts) if rule is not None and row.read is not None else None
        if sign is not None:
            found.append(Guess(name, sign.strength, sign.why))
    return sorted(found, key=lambda each: -each.strength)


def what_is_there(names: Sequence[str]) -> str:
    """Said where no format was recognised: what the archive holds, and what to do."""
    if not names:
        return "There are no files in it. Pack the dataset's folder, and send that."
    endings = Counter(PurePosixPath(name).suffix.lower() or "no ending" for name in names)
    listed = ", ".join(f"{count} × {ending}" for ending, count in endings.most_common(6))
    others = " and others" if len(endings) > 6 else ""
    text = f"None of the formats was recognised among its {len(names)} files: {listed}{others}."
    if endings.keys() <= _PICTURES:
        return f"{text} These are pictures without annotations: add them as images instead."
    return (
        f"{text} Choose the format if you know it; else look whether the annotation files (.json,"
        " .xml, .txt or masks as .png) were packed too."
    )


_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"})
