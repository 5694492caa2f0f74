"""Likelihood ratios of what is not DNA, file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.evidence_decisions import compare_decision
from imena.exchange.reference.evidence_published import compare_published
from imena.exchange.reference.evidence_ratios import (
    compare_age,
    compare_birth_dates,
    compare_hair,
    compare_pigmentation,
    compare_sensitivity,
    compare_sex,
    compare_tables,
)
from imena.exchange.reference.evidence_stature import compare_lengths, compare_stature
from imena.exchange.reference.stated import Stated

_ROOM = "evidence"

#: file → what compares it
_FILES: Mapping[str, Callable[[Comparison, Stated], None]] = {
    "age_lr.json": compare_age,
    "birthdate_lr.json": compare_birth_dates,
    "cpt.json": compare_tables,
    "decision.json": compare_decision,
    "hair_lr.json": compare_hair,
    "osteometric_parameters.json": compare_lengths,
    "pigmentation_lr.json": compare_pigmentation,
    "published_tables.json": compare_published,
    "sensitivity.json": compare_sensitivity,
    "sex_lr.json": compare_sex,
    "stature.json": compare_stature,
}


class EvidenceSuite:
    """The files of ``evidence`` that state LRs, thresholds, statures or tables, one case each."""

    place = f"{_ROOM}/{{{','.join(name.removesuffix('.json') for name in _FILES)}}}.json"

    def files(self, folder: Path) -> list[Path]:
        """Those that are there; ``folder`` may be ``evidence`` itself."""
        room = folder if folder.resolve().name == _ROOM else folder / _ROOM
        return [room / name for name in _FILES if (room / name).is_file()]

    def compared(self, folder: Path) -> Iterator[Comparison]:
        """Each file."""
        for path in self.files(folder):
            comparison = Comparison(path.stem, path.name)
            stated = Stated.read(path)
            beside = path.with_name("hair_error_matrices.json")
            if path.name in ("hair_lr.json", "cpt.json"):
                stated = Stated({"file": stated.value, "matrices": _matrices(beside)}, path.name)
            _FILES[path.name](comparison, stated)
            yield comparison


def _matrices(path: Path) -> object:
    return Stated.read(path)["matrices"].value


suite = EvidenceSuite()
