"""Shapes of invented families: who is missing, who gave a sample, how they are related.

Read each shape as a sentence: ``x`` is the missing person (``x1``, ``x2`` … where several are),
the typed relatives are marked, the others only carry the tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["missing", "typed", "untyped"]

#: Relation to the (first) missing person: Ukrainian of a man and a woman, English likewise.
RELATIONS: dict[str, tuple[str, str, str, str]] = {
    "missing": ("зниклий", "зникла", "missing person", "missing person"),
    "parent": ("батько", "мати", "father", "mother"),
    "child": ("син", "донька", "son", "daughter"),
    "sibling": ("брат", "сестра", "brother", "sister"),
    "half-sibling": (
        "брат по матері",
        "сестра по матері",
        "half-brother by the mother",
        "half-sister by the mother",
    ),
    "spouse": ("чоловік", "дружина", "husband", "wife"),
    "grandparent": ("дід", "баба", "grandfather", "grandmother"),
    "grandchild": ("онук", "онука", "grandson", "granddaughter"),
    "uncle": ("дядько", "тітка", "uncle", "aunt"),
    "nephew": ("племінник", "племінниця", "nephew", "niece"),
    "cousin": ("двоюрідний брат", "двоюрідна сестра", "cousin", "cousin"),
    "parent-in-law": ("батько дружини", "мати дружини", "father-in-law", "mother-in-law"),
    "sibling-in-law": ("брат дружини", "сестра дружини", "brother-in-law", "sister-in-law"),
    "child-in-law": ("зять", "невістка", "son-in-law", "daughter-in-law"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One place in a shape. ``sex`` "?" is drawn; ``generation`` counts towards the ancestors."""

    key: str
    sex: str
    relation: str
    generation: int
    parents: tuple[str, str] | None = None
    state: State = "untyped"


@dataclass(frozen=True, slots=True)
class Shape:
    """A family's shape; ``weight`` is its share among the shapes with as many missing."""

    name: str
    weight: float
    members: tuple[Member, ...]

    @property
    def missing(self) -> int:
        """How many of the family are missing."""
        return sum(member.state == "missing" for member in self.members)


def _missing(
    key: str, sex: str, parents: tuple[str, str] | None, relation: str = "missing", older: int = 0
) -> Member:
    return Member(key, sex, relation, older, parents, "missing")


def _typed(
    key: str, sex: str, relation: str, older: int, parents: tuple[str, str] | None = None
) -> Member:
    return Member(key, sex, relation, older, parents, "typed")


def _father(state: State = "untyped", parents: tuple[str, str] | None = None) -> Member:
    return Member("f", "M", "parent", 1, parents, state)


def _mother(state: State = "untyped", parents: tuple[str, str] | None = None) -> Member:
    return Member("m", "F", "parent", 1, parents, state)


def _wife(state: State = "untyped", parents: tuple[str, str] | None = None) -> Member:
    return Member("w", "F", "spouse", 0, parents, state)


def _siblings(count: int) -> tuple[Member, ...]:
    return tuple(_typed(f"s{n + 1}", "?", "sibling", 0, ("f", "m")) for n in range(count))


def _children(
    count: int, parents: tuple[str, str] = ("x", "w"), relation: str = "child"
) -> tuple[Member, ...]:
    return tuple(_typed(f"c{n + 1}", "?", relation, -1, parents) for n in range(count))


_GRANDPARENTS = (
    Member("gf", "M", "grandparent", 2),
    Member("gm", "F", "grandparent", 2),
)
_X = _missing("x", "?", ("f", "m"))
_HUSBAND = _missing("x", "M", None)
_FATHERS_PARENTS = ("gf", "gm")
_ANCESTORS = (Member("gf", "M", "parent", 1), Member("gm", "F", "parent", 1))

