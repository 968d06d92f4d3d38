"""What a person gives a predictor (clicks, strokes, a box): made from the API's JSON, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml_assist.errors import InvalidPrompt

FOREGROUND = 1
BACKGROUND = 0


def _no_points() -> NDArray[np.float64]:
    return np.zeros((0, 2), dtype=np.float64)


def _no_labels() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """A scribble on what is meant, or on what is not.

    Attributes:
        points: (N, 2) float64 (x, y), corner-origin, N >= 1: the pointer's way.
        is_foreground: whether it lies on what is meant.
    """

    points: NDArray[np.float64]
    is_foreground: bool


@dataclass(frozen=True, slots=True, eq=False)
class Prompt:
    """Clicks, strokes and at most one box, in pixels of the shown image.

    Attributes:
        points: (N, 2) float64 (x, y), corner-origin: pixel (0, 0) covers [0, 1) x [0, 1).
        labels: (N,) int64, 1 foreground, 0 background (Segment Anything's meaning).
        box_xyxy: (x0, y0, x1, y1) with x0 < x1 and y0 < y1, or None.
        logits: the previous prediction's low-resolution logits, which Segment Anything refines;
            None at the first click. Other predictors leave them aside.
        strokes: in the order in which they were drawn; a later one wins where they cross.
    """

    points: NDArray[np.float64] = field(default_factory=_no_points)
    labels: NDArray[np.int64] = field(default_factory=_no_labels)
    box_xyxy: tuple[float, float, float, float] | None = None
    logits: NDArray[np.float32] | None = None
    strokes: tuple[Stroke, ...] = ()

    @classmethod
    def of(
        cls,
        *,
        points: Sequence[Sequence[float]] = (),
        labels: Sequence[int] = (),
        box_xyxy: Sequence[float] | None = None,
        strokes: Sequence[Mapping[str, Any]] = (),
    ) -> Prompt:
        """A checked prompt from plain lists, as the API receives them.

        Raises:
            InvalidPrompt: nothing is prompted, the lengths differ, a label is neither 0 nor 1, a
                number is not finite, or the box has no area.
        """
        if len(points) != len(labels):
            raise InvalidPrompt(
                f"Expected one label for each point, got {len(points)} points and "
                f"{len(labels)} labels.",
                points=len(points),
                labels=len(labels),
            )
        if not points and not strokes and box_xyxy is None:
            raise InvalidPrompt("Expected at least one point, a stroke or a box, got none.")
        return cls(
            _checked_points(points),
            _checked_labels(labels),
            _checked_box(box_xyxy),
            strokes=tuple(_checked_stroke(stroke) for stroke in strokes),
        )

    def strokes_as_clicks(self) -> Prompt:
        """The same for predictors that know clicks only: each stroke becomes one at its middle."""
        if not self.strokes:
            return self
        middles = [stroke.points[len(stroke.points) // 2] for stroke in self.strokes]
        labels = [int(stroke.is_foreground) for stroke in self.strokes]
        return replace(
            self,
            points=np.concatenate([self.points, np.asarray(middles)]),
            labels=np.concatenate([self.labels, labels]),
            strokes=(),
        )

    def check_within(self, size_hw: tuple[int, int]) -> None:
        """Refuse a prompt whose points or whole box lie outside an image.

        Raises:
            InvalidPrompt: a point or stroke is outside, or the box does not meet the image.
        """
        height, width = size_hw
        for x, y in np.concatenate([self.points, *(each.points for each in self.strokes)]):
            if not (0 <= x <= width and 0 <= y <= height):
                raise InvalidPrompt(
                    f"Expected points inside the image of {width}x{height} px, got ({x:g}, {y:g}).",
                    size=[height, width],
                )
        if self.box_xyxy is not None:
            x0, y0, x1, y1 = self.box_xyxy
            if x0 >= width or y0 >= height or x1 <= 0 or y1 <= 0:
                raise InvalidPrompt(
                    f"Expected a box that meets the image of {width}x{height} px, "
                    f"got {[x0, y0, x1, y1]}.",
                    size=[height, width],
                )


def _checked_points(points: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    if any(len(point) != 2 for point in points):
        raise InvalidPrompt("Expected every point as [x, y].")
    checked = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(checked).all():
        raise InvalidPrompt("Expected finite coordinates for every point.")
    return checked


def _checked_labels(labels: Sequence[int]) -> NDArray[np.int64]:
    strange: list[Any] = [label for label in labels if label not in (BACKGROUND, FOREGROUND)]
    if strange:
        raise InvalidPrompt(
            f"Expected point labels 1 (foreground) or 0 (background), got {strange[0]!r}."
        )
    return np.asarray(labels, dtype=np.int64)


def _checked_stroke(stroke: Mapping[str, Any]) -> Stroke:
    points = _checked_points(stroke["points"])
    if len(points) == 0:
        raise InvalidPrompt("Expected at least one point in every stroke.")
    return Stroke(points, bool(stroke["is_foreground"]))


def _checked_box(box: Sequence[float] | None) -> tuple[float, float, float, float] | None:
    if box is None:
        return None
    if len(box) != 4 or not all(np.isfinite(value) for value in box):
        raise InvalidPrompt(f"Expected a box as [x0, y0, x1, y1], got {list(box)}.")
    x0, y0, x1, y1 = (float(value) for value in box)
    if x0 >= x1 or y0 >= y1:
        raise InvalidPrompt(
            f"Expected a box with x0 < x1 and y0 < y1, got {[x0, y0, x1, y1]}: draw it larger."
        )
    return x0, y0, x1, y1
