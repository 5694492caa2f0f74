"""A file in a form: kept in memory and nowhere else until it is known what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from imena.web.filling.fields import Field


@dataclass(frozen=True, kw_only=True)
class Upload(Field):
    """A file; its bytes are read from the request, its value here is its name."""

    accept: str = "image/jpeg,image/png,image/webp"
    part: ClassVar[str] = "file"
