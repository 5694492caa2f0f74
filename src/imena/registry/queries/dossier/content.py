"""What a dossier says, in codes, numbers and text: one content for paper, screen and check.

Figures are decimals as text, times ISO 8601 in UTC, so that all of it has one canonical spelling
(`imena.registry.ledger.canonical`).
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

#: Which of the three a dossier is for.
READERS = ("board", "prosecutor", "family")
#: Counts the forms of the content; raised where a reader of old files must know.
FORM = 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whose name a decision is about. ``names``: the first is their own name."""

    number: str
    listed: bool
    names: tuple[str, ...]
    sex: str
    born: str
    last_seen: str
    last_seen_place: str
    state: str


@dataclass(frozen=True, slots=True)
class Unit:
    """Remains of the individual. ``signed``: the decision was proposed with them."""

    number: str
    kind: str
    state: str
    place: str
    completeness_percent: int | None
    site: str
    grave: str
    recovered_at: str
    evidence: str
    signed: bool


@dataclass(frozen=True, slots=True)
class Remains:
    """An individual; ``signed_units`` is how many units the decision was proposed with."""

    number: str
    state: str
    signed_units: int
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature. ``same``: what was signed is what the decision says today."""

    name: str
    role: str
    at: str
    digest: str
    same: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy a decision was made under. ``each``: how many signatures of a role at least."""

    code: str
    edition: int
    text_uk: str
    text_en: str
    retired_on: str
    signatures: int
    each: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One demand and what meets it (``by``: numbers).

    ``standing`` is "met", "explained" (met, with something to be read), "lacking" or "waiting" (for
    somebody to sign). ``need`` are the terms of a policy's need, empty for demands of every
    decision.
    """

    rule: str
    standing: str
    by: tuple[str, ...]
    need: Mapping[str, tuple[str, ...]]
    least: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ground:
    """A comparison; ``about`` are the numbers of the people who it says one of whom it is."""

    number: str
    individual: str
    about: tuple[str, ...]
    method: str
    outcome: str
    examiner: str
    at: str
    note: str
    withdrawn: bool
    lab_methods: tuple[str, ...]
    donors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative by code; ``sampled``: whether they gave a sample."""

    code: str
    missing: str
    relationship: str
    standing: str
    sampled: bool


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one group of evidence adds: log10 LRs as text, empty where a run did not say."""

    name: str
    examined: tuple[str, ...]
    not_examined: tuple[str, ...]
    log10_lr: str
    low: str
    high: str
    uncapped: str
    capped: bool
    source: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a run said of one individual and one person; empty text for what it did not say.

    ``rests_on``: "dna", "dental", "fingerprint" or "secondary".
    """

    individual: str
    person: str
    state: str
    proposed: bool
    run: str
    log10_lr: str
    log10_lr_other: str
    posterior: str
    posterior_dna: str
    reached: bool
    among: tuple[str, ...]
    set_posterior: str
    rests_on: tuple[str, ...]
    per_marker: Mapping[str, str]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, of the living or after death; ``data`` in the form of its kind."""

    of: str
    kind: str
    status: str
    region: str
    data: Mapping[str, Any]
    source: str
    as_of: str
    note: str


@dataclass(frozen=True, slots=True)
class Event:
    """One custody event."""

    number: str
    kind: str
    at: str
    place: str
    handed_by: str
    taken_by: str
    seal: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A time nobody answered for the remains; ``ended`` empty where it lasts."""

    kind: str
    began: str
    ended: str
    seconds: int
    event: str
    explained: str


