"""An office adds terms of its own; it never overrides the program's, and never loses one."""

from __future__ import annotations

import pytest

from imena.registry.models import Term
from imena.registry.queries.vocabulary import terms
from imena.registry.refusals import NotAllowed, Refused
from imena.registry.services import scene
from imena.registry.services.vocabulary import add_term, retire_term
from tests.registry.cast import Cast


def added(cast: Cast, code: str = "quarry", uk: str = "кар’єр", en: str = "quarry") -> Term:
    return add_term(cast.administrator, vocabulary="site_type", code=code, uk=uk, en=en)


def test_an_own_term_is_written_like_any_other(cast: Cast) -> None:
    with pytest.raises(Refused, match="not a term"):
        scene.open_site(cast.prosecutor, code="PTX", name_uk="Кар’єр", site_type="quarry")
    added(cast)
    site = scene.open_site(cast.prosecutor, code="PTX", name_uk="Кар’єр", site_type="quarry")
    assert terms(cast.field_team, "site_type")[site.site_type].said("uk") == "кар’єр"


def test_own_terms_stand_after_the_programs(cast: Cast) -> None:
    added(cast)
    added(cast, "bunker", "бункер", "bunker")
    listed = terms(cast.analyst, "site_type")
    assert [t.code for t in listed.terms if t.own] == ["quarry", "bunker"]
    assert not listed.terms[0].own


def test_a_retired_term_is_read_and_no_longer_written(cast: Cast) -> None:
    term = added(cast)
    scene.open_site(cast.prosecutor, code="PTX", name_uk="Кар’єр", site_type="quarry")
    retire_term(cast.administrator, term, seen=1)
    listed = terms(cast.analyst, "site_type")
    assert listed["quarry"].retired
    assert "quarry" not in {t.code for t in listed.current}
    with pytest.raises(Refused, match="not a term"):
        scene.open_site(cast.prosecutor, code="KAH", name_uk="Ще один", site_type="quarry")


@pytest.mark.parametrize(
    ("vocabulary", "code", "uk", "en", "says"),
    [
        ("site_type", "trench", "рів", "ditch", "is taken"),
        ("site_type", "ditch", "траншея", "ditch", "says the same"),
        ("site_type", "ditch", "", "ditch", "Ukrainian and in English"),
        ("site_type", "рів", "рів", "ditch", "Latin letters"),
        ("finding_status", "maybe", "можливо", "maybe", "rest on the list"),
        ("relationship", "godmother", "хрещена", "godmother", "rest on the list"),
    ],
)
def test_what_an_office_may_not_add_is_refused_in_words(
    cast: Cast, vocabulary: str, code: str, uk: str, en: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as caught:
        add_term(cast.administrator, vocabulary=vocabulary, code=code, uk=uk, en=en)
    assert caught.value.said("uk") != caught.value.said("en")
    assert not Term.objects.exists()


def test_a_code_of_ones_own_is_not_given_twice_even_retired(cast: Cast) -> None:
    retire_term(cast.administrator, added(cast), seen=1)
    with pytest.raises(Refused, match="is taken"):
        added(cast, uk="каменоломня", en="stone pit")


def test_terms_are_added_by_those_who_may(cast: Cast) -> None:
    for actor in (cast.field_team, cast.laboratory, cast.auditor):
        with pytest.raises(NotAllowed):
            add_term(actor, vocabulary="site_type", code="quarry", uk="кар’єр", en="quarry")
