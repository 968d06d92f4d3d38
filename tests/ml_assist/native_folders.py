"""Writes dataset folders in the native format for runs that tests train."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage

from labeling.masks import rle


@dataclass
class Drawn:
    """One image to write: its pixels and (class_id, mask) in paint order."""

    name: str
    pixels: NDArray[np.uint8]
    segments: list[tuple[int, NDArray[np.bool_]]]
    split: str | None = "train"
    crowd: set[int] = field(default_factory=set)  # indices of segments that are crowds


def write_dataset(folder: Path, classes: list[dict], images: list[Drawn]) -> Path:
    """The folder, with images/, classes.json and segments.jsonl."""
    (folder / "images").mkdir(parents=True)
    rows = [
        {
            "name": f"class {row['class_id']}",
            "color": "#4000c0",
            "is_thing": True,
            "is_ignore": False,
            **row,
        }
        for row in classes
    ]
    (folder / "classes.json").write_text(json.dumps(rows))
    lines = []
    for image in images:
        PILImage.fromarray(image.pixels).save(folder / "images" / image.name)
        lines.append(
            {
                "image": image.name,
                "size": list(image.pixels.shape[:2]),
                "split": image.split,
                "state": "approved",
                "segments": [
                    {
                        "uid": f"{image.name}-{z}",
                        "class_id": class_id,
                        "z": z,
                        "mask": rle.to_wire(rle.encode(mask)),
                        "polygon": None,
                        "iscrowd": z in image.crowd,
                        "origin": "brush",
                        "score": None,
                        "attributes": {},
                    }
                    for z, (class_id, mask) in enumerate(image.segments)
                ],
            }
        )
    (folder / "segments.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def disc(size_hw: tuple[int, int], centre_yx: tuple[int, int], radius: int) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[: size_hw[0], : size_hw[1]]
    return (rows - centre_yx[0]) ** 2 + (columns - centre_yx[1]) ** 2 <= radius**2


def discs_image(name: str, seed: int = 0, split: str | None = "train") -> Drawn:
    """(64, 64): five bright discs on a dark, slightly noisy ground; two of them touch."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(10, 30, (64, 64, 3), dtype=np.uint8)
    centres = [((14, 14), 8), ((14, 30), 8), ((44, 12), 7), ((44, 36), 10), ((20, 52), 7)]
    masks = [disc((64, 64), centre, radius) for centre, radius in centres]
    for mask in masks:
        pixels[mask] += np.uint8(150)
    taken = np.zeros((64, 64), dtype=bool)
    segments = []
    for mask in masks:
        segments.append((1, mask & ~taken))
        taken |= mask
    return Drawn(name, pixels, segments, split)
