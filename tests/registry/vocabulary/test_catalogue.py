"""How a vocabulary is read, looked up, and extended by an office."""

from __future__ import annotations

import pytest

from imena.registry.vocabulary import Term, VocabularyError, knows, said, vocabularies, vocabulary
from imena.registry.vocabulary.catalogue import read

OPEN = """
[colour]
uk = "Колір"
en = "Colour"
terms = [
  { code = "blue", uk = "синій", en = "blue" },
  { code = "teal", uk = "морський", en = "teal", retired = true },
]
"""


def _one(text: str = OPEN) -> object:
    (only,) = read(text)
    return only


def test_a_term_is_found_by_its_code() -> None:
    (colour,) = read(OPEN)
    assert colour["blue"].said("uk") == "синій"
    assert colour["blue"].said("en") == "blue"
    assert colour.said("uk") == "Колір"


def test_a_retired_term_is_read_and_no_longer_written() -> None:
    (colour,) = read(OPEN)
    assert colour["teal"].said("en") == "teal"
    assert [t.code for t in colour.current] == ["blue"]


def test_an_unknown_code_or_list_is_an_error_not_a_blank() -> None:
    with pytest.raises(VocabularyError, match="no term 'grey'"):
        next(read(OPEN))["grey"]
    with pytest.raises(VocabularyError, match="no vocabulary 'weather'"):
        vocabulary("weather")
    assert not knows("hazard_state", "mined")
    assert said("hazard_state", "our_own_code", "uk") == "our_own_code"


def test_no_code_and_no_word_appears_twice() -> None:
    for changed in (
        'code = "blue", uk = "інший", en = "other"',
        'code = "b", uk = "синій", en="x"',
    ):
        with pytest.raises(VocabularyError, match="twice"):
            _one(OPEN.replace("\n]\n", f"\n  {{ {changed} }},\n]\n"))


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        (', en = "blue"', "", "both languages"),
        ('en = "blue"', 'en = " "', "both languages"),
        ('code = "blue"', 'code = "a blue"', "letters, digits"),
        ('en = "blue"', 'en = "blue", shade = 3', "shade"),
        ('en = "blue"', 'en = "blue", description_uk = "небо"', "one language only"),
        ('en = "Colour"', 'en = "Colour"\nsorted = true', "sorted"),
        ("[colour]", "[Colour]", "Colour"),
        ('en = "Colour"', 'en = "Colour"\nfacts = ["shade"]', "is closed"),
    ],
)
def test_a_faulty_file_is_refused(was: str, becomes: str, says: str) -> None:
    with pytest.raises(VocabularyError, match=says):
        _one(OPEN.replace(was, becomes, 1))


def test_every_term_has_the_facts_its_list_declares() -> None:
    (bones,) = read(
        '[bone]\nuk="Кістка"\nen="Bone"\nfacts=["sided"]\nextensible=false\n'
        'terms=[{code="rib", uk="ребро", en="rib", sided=true}]'
    )
    assert bones["rib"].facts["sided"] is True
    with pytest.raises(VocabularyError, match=r"rib: says \[\]"):
        _one(
            '[bone]\nuk="К"\nen="B"\nfacts=["sided"]\nextensible=false\n'
            'terms=[{code="rib", uk="р", en="r"}]'
        )


def test_an_office_adds_terms_after_the_shipped_ones() -> None:
    (colour,) = read(OPEN)
    extended = colour.extended((Term("ochre", "вохра", "ochre"),))
    assert [t.code for t in extended.terms] == ["blue", "teal", "ochre"]
    assert extended["ochre"].own
    assert not extended["blue"].own


@pytest.mark.parametrize(
    ("term", "says"),
    [
        (Term("blue", "блакитний", "azure"), "code is taken"),
        (Term("teal", "блакитний", "azure"), "code is taken"),
        (Term("azure", "", "azure"), "both languages"),
        (Term("azure", "синій", "azure"), "same as blue"),
        (Term("azure blue", "блакитний", "azure"), "letters, digits"),
    ],
)
def test_an_office_never_overrides_what_is_shipped(term: Term, says: str) -> None:
    (colour,) = read(OPEN)
    with pytest.raises(VocabularyError, match=says):
        colour.extended((term,))


def test_lists_that_rules_rest_on_are_closed() -> None:
    own = Term("maybe", "можливо", "maybe")
    for name in ("finding_status", "decision_status", "custody_event", "role"):
        with pytest.raises(VocabularyError, match="closed"):
            vocabularies()[name].extended((own,))
    assert "maybe" in vocabularies()["container_kind"].extended((own,))
