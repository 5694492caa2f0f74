"""What a dossier says: never surer than its figures, what speaks against first, each their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from imena.registry.queries.dossier.content import Dossier
from imena.reports.dossier.page import Answer, Check, Checks, Piece, plain
from imena.reports.dossier.telling import told
from tests.reports.dossier import invented

LANGUAGES = ("uk", "en")
FIRST_NAME = "Марія"


def pieces(value: Any) -> Iterator[Piece]:
    """Every piece of text in a page."""
    if isinstance(value, Piece):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from pieces(one)
    elif is_dataclass(value):
        for f in fields(value):
            yield from pieces(getattr(value, f.name))


def strings(value: Any) -> Iterator[str]:
    """Every string in a page, drawings too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from strings(one)
    elif is_dataclass(value):
        for f in fields(value):
            yield from strings(getattr(value, f.name))


def everything(dossier: Dossier, language: str = "en") -> str:
    """All that is said, without what is only said to a drawing."""
    return "\n".join(strings(told(dossier, language)))


def answer(dossier: Dossier, language: str = "en") -> Answer:
    (found,) = (b for b in told(dossier, language).top if isinstance(b, Answer))
    return found


def checks(dossier: Dossier) -> tuple[Check, ...]:
    blocks = [b for s in told(dossier, "en").sections for b in s.blocks]
    (found,) = (b for b in blocks if isinstance(b, Checks))
    return found.items


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_two_have_signed_no_name_stands_apart_and_the_title_is_a_code(language: str) -> None:
    page = told(invented.board(), language)
    assert plain(page.heading) == invented.BODY
    assert not [p for p in pieces(page) if p.kind == "name"]
    assert "tn" not in {c for s in strings(page) if "<svg" in s for c in s.split('"')}


@pytest.mark.parametrize("language", LANGUAGES)
def test_once_signed_the_name_is_the_title_and_stands_apart(language: str) -> None:
    page = told(invented.confirmed(), language)
    assert page.heading == (Piece(invented.NAME, "name"),)
    assert {p.text for p in pieces(page) if p.kind == "name"} == {invented.NAME}


@pytest.mark.parametrize("status", ["suspended", "reversed", "superseded", "rejected"])
def test_a_name_that_does_not_stand_is_said_not_to(status: str) -> None:
    dossier = invented.confirmed(status=status)
    found = answer(dossier)
    assert found.standing == "stopped"
    assert "It does not stand" in plain(found.sentence)
    assert plain(told(dossier, "en").heading) == invented.BODY


def test_the_percentage_is_cut_and_says_how_many_are_wrong() -> None:
    said = "\n".join(plain(one) for one in answer(invented.board()).more)
    assert "99.99%" in said
    assert "of 100,000 such names 2 are wrong" in said
    assert "100%" not in everything(invented.board())


def test_a_run_that_kept_no_figures_is_said_so_instead_of_a_number() -> None:
    bare = replace(invented.board(), weighed=(), runs=())
    said = everything(bare)
    assert "No probability was computed" in said
    older = invented.weighed(invented.MISSING, "0.97", proposed=True)
    assert "No run has kept what each piece of evidence adds" in everything(
        replace(bare, weighed=(older,))
    )


def test_an_exclusion_between_them_stops_the_reader_before_anything_else() -> None:
    dossier = invented.board()
    (other,) = dossier.exclusions
    between = replace(other, about=(invented.MISSING,))
    notice = told(replace(dossier, exclusions=(between,)), "en").top[1]
    assert getattr(notice, "notice", "") == "stop"
    assert between.number in "".join(strings(notice))
    quiet = told(dossier, "en").top[1]
    assert "No exclusion stands between them. 1 other" in "".join(strings(quiet))


def test_demands_that_are_not_met_come_first_and_a_missing_signature_waits() -> None:
    found = checks(invented.board())
    assert (found[0].mark, found[-1].mark) == ("lacking", "waiting")
    assert plain(found[1].by) == "CMP-0611-A, PER-0031-B, PER-0033-T"


def test_a_gap_in_custody_stands_in_its_place_with_its_length() -> None:
    said = everything(invented.board())
    assert "received late: 41 minutes after it was due" in said
    assert "nobody has explained it" in said
    assert said.index("received late") < said.index("Лев Кістяк, under examination")


def test_what_was_not_examined_proves_nothing_and_says_so() -> None:
    said = everything(invented.board())
    assert "not examined" in said
    assert "without data, not examined or not told of: it says nothing" in said


def test_what_disagrees_is_named_among_the_uncertain() -> None:
    assert "In life and after death do not agree: clothing." in everything(invented.board())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_relative_is_named_to_anybody(language: str) -> None:
    assert "PER-0031-B" in everything(invented.board(), language)
    (kin,) = {k.code for k in invented.board().kin if k.relationship == "daughter"}
    assert kin == "PER-0031-B"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_family_reads_plain_words_without_figures_codes_of_relatives_or_causes(
    language: str,
) -> None:
    said = everything(invented.family(), language)
    assert invented.NAME in said
    assert not [word for word in ("PER-", "CMP-", "CUS-", "MP-", "%", "log10") if word in said]
    assert not [name for name in ("Байкар", "Вигадчук", "Кістяк") if name in said]
    assert "вибух" not in said


def test_a_family_reads_how_many_signed() -> None:
    two = invented.family()
    three = replace(two, signatures=(*two.signatures, two.signatures[0]))
    assert "2 people who do not depend" in everything(two, "en")
    assert "3 people who do not depend" in everything(three, "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dossier", [invented.board(), invented.confirmed(), invented.family()])
def test_no_gap_of_a_sentence_is_left_open(language: str, dossier: Dossier) -> None:
    open_ = [s for s in strings(told(dossier, language)) if "{" in s and "<svg" not in s]
    assert open_ == []


def test_both_languages_say_the_same_in_the_same_order() -> None:
    uk, en = (told(invented.board(), language) for language in LANGUAGES)
    assert [type(b) for s in uk.sections for b in s.blocks] == [
        type(b) for s in en.sections for b in s.blocks
    ]
    assert all(
        one.title != other.title for one, other in zip(uk.sections, en.sections, strict=True)
    )


def test_an_individual_without_a_decision_has_neither_policy_nor_signatures() -> None:
    bare = invented.board(
        decision="", status="none", policy=None, lines=(), signatures=(), grounds=(), digest=""
    )
    said = everything(bare)
    assert "no name is proposed" in said
    assert "Signatures" not in said
    assert "Policy" not in said


def test_a_set_that_nothing_tells_apart_is_said_before_one_of_it() -> None:
    pair = invented.weighed(
        invented.MISSING, "0.964", proposed=True,
        among=(invented.MISSING, invented.OTHER), set_posterior="0.99995",
    )  # fmt: skip
    more = [plain(one) for one in answer(invented.board(weighed=(pair,))).more]
    of_set = next(i for i, one in enumerate(more) if "cannot tell apart" in one)
    alone = next(i for i, one in enumerate(more) if "96.4%" in one)
    assert of_set < alone
    assert "99.99%" in more[of_set]
