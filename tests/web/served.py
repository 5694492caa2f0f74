"""An invented case with everything that has a page, and browsers signed in to it by role.

Whoever adds a page adds its address to ``ADDRESSES`` here, and the walks go there too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    BurialUnit,
    Conflict,
    Hypothesis,
    Incident,
    LabItem,
    LabRequest,
    Membership,
    MissingPerson,
    Photograph,
    RecoveredUnit,
    Release,
    Run,
    Sample,
    StoredFile,
    Team,
    TeamSite,
    User,
)
from imena.registry.queries.people import actor_of
from imena.registry.services import antemortem, families, figures, postmortem, statements
from imena.registry.services.postmortem import Stated
from imena.web import session
from tests.registry.believed import Believed
from tests.registry.cast import Cast

#: Canaries: a missing person's family name, a relative's, and numbers a laboratory must not see.
FAMILY, RELATIVE, GRAVE = "Горобинський", "Вигадана", "PTX-G042-H"
PURPOSE = "перевірка сторінок"
PASSWORD = "вигадана-операція-31"


@dataclass(eq=False)
class Served:
    """``served.client("board")`` is a browser of somebody on the board."""

    cast: Cast
    believed: Believed = field(init=False)

    def __post_init__(self) -> None:
        believed = self.believed = Believed(self.cast)
        self.missing = believed.missing(FAMILY)
        self.relative = believed.relative(self.missing)
        position = {"x_cm": 120, "y_cm": -450}
        self.grave = believed.row(
            BurialUnit, number=GRAVE, site=believed.site, position=position, label="42"
        )
        self.unit = believed.unit()
        RecoveredUnit.objects.filter(pk=self.unit.pk).update(burial_unit=self.grave)
        self.body = believed.remains(self.unit)
        self._examined()
        dna = believed.dna(self.body, self.missing, self.relative)
        self.decision = believed.confirmed(self.body, self.missing, dna)
        self.conflict = believed.row(Conflict, kind="policy", decisions=[str(self.decision.pk)])
        for role, actor in self.cast.actors.items():
            believed.row(Membership, user_id=actor.user, role=role)
        self._team()
        self._handled()
        self._run()
        self._family()
        self.release = believed.row(
            Release, number="REL-0042-H", decision=self.decision, individual=self.body,
            recipient=self.relative, recipient_proof="свідоцтво", authorisation="дозвіл 7",
            authorised_by_id=self.cast.prosecutor.user, units=[str(self.unit.pk)],
        )  # fmt: skip
        self._figures()

    def client(self, role: str, *, purpose: str = PURPOSE, language: str = "") -> Client:
        """A browser in which somebody of ``role`` is signed in."""
        return self.signed_in(self.cast.actors[role], purpose=purpose, language=language)

    def signed_in(self, actor: Actor, *, purpose: str = PURPOSE, language: str = "") -> Client:
        """A browser in which ``actor`` is signed in."""
        return browser_of(actor, purpose=purpose, language=language)

    def user(self, role: str) -> User:
        """The account of somebody of ``role``, with a password that opens it."""
        user = User.objects.get(pk=self.cast.actors[role].user)
        user.set_password(PASSWORD)
        user.save()
        return user

    def addresses(self) -> Mapping[str, str]:
        """Name of a page → an address at which it shows something."""
        return {name: where(self) for name, where in ADDRESSES.items()}

    def _examined(self) -> None:
        examiner = self.cast.examiner
        self.examination = examination = postmortem.open_examination(
            examiner, self.unit, discipline="pathology"
        )
        injury = {"timing": "perimortem", "mechanism": "fragment"}
        postmortem.record_findings(
            examiner,
            examination,
            [
                Stated("sex", "present", {"estimate": "male", "basis": "anatomical"}),
                Stated("injury", "present", injury, region="thorax"),
                Stated("tooth", "present", {"tooth": "36", "state": "filled"}),
                Stated("handedness", "not_examined"),
            ],
        )

    def entrust(self, missing: MissingPerson) -> None:
        """From now on the family is in the liaison's care."""
        antemortem.entrust(
            self.cast.interviewer,
            missing,
            seen=MissingPerson.objects.get(pk=missing.pk).version,
            liaison=User.objects.get(pk=self.cast.liaison.user),
        )

    def _run(self) -> None:
        """What the last run said of the pair."""
        self.run = self.believed.row(
            Run, number=1, by_id=self.cast.analyst.user, state="done", snapshot="5" * 64,
            markers="6" * 64, known_at=1, why="нічне звірення",
            parameters={"prior": "recovered=0.5", "threshold": "0.999", "seed": "1"},
            started_at=clock.now(),
            ended_at=clock.now(), left_out=[{"why": "no_profile", "number": "IND-42", "other": ""}],
            pairs=[{"individual": str(self.body.pk), "missing": str(self.missing.pk),
                    "log10_lr": "6.5", "posterior": "0.9991", "reached": True}],
        )  # fmt: skip
        Hypothesis.objects.filter(individual=self.body, missing=self.missing).update(
            figures={
                "log10_lr": "6.5",
                "log10_lr_other": "0.4",
                "posterior": "0.9991",
                "reached": True,
                "rests_on": ["dna"],
                "per_marker": {"FGA": "0.8", "TH01": "-0.1"},
                "contributions": [
                    {"name": "dental", "examined": ["36"], "log10_lr": "0.4", "capped": True},
                    {"name": "marks", "not_examined": ["tattoo/upper_limb_left"]},
                ],
            }
        )

    def _family(self) -> None:
        """The family is in the liaison's care, who has spoken with the mother."""
        cast = self.cast
        self.entrust(self.missing)
        families.record_contact(
            cast.liaison, self.missing, self.relative, manner="telephone", note="Просила вранці.",
            next_on=clock.now().date(),
        )  # fmt: skip
        antemortem.record_interview(
            cast.interviewer, self.missing, person=self.relative, language="uk",
            held_on=clock.now().date(), sections={"appearance": "Високий, носив окуляри."},
        )  # fmt: skip

    def _figures(self) -> None:
        """An official’s number, with a headline that lost its word."""
        officer = self.cast.figures_officer
        self.claim = figures.record_claim(
            officer, text_verbatim="У яру близько 45 поховань.", language="uk", unit="graves",
            bound="about", value={"value": 45}, scope={"place": "Вигаданий яр"},
            asserted_by={"office": "речник"}, said_on="2031-06-02", as_of="2031-06-01",
        )  # fmt: skip
        figures.record_relay(
            officer, self.claim, outlet="газета", text_verbatim="45 поховань у яру",
            bound="exact", value={"value": 45, "unit": "graves"}, differences=["word_dropped"],
        )  # fmt: skip
        drafted = statements.make(officer, query="missing.reported", partition_by="search")
        self.statement = statements.approve(self.cast.prosecutor, drafted, seen=drafted.version)

    def _handled(self) -> None:
        """Something about other remains waits to be explained, samples to be sent, a photograph to
        be opened."""
        row = self.believed.row
        other = self.other = self.believed.unit()
        self.incident = row(Incident, unit=other, kind="custody_gap", found_at=clock.now())
        self.request = row(LabRequest, number="LR-000777-X", laboratory="Лабораторія")
        sample = Sample.objects.get(unit=other)
        row(LabItem, request=self.request, sample=sample, code="LS-777777-X")
        file = row(StoredFile, sha256="0" * 64, size=3, media_type="image/jpeg")
        self.photograph = row(
            Photograph, site=self.believed.site, unit=self.unit, file=file, shows="clothing",
            said="Синя куртка.",
        )  # fmt: skip

    def _team(self) -> None:
        team = self.believed.row(Team, code="A", name="Бригада А")
        self.believed.row(TeamSite, team=team, site=self.believed.site)
        field_team = self.cast.actors["field_team"]
        Membership.objects.filter(user=field_team.user).update(team=team)


