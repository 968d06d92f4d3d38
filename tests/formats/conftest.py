"""Property tests have no deadline for each example: the machine may be busy."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("maskwright", deadline=None)
settings.load_profile("maskwright")
