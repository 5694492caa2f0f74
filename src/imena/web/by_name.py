"""Tells what dossiers tell, on a page whose reader may read the names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from imena.reports.dossier.page import Text, text
from imena.reports.dossier.teller import Teller


@dataclass(frozen=True)
class ByName(Teller):
    """``names``: number or code → the name. What is open is whose remains these are; whoever is
    missing has a name all along."""

    names: Mapping[str, str]

    def person(self, number: str) -> Text:
        """By name where it may be read."""
        known = self.names.get(number, "")
        return text(known, "name") if known else text(number, "code")

    def drawn(self, number: str) -> str:
        """The same in a pedigree."""
        return self.names.get(number, "")
