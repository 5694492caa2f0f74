"""Examinations and what they find; the cause of death; the least number of people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from imena.language import message
from imena.registry import clock, findings
from imena.registry.actor import Actor
from imena.registry.models import (
    BurialUnit,
    CauseOfDeath,
    Examination,
    Finding,
    MinimumNumber,
    RecoveredUnit,
    StoredFile,
)
from imena.registry.queries.inventory import bones, least_individuals
from imena.registry.refusals import breaks
from imena.registry.services import outdating
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.progress import advanced
from imena.registry.vocabulary import vocabulary

OPEN = declare("postmortem.open_examination", "postmortem", message("began an examination"))
RECORD = declare("postmortem.record_findings", "postmortem", message("recorded findings"))
CLOSE = declare("postmortem.close_examination", "postmortem", message("closed an examination"))
AMEND = declare("postmortem.amend", "postmortem", message("began to amend an examination"))
STATE_CAUSE = declare("postmortem.state_cause", "postmortem", message("stated the cause of death"))
COUNT = declare(
    "postmortem.record_minimum_number",
    "postmortem",
    message("recorded the minimum number of individuals"),
)

#: Who may say why somebody died (I9).
CAUSE_DISCIPLINES = frozenset({"pathology"})
#: Where remains can be examined; at the grave they are only seen.
_EXAMINED_AT = frozenset({"site", "store", "examination", "laboratory"})
#: Of these, one examination of one body has one finding each; a correction replaces it.
_ONCE = {"tooth": "tooth", "sign": "sign", "fingerprint": "finger"}
#: Findings by which people are counted: bones, and ages that tell zones of one bone apart.
_COUNTED = frozenset({"element", "age"})
_SEVERAL_PEOPLE = frozenset({"commingled_lot", "bone_group", "burned_fragments", "ash", "unknown"})
_ICD = re.compile(r"[A-Z]\d{2}(\.\d)?(-[A-Z]\d{2})?")


@dataclass(frozen=True, slots=True)
class Stated:
    """One finding as it is stated: its kind and status, and in ``data`` what its form asks for.

    ``replaces`` is the finding it corrects: of the same examination while that is open, or of the
    one that is being amended.
    """

    kind: str
    status: str
    data: Mapping[str, Any] = field(default_factory=dict)
    region: str = ""
    note: str = ""
    photo: StoredFile | None = None
    replaces: Finding | None = None


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One line of the certificate: words, and an ICD-10 code where there is one."""

    words: str
    icd: str = ""


def open_examination(
    actor: Actor, unit: RecoveredUnit, *, discipline: str, began_at: datetime | None = None
) -> Examination:
    """The actor begins to examine remains that somebody holds. Where they are is kept: at the
    grave, what is seen is no cause of death (I9)."""
    with act(actor, OPEN, at=began_at) as doing:
        now = doing.lock(RecoveredUnit, unit.pk)
        if now.place not in _EXAMINED_AT:
            raise breaks("I2", message("These remains are not where they could be examined."))
        return doing.create(
            Examination,
            unit=now,
            discipline=discipline,
            examiner_id=actor.user,
            place=now.place,
            began_at=began_at or clock.now(),
        )


def record_findings(
    actor: Actor, examination: Examination, stated: Sequence[Stated]
) -> list[Finding]:
    """What the examiner found, or did not, or did not look for (I8), while the examination is open.

    Raises
    ------
    Broken
        I10, where the examination is closed or another's; I8, where something not seen is
        described.
    """
    with act(actor, RECORD) as doing:
        counts = any(said.kind in _COUNTED for said in stated)
        if counts:
            outdating.hold_grave(doing, examination.unit)
        now = _open(doing, examination)
        rows = [_row(now, said) for said in stated]
        made = doing.create_many(Finding, rows)
        _once_each(now)
        if counts:
            outdating.minimum_numbers(doing, now.unit)
        return made


