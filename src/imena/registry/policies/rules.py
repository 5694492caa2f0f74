"""The rules of a policy, and whether some evidence meets them.

A policy names *ways*; one suffices. A way has *needs*, all of which must be met::

    [[rules.ways]]
    [[rules.ways.needs]]
    methods = ["dna"]                    # terms of identification_method
    outcomes = ["established"]           # terms of comparison_outcome
    comparisons = 1                      # how many such comparisons, at the least
    relationships = ["father", …]        # count only donors so related; every donor where absent
    donors = 2                           # how many different donors, together
    lab_methods = 1                      # how many laboratory methods with one and the same donor

    [rules.signatures]
    number = 2                           # never fewer
    roles = ["board", "prosecutor"]      # who may sign
    [rules.signatures.each]
    prosecutor = 1                       # how many of a role, at the least

A way that recognition alone can meet must say ``later_sampling = true`` (I16): whoever is named so
is then listed until a sample is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from imena.registry.policies.evidence import Donor, Evidence
from imena.registry.vocabulary import knows, vocabulary

#: Two people sign, whatever an office's own policy says (I12).
FEWEST_SIGNATURES = 2

#: Outcomes that can speak for a name.
SPEAKING = ("established", "probable", "possible")
_MAY_SIGN = frozenset({"board", "prosecutor"})


class PolicyError(ValueError):
    """Rules that are none: what is wrong with them, and the invariant they would break, if any."""

    def __init__(self, why: str, invariant: str = "") -> None:
        super().__init__(why)
        self.invariant = invariant


@dataclass(frozen=True, slots=True)
class Need:
    """Comparisons by some methods, with some outcomes, resting on enough donors and methods."""

    methods: frozenset[str]
    outcomes: frozenset[str]
    comparisons: int = 1
    relationships: frozenset[str] = frozenset()
    donors: int = 0
    lab_methods: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """Needs that together suffice; ``later_sampling`` lists the case for a sample afterwards."""

    needs: tuple[Need, ...]
    later_sampling: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What a policy demands: one of ``ways``, and signatures by people of ``roles``."""

    ways: tuple[Way, ...]
    signatures: int
    roles: frozenset[str]
    of_each: Mapping[str, int]

    def signed(self, roles: Sequence[str]) -> bool:
        """Whether these roles, one for each signature, are enough."""
        return len(roles) >= self.signatures and all(
            roles.count(role) >= least for role, least in self.of_each.items()
        )


def met(rules: Rules, evidence: Iterable[Evidence]) -> Way | None:
    """The first way the evidence meets, one without later sampling before any with; else ``None``.

    ``evidence`` is all that stands about one individual, or about one person.
    """
    evidence = tuple(evidence)
    ways = sorted(rules.ways, key=lambda way: way.later_sampling)
    return next((w for w in ways if all(meets(n, counted(n, evidence)) for n in w.needs)), None)


@dataclass(frozen=True, slots=True)
class Counted:
    """What of some evidence counts for a need: comparisons, different donors, and the most
    laboratory methods with one of them. Both are empty where the need asks for no donors."""

    comparisons: tuple[UUID, ...]
    donors: frozenset[UUID] = frozenset()
    lab_methods: int = 0


def counted(need: Need, evidence: Iterable[Evidence]) -> Counted:
    """What of ``evidence`` counts for ``need``, in its order."""
    fitting = [e for e in evidence if e.method in need.methods and e.outcome in need.outcomes]
    if not _rests_on_donors(need):
        return Counted(tuple(e.comparison for e in fitting))
    by_donor: dict[UUID, set[str]] = {}
    resting = []
    for e in fitting:
        donors = {d.person for d in e.donors if _counts(need, d)}
        for person in donors:
            by_donor.setdefault(person, set()).update(e.lab_methods)
        if donors:
            resting.append(e.comparison)
    most = max((len(methods) for methods in by_donor.values()), default=0)
    return Counted(tuple(resting), frozenset(by_donor), most)


def meets(need: Need, found: Counted) -> bool:
    """Whether what counts is enough."""
    if len(found.comparisons) < need.comparisons:
        return False
    if not _rests_on_donors(need):
        return True
    return len(found.donors) >= max(1, need.donors) and found.lab_methods >= need.lab_methods


def _rests_on_donors(need: Need) -> bool:
    return bool(need.relationships or need.donors or need.lab_methods)


def _counts(need: Need, donor: Donor) -> bool:
    return not need.relationships or donor.relationship in need.relationships


def read(tree: Mapping[str, Any]) -> Rules:
    """The rules that ``tree`` says.

    Raises
    ------
    PolicyError
        For anything that is not such a rule, an unknown term, fewer than two signatures, or a way
        that recognition alone can meet without later sampling (I16).
    """
    _only(tree, {"ways", "signatures"}, "rules")
    ways = tuple(_way(way) for way in tree.get("ways", ()))
    if not ways:
        raise PolicyError("rules: there is no way to meet them")
    signatures = tree.get("signatures", {})
    _only(signatures, {"number", "roles", "each"}, "signatures")
    number = _count(signatures, "number", FEWEST_SIGNATURES)
    roles = frozenset(signatures.get("roles", _MAY_SIGN))
    each = {role: _count(signatures["each"], role, 1) for role in signatures.get("each", {})}
    if number < FEWEST_SIGNATURES:
        raise PolicyError("signatures: at least two people sign", "I12")
    if not roles or not roles <= _MAY_SIGN or not each.keys() <= roles:
        raise PolicyError("signatures: only the board and the prosecutor sign")
    return Rules(ways, number, roles, MappingProxyType(each))


def _way(tree: Mapping[str, Any]) -> Way:
    _only(tree, {"needs", "later_sampling"}, "way")
    needs = tuple(_need(need) for need in tree.get("needs", ()))
    way = Way(needs, tree.get("later_sampling", False))
    if not way.needs:
        raise PolicyError("way: it needs nothing")
    recognition = {t.code for t in _methods() if t.facts["rank"] == "assistance"}
    if all(need.methods & recognition for need in way.needs) and way.later_sampling is not True:
        raise PolicyError("way: recognition alone needs later sampling", "I16")
    return way


def _need(tree: Mapping[str, Any]) -> Need:
    _only(
        tree,
        {"methods", "outcomes", "comparisons", "relationships", "donors", "lab_methods"},
        "need",
    )
    need = Need(
        frozenset(tree.get("methods", ())),
        frozenset(tree.get("outcomes", ("established",))),
        _count(tree, "comparisons", 1),
        frozenset(tree.get("relationships", ())),
        _count(tree, "donors", 0),
        _count(tree, "lab_methods", 0),
    )
    if not need.methods or need.comparisons < 1:
        raise PolicyError("need: which methods, and how many comparisons?")
    for name, codes in (
        ("identification_method", need.methods),
        ("relationship", need.relationships),
    ):
        for code in sorted(codes):
            if not knows(name, code):
                raise PolicyError(f"need: {code!r} is not a term of {name}")
    if not need.outcomes or not need.outcomes <= set(SPEAKING):
        raise PolicyError("need: an outcome that does not speak for a name")
    return need


def _methods() -> Iterable[Any]:
    return vocabulary("identification_method").terms


def _count(tree: Mapping[str, Any], name: str, default: int) -> int:
    value = tree.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise PolicyError(f"{name}: a whole number")
    return value


def _only(tree: object, known: set[str], where: str) -> None:
    if not isinstance(tree, Mapping):
        raise PolicyError(f"{where}: a table")
    if not tree.keys() <= known:
        raise PolicyError(f"{where}: {', '.join(sorted(tree.keys() - known))} is not known")
