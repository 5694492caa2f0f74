"""A plan of samples: what it consists of. Nothing here computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from imena.matching.sampling.prospects import Outlook, Prospect
from imena.matching.sampling.remains import BoneProspect
from imena.matching.sampling.together import Together

#: States in which a relative is counted and not listed.
NOT_TO_BE_ASKED = ("asked_not_to_be", "consent_withdrawn", "dead", "erased")


@dataclass(frozen=True, slots=True)
class Offer:
    """A sample that could be had from the living.

    ``kind``: "relative" (to be asked for a sample), "consent" (the profile is there, the consent
    is not), "unrecorded" (if there is such a relative), "direct" (a thing of the missing person's
    own). ``person`` is the code of who would give it, empty where nobody is recorded; ``relation``
    a term of ``relationship``, or "child"; ``of`` the missing person to whom.
    """

    kind: str
    person: str
    relation: str
    of: str
    prospect: Prospect
    consent: bool = True
    contact: bool = True
    failed: bool = False

    @property
    def recorded(self) -> bool:
        """Whether somebody is known who would give it."""
        return bool(self.person)


@dataclass(frozen=True, slots=True)
class FamilyPlan:
    """What could be done for one family.

    ``targets`` are those whom a sample could name: no name, and nobody reaching the threshold for
    them. ``verdict``:

    - "reached": a body reaches the threshold for each of them already; people decide, not samples;
    - "suffices": each would be named by a body read in full, as the family is typed now;
    - "one": one recorded relative's sample would make it so;
    - "several": all who are recorded and may be asked would, together;
    - "not_enough": not even they; see ``would``;
    - "nobody_to_ask": it does not suffice, and nobody recorded may be asked;
    - "contradicts_itself": its own profiles cannot be of people so related.

    ``now`` is what can be expected as it is; ``would`` holds relatives who are not recorded, and
    direct samples, the best first. ``not_to_be_asked`` counts relatives by why not; ``waiting`` are
    codes of those whose sample has no result yet.
    """

    family: str
    missing: tuple[str, ...]
    named: tuple[str, ...]
    targets: tuple[str, ...]
    verdict: str
    typed: tuple[str, ...]
    now: tuple[Outlook, ...] = ()
    offers: tuple[Offer, ...] = ()
    together: tuple[Together, ...] = ()
    would: tuple[Offer, ...] = ()
    waiting: tuple[str, ...] = ()
    not_to_be_asked: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BoneOffer:
    """Another sample of remains; ``unexamined`` are disciplines with no closed examination, which
    may say more and of which no figure is computed."""

    individual: str
    prospect: BoneProspect
    unexamined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskAgain:
    """A family to be asked again, and why.

    ``why``:

    - "reopened": a decision that named them fell or is being reviewed (``decision``, ``status``);
    - "other_remains": they are named by a decision, and other remains speak for the same person;
    - "kin_of_closed": all of them are named, and remains look like a further child, brother or
      sister of theirs, whom nobody reported;
    - "open_between": remains may be theirs or another family's, and nothing tells which;
    - "open_within": remains are one of them, and nothing tells which.

    ``individuals`` are the remains, ``log10_lr`` the best of their LRs where there is one.
    ``people`` are codes of those to be asked; ``not_to_be_asked`` counts the others.
    """

    why: str
    missing: tuple[str, ...]
    individuals: tuple[str, ...]
    people: tuple[str, ...]
    not_to_be_asked: Mapping[str, int]
    log10_lr: float | None = None
    decision: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to sample next in an operation, and who must be asked again.

    ``parameters`` say with what it was made; ``digest`` is the SHA-256 of the case it was made on,
    ``known_at`` how many events the ledger had. ``not_computed`` names what it leaves out.
    """

    families: tuple[FamilyPlan, ...]
    bones: tuple[BoneOffer, ...]
    again: tuple[AskAgain, ...]
    bodies: int
    parameters: Mapping[str, object]
    digest: str
    known_at: int
    not_computed: tuple[str, ...]

    @property
    def ranked(self) -> tuple[Offer | BoneOffer, ...]:
        """Samples of people and remains that are known, by expected names gained per sample."""
        known: list[Offer | BoneOffer] = [
            offer for family in self.families for offer in family.offers if offer.recorded
        ]
        known += self.bones
        return tuple(sorted(known, key=_first))

    @property
    def to_be_found(self) -> tuple[Offer, ...]:
        """Relatives who are not recorded, and direct samples, by expected names gained each."""
        found = [offer for family in self.families for offer in family.would]
        return tuple(sorted(found, key=_first))


def _first(offer: Offer | BoneOffer) -> tuple[float, str, str]:
    if isinstance(offer, BoneOffer):
        return -offer.prospect.gained, offer.individual, ""
    return -offer.prospect.gained, offer.person or offer.of, offer.relation
