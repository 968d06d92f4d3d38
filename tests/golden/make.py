"""Writes rle.json and polygons.json, which pytest and vitest read, from literal grids.

Run from the repository's root: python -m tests.golden.make
The loops restate the rules one number at a time, independent of the vectorised code under test.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

GRIDS: dict[str, list[str]] = {
    "one pixel in the middle": ["000", "010", "000"],
    "one pixel, one by one": ["1"],
    "empty, one by one": ["0"],
    "empty": ["0000", "0000"],
    "full": ["1111", "1111", "1111"],
    "upper left corner": ["1000", "0000", "0000"],
    "lower right corner": ["0000", "0000", "0001"],
    "ring with a hole": ["00000", "01110", "01010", "01110", "00000"],
    "hole with an island": [
        "1111111",
        "1000001",
        "1011101",
        "1010101",
        "1011101",
        "1000001",
        "1111111",
    ],
    "checkerboard": ["0101", "1010", "0101", "1010"],
    "checkerboard from inside": ["10101", "01010", "10101"],
    "touching all borders": ["00100", "11111", "00100"],
    "run over a column's end": ["0010", "0100", "0100", "0100"],
    "three parts": ["1100011", "1100000", "0000000", "0001000"],
    "parts touching at a corner": ["1100", "1100", "0011", "0011"],
    "one row": ["0110100111"],
    "one column": ["0", "1", "1", "0", "1"],
    "one row, full": ["11111"],
    "one column, last pixel": ["0", "0", "0", "1"],
    "asymmetric": ["110000", "100000", "100000", "111000"],
}
"""Small masks by name: '1' inside."""


def big_grids() -> dict[str, list[str]]:
    """Masks whose counts need several characters and negative differences."""
    disc = [
        "".join("1" if (x - 30) ** 2 + (y - 22) ** 2 <= 400 else "0" for x in range(64))
        for y in range(48)
    ]
    falling = [
        "".join("1" if y < 70 - 17 * x and x < 5 else "0" for x in range(7)) for y in range(80)
    ]
    long_then_short = [
        "".join("1" if (x, y) in {(0, 99), (39, 1), (39, 3)} else "0" for x in range(40))
        for y in range(100)
    ]
    all_but_one = [
        "".join("0" if (x, y) == (20, 10) else "1" for x in range(70)) for y in range(60)
    ]
    stripes = ["".join("1" if (x * x + y) % 7 < 3 else "0" for x in range(23)) for y in range(19)]
    return {
        "disc": disc,
        "falling runs with negative differences": falling,
        "long runs, then short ones": long_then_short,
        "all but one pixel": all_but_one,
        "irregular stripes": stripes,
    }


POLYGONS: dict[str, tuple[list[int], list[list[str]]]] = {
    "square on pixel edges": ([5, 5], [["1,1 4,1 4,4 1,4"]]),
    "square, anticlockwise": ([5, 5], [["1,4 4,4 4,1 1,1"]]),
    "vertices exactly on centres": ([5, 6], [["0.5,0.5 4.5,0.5 4.5,3.5 0.5,3.5"]]),
    "triangle": ([8, 8], [["0.2,0.3 7.6,1.1 2.9,7.7"]]),
    "triangle with a vertex on a centre": ([7, 7], [["3.5,0.5 6.5,6.5 0.5,6.5"]]),
    "concave": ([9, 10], [["0.5,0.25 9.5,0.25 5.0,4.5 9.5,8.75 0.5,8.75 4.0,4.5"]]),
    "comb": ([6, 9], [["0,0 2,0 2,4 3.5,4 3.5,0 5.5,0 5.5,4 7,4 7,0 9,0 9,6 0,6"]]),
    "with a hole": (
        [8, 8],
        [["0.4,0.4 7.6,0.4 7.6,7.6 0.4,7.6", "2.5,2.5 5.5,2.5 5.5,5.5 2.5,5.5"]],
    ),
    "with two holes": (
        [7, 12],
        [["0,0 12,0 12,7 0,7", "1,1 4,1 4,6 1,6", "6.25,2.1 10.9,3.3 7.7,5.8"]],
    ),
    "parts that overlap": ([6, 8], [["0,0 5,0 5,4 0,4"], ["3,2 8,2 8,6 3,6"]]),
    "island in a hole": (
        [9, 9],
        [["0,0 9,0 9,9 0,9", "2,2 7,2 7,7 2,7"], ["4,4 5,4 5,5 4,5"]],
    ),
    "partly outside the image": ([6, 6], [["-3.5,2.2 2.1,-1.7 7.4,3.3 2.6,4.9"]]),
    "wholly outside the image": ([4, 4], [["5,5 9,5 9,9"]]),
    "covers the image": ([3, 4], [["-1,-1 5,-1 5,4 -1,4"]]),
    "smaller than a pixel, holds a centre": ([3, 3], [["1.4,1.4 1.6,1.4 1.6,1.6 1.4,1.6"]]),
    "smaller than a pixel, holds no centre": ([3, 3], [["1.6,1.6 1.9,1.6 1.9,1.9 1.6,1.9"]]),
    "slanted edges by thirds": (
        [10, 10],
        [["0.1,9.9 3.3333333333333335,0.1 6.666666666666667,0.7 9.9,9.3"]],
    ),
    "crossing exactly on centres": ([6, 6], [["0,0 6,6 0,6"]]),
    "crossing exactly on centres, other side": ([6, 6], [["0,0 6,0 6,6"]]),
    "one row": ([1, 8], [["1.5,0.1 6.5,0.2 4,0.9"]]),
    "one column": ([8, 1], [["0.1,1.5 0.9,6.5 0.8,1.2"]]),
    "large coordinates": ([4, 5], [["-1000000,-1000000 1000000,3.3 -1000000,1.7"]]),
}
"""Size [h, w] and parts by name; a part is its outer ring, then its holes: "x,y x,y …"."""


def column_runs(rows: list[str]) -> list[int]:
    """Run lengths down each column in turn, background first."""
    runs, inside = [0], "0"
    for x in range(len(rows[0])):
        for row in rows:
            if row[x] != inside:
                runs.append(0)
                inside = row[x]
            runs[-1] += 1
    return runs


def compress(runs: list[int]) -> str:
    """COCO's compressed counts, one number at a time (after pycocotools, maskApi.c rleToString)."""
    out = ""
    for index, run in enumerate(runs):
        number = run - runs[index - 2] if index > 2 else run
        more = True
        while more:
            group = number & 31
            number >>= 5
            more = number != -1 if group & 16 else number != 0
            out += chr(48 + group + (32 if more else 0))
    return out


