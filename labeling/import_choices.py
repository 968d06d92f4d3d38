"""What becomes of each class of a dataset in a project: chosen by people, checked, resolved."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from labeling.errors import BadClassChoice
from labeling.formats.base import ClassRecord
from labeling.formats.mapping import Targets
from labeling.import_classes import MAX_CLASS_NAME
from labeling.models import LabelClass, Project

Action = Literal["class", "new", "same", "drop"]
ACTIONS: tuple[Action, ...] = ("class", "new", "same", "drop")

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """What becomes of one class of a dataset.

    Attributes:
        class_id: of the dataset's class.
        action: "class" a class of the project, "new" a new one, "same" the same as another class of
            the dataset, "drop" its segments are left out.
        target: the project's (of "class") or the dataset's (of "same") class_id.
        name, color: of a new class; the dataset's own where they are empty.
    """

    class_id: int
    action: Action
    target: int | None = None
    name: str = ""
    color: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "class_id": self.class_id,
            "action": self.action,
            "target": self.target,
            "name": self.name,
            "color": self.color,
        }


def choices_from(rows: Iterable[dict[str, Any]]) -> list[ClassChoice]:
    """Stored choices."""
    return [ClassChoice(**row) for row in rows]


def resolve(
    project: Project, found: Sequence[ClassRecord], choices: Sequence[ClassChoice]
) -> Targets:
    """What each chosen class becomes; those without a choice go by their names.

    Raises:
        BadClassChoice: a class that is not there, a name that cannot be, two new classes of one
            name, or nothing left.
    """
    resolver = _Resolver(
        rows={row.class_id: row for row in project.label_classes.all()},
        found={record.class_id: record for record in found},
        chosen={choice.class_id: choice for choice in choices},
    )
    if len(resolver.chosen) < len(choices):
        raise BadClassChoice("A class of the dataset is chosen for twice; send each once.")
    for choice in choices:
        if choice.class_id not in resolver.found:
            raise BadClassChoice(
                f"The dataset has no class {choice.class_id}; it has {_listed(found)}.",
                class_id=choice.class_id,
            )
    targets = {choice.class_id: resolver.target(choice) for choice in choices}
    resolver.check_new(targets)
    if found and len(targets) == len(found) and not any(targets.values()):
        raise BadClassChoice("Every class would be left out; keep at least one.")
    return targets


@dataclass(frozen=True, slots=True)
class _Resolver:
    rows: dict[int, LabelClass]
    found: dict[int, ClassRecord]
    chosen: dict[int, ClassChoice]

    def target(self, choice: ClassChoice) -> ClassRecord | None:
        """What a class becomes."""
        record = self.found[choice.class_id]
        if choice.action == "drop":
            return None
        if choice.action == "new":
            return self._new(record, choice)
        if choice.action == "class":
            row = self.rows.get(choice.target or 0)
            if row is None:
                raise BadClassChoice(
                    f"'{record.name}' is to become class {choice.target}, which the project has"
                    " not (any more); choose again.",
                    class_id=choice.class_id,
                )
            return replace(record, name=row.name)
        return self._same(record, choice)

    def _same(self, record: ClassRecord, choice: ClassChoice) -> ClassRecord | None:
        other = self.found.get(choice.target or 0)
        of_other = self.chosen.get(choice.target or 0)
        if other is None or (of_other is not None and of_other.action in ("same", "drop")):
            raise BadClassChoice(
                f"'{record.name}' is to become the same as class {choice.target}, which is left"
                " out, joined to another itself, or not there; choose again.",
                class_id=choice.class_id,
            )
        return other if of_other is None else self.target(of_other)

    def _new(self, record: ClassRecord, choice: ClassChoice) -> ClassRecord:
        name, color = choice.name.strip() or record.name, choice.color or record.color
        if len(name) > MAX_CLASS_NAME or any(unicodedata.category(char) == "Cc" for char in name):
            raise BadClassChoice(
                f"The name for '{record.name}' is too long or has control characters; names have 1"
                f" to {MAX_CLASS_NAME} characters.",
                class_id=choice.class_id,
            )
        if not _COLOR.fullmatch(color):
            raise BadClassChoice(
                f"'{color}' is no colour for '{record.name}'; expected one like #4000c0.",
                class_id=choice.class_id,
            )
        return replace(record, name=name, color=color.lower())

    def check_new(self, targets: Targets) -> None:
        """New classes need names of their own; joining is said by "same" or "class"."""
        taken = {row.name: "the project" for row in self.rows.values()}
        for class_id, record in self.found.items():
            if class_id not in self.chosen:
                taken.setdefault(record.name, f"the dataset's class '{record.name}'")
        for class_id, choice in self.chosen.items():
            target = targets[class_id]
            if choice.action != "new" or target is None:
                continue
            if target.name in taken:
                raise BadClassChoice(
                    f"'{self.found[class_id].name}' is to become a new class '{target.name}', but"
                    f" {taken[target.name]} has that name; choose that class, or another name.",
                    class_id=class_id,
                )
            taken[target.name] = f"the dataset's class '{self.found[class_id].name}'"


def choices_by_name(
    rows: Mapping[str, int],
    found: Sequence[ClassRecord],
    renamed: Iterable[tuple[str, str]],
    dropped: Iterable[str],
) -> list[ClassChoice]:
    """Choices as a shell gives them: names of the dataset's classes, and of what they become.

    Args:
        rows: class_id by name, of the project.
        renamed: (dataset's name, name of a class of the project or of the dataset, or a new one).
        dropped: dataset's names.

    Raises:
        BadClassChoice: a name that no class of the dataset has.
    """
    ids = {record.name: record.class_id for record in found}
    choices = {}
    for name in dropped:
        choices[name] = ClassChoice(_known(ids, name), "drop")
    renamed, made = list(renamed), dict[str, int]()
    moved = {old for old, _ in renamed}
    for old, new in renamed:
        class_id = _known(ids, old)
        if new in rows:
            choices[old] = ClassChoice(class_id, "class", rows[new])
        elif new in made:
            choices[old] = ClassChoice(class_id, "same", made[new])
        elif new in ids and new not in moved and new not in choices and new != old:
            choices[old] = ClassChoice(class_id, "same", ids[new])
        else:
            choices[old] = ClassChoice(class_id, "new", name=new)
            made[new] = class_id
    return list(choices.values())


def _known(ids: dict[str, int], name: str) -> int:
    if name not in ids:
        raise BadClassChoice(
            f"The dataset has no class {name!r}; it has {', '.join(ids) or 'none'}."
        )
    return ids[name]


def _listed(found: Sequence[ClassRecord]) -> str:
    names = [f"{record.class_id} ({record.name})" for record in found[:20]]
    return (", ".join(names) or "none") + (" and others" if len(found) > 20 else "")


class Match(NamedTuple):
    """The class of a project that a dataset's class seems to be."""

    kind: Literal["same", "similar", "none"]
    class_id: int | None


def match(name: str, rows: Iterable[tuple[int, str]]) -> Match:
    """The project's class of the same name, else the only one that differs in writing alone.

    Args:
        name: of a dataset's class.
        rows: (class_id, name) of the project's.
    """
    rows = list(rows)
    for class_id, other in rows:
        if other == name:
            return Match("same", class_id)
    forms = _forms(name)
    alike = [class_id for class_id, other in rows if forms & _forms(other)]
    return Match("similar", alike[0]) if len(alike) == 1 else Match("none", None)


def _forms(name: str) -> set[str]:
    """A name without case, blanks and signs, also as if it were a plural."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    whole = "".join(char for char in plain if char.isalnum()) or plain
    forms = {whole}
    if len(whole) > 3 and whole.endswith("s") and not whole.endswith("ss"):
        forms.add(whole[:-1])
        if whole.endswith("es"):
            forms.add(whole[:-2])
        if whole.endswith("ies"):
            forms.add(f"{whole[:-3]}y")
    return forms
