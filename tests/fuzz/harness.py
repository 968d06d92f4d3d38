"""Fuzzes one reader with coverage as its guide: `make fuzz FORMAT=voc SECONDS=300`.

An input is one file of a small valid dataset, changed: a byte that chooses the dataset, one that
chooses the file, then the file's content. Whatever comes out but a refusal by name stops the run;
the input is kept as var/fuzz/FORMAT/crash-… and read again with

    python -m tests.fuzz.harness FORMAT var/fuzz/FORMAT/crash-…
"""

from __future__ import annotations

import random
import sys

import atheris

with atheris.instrument_imports(include=["labeling.formats", "labeling.masks"]):
    import labeling.formats  # noqa: F401

from annotator.settings import VAR
from labeling.formats import FORMATS
from tests.fuzz.mutations import mutated_content
from tests.fuzz.reading import check, seeds

TIMEOUT_S, MEMORY_MB = 20, 2_000
"""For one small dataset; beyond them it is a finding too."""


def main() -> None:
    """Run libFuzzer on the format named first; its own options may follow."""
    name, *options = sys.argv[1:]
    if name not in FORMATS:
        raise SystemExit(f"There is no format {name!r}; choose one of {', '.join(FORMATS)}.")
    folder = VAR / "fuzz" / name
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, files in enumerate(seeds(name)):
        for index, path in enumerate(sorted(files)):
            packed = bytes([number, index]) + files[path]
            (corpus / f"seed-{number}-{index}").write_bytes(packed)
    given = [each for each in options if not each.startswith("-")]
    arguments = [
        sys.argv[0],
        *(each for each in options if each.startswith("-")),
        f"-timeout={TIMEOUT_S}",
        f"-rss_limit_mb={MEMORY_MB}",
        "-max_len=20000",
        f"-artifact_prefix={folder}/",
        *(given or [str(corpus)]),
    ]

    def read(packed: bytes) -> None:
        if len(packed) >= 2:
            files, path = _unpacked(name, packed)
            check(name, {**files, path: packed[2:]})

    def mutate(packed: bytes, max_size: int, seed: int) -> bytes:
        rng = random.Random(seed)
        if len(packed) < 2 or rng.random() < 0.4:
            return bytes(atheris.Mutate(packed, max_size))
        _, path = _unpacked(name, packed)
        return (packed[:2] + mutated_content(path, packed[2:], rng))[:max_size]

    atheris.Setup(arguments, read, custom_mutator=mutate)
    atheris.Fuzz()


def _unpacked(name: str, packed: bytes) -> tuple[dict[str, bytes], str]:
    """(dataset, path of the file that is replaced)."""
    files = seeds(name)[packed[0] % len(seeds(name))]
    return files, sorted(files)[packed[1] % len(files)]


if __name__ == "__main__":
    main()
