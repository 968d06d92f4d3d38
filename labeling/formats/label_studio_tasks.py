"""Label Studio's tasks: which of several annotations counts, and which picture one is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard
from urllib.parse import unquote, urlsplit

from labeling.errors import BadDataset
from labeling.formats.base import Report
from labeling.formats.found_pictures import is_picture, plain_name

_PREFIX = re.compile(r"^[0-9a-f]{8}-(?=.)")
"""What Label Studio puts before the name of an uploaded file."""

_KEYS = ("image", "img", "picture", "photo", "image_url", "url")

_JSON_MIN = (
    "this is no task of Label Studio's JSON export; it looks like JSON-MIN. Export the project as"
    " “JSON”, and import that."
)


@dataclass(frozen=True, slots=True)
class Task:
    """One task, as far as we need it.

    Attributes:
        names: what its picture may be called, best first; relative, "/" separated.
        result: the entries of the annotation that counts.
        has_annotation: whether there is one, also an empty one.
        is_prediction: whether a model made it.
        score: of the whole prediction.
        meta: what we wrote beside it.
    """

    key: str
    names: tuple[str, ...]
    split: str | None
    result: list[Mapping[str, Any]]
    has_annotation: bool
    is_prediction: bool
    score: float | None
    meta: Mapping[str, Any]


def is_task(item: object) -> bool:
    """Whether an item of a list is a task, or an annotation with its task inside."""
    if not isinstance(item, dict):
        return False
    if isinstance(item.get("task"), dict) and "result" in item:
        return True
    return isinstance(item.get("data"), dict) and bool(
        item.keys() & {"annotations", "completions", "predictions"}
    )


def is_json_min(item: object) -> bool:
    """Whether an item is of the short export, which leaves out what we need."""
    return isinstance(item, dict) and "data" not in item and "annotator" in item


def read_task(item: object, number: int, place: str, report: Report) -> Task | None:
    """Check one task; None where it is about no picture, counted.

    Raises:
        BadDataset: no task, or lists that are none.
    """
    if not is_task(item):
        raise BadDataset(f"{place}: {_JSON_MIN}")
    assert isinstance(item, dict)
    if isinstance(item.get("task"), dict):
        item = {**item["task"], "annotations": [item]}
    data = item.get("data")
    key = str(item.get("id", number))
    if not isinstance(data, dict) or (reference := _reference(data)) is None:
        report.count("tasks without a picture were left out", place)
        return None
    names = _names(reference, item.get("file_upload"), place)
    chosen, is_prediction = _chosen(item, place, report)
    result = [] if chosen is None else _list(chosen, "result", place)
    score = None if chosen is None else chosen.get("score")
    split, meta = data.get("split"), item.get("meta")
    return Task(
        key=re.sub(r"[^\w.-]", "_", key)[:40],
        names=names,
        split=split if isinstance(split, str) else None,
        result=result,
        has_annotation=chosen is not None,
        is_prediction=is_prediction,
        score=float(score) if _is_number(score) else None,
        meta=meta if isinstance(meta, dict) else {},
    )


def _chosen(
    item: Mapping[str, Any], place: str, report: Report
) -> tuple[Mapping[str, Any] | None, bool]:
    """The newest annotation that was not cancelled, else the newest prediction."""
    key = "completions" if "annotations" not in item and "completions" in item else "annotations"
    given = _list(item, key, place)
    kept = [each for each in given if not (each.get("was_cancelled") or each.get("skipped"))]
    if len(kept) < len(given):
        report.count("cancelled annotations were left out", place)
    predictions = _list(item, "predictions", place)
    if kept:
        if len(kept) > 1:
            report.count("tasks with several annotations; the newest was taken", place)
        if predictions:
            report.count("predictions of annotated tasks were left out", place)
        return max(kept, key=_age), False
    if not predictions:
        return None, False
    report.count("tasks without annotation; their newest prediction was taken", place)
    return max(predictions, key=_age), True


def _age(annotation: Mapping[str, Any]) -> tuple[str, str, int]:
    """Later ones are greater: times are ISO 8601 in UTC, ids grow."""
    number = annotation.get("id")
    updated, created = annotation.get("updated_at"), annotation.get("created_at")
    return (
        str(updated or created or ""),
        str(created or ""),
        number if isinstance(number, int) else 0,
    )


def _list(item: Mapping[str, Any], key: str, place: str) -> list[Mapping[str, Any]]:
    found = item.get(key)
    if found is None:
        return []
    if isinstance(found, int) or not isinstance(found, list):
        raise BadDataset(f"{place}: {key} must be a list; export the project again as JSON.")
    if key == "predictions":  # with interim results, exports may list only their ids
        return [each for each in found if isinstance(each, dict)]
    if not all(isinstance(each, dict) for each in found):
        raise BadDataset(f"{place}: {key} must be a list of objects.")
    return found


def _reference(data: Mapping[str, Any]) -> str | None:
    """Where the task's picture is, as text."""
    texts = {key: value for key, value in data.items() if isinstance(value, str) and value}
    for key in _KEYS:
        if key in texts and not texts[key].startswith("data:"):
            return texts[key]
    for value in texts.values():
        if is_picture(urlsplit_path(value)):
            return value
    return None


def _names(reference: str, upload: object, place: str) -> tuple[str, ...]:
    """What the picture may be called: without the upload's prefix, with it, with its folders."""
    path = urlsplit_path(reference)
    name = plain_name(path, place)
    base = name.rsplit("/", 1)[-1]
    is_upload = "/upload/" in f"/{name}" or base == upload
    if is_upload:
        return _PREFIX.sub("", base), base
    if "://" in reference:
        return base, name
    return name, base, _PREFIX.sub("", base)


def urlsplit_path(reference: str) -> str:
    """The path in an address, an upload's or a local file's name."""
    if "?d=" in reference:  # local files, whose path is a query
        return unquote(reference.split("?d=", 1)[1].split("&", 1)[0])
    try:
        if "://" in reference:
            return unquote(urlsplit(reference).path)
    except ValueError:
        pass
    return unquote(reference.split("?", 1)[0]) if reference.startswith("/data/") else reference


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
