"""Reports of one person at the terminal: proposed, read side by side, decided, taken back."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from imena.cli import duplicates as door
from imena.cli import find as search
from imena.language import Words
from imena.naming.agreement import GRADES as NAME_GRADES
from imena.naming.compared import FIELD_GRADES
from imena.naming.linkage import FIELDS as COMPARED
from imena.registry.services import antemortem
from imena.registry.words.duplicates import FIELDS, GRADES
from tests.registry.at_the_keyboard import signed_in
from tests.registry.cast import Cast


class Terminal:
    """A clerk at the keyboard; passwords are another test's matter."""

    def __init__(self, cast: Cast, patch: pytest.MonkeyPatch) -> None:
        self.cast = cast
        signed_in(patch, cast.actors.__getitem__)
        for module in (door, search):
            patch.setattr(module, "say", Words("missing", "en"))
        self.first = self._reported("Казкотвор", "Микола", "Іванович")
        self.again = self._reported("Kazkotvor", "Nikolay", "")
        for family, given in (("Хмаролов", "Семен"), ("Зорепад", "Ілля"), ("Дощослав", "Лев")):
            self._reported(family, given, "", born="1961")

    def _reported(self, family: str, given: str, patronymic: str, born: str = "1970-05-01") -> str:
        name = {"script": "uk", "family": family, "given": given, "patronymic": patronymic}
        return antemortem.report(
            self.cast.interviewer,
            names=[name],
            sex="male",
            born=born,
            last_seen="2031-03-14" if born != "1961" else "",
        ).number

    def types(self, *arguments: str, by: str = "interviewer", purpose: str = "звірка") -> Result:
        command = search.command if arguments[0] == "find" else door.command
        rest = arguments[1:] if arguments[0] == "find" else arguments
        return CliRunner().invoke(command, [*rest, "--as", by, "--purpose", purpose])


@pytest.fixture
def terminal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("IMENA_LANGUAGE", "en")
    return Terminal(cast, monkeypatch)


def test_the_way_from_a_proposal_to_one_person_and_back(terminal: Terminal) -> None:
    said = terminal.types("propose")
    assert said.exit_code == 0, said.output
    assert said.stdout == (
        "1 pair is newly proposed as one person.\nNothing is merged: people decide, pair by pair.\n"
    )
    said = terminal.types("list")
    assert f"{terminal.first}  {terminal.again}  one person 9" in said.stdout
    assert "Казкотвор Микола Іванович; male; born 1970-05-01; last seen 2031-03-14" in said.stdout
    assert "given name: another form of the name" in said.stdout
    both = (terminal.again, terminal.first)
    said = terminal.types("merge", *both, "--reason", "the same son")
    assert said.stdout == f"{terminal.again} is linked to {terminal.first}.\n"
    assert f"({terminal.again} is linked to the other)" in (
        terminal.types("list", "--state", "merged").stdout
    )
    found = terminal.types("find", "kazkotvor").stdout
    assert f"the same person as {terminal.first}" in found
    said = terminal.types("undo", terminal.again, "--reason", "a cousin")
    assert said.stdout == f"{terminal.again} stands for itself again.\n"
    said = terminal.types("dismiss", *both, "--reason", "a cousin")
    assert (said.exit_code, "before that these are two" in said.output) == (1, True)
    assert terminal.types("list").stdout == "There are no such pairs.\n"


def test_a_proposed_pair_is_dismissed(terminal: Terminal) -> None:
    terminal.types("propose")
    said = terminal.types("dismiss", terminal.first, terminal.again, "--reason", "two cousins")
    assert said.stdout == f"Recorded: {terminal.first} and {terminal.again} are two people.\n"
    assert "0 pairs" in terminal.types("propose").stdout


def test_what_is_refused_is_said(terminal: Terminal) -> None:
    said = terminal.types("merge", terminal.again, "MP-9999999-X", "--reason", "?")
    assert (said.exit_code, "no such record" in said.output) == (1, True)
    said = terminal.types("propose", purpose="")
    assert (said.exit_code, "what you read" in said.output) == (1, True)
    said = terminal.types("propose", by="analyst")
    assert (said.exit_code, "not for your role" in said.output) == (1, True)


@pytest.mark.parametrize("typed", ["Микола Казкотвор", "Николай", "Nikolay Kazkotvor", "казкотор"])
def test_people_are_found_however_their_name_is_typed(terminal: Terminal, typed: str) -> None:
    said = terminal.types("find", *typed.split())
    assert said.exit_code == 0, said.output
    assert {terminal.first, terminal.again} <= {
        line.split()[0] for line in said.stdout.split("\n")[:-1]
    }
    assert "Хмаролов" not in said.stdout


def test_nobody_is_found_where_nobody_fits(terminal: Terminal) -> None:
    said = terminal.types("find", "Невигаданенко")
    assert said.stdout == "Nobody whom you may see fits these words.\n"


def test_there_are_words_for_every_field_and_every_grade() -> None:
    grades = {g for some in FIELD_GRADES.values() for g in some} | set(NAME_GRADES)
    assert set(FIELDS) == {*COMPARED, "other_names"}
    assert set(GRADES) == (grades - {"not_known"}) | {"one_of_several"}
    uk = Words("missing", "uk")
    assert all(uk(said) != said for said in (*FIELDS.values(), *GRADES.values()))
