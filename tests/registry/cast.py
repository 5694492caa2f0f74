"""Who acts in the tests: an invented operation, one person for each role, and an outsider.

Every permission test then reads as a sentence. All of them are invented.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import date

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Operation, Site, Team, User
from imena.registry.permissions import ROLES

NAMES = {
    "field_team": "Остап Земляний",
    "mortuary": "Ярина Холод",
    "examiner": "Лев Кістяк",
    "laboratory": "Зоя Пробірна",
    "interviewer": "Ніна Слухай",
    "analyst": "Марко Збіг",
    "board": "Рада Підпис",
    "prosecutor": "Захар Закон",
    "liaison": "Віра Рідна",
    "figures_officer": "Юлій Число",
    "auditor": "Ада Звір",
    "administrator": "Тарас Ключ",
}


@dataclass(eq=False)
class Cast:
    """An operation with its people; ``cast.board`` is an actor, ``second("board")`` another."""

    operation: Operation
    actors: dict[str, Actor] = field(default_factory=dict)

    @classmethod
    def assembled(cls, code: str = "PROBA") -> Cast:
        """A new operation and its people, written straight into the tables."""
        operation = Operation(
            code=code, name_uk="Проба", opened_on=date(2031, 5, 1), recorded_at=clock.now()
        )
        operation.save(force_insert=True)
        cast = cls(operation)
        users = {role: cast._user(NAMES[role], role) for role in ROLES}
        User.objects.bulk_create(users.values())
        for role, user in users.items():
            cast.actors[role] = cast._actor(user, role)
        return cast

    def joined(self, name: str, *roles: str) -> Actor:
        """One more person with these roles."""
        user = self._user(name, *roles)
        user.save(force_insert=True)
        return self._actor(user, *roles)

    def _user(self, name: str, *roles: str) -> User:
        return User(
            username=f"{roles[0]}-{uuid.uuid4().hex[:8]}",
            display_name=name,
            recorded_at=clock.now(),
        )

    def _actor(self, user: User, *roles: str) -> Actor:
        return Actor(user.id, user.display_name, self.operation.id, frozenset(roles))

    def second(self, role: str) -> Actor:
        """Another person of the same role."""
        return self.joined(f"{NAMES[role]} (інша особа)", role)

    def team_at(self, *sites: Site) -> Actor:
        """Somebody of a field team that works at these sites."""
        team = Team(
            operation=self.operation,
            code=uuid.uuid4().hex[:8],
            name="Бригада",
            recorded_at=clock.now(),
        )
        team.save(force_insert=True)
        return replace(
            self.joined(NAMES["field_team"], "field_team"),
            teams=frozenset({team.id}),
            sites=frozenset(site.id for site in sites),
        )

    def __getattr__(self, role: str) -> Actor:
        try:
            return self.actors[role]
        except KeyError:
            raise AttributeError(role) from None
