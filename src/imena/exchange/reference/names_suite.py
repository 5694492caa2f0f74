"""Ukrainian names in Latin letters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.stated import Stated
from imena.naming.transliterate import transliterated

_FILE = "names_transliteration.json"


class NamesSuite:
    """``evidence/names_transliteration.json``: resolution 55 of 2010, name by name."""

    place = f"evidence/{_FILE}"

    def files(self, folder: Path) -> list[Path]:
        """The file, if it is there; ``folder`` may be ``evidence`` itself."""
        room = folder if folder.resolve().name == "evidence" else folder / "evidence"
        return [path for path in (room / _FILE,) if path.is_file()]

    def compared(self, folder: Path) -> Iterator[Comparison]:
        """All names as one case."""
        for path in self.files(folder):
            comparison = Comparison(path.stem, path.name)
            for case in Stated.read(path)["cases"].listed():
                name = case["input"].text
                expected = case["expected_kmu2010"].text
                comparison.same("transliteration", (name,), expected, transliterated(name))
            yield comparison


suite = NamesSuite()