def box(rows: list[str]) -> list[int]:
    """Tight [x, y, width, height]; zeros when empty."""
    inside = [(x, y) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == "1"]
    if not inside:
        return [0, 0, 0, 0]
    xs, ys = [x for x, _ in inside], [y for _, y in inside]
    return [min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1]


def crossings(rings: list[list[list[float]]], yc: float) -> list[float]:
    """Where the rings' edges cross the height yc, sorted."""
    found = []
    for vertices in rings:
        for start, end in zip(vertices, vertices[1:] + vertices[:1], strict=True):
            (x0, y0), (x1, y1) = sorted((start, end), key=lambda vertex: vertex[1])
            if y0 <= yc < y1:
                found.append(x0 + (yc - y0) * (x1 - x0) / (y1 - y0))
    return sorted(found)


def ring(vertices: str) -> list[list[float]]:
    """A ring from its notation in POLYGONS."""
    return [[float(number) for number in vertex.split(",")] for vertex in vertices.split()]


def fill(size: list[int], parts: list[list[str]]) -> list[str]:
    """The rasterisation rule, pixel by pixel."""
    height, width = size
    rows = []
    for r in range(height):
        cells = ["0"] * width
        for part in parts:
            found = crossings([ring(vertices) for vertices in part], r + 0.5)
            for xa, xb in zip(found[::2], found[1::2], strict=True):
                for c in range(width):
                    if math.ceil(xa - 0.5) <= c < math.ceil(xb - 0.5):
                        cells[c] = "1"
        rows.append("".join(cells))
    return rows


def rle_cases() -> list[dict[str, Any]]:
    """Every grid with its runs, counts, area and box."""
    return [
        {
            "name": name,
            "size": [len(rows), len(rows[0])],
            "rows": rows,
            "runs": column_runs(rows),
            "counts": compress(column_runs(rows)),
            "area_px": sum(row.count("1") for row in rows),
            "bbox_xywh": box(rows),
        }
        for name, rows in {**GRIDS, **big_grids()}.items()
    ]


def polygon_cases() -> list[dict[str, Any]]:
    """Every polygon with the rows of its mask."""
    return [
        {
            "name": name,
            "size": size,
            "polygon": {
                "parts": [
                    {"outer": ring(part[0]), "holes": [ring(h) for h in part[1:]]} for part in parts
                ]
            },
            "rows": fill(size, parts),
        }
        for name, (size, parts) in POLYGONS.items()
    ]


def text(cases: list[dict[str, Any]]) -> str:
    """One case per line, so that a change shows as one line of a diff."""
    lines = ",\n".join(json.dumps(case) for case in cases)
    return f'{{"cases": [\n{lines}\n]}}\n'


def main() -> None:
    """Write both files beside this script."""
    (HERE / "rle.json").write_text(text(rle_cases()), encoding="utf-8")
    (HERE / "polygons.json").write_text(text(polygon_cases()), encoding="utf-8")


if __name__ == "__main__":
    main()
