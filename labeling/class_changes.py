"""A batch of changes of a project's classes: checked against the table, and what it makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from labeling.errors import BadClassChanges
from labeling.models import LabelClass, Project

MAX_NAME = 100
FIELDS = ("name", "position", "hotkey", "retired_at", "merged_into")

Values = dict[str, dict[str, Any]]
"""By class_id (a string, as JSON has it): fields of FIELDS; merged_into is a class_id."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Classes whose segments become another class's."""

    sources: tuple[int, ...]
    target: int


@dataclass(frozen=True, slots=True)
class ClassChanges:
    """What is to be done at once, all by class_id.

    Attributes:
        order: the classes from first to last; those that it leaves out come after, as they are now.
        retire: get no new segments from now on.
        restore: retired ones that get them again, as classes of their own.
    """

    renames: Mapping[int, str] = field(default_factory=dict)
    order: tuple[int, ...] = ()
    retire: tuple[int, ...] = ()
    restore: tuple[int, ...] = ()
    merges: tuple[Merge, ...] = ()

    @property
    def targets(self) -> dict[int, int]:
        """Into which class each merged class goes."""
        return {source: merge.target for merge in self.merges for source in merge.sources}

    def to_json(self) -> dict[str, Any]:
        """As the API takes it."""
        return {
            "renames": [{"class_id": key, "name": name} for key, name in self.renames.items()],
            "order": list(self.order),
            "retire": list(self.retire),
            "restore": list(self.restore),
            "merges": [{"sources": list(m.sources), "target": m.target} for m in self.merges],
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> ClassChanges:
        """Of a body that has the right shape; absent parts change nothing."""
        return cls(
            renames={row["class_id"]: row["name"].strip() for row in given.get("renames", ())},
            order=tuple(given.get("order", ())),
            retire=tuple(given.get("retire", ())),
            restore=tuple(given.get("restore", ())),
            merges=tuple(
                Merge(tuple(row["sources"]), row["target"]) for row in given.get("merges", ())
            ),
        )


@dataclass(frozen=True, slots=True)
class TablePlan:
    """Only what changes: the fields as they are, and as they are to be."""

    before: Values
    after: Values


def plan_changes(changes: ClassChanges, rows: Sequence[LabelClass], now: datetime) -> TablePlan:
    """What a batch makes of the class table.

    Args:
        rows: the whole table in its order.
        now: since when the retired ones are.

    Raises:
        BadClassChanges: which class and which change is impossible, and what to do.
    """
    classes = {row.class_id: row for row in rows}
    _check(changes, classes)
    wanted: Values = {str(class_id): {} for class_id in classes}
    for class_id, name in changes.renames.items():
        wanted[str(class_id)]["name"] = name
    for place, class_id in enumerate(_whole_order(changes.order, rows), 1):
        wanted[str(class_id)]["position"] = place
    gone = {"retired_at": now.isoformat(), "hotkey": ""}
    for class_id in changes.retire:
        wanted[str(class_id)].update(gone)
    for class_id in changes.restore:
        wanted[str(class_id)].update(retired_at=None, merged_into=None)
    for source, target in changes.targets.items():
        wanted[str(source)].update(gone, merged_into=target)
    _settle_names(wanted, classes)
    plan = _differences(wanted, classes)
    if not plan.after:
        raise BadClassChanges("These changes leave every class as it is; change something first.")
    return plan


def plan_undo(
    before: Values, after: Values, rows: Iterable[LabelClass], *, is_forced: bool = False
) -> TablePlan:
    """The way back from a batch: fields that somebody changed since are left as they are.

    Args:
        before, after: of the batch that is taken back.
        is_forced: a class whose former name another one has by now keeps its new one.

    Raises:
        BadClassChanges: another class has a former name by now, and it is not forced; or a class
            that others were merged into is in no use any more.
    """
    classes = {row.class_id: row for row in rows}
    wanted: Values = {}
    for key, fields in after.items():
        row = classes.get(int(key))
        if row is None:
            continue
        now = values_of(row)
        back = {name: before[key][name] for name in fields if now[name] == fields[name]}
        # A class is never merged without being retired: the two go back together, or neither does.
        if "retired_at" in back and "merged_into" in fields and "merged_into" not in back:
            del back["retired_at"]
        wanted[key] = back
    _drop_taken(wanted, classes, "hotkey")
    if not is_forced:
        _check_targets(wanted, classes)
    else:
        _drop_taken(wanted, classes, "name")
    _check_names(wanted, classes)
    return _differences(wanted, classes)


def values_of(row: LabelClass) -> dict[str, Any]:
    """A class's FIELDS as JSON has them."""
    return {
        "name": row.name,
        "position": row.position,
        "hotkey": row.hotkey,
        "retired_at": row.retired_at.isoformat() if row.retired_at else None,
        "merged_into": row.merged_into.class_id if row.merged_into else None,
    }


def write_values(project: Project, values: Values) -> None:
    """Set fields of classes; names may change places with each other."""
    rows = {str(row.class_id): row for row in project.label_classes.all()}
    renamed = [rows[key] for key in values if key in rows and "name" in values[key]]
    for row in renamed:
        # Unique names are checked row by row; nobody types this sign.
        LabelClass.objects.filter(pk=row.pk).update(name=f"\x1f{row.pk}")
    for key, fields in values.items():
        if key not in rows:
            continue
        parsed = dict(fields)
        if parsed.get("retired_at"):
            parsed["retired_at"] = datetime.fromisoformat(parsed["retired_at"])
        if parsed.get("merged_into") is not None:
            parsed["merged_into"] = rows[str(parsed["merged_into"])]
        LabelClass.objects.filter(pk=rows[key].pk).update(**parsed)


def _check(changes: ClassChanges, classes: Mapping[int, LabelClass]) -> None:
    targets = changes.targets
    named = [
        *changes.renames,
        *changes.order,
        *changes.retire,
        *changes.restore,
        *targets,
        *targets.values(),
    ]
    unknown = sorted({class_id for class_id in named if class_id not in classes})
    if unknown:
        raise BadClassChanges(
            f"The project has no class {unknown[0]} any more; reload the page and choose again."
        )
    if len(set(changes.order)) < len(changes.order):
        raise BadClassChanges("The order names a class twice; name each once.")
    sources = [source for merge in changes.merges for source in merge.sources]
    for class_id in [*sources, *changes.retire, *changes.restore]:
        if [*sources, *changes.retire, *changes.restore].count(class_id) > 1:
            raise BadClassChanges(
                f"“{classes[class_id].name}” is to be merged, retired or restored twice over; "
                "choose one of them."
            )
    for class_id in changes.retire:
        if classes[class_id].retired_at is not None:
            raise BadClassChanges(f"“{classes[class_id].name}” is retired already.")
    for class_id in changes.restore:
        if classes[class_id].retired_at is None:
            raise BadClassChanges(f"“{classes[class_id].name}” is not retired.")
    for source, target in targets.items():
        _check_merge(classes[source], classes[target], changes)


def _check_merge(source: LabelClass, target: LabelClass, changes: ClassChanges) -> None:
    if source.merged_into_id is not None:
        raise BadClassChanges(f"“{source.name}” was merged into another class before.")
    leaves = target.class_id in changes.targets or target.class_id in changes.retire
    is_retired = target.retired_at is not None and target.class_id not in changes.restore
    if leaves or is_retired:
        raise BadClassChanges(
            f"“{source.name}” cannot be merged into “{target.name}”, which is itself merged or "
            "retired; choose a class that stays."
        )


def _whole_order(order: Sequence[int], rows: Sequence[LabelClass]) -> list[int]:
    if not order:
        return []
    return [*order, *(row.class_id for row in rows if row.class_id not in order)]


def _settle_names(wanted: Values, classes: Mapping[int, LabelClass]) -> None:
    """A merged class makes way for a class that is to bear its name."""
    named = {key: fields["name"] for key, fields in wanted.items() if "name" in fields}
    for key, name in named.items():
        if not 0 < len(name) <= MAX_NAME:
            raise BadClassChanges(
                f"“{classes[int(key)].name}” cannot be named “{name}”: a name has 1 to {MAX_NAME} "
                "characters."
            )
    taken = set(named.values())
    for class_id, row in classes.items():
        key = str(class_id)
        merged = wanted[key].get("merged_into", row.merged_into_id)
        if key not in named and merged is not None and row.name in taken:
            suffix = f" (merged, {class_id})"
            wanted[key]["name"] = row.name[: MAX_NAME - len(suffix)] + suffix
    _check_names(wanted, classes)


def _check_names(wanted: Values, classes: Mapping[int, LabelClass]) -> None:
    owners: dict[str, int] = {}
    for class_id, row in classes.items():
        name = wanted.get(str(class_id), {}).get("name", row.name)
        if name in owners:
            raise BadClassChanges(
                f"Two classes would be named “{name}” (ids {owners[name]} and {class_id}); give "
                "one of them another name first."
            )
        owners[name] = class_id


def _check_targets(wanted: Values, classes: Mapping[int, LabelClass]) -> None:
    """Nothing goes back into a class that went itself: two could end up in each other."""
    for key, fields in wanted.items():
        target = fields.get("merged_into")
        if target is None:
            continue
        into = classes.get(target)
        stays = into is not None and (
            wanted.get(str(target), {}).get("retired_at", into.retired_at) is None
        )
        if not stays:
            raise BadClassChanges(
                f"The class that “{classes[int(key)].name}” was merged into has been merged, "
                "retired or deleted since; merge it into another one."
            )


def _drop_taken(wanted: Values, classes: Mapping[int, LabelClass], name: str) -> None:
    """What another class has by now, and keeps, stays with that one."""
    for key, fields in wanted.items():
        kept = {
            getattr(row, name)
            for class_id, row in classes.items()
            if str(class_id) != key and name not in wanted.get(str(class_id), {})
        }
        if fields.get(name) in kept - {""}:
            del fields[name]


def _differences(wanted: Values, classes: Mapping[int, LabelClass]) -> TablePlan:
    before: Values = {}
    after: Values = {}
    for key, fields in wanted.items():
        now = values_of(classes[int(key)])
        changed = {name: value for name, value in fields.items() if value != now[name]}
        if changed:
            before[key] = {name: now[name] for name in changed}
            after[key] = changed
    return TablePlan(before, after)
