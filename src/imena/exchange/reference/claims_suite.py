"""Officials’ phrases, and what they are taken to mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from imena.claims.bounds import Bound
from imena.claims.phrase import Reading, readings
from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.stated import Stated

_ROOM, _FILE = "estimation", "claims.json"
_VAGUE = {Bound.DOZENS, Bound.HUNDREDS, Bound.THOUSANDS}
_KINDS: Mapping[Bound, str] = {
    Bound.EXACT: "exact_in_scope",
    Bound.ABOUT: "approx",
    Bound.ALMOST: "just_below",
    Bound.NEARLY: "just_below",
    Bound.AT_LEAST: "lower_bound",
    Bound.MORE_THAN: "lower_bound",
    Bound.UP_TO: "upper_bound",
    Bound.NO_MORE_THAN: "upper_bound",
    Bound.BETWEEN: "interval",
    **dict.fromkeys(_VAGUE, "vague"),
}


class ClaimsSuite:
    """``estimation/claims.json``."""

    place = f"{_ROOM}/{_FILE}"

    def files(self, folder: Path) -> list[Path]:
        """The file, if it is there; ``folder`` may be ``estimation`` itself."""
        room = folder if folder.resolve().name == _ROOM else folder / _ROOM
        return [room / _FILE] if (room / _FILE).is_file() else []

    def compared(self, folder: Path) -> Iterator[Comparison]:
        """All phrases as one case: each must give one number, with just what is expected."""
        for path in self.files(folder):
            comparison = Comparison("claims", path.name)
            for number, case in enumerate(Stated.read(path)["cases"].listed(), start=1):
                found = readings(case["input"]["text"].text)
                comparison.same("people", (str(number), "numbers"), 1, len(found))
                for field, value in case["expected"].items():
                    said = _said(found[0]).get(field, "nothing") if found else "nothing"
                    comparison.same("people", (str(number), field), value.value, said)
            yield comparison


def _said(found: Reading) -> dict[str, object]:
    said: dict[str, object] = {
        "value": found.value if found.to is None else None,
        "kind": _KINDS.get(found.bound, ""),
        "unit": found.unit,
        "subset": dict(found.parts),
        "subset_vague": {part: list(share) for part, share in found.shares.items()},
        "scope_excludes": list(found.excludes),
    }
    if found.soft is not None:
        said |= {"lower": found.soft.lower, "upper": found.soft.upper}
    if found.implied_total is not None:
        total = found.implied_total
        said["implies_total"] = {"lower": total.lower, "upper": total.upper}
    return said


suite = ClaimsSuite()
