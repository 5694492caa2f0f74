"""Whom a search by name finds, for whom, and that it is written down."""

from __future__ import annotations

from typing import Any

import pytest

from imena.registry.models import Event, MissingPerson, Opening, Person, User
from imena.registry.queries.by_name import find
from imena.registry.queries.same import name_keys
from imena.registry.refusals import Broken
from imena.registry.services import antemortem, persons
from imena.registry.services.erasure import erase
from tests.registry.believed import fresh
from tests.registry.cast import Cast


def name(family: str, given: str, patronymic: str = "", script: str = "uk") -> dict[str, str]:
    return {"script": script, "family": family, "given": given, "patronymic": patronymic}


@pytest.fixture
def people(cast: Cast) -> dict[str, Any]:
    """A son and his mother, and others."""
    clerk = cast.interviewer
    son = antemortem.report(
        clerk,
        names=[name("Вигадько", "Микола", "Іванович"), name("Vygadko", "Nikolai", script="latin")],
        born="1990",
    )
    other = antemortem.report(clerk, names=[name("Небувайло", "Степан", "Тарасович")])
    mother = persons.register(clerk, names=[name("Вигадько", "Оксана", "Тарасівна")])
    return {"son": son, "other": other, "mother": mother}


def found(actor: Any, words: str) -> list[str]:
    return [one.number for one in find(actor, words)]


def test_whatever_has_changed_since_the_last_search_is_found(
    cast: Cast, people: dict[str, Any]
) -> None:
    reader = cast.interviewer.reading_for("дзвінок родини")
    son, clerk = people["son"], cast.interviewer
    for given in ("Панас", "Гнат", "Свирид"):
        names = [name("Чужинець", given)]
        antemortem.describe(clerk, fresh(son), seen=fresh(son).version, names=names)
        assert found(reader, f"Чужинець {given}") == [son.number]
        assert found(reader, "Микола Вигадько")[:1] != [son.number]
    new = antemortem.report(clerk, names=[name("Чужинець", "Свирид")])
    assert set(found(reader, "Чужинець Свирид")) == {son.number, new.number}


def test_what_was_changed_past_the_ledger_is_found_too(cast: Cast, people: dict[str, Any]) -> None:
    reader = cast.interviewer.reading_for("дзвінок родини")
    assert found(reader, "Хтось") == []
    other = people["other"]
    MissingPerson.objects.filter(pk=other.pk).update(
        name_keys=name_keys([name("Хтосенко", "Панас")]), version=other.version + 1
    )
    assert found(reader, "Хтосенко") == [other.number]


@pytest.mark.parametrize(
    "typed",
    ["Микола Вигадько", "Вигадько Микола", "Николай Выгадько", "Vyhadko Mykola", "Вигадко коля",
     "Іванович Микола"],
)  # fmt: skip
def test_in_any_spelling_and_order(cast: Cast, people: dict[str, Any], typed: str) -> None:
    reader = cast.interviewer.reading_for("дзвінок родини")
    assert found(reader, typed)[0] == people["son"].number
    assert people["other"].number not in found(reader, typed)


def test_the_missing_and_relatives_are_told_apart(cast: Cast, people: dict[str, Any]) -> None:
    both = {one.number: one for one in find(cast.board.reading_for("звірка"), "вигадько")}
    son, mother = both[people["son"].number], both[people["mother"].code]
    assert (son.missing, son.state, mother.missing) == (True, "reported", False)
    assert son.names == ("Вигадько Микола Іванович", "Vygadko Nikolai")


@pytest.mark.invariant("I31")
def test_each_role_finds_whom_it_may_see(cast: Cast, people: dict[str, Any]) -> None:
    reading = {role: cast.actors[role].reading_for("звірка") for role in cast.actors}
    son, mother = people["son"].number, people["mother"].code
    assert set(found(reading["interviewer"], "вигадько")) == {son, mother}
    assert found(reading["analyst"], "вигадько") == [son], "no relatives by name"
    for role in ("examiner", "laboratory", "mortuary", "field_team", "liaison", "auditor"):
        assert found(reading[role], "вигадько") == []
    antemortem.entrust(
        cast.interviewer, people["son"], seen=1, liaison=User.objects.get(pk=cast.liaison.user)
    )
    assert found(reading["liaison"], "вигадько") == [son], "a family in their care"
    assert found(Cast.assembled("INSHA").board.reading_for("звірка"), "вигадько") == []


@pytest.mark.invariant("I32")
def test_a_search_is_written_down_with_whom_it_found(cast: Cast, people: dict[str, Any]) -> None:
    with pytest.raises(Broken, match="what you read"):
        find(cast.analyst, "нікогонемає")
    reader = cast.analyst.reading_for("звірка")
    assert found(reader, "нікогонемає") == []
    assert not Event.objects.filter(type="read.search").exists()
    find(reader, "вигадько")
    event = Event.objects.get(type="read.search")
    assert str(people["son"].id) in event.body
    assert str(people["other"].id) not in event.body
    assert "игадьк" not in event.body


def test_a_changed_name_is_found_and_the_old_one_is_not(cast: Cast, people: dict[str, Any]) -> None:
    antemortem.describe(
        cast.interviewer, people["other"], seen=1, names=[name("Казковий", "Степан")]
    )
    persons.describe(cast.interviewer, people["mother"], seen=1, names=[name("Мрійна", "Оксана")])
    reader = cast.interviewer.reading_for("звірка")
    assert found(reader, "Казковий") == [people["other"].number]
    assert found(reader, "Небувайло") == []
    assert found(reader, "Мрійна") == [people["mother"].code]
    assert found(reader, "Вигадько Оксана") == []


@pytest.mark.invariant("I33")
def test_who_was_erased_is_not_found_and_no_key_of_their_name_stays(
    cast: Cast, people: dict[str, Any]
) -> None:
    behind = [cast.board, cast.prosecutor]
    erase(cast.interviewer, people["mother"], ground="прохання", approvers=behind)
    assert fresh(people["mother"]).name_keys == ""
    assert found(cast.interviewer.reading_for("звірка"), "Вигадько Оксана") == []


def test_keys_are_kept_as_personal_data(cast: Cast, people: dict[str, Any]) -> None:
    key = name_keys([name("Вигадько", "Микола", "Іванович")])
    assert key in people["son"].name_keys
    assert {"name_keys"} <= MissingPerson.PERSONAL & Person.PERSONAL
    opened = Opening.objects.filter(record_id=people["son"].id)
    assert opened.exists()
    assert all(key not in str(vars(row)) for row in opened)
