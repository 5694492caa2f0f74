"""What is weighed: the findings on one individual's remains, and what is known of one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from imena.evidence.dental.teeth import BoolArray
from imena.evidence.place_time import DeathEstimate
from imena.evidence.profile import ProfileFindings, ProfileRecord

#: Where a mark is: its kind, a name of `imena.evidence.marks.MARK_KINDS`, and the region.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ThingSeen:
    """A thing in comparable words, all in one case; ``category`` is what kind of thing it is."""

    category: str
    words: frozenset[str]


@dataclass(frozen=True)
class Remains:
    """What was found of one individual; empty or ``None`` where nothing was examined.

    Parameters
    ----------
    teeth
        Which states each tooth may be in, as `imena.evidence.dental.teeth.chart` makes it.
    marks
        By place, whether the mark was seen. Places nobody looked at are not in it.
    condition
        "fresh", "decomposed" or "skeleton": how far marks can still be seen.
    hair, eyes
        Colours seen.
    months
        How long hair was in the ground, roughly.
    things
        What was on the body; ``things_looked_for`` are the categories somebody looked for.
    implants
        Serial numbers by region.
    site, death
        Column of the place model, and the days between which death is put.
    remarks
        By group, codes of what a reader must know of its findings.
    """

    profile: ProfileFindings = field(default_factory=ProfileFindings)
    teeth: BoolArray | None = None
    marks: Mapping[Place, bool] = field(default_factory=dict)
    condition: str = "decomposed"
    hair: str | None = None
    eyes: str | None = None
    months: float = 0.0
    things: tuple[ThingSeen, ...] = ()
    things_looked_for: frozenset[str] = frozenset()
    implants: Mapping[str, str] = field(default_factory=dict)
    site: int | None = None
    death: DeathEstimate | None = None
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What is known of one missing person; empty or ``None`` where nobody told.

    Parameters
    ----------
    teeth, teeth_years
        The chart, and how many years lie between it and death.
    marks
        By place, whether the person had it. Places nobody was asked about are not in it.
    things
        What they wore or carried.
    exchanged
        Whether their clothes may well not be their own: soldiers, prisoners.
    event, last_seen
        Row of the place model, and the day they were last seen.
    """

    profile: ProfileRecord = field(default_factory=ProfileRecord)
    teeth: BoolArray | None = None
    teeth_years: float = 0.0
    marks: Mapping[Place, bool] = field(default_factory=dict)
    hair: str | None = None
    eyes: str | None = None
    things: tuple[ThingSeen, ...] = ()
    exchanged: bool = False
    implants: Mapping[str, str] = field(default_factory=dict)
    event: int | None = None
    last_seen: float | None = None
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What examiners concluded of one pair's fingerprints; ``verified``: a second one's, blind."""

    conclusion: str
    verified: str | None = None
