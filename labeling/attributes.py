"""Attributes of segments: what a class asks for (definitions) and whether values fit; no Django.

A class's definitions are a list of {"name", "kind", …} in its `attributes`; a segment's values are
{name: value}. A name without a value is absent: null is none of the values.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KINDS = ("checkbox", "select", "number", "text")
MAX_ATTRIBUTES = 50  # a form of more rows than that is two classes
MAX_NAME = 64
MAX_OPTIONS = 200
MAX_OPTION = 200
MAX_TEXT = 2_000
_STEP_SLACK = 1e-6  # 0.1 + 0.2 is 0.30000000000000004


class BadDefinition(ValueError):
    """A definition is malformed; `key` is the part of it that is wrong."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class Attribute:
    """One definition.

    Attributes:
        kind: checkbox (bool), select (one of `options`), number or text.
        min, max, step: of a number; steps count from `min`, or from 0.
        default: what a new segment starts with; None: without a value.
        required: an image is submitted only when every segment of the class has a value.
    """

    name: str
    kind: str
    options: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    step: float | None = None
    default: Any = None
    required: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it is stored: only the keys that its kind has."""
        row: dict[str, Any] = {"name": self.name, "kind": self.kind}
        if self.options:
            row["options"] = list(self.options)
        numbers = {"min": self.min, "max": self.max, "step": self.step, "default": self.default}
        row.update({key: value for key, value in numbers.items() if value is not None})
        if self.required:
            row["required"] = True
        return row


def definition(row: Mapping[str, Any]) -> Attribute:
    """Check one definition.

    Raises:
        BadDefinition: which key is wrong, and what was expected.
    """
    name, kind = row.get("name"), row.get("kind")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= MAX_NAME:
        raise BadDefinition("name", f"a name has 1 to {MAX_NAME} characters")
    if kind not in KINDS:
        raise BadDefinition("kind", f"it is {kind!r}; expected one of {', '.join(KINDS)}")
    made = Attribute(
        name=name.strip(),
        kind=kind,
        options=_options(row) if kind == "select" else (),
        min=_number(row, "min") if kind == "number" else None,
        max=_number(row, "max") if kind == "number" else None,
        step=_number(row, "step") if kind == "number" else None,
        default=row.get("default"),
        required=row.get("required") is True,
    )
    if made.min is not None and made.max is not None and made.min > made.max:
        raise BadDefinition("max", f"it is {made.max:g}, less than the least value {made.min:g}")
    if made.step is not None and made.step <= 0:
        raise BadDefinition("step", "a step is more than 0")
    wrong = None if made.default is None else fault(made, made.default)
    if wrong is not None:
        raise BadDefinition("default", wrong)
    return made


def _options(row: Mapping[str, Any]) -> tuple[str, ...]:
    given = row.get("options")
    options = [each.strip() for each in given or () if isinstance(each, str)]
    if not isinstance(given, Sequence) or len(options) != len(given) or not options:
        raise BadDefinition("options", "a choice needs at least one option")
    if len(options) > MAX_OPTIONS:
        raise BadDefinition("options", f"there are {len(options)}; at most {MAX_OPTIONS}")
    for option in options:
        if not 0 < len(option) <= MAX_OPTION:
            raise BadDefinition("options", f"an option has 1 to {MAX_OPTION} characters")
        if options.count(option) > 1:
            raise BadDefinition("options", f"“{option}” is there twice")
    return tuple(options)


def _number(row: Mapping[str, Any], key: str) -> float | None:
    value = row.get(key)
    if value is None:
        return None
    if not _is_number(value):
        raise BadDefinition(key, f"it is {value!r}; expected a number")
    return float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def definitions(rows: Iterable[Any]) -> tuple[tuple[Attribute, ...], list[str]]:
    """Definitions from anywhere (an import, an older row), made to fit; nothing is refused.

    Returns:
        The definitions, and a note for each that had to be changed or left out. One that only has
        a name becomes a text: its segments' values then stay what they are.
    """
    kept: dict[str, Attribute] = {}
    notes: list[str] = []
    for row in rows:
        made = _lenient(row, notes)
        if made is None:
            continue
        if made.name in kept or len(kept) >= MAX_ATTRIBUTES:
            notes.append(f"the attribute “{made.name}” was left out: there twice, or too many")
            continue
        kept[made.name] = made
    return tuple(kept.values()), notes


def _lenient(row: Any, notes: list[str]) -> Attribute | None:
    if not isinstance(row, Mapping):
        notes.append("an attribute that is no object was left out")
        return None
    try:
        return definition(row)
    except BadDefinition as error:
        name = row.get("name")
        if not isinstance(name, str) or not 0 < len(name.strip()) <= MAX_NAME:
            notes.append(f"an attribute was left out: {error}")
            return None
        notes.append(f"the attribute “{name}” became a text: its {error.key}: {error}")
        return Attribute(name.strip(), "text")


def fault(attribute: Attribute, value: Any) -> str | None:
    """Why a value does not fit a definition; None where it does."""
    if attribute.kind == "checkbox":
        return None if isinstance(value, bool) else f"it is {value!r}; expected true or false"
    if attribute.kind == "select":
        if value in attribute.options and isinstance(value, str):
            return None
        return f"it is {value!r}; expected one of {', '.join(attribute.options)}"
    if attribute.kind == "text":
        if not isinstance(value, str):
            return f"it is {value!r}; expected a text"
        return None if len(value) <= MAX_TEXT else f"it has more than {MAX_TEXT} characters"
    return _number_fault(attribute, value)


def _number_fault(attribute: Attribute, value: Any) -> str | None:
    if not _is_number(value):
        return f"it is {value!r}; expected a number"
    if attribute.min is not None and value < attribute.min:
        return f"it is {value:g}; expected at least {attribute.min:g}"
    if attribute.max is not None and value > attribute.max:
        return f"it is {value:g}; expected at most {attribute.max:g}"
    if attribute.step is not None:
        steps = (value - (attribute.min or 0.0)) / attribute.step
        if abs(steps - round(steps)) > _STEP_SLACK:
            return f"it is {value:g}; expected steps of {attribute.step:g}"
    return None


def faults(attributes: Iterable[Attribute], values: Mapping[str, Any]) -> dict[str, str]:
    """By name, why a segment's values do not fit its class; an unknown name is a fault."""
    known = {attribute.name: attribute for attribute in attributes}
    found: dict[str, str] = {}
    for name, value in values.items():
        attribute = known.get(name)
        if attribute is None:
            found[name] = f"the class has no such attribute, only {_listed(known)}"
        elif (wrong := fault(attribute, value)) is not None:
            found[name] = wrong
    return found


def missing(attributes: Iterable[Attribute], values: Mapping[str, Any]) -> list[str]:
    """Names of the required attributes that have no value; an empty text is none."""
    return [
        attribute.name
        for attribute in attributes
        if attribute.required and values.get(attribute.name) in (None, "")
    ]


def values_in_class(
    values: Mapping[str, Any], before: Iterable[Attribute], after: Sequence[Attribute]
) -> dict[str, Any]:
    """A segment's values when it gets another class: the editor's `valuesInClass` is the same rule.

    What was only the old class's goes, what the new class knows by name stays where it fits, the
    rest starts with its default. What neither class knows came from elsewhere and stays.
    """
    was_asked = {attribute.name for attribute in before}
    asked = {attribute.name: attribute for attribute in after}
    kept = {
        name: value
        for name, value in values.items()
        if (fault(asked[name], value) is None if name in asked else name not in was_asked)
    }
    defaults = {each.name: each.default for each in after if each.default is not None}
    return {**defaults, **kept}


def _listed(known: Mapping[str, Attribute]) -> str:
    return ", ".join(known) if known else "none"
