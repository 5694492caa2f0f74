"""For a dossier: who is named, each reading of them logged (I32)."""

from __future__ import annotations

from imena.registry.actor import Actor
from imena.registry.models import MissingPerson, Person
from imena.registry.queries.dossier.content import Named
from imena.registry.queries.evidence import Naming
from imena.registry.queries.reading import named
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotYours

#: Whoever may not read about persons who are on no list has their code, and no name.
OnNoList = Person | str


def named_people(actor: Actor, whose: Naming) -> list[MissingPerson | OnNoList]:
    """The people a decision names: on the list, then on none.

    Raises
    ------
    NotYours
        Where the actor may not see one who is on the list.
    Broken
        I32, without a purpose.
    """
    missing = list(visible(actor, MissingPerson).filter(pk__in=whose.missing).order_by("number"))
    if len(missing) != len(whose.missing):
        raise NotYours
    seen = {row.pk: row for row in visible(actor, Person).filter(pk__in=whose.unlisted)}
    codes = Person.objects.filter(pk__in=whose.unlisted).order_by("code").values_list("pk", "code")
    others: list[OnNoList] = [seen.get(pk, code) for pk, code in codes]
    named(actor, [*(row.pk for row in missing), *seen])
    return [*missing, *others]


def told(person: MissingPerson | OnNoList) -> Named:
    """Somebody as a dossier tells of them."""
    if isinstance(person, str):
        return Named(person, False, (), "", "", "", "", "")
    if isinstance(person, Person):
        return Named(person.code, False, _names(person), "", person.born, "", "", "")
    return Named(
        person.number,
        True,
        _names(person),
        person.sex,
        person.born,
        person.last_seen,
        person.last_seen_place,
        person.state,
    )


def name_alone(person: MissingPerson | OnNoList) -> Named:
    """The file a family is given holds no more than its pages show."""
    all_ = told(person)
    return Named(all_.number, all_.listed, all_.names[:1], "", "", "", "", "")


def _names(person: MissingPerson | Person) -> tuple[str, ...]:
    """Every name, the person's own first."""
    own_first = sorted(person.names, key=lambda name: name.get("kind", "own") != "own")
    parts = ("family", "given", "patronymic")
    return tuple(" ".join(filter(None, map(name.get, parts))) for name in own_first)
