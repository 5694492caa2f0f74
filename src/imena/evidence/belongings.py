"""Clothes, things and documents: hers, or on her by exchange, gift, error or intent.

What a body wears may not be its own, and then neither is the document in the pocket. Both hang on
one hidden fact, whether the clothes are its own, and are therefore weighed together. They are
secondary evidence: they never make a name alone (INTERPOL, International Committee of the Red
Cross).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution, contribution, nothing_examined
from imena.evidence.densities import DensityError, log10_ratio
from imena.evidence.rates import Rate, banded

#: What is found of a described thing; and of a document, whose it is.
MATCHES, DIFFERS, NOT_EXAMINED = "matches", "differs", "not_examined"
HERS, OF_ANOTHER_LISTED, OF_NOBODY_LISTED, NONE = (
    "hers",
    "of_another_listed",
    "of_nobody_listed",
    "none",
)
_NAME = "belongings"


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing described before death, and whether what was found agrees.

    ``frequency`` is the share of the unlisted with such a thing: near 1 for a uniform.
    """

    name: str
    frequency: Rate
    found: str


@dataclass(frozen=True, slots=True)
class BelongingRates:
    """How far belongings can be trusted; the defaults are proposals of ours.

    ``described`` is P(found as described | her own). ``not_own`` is P(the clothes are not her own):
    exchanged, given, dressed again; soldiers and prisoners 0.3. ``own_document`` is P(she carries
    one of hers), ``foreign_document`` P(she carries somebody else's), ``listed_share`` the share of
    foreign documents that name somebody on the list.
    """

    described: Rate = field(default=Rate(0.7))
    not_own: Rate = field(default=Rate(0.1))
    own_document: Rate = field(default=Rate(0.3))
    foreign_document: Rate = field(default=Rate(0.02))
    listed_share: float = 0.5


@dataclass(frozen=True, slots=True)
class DocumentFinding:
    """Whose document was on the body; ``share`` is hers of all documents that could stray there.

    With n people whose papers were about, ``share`` is 1/n.
    """

    found: str
    share: float


def belonging_densities(
    found: Sequence[tuple[float, str]],
    document: tuple[float, str] | None,
    rates: BelongingRates,
    at: Mapping[str, float] | None = None,
) -> tuple[float, float]:
    """P(all that was found) if the body is the person, and if it is unlisted.

    ``found`` pairs each thing's frequency with what was found of it, ``document`` her share of
    stray documents with whose was found. ``at`` replaces means of ``rates`` by name.

    Raises
    ------
    DensityError
        For a finding that is not known, a share outside 0 to 1, or rates that leave no room.
    """
    values = {name: getattr(rates, name).mean for name in _RATES} | dict(at or {})
    m, x = values["described"], values["not_own"]
    own_things = math.prod(_of_thing(m, what) for _, what in found)
    other_things = math.prod(_of_thing(q, what) for q, what in found)
    hers = _of_document(document, values, rates.listed_share, unlisted=False)
    theirs = _of_document(document, values, rates.listed_share, unlisted=True)
    person = (1 - x) * own_things * hers[0] + x * other_things * hers[1]
    # What the unlisted own is drawn from the group as well: it agrees by frequency, no more.
    unlisted = other_things * ((1 - x) * theirs[0] + x * theirs[1])
    return person, unlisted


_RATES = ("described", "not_own", "own_document", "foreign_document")


def _of_thing(p: float, found: str) -> float:
    if found not in (MATCHES, DIFFERS):
        raise DensityError(f"{found} is neither {MATCHES} nor {DIFFERS}")
    return p if found == MATCHES else 1 - p


def _of_document(
    document: tuple[float, str] | None,
    values: Mapping[str, float],
    listed_share: float,
    *,
    unlisted: bool,
) -> tuple[float, float]:
    """P(the document found | clothes her own), and | clothes not her own."""
    if document is None:
        return 1.0, 1.0
    share, found = document
    d, foreign = values["own_document"], values["foreign_document"]
    # Her own is there only with her own clothes, so often that it is there d times in all.
    own = d / (1 - values["not_own"])
    if not (0 < share <= listed_share <= 1 and own + foreign <= 1):
        raise DensityError(f"documents: own {own}, foreign {foreign}, share {share}")
    strays = {
        HERS: share,
        OF_ANOTHER_LISTED: listed_share - share,
        OF_NOBODY_LISTED: 1 - listed_share,
    }
    whose_own = OF_NOBODY_LISTED if unlisted else HERS
    if found == NONE:
        return 1 - own - foreign, 1 - foreign
    if found not in strays:
        raise DensityError(f"{found} is not among {', '.join((*strays, NONE))}")
    stray = foreign * strays[found]
    return stray + (own if found == whose_own else 0.0), stray


def belongings(
    things: Sequence[Thing],
    document: DocumentFinding | None,
    caps: Caps,
    rates: BelongingRates | None = None,
) -> Contribution:
    """What clothes, things and documents say together.

    Raises
    ------
    DensityError
        As :func:`belonging_densities`.
    """
    rates = rates or BelongingRates()
    examined = [thing for thing in things if thing.found != NOT_EXAMINED]
    missing = [thing.name for thing in things if thing.found == NOT_EXAMINED]
    paper = None
    if document is None or document.found == NOT_EXAMINED:
        missing.append("document")
    else:
        paper = (document.share, document.found)
    if not examined and paper is None:
        return nothing_examined(_NAME, missing, caps)
    asked = {name: getattr(rates, name) for name in _RATES}
    asked |= {f"frequency.{i}": thing.frequency for i, thing in enumerate(examined)}

    def log10_lr(at: Mapping[str, float]) -> float:
        found = [(at[f"frequency.{i}"], thing.found) for i, thing in enumerate(examined)]
        changed = {name: at[name] for name in _RATES}
        return log10_ratio(*belonging_densities(found, paper, rates, changed))

    kinds = (["belongings"] if examined else []) + (["documents"] if paper else [])
    return contribution(
        _NAME,
        banded(log10_lr, asked),
        caps,
        kinds=kinds,
        examined=[thing.name for thing in examined] + (["document"] if paper else []),
        not_examined=missing,
        source="proposed",
        remarks=["secondary_evidence"],
    )
