"""What a frozen case file consists of; `imena.registry.queries.snapshot` fills it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FrozenFinding:
    """One finding in the form of its kind (`imena.registry.findings`).

    ``by`` is a term of ``discipline`` after death and of ``antemortem_source`` before it;
    ``examiner`` numbers who examined the remains, in the order in which they began (0 of what was
    told); ``as_of`` is the day the examination began, or as of when it was told.
    """

    kind: str
    status: str
    region: str
    data: Mapping[str, Any]
    by: str
    as_of: str = ""
    examiner: int = 0


@dataclass(frozen=True, slots=True)
class FrozenGround:
    """Where remains lay, if in one place: site, grave, the day they were lifted.

    ``buried_on`` is when a register says that the grave was dug: its marker’s number leads there.
    No name comes with it (I5). ``held`` are the periods in which somebody else held the site,
    (began, ended). All these dates may be partial or empty.
    """

    site: str
    grave: str = ""
    lifted_on: str = ""
    buried_on: str = ""
    held: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FrozenConclusion:
    """A standing comparison by an examiner of one individual with one person of the list.

    ``outcome`` is a term of ``comparison_outcome``; ``examiner`` numbers who concluded it, among
    those who compared this pair.
    """

    individual: uuid.UUID
    missing: uuid.UUID
    method: str
    outcome: str
    examiner: int


@dataclass(frozen=True, slots=True)
class FrozenRemains:
    """What was found on an individual's remains, and where they lay; ``stage`` is the condition in
    which they were lifted, a term of ``decomposition_stage``."""

    findings: tuple[FrozenFinding, ...] = ()
    ground: FrozenGround | None = None
    stage: str = ""


@dataclass(frozen=True, slots=True)
class FrozenTold:
    """What is known of a missing person besides their sex; dates may be partial or empty."""

    born: str = ""
    last_seen: str = ""
    last_seen_place: str = ""
    population: str = "unknown"
    findings: tuple[FrozenFinding, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Typing:
    """What a laboratory read in one sample by one method: alleles by marker, as it wrote them."""

    sample: str
    outcome: str
    method: str
    profile: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FrozenIndividual:
    """An individual with the standing results on samples of the remains that are its own now, and
    what was found on them."""

    id: uuid.UUID
    number: str
    typings: tuple[Typing, ...]
    remains: FrozenRemains


@dataclass(frozen=True, slots=True)
class FrozenMissing:
    """Somebody who is looked for, with what was told; ``sex`` is a term of ``sex_reported``."""

    id: uuid.UUID
    number: str
    sex: str
    told: FrozenTold


@dataclass(frozen=True, slots=True)
class FrozenRelative:
    """Who agreed that their sample serves identification; ``typings`` may be empty."""

    id: uuid.UUID
    code: str
    typings: tuple[Typing, ...]


@dataclass(frozen=True, slots=True)
class FrozenKinship:
    """What a relative is to a missing person (a term of ``relationship``) and how far it stands."""

    relative: uuid.UUID
    missing: uuid.UUID
    relationship: str
    standing: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not used: why (a word of the program), whose number, with what."""

    why: str
    number: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the search may use, each in the order of its numbers, and what it may not.

    ``known_at`` counts the ledger's events by then.
    """

    known_at: int
    individuals: tuple[FrozenIndividual, ...]
    missing: tuple[FrozenMissing, ...]
    relatives: tuple[FrozenRelative, ...]
    kinships: tuple[FrozenKinship, ...]
    left_out: tuple[LeftOut, ...]
    conclusions: tuple[FrozenConclusion, ...] = ()
