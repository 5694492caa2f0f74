"""Agreement of two names: graded, and as much as the population makes it worth."""

from __future__ import annotations

import numpy as np
import pytest

from imena.invented.reports import invent_reports
from imena.naming.agreement import NamePopulation, agreement, part_agreement
from imena.naming.full_name import PARTS, FullName, arranged
from imena.naming.rates import PROPOSED_RATES, NameRates, NameRatesError, PartRates
from imena.naming.relation import Relation
from imena.naming.spelling import spelling_key

NAMES = [arranged(r.name) for r in invent_reports(600, 200, np.random.default_rng(9)).reports]
PEOPLE = NamePopulation.of(NAMES)


def grades(first: str, second: str) -> list[str]:
    found = agreement(FullName(*first.split()), FullName(*second.split()), PEOPLE)
    return [part.grade for part in found.parts]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Вигадько Микола Іванович", "вигадько Микола Іванович", ["exact"] * 3),
        ("Вигадько Микола Іванович", "Vyhadko Mykola Ivanovych", ["spelling"] * 3),
        ("Вигадько Микола Іванович", "Вигадько Николай Иванович", ["exact", "alias", "spelling"]),
        ("Вигадько Микола Іванович", "Коля Вигалько", ["one_edit", "alias", "not_known"]),
        ("Казковий Іван", "Казкова Петро", ["alias", "contradiction", "not_known"]),
        ("Вигадько М. Іванович", "Вигадько Микола І.", ["exact", "not_known", "not_known"]),
        ("Байченко-Вигадана Ада", "Байченко Ада", ["partial", "exact", "not_known"]),
    ],
)
def test_grades(first: str, second: str, expected: list[str]) -> None:
    assert grades(first, second) == expected


def test_order_means_nothing_when_the_words_tell_their_place() -> None:
    name, other = FullName("Вигадько", "Микола", "Іванович"), FullName("Коля", "Vyhadko")
    straight = agreement(name, FullName("Vyhadko", "Коля"), PEOPLE)
    assert agreement(name, other, PEOPLE) == straight
    assert straight.log10_lr > 1


def test_the_lr_is_the_sum_of_its_parts_and_what_is_missing_says_nothing() -> None:
    found = agreement(NAMES[0], NAMES[1], PEOPLE)
    assert found.log10_lr == pytest.approx(sum(part.log10_lr for part in found.parts))
    silent = agreement(NAMES[0], FullName(), PEOPLE)
    assert silent.log10_lr == 0.0
    assert found.rates == PROPOSED_RATES.version


@pytest.mark.parametrize("part", PARTS)
def test_among_the_unrelated_the_mean_lr_is_1(part: str) -> None:
    """Over every person of the population, and the strangers that the rates put beside them."""
    vocabulary, at = PEOPLE.vocabulary(part), PARTS.index(part)
    weight, strangers = PROPOSED_RATES.population_weight, PROPOSED_RATES.parts[part].strangers
    others = [name.parts[at] for name in NAMES if name.parts[at]]
    for name in others[::37]:
        lrs = [10 ** _without_letters(part, name, other) for other in others]
        borne = vocabulary.borne_beside(spelling_key(name))
        by_relation = PROPOSED_RATES.log10_by_relation(part, borne)
        beside = sum(u * 10**log for u, log in zip(strangers, by_relation, strict=True))
        mean = (sum(lrs) + weight * beside) / (len(others) + weight)
        assert mean == pytest.approx(1, abs=1e-12)


def _without_letters(part: str, first: str, second: str) -> float:
    """Of one part, without what its writing says within one key; that has mean 1 of its own."""
    found = part_agreement(part, first, second, PEOPLE)
    assert found.grade != "not_known"
    if spelling_key(found.first) != spelling_key(found.second):
        return found.log10_lr
    return found.log10_lr - (
        PROPOSED_RATES.log10_written_alike(found.grade == "exact")
        if found.first.isascii() == found.second.isascii()
        else 0.0
    )


def test_how_a_name_is_written_has_mean_lr_1_among_namesakes() -> None:
    alike, otherwise = (10 ** PROPOSED_RATES.log10_written_alike(same) for same in (True, False))
    share = PROPOSED_RATES.identical_different
    assert share * alike + (1 - share) * otherwise == pytest.approx(1, abs=1e-12)


def test_a_rare_surname_says_more_than_a_common_one() -> None:
    names = [FullName("Вигаданенко", "Іван")] * 300 + [FullName("Чарокрай", "Іван")]
    people = NamePopulation.of(names)
    common = agreement(names[0], names[0], people).parts[0].log10_lr
    rare = agreement(names[-1], names[-1], people).parts[0].log10_lr
    assert rare - common == pytest.approx(np.log10((300 + 0.3) / (1 + 0.3)), abs=1e-9)
    assert rare > 2.5


def test_the_better_the_grade_the_more_it_says() -> None:
    name = FullName("Вигаданенко", "Микола", "Іванович")
    worse = ["Вигаданенко", "Вигаданенк", "Вигоденeнко".replace("e", "е"), "Небувайло"]
    lrs = [agreement(name, FullName(w), PEOPLE).log10_lr for w in worse]
    assert lrs == sorted(lrs, reverse=True)
    assert lrs[1] > 0 > lrs[-1]


def test_rates_must_be_distributions() -> None:
    good = (0.9, 0.02, 0.05, 0.02, 0.01)
    for bad in ((1.0, 0.0, 0.0, 0.0, 0.0), (0.5, 0.5), (0.9, 0.02, 0.05, 0.02, 0.02)):
        with pytest.raises(NameRatesError):
            PartRates(bad, good)
    assert set(NameRates().parts) == set(PARTS)
    assert len(Relation) == 5