def close_examination(actor: Actor, examination: Examination, *, seen: int) -> Examination:
    """The examiner stands by what was found. From now on it changes only by amendment (I10).

    Raises
    ------
    Broken
        I10, where there is nothing to stand by, or it is another's to close.
    """
    with act(actor, CLOSE) as doing:
        outdating.hold_grave(doing, examination.unit)
        unit = doing.lock(RecoveredUnit, examination.unit_id)
        now = _open(doing, examination)
        if not now.findings.exists():
            raise breaks("I10", message("Nothing is recorded: an examination says what it found."))
        closed = doing.change(now, seen=seen, status="closed", closed_at=clock.now())
        if now.amends is not None:
            amended = doing.lock(Examination, now.amends.pk)
            doing.change(amended, seen=amended.version, status="amended")
            outdating.minimum_numbers(doing, unit)
        elif unit.place != "site":
            doing.change(unit, seen=unit.version, state=advanced(unit, "examined"))
        return closed


def amend(actor: Actor, examination: Examination, *, reason: str) -> Examination:
    """Open an examination that amends a closed one, under the name of who amends it (I10).

    Its findings replace the old ones once it is closed itself; what it does not replace stands.

    Raises
    ------
    Broken
        I10, without a reason, of an examination still open, or one amended before.
    """
    with act(actor, AMEND, reason=reason) as doing:
        now = doing.lock(Examination, examination.pk)
        if not reason.strip():
            raise breaks("I10", message("An amendment says why."))
        if now.status == "open":
            raise breaks("I10", message("This examination is still open: correct it there."))
        return doing.create(
            Examination,
            unit_id=now.unit_id,
            discipline=now.discipline,
            examiner_id=actor.user,
            place=now.place,
            began_at=clock.now(),
            amends=now,
            amendment_reason=reason,
        )


def state_cause(
    actor: Actor,
    examination: Examination,
    *,
    status: str,
    chain: Mapping[str, CauseLine] | None = None,
    manner: str = "",
    context: str = "",
    replaces: CauseOfDeath | None = None,
) -> CauseOfDeath:
    """Why this person died, by the certificate's lines; manner and context are kept apart from it.

    Raises
    ------
    Broken
        I9, where the examination is of another discipline or examiner, was made at the grave, has
        found only signs, or is still open for a final word.
    """
    chain = chain or {}
    with act(actor, STATE_CAUSE) as doing:
        unit = doing.lock(RecoveredUnit, examination.unit_id)
        now = doing.lock(Examination, examination.pk)
        _may_state(actor, now, status)
        _check_chain(status, chain)
        before = CauseOfDeath.objects.filter(unit=unit).order_by("recorded_at")
        stands = next((c for c in before if not before.filter(replaces=c).exists()), None)
        if stands != replaces or (status == "amended" and replaces is None):
            raise breaks(
                "I9", message("A cause of death is already stated; a new one replaces it by name.")
            )
        return doing.create(
            CauseOfDeath,
            unit=unit,
            examination=now,
            status=status,
            chain={line: {"words": c.words, "icd": c.icd} for line, c in chain.items()},
            manner=manner,
            context=context,
            replaces=replaces,
        )


def record_minimum_number(
    actor: Actor,
    grave: BurialUnit,
    *,
    method: str,
    lowest: int,
    highest: int | None = None,
    basis: Mapping[str, Any] | None = None,
) -> MinimumNumber:
    """How many people these remains of one grave at least were: an interval and its method (I11).

    The highest count of one bone of one side is taken from the findings at this moment; nothing of
    the grave changes while it is.

    Raises
    ------
    Broken
        I11, where ``lowest`` is below that count.
    """
    with act(actor, COUNT) as doing:
        now = doing.lock(BurialUnit, grave.pk)
        units = RecoveredUnit.objects.filter(burial_unit=now).values_list("pk", flat=True)
        counted = bones(list(units))
        for before in MinimumNumber.objects.filter(burial_unit=now, outdated=False):
            doing.change(before, seen=before.version, outdated=True)
        return doing.create(
            MinimumNumber,
            burial_unit=now,
            method=method,
            lowest=lowest,
            highest=highest,
            sided_element_count=least_individuals(counted),
            basis=dict(basis or {})
            | {"elements": {f"{bone}/{side}": n for (bone, side), n in sorted(counted.items())}},
        )


