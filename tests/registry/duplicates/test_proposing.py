"""Which reports are proposed as one person's, and what people answered stays answered."""

from __future__ import annotations

from typing import Any

import pytest

from imena.naming.settlement import settlement
from imena.registry.models import DuplicatePair, Event, MissingPerson
from imena.registry.queries.duplicates import between, pairs
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused
from imena.registry.services import antemortem, duplicates
from imena.registry.services.duplicates import Proposed
from tests.registry.believed import Believed, fresh
from tests.registry.cast import Cast

#: Others on the list: what is common among them says little, and what is rare much.
OTHERS = [
    ("Хмаролов", "Ганна", "Левківна", "female", "1951-02-03"),
    ("Зорепад", "Ілля", "Юхимович", "male", "1960-11-23"),
    ("Дощослав", "Петро", "Тарасович", "male", "1972-06-30"),
    ("Снігокрай", "Марія", "Іванівна", "female", "1988-09-12"),
    ("Вітротвор", "Степан", "Левкович", "male", "1990-01-17"),
    ("Чаростав", "Оксана", "Юхимівна", "female", "1979-04-08"),
]


def reported(cast: Cast, family: str, given: str, patronymic: str = "", **told: Any) -> Any:
    name = {"script": "uk", "family": family, "given": given, "patronymic": patronymic}
    return antemortem.report(cast.interviewer, names=[name], **told)


@pytest.fixture
def case(cast: Cast) -> Cast:
    for family, given, patronymic, sex, born in OTHERS:
        reported(cast, family, given, patronymic, sex=sex, born=born)
    return cast


@pytest.fixture
def twice(case: Cast) -> tuple[MissingPerson, MissingPerson]:
    """A man reported in Ukrainian and, by somebody else, in another alphabet."""
    seen = {"last_seen": "2031-03-14", "sex": "male"}
    first = reported(
        case, "Казкотвор", "Микола", "Іванович", born="1970-05-01",
        last_seen_place="с. Мрія, Казкова обл.", **seen,
    )  # fmt: skip
    again = reported(case, "Kazkotvor", "Nikolay", last_seen_place="Мрія", born="1970-05", **seen)
    return first, again


def proposed(cast: Cast) -> Proposed:
    return duplicates.propose(cast.interviewer.reading_for("пошук повторних"))


def test_one_person_in_two_alphabets_is_proposed_with_the_reasons(
    case: Cast, twice: tuple[MissingPerson, MissingPerson]
) -> None:
    assert proposed(case) == Proposed(1, 0, 0)
    (pair,) = pairs(case.analyst.reading_for("звірка"))
    assert {pair.first.number, pair.second.number} == {m.number for m in twice}
    assert pair.first.names == ("Казкотвор Микола Іванович",)
    assert float(pair.figures["probability"]) > 0.9
    said = {reason["field"]: reason["grade"] for reason in pair.reasons}
    assert said == {
        "surname": "spelling",
        "given": "alias",
        "sex": "same",
        "year": "same",
        "seen_place": "same",
        "seen_on": "same",
    }
    total = sum(float(reason["log10_lr"]) for reason in pair.reasons)
    assert total == pytest.approx(float(pair.figures["log10_lr"]), abs=1e-9)
    assert proposed(case) == Proposed(0, 0, 0), "a second time nothing is new"


@pytest.mark.invariant("I32")
def test_proposing_and_listing_are_written_down_as_reading(
    case: Cast, twice: tuple[MissingPerson, MissingPerson]
) -> None:
    with pytest.raises(Broken, match="what you read"):
        duplicates.propose(case.interviewer)
    proposed(case)
    with pytest.raises(Broken, match="what you read"):
        pairs(case.analyst)
    pairs(case.analyst.reading_for("звірка"))
    kinds = set(Event.objects.filter(type__startswith="read.").values_list("type", flat=True))
    assert kinds == {"read.duplicates", "read.named"}


def test_who_does_not_record_the_missing_proposes_nothing(case: Cast) -> None:
    for role in ("analyst", "liaison", "examiner", "laboratory", "prosecutor"):
        with pytest.raises(NotAllowed):
            duplicates.propose(case.actors[role].reading_for("цікавість"))


@pytest.mark.parametrize("role", ["liaison", "examiner", "laboratory", "administrator"])
def test_the_list_of_pairs_is_not_for_every_role(
    case: Cast, twice: tuple[MissingPerson, MissingPerson], role: str
) -> None:
    proposed(case)
    actor = case.actors[role].reading_for("цікавість")
    assert pairs(actor) == []
    with pytest.raises(NotYours):
        between(actor, *(m.number for m in twice))


def test_a_dismissed_pair_comes_back_only_with_other_data(
    case: Cast, twice: tuple[MissingPerson, MissingPerson]
) -> None:
    proposed(case)
    clerk = case.interviewer.reading_for("звірка")
    pair = between(clerk, twice[0].number, twice[1].number)
    duplicates.dismiss(clerk, pair, seen=pair.version, reason="двоє різних людей")
    assert pairs(clerk) == []
    with pytest.raises(Refused, match="before"):
        duplicates.dismiss(clerk, fresh(pair), seen=fresh(pair).version, reason="ще раз")
    antemortem.search(clerk, twice[0], seen=1, state="open")
    assert proposed(case) == Proposed(0, 0, 0), "how far a search has come is no such data"
    antemortem.describe(clerk, fresh(twice[1]), seen=1, born="1970-05-01")
    assert proposed(case) == Proposed(0, 1, 0)
    assert [p.state for p in pairs(clerk)] == ["proposed"]


