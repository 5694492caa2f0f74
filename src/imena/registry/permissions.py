"""Who may do what: the matrix of roles and areas, closed unless it says otherwise.

Every answer can be explained: :class:`Answer` names the role and the cell that allowed or refused.
Two questions are kept apart. *May this person do that?* is :func:`may`; *which rows may they see?*
is :mod:`imena.registry.queries.visible`, which asks :func:`reach` for each area.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from imena.registry.actor import Actor, Grant


class Need(Enum):
    """What an act asks of a role in its area."""

    READ = "read"
    WRITE = "write"
    PROPOSE = "propose"
    APPROVE = "approve"


class Reach(Enum):
    """How much of an area a role reaches. ``OWN`` is by site, examiner or liaison; ``CODED`` sees
    codes only and ``COUNTED`` figures only: neither sees rows."""

    NONE = 0
    COUNTED = 1
    CODED = 2
    OWN = 3
    ALL = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix."""

    read: Reach = Reach.NONE
    write: Reach = Reach.NONE
    propose: bool = False
    approve: bool = False

    def reach(self, need: Need) -> Reach:
        """How far this cell allows ``need``."""
        if need is Need.READ:
            return self.read
        if need is Need.WRITE:
            return self.write
        allowed = self.propose or self.approve if need is Need.PROPOSE else self.approve
        return Reach.ALL if allowed else Reach.NONE


ROLES = (
    "field_team",
    "mortuary",
    "examiner",
    "laboratory",
    "interviewer",
    "analyst",
    "board",
    "prosecutor",
    "liaison",
    "figures_officer",
    "auditor",
    "administrator",
)

# One line an area, one word a role in the order of ROLES; see _WORDS for what the words mean.
_MATRIX = """
sources         w-own  -      -      -       -  r       r   w  -       r       log  -
sites           w-own  r      r      -       -  r       r   wa -       r       log  -
custody         w-own  w      r      coded   -  r       r   r  -       counts  log  -
postmortem      -      r      w      -       -  r       r   r  status  counts  -    -
samples         -      w      w      coded   w  r       r   r  -       counts  -    -
laboratory      -      coded  coded  w-coded -  coded   r   r  -       -       -    -
antemortem      -      -      -      -       w  r       r   r  r-own   -       -    -
persons         -      -      -      -       w  -       ra  ra r-own   -       -    -
comparison      -      -      w-own  w-own   -  w       r   r  -       -       -    -
identification  -      -      p      -       -  rp      ra  ra r       counts  log  -
release         -      w      -      -       -  -       r   ra w       counts  log  -
families        -      -      -      -       -  -       r   r  w       -       log  -
claims          -      -      -      -       -  w       r   r  -       w       r    -
statements      -      -      -      -       -  r       ra  ra -       w       r    -
policy          r      r      r      r       r  r       rp  ra r       r       r    r
numbers         r-own  r      -      -       r  -       -   ra -       -       log  w
users           -      -      -      -       -  -       -   a  -       -       r    wa
operation       r      r      r      r       r  r       r   ra r       r       r    w
vocabulary      r      r      r      r       r  w       r   ra r       r       r    w
export          -      -      p-own  coded   -  p       a   a  -       p       r    -
audit           -      -      -      -       -  -       -   r  -       -       r    -
"""

_WORDS: Mapping[str, Cell] = {
    "-": Cell(),
    "r": Cell(Reach.ALL),
    "r-own": Cell(Reach.OWN),
    "w": Cell(Reach.ALL, Reach.ALL),
    "wa": Cell(Reach.ALL, Reach.ALL, approve=True),
    "w-own": Cell(Reach.OWN, Reach.OWN),
    "coded": Cell(Reach.CODED),
    # Writes under codes what nobody else knows of them, and reads codes only (I31).
    "w-coded": Cell(Reach.CODED, Reach.ALL),
    # Figures, a summary or a status: something is said of the rows, the rows are not shown.
    "counts": Cell(Reach.COUNTED),
    "status": Cell(Reach.COUNTED),
    # An auditor reads what was done (the ledger), not the case.
    "log": Cell(Reach.COUNTED),
    "p": Cell(propose=True),
    "p-own": Cell(propose=True),
    "rp": Cell(Reach.ALL, propose=True),
    "a": Cell(approve=True),
    "ra": Cell(Reach.ALL, approve=True),
}


