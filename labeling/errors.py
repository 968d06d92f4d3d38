"""The errors that labeling raises for its users: each names one fact, with what to do about it."""

from __future__ import annotations

from typing import Any, ClassVar


class MaskwrightError(Exception):
    """Base of every error that a user may see.

    Attributes:
        code: stable machine-readable name of the fact.
        status: the HTTP status that the API answers with.
        message: one sentence for the user: expected, actual, remedy.
        detail: JSON-able facts for the client.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(self, message: str, **detail: Any) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class InvalidRle(MaskwrightError):
    """A mask's run lengths are malformed or do not fill its image."""

    code = "invalid_rle"


class EmptyMask(MaskwrightError):
    """A mask without a single pixel was given where a segment needs one."""

    code = "empty_mask"


class MaskSizeMismatch(MaskwrightError):
    """Two masks, or a mask and its image, have different sizes."""

    code = "mask_size_mismatch"


class InvalidPolygon(MaskwrightError):
    """A polygon is malformed: too few vertices, crossing edges, holes outside."""

    code = "invalid_polygon"


class BadDataset(MaskwrightError):
    """A dataset to import cannot be read; says which file, where in it, and the remedy."""

    code = "bad_dataset"
