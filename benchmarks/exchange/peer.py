"""Datumaro's export of the same dataset; runs in its own environment and prints its cost as JSON.

python peer.py FORMAT DATASET OUT [--pictures]
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

import datumaro as dm  # type: ignore[import-not-found,unused-ignore]
from datumaro.components.annotation import RleMask  # type: ignore[import-not-found,unused-ignore]

SIZE_HW = (720, 1280)
NUM_CLASSES = 8


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("format")
    parser.add_argument("dataset", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pictures", action="store_true")
    chosen = parser.parse_args()
    items = [_item(json.loads(line), chosen.dataset) for line in _lines(chosen.dataset)]
    classes = [f"class {i}" for i in range(1, NUM_CLASSES + 1)]
    dataset = dm.Dataset.from_iterable(items, categories=classes)
    wall, cpu = time.perf_counter(), time.process_time()
    dataset.export(str(chosen.out), chosen.format, save_media=chosen.pictures)
    cost = {
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    }
    print(json.dumps(cost))


def _lines(dataset: Path) -> list[str]:
    return (dataset / "records.jsonl").read_text().splitlines()


def _item(line: dict[str, object], dataset: Path) -> object:
    name = str(line["name"])
    segments = line["segments"]
    assert isinstance(segments, list)
    return dm.DatasetItem(
        id=Path(name).stem,
        subset=line["split"],
        media=dm.Image.from_file(path=str(dataset / "pictures" / name), size=SIZE_HW),
        annotations=[
            RleMask(
                rle={"size": list(SIZE_HW), "counts": counts.encode()},
                label=class_id - 1,
                id=number + 1,
                group=number + 1,
                z_order=number,
            )
            for number, (class_id, counts) in enumerate(segments)
        ],
    )


if __name__ == "__main__":
    main()
