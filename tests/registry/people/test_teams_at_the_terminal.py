"""Teams from the command line: made, joined on two people’s word, sent to a site."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from imena.cli import team as door
from imena.language import Words
from imena.registry.models import Team, User
from imena.registry.queries.people import actor_of
from imena.registry.services import scene
from tests.registry.at_the_keyboard import signed_in
from tests.registry.cast import Cast

Typing = Callable[..., Result]


@pytest.fixture
def types(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Typing:
    """Types a command as one of the cast; passwords are another test's matter."""
    signed_in(monkeypatch, cast.actors.__getitem__)
    monkeypatch.setattr(door, "say", Words("registry", "en"))
    monkeypatch.setenv("IMENA_LANGUAGE", "en")

    def typed(*arguments: str, by: str = "administrator") -> Result:
        return CliRunner().invoke(door.command, [*arguments, "--as", by])

    return typed


def _username(user: UUID) -> str:
    return User.objects.get(pk=user).username


def test_a_team_is_made_joined_and_sent(cast: Cast, types: Typing) -> None:
    site = scene.open_site(cast.prosecutor, code="PTX", name_uk="Вигаданий ліс")
    newcomer = cast.joined("Нова Людина", "analyst")
    assert types("make", "T1", "--name", "Перша").stdout == "Team T1 is made.\n"
    joined = types("join", _username(newcomer.user), "T1", "--approver", "prosecutor")
    assert joined.exit_code == 0, joined.output
    assert types("send", "T1", "PTX").stdout == "Team T1 works at PTX.\n"
    now = actor_of(newcomer.user, cast.operation.id)
    assert "field_team" in now.roles
    assert now.teams == {Team.objects.get(code="T1").id}
    assert now.sites == {site.id}


def test_nobody_joins_on_one_persons_word(cast: Cast, types: Typing) -> None:
    newcomer = cast.joined("Нова Людина", "analyst")
    types("make", "T1", "--name", "Перша")
    refused = types("join", _username(newcomer.user), "T1", "--approver", "administrator")
    assert refused.exit_code == 1
    assert "all different" in refused.output
    assert actor_of(newcomer.user, cast.operation.id).teams == frozenset()


def test_what_is_not_there_is_said(types: Typing) -> None:
    for arguments in (("send", "T1", "PTX"), ("join", "nobody", "T1", "--approver", "prosecutor")):
        refused = types(*arguments)
        assert refused.exit_code == 1
        assert "no such record" in refused.output


def test_teams_are_made_by_those_who_may(types: Typing) -> None:
    refused = types("make", "T1", "--name", "Перша", by="field_team")
    assert refused.exit_code == 1
    assert not Team.objects.filter(code="T1").exists()
