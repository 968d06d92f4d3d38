"""CVAT's labels and attributes: classes and typed values as its XML has them, and back."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from labeling.attributes import Attribute, definitions
from labeling.formats.base import MAX_NAME, ClassRecord
from labeling.formats.palette import voc_palette

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 file can hold (section 2.2, Char)."""

_NUMBER_RANGE = ("-1000000000", "1000000000", "0.000001")
"""Least, most and step of a number that has none: CVAT needs all three."""


@dataclass(slots=True)
class CvatAttribute:
    """One <attribute> of a <label>, as it stands in the file."""

    name: str = ""
    input_type: str = "text"
    default_value: str = ""
    values: str = ""


@dataclass(slots=True)
class CvatLabel:
    """One <label> of the meta section."""

    name: str = ""
    color: str = ""
    parent: str = ""  # of a point of a skeleton
    attributes: list[CvatAttribute] = field(default_factory=list)


def text(value: str) -> str:
    """A text between tags; carriage returns survive, what XML cannot hold becomes U+FFFD."""
    return escape(clean(value), {"\r": "&#13;"})


def quoted(value: str) -> str:
    """A text as the value of an XML attribute, with its quotes."""
    return quoteattr(clean(value))


def clean(value: str) -> str:
    """The text with U+FFFD for every character that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", value)


def label_names(classes: Iterable[ClassRecord]) -> dict[int, str]:
    """The label of each class_id: its name, told apart where XML would make two alike."""
    names: dict[int, str] = {}
    for record in classes:
        name = clean(record.name).strip()
        names[record.class_id] = f"{name} ({record.class_id})" if name in names.values() else name
    return names


def label_xml(record: ClassRecord, name: str) -> str:
    """A class as <label>, with the attributes that it asks for."""
    rows = "".join(map(_attribute_xml, definitions(record.attributes)[0]))
    return (
        f"<label><name>{text(name)}</name><color>{record.color}</color><type>any</type>"
        f"<attributes>{rows}</attributes></label>\n"
    )


def _attribute_xml(attribute: Attribute) -> str:
    values: Sequence[str] = attribute.options
    kind = attribute.kind
    if kind == "checkbox":
        values = ("true", "false")
    elif kind == "number":
        given = (attribute.min, attribute.max, attribute.step)
        values = [
            default if number is None else _number_text(number)
            for number, default in zip(given, _NUMBER_RANGE, strict=True)
        ]
    default = "" if attribute.default is None else value_text(attribute.default, kind)[0]
    return (
        f"<attribute><name>{text(attribute.name)}</name><mutable>False</mutable>"
        f"<input_type>{kind}</input_type><default_value>{text(default)}</default_value>"
        f"<values>{text(chr(10).join(values))}</values></attribute>"
    )


def class_of(label: CvatLabel, class_id: int) -> ClassRecord:
    """A <label> as a class; what its attributes lack is left to the import's own checks."""
    red, green, blue = voc_palette()[(class_id - 1) % 254 + 1].tolist()
    is_color = re.fullmatch("#[0-9a-fA-F]{6}", label.color) is not None
    return ClassRecord(
        class_id,
        label.name[:MAX_NAME],
        label.color if is_color else f"#{red:02x}{green:02x}{blue:02x}",
        is_thing=True,
        attributes=tuple(map(_definition, label.attributes)),
    )


def _definition(given: CvatAttribute) -> Mapping[str, Any]:
    """CVAT's definition as ours; only the keys that its kind has."""
    kind = given.input_type.strip().lower()
    row: dict[str, Any] = {"name": given.name}
    values = list(dict.fromkeys(v.strip() for v in given.values.split("\n") if v.strip()))
    if kind in ("select", "radio"):
        row |= {"kind": "select", "options": values}
        kind = "select"
    elif kind == "number":
        row["kind"] = "number"
        numbers = [_number(value) for value in given.values.split("\n")[:3]]
        if given.values.split("\n") != list(_NUMBER_RANGE):
            row |= {
                key: number
                for key, number in zip(("min", "max", "step"), numbers, strict=False)
                if number is not None and (key != "step" or number > 0)
            }
    else:
        row["kind"] = "checkbox" if kind == "checkbox" else "text"
    default = value_of(given.default_value, row["kind"])
    if default is not None and default != "":
        row["default"] = default
    return row


def value_text(value: Any, kind: str) -> tuple[str, str | None]:
    """An attribute's value as CVAT's text, and how it must be read where its kind misleads.

    Returns:
        The text, and None where `value_of(text, kind)` is the value again, else a kind that does
        it: "json" reads anything.
    """
    if isinstance(value, bool):
        written = "true" if value else "false"
    elif isinstance(value, int | float) and math.isfinite(value):
        written = _number_text(value)
    else:
        written = value if isinstance(value, str) else json.dumps(value)
    for tried in (kind, "text", "checkbox", "number"):
        back = value_of(clean(written), tried)
        if back == value and type(back) is type(value):
            return written, None if tried == kind else tried
    return json.dumps(value), "json"


def value_of(written: str, kind: str) -> Any:
    """A value as its kind reads it; what does not fit stays a text, None where there is none."""
    if kind == "json":
        try:
            return json.loads(written)
        except (ValueError, RecursionError):
            return written
    stripped = written.strip()
    if kind in ("text", "select"):
        return written if kind == "text" or stripped else None
    if not stripped:
        return None
    if kind == "checkbox":
        return {"true": True, "1": True, "false": False, "0": False}.get(stripped.lower(), written)
    number = _number(stripped)
    return written if number is None else number


def _number(written: str) -> int | float | None:
    """A finite number, None where it is none."""
    try:
        number = float(written)
        whole = int(written) if re.fullmatch(r"\s*-?\d{1,18}\s*", written) else None
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return number if whole is None else whole


def _number_text(value: float) -> str:
    """The shortest text that gives the number again."""
    return repr(value)
