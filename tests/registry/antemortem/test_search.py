"""Who is looked for stays looked for until remains or the living person end it (I24)."""

from __future__ import annotations

from typing import Any

import pytest

from imena.registry.models import CourtDeclaration, MissingPerson
from imena.registry.queries import antemortem as seen
from imena.registry.refusals import Broken, NotAllowed, Refused
from imena.registry.services import antemortem, duplicates, life
from tests.registry.believed import A_DAY, Believed, fresh
from tests.registry.cast import Cast


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def listed(cast: Cast) -> list[MissingPerson]:
    return seen.looked_for(cast.analyst.reading_for("перелік"))


def declared(cast: Cast, missing: MissingPerson, kind: str) -> CourtDeclaration:
    return antemortem.declare_by_court(
        cast.interviewer, missing, kind=kind, court="вигаданий суд", decided_on=A_DAY
    )


def test_somebody_is_reported_under_all_their_names(believed: Believed) -> None:
    missing = antemortem.report(
        believed.cast.interviewer,
        names=[
            {"script": "uk", "family": "  Проба", "given": "Сава", "patronymic": "Юхимович"},
            {"script": "ru", "family": "Проба", "given": "Савва"},
            {"script": "latin", "family": "Proba", "given": "Sava"},
            {"script": "uk", "family": "Давня", "given": "Сава", "kind": "former"},
        ],
        sex="male",
        born="1990-05",
        population="civilian",
    )
    assert missing.number.startswith("MP-")
    assert missing.name_sort == "проба сава юхимович"
    assert (missing.state, missing.names[0]["family"]) == ("reported", "Проба")


@pytest.mark.parametrize(
    "names", [[{"family": "Проба"}], [{"script": "uk"}], [{"script": "uk", "nick": "Проба"}]]
)
def test_what_is_no_name_is_refused(cast: Cast, names: Any) -> None:
    with pytest.raises(Refused):
        antemortem.report(cast.interviewer, names=names)


@pytest.mark.invariant("I24")
@pytest.mark.parametrize("kind", ["dead", "fact_of_death", "missing"])
def test_a_court_ends_no_search(believed: Believed, kind: str) -> None:
    cast, missing = believed.cast, believed.missing()
    antemortem.search(cast.interviewer, missing, seen=1, state="open")
    declared(cast, missing, kind)
    now = fresh(missing)
    assert (now.state, now.declared_dead_by_court) == ("open", kind != "missing")
    assert missing in listed(cast)


@pytest.mark.invariant("I24")
def test_a_declaration_is_no_way_round(believed: Believed) -> None:
    cast, missing = believed.cast, believed.missing()
    declared(cast, missing, "dead")
    for ended in ("identified_dead", "found_alive", "withdrawn", "duplicate"):
        with pytest.raises(Broken, match="A search ends with"):
            antemortem.search(cast.interviewer, fresh(missing), seen=2, state=ended)
    with pytest.raises(Broken, match="does not end a search"):
        antemortem.withdraw_report(
            cast.interviewer, fresh(missing), seen=2, reason="суд оголосив померлим"
        )
    with pytest.raises(ValueError, match="cannot be changed by describing"):
        antemortem.describe(cast.interviewer, fresh(missing), seen=2, state="identified_dead")
    declared(cast, missing, "revoked")
    assert fresh(missing).declared_dead_by_court is False


@pytest.mark.invariant("I24")
def test_who_is_in_captivity_stays_on_the_list(believed: Believed) -> None:
    cast, missing = believed.cast, believed.missing()
    life.prove(cast.interviewer, missing, kind="captivity_confirmed", source="Червоний Хрест")
    assert fresh(missing).state == "captive_confirmed"
    assert missing in listed(cast)


