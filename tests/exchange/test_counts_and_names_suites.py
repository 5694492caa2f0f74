"""The suites of counts and names: what agrees, what is found to differ, what is left unread."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imena.cli.verify import QUANTITIES
from imena.exchange.reference.counts_suite import suite as counts
from imena.exchange.reference.names_suite import suite as names
from imena.exchange.reference.registry import not_run, suites_in

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"


@pytest.mark.reference
def test_every_count_and_every_name_of_the_reference_agrees() -> None:
    if not REFERENCE.exists():
        pytest.skip("reference results are not beside the checkout")
    compared = [*counts.compared(REFERENCE), *names.compared(REFERENCE)]
    assert [c.case for c in compared] == ["mni_mlni", "mni_zonal", "names_transliteration"]
    assert [c.beyond for c in compared] == [[], [], []]
    assert sum(c.numbers for c in compared) > 100
    assert {quantity for c in compared for quantity in c.compared} <= QUANTITIES.keys()


def write(folder: Path, name: str, value: object) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def test_a_count_that_differs_is_named(tmp_path: Path) -> None:
    expected = {
        "mni_max": 9,
        "grand_minimum_total": 13,
        "mlni": 53,
        "mlni_unfloored": 53.0,
        "lincoln_index": None,
        "recovery_probability": 0.1,
    }
    case = {"input": {"L": 8, "R": 5, "P": 0}, "expected": expected}
    write(tmp_path, "estimation/mni_mlni.json", {"cases": [case]})
    (comparison,) = counts.compared(tmp_path)
    assert [d.place for d in comparison.beyond] == [("1", "mni_max"), ("1", "recovery_probability")]


def test_a_posterior_where_none_may_be_is_a_difference(tmp_path: Path) -> None:
    expected = {"mni_max": 3, "grand_minimum_total": 4, "mlni": 4, "mlni_unfloored": 13 / 3}
    expected |= {"lincoln_index": 4.5, "recovery_probability": 2 / 3}
    case = {"input": {"L": 3, "R": 3, "P": 2}, "expected": expected}
    write(tmp_path, "estimation/mni_mlni.json", {"cases": [case]})
    (comparison,) = counts.compared(tmp_path)
    assert [d.place for d in comparison.beyond] == [("1", "posterior")]


def test_a_spelling_that_differs_is_named(tmp_path: Path) -> None:
    case = {"input": "Казкова", "expected_kmu2010": "Kazkowa"}
    write(tmp_path, "evidence/names_transliteration.json", {"cases": [case]})
    (comparison,) = names.compared(tmp_path)
    assert [(d.expected, d.found) for d in comparison.beyond] == [("Kazkowa", "Kazkova")]


def test_what_stands_beside_the_counts_is_still_not_run(tmp_path: Path) -> None:
    write(tmp_path, "estimation/mni_zonal.json", {"cases": []})
    write(tmp_path, "estimation/elsewhere.json", {})
    assert set(suites_in(tmp_path)) == {"counts"}
    assert not_run(tmp_path) == {"estimation": 1}
