"""The parts an invented dossier is put together from."""

from __future__ import annotations

from typing import Any

from imena.registry.queries.dossier.content import (
    Contribution,
    Event,
    Found,
    Ground,
    Line,
    Signed,
    Weighed,
)

NAME = "Дивосвіт Марія Ясенівна"
HASH = "ab" * 32
BODY, MISSING, OTHER = "IND-0187-T", "MP-0044-K", "MP-0045-E"


def tooth(of: str, code: str, state: str, surfaces: str = "", as_of: str = "") -> Found:
    """One entry of a chart."""
    status = {"missing_antemortem": "absent", "missing_postmortem": "absent"}.get(state, "present")
    data: dict[str, Any] = {"tooth": code, "state": state}
    if surfaces:
        data["surfaces"] = list(surfaces)
    if state == "filled":
        data["material"] = "composite"
    source = "dental_record" if as_of else "odontology"
    return Found(of, "tooth", status, "", data, source, as_of, "")


def found(of: str, kind: str, data: dict[str, Any], region: str = "", **more: str) -> Found:
    """Any other finding."""
    return Found(
        of,
        kind,
        more.get("status", "present"),
        region,
        data,
        more.get("source", "family"),
        more.get("as_of", ""),
        more.get("note", ""),
    )


def contribution(name: str, log10_lr: str, *examined: str, **more: Any) -> Contribution:
    """What one group adds."""
    return Contribution(
        name,
        examined,
        more.get("not_examined", ()),
        log10_lr,
        more.get("low", ""),
        more.get("high", ""),
        more.get("uncapped", log10_lr),
        more.get("capped", False),
        more.get("source", "вигадані таблиці"),
        more.get("remarks", ()),
    )


def weighed(person: str, posterior: str, **more: Any) -> Weighed:
    """What the run said of one pair."""
    return Weighed(
        more.get("individual", BODY),
        person,
        more.get("state", "candidate"),
        more.get("proposed", False),
        "412",
        more.get("log10_lr", ""),
        more.get("log10_lr_other", ""),
        posterior,
        "",
        more.get("reached", False),
        more.get("among", ()),
        more.get("set_posterior", ""),
        (),
        more.get("per_marker", {}),
        more.get("contributions", ()),
    )


def signature(name: str, role: str, at: str) -> Signed:
    return Signed(name, role, f"{at}+00:00", HASH, same=True)


def ground(number: str, method: str, **more: Any) -> Ground:
    return Ground(
        number,
        BODY,
        (MISSING,),
        method,
        "established",
        more.get("examiner", "Ліна Вигадчук"),
        "2031-06-18T10:00:00+00:00",
        more.get("note", ""),
        withdrawn=False,
        lab_methods=more.get("lab_methods", ()),
        donors=more.get("donors", ()),
    )


def event(number: str, kind: str, at: str, **more: str) -> Event:
    return Event(
        number,
        kind,
        f"{at}+00:00",
        more.get("place", ""),
        more.get("handed_by", ""),
        more.get("taken_by", ""),
        more.get("seal", ""),
    )


def line(rule: str, standing: str = "met", *by: str, **more: Any) -> Line:
    return Line(rule, standing, by, more.get("need", {}), more.get("least", {}))
