"""Reports of one person are proposed, reports of two brothers are not."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from imena.invented.reports import InventedReports, invent_reports
from imena.naming import blocking
from imena.naming.agreement import NamePopulation
from imena.naming.blocking import candidate_pairs
from imena.naming.compared import SAME_PERSON, PlaceTable, field_tables
from imena.naming.full_name import FullName
from imena.naming.kin import log10_lr_of_kin
from imena.naming.linkage import FIELDS, Linkage, LinkageError, duplicates, linked
from imena.naming.reports import Columns, PartialDate, PersonReport, ReportError

SMALL = invent_reports(500, 120, np.random.default_rng(3))
BROTHER = PersonReport(
    FullName("Чарокрай", "Іван", "Тарасович"), "M", PartialDate(1980, 3, 5), ("Казкова", "Дивна")
)
AGAIN = PersonReport(
    FullName("Ivan", "Charokrai"), "M", PartialDate(1980, 5, 3), ("Казкова", "Дивна", "Мрія")
)
OTHER_BROTHER = replace(
    BROTHER, name=FullName("Чарокрай", "Петро", "Тарасович"), birth=PartialDate(1984, 11, 20)
)


def measured(found: Linkage, truth: InventedReports, least: float) -> tuple[float, float]:
    """Precision and recall of what was proposed with at least this probability."""
    proposed = {(d.first, d.second) for d in found.proposed if d.probability >= least}
    true = len(proposed & truth.duplicates)
    return true / len(proposed), true / len(truth.duplicates)


def test_one_person_reported_twice_is_proposed_with_its_contributions() -> None:
    found = duplicates([BROTHER, *SMALL.reports, AGAIN])
    (pair,) = (d for d in found.proposed if d.first == 0)
    assert pair.second == len(SMALL.reports) + 1
    assert pair.probability > 0.95
    assert [c.field for c in pair.contributions] == list(FIELDS)
    grades = {c.field: c.grade for c in pair.contributions}
    assert grades == {
        "surname": "spelling",
        "given": "spelling",
        "patronymic": "not_known",
        "sex": "same",
        "year": "same",
        "day": "swapped",
        "place": "district",
        "seen_place": "not_known",
        "seen_on": "not_known",
    }
    assert pair.log10_lr == pytest.approx(sum(c.log10_lr for c in pair.contributions))
    assert next(c for c in pair.contributions if c.field == "patronymic").log10_lr == 0


def test_two_brothers_are_two_people() -> None:
    found = duplicates([BROTHER, *SMALL.reports, OTHER_BROTHER], least=1e-9)
    brothers = [d for d in found.proposed if (d.first, d.second) == (0, len(SMALL.reports) + 1)]
    assert all(d.probability < 0.02 for d in brothers)


def test_whether_twins_are_one_person_is_left_open() -> None:
    twin = replace(BROTHER, name=OTHER_BROTHER.name)
    found = duplicates([BROTHER, *SMALL.reports, twin], least=1e-9)
    (pair,) = (d for d in found.proposed if (d.first, d.second) == (0, len(SMALL.reports) + 1))
    assert 0.1 < pair.probability < 0.8
    assert pair.probability + pair.relatives > 0.999


def test_of_relatives_too_the_mean_lr_among_strangers_is_1() -> None:
    """Two outcomes a field, all combinations, each as probable as strangers make it."""
    strangers, person = np.array([0.1, 0.9]), np.array([0.8, 0.2])
    fields = ("surname", "patronymic", "place", "year", "day")
    outcomes = np.array(list(product((0, 1), repeat=len(fields))))
    log10_lrs = np.log10(person / strangers)[outcomes]
    probability = strangers[outcomes].prod(axis=1)
    kin = 10 ** log10_lr_of_kin(fields, log10_lrs)
    assert probability @ kin == pytest.approx(1, abs=1e-12)
    assert kin[0] < 10 ** log10_lrs[0].sum()


def test_among_invented_reports_what_is_proposed_is_true_as_often_as_it_says() -> None:
    found = duplicates(SMALL.reports, least=0.01)
    precision, recall = measured(found, SMALL, 0.5)
    assert precision > 0.95
    assert recall > 0.93
    assert found.expected == pytest.approx(120, rel=0.1)


@pytest.mark.slow
def test_20_000_reports_with_4_000_duplicates() -> None:
    truth = invent_reports(16_000, 4_000, np.random.default_rng(1))
    found = duplicates(truth.reports, least=0.05)
    precision, recall = measured(found, truth, 0.5)
    assert precision > 0.98
    assert recall > 0.96
    assert measured(found, truth, 0.99)[0] > 0.997
    assert found.expected == pytest.approx(4_000, rel=0.03)
    # Calibration: of those proposed with about this probability, about so many are true.
    for low, high in ((0.05, 0.4), (0.4, 0.8), (0.8, 1.01)):
        some = [d for d in found.proposed if low <= d.probability < high]
        true = np.mean([(d.first, d.second) in truth.duplicates for d in some])
        expected = np.mean([d.probability for d in some])
        assert abs(true - expected) < 0.02 + 3 * np.sqrt(expected * (1 - expected) / len(some))


def test_two_lists_side_by_side_give_pairs_of_one_of_each() -> None:
    first, second = SMALL.reports[:500], SMALL.reports[500:]
    found = linked(first, second)
    assert all(d.first < 500 and d.second < 120 for d in found.proposed)
    true = {(a, b - 500) for a, b in SMALL.duplicates}
    proposed = {(d.first, d.second) for d in found.proposed}
    assert len(proposed & true) > 0.93 * len(true)
    assert len(proposed & true) > 0.95 * len(proposed)


def test_blocking_finds_every_pair_once_and_few_others() -> None:
    columns = Columns.of(SMALL.reports)
    population = NamePopulation.of(r.name for r in SMALL.reports)
    first, second, left_out = candidate_pairs(columns, population)
    assert left_out == 0
    pairs = set(zip(first.tolist(), second.tolist(), strict=True))
    assert len(pairs) == len(first)
    assert (first < second).all()
    assert len(pairs & SMALL.duplicates) > 0.96 * len(SMALL.duplicates)
    assert len(pairs) < 10 * len(SMALL.reports)


def test_pairs_left_out_for_what_too_many_share_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocking, "LARGEST_BLOCK", 5)
    namesakes = [PersonReport(FullName("Чарокрай", "Іван"))] * 4
    found = duplicates(namesakes, least=1e-9)
    assert (found.compared, found.left_out) == (0, 6)
    assert duplicates(namesakes[:3], least=1e-9).left_out == 0


def test_of_sex_and_birth_the_mean_lr_among_strangers_is_1() -> None:
    """Over the reports counted, with the even spread over all values that stands beside them."""
    spread = {"sex": 2, "year": 20, "day": 366}
    for table in field_tables(Columns.of(SMALL.reports)):
        codes = table.codes[table.codes >= 0]
        size = len(table.grades)
        share = np.bincount(codes, minlength=size) + spread[table.name] / size
        lrs = 10 ** np.take_along_axis(table.log10_lr, table.grades.astype(int), axis=1)
        np.testing.assert_allclose(lrs @ share / share.sum(), 1, atol=1e-12)


def test_of_places_the_mean_lr_among_strangers_is_1() -> None:
    columns = Columns.of([r for r in SMALL.reports if len(r.place) == 3])
    table, people = PlaceTable.of(columns), np.arange(len(columns.place))
    beside = 20 * np.array([0.01, 0.03, 0.06, 0.90])
    for i in people[::41]:
        _, log10_lrs = table.compared(np.full(len(people), i), people)
        exactly = table.at_least[i][::-1]
        strangers = np.diff(exactly, prepend=0.0)
        lrs = np.array(SAME_PERSON["place"]) / strangers
        mean = ((10**log10_lrs).sum() + beside @ lrs) / (len(people) + beside.sum())
        assert mean == pytest.approx(1, abs=1e-12)


def test_what_neither_report_says_changes_nothing() -> None:
    bare = [PersonReport(r.name) for r in SMALL.reports]
    for pair in duplicates(bare, least=0.2).proposed:
        said = {c.field: (c.grade, c.log10_lr) for c in pair.contributions}
        assert all(said[f] == ("not_known", 0.0) for f in ("sex", "year", "day", "place"))


def test_few_reports_or_none_are_no_trouble() -> None:
    assert duplicates([]).proposed == ()
    assert duplicates([BROTHER]).proposed == ()
    assert linked([], [BROTHER]).proposed == ()


@pytest.mark.parametrize("least", [0, -0.1, 1.1])
def test_a_threshold_that_is_no_probability_is_refused(least: float) -> None:
    with pytest.raises(LinkageError):
        duplicates([BROTHER, AGAIN], least=least)


def test_impossible_reports_are_refused() -> None:
    with pytest.raises(ReportError):
        PartialDate(1980, 2, 30)
    with pytest.raises(ReportError):
        PartialDate(1980, 2)
    with pytest.raises(ReportError):
        PersonReport(FullName("Казко"), "m")
    with pytest.raises(ReportError):
        PersonReport(FullName("Казко"), place=("а", "б", "в", "г"))