def test_who_has_come_home_is_looked_for_no_more(believed: Believed) -> None:
    missing = believed.missing()
    life.prove(believed.cast.interviewer, missing, kind="returned", source="прийшов")
    assert missing not in listed(believed.cast)
    with pytest.raises(Broken, match="A search ends"):
        antemortem.search(believed.cast.interviewer, fresh(missing), seen=2, state="open")


def test_a_report_is_taken_back_with_a_reason(believed: Believed) -> None:
    missing = believed.missing()
    with pytest.raises(Broken, match="Say why"):
        antemortem.withdraw_report(believed.cast.interviewer, missing, seen=1, reason=" ")
    antemortem.withdraw_report(
        believed.cast.interviewer, missing, seen=1, reason="заявниця помилилася"
    )
    assert missing not in listed(believed.cast)
    antemortem.search(believed.cast.interviewer, fresh(missing), seen=2, state="open")
    assert missing in listed(believed.cast)


@pytest.mark.invariant("I33")
def test_a_duplicate_is_linked_and_not_deleted(believed: Believed) -> None:
    cast, first, again = believed.cast, believed.missing(), believed.missing("Вигаданій")
    linked = duplicates.merge(cast.interviewer, again, seen=1, of=first, reason="та сама людина")
    assert (linked.state, linked.duplicate_of_id) == ("duplicate", first.id)
    assert listed(cast) == [first]
    assert seen.missing_person(cast.analyst.reading_for("звірка"), again.id).names == again.names
    duplicates.undo(cast.interviewer, linked, seen=2, reason="двоюрідний брат")
    assert set(listed(cast)) == {first, fresh(again)}


def test_links_make_no_chains_and_no_rings(believed: Believed) -> None:
    cast = believed.cast
    one, two, three = (believed.missing() for _ in range(3))
    link = {"seen": 1, "reason": "та сама людина"}
    with pytest.raises(Refused, match="stands on its own"):
        duplicates.merge(cast.interviewer, one, of=one, **link)  # type: ignore[arg-type]
    duplicates.merge(cast.interviewer, two, of=one, **link)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="stands on its own"):
        duplicates.merge(cast.interviewer, three, of=fresh(two), **link)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="link those first"):
        duplicates.merge(cast.interviewer, one, of=three, **link)  # type: ignore[arg-type]


@pytest.mark.invariant("I13")
def test_linking_hides_no_second_decision(believed: Believed) -> None:
    cast, first, again = believed.cast, believed.missing(), believed.missing("Вигаданій")
    believed.confirmed(believed.remains(), first)
    believed.confirmed(believed.remains(), again)
    for one, other in ((first, again), (again, first)):
        with pytest.raises(Broken, match="settle which holds"):
            duplicates.merge(
                cast.interviewer,
                fresh(one),
                seen=fresh(one).version,
                of=fresh(other),
                reason="та сама людина",
            )


def test_data_are_corrected_by_data_that_name_them(believed: Believed) -> None:
    cast, missing = believed.cast, believed.missing()
    scar: dict[str, Any] = {"kind": "mark", "status": "present", "source": "family"}
    first = antemortem.record_finding(cast.interviewer, missing, data={"mark": "scar"}, **scar)
    second = antemortem.record_finding(
        cast.interviewer, missing, data={"mark": "tattoo"}, replaces=first, **scar
    )
    with pytest.raises(Refused, match="same person"):
        antemortem.record_finding(
            cast.interviewer, believed.missing(), data={"mark": "scar"}, replaces=first, **scar
        )
    with pytest.raises(Refused, match="has no"):
        antemortem.record_finding(cast.interviewer, missing, data={"colour": "red"}, **scar)
    assert seen.findings(cast.analyst.reading_for("порівняння"), missing.id) == [second]


def test_only_interviewers_write_about_the_missing(cast: Cast) -> None:
    for role in ("field_team", "mortuary", "examiner", "laboratory", "analyst", "liaison"):
        with pytest.raises(NotAllowed):
            antemortem.report(cast.actors[role], names=[{"script": "uk", "family": "Проба"}])
