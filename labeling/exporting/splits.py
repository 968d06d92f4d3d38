"""Deals images to train, val and test: by a seed and their names alone, never by their order."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from labeling.exporting.choices import SPLITS, GroupBy, SplitChoice

_FRAME = (
    re.compile(r"^(?P<head>|.*[-_. ])\d+(?P<tail>(?:[-_. ].*)?)$", re.DOTALL),
    re.compile(r"^(?P<head>.*?)\d+(?P<tail>\D*)$", re.DOTALL),
)
"""The frame is the last number that stands alone (`cam_000123`, `aachen_000000_000019_left8bit`),
else the last number (`GOPR0123`)."""


def deal(
    choice: SplitChoice,
    heads: Sequence[tuple[str, str | None]],
    presence: Mapping[str, Collection[int]],
) -> dict[str, str | None]:
    """The split of every image.

    Args:
        choice: how to deal.
        heads: (name, split as it is) of every image, names all different.
        presence: ids of the classes that each image shows; only `stratified` reads it.

    Returns:
        Image name to `train`, `val`, `test` or, with `kept`, None.
    """
    names = [name for name, _ in heads]
    if choice.kind == "random":
        return dict(_dealt(_shuffled(names, choice.seed), choice.fractions))
    if choice.kind == "stratified":
        return dict(_stratified(_shuffled(names, choice.seed), presence, choice.fractions))
    if choice.kind == "group":
        return dict(_grouped(names, choice))
    return dict(heads)


def split_counts(splits: Iterable[str | None]) -> dict[str, int]:
    """How many images each split has; "" counts those in none."""
    counts = Counter(split or "" for split in splits)
    return {split: counts[split] for split in (*SPLITS, "")}


def group_of(name: str, by: GroupBy) -> str:
    """What the image is never parted from.

    Args:
        name: relative image name, "/" separated.
        by: `folder`: its top folder (an image in none is a group of its own); `sequence`: folder
            and name without the frame number, so that frames of one video stay together.
    """
    path = PurePosixPath(name)
    if by == "folder":
        return path.parts[0] if len(path.parts) > 1 else f"/{name}"
    for frame in _FRAME:
        if found := frame.match(path.stem):
            return "\0".join((str(path.parent), found["head"], found["tail"]))
    return name


def _shuffled(names: Iterable[str], seed: int) -> list[str]:
    """Names in an order that the seed and each name decide: adding an image moves no other."""
    return sorted(names, key=lambda name: _ticket(name, seed))


def _ticket(name: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}\0{name}".encode()).digest()


def _dealt(
    names: Sequence[str], fractions: tuple[float, float, float]
) -> Iterable[tuple[str, str]]:
    """The first names to train, the next to val, the rest to test, by the largest remainder."""
    exact = [share * len(names) for share in fractions]
    counts = [int(share) for share in exact]
    by_remainder = sorted(range(len(SPLITS)), key=lambda i: (counts[i] - exact[i], i))
    for index in by_remainder[: len(names) - sum(counts)]:
        counts[index] += 1
    splits = [split for split, count in zip(SPLITS, counts, strict=True) for _ in range(count)]
    return zip(names, splits, strict=True)


def _grouped(names: Sequence[str], choice: SplitChoice) -> Iterable[tuple[str, str]]:
    """Whole groups, large ones first, each to the split that still misses most images.

    Groups of a similar size (the same power of two) come in the seed's order.
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[group_of(name, choice.by)].append(name)
    missing = [share * len(names) for share in choice.fractions]
    order = sorted(
        groups, key=lambda key: (-len(groups[key]).bit_length(), _ticket(key, choice.seed))
    )
    for key in order:
        index = max(_wanted(choice.fractions), key=lambda each: (missing[each], -each))
        missing[index] -= len(groups[key])
        for name in groups[key]:
            yield name, SPLITS[index]


def _stratified(
    names: Sequence[str],
    presence: Mapping[str, Collection[int]],
    fractions: tuple[float, float, float],
) -> Iterable[tuple[str, str]]:
    """Every split gets its share of each class, the rarest class first.

    Source: iterative stratification, Sechidis, Tsoumakas and Vlahavas, "On the stratification of
    multi-label data", ECML PKDD 2011, algorithm 1; ties by the order of the names given.
    """
    wanted = _wanted(fractions)
    waiting: defaultdict[int, dict[str, None]] = defaultdict(dict)  # class -> names, ordered
    for name in names:
        for class_id in presence.get(name, ()):
            waiting[class_id][name] = None
    missing = [share * len(names) for share in fractions]
    missing_of = {c: [share * len(held) for share in fractions] for c, held in waiting.items()}
    dealt: set[str] = set()
    while waiting:
        rarest = min(waiting, key=lambda class_id: (len(waiting[class_id]), class_id))
        for name in list(waiting[rarest]):
            of_class = missing_of[rarest]
            index = max(wanted, key=lambda each: (of_class[each], missing[each], -each))
            missing[index] -= 1
            for class_id in presence[name]:
                missing_of[class_id][index] -= 1
                waiting[class_id].pop(name, None)
            dealt.add(name)
            yield name, SPLITS[index]
        waiting = defaultdict(dict, {c: held for c, held in waiting.items() if held})
    for name in names:
        if name not in dealt:  # shows no class
            index = max(wanted, key=lambda each: (missing[each], -each))
            missing[index] -= 1
            yield name, SPLITS[index]


def _wanted(fractions: tuple[float, float, float]) -> list[int]:
    """Indexes of the splits that are to get anything."""
    return [index for index, share in enumerate(fractions) if share > 0]
