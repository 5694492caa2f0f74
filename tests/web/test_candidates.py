"""Candidates: what speaks against stands first, a set before who is who, and nothing too sure."""

from __future__ import annotations

from django.urls import reverse

from imena.registry.models import Hypothesis
from tests.web.served import FAMILY, Served


def page(served: Served, number: str, of: str = "", role: str = "analyst") -> str:
    address = reverse("candidates", args=[number]) + (f"?of={of}" if of else "")
    answer = served.client(role, language="en").get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_pair_is_told_with_each_piece_of_evidence(served: Served) -> None:
    told = page(served, served.body.number)
    assert FAMILY in told
    assert "99.91" in told
    for heading in ("How each piece of evidence moves the odds", "DNA by marker", "The family"):
        assert heading in told
    assert "not examined" in told
    assert "<b>100" not in told


def test_the_same_pair_is_told_from_the_missing_person_s_side(served: Served) -> None:
    told = page(served, served.missing.number)
    assert served.body.number in told
    assert "DNA by marker" in told


def test_an_exclusion_stands_above_every_possible_name(served: Served) -> None:
    other = served.believed.missing("Інший")
    served.believed.compared(served.body, other, outcome="excluded", method="dental")
    told = page(served, served.body.number)
    assert told.index("1 exclusion stands") < told.index("All that are possible")


def test_of_a_set_the_set_is_said_first(served: Served) -> None:
    other = served.believed.missing("Інший")
    row = Hypothesis.objects.get(individual=served.body, missing=served.missing)
    figures = dict(row.figures) | {
        "posterior": "0.6", "reached": False, "set_posterior": "0.99995",
        "among": [served.missing.number, other.number],
    }  # fmt: skip
    Hypothesis.objects.filter(pk=row.pk).update(figures=figures, state="candidate")
    told = page(served, served.body.number)
    assert told.index("one of 2 people") < told.index("stays open")
    assert "Інший" in told


def test_a_pair_that_was_never_weighed_is_not_here(served: Served) -> None:
    other = served.believed.missing("Інший")
    address = reverse("candidates", args=[served.body.number])
    answer = served.client("analyst").get(f"{address}?of={other.number}")
    assert answer.status_code == 404


def test_remains_of_which_no_run_knows_anybody_say_what_comes_next(served: Served) -> None:
    alone = served.believed.remains()
    assert 'href="/comparisons"' in page(served, alone.number)
