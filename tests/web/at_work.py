"""An invented site being dug and a mortuary, with the people who work there able to sign in."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.test import Client

from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Membership, RecoveredUnit, Team, TeamSite, User
from tests.registry.cast import Cast
from tests.registry.ground import Ground
from tests.web.served import PASSWORD, browser_of


@dataclass(eq=False)
class AtWork:
    """``work.field`` is a browser of the team's at the site, ``work.mortuary`` one at the door."""

    cast: Cast
    ground: Ground = dataclasses.field(init=False)
    field: Client = dataclasses.field(init=False)
    mortuary: Client = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.ground = Ground.opened(self.cast)
        self.team = self.ground.team
        team = Team.objects.get(pk=next(iter(self.team.teams)))
        self._row(TeamSite, team=team, site=self.ground.site)
        self._row(Membership, user_id=self.team.user, role="field_team", team=team)
        for kind in (Kind.BURIAL_UNIT, Kind.RECOVERED_UNIT):
            self.ground.range_of(kind, 200, 240)
        self.field = browser_of(self.team)
        self.mortuary = self.browser("mortuary")

    def browser(self, role: str) -> Client:
        """A browser of somebody of another role, who joins the operation."""
        self._row(Membership, user_id=self.cast.actors[role].user, role=role)
        return browser_of(self.cast.actors[role])

    def password_of(self, actor: Actor) -> tuple[str, str]:
        """The user name and the password of somebody."""
        user = User.objects.get(pk=actor.user)
        user.set_password(PASSWORD)
        user.save()
        return user.username, PASSWORD

    def do(self, browser: Client, unit: RecoveredUnit, name: str, **typed: Any) -> Any:
        """Send the form of what is done with remains, as they are now."""
        unit.refresh_from_db()
        sent = {
            "seen": unit.version,
            "key": f"{unit.number}-{name}-{unit.version}",
            "to": "record",
            **typed,
        }
        answer = browser.post(f"/bodies/{unit.number}/do/{name}", sent)
        unit.refresh_from_db()
        return answer

    def _row(self, model: Any, **fields: Any) -> None:
        fields |= {"operation": self.cast.operation, "recorded_at": clock.now()}
        model(**fields).save(force_insert=True)