def _open(doing: Doing, examination: Examination) -> Examination:
    """The examination, locked, where its examiner is at work on it."""
    now = doing.lock(Examination, examination.pk)
    if now.examiner_id != doing.actor.user:
        raise breaks("I10", message("An examination is its examiner’s: amend it instead."))
    if now.status != "open":
        raise breaks("I10", message("This examination is closed: amend it."))
    return now


def _row(examination: Examination, said: Stated) -> dict[str, Any]:
    form = findings.checked(said.kind, said.status, said.data, region=said.region)
    before = said.replaces
    if before is not None:
        own = before.examination_id == examination.pk
        amended = _earlier(examination)
        if not own and before.examination_id not in amended:
            raise breaks("I10", message("Only a finding of the amended examination is replaced."))
    return {
        "examination": examination,
        "kind": said.kind,
        "status": said.status,
        "region": said.region,
        "data": findings.stated(form),
        "photo": said.photo,
        "replaces": before,
        "note": said.note,
    }


def _earlier(examination: Examination) -> set[Any]:
    """The examinations that this one amends, one after another."""
    found = set()
    before = examination.amends
    while before is not None:
        found.add(before.pk)
        before = before.amends
    return found


def _once_each(examination: Examination) -> None:
    """One body has one tooth of a kind: two findings of it are a slip, or a correction unsaid."""
    if examination.unit.kind in _SEVERAL_PEOPLE:
        return
    replaced = Finding.objects.filter(replaces__isnull=False).values("replaces")
    own = examination.findings.filter(kind__in=_ONCE).exclude(pk__in=replaced)
    seen = set()
    for kind, data in own.values_list("kind", "data"):
        what = (kind, data[_ONCE[kind]])
        if what in seen:
            raise breaks(
                "I8", message("“{what}” is recorded twice: say which replaces which."), what=what[1]
            )
        seen.add(what)


def _may_state(actor: Actor, examination: Examination, status: str) -> None:
    if examination.discipline not in CAUSE_DISCIPLINES:
        raise breaks("I9", message("A pathologist’s examination states the cause of death."))
    if examination.examiner_id != actor.user:
        raise breaks("I9", message("The examiner who examined states the cause."))
    if examination.place == "site":
        raise breaks("I9", message("What was seen at the grave is no cause of death."))
    if status in ("final", "amended", "not_determinable") and examination.status == "open":
        raise breaks("I9", message("A final cause needs a closed examination."))
    seen = Finding.objects.filter(examination__in={examination.pk, *_earlier(examination)})
    if status != "not_examined" and not (
        seen.exclude(kind="sign").exclude(status="not_examined").exists()
    ):
        raise breaks("I9", message("Signs alone are no cause of death."))


def _check_chain(status: str, chain: Mapping[str, CauseLine]) -> None:
    """Lines I a to d follow one another without a gap, each in words."""
    lines = [term.code for term in vocabulary("cause_line").terms]
    first = [line for line in lines if line.startswith("I") and line != "II"]
    if set(chain) - set(lines):
        raise breaks("I9", message("A certificate has the lines I a to d and II."))
    if [line in chain for line in first] != sorted((line in chain for line in first), reverse=True):
        raise breaks("I9", message("A line of the certificate is left out."))
    says = status in ("provisional", "final", "amended")
    if says != ("Ia" in chain) or (chain and not says):
        raise breaks("I9", message("A cause has at least line I a, and what is none has no line."))
    for line in chain.values():
        if not line.words.strip() or (line.icd and not _ICD.fullmatch(line.icd)):
            raise breaks("I9", message("Each line has words, and an ICD-10 code or none."))
