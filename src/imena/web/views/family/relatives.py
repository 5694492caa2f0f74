"""Relatives: added beside somebody in the tree, described, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from imena.kinship.pedigree import Sex
from imena.language import Words
from imena.reconciliation.kin_steps import sex_of
from imena.registry.permissions import Need
from imena.registry.queries import families as query
from imena.registry.queries.releasing import kinships_to_show
from imena.registry.services import persons as service
from imena.web.access import page
from imena.web.filling.fields import Choice, Field, Text, Tick, of
from imena.web.filling.form import Form, Group
from imena.web.request import Request
from imena.web.views.family import asked, tree

_SEX = {Sex.MALE: "male", Sex.FEMALE: "female", Sex.UNKNOWN: "unknown"}


@page("persons", place="families", need=Need.WRITE, methods="GET POST")
def relative(request: Request, number: str) -> HttpResponse:
    """Somebody new of the family, beside whoever was tapped in the tree, or anywhere."""
    file = query.family(request.actor, number)
    words = asked.say(request)
    beside, step = request.GET.get("of", ""), request.GET.get("step", "")
    only = tree.offered(file, beside, step) if beside else ()
    relationship = Choice(
        name="relationship",
        label=words("Is to {who}", who=file.name or number),
        options=of("relationship", request.language, only=tuple(only)),
        needed=words("Say who they are to the missing person."),
        language=request.language,
    )
    groups = (
        Group(words("Who it is"), (*asked.names(request), relationship, _sex(request))),
        Group(words("Besides"), _besides(request)),
    )
    start = {"relationship": only[0]} if len(only) == 1 else {}
    form = Form(request, groups, about=f"relative {number} {beside} {step}", start=start)
    if form.filled() and _named(form, words):
        done = form.done(
            f"{reverse('missing', args=[number])}#family",
            lambda: _registered(request, file, form.values),
        )
        if done is not None:
            return done
    return form.page(
        "filling/page.html",
        heading=words("Add a relative"),
        lede=words("As they say it themselves. Documents and DNA come later."),
        record=words("Add"),
        crumbs=asked.crumbs(request, file),
    )


@page("persons", place="families", need=Need.WRITE, methods="GET POST")
def describe_relative(request: Request, code: str) -> HttpResponse:
    """Correct what is known of a relative; where somebody else was first, both are shown."""
    person = query.member(request.actor, code).person
    words = asked.say(request)
    groups = (
        Group(words("Who it is"), (*asked.names(request), _sex(request))),
        Group(words("Besides"), _besides(request)),
    )
    form = Form(request, groups, about=f"person {code}", start=_known(person), seen=person.version)
    if form.filled() and _named(form, words):
        done = form.done(
            reverse("person", args=[code]),
            lambda: _described(request, person, form),
            now=lambda: _now(request, code),
        )
        if done is not None:
            return done
    return form.page(
        "filling/page.html",
        heading=words("What is known of them"),
        lede=words("Leave empty what nobody knows."),
        record=words("Record"),
        crumbs=[(words("Families"), reverse("families")), (code, reverse("person", args=[code]))],
    )


@page("antemortem", place="families", need=Need.WRITE, methods="GET POST")
def proof(request: Request, code: str) -> HttpResponse:
    """A paper shows the kinship; who receives the dead must have one that does (I20)."""
    words = asked.say(request)
    found = {number: kinship for kinship, number in kinships_to_show(request.actor, code)}
    names = {number: name for number, name, _ in query.member(request.actor, code).of}
    whose = Choice(
        name="missing",
        label=words("Kinship to"),
        options=[(number, names.get(number) or number) for number in found],
        needed=words("Choose to whom."),
        language=request.language,
    )
    paper = Text(
        name="proof", label=words("Which document shows it"), language=request.language,
        needed=words("Name the document."),
    )  # fmt: skip
    start = {"missing": next(iter(found), "")}
    form = Form(request, (Group("", (whose, paper)),), about=f"proof {code}", start=start)
    if form.filled():
        kinship = found[form.values["missing"]]
        done = form.done(
            reverse("person", args=[code]),
            lambda: service.document_kinship(
                request.actor, kinship, seen=kinship.version, proof=form.values["proof"]
            ),
        )
        if done is not None:
            return done
    return form.page(
        "filling/page.html",
        heading=words("A document shows the kinship"),
        lede=words("A birth or marriage record, a court’s decision."),
        record=words("Record"),
        crumbs=[(words("Families"), reverse("families")), (code, reverse("person", args=[code]))],
    )


def _sex(request: Request) -> Choice:
    return Choice(
        name="sex",
        label=asked.say(request)("Sex"),
        options=of("sex_reported", request.language, only=("male", "female")),
        language=request.language,
    )


def _besides(request: Request) -> tuple[Field, ...]:
    words = asked.say(request)
    return (
        asked.born(request),
        Tick(name="dead", label=words("has died"), language=request.language),
        asked.line(request, "died", words("Died"), words("year, or year-month-day")),
        asked.line(request, "phone", words("Telephone")),
    )


def _named(form: Form, words: Words) -> bool:
    if form.values["family"] or form.values["given"]:
        return True
    form.wrong("family", words("Write a family name or a given name."))
    return False


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "born": values["born"],
        "dead": values["dead"] or bool(values["died"]),
        "died": values["died"],
        "sex": values["sex"] or "unknown",
    }


def _registered(request: Request, file: query.Family, values: Mapping[str, Any]) -> None:
    """Both or neither: a person nobody is related to would be lost."""
    said = _told(values)
    if said["sex"] == "unknown":
        said["sex"] = _SEX[sex_of(values["relationship"])]
    with transaction.atomic():
        person = service.register(
            request.actor,
            names=asked.name_of(values),
            contact={"phone": values["phone"]} if values["phone"] else {},
            **said,
        )
        service.claim_kinship(
            request.actor, person, file.missing, relationship=values["relationship"]
        )


def _described(request: Request, person: Any, form: Form) -> None:
    values = form.values
    contact = {name: told for name, told in person.contact.items() if name != "phone"}
    service.describe(
        request.actor,
        person,
        seen=form.seen,
        names=asked.name_of(values, person.names),
        contact=contact | ({"phone": values["phone"]} if values["phone"] else {}),
        **_told(values),
    )


def _known(person: Any) -> dict[str, Any]:
    return {
        **asked.parts_of(person.names),
        "sex": "" if person.sex == "unknown" else person.sex,
        "born": person.born,
        "dead": person.dead,
        "died": person.died,
        "phone": person.contact.get("phone", ""),
    }


def _now(request: Request, code: str) -> tuple[int, Mapping[str, Any]]:
    person = query.member(request.actor, code).person
    return person.version, _known(person)
