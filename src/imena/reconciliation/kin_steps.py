"""Who somebody added beside a relative is to the missing person: a step from a known kinship.

A family is recorded as what each person is to the missing one. Whoever draws a tree adds a parent,
a partner, a child or a sibling of somebody in it; here that becomes a term of ``relationship``, or
several that are possible, to be asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from imena.kinship.pedigree import Sex

STEPS = ("parent", "partner", "child", "sibling")
#: What is said where no nearer term fits.
OTHER = "other"
_GRANDPARENTS = {
    side: (f"{side}_grandfather", f"{side}_grandmother") for side in ("maternal", "paternal")
}
_AUNTS = {side: (f"{side}_aunt", f"{side}_uncle") for side in ("maternal", "paternal")}
_HALF = ("maternal_half_sibling", "paternal_half_sibling")
_CHILDREN, _PARENTS = ("son", "daughter"), ("father", "mother")
#: Step → the relative it starts from ("self" is the missing person) → what is possible.
_TERMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "parent": {
        "self": _PARENTS,
        "father": _GRANDPARENTS["paternal"],
        "mother": _GRANDPARENTS["maternal"],
        **dict.fromkeys(_CHILDREN, ("spouse",)),
        "full_sibling": _PARENTS,
        "maternal_half_sibling": ("mother", OTHER),
        "paternal_half_sibling": ("father", OTHER),
        **dict.fromkeys(_AUNTS["maternal"], _GRANDPARENTS["maternal"]),
        **dict.fromkeys(_AUNTS["paternal"], _GRANDPARENTS["paternal"]),
        **dict.fromkeys(("sisters_child", "brothers_child"), ("full_sibling", OTHER)),
        "grandchild": (*_CHILDREN, OTHER),
    },
    "partner": {
        "self": ("spouse",),
        "father": ("mother", OTHER),
        "mother": ("father", OTHER),
        "maternal_grandmother": ("maternal_grandfather", OTHER),
        "maternal_grandfather": ("maternal_grandmother", OTHER),
        "paternal_grandmother": ("paternal_grandfather", OTHER),
        "paternal_grandfather": ("paternal_grandmother", OTHER),
    },
    "child": {
        "self": _CHILDREN,
        "father": ("full_sibling", "paternal_half_sibling"),
        "mother": ("full_sibling", "maternal_half_sibling"),
        **dict.fromkeys(_CHILDREN, ("grandchild",)),
        "full_sibling": ("sisters_child", "brothers_child"),
        **dict.fromkeys(_GRANDPARENTS["maternal"], (*_AUNTS["maternal"], "mother")),
        **dict.fromkeys(_GRANDPARENTS["paternal"], (*_AUNTS["paternal"], "father")),
        **dict.fromkeys((*_AUNTS["maternal"], *_AUNTS["paternal"]), ("cousin",)),
        "spouse": (*_CHILDREN, OTHER),
    },
    "sibling": {
        "self": ("full_sibling", *_HALF),
        "father": _AUNTS["paternal"],
        "mother": _AUNTS["maternal"],
        **dict.fromkeys(_CHILDREN, _CHILDREN),
        "full_sibling": ("full_sibling",),
        **{half: (half, "full_sibling", OTHER) for half in _HALF},
        **dict.fromkeys(_AUNTS["maternal"], (*_AUNTS["maternal"], "mother")),
        **dict.fromkeys(_AUNTS["paternal"], (*_AUNTS["paternal"], "father")),
        **{one: (one,) for one in ("sisters_child", "brothers_child", "grandchild", "cousin")},
    },
}
_SEXES: Mapping[str, Sex] = {
    **dict.fromkeys(
        (
            "father", "son", "maternal_grandfather", "paternal_grandfather", "maternal_uncle",
            "paternal_uncle",
        ),
        Sex.MALE,
    ),
    **dict.fromkeys(
        (
            "mother", "daughter", "maternal_grandmother", "paternal_grandmother", "maternal_aunt",
            "paternal_aunt",
        ),
        Sex.FEMALE,
    ),
}  # fmt: skip
#: Of a parent there is one of each sex; these are offered no second time.
SINGLE = frozenset((*_PARENTS, *_GRANDPARENTS["maternal"], *_GRANDPARENTS["paternal"]))


def possible(step: str, of: str, sex: Sex = Sex.UNKNOWN) -> tuple[str, ...]:
    """What the ``step`` ("parent", …) of a relative who is ``of`` may be to the missing person.

    ``sex`` is the relative's; it tells a sister's child from a brother's, and a parent's partner.

    >>> possible("child", "full_sibling", Sex.FEMALE)
    ('sisters_child',)

    Raises
    ------
    ValueError
        For another step.
    """
    if step not in STEPS:
        raise ValueError(f"no step “{step}”")
    found = _TERMS[step].get(of, (OTHER,))
    if (step, of) == ("child", "full_sibling") and sex is not Sex.UNKNOWN:
        return ("sisters_child",) if sex is Sex.FEMALE else ("brothers_child",)
    return found


def sex_of(relationship: str) -> Sex:
    """The sex that a term says of a relative."""
    return _SEXES.get(relationship, Sex.UNKNOWN)
