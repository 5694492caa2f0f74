"""What the shipped policies ask for, and what no policy may (I12, I16)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from imena.registry.policies import Donor, Evidence, PolicyError, met, read, shipped

UA = read(shipped()["UA-2026-02"].rules)
INTERPOL = read(shipped()["INTERPOL-1-primary"].rules)
MOTHER, FATHER, COUSIN, HIMSELF = (uuid.uuid4() for _ in range(4))
STR, Y = "autosomal_str", "y_str"


def dna(
    *donors: tuple[uuid.UUID, str], methods: tuple[str, ...] = (STR,), outcome: str = ""
) -> Evidence:
    return Evidence(
        uuid.uuid4(),
        "dna",
        outcome or "established",
        tuple(Donor(*donor) for donor in donors),
        frozenset(methods),
    )


def by(method: str, outcome: str = "established") -> Evidence:
    return Evidence(uuid.uuid4(), method, outcome)


@pytest.mark.parametrize(
    ("evidence", "enough"),
    [
        ([dna((MOTHER, "mother"), (FATHER, "father"))], True),
        ([dna((MOTHER, "mother")), dna((FATHER, "father"))], True),
        # One mother in two comparisons by the same method is still one relative by one method.
        ([dna((MOTHER, "mother")), dna((MOTHER, "mother"))], False),
        ([dna((MOTHER, "mother"))], False),
        ([dna((MOTHER, "mother"), methods=(STR, Y))], True),
        ([dna((MOTHER, "mother")), dna((MOTHER, "mother"), methods=("mtdna",))], True),
        # Two methods, but with two people: neither close enough to count as one of two relatives.
        ([dna((COUSIN, "cousin")), dna((FATHER, "paternal_uncle"), methods=(Y,))], False),
        ([dna((COUSIN, "cousin"), (FATHER, "paternal_uncle"))], False),
        ([dna((COUSIN, "cousin"), methods=(STR, Y))], True),
        ([dna((COUSIN, "spouse"), methods=(STR, Y))], False),
        ([dna((HIMSELF, "self"))], True),
        ([dna((MOTHER, "mother"), (FATHER, "father"), outcome="probable")], False),
        ([by("fingerprints"), by("dental")], False),
        ([], False),
    ],
)
def test_two_close_relatives_or_one_by_two_methods_or_their_own_sample(
    evidence: list[Evidence], enough: bool
) -> None:
    assert (met(UA, evidence) is not None) is enough


@pytest.mark.parametrize("method", ["dna", "fingerprints", "dental"])
def test_one_primary_method_that_establishes(method: str) -> None:
    assert met(INTERPOL, [by(method)])
    for outcome in ("probable", "possible", "excluded", "no_comparison"):
        assert not met(INTERPOL, [by(method, outcome)])


@pytest.mark.invariant("I16")
def test_recognition_and_things_establish_nothing_by_themselves() -> None:
    helping = [by(m) for m in ("visual", "belongings", "description", "circumstances", "medical")]
    assert not met(INTERPOL, helping)
    assert not met(UA, helping)


def way(*needs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"ways": [{"needs": list(needs), **more}]}


@pytest.mark.invariant("I16")
@pytest.mark.parametrize(
    "rules",
    [
        way({"methods": ["visual"]}),
        # Recognition hidden among better methods could still meet this alone.
        way({"methods": ["dna", "visual"]}),
        way({"methods": ["visual"], "comparisons": 3}, {"methods": ["dna", "visual"]}),
        way({"methods": ["visual"]}, later_sampling="так"),
    ],
)
def test_no_policy_lets_recognition_alone_confirm_without_a_sample_later(rules: Any) -> None:
    with pytest.raises(PolicyError) as refused:
        read(rules)
    assert refused.value.invariant == "I16"


def test_a_way_without_later_sampling_is_taken_first() -> None:
    rules = read(
        {
            "ways": [
                {"needs": [{"methods": ["visual"]}], "later_sampling": True},
                {"needs": [{"methods": ["dental"]}]},
            ]
        }
    )
    alone, both = met(rules, [by("visual")]), met(rules, [by("visual"), by("dental")])
    assert alone is not None
    assert both is not None
    assert (alone.later_sampling, both.later_sampling) == (True, False)


@pytest.mark.invariant("I12")
@pytest.mark.parametrize("number", [0, 1])
def test_no_policy_lets_one_person_decide(number: int) -> None:
    rules = way({"methods": ["dna"]}) | {"signatures": {"number": number}}
    with pytest.raises(PolicyError) as refused:
        read(rules)
    assert refused.value.invariant == "I12"


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"ways": []},
        way(),
        way({"methods": []}),
        way({"methods": ["dna"], "outcomes": ["excluded"]}),
        way({"methods": ["dna"], "comparisons": 0}),
        way({"methods": ["dna"], "donors": "two"}),
        way({"methods": ["dreams"]}),
        way({"methods": ["dna"], "relationships": ["neighbour"]}),
        way({"methods": ["dna"], "marker": "12"}),
        way({"methods": ["dna"]}) | {"signatures": {"roles": ["family"]}},
        way({"methods": ["dna"]}) | {"signatures": {"roles": ["board"], "each": {"prosecutor": 1}}},
        {"ways": ["dna"]},
    ],
)
def test_rules_that_are_none_are_refused(rules: Any) -> None:
    with pytest.raises(PolicyError):
        read(rules)
