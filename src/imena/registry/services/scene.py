"""Sites, graves and markers: what is opened, by whose leave, and what was found to be there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    BurialLink,
    BurialUnit,
    ControlPeriod,
    HazardClearance,
    LegalAuthority,
    Marker,
    RecoveredUnit,
    Site,
)
from imena.registry.refusals import NotYours, breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.numbers import issue, site_code

OPEN_SITE = declare("scene.open_site", "sites", message("opened the record of a site"))
DESCRIBE_SITE = declare("scene.describe_site", "sites", message("described a site"))
RECORD_CONTROL = declare("scene.record_control", "sites", message("recorded who held the area"))
CLEAR_HAZARDS = declare("scene.clear_hazards", "sites", message("recorded the ground as cleared"))
WITHDRAW_CLEARANCE = declare(
    "scene.withdraw_clearance", "sites", message("withdrew a clearance of the ground")
)
AUTHORISE = declare("scene.authorise", "sites", message("recorded the authority to exhume"))
PROTECT = declare("scene.protect", "sites", message("recorded a site as protected"))
BEGIN_EXHUMATION = declare("scene.begin_exhumation", "sites", message("began the exhumation"))
BEGIN_EXHUMATION_REGARDLESS = declare(
    "scene.begin_exhumation_regardless",
    "sites",
    message("began the exhumation without clearance or authority"),
    approvers=1,
)
FINISH_SITE = declare("scene.finish_site", "sites", message("recorded a site as exhumed"))
CLOSE_SITE = declare("scene.close_site", "sites", message("closed a site"))
REOPEN_SITE = declare("scene.reopen_site", "sites", message("reopened a site"))
RECORD_GRAVE = declare("scene.record_grave", "sites", message("recorded a grave"))
DESCRIBE_GRAVE = declare("scene.describe_grave", "sites", message("described a grave"))
OPEN_GRAVE = declare("scene.open_grave", "sites", message("opened a grave"))
CLOSE_GRAVE = declare("scene.close_grave", "sites", message("finished a grave"))
LINK_GRAVES = declare("scene.link_graves", "sites", message("linked two graves"))
RECORD_MARKER = declare("scene.record_marker", "sites", message("recorded a marker"))
DISPROVE_MARKER = declare(
    "scene.disprove_marker", "sites", message("recorded that a marker was wrong")
)

#: From which state of the work a site may come to which.
SITE_STEPS = {
    "protected": {"lead", "confirmed", "reopened"},
    "exhuming": {"lead", "confirmed", "protected", "authorised", "reopened"},
    "exhumed": {"exhuming"},
    "closed": {"lead", "confirmed", "protected", "exhumed"},
    "reopened": {"exhumed", "closed"},
}


def open_site(actor: Actor, *, code: str, name_uk: str, **described: Any) -> Site:
    """Begin the record of a site. All its numbers begin with ``code`` (I1)."""
    with act(actor, OPEN_SITE) as doing:
        return doing.create(Site, code=site_code(code), name_uk=name_uk, **described)


def describe_site(actor: Actor, site: Site, *, seen: int, **described: Any) -> Site:
    """Change what is said of a site; its states have acts of their own."""
    _only_described(described, {"work_state", "hazard_state", "code"})
    with act(actor, DESCRIBE_SITE) as doing:
        return doing.change(site, seen=seen, **described)


def record_control(
    actor: Actor, site: Site, *, holder: str, began: str = "", ended: str = "", source: str = ""
) -> ControlPeriod:
    """Who held the area, from when to when."""
    with act(actor, RECORD_CONTROL) as doing:
        return doing.create(
            ControlPeriod, site=site, holder=holder, began=began, ended=ended, source=source
        )


def clear_hazards(
    actor: Actor, site: Site, *, certificate: str, cleared_on: date, cleared_by: str, covers: str
) -> HazardClearance:
    """The ground was searched and found safe, with the certificate that says so."""
    with act(actor, CLEAR_HAZARDS) as doing:
        now = doing.lock(Site, site.id)
        doing.change(now, seen=now.version, hazard_state="cleared")
        return doing.create(
            HazardClearance,
            site=site,
            certificate=certificate,
            cleared_on=cleared_on,
            cleared_by=cleared_by,
            covers=covers,
        )


def withdraw_clearance(actor: Actor, clearance: HazardClearance, *, reason: str) -> None:
    """The clearance no longer holds; where it was the last, the ground is suspect again."""
    with act(actor, WITHDRAW_CLEARANCE, reason=reason) as doing:
        site = doing.lock(Site, clearance.site_id)
        doing.change(clearance, seen=clearance.version, withdrawn=True)
        if not HazardClearance.objects.filter(site=site, withdrawn=False).exists():
            doing.change(site, seen=site.version, hazard_state="suspected")


def authorise(
    actor: Actor, site: Site, *, proceeding: str, issued_by: str, issued_on: date, mandate: str
) -> LegalAuthority:
    """Under which proceeding, and by whose order, the ground may be opened."""
    with act(actor, AUTHORISE) as doing:
        return doing.create(
            LegalAuthority,
            site=site,
            proceeding=proceeding,
            issued_by=issued_by,
            issued_on=issued_on,
            mandate=mandate,
        )


def protect(actor: Actor, site: Site, *, seen: int) -> Site:
    """The site is guarded."""
    return _step(actor, PROTECT, site, seen, "protected")


def begin_exhumation(
    actor: Actor,
    site: Site,
    *,
    seen: int,
    regardless: bool = False,
    approvers: Sequence[Actor] = (),
    reason: str = "",
) -> Site:
    """Digging starts (I7): not before the ground is cleared and the law allows it.

    ``regardless`` goes on without; it takes a second person and a reason, and stands in the ledger
    under its own name.

    Raises
    ------
    Broken
        I7, naming what is missing.
    """
    what = BEGIN_EXHUMATION_REGARDLESS if regardless else BEGIN_EXHUMATION
    if regardless and not reason.strip():
        raise breaks("I7", message("Say why the exhumation begins without them."))
    with act(actor, what, approvers=approvers, reason=reason) as doing:
        now = doing.lock(Site, site.id)
        cleared = HazardClearance.objects.filter(site=now, withdrawn=False).exists()
        lawful = LegalAuthority.objects.filter(site=now, withdrawn=False).exists()
        if not regardless and not cleared:
            raise breaks(
                "I7", message("The ground is not recorded as cleared: digging cannot begin.")
            )
        if not regardless and not lawful:
            raise breaks("I7", message("No legal authority is recorded: digging cannot begin."))
        return _stepped(doing, site, seen, "exhuming")


def finish_site(actor: Actor, site: Site, *, seen: int, completeness: str) -> Site:
    """Everything known here was exhumed; ``completeness`` says what that is known from."""
    with act(actor, FINISH_SITE) as doing:
        unfinished = BurialUnit.objects.filter(
            site=site, state__in=("unopened", "being_exhumed")
        ).count()
        if unfinished:
            raise breaks(
                "I6",
                message("{n} graves of this site are not finished yet."),
                n=unfinished,
            )
        now = _stepped(doing, site, seen, "exhumed")
        return doing.change(now, seen=now.version, completeness=completeness)


def close_site(actor: Actor, site: Site, *, seen: int, reason: str) -> Site:
    """Work at the site ends, for a stated reason."""
    return _step(actor, CLOSE_SITE, site, seen, "closed", reason)


def reopen_site(actor: Actor, site: Site, *, seen: int, reason: str) -> Site:
    """Work begins again."""
    return _step(actor, REOPEN_SITE, site, seen, "reopened", reason)


def record_grave(
    actor: Actor, site: Site, *, number: str | None = None, key: str | None = None, **seen: Any
) -> BurialUnit:
    """A grave or pit, under a number that is its own for ever (I1).

    ``number`` is one of the team's range, written at the graveside; without it the next is drawn.
    ``key`` is of the request: sent twice, it is recorded once.
    """
    _only_described(seen, {"state", "floor_reached_at", "opened_at", "closed_at", "empty_reason"})
    with act(actor, RECORD_GRAVE, key=key) as doing:
        given = issue(doing, Kind.BURIAL_UNIT, site=site, given=number)
        return doing.create(BurialUnit, site=site, number=given, **seen)


def describe_grave(actor: Actor, grave: BurialUnit, *, seen: int, **described: Any) -> BurialUnit:
    """Change what is said of a grave; opening and finishing have acts of their own."""
    _only_described(
        described,
        {"state", "floor_reached_at", "opened_at", "closed_at", "empty_reason", "number", "site"},
    )
    with act(actor, DESCRIBE_GRAVE) as doing:
        return doing.change(grave, seen=seen, **described)


def open_grave(
    actor: Actor, grave: BurialUnit, *, seen: int, at: datetime | None = None
) -> BurialUnit:
    """The grave is opened, at a site where digging has begun (I7)."""
    with act(actor, OPEN_GRAVE, at=at) as doing:
        site = doing.lock(Site, grave.site_id)
        if site.work_state != "exhuming":
            raise breaks("I7", message("Exhumation has not begun at this site."))
        now = doing.lock(BurialUnit, grave.id)
        if now.state != "unopened":
            raise breaks("I6", message("This grave was opened before."))
        return doing.change(grave, seen=seen, state="being_exhumed", opened_at=at or clock.now())


def close_grave(
    actor: Actor,
    grave: BurialUnit,
    *,
    seen: int,
    floor_reached_at: datetime | None,
    state: str = "exhumed",
    empty_reason: str = "",
    integrity: str = "",
) -> BurialUnit:
    """The grave is finished (I6): its floor was reached, and if it was empty, why.

    Raises
    ------
    Broken
        I6, where the floor was not reached, or a grave with remains is called empty or the other
        way round.
    """
    with act(actor, CLOSE_GRAVE) as doing:
        now = doing.lock(BurialUnit, grave.id)
        if now.state != "being_exhumed":
            raise breaks("I6", message("This grave is not open."))
        found = RecoveredUnit.objects.filter(burial_unit=now).exclude(kind="artefact").exists()
        if state == "empty" and found:
            raise breaks("I6", message("Remains were recovered here: the grave is not empty."))
        if state == "exhumed" and not found:
            raise breaks(
                "I6",
                message("Nothing was recovered here: record the grave as empty and say why."),
            )
        return doing.change(
            grave,
            seen=seen,
            state=state,
            floor_reached_at=floor_reached_at,
            empty_reason=empty_reason,
            integrity=integrity or now.integrity,
            closed_at=clock.now(),
        )


def link_graves(
    actor: Actor, first: BurialUnit, second: BurialUnit, *, relation: str, grounds: str
) -> BurialLink:
    """Two graves belong together, and what that is known from."""
    with act(actor, LINK_GRAVES) as doing:
        return doing.create(
            BurialLink, first=first, second=second, relation=relation, grounds=grounds
        )


def record_marker(actor: Actor, site: Site, *, text_verbatim: str, **seen: Any) -> Marker:
    """What stood there, letter for letter. It names nobody (I5).

    Raises
    ------
    NotYours
        Where it is to stand on a grave of another site.
    """
    with act(actor, RECORD_MARKER) as doing:
        if "burial_unit" in seen and seen["burial_unit"] is not None:
            grave = doing.lock(BurialUnit, seen["burial_unit"].id)
            if grave.site_id != site.id:
                raise NotYours
        return doing.create(Marker, site=site, text_verbatim=text_verbatim, **seen)


def disprove_marker(actor: Actor, marker: Marker, *, seen: int, by: str) -> Marker:
    """What the marker said is not so; the marker and its text stay."""
    with act(actor, DISPROVE_MARKER) as doing:
        return doing.change(marker, seen=seen, proved_wrong=True, proved_wrong_by=by)


def _step(actor: Actor, what: Any, site: Site, seen: int, state: str, reason: str = "") -> Site:
    with act(actor, what, reason=reason) as doing:
        return _stepped(doing, site, seen, state)


def _stepped(doing: Doing, site: Site, seen: int, state: str) -> Site:
    now = doing.lock(Site, site.id)
    if now.work_state not in SITE_STEPS[state]:
        raise breaks("", message("The site’s work is not at a point from which this can follow."))
    return doing.change(site, seen=seen, work_state=state)


def _only_described(described: dict[str, Any], acts: set[str]) -> None:
    """States change by acts that check them, never by describing."""
    wrong = sorted(name for name in described if name.removesuffix("_id") in acts)
    if wrong:
        raise ValueError(f"{', '.join(wrong)} cannot be changed by describing")
