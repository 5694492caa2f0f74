"""What a run has to compute: everything, or what is new since another run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from imena.exchange.search_run.contents import Contents
from imena.exchange.search_run.folder import Parameters, RunFolder, Tile
from imena.exchange.search_run.result import ranks, settled
from imena.matching.search.kept import Kept
from imena.matching.search.kernels import LANES

#: A tile holds a 32nd of the missing people, but not fewer or more than this many.
TILES, FEWEST, MOST = 32, 16, 4 * LANES


@dataclass(frozen=True)
class Step:
    """One tile: some bodies (``None`` = all) with all missing people of some families.

    Numbers are positions in the case in order.
    """

    name: str
    families: tuple[int, ...]
    bodies: tuple[int, ...] | None
    people: int


@dataclass(frozen=True, eq=False)
class Plan:
    """The steps of a run in order, what it takes over, and what it says of that.

    ``invalid`` names what has changed so that nothing could be taken over; ``carried`` is ``None``
    for a run that does not go on from another.
    """

    steps: tuple[Step, ...]
    carried: Tile | None = None
    invalid: tuple[str, ...] = ()
    bodies: int = 0
    families: int = 0


def whole(contents: Contents) -> Plan:
    """The plan that computes everything."""
    everybody = range(len(contents.families))
    return Plan(
        tuple(_steps("all", contents, everybody, None)),
        bodies=len(contents.bodies),
        families=len(contents.families),
    )


def since(contents: Contents, parameters: Parameters, earlier: RunFolder) -> Plan:
    """The plan that computes what is not in a finished earlier run.

    Notes
    -----
    An earlier pair stands when neither its body nor its family has changed. Who lost one of their
    best (a body or family that is gone or has changed) has a next best that the earlier run did
    not keep, and is compared with everybody again; so is a family whose own readings were
    impossible. Everybody else's best are among the pairs kept then and those computed now.
    """
    then = earlier.contents
    invalid = tuple(
        n for n in contents.assumptions if contents.assumptions[n] != then.assumptions[n]
    )
    before = earlier.parameters
    invalid += tuple(n for n in ("best", "threshold") if vars(parameters)[n] != vars(before)[n])
    if invalid:
        anew = whole(contents)
        return Plan(anew.steps, _NOTHING, invalid, anew.bodies, anew.families)
    tile = settled(earlier)
    place = _Then.of(then)
    bodies = {b for b, digest in contents.bodies.items() if then.bodies.get(b) != digest}
    families = {f for f, digest in contents.families.items() if then.families.get(f) != digest}
    families |= contents.families.keys() & tile.impossible.keys()
    stays_body = np.array([b in contents.bodies and b not in bodies for b in then.bodies], bool)
    stays_family = np.array(
        [f in contents.families and f not in families for f in then.families], bool
    )
    kept = tile.kept
    pair_family = place.family_of[kept.missing]
    gone_body = ~stays_body[kept.body]
    gone_family = ~stays_family[pair_family]
    lost = gone_family & (ranks(kept.body, kept.log10_lr, kept.missing) <= parameters.best)
    bodies |= {place.bodies[b] for b in kept.body[lost & ~gone_body].tolist()}
    lost = gone_body & (ranks(kept.missing, kept.log10_lr, kept.body) <= parameters.best)
    families |= {place.families[f] for f in pair_family[lost & ~gone_family].tolist()}
    standing = [
        place.bodies[b] not in bodies and place.families[f] not in families
        for b, f in zip(kept.body.tolist(), pair_family.tolist(), strict=True)
    ]
    stands = kept.take(np.array(standing, dtype=bool) & ~gone_body & ~gone_family)
    return _incremental(contents, place, stands, bodies, families)


def _incremental(
    contents: Contents, then: _Then, stands: Kept, bodies: set[str], families: set[str]
) -> Plan:
    body_now = {body: i for i, body in enumerate(contents.bodies)}
    missing_now = {m: i for i, m in enumerate(_missing(contents))}
    carried = Kept(
        np.array([body_now[then.bodies[b]] for b in stands.body.tolist()], dtype=np.int32),
        np.array([missing_now[then.missing[m]] for m in stands.missing.tolist()], dtype=np.int32),
        stands.screened,
        stands.log10_lr,
    )
    new = [i for i, family in enumerate(contents.families) if family in families]
    old = [i for i, family in enumerate(contents.families) if family not in families]
    some = tuple(i for i, body in enumerate(contents.bodies) if body in bodies)
    steps = [*_steps("families", contents, new, None)]
    if some:
        steps += _steps("bodies", contents, old, some)
    return Plan(tuple(steps), Tile(carried, {}), (), len(some), len(new))


@dataclass(frozen=True, eq=False)
class _Then:
    """Ids by position in an earlier run, and the family of each missing person's position."""

    bodies: list[str]
    families: list[str]
    missing: list[str]
    family_of: npt.NDArray[np.int64] = field(repr=False)

    @classmethod
    def of(cls, contents: Contents) -> _Then:
        sizes = [len(contents.missing[family]) for family in contents.families]
        return cls(
            list(contents.bodies),
            list(contents.families),
            _missing(contents),
            np.repeat(np.arange(len(sizes)), sizes),
        )


def _missing(contents: Contents) -> list[str]:
    return [m for family in contents.families for m in contents.missing[family]]


def _steps(
    kind: str, contents: Contents, families: Iterable[int], bodies: tuple[int, ...] | None
) -> Iterator[Step]:
    """Families in order, so many to a tile that it has the wished number of missing people."""
    sizes = [len(ids) for ids in contents.missing.values()]
    wished = min(max(-(-sum(sizes) // TILES), FEWEST), MOST)
    if wished > LANES:
        wished = -(-wished // LANES) * LANES
    together: list[int] = []
    people = number = 0
    for family in families:
        if together and people + sizes[family] > wished:
            yield Step(f"{kind}-{number:05d}", tuple(together), bodies, people)
            together, people, number = [], 0, number + 1
        together.append(family)
        people += sizes[family]
    if together:
        yield Step(f"{kind}-{number:05d}", tuple(together), bodies, people)


_NOTHING = Tile(Kept.joined([]), {})
