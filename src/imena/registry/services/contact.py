"""How somebody wants to be spoken to, and whether a way of telling them respects that (I22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imena.language import message
from imena.registry.models import Consent, Person
from imena.registry.refusals import Refused, breaks
from imena.registry.vocabulary import knows

#: ``never``: not to be told at all; ``manners``: only so (none = any); ``through``: only together
#: with this person (an id); ``note``: what whoever calls should know.
RULES = frozenset({"never", "manners", "through", "note"})


def checked_rules(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The rules as they are kept.

    Raises
    ------
    Refused
        For a rule there is not, or a manner that is no term.
    """
    manners = rules.get("manners", [])
    if not rules.keys() <= RULES or not isinstance(manners, list):
        raise Refused(message("Contact rules are never, manners, through and note."))
    for manner in manners:
        if not knows("notification_manner", str(manner)):
            raise Refused(message("“{value}” is not a manner of telling."), value=manner)
    return {name: str(value) if name == "through" else value for name, value in rules.items()}


def check_contact(person: Person, *, manner: str, together_with: Person | None) -> None:
    """Refuse to tell ``person`` against their own rules.

    Raises
    ------
    Broken
        I22, naming the rule.
    """
    rules = person.contact_rules
    consents = Consent.objects.filter(person=person, purpose="contact", withdrawn_on=None)
    if person.erased_at is not None or not consents.exists():
        raise breaks("I22", message("This person has not agreed to be contacted."))
    if rules.get("never"):
        raise breaks("I22", message("This person asked not to be told."))
    if rules.get("manners") and manner not in rules["manners"]:
        raise breaks("I22", message("This person asked to be told in another manner."))
    through = rules.get("through")
    if through and (together_with is None or str(together_with.id) != through):
        raise breaks("I22", message("This person asked to be told together with somebody."))
