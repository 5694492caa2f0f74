"""Why a backup was not made or not restored."""

from __future__ import annotations

from collections.abc import Mapping

from imena.language import Words


class BackupError(Exception):
    """Nothing was made, nothing was restored. ``sentence`` is a message of ``backup``."""

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence = sentence
        self.values: Mapping[str, object] = values
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """The reason, for a person."""
        return Words("backup", language)(self.sentence, **self.values)