def browser_of(actor: Actor, *, purpose: str = PURPOSE, language: str = "") -> Client:
    """A browser in which ``actor`` is signed in."""
    client = Client()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    known = actor_of(actor.user, actor.operation, purpose=purpose)
    session.begin(request, known)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
    if language:
        client.cookies["imena_language"] = language
    return client


def _at(name: str, *given: Callable[[Served], str]) -> Callable[[Served], str]:
    return lambda served: reverse(name, args=[one(served) for one in given])


#: Every page by the name of its address.
ADDRESSES: Mapping[str, Callable[[Served], str]] = {
    "account": _at("account"),
    "api": _at("api"),
    "audit": _at("audit"),
    "audited": lambda s: reverse("audited", args=[s.decision.pk]),
    "why": _at("why"),
    "policies": _at("policies"),
    "ranges": _at("ranges"),
    "user": lambda s: reverse("user", args=[User.objects.get(pk=s.cast.board.user).username]),
    "users": _at("users"),
    "vocabularies": _at("vocabularies"),
    "vocabulary": lambda s: reverse("vocabulary", args=["review_reason"]),
    "authorise": _at("authorise", lambda s: s.decision.number),
    "release": _at("release", lambda s: s.release.number),
    "proof": _at("proof", lambda s: s.relative.code),
    "arrivals": _at("arrivals"),
    "deed": lambda s: reverse("deed", args=[s.unit.number, "describe"]),
    "grave_deed": lambda s: reverse("grave_deed", args=[s.grave.number, "describe"]),
    "grave_photographs": _at("grave_photographs", lambda s: s.grave.number),
    "incident": lambda s: reverse("incident", args=[s.incident.pk]),
    "original": lambda s: reverse("original", args=[s.photograph.pk]),
    "photograph": lambda s: reverse("photograph", args=[s.photograph.pk]),
    "photographs": _at("photographs", lambda s: s.unit.number),
    "picture": lambda s: reverse("picture", args=[s.photograph.pk, "blurred"]),
    "record_grave": _at("record_grave", lambda s: s.believed.site.code),
    "recover": _at("recover", lambda s: s.grave.number),
    "store": _at("store"),
    "sending": _at("sending", lambda s: s.request.number),
    "bodies": _at("bodies"),
    "cause": _at("cause", lambda s: str(s.examination.pk)),
    "examination": _at("examination", lambda s: str(s.examination.pk)),
    "examine": _at("examine", lambda s: s.unit.number),
    "examined_sample": _at("examined_sample", lambda s: str(s.examination.pk)),
    "injuries": _at("injuries", lambda s: str(s.examination.pk)),
    "minimum": _at("minimum", lambda s: s.grave.number),
    "record": _at("record", lambda s: str(s.examination.pk), lambda s: "mark"),
    "signs": _at("signs", lambda s: str(s.examination.pk)),
    "skeleton": _at("skeleton", lambda s: str(s.examination.pk)),
    "together": _at("together", lambda s: s.grave.number),
    "teeth": _at("teeth", lambda s: str(s.examination.pk)),
    "body": _at("body", lambda s: s.unit.number),
    "candidates": _at("candidates", lambda s: s.body.number),
    "compare": _at("compare"),
    "comparison": lambda s: reverse("comparison", args=[s.run.number]),
    "comparisons": _at("comparisons"),
    "decision": _at("decision", lambda s: s.decision.number),
    "decisions": _at("decisions"),
    "dossier": lambda s: reverse("dossier", args=[s.decision.number, "html"]),
    "minutes": _at("minutes"),
    "propose": _at("propose"),
    "review": _at("review", lambda s: s.decision.number),
    "settle": lambda s: reverse("settle", args=[s.conflict.pk]),
    "consent": _at("consent", lambda s: s.relative.code),
    "families": _at("families"),
    "chart": _at("chart", lambda s: s.missing.number),
    "describe_missing": _at("describe_missing", lambda s: s.missing.number),
    "describe_relative": _at("describe_relative", lambda s: s.relative.code),
    "interview": _at("interview", lambda s: s.missing.number),
    "known": _at("known", lambda s: s.missing.number, lambda s: "mark"),
    "notify": _at("notify", lambda s: s.missing.number),
    "reference": _at("reference", lambda s: s.relative.code),
    "pairs": _at("pairs"),
    "report": _at("report"),
    "wishes": _at("wishes", lambda s: s.missing.number),
    "missing": _at("missing", lambda s: s.missing.number),
    "person": _at("person", lambda s: s.relative.code),
    "relative": _at("relative", lambda s: s.missing.number),
    "search": lambda s: f"{reverse('search')}?{urlencode({'q': FAMILY.lower()})}",
    "rules": _at("rules", lambda s: s.relative.code),
    "talk": _at("talk", lambda s: s.missing.number),
    "grave": _at("grave", lambda s: s.grave.number),
    "figures": _at("figures"),
    "claims": _at("claims"),
    "claim": _at("claim", lambda s: s.claim.number),
    "add_claim": _at("add_claim"),
    "add_relay": _at("add_relay", lambda s: s.claim.number),
    "bulletin": _at("bulletin"),
    "bulletin_file": lambda s: reverse("bulletin_file", args=["html"]),
    "estimate": _at("estimate"),
    "unfitting": _at("unfitting"),
    "statements": _at("statements"),
    "statement": _at("statement", lambda s: s.statement.number),
    "statement_pack": _at("statement_pack", lambda s: s.statement.number),
    "make_statement": _at("make_statement"),
    "code": _at("code"),
    "graves": _at("graves"),
    "individual": _at("individual", lambda s: s.body.number),
    "passkey_add": _at("passkey_add"),
    "passkey_ask": _at("passkey_ask"),
    "passkey_options": _at("passkey_options"),
    "passkey_sign_in": _at("passkey_sign_in"),
    "passkeys": _at("passkeys"),
    "preferences": _at("preferences"),
    "purpose": _at("purpose"),
    "second_factor": _at("second_factor"),
    "sign_in": _at("sign_in"),
    "sign_out": _at("sign_out"),
    "site": _at("site", lambda s: s.believed.site.code),
    "sites": _at("sites"),
    "today": _at("today"),
    "tokens": _at("tokens"),
    "way": _at("way"),
}
#: Pages that a role may open, but at whose address here there is nothing of theirs.
NOT_THEIRS = {
    ("examiner", "deed"),
    ("interviewer", "deed"),
    ("mortuary", "recover"),
    ("field_team", "individual"),
    ("examiner", "candidates"),
    ("laboratory", "candidates"),
    *(
        (role, name)
        for role in ("examiner", "laboratory")
        for name in ("compare", "comparison", "comparisons")
    ),
    ("liaison", "dossier"),
}


def patterns() -> Mapping[str, URLPattern]:
    """Every page there is, by name. What machines ask has a walk of its own: `tests.web.api`."""
    found: dict[str, URLPattern] = {}

    def gather(entries: list[Any]) -> None:
        for entry in entries:
            if isinstance(entry, URLResolver):
                if entry.namespace != "api":
                    gather(entry.url_patterns)
            else:
                found[str(entry.name)] = entry

    gather(get_resolver().url_patterns)
    return found
