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
