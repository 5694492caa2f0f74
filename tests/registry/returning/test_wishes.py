"""What a family said of later finds holds for them; who lies unnamed can still be named."""

from __future__ import annotations

import pytest

from imena.registry.models import (
    Decision,
    FamilyWish,
    Individual,
    LabItem,
    MissingPerson,
    Person,
    Sample,
)
from imena.registry.queries.returning import asked_before, to_ask_again
from imena.registry.refusals import Broken
from imena.registry.services import burials, families, individuals, laboratory, samples
from tests.registry.believed import A_DAY, Believed, fresh
from tests.registry.cast import Cast


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


class Home:
    """Somebody named and returned but for a bone, whose mother said what she wishes of later
    finds."""

    def __init__(self, believed: Believed, later: str) -> None:
        self.believed = believed
        self.body: Individual = believed.remains(believed.unit("partial_body"))
        self.missing: MissingPerson = believed.missing()
        self.mother: Person = believed.relative(self.missing)
        self.decision: Decision = believed.confirmed(self.body, self.missing)
        believed.asked(self.missing, self.mother, later=later)

    def found_later(self) -> Decision:
        """A bone more, and the name for it as well."""
        cast = self.believed.cast
        individuals.associate(
            cast.examiner, fresh(self.body), self.believed.unit("single_bone"),
            evidence="dna", grounds="той самий профіль",
        )  # fmt: skip
        ground = self.believed.compared(self.body, self.missing)
        return self.believed.signed(
            self.believed.proposed(self.body, self.missing, ground, supersedes=self.decision)
        )


@pytest.mark.invariant("I21")
@pytest.mark.parametrize("later", ["tell_and_return", "tell_only", "ask_each_time"])
def test_a_family_that_wants_to_know_is_told_and_asked_again(
    believed: Believed, later: str
) -> None:
    home = Home(believed, later)
    decision = home.found_later()
    assert [wish.person for wish in asked_before(believed.cast.liaison)] == [home.mother.code]
    with pytest.raises(Broken, match="Ask the family") as refused:
        believed.authorised(decision, home.body, home.mother)
    assert refused.value.invariant == "I21"
    families.notify(believed.cast.liaison, decision, home.mother, manner="in_person")


@pytest.mark.invariant("I21")
@pytest.mark.parametrize("later", ["do_not_tell", "bury_with_the_person"])
def test_who_said_it_for_every_later_find_is_neither_told_nor_asked_again(
    believed: Believed, later: str
) -> None:
    home = Home(believed, later)
    decision = home.found_later()
    assert not FamilyWish.objects.get().outdated
    assert not to_ask_again(believed.cast.liaison).exists()
    with pytest.raises(Broken, match="what is found later") as refused:
        families.notify(believed.cast.liaison, decision, home.mother, manner="in_person")
    assert refused.value.invariant == "I22"
    assert believed.authorised(decision, home.body, home.mother).state == "authorised"


@pytest.mark.invariant("I22")
def test_the_first_news_is_for_everybody(believed: Believed) -> None:
    home = Home(believed, "do_not_tell")
    families.notify(believed.cast.liaison, home.decision, home.mother, manner="in_person")


@pytest.mark.invariant("I22")
def test_who_changed_their_mind_is_told(believed: Believed) -> None:
    home = Home(believed, "do_not_tell")
    believed.asked(home.missing, home.mother, later="tell_only")
    families.notify(believed.cast.liaison, home.found_later(), home.mother, manner="in_person")


@pytest.mark.invariant("I23")
def test_the_sample_that_an_unnamed_burial_rests_on_is_not_used_up(believed: Believed) -> None:
    cast, body = believed.cast, believed.remains()
    sample = Sample.objects.get(unit__associations__individual=body)
    burials.bury_unnamed(
        cast.mortuary, body, place="вигаданий цвинтар", plot="118",
        marker_text="Невідома людина, № 118", buried_on=A_DAY, retained_sample=sample,
        reexhumation_path="дозвіл прокуратури",
    )  # fmt: skip
    LabItem.objects.filter(sample=sample).update(state="reported")
    with pytest.raises(Broken, match="rests on this sample") as refused:
        samples.keep(cast.mortuary, sample, seen=sample.version, retained=False)
    assert refused.value.invariant == "I23"
    Sample.objects.filter(pk=sample.pk).update(state="stored")
    with pytest.raises(Broken, match="rests on this sample"):
        laboratory.request(
            cast.mortuary, laboratory="вигадана", asked_for="autosomal_str", samples=[sample]
        )
