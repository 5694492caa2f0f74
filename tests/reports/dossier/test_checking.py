"""A dossier can be checked: the pages against what they carry, that against the case file."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from imena import __version__
from imena.registry.queries.dossier.content import Dossier, Made
from imena.reports.dossier.checking import changes, pages
from imena.reports.dossier.html import render
from imena.reports.dossier.making import content_digest
from imena.reports.dossier.seal import unsealed
from imena.reports.dossier.typeset import typeset
from tests.reports.dossier import invented


def of_today(**changed: object) -> Dossier:
    """Made by this version of the program."""
    made = Made(__version__, "2031-06-20T15:05:00+00:00", "Рада Підпис", 3494, 94)
    return invented.confirmed(made=made, **changed)


def files(dossier: Dossier) -> dict[str, bytes]:
    return {"html": render(dossier, "uk").encode(), "pdf": typeset(dossier, "uk")}


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_an_untouched_file_shows_what_it_carries(form: str) -> None:
    file = files(of_today())[form]
    assert pages(unsealed(file), file) == "same"


def test_a_word_changed_on_the_page_is_found() -> None:
    file = files(of_today())["html"]
    altered = file.replace(
        "підтверджено двома підписами".encode(), "підтверджено трьома підписами".encode()
    )
    assert altered != file
    assert pages(unsealed(altered), altered) == "altered"


def test_a_byte_changed_on_paper_is_found() -> None:
    file = files(of_today())["pdf"]
    altered = file.replace(b"/Title", b"/Tltle", 1)
    assert altered != file
    assert pages(unsealed(altered), altered) == "altered"


def test_a_page_that_belongs_to_other_content_is_found() -> None:
    mine, other = files(of_today())["html"], files(of_today(statement="інше"))["html"]
    start, end = b'id="imena-dossier">', b"</script>"
    foreign = other.split(start)[1].split(end)[0]
    head, _, rest = mine.partition(start)
    swapped = head + start + foreign + end + rest.split(end, 1)[1]
    assert pages(unsealed(swapped), swapped) == "altered"


def test_another_version_may_lay_it_out_otherwise() -> None:
    old = of_today()
    old = replace(old, made=replace(old.made, version="0.0.1"))
    file = render(old, "uk").encode()
    assert pages(unsealed(file), file) == "other_version"


def test_another_typesetter_may_lay_it_out_otherwise() -> None:
    file = files(of_today())["pdf"]
    other = re.sub(rb"Typst [0-9.]+", lambda m: b"Typst " + b"9" * (len(m[0]) - 6), file)
    assert other != file
    assert pages(unsealed(other), other) == "other_version"


def test_when_it_was_made_is_no_change() -> None:
    then = of_today()
    now = replace(then, made=replace(then.made, at="2032-01-01T00:00:00+00:00", known_at=9999))
    assert changes(then, now, "en") == ()


def test_what_the_case_file_says_otherwise_is_named() -> None:
    then = of_today()
    (line,) = then.custody
    later = replace(line, gaps=(replace(line.gaps[0], explained="колона стояла на блокпосту"),))
    now = replace(
        then,
        status="suspended",
        digest="cd" * 32,
        custody=(later,),
        grounds=then.grounds[:1],
        exclusions=(),
    )
    found = {change.part: change.said for change in changes(then, now, "en")}
    assert found.keys() == {"status", "digest", "custody", "grounds", "exclusions"}
    assert found["status"] == "standing: confirmed → suspended"
    assert found["custody"] == "custody: changed: PTX-0187-T"
    assert found["grounds"] == "comparisons: no longer: CMP-0640-X"


def test_what_a_forged_file_says_stays_on_its_line() -> None:
    now = invented.board()
    then = replace(now, statement="\x1b[2J\nThe case file says the same today.")
    (change,) = changes(then, now, "en")
    assert change.said.isprintable()


def test_the_digest_is_of_all_that_is_said() -> None:
    assert content_digest(of_today()) == content_digest(of_today())
    assert content_digest(of_today()) != content_digest(of_today(statement="інше"))
