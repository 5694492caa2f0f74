"""A family is told after the decision, by their own rules, and asked before anything leaves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from imena.registry.models import FamilyWish
from imena.registry.queries.returning import to_ask_again
from imena.registry.refusals import Broken, NotAllowed, Refused
from imena.registry.services import families, persons, reviews
from tests.registry.believed import A_DAY, Believed, fresh
from tests.registry.cast import Cast


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def told(
    believed: Believed, decision: Any, person: Any, manner: str = "in_person", **how: Any
) -> None:
    families.notify(believed.cast.liaison, decision, fresh(person), manner=manner, **how)


@pytest.mark.invariant("I22")
def test_nobody_is_told_before_the_decision_is_confirmed(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    mother = believed.relative(missing)
    decision = believed.proposed(body, missing)
    with pytest.raises(Broken, match="once the decision is confirmed"):
        told(believed, decision, mother)
    believed.sign(decision, believed.cast.board)
    with pytest.raises(Broken, match="once the decision is confirmed"):
        told(believed, decision, mother)
    believed.sign(decision, believed.cast.prosecutor)
    told(believed, decision, mother)
    reviews.suspend(believed.cast.board, decision, reason="court", grounds="ухвала")
    with pytest.raises(Broken, match="once the decision is confirmed"):
        told(believed, decision, mother)


@pytest.mark.invariant("I22")
def test_nobody_is_told_while_something_contradicts_it(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    mother = believed.relative(missing)
    decision = believed.confirmed(body, missing)
    believed.proposed(believed.remains(), missing)
    with pytest.raises(Broken, match="settle that first"):
        told(believed, decision, mother)


@pytest.mark.invariant("I22")
def test_another_s_family_is_not_told(believed: Believed) -> None:
    decision = believed.confirmed(believed.remains(), believed.missing())
    stranger = believed.relative(believed.missing("Чужий"))
    with pytest.raises(Broken, match="not of the family"):
        told(believed, decision, stranger)


@pytest.mark.invariant("I22")
@pytest.mark.parametrize(
    ("rules", "manner", "why"),
    [
        ({"never": True}, "in_person", "not to be told"),
        ({"manners": ["in_person"]}, "telephone", "another manner"),
        ({"manners": ["in_person", "letter"]}, "letter", ""),
    ],
)
def test_contact_rules_are_kept(
    believed: Believed, rules: dict[str, Any], manner: str, why: str
) -> None:
    missing = believed.missing()
    mother = believed.relative(missing)
    persons.describe(believed.cast.interviewer, mother, seen=1, contact_rules=rules)
    decision = believed.confirmed(believed.remains(), missing)
    if not why:
        told(believed, decision, mother, manner)
        return
    with pytest.raises(Broken, match=why) as refused:
        told(believed, decision, mother, manner)
    assert refused.value.invariant == "I22"


@pytest.mark.invariant("I22")
def test_an_old_mother_is_told_together_with_her_daughter(believed: Believed) -> None:
    missing = believed.missing()
    mother, sister = believed.relative(missing), believed.relative(missing, "full_sibling")
    persons.describe(
        believed.cast.interviewer, mother, seen=1, contact_rules={"through": str(sister.id)}
    )
    decision = believed.confirmed(believed.remains(), missing)
    with pytest.raises(Broken, match="together with somebody"):
        told(believed, decision, mother)
    told(believed, decision, mother, together_with=sister)


@pytest.mark.invariant("I22")
def test_who_took_their_consent_back_is_not_told(believed: Believed) -> None:
    missing = believed.missing()
    mother = believed.relative(missing)
    consent = mother.consents.get(purpose="contact")
    persons.withdraw_consent(believed.cast.interviewer, consent, withdrawn_on=A_DAY)
    decision = believed.confirmed(believed.remains(), missing)
    with pytest.raises(Broken, match="not agreed to be contacted"):
        told(believed, decision, mother)


def test_contact_rules_are_of_a_known_form(believed: Believed) -> None:
    mother = believed.relative(believed.missing())
    for rules in ({"whenever": True}, {"manners": ["by_pigeon"]}, {"manners": "letter"}):
        with pytest.raises(Refused):
            persons.describe(
                believed.cast.interviewer,
                mother,
                seen=1,
                contact_rules=rules,
            )


@pytest.mark.invariant("I21")
def test_nothing_leaves_before_the_family_was_asked(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    mother = believed.relative(missing)
    decision = believed.confirmed(body, missing)
    with pytest.raises(Broken) as refused:
        believed.authorised(decision, body, mother)
    assert refused.value.invariant == "I21"
    believed.asked(missing, mother, partial="not_asked")
    with pytest.raises(Broken):
        believed.authorised(decision, body, mother)
    believed.asked(missing, mother)
    assert believed.authorised(decision, body, mother).state == "authorised"


@pytest.mark.invariant("I21")
def test_a_family_is_asked_again_after_each_new_association(believed: Believed) -> None:
    body, missing = believed.remains(believed.unit("partial_body")), believed.missing()
    mother = believed.relative(missing)
    believed.asked(missing, mother)
    # The wish is older than the association, whether or not anybody marked it as outdated.
    believed.associate(body, believed.unit("single_bone"))
    decision = believed.confirmed(body, missing)
    with pytest.raises(Broken, match="Ask the family"):
        believed.authorised(decision, body, mother)
    believed.asked(missing, mother)
    assert believed.authorised(decision, body, mother).state == "authorised"


@pytest.mark.invariant("I21")
def test_a_family_that_waits_for_the_rest_is_not_handed_a_part(believed: Believed) -> None:
    body, missing = believed.remains(believed.unit("body_part")), believed.missing()
    mother = believed.relative(missing)
    decision = believed.confirmed(body, missing)
    believed.asked(missing, mother, partial="wait_until_complete")
    with pytest.raises(Broken, match="asked to wait"):
        believed.authorised(decision, body, mother)
    believed.asked(missing, mother, partial="receive_now")
    assert believed.authorised(decision, body, mother).state == "authorised"


@pytest.mark.invariant("I21")
def test_nobody_but_the_family_is_asked(believed: Believed) -> None:
    missing, stranger = believed.missing(), believed.relative(believed.missing("Чужий"))
    with pytest.raises(Broken, match="not of the family"):
        believed.asked(missing, stranger)


def test_what_was_wished_before_stays_on_record(believed: Believed) -> None:
    missing = believed.missing()
    mother = believed.relative(missing)
    believed.asked(missing, mother)
    believed.asked(missing, mother, later="do_not_tell")
    first, second = FamilyWish.objects.order_by("recorded_at")
    assert (first.outdated, second.replaces_id) == (True, first.id)
    assert list(to_ask_again(believed.cast.liaison)) == []


def test_death_is_registered_on_a_standing_decision_only(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    decision = believed.proposed(body, missing)
    registered = {"missing": missing, "certificate": "0-АБ", "registered_on": date(2031, 7, 1)}
    with pytest.raises(Broken, match="does not stand"):
        families.register_death(believed.cast.liaison, decision, **registered)  # type: ignore[arg-type]
    believed.signed(decision)
    made = families.register_death(believed.cast.liaison, decision, **registered)  # type: ignore[arg-type]
    assert made.state == "standing"
    with pytest.raises(NotAllowed):
        families.register_death(believed.cast.board, decision, **registered)  # type: ignore[arg-type]