def _read(table: str) -> dict[tuple[str, str], Cell]:
    cells = {}
    for line in table.strip().splitlines():
        area, *words = line.split()
        for role, word in zip(ROLES, words, strict=True):
            cells[role, area] = _WORDS[word]
    return cells


MATRIX: Mapping[tuple[str, str], Cell] = _read(_MATRIX)
AREAS: tuple[str, ...] = tuple(dict.fromkeys(area for _, area in MATRIX))


def hidden_from(role: str) -> tuple[str, ...]:
    """The areas that a role must never see, by whatever other role or grant."""
    return _HIDDEN_FROM.get(role, ())


def apart(role: str, other: str) -> bool:
    """Whether nobody may hold both roles: who sees codes only must not see what they stand for, and
    who examines must not know the names of the missing (I31)."""
    for one, two in ((role, other), (other, role)):
        hidden = hidden_from(one)
        if one != two and any(MATRIX[two, area].read in (Reach.OWN, Reach.ALL) for area in hidden):
            return True
    return False


#: What a role must never see, by whatever other role.
_HIDDEN_FROM: Mapping[str, tuple[str, ...]] = {
    "laboratory": (
        "sources", "sites", "custody", "postmortem", "samples", "antemortem", "persons",
        "identification", "release", "families",
    ),
    "examiner": ("antemortem", "persons", "families"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something is allowed and which rule said so.

    ``role`` is the role that allowed it, or ``"grant"`` for access given by two people for a time;
    empty where nothing did. ``asked`` are the roles that were asked.
    """

    reach: Reach
    need: Need
    area: str
    role: str
    asked: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Whether any row can be reached."""
        return self.reach in (Reach.OWN, Reach.ALL)


def may(actor: Actor, area: str, need: Need) -> Answer:
    """How far ``actor`` may ``need`` in ``area``: the furthest of their roles and grants.

    Raises
    ------
    ValueError
        For an area that is not in the matrix.
    """
    if area not in AREAS:
        raise ValueError(f"no area “{area}” in the matrix of permissions")
    best, by = Reach.NONE, ""
    if not in_scope(actor, area, need):
        return Answer(best, need, area, by, tuple(sorted(actor.roles)))
    for role in sorted(actor.roles):
        found = MATRIX[role, area].reach(need)
        if found.value > best.value:
            best, by = found, role
    for grant in actor.grants:
        if _gives(grant, area, need):
            found = Reach.OWN if grant.sites else Reach.ALL
            if found.value > best.value:
                best, by = found, "grant"
    return Answer(best, need, area, by, tuple(sorted(actor.roles)))


def roles_for(area: str, need: Need) -> tuple[str, ...]:
    """The roles that may ``need`` in ``area``."""
    return tuple(role for role in ROLES if MATRIX[role, area].reach(need) in (Reach.OWN, Reach.ALL))


def in_scope(actor: Actor, area: str, need: Need) -> bool:
    """Whether the actor's token, where they came with one, is for this: it reads and writes in the
    areas it names, and never proposes or approves."""
    if actor.scopes is None:
        return True
    if need is Need.READ:
        return bool(actor.scopes & {f"{area}:read", f"{area}:write"})
    return need is Need.WRITE and f"{area}:write" in actor.scopes


def reach(actor: Actor, area: str) -> Reach:
    """How far ``actor`` reads ``area``."""
    return may(actor, area, Need.READ).reach


def own_by_role(actor: Actor, area: str, need: Need) -> bool:
    """Whether a role of the actor's, and no grant, reaches what is their own."""
    return any(MATRIX[role, area].reach(need) is Reach.OWN for role in actor.roles)


def own_sites(actor: Actor, area: str, need: Need) -> frozenset[UUID]:
    """The sites that are the actor's own for this: their teams', where a role says so, and those
    granted for it. What is granted to be read is not to be written."""
    granted = (grant.sites for grant in actor.grants if _gives(grant, area, need))
    teams = actor.sites if own_by_role(actor, area, need) else frozenset()
    return teams.union(*granted)


def _gives(grant: Grant, area: str, need: Need) -> bool:
    level = {Need.READ: ("read", "write"), Need.WRITE: ("write",)}.get(need, ())
    return grant.area == area and grant.level in level