@dataclass(frozen=True, slots=True)
class Custody:
    """The custody line of one unit, with its gaps."""

    unit: str
    events: tuple[Event, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a laboratory answered about one sample under a code."""

    code: str
    laboratory: str
    outcome: str
    method: str
    markers_read: int | None
    reported_at: str


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample of remains (``of`` their number) or of a relative (``of`` their code)."""

    number: str
    of: str
    kind: str
    taken_at: str
    state: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """The cause of death of a unit; ``chain``: line of the certificate, words, ICD code."""

    unit: str
    status: str
    chain: tuple[tuple[str, str, str], ...]
    manner: str
    context: str


@dataclass(frozen=True, slots=True)
class Run:
    """The run whose figures are shown; hashes are SHA-256 in hexadecimal."""

    number: int
    ended_at: str
    known_at: int
    snapshot: str
    markers: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """By what and when the dossier was made.

    ``known_at`` counts the ledger's events by then, ``since_run`` those, readings apart, that were
    recorded after the last run began whose figures are shown.
    """

    version: str
    at: str
    by: str
    known_at: int
    since_run: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it. Without a decision ``decision`` is empty and so is what rests on one.

    ``withheld`` names the parts that this reader is not shown, so that nobody takes a blank for
    an absence; ``unseen`` those that whoever made the dossier may not see.
    """

    form: int
    reader: str
    operation: str
    operation_uk: str
    operation_en: str
    decision: str
    status: str
    proposed_by: str
    proposed_at: str
    confirmed_at: str
    ended_at: str
    ended_reason: str
    statement: str
    supersedes: str
    later_sampling: bool
    digest: str
    people: tuple[Named, ...]
    remains: tuple[Remains, ...]
    policy: Policy | None
    lines: tuple[Line, ...]
    signatures: tuple[Signed, ...]
    exclusions: tuple[Ground, ...]
    grounds: tuple[Ground, ...]
    weighed: tuple[Weighed, ...]
    kin: tuple[Kin, ...]
    before: tuple[Found, ...]
    after: tuple[Found, ...]
    custody: tuple[Custody, ...]
    samples: tuple[Sampled, ...]
    causes: tuple[Cause, ...]
    runs: tuple[Run, ...]
    withheld: tuple[str, ...]
    unseen: tuple[str, ...]
    made: Made

    @property
    def signed(self) -> bool:
        """Whether the name stands: two have signed, and nobody has taken it back."""
        return self.status == "confirmed"

    def tree(self) -> dict[str, Any]:
        """As JSON has it."""
        return cast(dict[str, Any], _plain(asdict(self)))


def blank(reader: str, made: Made) -> Dossier:
    """What ``reader`` is told before anything is said."""
    return Dossier(
        form=FORM,
        reader=reader,
        operation="", operation_uk="", operation_en="",
        decision="", status="none", proposed_by="", proposed_at="", confirmed_at="", ended_at="",
        ended_reason="", statement="", supersedes="", later_sampling=False, digest="",
        people=(), remains=(), policy=None, lines=(), signatures=(), exclusions=(), grounds=(),
        weighed=(), kin=(), before=(), after=(), custody=(), samples=(), causes=(), runs=(),
        withheld=(), unseen=(),
        made=made,
    )  # fmt: skip


def dossier_of(tree: Mapping[str, Any]) -> Dossier:
    """The dossier that ``tree`` is of.

    Raises
    ------
    ValueError
        Where it is none, or of a form that this program does not know.
    """
    try:
        if tree["form"] != FORM:
            raise ValueError(f"form {tree['form']!r}")
        found = _read(Dossier, tree)
        if found.reader not in READERS or not (found.decision or found.remains):
            raise ValueError("no dossier: of nothing, or for nobody")
        return found
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no dossier: {error}") from error


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _read(kind: type[T], tree: Any) -> T:
    if not isinstance(tree, Mapping):
        raise TypeError(f"{kind.__name__} is no object")
    hints = get_type_hints(kind)
    names = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    if set(tree) != names:
        raise TypeError(f"{kind.__name__} has other fields: {sorted(set(tree) ^ names)}")
    return kind(**{name: _value(hints[name], tree[name]) for name in names})


def _value(hint: Any, value: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _value(next(one for one in inner if one is not type(None)), value)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise TypeError("no list")
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_value(inner[0], one) for one in value)
        return tuple(_value(one, part) for one, part in zip(inner, value, strict=True))
    if origin is not None:
        return {str(key): _value(inner[1], one) for key, one in value.items()}
    if is_dataclass(hint):
        return _read(cast(type[Any], hint), value)
    if hint in (str, int, bool) and type(value) is not hint:
        raise TypeError(f"{value!r} is no {hint.__name__}")
    return value