def test_a_dismissal_is_taken_back_and_the_pair_is_open_again(
    case: Cast, twice: tuple[MissingPerson, MissingPerson]
) -> None:
    proposed(case)
    clerk = case.interviewer.reading_for("звірка")
    pair = between(clerk, twice[0].number, twice[1].number)
    with pytest.raises(Refused, match="Nobody recorded"):
        duplicates.take_back(clerk, pair, seen=pair.version, reason="ще не вирішено")
    duplicates.dismiss(clerk, pair, seen=pair.version, reason="двоє різних людей")
    with pytest.raises(Refused, match="Say why"):
        duplicates.take_back(clerk, fresh(pair), seen=fresh(pair).version, reason=" ")
    duplicates.take_back(clerk, fresh(pair), seen=fresh(pair).version, reason="одна картка")
    assert [p.state for p in pairs(clerk)] == ["proposed"]
    missing, kept = fresh(twice[1]), fresh(twice[0])
    linked = duplicates.merge(clerk, missing, seen=missing.version, of=kept, reason="одна людина")
    assert linked.duplicate_of_id == kept.id


def test_a_pair_that_was_separated_is_not_proposed_again(
    case: Cast, twice: tuple[MissingPerson, MissingPerson]
) -> None:
    first, again = twice
    proposed(case)
    linked = duplicates.merge(case.interviewer, again, seen=1, of=first, reason="та сама людина")
    assert pairs(case.interviewer.reading_for("звірка")) == []
    assert proposed(case) == Proposed(0, 0, 0)
    duplicates.undo(case.interviewer, linked, seen=2, reason="двоюрідні брати")
    assert proposed(case) == Proposed(0, 0, 0)
    assert DuplicatePair.objects.get().state == "separated"


def test_a_pair_lapses_when_what_is_known_now_speaks_against_it(
    case: Cast, twice: tuple[MissingPerson, MissingPerson]
) -> None:
    proposed(case)
    other = [{"script": "uk", "family": "Хмаротворенко", "given": "Семен"}]
    antemortem.describe(
        case.interviewer, twice[1], seen=1, names=other, born="1991-02-03", last_seen="2032-01-05"
    )
    assert proposed(case) == Proposed(0, 0, 1)
    assert DuplicatePair.objects.get().state == "lapsed"


def test_a_name_known_from_a_linked_record_counts_too(
    case: Cast, twice: tuple[MissingPerson, MissingPerson]
) -> None:
    told: dict[str, Any] = {"born": "1985-07-07", "sex": "female", "last_seen": "2031-03-02"}
    married = reported(case, "Дивоцвіт", "Орина", "Тарасівна", **told)
    maiden = reported(case, "Байкогромова", "Орина", **told)
    duplicates.merge(case.interviewer, maiden, seen=1, of=married, reason="дівоче прізвище")
    third = reported(case, "Baikohromova", "Oryna", born="1985-07-07", sex="female")
    proposed(case)
    found = [{p.first.number, p.second.number} for p in pairs(case.analyst.reading_for("звірка"))]
    assert {married.number, third.number} in found
    assert all(maiden.number not in both for both in found)


def test_a_report_of_another_operation_is_never_beside_ours(
    case: Cast, twice: tuple[MissingPerson, MissingPerson]
) -> None:
    others = Cast.assembled("INSHA")
    theirs = reported(others, "Казкотвор", "Микола", "Іванович", born="1970-05-01")
    proposed(case)
    assert theirs.id not in DuplicatePair.objects.values_list("first", flat=True)
    assert pairs(others.analyst.reading_for("звірка")) == []
    with pytest.raises(NotYours):
        duplicates.merge(case.interviewer, twice[0], seen=1, of=theirs, reason="та сама")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("с. Мрія, Дивний р-н, Казкова обл.", "Мрія"),
        ("Казкова область, м. Нова Мрія, вул. Лугова 3", "Нова Мрія"),
        ("біля села Мрія", "села Мрія"),
        ("Kazkova oblast", ""),
        ("вул. Лугова", ""),
        ("", ""),
        ("12, 13", ""),
    ],
)
def test_of_a_place_in_words_the_settlement_is_compared(written: str, found: str) -> None:
    assert settlement(written) == found


def test_a_pair_of_a_family_reported_together_is_not_one_person(case: Cast) -> None:
    told: dict[str, Any] = {"last_seen": "2031-03-14", "last_seen_place": "Мрія", "sex": "male"}
    reported(case, "Казкотвор", "Микола", "Іванович", born="1970-05-01", **told)
    reported(case, "Казкотвор", "Петро", "Іванович", born="1974-08-21", **told)
    assert proposed(case) == Proposed(0, 0, 0)


def test_believed_people_without_dates_are_compared_all_the_same(cast: Cast) -> None:
    believed = Believed(cast)
    believed.missing("Рідкоймення", last_seen="2031-03", born="1970")
    believed.missing("Рідкоймення")
    assert proposed(cast).lapsed == 0