ONE_MISSING = (
    Shape("both parents", 20, (_father("typed"), _mother("typed"), _X)),
    Shape("mother and sibling", 13, (_father(), _mother("typed"), _X, *_siblings(1))),
    Shape("father and two siblings", 6, (_father("typed"), _mother(), _X, *_siblings(2))),
    Shape("mother", 8, (_father(), _mother("typed"), _X)),
    Shape("wife and child", 12, (_HUSBAND, _wife("typed"), *_children(1))),
    Shape("two children", 6, (_HUSBAND, _wife(), *_children(2))),
    Shape("child", 4, (_HUSBAND, _wife(), *_children(1))),
    Shape(
        "husband and two children",
        4,
        (
            Member("h", "M", "spouse", 0, None, "typed"),
            _missing("x", "F", None),
            *_children(2, ("h", "x")),
        ),
    ),
    Shape("three siblings", 7, (_father(), _mother(), _X, *_siblings(3))),
    Shape("two siblings", 7, (_father(), _mother(), _X, *_siblings(2))),
    Shape("sibling", 3, (_father(), _mother(), _X, *_siblings(1))),
    Shape(
        "mother and father's brother",
        3,
        (
            *_GRANDPARENTS,
            _father(parents=_FATHERS_PARENTS),
            _mother("typed"),
            _typed("u", "M", "uncle", 1, _FATHERS_PARENTS),
            _X,
        ),
    ),
    Shape(
        "half-sibling",
        2,
        (
            _father(),
            _mother(),
            Member("f2", "M", "", 1),
            _typed("h", "?", "half-sibling", 0, ("f2", "m")),
            _X,
        ),
    ),
    Shape(
        "grandmother",
        1,
        (
            Member("gf", "M", "grandparent", 2),
            _typed("gm", "F", "grandparent", 2),
            _father(),
            _mother(parents=_FATHERS_PARENTS),
            _X,
        ),
    ),
    Shape(
        "uncle",
        1,
        (
            *_GRANDPARENTS,
            _father(),
            _mother(parents=_FATHERS_PARENTS),
            _typed("u", "M", "uncle", 1, _FATHERS_PARENTS),
            _X,
        ),
    ),
    Shape(
        "sibling and nephew",
        2,
        (
            _father(),
            _mother(),
            _X,
            Member("s1", "F", "sibling", 0, ("f", "m"), "typed"),
            Member("s2", "M", "sibling", 0, ("f", "m")),
            Member("sw", "F", "sibling-in-law", 0),
            _typed("n", "?", "nephew", -1, ("s2", "sw")),
        ),
    ),
)

TWO_MISSING = (
    Shape(
        "two brothers, both parents",
        6,
        (
            _father("typed"),
            _mother("typed"),
            _missing("x1", "M", ("f", "m")),
            _missing("x2", "M", ("f", "m"), "sibling"),
        ),
    ),
    Shape(
        "two brothers, mother, wife and child of one",
        6,
        (
            _father(),
            _mother("typed"),
            _missing("x1", "M", ("f", "m")),
            _missing("x2", "M", ("f", "m"), "sibling"),
            _wife("typed"),
            *_children(1, ("x1", "w")),
        ),
    ),
    Shape(
        "brother and sister, mother and sibling",
        8,
        (
            _father(),
            _mother("typed"),
            _missing("x1", "M", ("f", "m")),
            _missing("x2", "F", ("f", "m"), "sibling"),
            *_siblings(1),
        ),
    ),
    Shape(
        "father and son",
        10,
        (
            *_ANCESTORS,
            _missing("x1", "M", _FATHERS_PARENTS),
            _wife("typed"),
            _missing("x2", "M", ("x1", "w"), "child", -1),
            *_children(1, ("x1", "w")),
            _typed("b", "?", "sibling", 0, _FATHERS_PARENTS),
        ),
    ),
    Shape(
        "married couple",
        8,
        (
            Member("gf", "M", "parent", 1),
            _typed("gm", "F", "parent", 1),
            Member("wf", "M", "parent-in-law", 1),
            Member("wm", "F", "parent-in-law", 1),
            _missing("x1", "M", _FATHERS_PARENTS),
            _missing("x2", "F", ("wf", "wm"), "spouse"),
            _typed("ws", "?", "sibling-in-law", 0, ("wf", "wm")),
            *_children(1, ("x1", "x2")),
        ),
    ),
    Shape(
        "cousins",
        4,
        (
            *_GRANDPARENTS,
            _father("typed", _FATHERS_PARENTS),
            _mother("typed"),
            Member("f2", "M", "uncle", 1, _FATHERS_PARENTS),
            _typed("m2", "F", "uncle", 1),
            _missing("x1", "M", ("f", "m")),
            _missing("x2", "M", ("f2", "m2"), "cousin"),
            _typed("k", "?", "cousin", 0, ("f2", "m2")),
        ),
    ),
    Shape(
        "two brothers, one half-sibling",
        1,
        (
            _father(),
            _mother(),
            Member("f2", "M", "", 1),
            _missing("x1", "M", ("f", "m")),
            _missing("x2", "M", ("f", "m"), "sibling"),
            _typed("h", "?", "half-sibling", 0, ("f2", "m")),
        ),
    ),
)

