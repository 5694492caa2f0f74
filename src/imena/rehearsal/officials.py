"""What officials say of the site in numbers, and what newspapers make of it. All of it invented.

The words are those of every such week: a careful official, a headline that drops the word, a unit
that drifts from graves to people, two breakdowns of one total. Everything is read by the same
parser and held to the same rules as a real text.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from imena.claims.algebra import UNIDENTIFIED
from imena.claims.findings import relayed
from imena.claims.phrase import Reading, readings
from imena.registry.queries.claims import claim_numbered, passed_on
from imena.registry.services import figures, sources

if TYPE_CHECKING:
    from imena.registry.models import Claim
    from imena.rehearsal.stage import Stage

POLICE = "речник вигаданої поліції"
PROSECUTOR = "вигадана прокуратура"
RESCUERS = "вигадані рятувальники"
AGENCY = "вигадана агенція"
PORTAL = "вигаданий портал"
PAPER = "вигадана газета"
CHANNEL = "вигаданий телеканал"


def before_digging(stage: Stage) -> None:
    """The morning on which digging begins: crosses were counted, nobody knows who lies there."""
    crosses = _many(stage) // 5 * 5
    first = _said(
        stage,
        POLICE,
        f"У лісі виявлено близько {crosses} поховань.",
        medium="брифінг",
        capture=_kept(stage, "брифінг.html"),
    )
    _passed_on(stage, first, AGENCY, f"Близько {crosses} могил виявили в лісі, каже речник.")
    _passed_on(stage, first, PAPER, f"{_graves(crosses)} в сосновому лісі")
    _passed_on(stage, first, PORTAL, f"{crosses} людей поховано в лісі: поліція")
    figures.check_claim(stage.cast["zbih"], first, seen=first.version)
    _said(stage, AGENCY, f"Наш кореспондент нарахував {_graves(crosses - 2)}.")
    most = _said(stage, POLICE, "В одній могилі може бути до 25 загиблих.", medium="брифінг")
    _passed_on(stage, most, CHANNEL, "25 загиблих в одній могилі")
    _said(stage, RESCUERS, "Загиблих тут у рази більше, ніж у Вигаданому Яру.", unit="persons")


def after_the_first_weeks(stage: Stage) -> None:
    """The first lorries are in: said is what was lifted by now, and what is not in it."""
    lifted = max(_many(stage) // 9 // 5 * 5, 5)
    almost = _said(
        stage,
        POLICE,
        f"Минулого тижня піднято майже {lifted} тіл. Це дані, що не враховують ще не ексгумованих.",
        medium="допис",
        period="минулий тиждень",
    )
    _passed_on(stage, almost, PORTAL, f"{lifted} тіл піднято за тиждень")
    _passed_on(stage, almost, PAPER, f"Піднято близько {lifted} тіл")
    _said(stage, CHANNEL, f"Слідчий в ефірі: понад {_many(stage) // 10 * 10} тіл у ямі.")


def afterwards(stage: Stage) -> None:
    """All known graves are open: everybody has a last number, and not all can be true."""
    total = stage.counted["bodies"]
    women, children, unknown = total * 2 // 5, total // 50, total // 40
    men = total - women - children - unknown
    _said(
        stage,
        POLICE,
        f"Ексгумовано {_bodies(total)}.",
        lines={"women": women, "men": men, "children": children, "undetermined": unknown},
    )
    soldiers = total // 20
    _said(
        stage,
        PROSECUTOR,
        f"Ексгумовано {_bodies(total)}, серед них цивільні й військові.",
        lines={"civilians": total - soldiers, "servicemen": soldiers},
    )
    _said(stage, RESCUERS, f"Із могил піднято {_bodies(total + 2)}.")
    nameless = total // 3
    _said(stage, PROSECUTOR, f"Неідентифікованими лишаються {nameless} тіл.")


def _many(stage: Stage) -> int:
    return len(stage.invented.case.bodies)


def _said(stage: Stage, office: str, text: str, **more: Any) -> Claim:
    """Recorded as the parser reads it; the figures officer corrects nothing but what is missing."""
    read = _read(text)
    stage.later(25)
    value: dict[str, Any] = {"value": read.value}
    scope = {"place": stage.site.name_uk, "population": "all", "excludes": sorted(read.excludes)}
    if period := more.pop("period", ""):
        scope["period"] = period
    if read.unidentified:
        scope["includes"] = [UNIDENTIFIED]
    if "lines" in more:
        value["lines"] = more.pop("lines")
    return figures.record_claim(
        stage.cast["chyslo"],
        text_verbatim=text,
        language="uk",
        unit=more.pop("unit", read.unit),
        bound=read.bound.value,
        value=value,
        scope=scope,
        asserted_by={"office": office},
        said_on=stage.today.isoformat(),
        as_of=stage.today.isoformat(),
        **more,
    )


def _passed_on(stage: Stage, claim: Claim, outlet: str, text: str) -> None:
    officer = stage.cast["chyslo"]
    stage.later(15)
    _, original = claim_numbered(officer, claim.number)
    told = passed_on(original, _read(text), outlet)
    figures.record_relay(
        officer,
        claim,
        outlet=outlet,
        text_verbatim=text,
        bound=told.bound.value,
        value={"value": told.value, "to": told.to, "unit": told.unit},
        differences=[finding.kind for finding in relayed(original, told)],
        published_on=stage.today.isoformat(),
    )


def _read(text: str) -> Reading:
    return readings(text)[0]


def _kept(stage: Stage, name: str) -> Any:
    """The page on which it stands, kept by whoever keeps files."""
    return sources.keep_file(
        stage.cast["zakon"],
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        size=18_402,
        media_type="text/html",
        original_name=name,
        captured_at=stage.clock.read().wall,
    )


def _bodies(many: int) -> str:
    return f"{many} {_form(many, 'тіло', 'тіла', 'тіл')}"


def _graves(many: int) -> str:
    return f"{many} {_form(many, 'поховання', 'поховання', 'поховань')}"


def _form(many: int, one: str, few: str, rest: str) -> str:
    """The form of a noun after a number."""
    if many % 10 == 1 and many % 100 != 11:
        return one
    return few if many % 10 in (2, 3, 4) and many % 100 not in (12, 13, 14) else rest
