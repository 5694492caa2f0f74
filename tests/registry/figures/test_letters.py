"""What does not fit, as sentences that can be sent: the words of both sides, never a bare code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imena.claims.algebra import Claim, Scope
from imena.claims.bounds import Bound
from imena.language import Words
from imena.registry.words.claim_letters import Letter, letters

FOREST = Scope("вигаданий ліс")
POLICE = Claim(
    "CLM-1", "У лісі близько 445 поховань", "речник поліції", "graves", Bound.ABOUT, 445,
    scope=FOREST, as_of="2026-09-16",
)  # fmt: skip
UK, EN = Words("claims", "uk"), Words("claims", "en")


def only(words: Words, *claims: Claim) -> Letter:
    (letter,) = letters(words, claims)
    return letter


def test_all_that_a_relay_changed_is_one_letter_with_both_quotes() -> None:
    headline = replace(
        POLICE, id="CLM-1 → портал", quote="445 людей поховано в лісі", unit="persons",
        bound=Bound.EXACT, outlet="портал", of="CLM-1",
    )  # fmt: skip
    letter = only(UK, POLICE, headline)
    assert letter.stops
    assert letter.text == (
        "Портал пише «445 людей». Першоджерело (речник поліції) сказало «близько 445 поховань». "
        "Одиницю змінено: могили → люди; слово «близько» загублено."
    )
    assert letter.claims == ("CLM-1",)


def test_what_only_seems_to_conflict_says_why_it_need_not() -> None:
    agency = replace(
        POLICE, id="CLM-2", quote="443 могили", speaker="агенція", bound=Bound.EXACT, value=443
    )
    letter = only(EN, POLICE, agency)
    assert not letter.stops
    assert letter.text == (
        "Речник поліції, as of 16 September 2026: “близько 445 поховань”. Агенція, as of 16 "
        "September 2026: “443 могили”. These need not differ: both words allow the same numbers."
    )


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"value": 500, "quote": "500 поховань"}, "лічать те саме"),
        ({"value": 300, "quote": "300 поховань", "as_of": "2026-09-20"}, "лічба лише зростає"),
    ],
)
def test_a_contradiction_says_in_what_way(other: dict[str, object], why: str) -> None:
    given: dict[str, object] = {"id": "CLM-2", "speaker": "рада", "bound": Bound.EXACT, **other}
    letter = only(UK, POLICE, replace(POLICE, **given))  # type: ignore[arg-type]
    assert letter.kind == "contradiction"
    assert why in letter.text


def test_two_breakdowns_are_both_told_line_by_line() -> None:
    total = replace(
        POLICE, quote="447 тіл", unit="bodies", bound=Bound.EXACT, value=447,
        lines={"women": 215, "men": 232},
    )  # fmt: skip
    other = replace(total, id="CLM-2", speaker="прокурор", lines={"civilians": 425, "22": 22})
    letter = only(UK, total, other)
    assert letter.points == (
        "Речник поліції, станом на 16.09.2026: жінок 215, чоловіків 232",
        "Прокурор, станом на 16.09.2026: цивільних 425, 22 22",
    )


def test_one_number_of_several_speakers_is_held_against_another_once() -> None:
    said = {"unit": "bodies", "bound": Bound.EXACT}
    police = replace(POLICE, quote="447 тіл", value=447, **said)  # type: ignore[arg-type]
    prosecutor = replace(police, id="CLM-2", speaker="прокурор")
    rescuers = replace(police, id="CLM-3", speaker="рятувальники", quote="449 тіл", value=449)
    letter = only(EN, police, prosecutor, rescuers)
    assert letter.claims == ("CLM-1", "CLM-2", "CLM-3")
    assert letter.text.startswith("Речник поліції, as of 16 September 2026; Прокурор, as of")


def test_all_that_count_different_things_are_told_of_once_unit_by_unit() -> None:
    bodies = replace(
        POLICE, id="CLM-2", speaker="рада", quote="понад 440 тіл", unit="bodies",
        bound=Bound.MORE_THAN, value=440,
    )  # fmt: skip
    people = replace(bodies, id="CLM-3", quote="450 людей", unit="persons", value=450)
    letter = only(UK, POLICE, bodies, people)
    assert letter.points == (
        "могили: «близько 445 поховань»",
        "тіла: «понад 440 тіл»",
        "люди: «450 людей»",
    )


def test_what_cannot_stand_is_read_first() -> None:
    found = letters(UK, [
        POLICE,
        replace(POLICE, id="CLM-2", bound=Bound.EXACT, value=443, quote="443 могили"),
        replace(POLICE, id="CLM-3", bound=Bound.EXACT, value=600, quote="600 могил",
                speaker="рада"),
    ])  # fmt: skip
    assert [letter.stops for letter in found] == sorted(
        (letter.stops for letter in found), reverse=True
    )
    assert found[0].stops