THREE_MISSING = (
    Shape(
        "three brothers",
        4,
        (
            _father("typed"),
            _mother("typed"),
            _missing("x1", "M", ("f", "m")),
            _missing("x2", "M", ("f", "m"), "sibling"),
            _missing("x3", "M", ("f", "m"), "sibling"),
        ),
    ),
    Shape(
        "father and two sons",
        5,
        (
            *_ANCESTORS,
            _missing("x1", "M", _FATHERS_PARENTS),
            _wife("typed"),
            _missing("x2", "M", ("x1", "w"), "child", -1),
            _missing("x3", "M", ("x1", "w"), "child", -1),
            *_children(1, ("x1", "w")),
            _typed("b", "?", "sibling", 0, _FATHERS_PARENTS),
        ),
    ),
    Shape(
        "three generations",
        3,
        (
            _missing("x1", "M", None),
            _wife("typed"),
            _missing("x2", "M", ("x1", "w"), "child", -1),
            _typed("c1", "F", "child", -1, ("x1", "w")),
            _typed("cw", "F", "child-in-law", -1),
            _missing("x3", "M", ("x2", "cw"), "grandchild", -2),
            _typed("g", "?", "grandchild", -2, ("x2", "cw")),
        ),
    ),
    Shape(
        "married couple and a son",
        3,
        (
            Member("gf", "M", "parent", 1),
            _typed("gm", "F", "parent", 1),
            _typed("wf", "M", "parent-in-law", 1),
            Member("wm", "F", "parent-in-law", 1),
            _missing("x1", "M", _FATHERS_PARENTS),
            _missing("x2", "F", ("wf", "wm"), "spouse"),
            _missing("x3", "M", ("x1", "x2"), "child", -1),
            *_children(1, ("x1", "x2")),
        ),
    ),
)

FOUR_MISSING = (
    Shape(
        "father and three sons",
        1,
        (
            *_ANCESTORS,
            _missing("x1", "M", _FATHERS_PARENTS),
            _wife("typed"),
            *(_missing(f"x{n}", "M", ("x1", "w"), "child", -1) for n in (2, 3, 4)),
            *_children(1, ("x1", "w")),
            _typed("b", "F", "sibling", 0, _FATHERS_PARENTS),
        ),
    ),
    Shape(
        "married couple and two children",
        1,
        (
            Member("gf", "M", "parent", 1),
            _typed("gm", "F", "parent", 1),
            _typed("wf", "M", "parent-in-law", 1),
            Member("wm", "F", "parent-in-law", 1),
            _missing("x1", "M", _FATHERS_PARENTS),
            _missing("x2", "F", ("wf", "wm"), "spouse"),
            _missing("x3", "M", ("x1", "x2"), "child", -1),
            _missing("x4", "F", ("x1", "x2"), "child", -1),
            *_children(1, ("x1", "x2")),
        ),
    ),
)

FIVE_MISSING = (
    Shape(
        "two brothers, the wife of one and their two children",
        1,
        (
            _typed("gf", "M", "parent", 1),
            _typed("gm", "F", "parent", 1),
            Member("wf", "M", "parent-in-law", 1),
            _typed("wm", "F", "parent-in-law", 1),
            _missing("x1", "M", _FATHERS_PARENTS),
            _missing("x2", "M", _FATHERS_PARENTS, "sibling"),
            _missing("x3", "F", ("wf", "wm"), "spouse"),
            _missing("x4", "M", ("x1", "x3"), "child", -1),
            _missing("x5", "F", ("x1", "x3"), "child", -1),
            *_children(1, ("x1", "x3")),
        ),
    ),
)

#: One missing, and nobody typed nearer than an uncle, a half-sibling, a grandmother or a cousin.
DISTANT = (
    *(shape for shape in ONE_MISSING if shape.name in ("half-sibling", "grandmother", "uncle")),
    Shape(
        "cousin",
        1,
        (
            *_GRANDPARENTS,
            _father(parents=_FATHERS_PARENTS),
            _mother(),
            Member("f2", "M", "uncle", 1, _FATHERS_PARENTS),
            Member("m2", "F", "uncle", 1),
            _typed("k", "?", "cousin", 0, ("f2", "m2")),
            _X,
        ),
    ),
)

#: By how many of the family are missing.
SHAPES = {
    1: ONE_MISSING,
    2: TWO_MISSING,
    3: THREE_MISSING,
    4: FOUR_MISSING,
    5: FIVE_MISSING,
}
