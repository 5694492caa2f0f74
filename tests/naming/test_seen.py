"""Where and when somebody was last seen: how much it says, and how little where many were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from imena.naming.compared import SAME_PERSON
from imena.naming.full_name import FullName
from imena.naming.linkage import duplicates
from imena.naming.reports import Columns, PartialDate, PersonReport
from imena.naming.seen import WITHIN, SeenOnTable, SeenPlaceTable

DAY = date(2031, 3, 14)
RNG = np.random.default_rng(11)
#: Of 300 people, 90 of one village in two weeks, the others anywhere in two years.
SEEN = [
    PersonReport(
        FullName("Казко"),
        seen_on=DAY + timedelta(int(RNG.integers(14) if i < 90 else RNG.integers(730))),
        seen_place="с. Мрія" if i < 90 else f"Село {i % 17}",
    )
    for i in range(300)
]
COLUMNS = Columns.of(SEEN)
EVERYBODY = np.arange(len(SEEN))


def test_of_places_the_mean_lr_among_strangers_is_1() -> None:
    table = SeenPlaceTable.of(COLUMNS)
    for i in (0, 100, 299):
        share = table.share[i]
        same, other = SAME_PERSON["seen_place"]
        assert share * same / share + (1 - share) * other / (1 - share) == pytest.approx(1)
        grades, log10_lrs = table.compared(np.full(len(SEEN), i), EVERYBODY)
        expected = np.where(grades == 0, same / share, other / (1 - share))
        np.testing.assert_allclose(10**log10_lrs, expected)


@pytest.mark.parametrize("of_the_village", [True, False])
def test_of_days_the_mean_lr_among_strangers_is_1(of_the_village: bool) -> None:
    """Over those counted, with what is assumed of strangers standing beside them."""
    table = SeenOnTable.of(COLUMNS)
    some = EVERYBODY[:90] if of_the_village else EVERYBODY
    for i in (3, 47):
        within = (table.there if of_the_village else table.anywhere)[i]
        days = np.abs(COLUMNS.seen_on[some] - COLUMNS.seen_on[i])
        beside = np.array([0.02, 0.10, 0.25]) * 20
        counted = [(np.count_nonzero(days <= limit)) for limit in WITHIN]
        np.testing.assert_allclose(within, (counted + beside) / (len(some) + 20))
        strangers = np.diff(within, prepend=0, append=1)
        lrs = np.array(SAME_PERSON["seen_on"]) / strangers
        assert strangers @ lrs == pytest.approx(1)


def test_where_all_went_missing_on_one_day_the_day_says_little() -> None:
    table = SeenOnTable.of(COLUMNS)
    same_day = np.flatnonzero(COLUMNS.seen_on[1:90] == COLUMNS.seen_on[0])[0] + 1
    alone = next(
        (a, b)
        for a in range(90, 300)
        for b in range(a + 1, 300)
        if COLUMNS.seen_on[a] == COLUMNS.seen_on[b]
        and COLUMNS.seen_place[a] != COLUMNS.seen_place[b]
    )
    first, second = np.array([0, alone[0]]), np.array([same_day, alone[1]])
    grades, (village, elsewhere) = table.compared(first, second)
    assert grades.tolist() == [0, 0]
    assert village < 1 < elsewhere


def test_what_one_report_does_not_say_says_nothing() -> None:
    columns = Columns.of([replace(SEEN[0], seen_on=None, seen_place=""), SEEN[1]])
    one, two = np.array([0]), np.array([1])
    for table in (SeenPlaceTable.of(columns), SeenOnTable.of(columns)):
        grades, log10_lrs = table.compared(one, two)
        assert (grades[0], log10_lrs[0]) == (-1, 0)


MAIDEN, MARRIED = FullName("Чарокрай", "Олена", "Тарасівна"), FullName("Вигадько", "Олена")
OTHERS = [PersonReport(FullName("Казко", given), "F") for given in ("Ганна", "Марія", "Ірина")]


def test_a_woman_reported_under_either_surname_is_proposed() -> None:
    born = PartialDate(1980, 3, 5)
    both = PersonReport(MARRIED, "F", born, others=(MAIDEN,))
    again = PersonReport(MAIDEN, "F", born)
    (pair,) = duplicates([both, *OTHERS, again], least=0.2).proposed
    assert (pair.first, pair.second) == (0, 4)
    grades = {c.field: c.grade for c in pair.contributions}
    assert (grades["surname"], grades["other_names"]) == ("exact", "one_of_several")
    assert pair.log10_lr == pytest.approx(sum(c.log10_lr for c in pair.contributions))
    one_name = duplicates([replace(both, name=MAIDEN, others=()), *OTHERS, again], least=0.2)
    assert pair.log10_lr < one_name.proposed[0].log10_lr


def test_spellings_of_one_name_are_one_name() -> None:
    spelt = replace(OTHERS[0], name=MAIDEN, others=(FullName("Charokrai", "Olena", "Tarasivna"),))
    again = PersonReport(MAIDEN, "F")
    plain = duplicates([replace(spelt, others=()), *OTHERS, again], least=0.01).proposed
    assert duplicates([spelt, *OTHERS, again], least=0.01).proposed == plain


def test_nobody_is_a_duplicate_of_themselves() -> None:
    two_names = PersonReport(MAIDEN, "F", others=(FullName("Чарокрай", "Олена"),))
    assert duplicates([two_names, *OTHERS], least=1e-6).proposed == ()
