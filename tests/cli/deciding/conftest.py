"""People at a terminal: each command is run as somebody who signs in with a password of theirs."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from imena.cli import COMMANDS, imena
from imena.language import Words

# It starts Django when it is imported.
from tests.registry.conftest import (
    _cheap_passwords,
    _emptied_in_spite_of_the_triggers,
    _no_database_unless_asked,
    cast,
)

if TYPE_CHECKING:
    from imena.registry.actor import Actor
    from tests.registry.believed import Believed
    from tests.registry.cast import Cast

__all__ = [
    "_cheap_passwords",
    "_emptied_in_spite_of_the_triggers",
    "_no_database_unless_asked",
    "cast",
]

ROOM = "imena.cli.deciding"


@dataclass
class Terminal:
    """``terminal.does("analyst", "propose", …)`` is what it prints, ``refuses`` why it does not."""

    cast: Cast
    usernames: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for role, actor in self.cast.actors.items():
            self.enrol(role, actor)

    def enrol(self, called: str, actor: Actor) -> None:
        """Let somebody sign in, with what they are called here as the password."""
        from django.contrib.auth.hashers import make_password

        from imena.registry import clock
        from imena.registry.models import Membership, User

        user = User.objects.get(pk=actor.user)
        user.password = make_password(called)
        user.save(update_fields=["password"])
        for role in actor.roles:
            Membership(
                user=user, operation=self.cast.operation, role=role, recorded_at=clock.now()
            ).save(force_insert=True)
        self.usernames[called] = user.username

    def run(self, who: str, *arguments: str, said: tuple[str, ...] = ()) -> tuple[int, str]:
        """Run a command as somebody; ``said`` is typed after their password."""
        typed = "".join(f"{line}\n" for line in (who, *said))
        asked = ["--as", self.usernames[who], "--purpose", "встановлення імен"]
        result = CliRunner().invoke(imena, [*arguments, *asked], input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, result.output

    def does(self, who: str, *arguments: str, said: tuple[str, ...] = ()) -> str:
        code, output = self.run(who, *arguments, said=said)
        assert code == 0, output
        return output

    def refuses(self, who: str, *arguments: str, said: tuple[str, ...] = ()) -> str:
        code, output = self.run(who, *arguments, said=said)
        assert code != 0, output
        return output


@pytest.fixture(params=["en"])
def language(request: pytest.FixtureRequest) -> str:
    """The language spoken at the terminal."""
    return str(request.param)


@pytest.fixture
def terminal(cast: Cast, monkeypatch: pytest.MonkeyPatch, language: str) -> Terminal:
    monkeypatch.setenv("IMENA_LANGUAGE", language)
    monkeypatch.delenv("IMENA_PASSWORD_FILE", raising=False)
    for module in {m for m in COMMANDS.values() if m.startswith(ROOM)}:
        monkeypatch.setattr(importlib.import_module(module), "say", Words("deciding", language))
    monkeypatch.setattr("imena.cli.signing_in.say", Words("registry", language))
    return Terminal(cast)


@pytest.fixture
def believed(cast: Cast) -> Believed:
    from tests.registry.believed import Believed

    return Believed(cast)
