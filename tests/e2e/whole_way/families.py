"""Who is sought, who is related, and what they agreed to before anything was taken of them."""

from __future__ import annotations

from imena.registry.models import Kinship, MissingPerson, Person
from imena.registry.queries.people import user_named
from imena.registry.services import antemortem, persons, samples
from tests.e2e.whole_way.way import A_DAY, Way, refused
from tests.registry.believed import fresh


def those_who_search(way: Way) -> None:
    """Two families: the one whose son lies here, and the one whose name stood on the cross."""
    way.missing = _reported(way, "Вигаданий")
    way.other = _reported(way, "Інший")
    for called, missing, relationship in (
        ("мати", way.missing, "mother"),
        ("батько", way.missing, "father"),
        ("інша мати", way.other, "mother"),
    ):
        way.relatives[called] = person = _registered(way)
        with refused("I17", "consent"):
            samples.take_reference(way.by("slukhai"), person, kind="buccal")
        _agrees(way, person)
        persons.claim_kinship(way.by("slukhai"), person, missing, relationship=relationship)
        way.samples[called] = samples.take_reference(way.by("slukhai"), person, kind="buccal")


def changes_mind(way: Way, called: str) -> None:
    """A relative takes the consent to identification back."""
    consent = way.relatives[called].consents.get(purpose="identification", withdrawn_on=None)
    persons.withdraw_consent(way.by("slukhai"), consent, withdrawn_on=A_DAY)


def agrees_again(way: Way, called: str) -> None:
    """… and gives it once more."""
    _agree(way, way.relatives[called], "identification")


def shows_papers(way: Way, called: str) -> None:
    """A birth certificate bears the kinship out."""
    kinship = Kinship.objects.get(person=way.relatives[called])
    persons.document_kinship(
        way.by("slukhai"), kinship, seen=kinship.version, proof="свідоцтво про народження"
    )


def _reported(way: Way, family: str) -> MissingPerson:
    by = way.by("slukhai")
    name = {"script": "uk", "family": family, "given": "Сава", "kind": "own"}
    one = antemortem.report(by, names=[name], sex="male")
    return antemortem.entrust(by, one, seen=one.version, liaison=user_named("ridna"))


def _registered(way: Way) -> Person:
    name = {"script": "uk", "family": "Вигадані", "given": "Особа"}
    return persons.register(
        way.by("slukhai"), names=[name], contact_rules={"manners": ["in_person"]}
    )


def _agrees(way: Way, person: Person) -> None:
    for purpose in ("identification", "contact"):
        _agree(way, person, purpose)
    assert fresh(person).erased_at is None


def _agree(way: Way, person: Person, purpose: str) -> None:
    persons.give_consent(
        way.by("slukhai"), person, purpose=purpose, form_version="1", language="uk", given_on=A_DAY
    )
