"""Home, and the way back: told, asked, checked at the door, buried; then the name was wrong."""

from __future__ import annotations

from typing import Any

from imena.reconciliation.run import reconcile
from imena.registry.models import Hypothesis
from imena.registry.queries.custody import open_incidents
from imena.registry.queries.deciding import touches_of
from imena.registry.services import (
    burials,
    decisions,
    families,
    incidents,
    returning,
    reviews,
)
from tests.e2e.whole_way.families import shows_papers
from tests.e2e.whole_way.way import A_DAY, Way, refused
from tests.registry.believed import fresh


def from_a_name_to_a_grave(way: Way) -> None:
    """I20 to I22: nothing leaves that is not named, allowed, asked for, and read by two."""
    _told(way)
    _allowed(way)
    _at_the_door(way)
    _buried(way)


def the_way_back(way: Way) -> None:
    """The decision is reversed, and everything it reached is walked back before that is closed."""
    _reversed(way)
    _put_right(way)


def _told(way: Way) -> None:
    mother, liaison = way.relatives["мати"], way.by("ridna")
    with refused("I22", "another manner"):
        families.notify(liaison, way.decision, mother, manner="telephone")
    with refused("I22", "not of the family"):
        families.notify(liaison, way.decision, way.relatives["інша мати"], manner="in_person")
    way.notice = families.notify(liaison, way.decision, mother, manner="in_person")


def _allowed(way: Way) -> None:
    mother = way.relatives["мати"]
    how: dict[str, Any] = {
        "recipient": mother, "recipient_proof": "паспорт", "authorisation": "П-1",
    }  # fmt: skip
    with refused("", "not for your role"):
        returning.authorise(way.by("kholod"), way.decision, way.body, **how)
    with refused("I20", "kinship is not proven"):
        returning.authorise(way.by("zakon"), way.decision, way.body, **how)
    shows_papers(way, "мати")
    with refused("I21", "Ask the family"):
        returning.authorise(way.by("zakon"), way.decision, way.body, **how)
    families.ask_wishes(
        way.by("ridna"), mother, missing=way.missing, partial_remains="receive_now",
        later_found="tell_and_return", asked_on=A_DAY,
    )  # fmt: skip
    way.release = returning.authorise(way.by("zakon"), way.decision, way.body, **how)


def _at_the_door(way: Way) -> None:
    door, witness, tag = way.by("dveri"), way.by("ridna"), way.unit.number
    with refused("I20", "follows a release"):
        _bury(way)
    with refused("I20", "Two people read"):
        returning.hand_over(door, way.release, tags=[tag], witness=door, witness_tags=[tag])
    with refused("I20", "not a number of ours"):
        returning.hand_over(
            door, way.release, tags=["PTX-0001-?"], witness=witness, witness_tags=[tag]
        )
    with refused("I20", "nothing was released"):
        returning.hand_over(door, way.release, tags=[tag], witness=witness, witness_tags=[])
    assert fresh(way.unit).place == "store"
    with refused("I20", "An incident is open"):
        returning.hand_over(door, way.release, tags=[tag], witness=witness, witness_tags=[tag])
    for found in open_incidents(way.by("polytsia"), way.unit.pk):
        incidents.explain_incident(
            way.by("polytsia"), found, seen=found.version, explained="Свідок не прочитав бирки."
        )
    way.release = returning.hand_over(
        door, way.release, tags=[tag], witness=witness, witness_tags=[tag.lower()]
    )
    assert (way.release.state, fresh(way.unit).place) == ("released", "family")


def _bury(way: Way) -> Any:
    return burials.bury_named(
        way.by("dveri"), way.release, place="вигаданий цвинтар", plot="12",
        marker_text="Сава Вигаданий", buried_on=A_DAY,
    )  # fmt: skip


def _buried(way: Way) -> None:
    way.burial = _bury(way)
    way.certificate = families.register_death(
        way.by("ridna"), way.decision, missing=way.missing, certificate="0-АБ", registered_on=A_DAY
    )
    assert (fresh(way.body).state, fresh(way.unit).place) == ("buried_named", "grave")


def _reversed(way: Way) -> None:
    wrong: dict[str, Any] = {"reason": "sample_swap", "grounds": "переплутано пробірки"}
    with refused("", "more people"):
        reviews.reverse(way.by("rada"), way.decision, **wrong, approvers=[])
    rests = touches_of(way.by("rada"), way.decision)
    assert rests.notifications == (way.notice.number,)
    assert rests.releases == ((way.release.number, "released"),)
    assert rests.certificates == (("0-АБ", "standing"),)
    (grave,) = rests.graves
    assert (grave.individual, grave.named_for) == (way.body.number, (way.missing.number,))
    way.review = reviews.reverse(way.by("rada"), way.decision, **wrong, approvers=[way.by("zakon")])
    assert fresh(way.decision).status == "reversed"
    assert fresh(way.missing).state == "open"
    assert fresh(way.certificate).state == "under_review"
    assert fresh(way.release).blocked_reason
    with refused("I22", "once the decision is confirmed"):
        families.notify(way.by("ridna"), way.decision, way.relatives["мати"], manner="in_person")
    with refused("I12", "not open for signatures"):
        decisions.sign(way.by("vaha"), fresh(way.decision), role="board", digest="0" * 64)


def _put_right(way: Way) -> None:
    """Whose grave it was is open again until the certificate and the grave say so too."""
    board, review = way.by("rada"), way.review
    with refused("", "still rests on this decision"):
        reviews.close_review(board, review, seen=review.version)
    families.correct_registration(
        way.by("ridna"), way.certificate, seen=fresh(way.certificate).version, state="annulled",
        reason="Скасовано рішення про ім’я.",
    )  # fmt: skip
    with refused("", "by which order"):
        burials.exhume_again(
            way.by("zakon"), way.burial, seen=way.burial.version, ended_on=A_DAY, reason=" "
        )
    burials.exhume_again(
        way.by("zakon"), way.burial, seen=fresh(way.burial).version, ended_on=A_DAY,
        reason="ухвала 2",
    )  # fmt: skip
    reviews.close_review(board, review, seen=fresh(review).version)
    again = reconcile(way.by("zbih"), way.markers)
    name = Hypothesis.objects.get(individual=way.body, missing=way.missing)
    assert (name.state, name.run) == ("reversed", str(again.run.number))
