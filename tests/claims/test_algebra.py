"""Claims beside each other. What officials said in September 2022 stands in the public record; the
sources are in the concepts page on figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.claims.algebra import Claim, ClaimsError, Scope, added, comparable, met, sources, times
from imena.claims.bounds import Bound, Interval
from imena.claims.findings import Finding, between, examined, relayed, summed

REGION = Scope("Харківська область", "тиждень", "civilians", excludes=frozenset({"mass_burials"}))
FOREST = Scope("ліс біля Ізюма")
BASE = Claim("К1", "майже 50 тіл", "поліція", "bodies", Bound.ALMOST, 50, scope=REGION,
             as_of="2022-09-16")  # fmt: skip
GRAVES = Claim("К2", "близько 445 поховань", "поліція", "graves", Bound.ABOUT, 445, scope=FOREST,
               as_of="2022-09-16")  # fmt: skip


def kinds(findings: object) -> list[str]:
    return [found.kind for found in findings]  # type: ignore[attr-defined]


def test_every_change_of_a_relay_is_named() -> None:
    headline = replace(BASE, id="Р1", outlet="газета", bound=Bound.EXACT)
    assert kinds(relayed(BASE, headline)) == ["word_dropped"]
    changed = replace(BASE, id="Р2", outlet="портал", bound=Bound.ABOUT)
    assert kinds(relayed(BASE, changed)) == ["word_changed"]
    drifted = replace(GRAVES, id="Р3", outlet="агенція", unit="persons", bound=Bound.AT_LEAST)
    assert kinds(relayed(GRAVES, drifted)) == ["unit_changed", "word_changed"]
    whole = replace(BASE, id="Р4", outlet="телебачення", scope=BASE.scope.without_exclusions())
    assert kinds(relayed(BASE, whole)) == ["exclusion_dropped"]
    other = replace(BASE, id="Р5", outlet="радіо", value=60)
    assert list(relayed(BASE, other)) == [Finding("value_changed", ("К1", "Р5"), (50, 60))]
    assert not list(relayed(BASE, replace(BASE, id="Р6", outlet="газета")))


def test_the_article_and_its_relays_give_every_defect_and_none_invented() -> None:
    relays = [
        replace(BASE, id="Р1", outlet="Ц", bound=Bound.EXACT),
        replace(BASE, id="Р2", outlet="Н", bound=Bound.ABOUT),
        replace(GRAVES, id="Р3", outlet="Т", unit="persons", bound=Bound.AT_LEAST),
        replace(GRAVES, id="Р4", outlet="А", value=443, bound=Bound.EXACT),
    ]
    found = examined([BASE, GRAVES, *relays])
    assert {(f.kind, f.claims) for f in found} == {
        ("word_dropped", ("К1", "Р1")),
        ("word_changed", ("К1", "Р2")),
        ("unit_changed", ("К2", "Р3")),
        ("word_changed", ("К2", "Р3")),
        ("value_changed", ("К2", "Р4")),
        ("word_dropped", ("К2", "Р4")),
        ("one_source", ("Р1", "Р2")),
        ("seems_to_conflict", ("К1", "К2")),
    }


def test_breakdowns_of_one_total_compete_and_neither_is_wrong() -> None:
    police = Claim("К3", "447", "поліція", "bodies", Bound.EXACT, 447, scope=FOREST,
                   as_of="2022-09-23", lines={"women": 215, "men": 194, "children": 5,
                                              "servicemen": 22, "undetermined": 11})  # fmt: skip
    prosecutor = replace(police, id="К4", speaker="прокуратура", as_of="2022-09-24",
                         lines={"civilians": 425, "servicemen": 22})  # fmt: skip
    rescuers = replace(police, id="К5", speaker="рятувальники", as_of="2022-09-25",
                       lines={"civilians": 426, "servicemen": 21})  # fmt: skip
    found = examined([police, prosecutor, rescuers])
    assert kinds(found) == ["competing_lines"] * 3
    wrong = replace(police, lines={"women": 215, "men": 194})
    assert list(summed(wrong)) == [Finding("does_not_sum", ("К3",), (409, 447))]


def test_numbers_are_compared_only_in_equal_unit_scope_exclusions_and_day() -> None:
    assert comparable(BASE, replace(BASE, unit="graves")) == "unit"
    assert comparable(BASE, replace(BASE, scope=FOREST)) == "scope"
    assert comparable(BASE, replace(BASE, scope=REGION.without_exclusions())) == "exclusions"
    assert comparable(BASE, replace(BASE, as_of="2022-09-17")) == "date"
    assert comparable(BASE, replace(BASE, speaker="прокуратура")) == ""


def test_two_that_cannot_both_be_true_and_two_that_only_seem_so() -> None:
    police = Claim("К6", "440 могил", "поліція", "graves", Bound.EXACT, 440, scope=FOREST,
                   as_of="2022-09-16")  # fmt: skip
    office = replace(police, id="К7", speaker="уповноважений", value=443)
    assert list(between(police, office)) == [Finding("contradiction", ("К6", "К7"), (440, 443))]
    about = replace(GRAVES, speaker="уповноважений")
    (seems,) = between(police, about)
    assert (seems.kind, seems.why) == ("seems_to_conflict", "overlap")
    persons = replace(office, unit="persons")
    (apart,) = between(police, persons)
    assert (apart.kind, apart.why) == ("seems_to_conflict", "unit")


@pytest.mark.parametrize(
    ("unsaid", "why"), [({"scope": Scope()}, "scope"), ({"as_of": ""}, "date")]
)
def test_who_did_not_say_where_or_of_when_contradicts_nobody(
    unsaid: dict[str, Any], why: str
) -> None:
    one = Claim("К6", "440 могил", "поліція", "graves", Bound.EXACT, 440, scope=FOREST,
                as_of="2022-09-16")  # fmt: skip
    one = replace(one, **unsaid)
    (found,) = between(one, replace(one, id="К7", speaker="уповноважений", value=500))
    assert (found.kind, found.why) == ("seems_to_conflict", why)


def test_a_relay_stands_beside_the_claim_it_was_recorded_of() -> None:
    told = replace(BASE, id="К1 → телебачення", outlet="телебачення", of="К1", value=60)
    nearer = replace(BASE, id="К5", value=60, as_of="2022-10-01")
    found = [one for one in examined([BASE, nearer, told]) if one.kind == "value_changed"]
    assert found == [Finding("value_changed", ("К1", told.id), (50, 60))]


def test_a_count_that_grows_conflicts_with_nothing_and_one_that_shrinks_does() -> None:
    first = Claim("К8", "146 тіл", "поліція", "bodies", Bound.EXACT, 146, scope=FOREST,
                  as_of="2022-09-19")  # fmt: skip
    later = replace(first, id="К9", value=338, as_of="2022-09-21")
    assert not list(between(first, later))
    (shrunk,) = between(replace(later, as_of="2022-09-18"), first)
    assert (shrunk.kind, shrunk.claims) == ("contradiction", ("К9", "К8"))


def test_who_leaves_more_out_cannot_have_more() -> None:
    whole = replace(BASE, id="К10", scope=REGION.without_exclusions(), bound=Bound.EXACT, value=40)
    (found,) = between(BASE, whole)
    assert (found.kind, found.why) == ("contradiction", "exclusions")
    larger = replace(whole, value=500)
    (seems,) = between(BASE, larger)
    assert (seems.kind, seems.why) == ("seems_to_conflict", "exclusions")


def test_what_all_allow() -> None:
    about = replace(GRAVES, id="К11", speaker="прокуратура", bound=Bound.AT_LEAST, value=440)
    assert met([GRAVES, about]) == Interval(440, 467)
    assert met([GRAVES, replace(about, bound=Bound.EXACT, value=500)]) is None
    with pytest.raises(ClaimsError) as refused:
        met([BASE, GRAVES])
    assert refused.value.why == "unit"
    with pytest.raises(ClaimsError, match="no_number"):
        met([replace(BASE, bound=Bound.MANY_TIMES_MORE, value=None)])


def test_sums_are_only_of_scopes_that_share_nobody() -> None:
    civilians = Claim("К12", "", "п", "bodies", Bound.EXACT, 425,
                      scope=Scope("ліс", population="civilians"))  # fmt: skip
    soldiers = replace(civilians, id="К13", value=22, scope=Scope("ліс", population="servicemen"))
    assert added([civilians, soldiers]) == Interval(447, 447)
    with pytest.raises(ClaimsError) as refused:
        added([civilians, replace(soldiers, scope=Scope("ліс"))])
    assert refused.value.why == "overlap"
    for change, why in (({"unit": "graves"}, "unit"), ({"as_of": "2022-09-16"}, "date")):
        with pytest.raises(ClaimsError) as refused:
            added([civilians, replace(soldiers, **change)])  # type: ignore[arg-type]
        assert refused.value.why == why


def test_a_maximum_is_never_multiplied() -> None:
    most = Claim("К14", "до 25", "п", "persons", Bound.UP_TO, 25)
    with pytest.raises(ClaimsError) as refused:
        times(most, 445)
    assert refused.value.why == "maximum"
    assert times(replace(most, bound=Bound.EXACT, value=2), 10) == Interval(20, 20)


def test_two_outlets_quoting_one_speaker_are_one_source() -> None:
    told = [replace(BASE, id=f"Р{n}", outlet=f"видання {n}") for n in range(3)]
    assert [len(claims) for claims in sources(told).values()] == [3]
    assert kinds(examined([BASE, *told])) == ["one_source"]


def test_the_word_unidentified_is_asked_about() -> None:
    said = replace(BASE, quote="майже 50 неідентифікованих тіл")
    assert kinds(examined([said])) == ["unidentified"]


@given(st.sampled_from([Bound.EXACT, Bound.ABOUT, Bound.ALMOST, Bound.AT_LEAST]),
       st.integers(1, 5000))  # fmt: skip
def test_leaving_something_out_never_raises_the_lower_bound_of_the_whole(
    bound: Bound, value: int
) -> None:
    whole = Claim("К", "", "п", "bodies", bound, value, scope=FOREST)
    less = replace(whole, scope=replace(FOREST, excludes=frozenset({"not_yet_exhumed"})))
    assert whole.wider is not None
    assert less.wider is not None
    assert less.wider.lower <= whole.wider.lower
    assert less.wider.upper is None


def test_intervals_that_touch_have_that_number_in_common() -> None:
    least = replace(GRAVES, id="К11", bound=Bound.AT_LEAST, value=467)
    assert met([GRAVES, least]) == Interval(467, 467)
    assert met([GRAVES, replace(least, value=468)]) is None
    own = Claim("К8", "146 тіл", "п", "bodies", Bound.EXACT, 146, scope=FOREST, as_of="2022-09-19")
    later = replace(own, id="К9", bound=Bound.NO_MORE_THAN, as_of="2022-09-21")
    assert not list(between(own, later))
    assert kinds(between(own, replace(later, value=145))) == ["contradiction"]


def test_what_one_leaves_out_is_what_the_other_holds_whichever_comes_first() -> None:
    without = Scope("ліс", excludes=frozenset({"not_yet_exhumed"}))
    only = Scope("ліс", includes=frozenset({"not_yet_exhumed"}))
    assert without.disjoint(only)
    assert only.disjoint(without)
    assert not without.disjoint(Scope("ліс", includes=frozenset({"mass_burials"})))


def test_breakdowns_compete_only_where_both_have_one() -> None:
    own = Claim("К3", "447", "поліція", "bodies", Bound.EXACT, 447, scope=FOREST,
                as_of="2022-09-23", lines={"women": 215, "men": 232})  # fmt: skip
    assert not list(between(own, replace(own, id="К4", lines={})))
    other = replace(own, id="К4", value=450, lines={"women": 215, "men": 235})
    assert kinds(between(own, other)) == ["contradiction"]


def test_a_relay_without_a_number_is_held_against_the_speaker_s_own_without_one() -> None:
    dozens = replace(BASE, id="К6", bound=Bound.DOZENS, value=None)
    told = replace(dozens, id="Р7", outlet="газета", bound=Bound.SEVERAL)
    assert [f.claims for f in examined([BASE, dozens, told]) if f.kind == "word_changed"] == [
        ("К6", "Р7")
    ]
