"""The operations of a save, checked and measured before any row is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from labeling.errors import MaskSizeMismatch, MaskwrightError, MissingGeometry, UnknownLabelClass
from labeling.masks import polygons
from labeling.masks import rle as rles
from labeling.masks.boxed import polygon_rle
from labeling.masks.types import Polygon, Rle
from labeling.models import Annotation, Geometry, LabelClass, Segment

MAX_UID = 64
CLASS_SURGERY = "class_surgery"
"""The tool of operations that a change of the project's classes made, not a person's hand."""
Z_LIMIT = 2**53 - 1  # JavaScript's largest exact integer


@dataclass(frozen=True, slots=True)
class Upsert:
    """Add a segment, or replace the current version of one.

    With neither mask nor polygon the current geometry stays: changing a class copies no mask.
    """

    uid: str
    class_id: int
    z: int
    tool: str
    origin: str
    mask: Rle | None = None
    polygon: Polygon | None = None
    iscrowd: bool = False
    occluded: bool = False
    truncated: bool = False
    score: float | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a segment; removing an unknown one changes nothing (the client may replay)."""

    uid: str
    tool: str


Operation = Upsert | Delete


@dataclass(slots=True)
class PreparedSave:
    """Operations folded to the last one per segment, with measured geometry."""

    annotation_id: int
    upserts: dict[str, Upsert]
    deletes: dict[str, Delete]
    geometries: dict[str, Geometry]
    classes: dict[int, LabelClass]
    log: list[dict[str, str]]

    @property
    def uids(self) -> set[str]:
        """Every segment that the save touches."""
        return set(self.upserts) | set(self.deletes)

    @property
    def undone(self) -> list[str]:
        """Segments whose making was undone."""
        return [uid for uid, delete in self.deletes.items() if delete.tool == "undo"]

    def new_rows(self, current: Mapping[str, Segment], revision: int) -> list[Segment]:
        """Unsaved Segment rows valid from `revision`; saves the new geometries.

        Raises:
            MissingGeometry: a segment that is new came without geometry.
        """
        for uid in self.upserts:
            if uid not in self.geometries and uid not in current:
                raise MissingGeometry(
                    f"Segment {uid} is new and has neither a mask nor a polygon; send one."
                )
        saved = Geometry.objects.bulk_create(self.geometries.values(), batch_size=500)
        geometries = dict(zip(self.geometries, saved, strict=True))
        return [
            self._row(upsert, geometries.get(uid) or current[uid].geometry, revision)
            for uid, upsert in self.upserts.items()
        ]

    def _row(self, upsert: Upsert, geometry: Geometry, revision: int) -> Segment:
        return Segment(
            annotation_id=self.annotation_id,
            uid=upsert.uid,
            valid_from=revision,
            label_class=self.classes[upsert.class_id],
            geometry=geometry,
            z=upsert.z,
            iscrowd=upsert.iscrowd,
            occluded=upsert.occluded,
            truncated=upsert.truncated,
            attributes=dict(upsert.attributes),
            origin=upsert.origin,
            score=upsert.score,
        )


def prepare(annotation: Annotation, operations: Sequence[Operation]) -> PreparedSave:
    """Check every operation and measure its geometry.

    Raises:
        UnknownLabelClass: a class that the project does not have.
        InvalidRle, EmptyMask, InvalidPolygon, MaskSizeMismatch: named by segment.
    """
    image = annotation.image
    classes = {row.class_id: row for row in image.project.label_classes.all()}
    upserts: dict[str, Upsert] = {}
    deletes: dict[str, Delete] = {}
    geometries: dict[str, Geometry] = {}
    for operation in operations:
        uid = operation.uid
        if isinstance(operation, Delete):
            upserts.pop(uid, None)
            geometries.pop(uid, None)
            deletes[uid] = operation
            continue
        if operation.class_id not in classes:
            raise UnknownLabelClass(
                f"Segment {uid} has class {operation.class_id}; this project has the classes "
                f"{sorted(classes)}. Reload the page to see its classes.",
                uid=uid,
            )
        upserts[uid] = operation
        geometry = measure(operation, image.size_hw)
        if geometry is not None:
            geometries[uid] = geometry
    for uid in upserts:
        deletes.pop(uid, None)
    log = [
        {"op": "delete" if isinstance(op, Delete) else "upsert", "uid": op.uid, "tool": op.tool}
        for op in operations
    ]
    return PreparedSave(annotation.pk, upserts, deletes, geometries, classes, log)


def measure(operation: Upsert, size_hw: tuple[int, int]) -> Geometry | None:
    """The unsaved Geometry of an operation, area and box computed here; None when it has none.

    Raises:
        InvalidRle, EmptyMask, InvalidPolygon, MaskSizeMismatch: the message names the segment.
    """
    try:
        if operation.polygon is not None:
            return geometry_of_polygon(operation.polygon, size_hw)
        if operation.mask is not None:
            return geometry_of_mask(operation.mask, size_hw)
    except MaskwrightError as error:
        raise type(error)(
            f"Segment {operation.uid}: {error.message}", uid=operation.uid, **error.detail
        ) from error
    return None


def geometry_of_mask(mask: Rle, size_hw: tuple[int, int]) -> Geometry:
    """An unsaved Geometry of a mask in an image of `size_hw` (see `measure` for what it raises)."""
    if mask.size_hw != size_hw:
        raise MaskSizeMismatch(
            f"the mask is {mask.size_hw[0]}×{mask.size_hw[1]} px (height × width), its image "
            f"{size_hw[0]}×{size_hw[1]}"
        )
    rles.validate(mask)
    mask = rles.canonical(mask)
    x, y, w, h = rles.bbox_xywh(mask)
    return Geometry(
        rle_counts=mask.counts, polygon=None, area_px=rles.area_px(mask), x=x, y=y, w=w, h=h
    )


def geometry_of_polygon(polygon: Polygon, size_hw: tuple[int, int]) -> Geometry:
    """An unsaved Geometry of a polygon: its vertices, and its mask by the one rule."""
    polygons.validate(polygon, size_hw)
    geometry = geometry_of_mask(polygon_rle(polygon, size_hw), size_hw)
    geometry.polygon = polygons.to_wire(polygon)
    return geometry
