"""What is said before and about everything, kept as it was said (I5)."""

from __future__ import annotations

from typing import Any

import pytest

from imena.registry.models import RegisterLine, Site
from imena.registry.queries import sources as seen
from imena.registry.queries.figures import said as seen_figures
from imena.registry.refusals import Broken, NotYours, Refused
from imena.registry.services import figures, sources
from tests.registry.believed import Believed, fresh
from tests.registry.cast import Cast


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def line(cast: Cast, text: str = "12. Сава Вигаданий, вул. Вигадана") -> RegisterLine:
    book = sources.take_register(cast.prosecutor, code="07", title="Книга поховань")
    return sources.take_line(
        cast.prosecutor, book, page=3, line=12, text_verbatim=text, name_stated="Сава Вигаданий"
    )


def test_a_line_of_a_book_is_numbered_by_its_place(cast: Cast) -> None:
    found = line(cast)
    assert found.number.startswith("REG-07-0003-12-")
    assert (found.text_verbatim, found.source.official) == (
        "12. Сава Вигаданий, вул. Вигадана",
        False,
    )
    with pytest.raises(Broken) as refused:
        sources.take_line(cast.prosecutor, found.source, page=3, line=12, text_verbatim="інше")
    assert refused.value.invariant == "I1"


@pytest.mark.parametrize("code", ["7", "00", "AB", "007"])
def test_a_book_has_two_digits(cast: Cast, code: str) -> None:
    with pytest.raises(Refused):
        sources.take_register(cast.prosecutor, code=code, title="Книга")


@pytest.mark.invariant("I5")
def test_what_a_register_says_of_remains_changes_nothing_of_them(believed: Believed) -> None:
    cast, body, missing = believed.cast, believed.remains(), believed.missing()
    before = (fresh(body).__dict__, fresh(missing).__dict__)
    said = sources.assert_about(
        cast.prosecutor,
        body,
        says="name",
        value="Сава Вигаданий",
        register_line=line(cast),
    )
    sources.judge_assertion(
        cast.prosecutor, said, seen=1, standing="proved_wrong", reason="відбитки пальців"
    )
    after = (fresh(body).__dict__, fresh(missing).__dict__)
    for one, other in zip(before, after, strict=True):
        assert {k: v for k, v in one.items() if k != "_state"} == {
            k: v for k, v in other.items() if k != "_state"
        }
    assert [a.standing for a in seen.said_about(cast.analyst, body.id)] == ["proved_wrong"]


def test_nothing_is_said_by_nobody(believed: Believed) -> None:
    with pytest.raises(Refused, match="who or what"):
        sources.assert_about(
            believed.cast.prosecutor, believed.remains(), says="name", value="хтось"
        )


def test_what_is_said_is_about_a_record_of_ours(believed: Believed) -> None:
    stranger = Cast.assembled("INSHA").prosecutor
    with pytest.raises(NotYours):
        sources.assert_about(
            stranger, believed.remains(), says="name", value="хтось", said_by="сусід"
        )


def test_leads_and_files(cast: Cast) -> None:
    found = sources.record_lead(cast.prosecutor, kind="witness", summary="за лісом хрести")
    assert list(seen.leads(cast.analyst)) == [found]
    sources.judge_lead(cast.prosecutor, found, seen=1, state="confirmed", reason="огляд")
    assert list(seen.leads(cast.analyst)) == []
    kept = sources.keep_file(cast.prosecutor, sha256="0" * 64, size=10, media_type="video/mp4")
    item = sources.add_item(cast.prosecutor, kind="video", origin="телефон свідка", file=kept)
    sources.judge_item(
        cast.prosecutor, item, seen=1, reliability="probable", reason="місце впізнано"
    )
    for digest in ("0" * 63, "G" * 64, "A" * 64):
        with pytest.raises(Refused, match="SHA-256"):
            sources.keep_file(cast.prosecutor, sha256=digest, size=1, media_type="text/plain")


def test_a_team_records_leads_of_its_own_site_only(cast: Cast, believed: Believed) -> None:
    team = cast.team_at(believed.site)
    other = believed.row(Site, code="KTM", name_uk="Вигаданий яр")
    sources.record_lead(team, kind="witness", summary="тут", site=believed.site)
    with pytest.raises(NotYours):
        sources.record_lead(team, kind="witness", summary="там", site=other)


CLAIM: dict[str, Any] = {
    "text_verbatim": "майже 50 тіл",
    "language": "uk",
    "unit": "bodies",
    "bound": "almost",
    "value": {"number": 50},
    "scope": {"area": "вигадана область", "excludes": ["масове поховання"]},
    "said_on": "2031-09-16",
}


def test_a_claim_keeps_its_word_and_its_relays(cast: Cast) -> None:
    claim = figures.record_claim(cast.figures_officer, **CLAIM)
    relay = figures.record_relay(
        cast.figures_officer,
        claim,
        outlet="вигадана газета",
        text_verbatim="50 людей",
        bound="exact",
        value={"number": 50},
        differences=["word_dropped", "unit_changed"],
    )
    assert list(seen_figures.relays(cast.auditor, claim)) == [relay]
    assert list(seen_figures.claims(cast.board, unit="bodies")) == [claim]
    with pytest.raises(Refused, match="not a difference"):
        figures.record_relay(
            cast.figures_officer,
            claim,
            outlet="газета",
            text_verbatim="50",
            bound="exact",
            value={},
            differences=["made_up"],
        )
    later = figures.record_claim(cast.figures_officer, **(CLAIM | {"text_verbatim": "52 тіла"}))
    with pytest.raises(Refused, match="which claim"):
        figures.judge_claim(cast.figures_officer, claim, seen=1, status="superseded")
    figures.judge_claim(cast.figures_officer, claim, seen=1, status="superseded", by=later)
    assert fresh(claim).text_verbatim == "майже 50 тіл"
