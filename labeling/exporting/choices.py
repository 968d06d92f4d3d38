"""The choices of an export that no format knows of: one frozen object, stored as JSON."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from labeling.errors import BadChoice

SplitKind = Literal["kept", "random", "stratified", "group"]
GroupBy = Literal["folder", "sequence"]

SPLITS = ("train", "val", "test")
MAX_SEED = 2**32 - 1


@dataclass(frozen=True, slots=True)
class SplitChoice:
    """How images are dealt to train, val and test.

    Attributes:
        kind: `kept` leaves the splits of the images as they are; `random` deals them out;
            `stratified` gives every split its share of each class; `group` never parts a group.
        fractions: of train, val and test; they sum to 1.
        seed: another seed, another deal; the same seed and names, the same deal.
        by: what makes a group: the top folder, or the name without its frame number.
    """

    kind: SplitKind = "kept"
    fractions: tuple[float, float, float] = (0.8, 0.1, 0.1)
    seed: int = 0
    by: GroupBy = "sequence"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a user chose about an export besides format, options and states.

    Attributes:
        splits: how images are dealt to the splits.
        classes: ids of the classes to export, ascending; None: all. Ids are never renumbered.
        min_area_px: segments of fewer pixels are left out.
        anonymise: every picture is encoded anew, without any metadata.
        blur: ids of the classes whose pixels are made unrecognisable in the pictures.
    """

    splits: SplitChoice = field(default_factory=SplitChoice)
    classes: tuple[int, ...] | None = None
    min_area_px: int = 0
    anonymise: bool = False
    blur: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As stored on the export's row and sent by the API; `parse` reads it back."""
        splits = self.splits
        return {
            "splits": {
                "kind": splits.kind,
                "fractions": list(splits.fractions),
                "seed": splits.seed,
                "by": splits.by,
            },
            "classes": None if self.classes is None else list(self.classes),
            "min_area_px": self.min_area_px,
            "anonymise": self.anonymise,
            "blur": list(self.blur),
        }


def parse(given: Mapping[str, Any], known: Collection[int] | None = None) -> Choices:
    """Check choices and fill in the defaults.

    Args:
        given: as `Choices.to_json` writes it; keys that are not there keep their default.
        known: the project's class ids; None where they were checked before.

    Raises:
        BadChoice: names the key, what is wrong and what is expected.
    """
    _refuse_unknown(given, Choices().to_json(), "choices")
    classes = given.get("classes")
    chosen = None if classes is None else _class_ids(classes, "classes", known)
    if chosen == ():
        raise BadChoice(
            "classes is empty, so nothing would be exported; choose a class, or leave it out to"
            " export all.",
            key="classes",
        )
    return Choices(
        splits=_splits(given.get("splits") or {}),
        classes=chosen,
        min_area_px=_whole(given.get("min_area_px", 0), "min_area_px", 2**40),
        anonymise=_flag(given.get("anonymise", False), "anonymise"),
        blur=_class_ids(given.get("blur") or (), "blur", known),
    )


def _splits(given: Any) -> SplitChoice:
    if not isinstance(given, Mapping):
        raise BadChoice(f"splits is {given!r}; expected an object with a kind.", key="splits")
    defaults = Choices().to_json()["splits"]
    _refuse_unknown(given, defaults, "splits")
    merged = {**defaults, **given}
    return SplitChoice(
        kind=_one_of(merged["kind"], get_args(SplitKind), "splits.kind"),
        fractions=_fractions(merged["fractions"]),
        seed=_whole(merged["seed"], "splits.seed", MAX_SEED),
        by=_one_of(merged["by"], get_args(GroupBy), "splits.by"),
    )


def _fractions(given: Any) -> tuple[float, float, float]:
    key = "splits.fractions"
    if not isinstance(given, list | tuple) or len(given) != len(SPLITS):
        raise BadChoice(
            f"{key} is {given!r}; expected three numbers, for train, val and test.", key=key
        )
    for share in given:
        is_number = isinstance(share, int | float) and not isinstance(share, bool)
        if not is_number or not math.isfinite(share) or not 0 <= share <= 1:
            raise BadChoice(f"{key} holds {share!r}; expected numbers from 0 to 1.", key=key)
    if abs(sum(given) - 1) > 1e-6:
        raise BadChoice(
            f"{key} sum to {sum(given):g}; train, val and test together must be 1.", key=key
        )
    train, val, test = (float(share) for share in given)
    return (train, val, test)


def _class_ids(given: Any, key: str, known: Collection[int] | None) -> tuple[int, ...]:
    if not isinstance(given, list | tuple) or not all(type(each) is int for each in given):
        raise BadChoice(f"{key} is {given!r}; expected a list of class ids.", key=key)
    if known is not None and (unknown := sorted(set(given) - set(known))):
        raise BadChoice(
            f"{key} names the class id {unknown[0]}, which the exported class table has not;"
            f" it has {', '.join(map(str, sorted(known))) or 'none'}.",
            key=key,
        )
    return tuple(sorted(set(given)))


def _refuse_unknown(given: Mapping[str, Any], known: Collection[str], where: str) -> None:
    if unknown := [key for key in given if key not in known]:
        raise BadChoice(
            f"{where} has no key {unknown[0]!r}; it has {', '.join(known)}.", key=unknown[0]
        )


def _one_of(given: Any, words: tuple[Any, ...], key: str) -> Any:
    if given not in words:
        raise BadChoice(f"{key} is {given!r}; choose one of {', '.join(words)}.", key=key)
    return given


def _whole(given: Any, key: str, largest: int) -> int:
    if type(given) is not int or not 0 <= given <= largest:
        raise BadChoice(
            f"{key} is {given!r}; expected a whole number from 0 to {largest}.", key=key
        )
    return given


def _flag(given: Any, key: str) -> bool:
    if not isinstance(given, bool):
        raise BadChoice(f"{key} is {given!r}; expected true or false.", key=key)
    return given
