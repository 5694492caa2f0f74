"""Remains of one person at the terminal: weighed, accepted, refused, counted."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from imena.cli import remains as door
from imena.cli.remains_words import KINDS, WHY
from imena.language import Words
from imena.osteology.whose import KINDS as WEIGHED
from imena.registry.services.minimum_numbers import METHODS
from tests.registry.at_the_keyboard import signed_in
from tests.registry.cast import Cast
from tests.registry.remains.bones import Deposit


class Terminal:
    """An examiner at the keyboard; passwords are another test's matter."""

    def __init__(self, cast: Cast, patch: pytest.MonkeyPatch) -> None:
        self.cast, self.deposit = cast, Deposit.opened(cast)
        signed_in(patch, cast.actors.__getitem__)
        patch.setattr(door, "say", Words("remains", "en"))
        self.femur = self.deposit.bone("femur", "left", 470).number
        self.hip = self.deposit.bone("hip_bone", "left").number

    def types(self, *arguments: str, by: str = "examiner") -> Result:
        return CliRunner().invoke(door.command, [*arguments, "--as", by])


@pytest.fixture
def terminal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("IMENA_LANGUAGE", "en")
    return Terminal(cast, monkeypatch)


def test_the_way_from_two_bones_to_one_individual(terminal: Terminal) -> None:
    both = (terminal.femur, terminal.hip)
    said = terminal.types("fit", *both, "--verdict", "fits")
    assert said.stdout == f"Recorded of {terminal.femur} and {terminal.hip}.\n"
    lot = terminal.deposit.unit("commingled_lot").number
    said = terminal.types("suggest", terminal.deposit.grave.number)
    assert said.exit_code == 0, said.output
    assert f"left out: {lot}, may be several people’s: divide it first" in said.stdout
    assert "1 new suggestion." in said.stdout
    assert f"{terminal.femur} {terminal.hip}: one person’s 94.4%" in said.stdout
    assert "1.23  held together" in said.stdout
    said = terminal.types("accept", *both, "--grounds", "the joint")
    assert said.stdout.startswith("Put together as IND-")
    assert terminal.types("list").stdout == "There are no such suggestions.\n"
    assert "the joint" in terminal.types("list", "--state", "accepted").stdout


def test_a_refused_suggestion_is_gone(terminal: Terminal) -> None:
    both = (terminal.femur, terminal.hip)
    terminal.types("fit", *both, "--verdict", "fits")
    terminal.types("suggest", terminal.deposit.site.code)
    said = terminal.types("refuse", *both, "--reason", "another joint")
    assert said.stdout == f"Refused: {terminal.femur}, {terminal.hip}\n"
    said = terminal.types("refuse", *both, "--reason", "again")
    assert (said.exit_code, "answered before" in said.output) == (1, True)
    said = terminal.types("accept", terminal.femur, "--grounds", "?")
    assert (said.exit_code, "no such record" in said.output) == (1, True)
    said = terminal.types("suggest", terminal.deposit.grave.number, by="board")
    assert (said.exit_code, "not for your role" in said.output) == (1, True)


def test_people_are_counted_in_every_way(terminal: Terminal) -> None:
    for _ in range(2):
        legs = terminal.deposit.unit("body_part")
        element = terminal.deposit.element
        terminal.deposit.found(legs, element("femur", "left"), element("femur", "right"))
    grave = terminal.deposit.grave.number
    terminal.deposit.unit("complete_body")
    said = terminal.types("count", grave)
    assert "1 has no bones recorded: the counts of bones leave it out." in said.stdout
    assert said.exit_code == 0, said.output
    assert "At least 3 by one bone repeated (MNI)." in said.stdout
    assert "femur: 3 left, 2 right, 2 pairs; at least 3 if no pair is missed" in said.stdout
    assert "most likely 3 (MLNI)" in said.stdout
    assert "hip bone: 1 left, 0 right, 0 pairs" in said.stdout
    assert "too few pairs for an estimate" in said.stdout
    said = terminal.types("count", grave, "--record", "repeated_element")
    assert "Recorded: at least 3 (repeated element)." in said.stdout
    said = terminal.types("count", grave, "--record", "pairing")
    assert "Recorded: from 3 to" in said.stdout


def test_where_nothing_lies_nothing_is_counted(terminal: Terminal) -> None:
    said = terminal.types("count", terminal.deposit.grave.number, by="interviewer")
    assert said.exit_code == 1
    empty = Deposit.opened(terminal.cast).grave.number
    assert terminal.types("count", empty).stdout == "0 units of human remains.\n"


def test_there_are_words_for_everything_weighed() -> None:
    assert set(KINDS) == set(WEIGHED)
    assert set(door.METHODS) == set(METHODS)
    uk = Words("remains", "uk")
    assert all(uk(said) != said for said in (*KINDS.values(), *WHY.values()) if said != "DNA")
