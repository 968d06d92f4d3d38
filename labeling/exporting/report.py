"""EXPORT_REPORT.txt and images.txt: what stands at the root of every export beside its format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from labeling.exporting.splits import split_counts

REPORT_FILE = "EXPORT_REPORT.txt"
"""No reader of any format looks for it; tests/exporting holds that imports pass it by."""

MANIFEST_FILE = "images.txt"
"""Written in place of pictures."""


@dataclass(frozen=True, slots=True)
class PictureLine:
    """One original picture: what a user needs to hang their own copy in."""

    sha256: str
    byte_size: int
    size_hw: tuple[int, int]
    name: str


def report_text(
    *,
    title: str,
    snapshot_hash: str,
    splits: Sequence[str | None],
    left_out: Sequence[str],
    notes: Sequence[str],
) -> bytes:
    """The report: no dates, so that the same snapshot and choices give the same bytes.

    Args:
        title: of the format.
        snapshot_hash: of what was exported.
        splits: of every image.
        left_out: what the format cannot hold and what the choices left out, a sentence each.
        notes: what the exporter had to say.
    """
    counts = split_counts(splits)
    shares = [f"{count} {split or 'in no split'}" for split, count in counts.items() if count]
    lines = [
        f"{title}, {len(splits)} images ({', '.join(shares) or 'none'})",
        f"Snapshot {snapshot_hash}",
        "",
    ]
    lines += _section("Left out", left_out, "Nothing: the format holds all of it.")
    lines += _section("Notes", notes, "None.")
    return ("\n".join(lines).rstrip() + "\n").encode()


def manifest(pictures: Iterable[PictureLine]) -> Iterable[bytes]:
    """images.txt line by line: SHA-256, bytes, width, height and name of every original."""
    yield b"sha256\tbytes\twidth\theight\tname\n"
    for each in pictures:
        height, width = each.size_hw
        line = f"{each.sha256}\t{each.byte_size}\t{width}\t{height}\t{each.name}\n"
        yield line.encode()


def _section(title: str, lines: Sequence[str], nothing: str) -> list[str]:
    return [title, *(f"- {line}" for line in lines), *([] if lines else [nothing]), ""]
