"""No example of these tests may fail for being slow on a loaded machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("evidence", deadline=None)
settings.load_profile("evidence")
