"""Ranges from the command line: issued, listed, explained and closed, each step by who may."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from imena.cli import numbers as door
from imena.language import Words
from imena.registry.models import NumberRange, Team
from imena.registry.queries.numbers import series_of_range
from imena.registry.services import scene
from tests.registry.at_the_keyboard import signed_in
from tests.registry.cast import Cast


class Terminal:
    """Somebody at the keyboard; passwords are another test's matter."""

    def __init__(self, cast: Cast, patch: pytest.MonkeyPatch) -> None:
        self.cast, self.team = cast, ""
        site = scene.open_site(cast.prosecutor, code="PTX", name_uk="Вигаданий ліс")
        self.digger = cast.team_at(site)
        self.team = Team.objects.get(pk__in=self.digger.teams).code
        self.site = site
        signed_in(patch, {**cast.actors, "digger": self.digger}.__getitem__)
        patch.setattr(door, "say", Words("numbering", "en"))

    def types(self, *arguments: str, by: str = "administrator") -> Result:
        return CliRunner().invoke(door.command, [*arguments, "--as", by])

    def issues(self, *arguments: str) -> Result:
        return self.types("issue", *arguments, "--team", self.team, "--approver", "prosecutor")


@pytest.fixture
def terminal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("IMENA_LANGUAGE", "en")
    return Terminal(cast, monkeypatch)


def test_a_range_is_printed_as_labels_take_it(terminal: Terminal) -> None:
    result = terminal.issues("burial_unit", "3", "--site", "PTX")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"Issued to {terminal.team}: PTX-G001-E..PTX-G003-X\n"


def test_ranges_are_listed_with_what_became_of_them(terminal: Terminal) -> None:
    terminal.issues("burial_unit", "3", "--site", "PTX")
    scene.record_grave(terminal.digger, terminal.site, number="PTX-G002-B")
    for who in ("administrator", "digger"):
        assert terminal.types("list", by=who).stdout == (
            f"PTX-G001-E..PTX-G003-X  {terminal.team}: 1 used, 0 retired, 1 left, 1 unexplained\n"
        )


def test_a_range_closes_once_all_is_explained(terminal: Terminal) -> None:
    terminal.issues("burial_unit", "2", "--site", "PTX")
    refused = terminal.types("close", "PTX-G001-E")
    assert refused.exit_code == 1
    assert "2 numbers of this range are unexplained, the first is PTX-G001-E" in refused.output
    retired = terminal.types(
        *("retire", "PTX-G001-E", "ptx g2 b", "--reason", "не знадобилися"),
        *("--approver", "prosecutor"),
    )
    assert retired.stdout == "Retired: PTX-G001-E, PTX-G002-B\n"
    assert terminal.types("close", "PTX-G001-E").stdout == "Closed: PTX-G001-E..PTX-G002-B\n"
    assert "(closed)" in terminal.types("list").stdout


def test_what_is_not_there_is_not_told_apart_from_what_is_not_yours(terminal: Terminal) -> None:
    for arguments in (
        ("issue", "burial_unit", "3", "--team", "NONE", "--site", "PTX"),
        ("issue", "burial_unit", "3", "--team", terminal.team, "--site", "KAH"),
    ):
        result = terminal.types(*arguments, "--approver", "prosecutor")
        assert result.exit_code == 1
        assert "no such record" in result.output
    assert "no such record" in terminal.types("close", "PTX-G001-E").output
    assert "no such record" in terminal.types("close", "4821-7703-M").output


def test_numbers_of_two_ranges_are_not_retired_in_one(terminal: Terminal) -> None:
    terminal.issues("lead", "2")
    terminal.issues("lead", "2")
    first, second = (
        str(series_of_range(held).number(held.first))
        for held in NumberRange.objects.order_by("first")
    )
    result = terminal.types("retire", first, second, "--reason", "x", "--approver", "prosecutor")
    assert "several ranges" in result.output
    assert NumberRange.objects.filter(closed_at=None).count() == 2


def test_a_mistyped_number_is_refused_before_anybody_signs_in(terminal: Terminal) -> None:
    result = terminal.types("close", "PTX-G001-A")
    assert result.exit_code == 1
    assert "does not agree with PTX-G001" in result.output
