"""How many people a heap of bones is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.stated import Stated
from imena.osteology.counts import PairCounts, TooFewPairsError, posterior_of_total
from imena.osteology.zones import Fragments, zonal_minimum

_ROOM = "estimation"
_PAIRS, _ZONES = "mni_mlni.json", "mni_zonal.json"


class CountsSuite:
    """``estimation/mni_mlni.json`` and ``estimation/mni_zonal.json``."""

    place = f"{_ROOM}/mni_*.json"

    def files(self, folder: Path) -> list[Path]:
        """Those that are there; ``folder`` may be ``estimation`` itself."""
        room = folder if folder.resolve().name == _ROOM else folder / _ROOM
        return [room / name for name in (_PAIRS, _ZONES) if (room / name).is_file()]

    def compared(self, folder: Path) -> Iterator[Comparison]:
        """Each file as one case."""
        for path in self.files(folder):
            comparison = Comparison(path.stem, path.name)
            compare = _compare_pairs if path.name == _PAIRS else _compare_zones
            for number, case in enumerate(Stated.read(path)["cases"].listed(), start=1):
                compare(comparison, str(number), case)
            yield comparison


def _compare_pairs(comparison: Comparison, number: str, case: Stated) -> None:
    counts = PairCounts(*(int(case["input"][key].number) for key in "LRP"))
    expected = case["expected"]
    for name, found in (
        ("mni_max", counts.minimum),
        ("grand_minimum_total", counts.grand_minimum),
        ("mlni", counts.most_likely),
    ):
        comparison.same("people", (number, name), expected[name].number, found)
    for name, value in (
        ("lincoln_index", counts.lincoln),
        ("mlni_unfloored", counts.most_likely_unrounded),
        ("recovery_probability", counts.recovery),
    ):
        stated = expected.get(name)
        if stated is None or value is None:
            comparison.same("people_estimate", (number, name), stated, value)
        else:
            comparison.probability("people_estimate", (number, name), stated.number, value)
    _compare_posterior(comparison, number, counts, expected.get("posterior"))


def _compare_posterior(
    comparison: Comparison, number: str, counts: PairCounts, stated: Stated | None
) -> None:
    """A posterior that the reference leaves out must be refused here."""
    try:
        largest = None if stated is None else int(stated["n_max"].number)
        found = (
            posterior_of_total(counts) if largest is None else posterior_of_total(counts, largest)
        )
    except TooFewPairsError:
        comparison.same("people", (number, "posterior"), stated, None)
        return
    if stated is None:
        comparison.same("people", (number, "posterior"), None, "a posterior")
        return
    comparison.same("people", (number, "mode"), stated["mode"].number, found.mode)
    comparison.probability("people_estimate", (number, "mean"), stated["mean"].number, found.mean)
    interval = tuple(end.number for end in stated["hdr95"].listed())
    comparison.same("people", (number, "hdr95"), interval, found.highest_density())
    for probability, value in stated["quantiles"].numbers().items():
        place = (number, f"quantile {probability}")
        comparison.same("people", place, value, found.quantile(float(probability)))


def _compare_zones(comparison: Comparison, number: str, case: Stated) -> None:
    found = zonal_minimum(
        Fragments(
            said["element"].text,
            said["side"].text,
            frozenset(int(zone.number) for zone in said["zones"].listed()),
            int(said["n"].number),
            "adult" if (age := said.get("age")) is None else age.text,
        )
        for said in case["input"].listed()
    )
    expected = case["expected"]
    comparison.same("people", (number, "mni"), expected["mni"].number, found.minimum)
    by_class = expected["per_age_class"].numbers()
    comparison.same("people", (number, "per_age_class"), by_class, dict(found.by_age_class))
    ignoring = expected["mni_ignoring_age"].number
    comparison.same("people", (number, "mni_ignoring_age"), ignoring, found.ignoring_age)


suite = CountsSuite()
